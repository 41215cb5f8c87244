"""Word and WPS documents (``.docx``) → a release.

What is in the file is either in the text or named as left out. ``package`` opens the archive and parses its parts,
``styles`` and ``numbering`` know how text looks and which number Word prints before it, ``story`` walks every element
once, ``layout`` decides what the paragraphs are, and ``reader`` makes the release.
"""

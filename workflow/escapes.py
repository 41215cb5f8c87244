"""Escaping for XML.

``xml.sax.saxutils`` does the same but imports ``urllib.request`` with all of HTTP and TLS, which takes more than a
third of the time in which ``workflow check`` starts.
"""

_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_WHITE = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
_IN_ATTRIBUTE = {**_IN_TEXT, **_WHITE, ord('"'): "&quot;"}


def escape(text: str, *, white: bool = False) -> str:
    """Escape text for use between tags.

    Args:
        text: Characters that XML can represent.
        white: Also escape tabs and line endings, so that no program changes them.
    """
    escaped = text.translate(_IN_TEXT)
    return escaped.translate(_WHITE) if white else escaped


def attribute(text: str) -> str:
    """Escape text for use as an attribute's value, including the quotation marks."""
    return f'"{text.translate(_IN_ATTRIBUTE)}"'

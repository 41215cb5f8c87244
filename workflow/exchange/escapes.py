"""What XML wants escaped.

``xml.sax.saxutils`` does the same, and imports ``urllib.request`` with all of HTTP and TLS: more than a third of the time in which
``workflow check`` starts.
"""

_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_WHITE = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
_IN_ATTRIBUTE = {**_IN_TEXT, **_WHITE, ord('"'): "&quot;"}


def escape(text: str, *, white: bool = False) -> str:
    """Text as it may stand between tags.

    Args:
        text: Characters that XML can hold.
        white: Escape tabs and line ends too, so that no program changes them.
    """
    escaped = text.translate(_IN_TEXT)
    return escaped.translate(_WHITE) if white else escaped


def attribute(text: str) -> str:
    """Text as the value of an attribute, with its quotation marks."""
    return f'"{text.translate(_IN_ATTRIBUTE)}"'

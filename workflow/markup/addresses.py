"""Web and e-mail addresses in running text: the only pattern for everything that must not take them for words.

Chinese needs no space before or after an address, and the mark that ends a sentence may directly follow one.
"""

import re
from collections.abc import Iterator

# No asterisk, bracket or pair of tildes, which belong to Markdown, and no character reference except "&amp;"; only
# European scripts.
_IN_ADDRESS = r"(?:[!#-%'()+,\-./0-9:;=?@A-Z_a-z\u00c0-\u1fff]|~(?!~)|&(?!#|(?!amp;)[A-Za-z]{2,31};))*+"
_DOMAINS = "com|org|net|gov|edu|int|cn|eu"
_WEB = r"(?i:(?<![A-Za-z0-9])(?:https?|ftp)://|(?<![A-Za-z0-9_./@-])www\.)[A-Za-z0-9%\u00c0-\u1fff]"
_MAIL = r"(?<![A-Za-z0-9._%+-])(?:mailto:)?[A-Za-z0-9][A-Za-z0-9._%+-]*+@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++"
_NAME = (
    rf"(?<![A-Za-z0-9_@./%+-])(?:[A-Za-z0-9][A-Za-z0-9-]*+\.)+(?:{_DOMAINS})(?:\.[a-z]{{2}})?"
    r"(?![A-Za-z0-9_-]|\.[A-Za-z0-9])"
)
_START = re.compile(f"{_WEB}|{_MAIL}|{_NAME}")
_ADDRESS = re.compile(f"{_WEB}{_IN_ADDRESS}|{_MAIL}|{_NAME}(?:/{_IN_ADDRESS})?")
_HINT = re.compile(rf"@|//|w[Ww]{{2}}\.|W[Ww]{{2}}\.|\.(?:{_DOMAINS})(?![A-Za-z])")
_ENTITY_AT_END = re.compile(r"&#?[A-Za-z0-9]{1,32};$")


def has(text: str) -> bool:
    """Return whether there can be an address in the text; fast, and never wrong if it says no."""
    return _HINT.search(text) is not None


def starts(text: str) -> list[int]:
    """Yield where addresses may start, in order, including inside another one."""
    return [found.start() for found in _START.finditer(text)] if has(text) else []


def end_of(text: str, start: int) -> int:
    """Return where the address that starts at one of ``starts`` ends, without the final marks of its sentence."""
    found = _ADDRESS.match(text, start)
    return start + _length(found[0]) if found else start


def all_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each address in a text starts and ends, in order."""
    at = 0
    for start in starts(text):
        if start >= at:
            at = end_of(text, start)
            yield start, at


def is_name(address: str) -> bool:
    """Return whether an address is only a name with dots, such as ``Booking.com``, to be read like other names."""
    return "/" not in address and "@" not in address and not address[:4].lower().startswith("www.")


def _length(address: str) -> int:
    """Return the length of an address without what follows it: final marks, a note, a bracket opened before it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end:
        last = address[end - 1]
        if last == ";" and (entity := _ENTITY_AT_END.search(address, max(0, end - 40), end)):
            end = entity.start()
        elif last in ".,;:!?'_~-" or (last == ")" and surplus > 0):
            surplus -= last == ")"
            end -= 1
        else:
            break
    return end

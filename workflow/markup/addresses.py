"""Web and e-mail addresses in running text: the one pattern for all who must not take them for words.

Chinese needs no space before or after an address, and the mark that ends a sentence may follow one directly.
"""

import re
from collections.abc import Iterator

# No asterisk, bracket or pair of tildes, which are Markdown's, and no character reference but "&amp;"; of other scripts than Latin the
# European ones.
_IN_ADDRESS = r"(?:[!#-%'()+,\-./0-9:;=?@A-Z_a-z\u00c0-\u1fff]|~(?!~)|&(?!#|(?!amp;)[A-Za-z]{2,31};))*+"
_DOMAINS = "com|org|net|gov|edu|int|cn|eu"
_WEB = r"(?i:(?<![A-Za-z0-9])(?:https?|ftp)://|(?<![A-Za-z0-9_./@-])www\.)[A-Za-z0-9%\u00c0-\u1fff]"
_MAIL = r"(?<![A-Za-z0-9._%+-])(?:mailto:)?[A-Za-z0-9][A-Za-z0-9._%+-]*+@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++"
_NAME = rf"(?<![A-Za-z0-9_@./%+-])(?:[A-Za-z0-9][A-Za-z0-9-]*+\.)+(?:{_DOMAINS})(?:\.[a-z]{{2}})?(?![A-Za-z0-9_-]|\.[A-Za-z0-9])"
_START = re.compile(f"{_WEB}|{_MAIL}|{_NAME}")
_ADDRESS = re.compile(f"{_WEB}{_IN_ADDRESS}|{_MAIL}|{_NAME}(?:/{_IN_ADDRESS})?")
_HINT = re.compile(rf"@|//|(?i:www)\.|\.(?:{_DOMAINS})(?![A-Za-z])")
_ENTITY_AT_END = re.compile(r"&#?[A-Za-z0-9]{1,32};$")


def has(text: str) -> bool:
    """Whether there can be an address in the text; cheap, and right where it says no."""
    return _HINT.search(text) is not None


def starts(text: str) -> list[int]:
    """Where addresses may start, in order; one that starts inside another is among them."""
    return [found.start() for found in _START.finditer(text)] if has(text) else []


def end_of(text: str, start: int) -> int:
    """Where the address that starts at one of ``starts`` ends, without the marks of the sentence that it stands in."""
    found = _ADDRESS.match(text, start)
    return start + _length(found[0]) if found else start


def all_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each address in a text starts and ends, in order."""
    at = 0
    for start in starts(text):
        if start >= at:
            at = end_of(text, start)
            yield start, at


def is_name(address: str) -> bool:
    """Whether an address is only a name with dots, such as ``Booking.com``: it is read aloud like any other name."""
    return "/" not in address and "@" not in address and not address[:4].lower().startswith("www.")


def _length(address: str) -> int:
    """How long an address is without what follows it: final marks, a reference to one, a bracket that was opened before it."""
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

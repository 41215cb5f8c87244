"""Web and e-mail addresses in running text: the one pattern for all who must not take them for words.

Chinese needs no space before or after an address, and the mark that ends a sentence may follow one directly.
"""

import re
from collections.abc import Iterator

# No asterisk and no bracket, which are Markdown's; of other scripts the letters of the European ones.
_IN_ADDRESS = r"!#-'()+,\-./0-9:;=?@A-Z_a-z~\u00c0-\u1fff"
_DOMAINS = "com|org|net|gov|edu|int|cn|eu"
_ADDRESS = re.compile(
    rf"(?:(?i:(?<![A-Za-z0-9])(?:https?|ftp)://|(?<![A-Za-z0-9_./@-])www\.)[A-Za-z0-9%\u00c0-\u1fff][{_IN_ADDRESS}]*+)"
    r"|(?<![A-Za-z0-9._%+-])(?:mailto:)?[A-Za-z0-9][A-Za-z0-9._%+-]*+@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++"
    rf"|(?<![A-Za-z0-9_@./%+-])(?:[A-Za-z0-9][A-Za-z0-9-]*+\.)+(?:{_DOMAINS})(?:\.[a-z]{{2}})?(?![A-Za-z0-9_-]|\.[A-Za-z0-9])(?:/[{_IN_ADDRESS}]*+)?"
)
_HINT = re.compile(rf"@|//|(?i:www)\.|\.(?:{_DOMAINS})(?![A-Za-z])")
_ENTITY_AT_END = re.compile(r"&#?[A-Za-z0-9]{1,32};$")


def find(text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Find the first address in ``text[start:end]``, without the marks of the sentence that it stands in.

    Returns:
        Where it starts and ends, or None.
    """
    found = _ADDRESS.search(text, start, len(text) if end is None else end)
    return (found.start(), found.start() + _length(found[0])) if found else None


def has(text: str) -> bool:
    """Whether there can be an address in the text; cheap, and right where it says no."""
    return _HINT.search(text) is not None


def all_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each address in a text starts and ends, in order."""
    place = find(text) if has(text) else None
    while place:
        yield place
        place = find(text, place[1])


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

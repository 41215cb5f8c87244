"""What a page prints of a text: its words, and what is not words.

A unit is a sentence, not a document, and only its inline markup matters; this reads as much of CommonMark's inline rules as the checks
need, in time linear in the text, without a Markdown library (``status`` runs every check and must start fast).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

from workflow.contracts import Printed, Said
from workflow.model import Release, Unit

# Nothing of interest in a text without one of these: most sentences.
_INTERESTING = re.compile(r"[`\[<@*_\\]|://|www\.", re.IGNORECASE)
_ESCAPE_OR_BACKTICKS = re.compile(r"\\[\s\S]|`+")
_BACKTICKS = re.compile(r"`+")
_ESCAPE_OR_BRACKET = re.compile(r"\\[\s\S]|!\[|\[|\]")
_OPENING = re.compile(r"\(\s*+(<[^<>\n]*+>)?")
_NOT_A_DESTINATION = re.compile(r"\\[!-/:-@\[-`{-~]|[()\s]")
_CLOSING = re.compile(r"(?:\s++(?:\"[^\"]*+\"|'[^']*+'|\([^()]*+\)))?\s*+\)")
_NESTED = 8  # parentheses in a destination; with more (CommonMark: 32) what was read so far is taken for all of it
_LABEL = re.compile(r"\[([^\[\]]{1,200})\]")
_AUTOLINK = re.compile(r"(?<!\()<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*+|[^\s<>@/]++@[^\s<>@]++)>")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*+)(?:\s[^<>]*+)?+/?>|<(!--|[!?])")
_UNESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# An address in running text ends where Chinese goes on: at a Han character or at full-width or typographic punctuation.
_BARE_URL = re.compile(
    r"(?i:(?:https?|ftp)://|(?<![A-Za-z0-9_./-])www\.)"
    r"[^\s<>\"`\u2010-\u2027\u2030-\u205e\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]++"
)
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++")
_DELIMITERS = re.compile(r"\\[\s\S]|\*+|_+")
_EMPHASIS = re.compile(r"\*{2,3}|(?<![0-9\s])\*|\*(?![0-9\s])")


def said(unit: Unit, release: Release) -> Said:
    """Give a unit with what the page will print of its source and its target."""
    return Said(unit, printed(unit.source, release), printed(unit.target, release))


def printed(text: str, release: Release) -> Printed:
    """Take inline text apart; in a plain-text release only addresses are not words."""
    if not _INTERESTING.search(text):
        return Printed(text, text, text)
    characters = list(text)
    code: list[str] = []
    loose = 0
    links: list[str] = []
    images: list[str] = []
    labels: list[str] = []
    image_labels: list[str] = []
    tags: list[tuple[str, str]] = []
    emphasis: tuple[tuple[str, int], ...] = ()
    prose = text
    if release.markup == "markdown":
        spans, loose = _code_spans(text)
        for start, end, content in spans:
            code.append(content)
            characters[start:end] = " " * (end - start)
        prose = "".join(characters)
        for link in _AUTOLINK.finditer(prose):
            links.append(link[1])
            characters[link.start() : link.end()] = " " * len(link[0])
        prose = "".join(characters)
        for start, end, destination, is_image in _brackets(prose, labels, image_labels):
            (images if is_image else links).append(destination)
            characters[start:end] = " " * (end - start)
        prose = "".join(characters)
        for tag in _TAG.finditer(prose):
            tags.append((tag[0], tag[3] or tag[1] + tag[2].lower()))
            characters[tag.start() : tag.end()] = " " * len(tag[0])
        prose = "".join(characters)
        emphasis = _emphasis(prose)
    addresses: list[str] = []
    for pattern in (_BARE_URL, _EMAIL):
        for match in pattern.finditer(prose):
            address = _trimmed(match[0])
            addresses.append(address)
            characters[match.start() : match.start() + len(address)] = " " * len(address)
        prose = "".join(characters)
    by_reference = {_label(label): destination for label, destination, _ in release.references}
    links += _referred(labels, by_reference)
    images += _referred(image_labels, by_reference)
    return Printed(
        text,
        _EMPHASIS.sub("", prose) if "*" in prose else prose,
        prose,
        tuple(code),
        tuple(links),
        tuple(images),
        tuple(addresses),
        tuple(tags),
        emphasis,
        loose,
    )


def _referred(labels: list[str], by_reference: Mapping[str, str]) -> list[str]:
    return [by_reference[key] for label in labels if (key := _label(label)) in by_reference]


def _code_spans(text: str) -> tuple[list[tuple[int, int, str]], int]:
    """Code spans as (start, end, content), and how many runs of backticks are left over.

    A run of backticks opens code that the next run of the same length closes; inside, a backslash is a backslash.
    """
    closers: dict[int, list[int]] = {}
    for run in _BACKTICKS.finditer(text):
        closers.setdefault(len(run[0]), []).append(run.start())
    spans: list[tuple[int, int, str]] = []
    loose = 0
    position = 0
    while match := _ESCAPE_OR_BACKTICKS.search(text, position):
        position = match.end()
        if match[0].startswith("\\"):
            continue
        length = len(match[0])
        same = closers.get(length, [])
        index = bisect_left(same, position)
        if index == len(same):
            loose += 1
            continue
        content = text[position : same[index]]
        if len(content) > 2 and content[0] == content[-1] == " ":  # one space at either end and something
            content = content[1:-1]
        position = same[index] + length
        spans.append((match.start(), position, content))
    return spans, loose


def _brackets(text: str, labels: list[str], image_labels: list[str]) -> Iterator[tuple[int, int, str, bool]]:
    """Inline links and images as (start and end of the parenthesis, destination, whether an image); labels go to the lists."""
    open_brackets: list[tuple[int, bool]] = []
    position = 0
    while match := _ESCAPE_OR_BRACKET.search(text, position):
        position = match.end()
        if match[0] == "]" and open_brackets:
            start, is_image = open_brackets.pop()
            if inline := _destination(text, position):
                destination, end = inline
                yield position, end, destination, is_image
                position = end
                continue
            label = text[start : match.start()] if match.start() - start <= 200 else ""  # as in _LABEL
            labels.append(label)
            if is_image:
                named = _LABEL.match(text, position)
                image_labels.append(named[1] if named else label)
        elif match[0].endswith("["):
            open_brackets.append((position, match[0] == "!["))


def _destination(text: str, start: int) -> tuple[str, int] | None:
    """The destination of an inline link whose parenthesis opens at ``start``, and where the parenthesis ends."""
    opening = _OPENING.match(text, start)
    if not opening:
        return None
    end = opening.end()
    written = opening[1][1:-1] if opening[1] else ""
    if not opening[1]:
        depth = 0
        while stop := _NOT_A_DESTINATION.search(text, end):
            if stop[0] == "(":
                if depth == _NESTED:
                    return _UNESCAPE.sub(r"\1", text[opening.end() : stop.start()]), stop.start()
                depth += 1
            elif stop[0] == ")" and depth:
                depth -= 1
            elif not stop[0].startswith("\\"):
                end = stop.start()
                break
            end = stop.end()
        written = text[opening.end() : end]
    closing = _CLOSING.match(text, end)
    return (_UNESCAPE.sub(r"\1", written), closing.end()) if closing else None


def _label(label: str) -> str:
    return " ".join(label.split()).casefold()


def _trimmed(address: str) -> str:
    """An address in running text without the punctuation of the sentence."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end and (address[end - 1] in ".,;:!?'*_~]}" or (address[end - 1] == ")" and surplus > 0)):
        surplus -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _emphasis(text: str) -> tuple[tuple[str, int], ...]:
    """How many delimiters of each kind ("**", "*", "__", "_") could open or close emphasis."""
    found: Counter[str] = Counter()
    for match in _DELIMITERS.finditer(text):
        mark, length = match[0][0], len(match[0])
        if mark == "\\" or length > 3:  # strong and emphasis at once; more is decoration
            continue
        before = text[match.start() - 1 : match.start()] or " "
        after = text[match.end() : match.end() + 1] or " "
        if (before.isspace() and after.isspace()) or (mark == "_" and before.isalnum() and after.isalnum()):
            continue
        found[mark * 2] += length // 2
        found[mark] += length % 2
    return tuple(sorted(found.items()))

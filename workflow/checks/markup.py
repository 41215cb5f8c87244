"""What is not words must survive translation: code, addresses, links, images, emphasis, HTML.

A unit is a sentence, not a document, and only its inline markup matters here; ``scan`` reads as much of CommonMark's inline rules as
these checks need, in time linear in the text, without a Markdown library (``status`` runs every check and must start fast).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from workflow.checks.example import Example
from workflow.contracts import Context
from workflow.model import DELIBERATELY_EMPTY, Finding, Release, Unit

_NAME = "markup"
_SHOWN = 5  # names in one message
_LONGEST = 120  # characters of a name in a message

EXPLANATION = (
    "Compares what is not words: code, addresses, links, pictures, emphasis and HTML must survive the translation. A link that runs a "
    "program instead of opening a page, and a picture that the source does not have here, are errors: they would be published in the "
    "office's name. Waive a warning where the translation leaves a link or an emphasis out on purpose."
)
EXAMPLES = (
    Example("见[条约](https://www.example.org/pct)。", "See the [treaty](javascript:alert(1)).", "error"),
    Example("见[条约](https://www.example.org/pct)。", "See the treaty.", "warning"),
    Example("见[条约](https://www.example.org/pct)。", "See the [treaty](https://www.example.org/pct).", ""),
    Example("**重要**", "Important", "warning"),
    Example("运行`make`。", "Run `make`.", ""),
)

_SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
_DANGEROUS_SCHEMES = frozenset({"javascript", "vbscript", "data", "file"})

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
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]{1,200}\]:\s*+(\S++)", re.MULTILINE)
_AUTOLINK = re.compile(r"(?<!\()<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*+|[^\s<>@/]++@[^\s<>@]++)>")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*+)(?:\s[^<>]*+)?+/?>|<(!--|[!?])")
_UNESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ENTITY = re.compile(r"&#?\w{1,32};")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*+):")
_SPACE_AND_CONTROLS = re.compile(r"[\x00-\x20\x7f]+")
# An address in running text ends where Chinese goes on: at a Han character or at full-width or typographic punctuation.
_BARE_URL = re.compile(
    r"(?i:(?:https?|ftp)://|(?<![A-Za-z0-9_./-])www\.)"
    r"[^\s<>\"`\u2010-\u2027\u2030-\u205e\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]++"
)
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++")
_DELIMITERS = re.compile(r"\\[\s\S]|\*+|_+")


@dataclass(frozen=True, slots=True)
class Inline:
    """What inline text holds besides words.

    prose: the text with all of the below, except emphasis, replaced by spaces: as long as the text, so that places agree.
    code: the content of code spans. loose_backticks: runs of backticks that nothing closes.
    links, images: destinations, autolinks among the links. addresses: URLs and e-mail addresses in running text.
    labels: the content of every pair of brackets, possibly a reference; image_labels: of those, the images'.
    tags: HTML tags as written, with their normalised names ("/b"). emphasis: how many delimiters of each kind.
    """

    prose: str
    code: tuple[str, ...] = ()
    loose_backticks: int = 0
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    image_labels: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    emphasis: tuple[tuple[str, int], ...] = ()


def scan(text: str, markup: Literal["markdown", "plain"]) -> Inline:
    """Take inline text apart; in plain text only addresses are not words."""
    if not _INTERESTING.search(text):
        return Inline(text)
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
    if markup == "markdown":
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
    return Inline(
        prose,
        tuple(code),
        loose,
        tuple(links),
        tuple(images),
        tuple(addresses),
        tuple(labels),
        tuple(image_labels),
        tuple(tags),
        emphasis,
    )


def listed(names: Iterable[str], separator: str = ", ") -> str:
    """Names for a message: each once, the first few, the rest counted, nothing in them that a terminal would obey."""
    unique = tuple(dict.fromkeys(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…" for name in names))
    text = separator.join(unique[:_SHOWN]) + (f" and {len(unique) - _SHOWN} more" if len(unique) > _SHOWN else "")
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text)


def check(unit: Unit, context: Context) -> Iterator[Finding]:
    """Findings on code, addresses, links, images, emphasis and HTML.

    Errors: a link to anything but http, https or mailto, and an image that the source sentence does not have. All else warns.
    """
    if unit.target == DELIBERATELY_EMPTY:
        return
    source = scan(unit.source, context.release.markup)
    target = scan(unit.target, context.release.markup)
    yield from _about_addresses(unit, context.release, source, target)
    if context.release.markup != "markdown":
        return
    yield from _about_schemes(unit, source, target)
    yield from _about_images(unit, context.release, source, target)
    missing = Counter(source.code) - Counter(target.code)
    if missing:
        yield _warning(unit, f"code of the source is not in the translation: {listed(f'`{code}`' for code in missing)}")
    if target.loose_backticks > source.loose_backticks:
        yield _warning(unit, "a backtick in the translation is not closed")
    known = {name for _, name in source.tags}
    added = [tag for tag, name in target.tags if name not in known and tag != DELIBERATELY_EMPTY]
    if added:
        yield _warning(unit, f"HTML that the source does not have: {listed(added)}")
    yield from _about_emphasis(unit, dict(source.emphasis), dict(target.emphasis))


def _about_addresses(unit: Unit, release: Release, source: Inline, target: Inline) -> Iterator[Finding]:
    destinations = {_label(label): destination for label, destination, _ in release.references}

    def all_of(side: Inline) -> dict[str, str]:
        named = [destinations[key] for label in side.labels if (key := _label(label)) in destinations]
        return {_key(address): address for address in (*side.links, *side.images, *side.addresses, *named)}

    wanted, found = all_of(source), all_of(target)
    pictures = {_key(path) for path in target.images}
    missing = [
        address for key, address in wanted.items() if key not in found and _scheme(address) not in _DANGEROUS_SCHEMES
    ]
    if missing:
        yield _warning(unit, f"an address of the source is not in the translation: {listed(missing)}")
    added = [
        address
        for key, address in found.items()
        if key not in wanted and key not in pictures and _scheme(address) in _SAFE_SCHEMES
    ]
    if added:
        yield _warning(unit, f"an address in the translation is not in the source: {listed(added)}")


def _about_schemes(unit: Unit, source: Inline, target: Inline) -> Iterator[Finding]:
    defined = [match[1] for match in _DEFINITION.finditer(unit.target)]
    accepted = {address for address in (*source.links, *source.images) if _scheme(address) not in _DANGEROUS_SCHEMES}
    bad = [
        address
        for address in (*target.links, *target.images, *defined)
        if _scheme(address) not in _SAFE_SCHEMES and address not in accepted
    ]
    if bad:
        yield Finding(_NAME, "error", f"a link may only use http, https or mailto: {listed(bad)}", unit)


def _about_images(unit: Unit, release: Release, source: Inline, target: Inline) -> Iterator[Finding]:
    destinations = {_label(label): destination for label, destination, _ in release.references}

    def all_of(side: Inline) -> dict[str, str]:
        named = [destinations[key] for label in side.image_labels if (key := _label(label)) in destinations]
        return {_key(path): path for path in (*side.images, *named)}

    known = all_of(source)
    added = [path for key, path in all_of(target).items() if key not in known]
    if added:
        yield Finding(_NAME, "error", f"an image that the source does not have here: {listed(added)}", unit)


def _about_emphasis(unit: Unit, source: dict[str, int], target: dict[str, int]) -> Iterator[Finding]:
    for mark in ("*", "_"):
        for delimiter in (mark * 2, mark):
            if target.get(delimiter, 0) % 2 and not source.get(delimiter, 0) % 2:
                yield _warning(unit, f"emphasis in the translation opens or closes with {delimiter} but not both")
                return
    for name, delimiters in (("strong emphasis", ("**", "__")), ("emphasis", ("*", "_"))):
        before, after = (sum(side.get(delimiter, 0) // 2 for delimiter in delimiters) for side in (source, target))
        if after < before:
            yield _warning(unit, f"{name} of the source is lost: {before} there, {after} in the translation")


def _warning(unit: Unit, message: str) -> Finding:
    return Finding(_NAME, "warning", message, unit)


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


def _key(address: str) -> str:
    """What makes two addresses one: percent-encoding, a final slash and http against https do not matter."""
    decoded = _PERCENT.sub(lambda m: bytes.fromhex(m[0].replace("%", "")).decode("utf-8", "replace"), address)
    for prefix in ("mailto:", "http://", "https://"):
        if decoded[: len(prefix)].lower() == prefix:
            decoded = decoded[len(prefix) :]
            break
    return decoded.rstrip("/")


def _scheme(address: str) -> str:
    """The scheme in lower case, as a browser sees it; "https" for a relative address; "?" where an entity could hide one."""
    visible = _SPACE_AND_CONTROLS.sub("", address)
    head = re.split(r"[/?]", visible, maxsplit=1)[0]
    if _ENTITY.search(head):
        return "?"
    match = _SCHEME.match(visible)
    return match[1].lower() if match else "https"


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

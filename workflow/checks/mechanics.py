"""English mechanics: spaces, capitals, a and an, doubled words. ``fix`` mends what needs no thought."""

import re
from collections.abc import Iterator

from workflow.checks.example import Example
from workflow.checks.language import LONGEST, primary
from workflow.checks.markup import listed
from workflow.contracts import Check, Context, Printed, Said
from workflow.languages.english import articles
from workflow.model import DELIBERATELY_EMPTY, Finding, Segment, Unit

_NAME = "mechanics"

EXPLANATION = (
    "Finds slips of typing in English: two spaces, a space before a comma, a sentence without a capital, “a” before a vowel sound, a word "
    "twice. They mislead nobody, but a reader who sees them trusts the rest less. `check --fix` mends all but the doubled words."
)
EXAMPLES = (
    Example("代表团访问了芬兰。", "The delegation visited  Finland .", "warning"),
    Example("代表团访问了芬兰。", "the delegation visited Finland.", "warning"),
    Example("这是一件发明专利。", "This is a invention patent.", "warning"),
    Example("这是一件发明专利。", "This is the the patent.", "warning"),
    Example("这是一家欧洲大学。", "It is a European university, an honest one, with an MOU.", ""),
)

_SPACES = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_BEFORE_MARK = re.compile(
    r"(?<=[^\s.])[ \u00a0]+(?=[,;:!?)\]](?!\w|[-()/])|\.(?![\w.])|[’'](?:s|t|re|ve|ll)\b|%(?!\w))"
)
_AFTER_OPENING = re.compile(r"(?<=[(\[“])[ \u00a0]+(?=\S)")
_DOUBLED = re.compile(r"\b(?P<word>[A-Za-z]{2,})[ \u00a0](?i:(?P=word))\b(?![-'’])")
_MAY_BE_DOUBLED = frozenset(
    {
        "that",
        "had",
        "is",
        "her",
        "was",
        "very",
        "so",
        "bye",
        "no",
        "ha",
        "long",
        "in",
        "on",
        "one",
        "really",
        "much",
        "many",
        "do",
        "you",
        "who",
        "well",
    }
)
_SHOWN = 5

# a and an go by the sound of what follows.
_ARTICLE = re.compile(
    r"(?<![\w.'’&-])(?P<article>an?|An?)(?P<space>[ \u00a0]+[“\"'‘*_(\[]{0,3})(?P<word>[^\W_]+(?:[&'’.,-][^\W_]+)*+)"
)


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Warnings on English text; nothing on other languages."""
    unit = said.unit
    if not _looked_at(unit, context):
        return
    prose = _prose(said.target)
    if _SPACES.search(prose):
        yield _finding(unit, "two spaces in a row")
    if found := _BEFORE_MARK.search(prose):
        yield _finding(unit, f"a space before “{prose[found.end() : found.end() + 1]}”")
    if _AFTER_OPENING.search(prose):
        yield _finding(unit, "a space after an opening bracket or quotation mark")
    if _small_start(unit, prose, context) >= 0:
        yield _finding(unit, "starts with a small letter")
    wrong = [f"{match['article']} {match['word']}" for match in _ARTICLE.finditer(prose) if _right_article(match)]
    if wrong:
        yield _finding(unit, f"a or an: {listed(f'“{words}”' for words in wrong)}")
    doubled = [
        match[0]
        for match in _DOUBLED.finditer(prose)
        if match["word"].lower() not in _MAY_BE_DOUBLED and not match[0].rpartition(" ")[2][:1].isupper()
    ]
    if doubled:
        yield _finding(unit, f"a word twice: {listed(f'“{words}”' for words in doubled)}")


def fix(said: Said, context: Context) -> str:
    """Return the target with one space where there were two, none before a mark, a capital at the start, and a or an; code and addresses untouched."""
    if not _looked_at(said.unit, context):
        return said.target.written
    sides = said.target.written, _prose(said.target)
    start = _small_start(said.unit, sides[1], context)
    if start >= 0:
        sides = _replaced(sides, start, start + 1, sides[1][start].upper())
    for pattern, replacement in ((_SPACES, " "), (_BEFORE_MARK, ""), (_AFTER_OPENING, "")):
        for match in reversed(tuple(pattern.finditer(sides[1]))):
            sides = _replaced(sides, match.start(), match.end(), replacement)
    for match in reversed(tuple(_ARTICLE.finditer(sides[1]))):
        if article := _right_article(match):
            sides = _replaced(sides, match.start("article"), match.end("article"), article)
    return sides[0]


def _looked_at(unit: Unit, context: Context) -> bool:
    return unit.target != DELIBERATELY_EMPTY and primary(context) == "en" and len(unit.target) <= LONGEST


def _prose(target: Printed) -> str:
    """The text as long as it was, with strokes for code, addresses and HTML: what stands beside them stands beside something."""
    if target.prose == target.written:
        return target.prose
    text = "".join(seen if seen == there else "¦" for seen, there in zip(target.prose, target.written, strict=True))
    return _INSIDE.sub(lambda match: "¦" * len(match[0]), text)


_INSIDE = re.compile("(?<=¦)[ \u00a0]++(?=¦)")  # spaces of the code itself


def _replaced(sides: tuple[str, str], start: int, end: int, replacement: str) -> tuple[str, str]:
    """The target and its prose with the same words replaced in both, so that places go on agreeing."""
    target, prose = (side[:start] + replacement + side[end:] for side in sides)
    return target, prose


_START = re.compile(r"[\s“\"‘'(\[*_]*(?P<word>[a-z][\w'’.-]*)")


def _small_start(unit: Unit, prose: str, context: Context) -> int:
    """Where a sentence or a title starts with a small letter; -1 if it does not, or may."""
    found = _START.match(prose)
    if not found or unit.context in {"cell", "caption"}:
        return -1
    word = found["word"]
    if re.search(r"[A-Z0-9._@/]", word.rstrip(".")) or word in unit.source:
        return -1  # iPhone, e.g., a name that the source has as well
    if unit.context not in {"title", "heading"} and not re.search(r"[.!?][”\"’')\]*_]*\s*$", prose):
        return -1  # an item of a list
    if not re.search(r"[。！？：”」]\s*[）)*_]*$", unit.source) and unit.context not in {"title", "heading"}:
        return -1
    return -1 if _is_an_item(unit, context) else found.start("word")


def _is_an_item(unit: Unit, context: Context) -> bool:
    """Whether it stands in a list, where small letters are a matter of style."""
    lists = (block for top in context.release.blocks for block in top.walk() if block.kind == "list")
    return any(
        isinstance(part, Segment) and part.key == unit.key
        for each in lists
        for block in each.walk()
        for part in block.content
    )


def _right_article(match: re.Match[str]) -> str:
    """The article that must stand there; "" if the one that does is right, or nobody can tell."""
    article, word = match["article"], match["word"]
    if article == "A" and match.start() > 0:  # Class A, vitamin A, Plan A
        return ""
    right = articles.article(word)
    if right is None or right == article.lower():
        return ""
    return article[0] + right[1:]


def _finding(unit: Unit, message: str) -> Finding:
    return Finding(_NAME, "warning", message, unit)


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES, fix=fix)

"""English mechanics: spaces, a and an, doubled words."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from workflow.contracts.facts import Slip
from workflow.interface import say
from workflow.languages.english import articles
from workflow.languages.spacing import doubled, replaced
from workflow.patterns import late

# What is before a match is looked at after its first character, because ``re`` finds that one at once.
_SPACES = late(r"[ \u00a0](?<=\S[ \u00a0])[ \u00a0]+(?=\S)")
_BEFORE_MARK = late(
    r"[ \u00a0](?<=[^\s.][ \u00a0])[ \u00a0]*(?=[,;:!?)\]](?!\w|[-()/])|\.(?![\w.])|[’'](?:s|t|re|ve|ll)\b|%(?!\w))"
)
_AFTER_OPENING = late(r"[ \u00a0](?<=[(\[“][ \u00a0])[ \u00a0]*(?=\S)")
_DOUBLED = late(r"\b(?P<word>[A-Za-z]{2,})[ \u00a0](?i:(?P=word))\b(?![-'’])")
_MAY_BE_DOUBLED = frozenset(
    "that had is her was very so bye no ha long in on one really much many do you who well".split()
)
_ARTICLE = late(
    r"(?P<article>[aA](?<![\w.'’&-][aA])n?)(?P<space>[ \u00a0]+[“\"‘'*_(\[]{0,3})(?P<word>[^\W_]+(?:[&'’.,-][^\W_]+)*+)"
)


@cache
def rules() -> Sequence[tuple[str, Callable[[str], Iterator[Slip]]]]:
    """Return the rules, in order."""
    return (
        (say("two spaces in a row"), replaced(_SPACES, " ")),
        (say("a space before “{first}”"), replaced(_BEFORE_MARK, "")),
        (say("a space after an opening bracket or quotation mark"), replaced(_AFTER_OPENING, "")),
        (say("a or an: {all}"), _articles),
        (say("a word twice: {all}"), doubled(_DOUBLED, _MAY_BE_DOUBLED)),
    )


def with_right_articles(text: str) -> str:
    """Return a text with "a" and "an" as the next words sound."""
    for slip in reversed(list(_articles(text))):
        text = text[: slip.start] + (slip.instead or "") + text[slip.end :]
    return text


def _articles(text: str) -> Iterator[Slip]:
    for match in _ARTICLE.finditer(text):
        article, word = match["article"], match["word"]
        if article == "A" and match.start() > 0:  # Class A, vitamin A, Plan A
            continue
        right = articles.article(word)
        if right is not None and right != article.lower():
            yield Slip(match.start(), match.end("article"), f"{article} {word}", article[0] + right[1:])

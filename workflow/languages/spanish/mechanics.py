"""Spanish mechanics: spaces, the marks that open questions and exclamations, contractions, e and u, doubled words."""

import re
from collections.abc import Callable, Iterator, Sequence

from workflow.contracts.facts import Slip
from workflow.interface import say
from workflow.languages.spacing import doubled, grouped, replaced
from workflow.patterns import late

Rule = tuple[str, Callable[[str], Iterator[Slip]]]

_SPACES = late(r"(?<=\S)[ \u00a0\u202f]{2,}(?=\S)")
_BEFORE_MARK = late(r"(?<=[^\s.¿¡«])[ \u00a0\u202f]+(?=[,;](?![0-9])|[)\]»?!](?!\w|[-()/])|:(?![\w)-])|\.(?![\w.]))")
_AFTER_OPENING = late(r"(?<=[(\[«¿¡])[ \u00a0\u202f]+(?=\S)")
_AFTER_MARK = late(r"(?<=[^\W\d_][,;])(?=[^\W\d_])")
_CONTRACTED = late(r"(?<!\w)(?P<word>[Aa]|[Dd]e) (?=(?P<article>el)(?!\w))")
_BEFORE_SAME_SOUND = late(
    r"(?<!\w)(?:(?P<word>y(?= h?[ií](?![aeou]))|o(?= h?[oó]))(?= (?P<next>[^\W\d_]+)))", re.IGNORECASE
)
_DOUBLED = late(r"\b(?P<word>[^\W\d_]{2,})[ \u00a0](?i:(?P=word))\b(?!-)")
_MAY_BE_DOUBLED = frozenset("muy bien no sí casi nos".split())


def rules() -> Sequence[Rule]:
    """Return the rules, in order."""
    return (
        (say("two spaces in a row"), replaced(_SPACES, " ")),
        (say("a space before “{first}”"), replaced(_BEFORE_MARK, "")),
        (say("a space after an opening mark"), replaced(_AFTER_OPENING, "")),
        (say("an ordinary space in a number, where a line may break: {all}"), grouped("\u00a0")),
        (say("no space before “{first}”"), replaced(_AFTER_MARK, " ")),
        (say("a question or exclamation that nothing opens: {all}"), _unopened),
        (say("not contracted: {all}"), _contractions),
        (say("before the same sound: {all}"), _conjunctions),
        (say("a word twice: {all}"), doubled(_DOUBLED, _MAY_BE_DOUBLED)),
    )


def _unopened(text: str) -> Iterator[Slip]:
    """Yield marks without ¿ or ¡ since the mark before them; a person knows where the question begins."""
    last = 0
    for place, character in enumerate(text):
        if character not in "?!":
            continue
        before = text[last:place]
        if not ("¿" in before or "¡" in before) and before[-1:].isalpha():
            yield Slip(place, place + 1, character, None)
        if text[place + 1 : place + 2] not in {"?", "!"}:
            last = place + 1


def _contractions(text: str) -> Iterator[Slip]:
    """Yield "de el" and "a el"; before the capital of a name (de El Salvador) they stay apart."""
    for match in _CONTRACTED.finditer(text):
        word = match["word"]
        end = match.end("article")
        yield Slip(match.start(), end, f"{word} el", f"{word}l")


def _conjunctions(text: str) -> Iterator[Slip]:
    """Yield "y información" and "o otro"."""
    for match in _BEFORE_SAME_SOUND.finditer(text):
        word, following = match["word"], match["next"]
        if len(following) > 1 and following.isupper():  # the letters of an abbreviation may be read one by one
            continue
        instead = "e" if word in "yY" else "u"
        yield Slip(match.start(), match.end(), f"{word} {following}", instead.upper() if word.isupper() else instead)

"""Checks whether a draft writes its terms as the term base does, and corrects those that the model wrote otherwise."""

import re
from collections.abc import Iterator, Mapping, Sequence

from workflow.languages.english import articles, grammar
from workflow.model import Sentence, Term
from workflow.termbase.base import UNVERIFIED


def missing(sentence: Sentence, text: str, *, english: bool = True) -> tuple[str, ...]:
    """Return a clause for each term that the text lacks, and for each forbidden wording that it has.

    A variant is not enough: a translator may write it, but a draft must not, unless the office has not decided the term
    and only the starter knows it. Letter case and typographic apostrophes do not matter, nor, in English, the article
    and the plural of a common term.
    """
    return tuple(dict.fromkeys(_missing(sentence, _plain(text), english=english)))


def ambiguous(sentence: Sentence) -> tuple[str, ...]:
    """Return a clause for each term with several translations on the release's date, none of which was chosen."""
    clauses = []
    for match in sentence.terms:
        targets = dict.fromkeys(term.target for term in match.terms if term.kind != "forbidden")
        if len(targets) > 1:
            source = sentence.text[match.start : match.end]
            clauses.append(f"{source} has several translations in the term base: {', '.join(targets)}")
    return tuple(dict.fromkeys(clauses))


def unverified(sentence: Sentence, text: str) -> tuple[str, ...]:
    """Return a clause for each name that nobody has verified: pinyin in the text, and what the machine spelled."""
    guesses = (match.term.target for match in sentence.terms if match.term and match.term.note.startswith(UNVERIFIED))
    in_pinyin = (f"{name} is unverified pinyin" for name in dict.fromkeys(guesses) if name in text)
    return (*in_pinyin, *(f"the machine guessed how {name} is spelled" for name in sentence.strangers))


def corrected(sentence: Sentence, text: str, renderings: Mapping[str, Sequence[str]]) -> str:
    """Return the English with its terms as the base has them, not as a variant or another wording.

    Only common terms are corrected: a name that the model gets wrong is seldom the same twice.

    Args:
        sentence: The source with its terms.
        text: The English.
        renderings: From a term's source to what the model makes of it by itself.
    """
    for match in sentence.terms:
        term = match.term
        if term is None or term.kind != "term":
            continue
        forbidden = [_plain(row.target) for row in match.terms if row.kind == "forbidden"]
        if not any(_occurs(form, _plain(text)) for form in _forms(term, english=True)) or any(
            _occurs(form, _plain(text)) for form in forbidden
        ):
            ways = [*forbidden, *map(_plain, term.variants), *renderings.get(term.source, ())]
            text = _correct(text, term.target, ways)
    return text


def compared(text: str, source: str) -> str:
    """Return the English with what 同比 and 环比 compare with, which a machine leaves open or takes literally."""
    for word, literal, meant in _COMPARISONS:
        if 0 < len(literal.findall(text)) <= source.count(word) and "同期" not in source:
            text = literal.sub(meant, text)
    return _NARROW.sub(r"\1 narrowed", text) if "收窄" in source else text


_NARROW = re.compile(r"\b(has|have|had) been narrow\b(?! [a-z]+ing\b)")


_COMPARISONS = (
    (
        "同比",
        re.compile(
            r"\b(?:over|from|compared (?:with|to)) the same period"
            r"(?: last year| a year (?:earlier|ago)| (?:of|in) (?:the )?(?:previous|last|preceding) year)?\b"
        ),
        "year on year",
    ),
    ("环比", re.compile(r"\b(?:over|on|in|around|by) the ring\b"), "over the previous period"),
)


def _correct(text: str, target: str, ways: Sequence[str]) -> str:
    bare = re.sub(r"^the ", "", target, flags=re.IGNORECASE)
    for way in sorted(dict.fromkeys(ways), key=len, reverse=True):
        forms = {form: plural for plural in (True, False) for form in [grammar.plural_of(way) if plural else way]}
        pattern = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        article = r"(?P<article>\b[Aa]n?\s+)?"
        found = list(re.finditer(rf"{article}(?<!\w)(?P<way>{pattern})(?!\w)", text, re.IGNORECASE)) if way else []
        for match in reversed(found):
            plural = grammar.is_plural(match["way"]) and not grammar.is_plural(bare) and not match["article"]
            words = grammar.plural_of(bare) if plural else bare
            if match["way"][:1].isupper() and (
                match.start("way") == 0 or grammar.starts_sentence(text[: match.start("way")])
            ):
                words = words[:1].upper() + words[1:]
            before = match["article"] or ""
            if before:
                cased = articles.article(words) or "a"
                before = (cased.capitalize() if before[0] == "A" else cased) + " "
            text = text[: match.start()] + before + words + text[match.end() :]
        if found:
            break
    return text


def ways(term: Term) -> tuple[str, ...]:
    """Return how a draft may write a term: of the office's rows as they say, of the starter's also as a variant."""
    return (term.target, *(term.variants if term.starter else ()))


def _missing(sentence: Sentence, text: str, *, english: bool) -> Iterator[str]:
    for match in sentence.terms:
        if match.term is not None and not any(_occurs(form, text) for form in _forms(match.term, english=english)):
            yield f"{sentence.text[match.start : match.end]} is not translated as {match.term.target}"
        for term in match.terms:
            if term.kind == "forbidden" and _occurs(_plain(term.target), text):
                yield f"{sentence.text[match.start : match.end]} must not be translated as {term.target}"


def _forms(term: Term, *, english: bool) -> Iterator[str]:
    if not english:
        yield _plain(term.target)
        return
    for way in ways(term):
        bare = _plain(re.sub(r"^the ", "", way, flags=re.IGNORECASE))
        yield bare
        if term.kind == "term":
            yield grammar.plural_of(bare)
        if bare.startswith("ministry of "):  # 财政部部长 is the Minister of Finance
            yield "minister" + bare.removeprefix("ministry")


def _occurs(form: str, text: str) -> bool:
    end = r"(?!\w)" if form[-1:].isalnum() else ""  # NT$200
    return re.search(rf"(?<!\w){re.escape(form)}{end}", text) is not None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_`\[\]]", "", text).replace("’", "'").casefold().split())

"""Replaces a figure or a name in an English translation by another one."""

import re
from decimal import Decimal

from workflow.contracts.facts import ONE, Written
from workflow.languages.english import articles
from workflow.patterns import late

_MONTHS = "January February March April May June July August September October November December".split()
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_FACTORS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PLAIN = late(
    r"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<ordinal>st|nd|rd|th)?(?:(?P<space>[ \u00a0-])(?P<factor>thousand|million|billion|trillion))?"
    r"(?P<percent>[ \u00a0]?(?:%|per ?cent))?"
)


_ARTICLE = late(r"\b([Aa])n?(?=[ \u00a0]$)")


def is_month(text: str) -> bool:
    """Return whether a figure as written is the name of a month."""
    return any(text == name or (len(text) == 3 and name.startswith(text)) for name in _MONTHS)


def fits(before: str, old: str, new: str) -> bool:  # noqa: ARG001  English articles have no gender
    """Return whether a new name fits in place of the old one."""
    return True


def rewritten(before: str, text: str, old: Written, new: Written) -> tuple[int, str] | None:
    """Write a new figure in the style of the old one, with the article before it: an 18.8% rise, a 19.1% rise."""
    written = _like(text, old, new)
    if written is None:
        return None
    article = _ARTICLE.search(before)
    if article is None:
        return 0, written
    right = article[1] + ("n" if articles.article(written) == "an" else "")
    return len(before) - article.start(), right + before[article.end() :] + written


def _like(text: str, old: Written, new: Written) -> str | None:
    whole = new.value // ONE if new.value % ONE == 0 else None
    if is_month(text):
        fits = old.after.startswith("月") and whole is not None and 1 <= whole <= len(_MONTHS)
        return _MONTHS[whole - 1][: 3 if len(text) == 3 and text != "May" else None] if fits and whole else None
    for words in (_WORDS, _ORDINALS):
        if text.lower() in words:
            fits = words.index(text.lower()) * ONE == old.value and whole is not None and whole < len(words)
            word = words[whole] if fits and whole is not None else None
            return word.capitalize() if word and text[0].isupper() else word
    if not (plain := _PLAIN.fullmatch(text)):
        return None
    factor = _FACTORS.get(plain["factor"] or "", 1)
    if Decimal(plain["number"].replace(",", "")) * factor * ONE != old.value:
        return None
    number = _number(plain["number"], Decimal(new.value) / ONE / factor, new.text, factor)
    if number is None or (plain["ordinal"] and whole is None):
        return None
    ordinal = _suffix(whole) if plain["ordinal"] and whole is not None else ""
    return number + ordinal + text[plain.end("ordinal") if plain["ordinal"] else plain.end("number") :]


def _number(old: str, new: Decimal, source: str, factor: int) -> str | None:
    """Write ``new`` in the style of ``old``, with its separators and leading zeros; None if that is ambiguous."""
    places = max(0, -int(new.normalize().as_tuple().exponent))
    if factor > 1 and not (1 <= new < 1000 and places <= 3):
        return None
    if places > 6:
        return None
    if factor == 1 and (written := re.fullmatch(r"[0-9]+\.([0-9]+)", source)):
        places = max(places, len(written[1]))  # 20.0 stays 20.0
    if old[0] == "0" and old.isdigit() and len(old) > 1:
        return str(int(new)).zfill(len(old)) if not places else None
    separated = "," in old
    if new >= 1000 and not separated and Decimal(old) < 1000:
        return f"{new:,.{places}f}" if new >= 10_000 else None
    return f"{new:{',' if separated else ''}.{places}f}"


def _suffix(number: int) -> str:
    return "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")

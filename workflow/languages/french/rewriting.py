"""Replaces a figure or a name in a French translation by another one.

Whatever depends on a gender is left to people: names after le, la or un, and numbers that end in "un".
"""

import re
from decimal import Decimal

from workflow.contracts.facts import ONE, Written
from workflow.patterns import late

_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_WORDS = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
_FACTORS = {"mille": 10**3, "million": 10**6, "milliard": 10**9, "billion": 10**12}
_SPACES = "[ \u00a0\u202f\u2009]"
_PLAIN = late(
    rf"(?P<number>[0-9]+(?:{_SPACES}[0-9]{{3}})*(?:,[0-9]+)?)(?P<ordinal>er|e|ᵉ|ème)?"
    rf"(?:(?P<space>{_SPACES})(?P<factor>mille|millions?|milliards?|billions?))?"
)
_ELIDED = late(r"\bd['’]$", re.IGNORECASE)
_OF = late(r"\bde[ \u00a0]$", re.IGNORECASE)
_VOWEL = late("[aeiouyàâéèêëîïôöûüœ]", re.IGNORECASE)
_ARTICLE = late(r"(?:\b(?:le|la|du|au|un|une|cet|cette|ce|son|sa)[ \u00a0]|\b\w*['’])$", re.IGNORECASE)


def is_month(text: str) -> bool:
    """Return whether a figure as written is the name of a month."""
    return text.lower() in _MONTHS


def fits(before: str, old: str, new: str) -> bool:
    """Return whether a new name fits in place of the old one: after an article, only with the same noun."""
    if _ARTICLE.search(before):
        return old.split()[:1] == new.split()[:1]
    return not (_OF.search(before) and _VOWEL.match(new))


def rewritten(before: str, text: str, old: Written, new: Written) -> tuple[int, str] | None:
    """Write a new figure in the style of the old one; before a month, with "de" or "d’" as needed."""
    whole = new.value // ONE if new.value % ONE == 0 else None
    if is_month(text):
        if not old.after.startswith("月") or whole is None or not 1 <= whole <= len(_MONTHS):
            return None
        month = _MONTHS[whole - 1]
        return _after_of(before, month.capitalize() if text[0].isupper() else month)
    if text.lower() in _WORDS:
        fits_old = _WORDS.index(text.lower()) * ONE == old.value
        if (
            not fits_old
            or whole is None
            or not 2 <= whole < len(_WORDS)
            or old.value < 2 * ONE
            or _ELIDED.search(before)
        ):
            return None
        word = _WORDS[whole]
        return 0, word.capitalize() if text[0].isupper() else word
    written = _digits(text, old, new, whole)
    return None if written is None or _ELIDED.search(before) else (0, written)


def _after_of(before: str, month: str) -> tuple[int, str]:
    vowel = _VOWEL.match(month) is not None
    if not vowel and (elided := _ELIDED.search(before)):
        return len(elided[0]), f"{elided[0][0]}e {month}"
    if vowel and (full := _OF.search(before)):
        return len(full[0]), f"{full[0][0]}’{month}"
    return 0, month


def _digits(text: str, old: Written, new: Written, whole: int | None) -> str | None:
    plain = _PLAIN.fullmatch(text)
    if plain is None:
        return None
    name = (plain["factor"] or "").removesuffix("s")
    factor = _FACTORS[name] if name else 1
    digits = re.sub(_SPACES, "", plain["number"]).replace(",", ".")
    if Decimal(digits) * factor * ONE != old.value:
        return None
    value = Decimal(new.value) / ONE / factor
    number = _number(plain["number"], value, new.text, factor)
    if number is None:
        return None
    if old.after[:1] in {"日", "号"}:  # le 1er septembre, le 2 septembre
        return f"{number}er" if whole == 1 else number
    if plain["ordinal"]:
        return number + plain["ordinal"] if whole is not None and whole > 1 and plain["ordinal"] != "er" else None
    if not name:
        return number
    return number + plain["space"] + (name if name == "mille" or value < 2 else f"{name}s")


def _number(old: str, new: Decimal, source: str, factor: int) -> str | None:
    """Write ``new`` in the style of ``old``, with its spaces; None if that is ambiguous."""
    places = max(0, -int(new.normalize().as_tuple().exponent))
    if places > 6 or (factor > 1 and not (1 <= new < 1000 and places <= 3)):
        return None
    if factor == 1 and (written := re.fullmatch(r"[0-9]+\.([0-9]+)", source)):
        places = max(places, len(written[1]))  # 20,0 stays 20,0
    if old[0] == "0" and old.isdigit() and len(old) > 1:
        return str(int(new)).zfill(len(old)) if not places else None
    space = re.search(_SPACES, old)
    grouped = f"{new:,.{places}f}".replace(",", space[0] if space else "\u202f").replace(".", ",")
    if space or new < 1000:
        return grouped
    if Decimal(old.replace(",", ".")) < 1000:
        return grouped if new >= 10_000 else None
    return f"{new:.{places}f}".replace(".", ",")

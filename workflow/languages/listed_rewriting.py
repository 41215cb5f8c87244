"""Replaces a figure in a translation where nothing else depends on it: the name of a month, or digits.

Where another figure would need another form of the words around it (1 patente, 2 patentes; 21 страна, 22 страны),
nothing is rewritten: CLDR's plural categories decide.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from workflow.contracts.facts import ONE, Written

_SPACES = "[ \u00a0\u202f\u2009]"


@dataclass(frozen=True)
class ListedRewriting:
    """See ``contracts.languages.Rewriting``.

    Attributes:
        locale: CLDR's name of the language, for its plural categories.
        months: Lists of twelve names of months: other cases, other names.
        factors: What words after digits multiply them by.
        decimal: The mark before decimals.
        group: The mark between groups of digits, if the old figure has none.
        fits_: Returns whether a new name fits after ``before`` in place of the old one.
    """

    locale: str
    months: Sequence[Sequence[str]]
    factors: Mapping[str, int]
    decimal: str
    group: str
    fits_: Callable[[str, str, str], bool]

    def is_month(self, text: str) -> bool:
        """Return whether a figure as written is the name of a month."""
        return any(text.lower() in names for names in self.months)

    def fits(self, before: str, old: str, new: str) -> bool:
        """Return whether a new name fits in place of the old one."""
        return self.fits_(before, old, new)

    def rewritten(self, before: str, text: str, old: Written, new: Written) -> tuple[int, str] | None:
        """Write a new figure in the style of the old one; None if other words depend on it."""
        whole = new.value // ONE if new.value % ONE == 0 else None
        for names in self.months:
            if text.lower() in names:
                if not old.after.startswith("月") or whole is None or not 1 <= whole <= len(names):
                    return None
                month = names[whole - 1]
                return 0, month.capitalize() if text[0].isupper() else month
        digits = self._digits(text, old, new)
        return None if digits is None or before[-1:].isalnum() else (0, digits)

    def _digits(self, text: str, old: Written, new: Written) -> str | None:
        style = re.fullmatch(
            rf"(?P<number>[0-9]+(?:(?:{_SPACES}|[.,])[0-9]{{3}})*?(?:{re.escape(self.decimal)}[0-9]{{1,6}})?)"
            rf"(?:(?P<space>{_SPACES}?)(?P<factor>{'|'.join(map(re.escape, self.factors))}))?",
            text,
        )
        if style is None:
            return None
        factor = self.factors.get(style["factor"] or "", 1)
        whole, _, decimals = style["number"].partition(self.decimal)
        was = Decimal(f"{re.sub('[^0-9]', '', whole)}.{decimals or 0}")
        if was * factor * ONE != old.value or (whole[0] == "0" and len(whole) > 1):
            return None
        now = Decimal(new.value) / ONE / factor
        places = max(0, -int(now.normalize().as_tuple().exponent))
        if places > 3 or now < 0 or (factor > 1 and not 1 <= now < 1000):
            return None
        if factor == 1 and (written := re.fullmatch(r"[0-9]+\.([0-9]+)", new.text)):
            places = max(places, len(written[1]))  # 20.0 stays 20,0
        if _plural(self.locale, was, len(decimals)) != _plural(self.locale, now, places):
            return None
        mark = re.search(rf"{_SPACES}|[.,]", whole)
        grouped = f"{now:,.{places}f}".partition(".")
        if now >= 1000 and not mark and was >= 1000:
            head = grouped[0].replace(",", "")
        elif now >= 10_000 or mark or now < 1000:
            head = grouped[0].replace(",", mark[0] if mark else self.group)
        else:
            return None
        tail = f"{self.decimal}{grouped[2]}" if grouped[2] else ""
        return f"{head}{tail}{style['space'] or ''}{style['factor'] or ''}"


@lru_cache(maxsize=1024)
def _plural(locale: str, number: Decimal, places: int) -> str:
    from babel import Locale

    return str(Locale(locale).plural_form(Decimal(f"{number:.{places}f}")))

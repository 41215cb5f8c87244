"""Which marks a country writes in numbers, after CLDR; a language without a country may mean either."""

from functools import cache


@cache
def marks_of(tag: str, *, general: str) -> tuple[str, str]:
    """Return the marks that can stand before decimals and those between groups of three digits, spaces aside.

    Args:
        tag: The language's tag; without a region, both marks may be either.
        general: The language itself, for regions that CLDR does not know.
    """
    region = next((part for part in tag.replace("_", "-").split("-")[1:] if len(part) in {2, 3}), "")
    if not region:
        return ",.", ",."
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(f"{general}_{region.upper()}")
    except (ValueError, UnknownLocaleError):
        return ",.", ",."
    decimal = str(locale.number_symbols["latn"]["decimal"])
    return (",", ".") if decimal == "," else (".", ",")

"""Replaces a figure in a Russian translation by another one that takes the same forms.

Names have cases, so only abbreviations in Latin letters are replaced by one another.
"""

from workflow.languages.listed_rewriting import ListedRewriting

_STEMS = "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр".split()
_CASES = tuple(
    tuple(f"{stem}{hard if stem in {'март', 'август'} else soft}" for stem in _STEMS)
    for soft, hard in (("ь", ""), ("я", "а"), ("е", "е"), ("ю", "у"), ("ем", "ом"))
)
_MONTHS = tuple(tuple("май" if month == "маь" else month for month in case) for case in _CASES)
_FACTORS = {
    **dict.fromkeys(("тыс.", "тысяча", "тысячи", "тысяч"), 10**3),
    **dict.fromkeys(("млн", "миллион", "миллиона", "миллионов"), 10**6),
    **dict.fromkeys(("млрд", "миллиард", "миллиарда", "миллиардов"), 10**9),
    **dict.fromkeys(("трлн", "триллион", "триллиона", "триллионов"), 10**12),
}

REWRITING = ListedRewriting(
    locale="ru",
    months=_MONTHS,
    factors=_FACTORS,
    decimal=",",
    group="\u00a0",
    fits_=lambda _before, old, new: old.isascii() and new.isascii(),
)

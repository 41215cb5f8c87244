"""The forms in which Russian writes a term: every word in any case, singular or plural, and ordinary spaces."""

import re
from functools import lru_cache

from workflow.languages.inflected_terms import InflectedTerms
from workflow.languages.listed_numbers import spaced
from workflow.patterns import late

_ENDINGS = (
    "(?:а|ам|ами|ах|ая|е|ев|его|ее|ей|ем|ему|ею|и|ие|ием|ии|ий|им|ими|их|ию|ия|иям|иями|иях|о|ов|ого|ое|ой|ом|ому|ою|у"
    "|ую|ы|ые|ый|ым|ыми|ых|ь|ью|ю|юю|я|ям|ями|ях|яя)?"
)
_LONG = late(r"(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ия|ии|ью|ья|ье|ьи)$")
_VOWELS = "аеиоуыэюя"


@lru_cache(maxsize=4096)
def inflected(token: str) -> str:
    """Return a pattern for a word in any case: патент, патентом; заявка, заявок; образец, образца."""
    lower = token.lower()
    if token.isascii() or len(lower) < 3 or lower in _SMALL:
        return re.escape(token)
    cut = 2 if _LONG.search(lower) and len(lower) > 4 else int(lower[-1] in f"{_VOWELS}ьй")
    stem = token[: len(token) - cut]
    forms = [re.escape(stem) + _ENDINGS]
    if cut and stem[-1:].lower() not in _VOWELS and len(stem) > 2 and stem[-2].lower() not in _VOWELS:
        before = stem[:-2] + stem[-2].lower().replace("ь", "") if stem[-2].lower() == "ь" else stem[:-1]
        forms.append(f"{re.escape(before)}[ео]{re.escape(stem[-1])}")
    if not cut and len(stem) > 3 and stem[-2].lower() in "ео":  # образец, рынок
        forms.append(re.escape(stem[:-2] + stem[-1]) + _ENDINGS)
    if cut == 1 and lower.endswith("ень"):
        forms.append(re.escape(stem[:-2] + stem[-1]) + _ENDINGS)
    return f"(?:{'|'.join(forms)})"


_SMALL = frozenset({"для", "или", "при", "над", "под", "без", "про"})

TERMS = InflectedTerms(
    plain=lambda text: spaced(text).replace("ё", "е").replace("Ё", "Е"),
    inflected=inflected,
    skipped=frozenset(),
    between="",
    pronoun=r"(?<!\w)(?:он|она|они|его|ее|их|ему|ей|им|ими|него|нее|них|котор(?:ый|ая|ые|ого|ой|ых))(?!\w)",
    the_office=(
        r"(?:^|(?<=[.!?;] ))(?:Ведомство|Управление|Бюро|Организация|Комиссия|Министерство|Агентство|Комитет|Совет|Суд|Институт)(?= [а-я])"
        r"|(?<!\w)(?:[Ээ]т(?:о|ого|ому|им|ой|а|от)|[Дд]анн\w+|[Уу]казанн\w+|[Нн]аш\w+) (?i:ведомств|управлени|бюро|организаци"
        r"|комисси|министерств|агентств|комитет|совет|суд|институт)"
    ),
    honorific=(
        r"(?:г-н|г-жа|г-на|г-ну|г-ном|[Гг]оспод\w+|[Гг]оспож\w+|[Пп]резидент\w*|[Мм]инистр\w*|[Дд]иректор\w*|[Пп]редседател\w*|[Гг]лав\w+"
        r"|[Кк]омиссар\w*|[Нн]ачальник\w*|[Сс]удь\w+)[ ]"
    ),
    former=r"бывш\w+|прежн\w+|ранее|тогдашн\w+|экс|предшественни\w+|тогда|прежде",
)

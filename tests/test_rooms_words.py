"""Spanish, Russian and Arabic: figures, terms, names, mechanics and the memory, one thing at a time."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow import languages
from workflow.checks import terms
from workflow.checks.example import Example
from workflow.contracts.facts import ONE, Person, Written
from workflow.contracts.registries import CHECKS
from workflow.languages.chinese.numbers import figures as chinese_figures
from workflow.languages.russian import palladius
from workflow.memory.index import Memory
from workflow.memory.pairs import Pair
from workflow.model import Term
from workflow.termbase.base import TermBase

# --- figures ---

FIGURES = [
    ("es", "751.000 solicitudes", [751_000]), ("es", "885 mil millones", [885e9]), ("es", "dos mil dieciocho", [2018]),
    ("es", "treinta y una empresas", [31]), ("es", "dos mil trescientos millones", [2.3e9]), ("es", "veintiún mil", [21_000]),
    ("es", "la vigésima primera sesión", [21]), ("es", "2 millones 300 mil", [2_300_000]), ("es", "quinientas mil", [500_000]),
    ("es", "1.234,5", [1234.5]), ("es", "1,234.5", [1234.5]), ("es-MX", "1,500", [1500]), ("es-ES", "1.500", [1500]),
    ("es", "ciento cinco", [105]), ("es", "dos millones y medio", [2_500_000]), ("es", "5 mil millones", [5e9]),
    ("ru", "751 тыс. заявок", [751_000]), ("ru", "885 млрд", [885e9]), ("ru", "1 млн 234 тыс.", [1_234_000]),
    ("ru", "две тысячи восемнадцатый год", [2018]), ("ru", "двадцать одна тысяча", [21_000]), ("ru", "тремстам двадцати пяти", [325]),
    ("ru", "полтора миллиарда", [1.5e9]), ("ru", "1\u00a0234,5", [1234.5]), ("ru", "21-я сессия", [21]), ("ru", "семьюдесятью", [70]),
    ("ru", "двумя тысячами пятьюстами", [2500]), ("ru", "12.09.2018", [12, 9, 2018]), ("ru", "восемьдесят восемь с половиной миллиардов", [88.5e9]),
    ("ar", "751 ألف طلب", [751_000]), ("ar", "٧٥١٬٠٠٠", [751_000]), ("ar", "١٨٫٨٪", [18.8]), ("ar", "۱۲۳", [123]),
    ("ar", "خمسة وعشرون ألفاً", [25_000]), ("ar", "ألفان وثمانية عشر", [2018]), ("ar", "ثلاثة ملايين ومئتا ألف", [3_200_000]),
    ("ar", "ثلاثمئة وخمس وعشرون شركة", [325]), ("ar", "الدورة الحادية والعشرون", [21]), ("ar", "5 مليارات و300 مليون", [5.3e9]),
    ("ar", "ألف وتسعمئة وتسعة وأربعون", [1949]), ("ar", "ثلاث مئة", [300]), ("ar", "بثلاثة ملايين", [3e6]), ("ar-MA", "1.234", [1234]),
    ("ar", "مليونان ونصف المليون", [2_500_000]), ("ar-EG", "1,234", [1234]),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "text", "values"), FIGURES)
def test_a_figure_has_its_value(tag: str, text: str, values: list[float]) -> None:
    room = languages.of(tag)
    assert room.numbers
    certain = [figure for figure in room.numbers.figures(room.plain(text)) if figure.certain]
    assert [round(value * ONE) in figure.values for value, figure in zip(values, certain, strict=True)] == [True] * len(
        values
    )


ES = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte "
    "veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
).split()
ES_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
ES_HUNDREDS = (
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos".split()
)
RU = (
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать "
    "семнадцать восемнадцать девятнадцать"
).split()
RU_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split()
RU_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split()
AR = "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة".split()
AR_TENS = "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون".split()
AR_HUNDREDS = "مئة مئتان ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة".split()
FR = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
FR_TENS = "vingt trente quarante cinquante soixante".split()


def in_spanish(n: int) -> str:
    if n >= 1000:
        thousands = in_spanish(n // 1000).replace("uno", "ún" if n // 1000 % 100 == 21 else "un") if n >= 2000 else ""
        return f"{thousands} mil {in_spanish(n % 1000) if n % 1000 else ''}".strip()
    if n >= 100:
        return "cien" if n == 100 else f"{ES_HUNDREDS[n // 100 - 1]} {in_spanish(n % 100) if n % 100 else ''}".strip()
    if n < len(ES):
        return ES[n]
    return ES_TENS[n // 10 - 3] + (f" y {ES[n % 10]}" if n % 10 else "")


def in_russian(n: int) -> str:
    if n >= 1000:
        count, last = in_russian(n // 1000), n // 1000 % 100
        count = re.sub("один$", "одна", re.sub("два$", "две", count))
        few = last % 10 if not 10 < last < 20 else 0
        form = "тысяча" if few == 1 else "тысячи" if few in {2, 3, 4} else "тысяч"
        return f"{count} {form} {in_russian(n % 1000) if n % 1000 else ''}".strip()
    words = [RU_HUNDREDS[n // 100 - 1]] if n >= 100 else []
    rest = n % 100
    if rest >= 20:
        words.append(RU_TENS[rest // 10 - 2])
        rest %= 10
    return " ".join([*words, RU[rest]] if rest or not words else words)


def in_arabic(n: int) -> str:
    parts = []
    if (thousands := n // 1000) == 1:
        parts.append("ألف")
    elif thousands == 2:
        parts.append("ألفان")
    elif thousands:
        parts.append(
            f"{in_arabic(thousands)} {'آلاف' if thousands <= 10 else 'ألف' if thousands % 100 == 0 else 'ألفًا'}"
        )
    if n % 1000 >= 100:
        parts.append(AR_HUNDREDS[n % 1000 // 100 - 1])
    rest = n % 100
    if 10 < rest < 20:
        parts.append(f"{ {1: 'أحد', 2: 'اثنا'}.get(rest - 10, AR[rest - 10]) } عشر")
    elif rest >= 20:
        parts += [AR[rest % 10]] * (rest % 10 > 0) + [AR_TENS[rest // 10 - 2]]
    elif rest or not parts:
        parts.append(AR[rest])
    return " و".join(parts)


def in_french(n: int) -> str:
    if n >= 1000:
        count = re.sub("(cent|vingt)s$", r"\1", in_french(n // 1000)) if n >= 2000 else ""
        return f"{count} mille {in_french(n % 1000) if n % 1000 else ''}".strip()
    if n >= 100:
        count = f"{in_french(n // 100)} " if n >= 200 else ""
        return f"{count}cent{'s' if n >= 200 and not n % 100 else ''} {in_french(n % 100) if n % 100 else ''}".strip()
    if n < len(FR):
        return FR[n]
    if n < 20:
        return f"dix-{FR[n - 10]}"
    if n >= 80:
        return f"quatre-vingt{f'-{in_french(n - 80)}' if n > 80 else 's'}"
    tens = min(n // 10, 6)
    rest = n - 10 * tens
    joint = " et " if rest in {1, 11} else "-"
    return FR_TENS[tens - 2] + (joint + in_french(rest) if rest else "")


@pytest.mark.parametrize(
    ("tag", "spelled"), [("es", in_spanish), ("ru", in_russian), ("ar", in_arabic), ("fr", in_french)]
)
@given(n=st.integers(3, 999_999))
def test_a_number_in_words_is_one_figure(tag: str, spelled: Callable[[int], str], n: int) -> None:
    room = languages.of(tag)
    assert room.numbers
    (figure, *others) = room.numbers.figures(room.plain(spelled(n)))
    assert others == []
    assert n * ONE in figure.values


@pytest.mark.parametrize(
    ("tag", "text", "value"),
    [
        ("es", "las tres cuartas partes", 0.75), ("es", "un tercio", 1 / 3), ("es", "una docena", 12), ("es", "el 5 de mayo", 5),
        ("ru", "две трети", 2 / 3), ("ru", "каждая пятая компания", 0.2), ("ru", "трёхдневный визит", 3), ("ru", "тридцатипятилетие", 35),
        ("ru", "двухтысячный", 2000), ("ru", "трёхкратный рост", 200), ("ru", "в XXI веке", 21), ("ru", "десяток стран", 10),
        ("ar", "ثلاثة أرباع", 0.75), ("ar", "ثلثا الدول", 2 / 3), ("ar", "استغرقت يومين", 2), ("ar", "ألفا موظف", 2000),
        ("ar", "في الثمانينيات", 1980), ("ar", "كانون الثاني", 1), ("ar", "خُمس الدول", 0.2), ("ar", "عشرات الشركات", 10),
    ],
)  # fmt: skip
def test_what_says_too_little_explains_a_figure(tag: str, text: str, value: float) -> None:
    room = languages.of(tag)
    assert room.numbers
    found = room.numbers.figures(room.plain(text))
    assert any(abs(value * ONE - each) <= 1 for figure in found for each in figure.values)


@pytest.mark.parametrize(
    ("tag", "text", "kind"),
    [
        ("es", "2,3 puntos porcentuales", "points"), ("es", "18,8 por ciento", "percent"), ("es", "5 por mil", "permille"),
        ("ru", "2,3 процентного пункта", "points"), ("ru", "18,8 процента", "percent"), ("ru", "5 промилле", "permille"),
        ("ar", "2.3 نقطة مئوية", "points"), ("ar", "18.8 في المئة", "percent"), ("ar", "18.8 بالمائة", "percent"), ("ar", "5 في الألف", "permille"),
    ],
)  # fmt: skip
def test_points_and_percent_are_told_apart(tag: str, text: str, kind: str) -> None:
    room = languages.of(tag)
    assert room.numbers
    plain = room.plain(text)
    assert room.numbers.unit(plain, room.numbers.figures(plain)[0]) == kind


@pytest.mark.parametrize(
    ("tag", "text", "code"),
    [
        ("es", "12 millones de euros", "EUR"), ("es", "3 millones de dólares de Hong Kong", "HKD"), ("es", "US$ 5", "USD"),
        ("ru", "12 млн евро", "EUR"), ("ru", "3 млн гонконгских долларов", "HKD"), ("ru", "500 юаней", "CNY"), ("ru", "5 руб.", "RUB"),
        ("ar", "12 مليون يورو", "EUR"), ("ar", "3 ملايين دولار أمريكي", "USD"), ("ar", "500 يوان", "CNY"), ("ar", "خمسة ملايين جنيه إسترليني", "GBP"),
    ],
)  # fmt: skip
def test_money_is_read_in_its_currency(tag: str, text: str, code: str) -> None:
    room = languages.of(tag)
    assert room.numbers
    plain = room.plain(text)
    assert room.numbers.currency(plain, room.numbers.figures(plain)[0])[0] == code
    assert code in room.numbers.currencies(plain)


# --- terms ---

OFFICES = {
    "es": Term("专利局", "Oficina de Patentes", "office"),
    "ru": Term("专利局", "Патентное ведомство", "office"),
    "ar": Term("专利局", "المكتب الصيني للبراءات", "office"),
}
PATENTS = {
    "es": Term("发明专利", "patente de invención"),
    "ru": Term("发明专利", "патент на изобретение"),
    "ar": Term("发明专利", "براءة اختراع"),
}


@pytest.mark.parametrize(
    ("tag", "target", "expected"),
    [
        ("es", "La Oficina de Patentes concede patentes de invención.", ""),
        ("es", "La Oficina concede patentes de invención.", "warning"),
        ("es", "El Registro Central concede patentes de invención.", "error"),
        ("es", "La Oficina de Patentes concede títulos.", "warning"),
        ("ru", "Патентным ведомством выданы патенты на изобретения.", ""),
        ("ru", "В Патентном ведомстве выдано десять патентов на изобретения.", ""),
        ("ru", "Ведомство выдаёт патенты на изобретения.", "warning"),
        ("ru", "Палата выдаёт патенты на изобретения.", "error"),
        ("ru", "Патентное ведомство выдаёт свидетельства.", "warning"),
        ("ar", "يمنح المكتب الصيني للبراءات براءات اختراع.", ""),
        ("ar", "بالمكتب الصيني للبراءات تُمنح براءة الاختراع.", ""),
        ("ar", "يمنح المكتب براءات اختراع.", "warning"),
        ("ar", "تمنح الغرفة براءات اختراع.", "error"),
    ],
)
def test_terms_are_found_in_their_forms(tag: str, target: str, expected: str) -> None:
    base = (OFFICES[tag], PATENTS[tag])
    pair = Example("专利局授予发明专利。", target, "", base, language=tag)
    assert min((finding.severity for finding in pair.findings(terms.check)), default="") == expected


@pytest.mark.parametrize(
    ("rendering", "text"),
    [
        ("заявка", "восемь заявок"), ("образец", "промышленного образца"), ("рынок", "на рынке"), ("ведомство", "ведомств"),
        ("интеллектуальная собственность", "интеллектуальной собственностью"), ("Шэнь Чанъюй", "с Шэнь Чанъюем"),
        ("день", "пять дней"), ("полезная модель", "полезных моделей"), ("заявитель", "заявителями"), ("оценка", "оценок"),
    ],
)  # fmt: skip
def test_russian_words_are_found_in_every_case(rendering: str, text: str) -> None:
    forms = languages.of("ru").terms
    assert any(forms.occurrences(rendering, forms.plain(text)))


@pytest.mark.parametrize(
    ("rendering", "text"),
    [("право", "правила"), ("закон", "законодательство"), ("суд", "судно"), ("патент", "патентный")],
)
def test_russian_words_are_not_found_in_others(rendering: str, text: str) -> None:
    forms = languages.of("ru").terms
    assert not any(forms.occurrences(rendering, forms.plain(text)))


# --- people ---


@pytest.mark.parametrize(
    ("syllables", "written"),
    [
        ("chang yu", "чанъюй"), ("chang an", "чанъань"), ("zhi cheng", "чжичэн"), ("xue", "сюэ"), ("juan", "цзюань"), ("hui", "хуэй"),
        ("lyu", "люй"), ("jing er", "цзинъэр"), ("zhuang", "чжуан"), ("jiong", "цзюн"), ("guo", "го"), ("ri", "жи"), ("ci", "цы"),
        ("yong", "юн"), ("weng", "вэн"), ("xiu", "сю"), ("nv", "нюй"),
    ],
)  # fmt: skip
def test_pinyin_in_cyrillic_letters(syllables: str, written: str) -> None:
    assert palladius.word(syllables.split()) == written


def test_every_surname_has_a_transcription() -> None:
    from workflow.languages.chinese.pinyin import SURNAMES
    from workflow.languages.syllables import split

    for name in set(SURNAMES.values()):
        assert "".join(split(name)) == name.lower()
        assert all(palladius.syllable(each) for each in split(name)), name


@pytest.mark.parametrize(
    ("tag", "text", "named"),
    [
        ("ru", "Встречу провёл Хэ Чжичэн.", True), ("ru", "Встреча с Хэ Чжичэном.", True), ("ru", "Он провёл встречу.", False),
        ("ru", "Zhicheng He провёл встречу.", True), ("ar", "التقى خه تشي تشنغ بالضيوف.", True), ("ar", "التقى هي تشيتشنغ بالضيوف.", True),
        ("ar", "التقى السيد خه بالضيوف.", True), ("ar", "التقى بالضيوف.", False), ("ar", "هي التي التقت بالضيوف.", False),
        ("es", "He Zhicheng recibió a los invitados.", True), ("es", "Recibió a los invitados.", False),
    ],
)  # fmt: skip
def test_a_chinese_person_is_named_or_not(tag: str, text: str, named: bool) -> None:
    room = languages.of(tag)
    assert room.mentions
    person = Person("何志成", "He", ("zhi", "cheng"))
    assert room.mentions.names(room.plain(text), person) is named


# --- mechanics ---


@pytest.mark.parametrize(
    ("tag", "target", "fixed"),
    [
        ("es", "Patentes y información , o otros .", "Patentes e información, u otros."),
        ("es", "La oficina de el país y a el norte.", "La oficina del país y al norte."),
        ("es", "Hielo y hierba, plata u oro, uno y IP.", "Hielo y hierba, plata u oro, uno y IP."),
        ("es", "El presidente de El Salvador.", "El presidente de El Salvador."),
        ("ru", "Патент - это актив ,а не расход.", "Патент\u00a0— это актив, а не расход."),
        ("ru", "Указ №5 от 2018г.", "Указ №\u00a05 от 2018\u00a0г."),
        ("ru", "Из-за границы, 5-7 дней, « так »", "Из-за границы, 5-7 дней, «так»"),
        ("ar", "الصين و فرنسا , و اليابان ؛نعم", "الصين وفرنسا، واليابان؛ نعم"),
        ("ar", "هل هذا صحيح? 1,234 و 5", "هل هذا صحيح؟ 1,234 و 5"),
    ],
)
def test_slips_are_corrected_and_what_is_right_is_left_alone(tag: str, target: str, fixed: str) -> None:
    fix = CHECKS["mechanics"].fix
    assert fix
    pair = Example("代表团访问了芬兰", target, "", language=tag)
    assert fix(pair.said, pair.context) == fixed


# --- the memory ---


def proposed(tag: str, source: str, target: str, query: str) -> list[str]:
    room = languages.of(tag)
    assert room.numbers
    with Memory.open(
        None,
        tag,
        {"teacher": "s"},
        lambda names: ((name, [Pair(source, target, "2017-x")]) for name in names),
        figures_of_source=chinese_figures,
        figures_of_target=room.numbers.figures,
        rewriting=room.rewriting,
        terms=TermBase(()),
    ) as memory:
        return [hit.target for hit in memory.look_up(query, threshold=50)]


@pytest.mark.parametrize(
    ("tag", "source", "target", "query", "expected"),
    [
        ("es", "有15个国家。", "Hay 15 países.", "有18个国家。", "Hay 18 países."),
        ("es", "增长18.8%。", "Un aumento del 18,8 %.", "增长19.1%。", "Un aumento del 19,1 %."),
        ("es", "受理75.1万件。", "Se recibieron 751.000 solicitudes.", "受理81.2万件。", "Se recibieron 812.000 solicitudes."),
        ("es", "会议于4月召开。", "La reunión de abril.", "会议于8月召开。", "La reunión de agosto."),
        ("ru", "有15个国家。", "Участвуют 15 стран.", "有18个国家。", "Участвуют 18 стран."),
        ("ru", "增长18.8%。", "Рост на 18,8 %.", "增长19.1%。", "Рост на 19,1 %."),
        ("ru", "会议于4月召开。", "Заседание в апреле.", "会议于8月召开。", "Заседание в августе."),
        ("ru", "投资1.5亿元。", "Инвестиции: 150 млн юаней.", "投资1.6亿元。", "Инвестиции: 160 млн юаней."),
        ("ar", "有15个国家。", "تشارك 15 دولة.", "有18个国家。", "تشارك 18 دولة."),
        ("ar", "会议于9月召开。", "اجتماع سبتمبر.", "会议于11月召开。", "اجتماع نوفمبر."),
    ],
)  # fmt: skip
def test_the_memory_renews_a_sentence(tag: str, source: str, target: str, query: str, expected: str) -> None:
    assert proposed(tag, source, target, query) == [expected]


@pytest.mark.parametrize(
    ("tag", "text", "old", "new", "expected"),
    [
        ("ru", "15", (15, "个"), (21, "个"), None), ("ru", "22", (22, "个"), (33, "个"), (0, "33")), ("ru", "мая", (5, "月"), (8, "月"), (0, "августа")),
        ("ru", "751\u00a0000", (751_000, "件"), (812_000, "件"), (0, "812\u00a0000")), ("ru", "150 млн", (150_000_000, "元"), (2_500_000, "元"), None),
        ("es", "1", (1, "个"), (2, "个"), None), ("es", "2,5 millones", (2_500_000, "元"), (3_500_000, "元"), (0, "3,5 millones")),
        ("es-MX", "1,234", (1234, "件"), (5678, "件"), (0, "5,678")), ("es", "Mayo", (5, "月"), (6, "月"), (0, "Junio")),
        ("ar", "3", (3, "个"), (11, "个"), None), ("ar", "3", (3, "个"), (7, "个"), (0, "7")), ("ar", "أيار", (5, "月"), (8, "月"), (0, "آب")),
        ("es", "007", (7, "号"), (8, "号"), None), ("es", "751", (751_000, "件"), (812_000, "件"), None),
    ],
)  # fmt: skip
def test_a_figure_is_rewritten_where_no_other_word_depends_on_it(
    tag: str, text: str, old: tuple[int, str], new: tuple[int, str], expected: tuple[int, str] | None
) -> None:
    rewriting = languages.of(tag).rewriting
    assert rewriting
    was, now = (Written(value * ONE, after, str(value)) for value, after in (old, new))
    assert rewriting.rewritten("", text, was, now) == expected


@pytest.mark.parametrize(
    ("tag", "before", "old", "new", "fits"),
    [
        ("es", "a la ", "Oficina Europea de Patentes", "Oficina Japonesa de Patentes", True),
        ("es", "a la ", "Oficina Europea de Patentes", "Instituto Mexicano", False), ("es", "con ", "Zhang Maoyu", "He Zhimin", True),
        ("es", "y ", "Francia", "Irán", False), ("ru", "с ", "CNIPA", "WIPO", True), ("ru", "с ", "Францией", "Ирана", False),
        ("ar", "مع ", "فرنسا", "إيران", True), ("ar", "ل", "فرنسا", "الصين", False),
    ],
)  # fmt: skip
def test_a_name_is_replaced_only_where_it_fits(tag: str, before: str, old: str, new: str, fits: bool) -> None:
    rewriting = languages.of(tag).rewriting
    assert rewriting
    assert rewriting.fits(before, old, new) is fits

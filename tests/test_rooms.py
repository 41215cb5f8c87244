"""French, Spanish, Russian and Arabic: what checks find in sentences written for them, and what they do not.

The sentences, in the style of releases on patents and statistics, are in ``rooms/<language>.tsv``: source, target, and
what all checks find in it, each check with its highest severity.
"""

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from workflow import languages
from workflow.checks import knowing, unknowing
from workflow.checks.example import Example
from workflow.contracts.facts import ONE
from workflow.contracts.registries import CHECKS
from workflow.languages import lists

HERE = Path(__file__).parent / "rooms"
ROOMS = {"ar": "arabic", "es": "spanish", "fr": "french", "ru": "russian"}
LOCALES = ("es", "es_ES", "es_MX", "fr", "fr_CA", "ru", "ar", "ar_EG", "ar_MA", "ar_SY")


def rows(language: str) -> list[dict[str, str]]:
    with (HERE / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def found(source: str, target: str, language: str) -> str:
    """Return what the checks find, as it is written in the tables."""
    pair = Example(source, target, "", language=language, date="2018-09-12")
    worst: dict[str, str] = {}
    for name in knowing(language):
        for finding in pair.findings(CHECKS[name].inspect):
            worst[name] = min(worst.get(name, "warning"), finding.severity)
    return ", ".join(f"{name}: {severity}" for name, severity in sorted(worst.items()))


@pytest.mark.parametrize("language", ROOMS)
def test_wrong_sentences_are_found_and_right_ones_are_not(language: str) -> None:
    table = rows(language)
    wrong = {
        (row["source"], row["target"]): (row["found"], now)
        for row in table
        if (now := found(row["source"], row["target"], language)) != row["found"]
    }
    assert wrong == {}
    assert len(table) >= 60
    assert sum(not row["found"] for row in table) >= 40
    assert sum("error" in row["found"] for row in table) >= 20


@pytest.mark.parametrize("language", ROOMS)
def test_a_changed_digit_is_found(language: str) -> None:
    changed, missed = 0, []
    for row in rows(language):
        source, target = row["source"], row["target"]
        for digits in re.finditer(r"[0-9\u0660-\u0669]+", target if not row["found"] else ""):
            other = str((int(digits[0][0]) + 3) % 9 + 1) + digits[0][1:]
            wrong = f"{target[: digits.start()]}{other}{target[digits.end() :]}"
            changed += 1
            if "values" not in found(source, wrong, language):
                missed.append(wrong)
    assert changed >= 30
    assert len(missed) <= changed // 50, missed


@pytest.mark.parametrize("language", ROOMS)
def test_every_check_but_the_one_for_unknown_languages_knows_the_language(language: str) -> None:
    assert unknowing(language) == ()
    assert set(knowing(language)) == set(CHECKS) - {"digits"}


@pytest.mark.parametrize("language", ROOMS)
def test_pages_have_every_word_in_every_plural_form(language: str) -> None:
    english, own = languages.of("en").pages, languages.of(language).pages
    bases = {key.removesuffix(".one") for key in english if key.endswith(".one")}
    plurals = {base for base in bases if f"{base}.other" in english} - {"certificate"}  # two sentences, not two forms
    forms = {Locale(language).plural_form(n) for n in range(1000)}
    wanted = {key for key in english if key.rpartition(".")[0] not in plurals}
    wanted |= {f"{key}.{form}" for key in plurals for form in forms}
    assert wanted <= own.keys() <= wanted | {f"{key}.other" for key in plurals}
    for key, text in own.items():
        base = key if key in english else re.sub(r"\.\w+$", ".other", key)
        left_out = set(re.findall(r"{\w+}", english[base])) - set(re.findall(r"{\w+}", text))
        assert left_out <= ({"{n}"} if key.endswith((".zero", ".one", ".two")) else set()), key
        assert key in {"colon", "certificate.comma"} or not re.search("  |^ | $", text), key


# --- numbers and dates as CLDR writes them ---


@pytest.mark.parametrize("locale", LOCALES)
@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False, allow_infinity=False))
@example(Decimal(0))
@example(Decimal(1234))
def test_a_number_is_read_as_cldr_writes_it(locale: str, number: Decimal) -> None:
    language = languages.of(locale)
    assert language.numbers
    for system in ("latn", "default"):
        written = format_decimal(number, locale=locale, numbering_system=system)
        (figure, *others) = language.numbers.figures(language.plain(f"({written})"))
        assert others == []
        assert round(number * ONE) in figure.values


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("style", ["long", "full"])
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_is_read_as_cldr_writes_it(locale: str, style: str, day: date) -> None:
    language = languages.of(locale)
    assert language.calendar
    assert language.numbers
    text = language.plain(language.written_by_its_day(format_date(day, style, locale=locale)))
    times = language.calendar.times(text)
    assert [(month, number) for _, month, number in times.days] == [(day.month, day.day)]
    assert set(times.months) == {day.month}
    assert set(times.weekdays) == ({day.weekday()} if style == "full" else set())
    values = set().union(*(figure.values for figure in language.numbers.figures(text)))
    assert {day.year * ONE, day.day * ONE, day.month * ONE} <= values


WORDS = sorted({word for language in ROOMS for row in rows(language) for word in row["target"].split()})


@pytest.mark.parametrize("language", ROOMS)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=12).map(" ".join))
def test_no_text_makes_a_room_fail(language: str, text: str) -> None:
    room = languages.of(language)
    plain = room.plain(text)
    assert room.numbers
    assert room.calendar
    assert room.trends
    assert room.negation
    assert room.mechanics
    assert room.mentions
    for figure in room.numbers.figures(plain):
        assert plain[figure.start : figure.end].strip()
        assert figure.values
        room.numbers.unit(plain, figure)
        room.numbers.negative(plain, figure)
        room.numbers.currency(plain, figure)
        room.trends.hedges(plain, figure)
        assert room.trends.share(plain, figure) in {"", "off", "left"}
        room.trends.clause(plain, figure)
    room.numbers.scale(plain)
    room.numbers.items(plain)
    room.numbers.one_in(plain)
    room.numbers.respective(plain)
    room.calendar.times(plain)
    room.trends.comparison(plain)
    room.negation.claims(plain)
    room.negation.plain_not(plain)
    assert all(name in plain for name in (*room.mentions.places(plain), *room.mentions.named(plain)))
    for name in room.mentions.spelled(plain):
        assert plain[name.start : name.end] == name.text
    assert {act for _, act in room.mentions.acts(plain)} <= {"appoint", "remove"}
    for _, find in room.mechanics.rules():
        for slip in find(text):
            assert 0 <= slip.start <= slip.end <= len(text)


@pytest.mark.parametrize("language", ROOMS)
def test_correcting_mechanics_twice_changes_nothing_more(language: str) -> None:
    fix = CHECKS["mechanics"].fix
    assert fix
    for row in rows(language):
        first = Example(row["source"], row["target"], "", language=language)
        once = fix(first.said, first.context)
        again = Example(row["source"], once, "", language=language)
        assert fix(again.said, again.context) == once


@pytest.mark.parametrize("language", ROOMS)
@pytest.mark.timeout(60)
def test_checks_come_to_their_end_on_enormous_texts(language: str) -> None:
    pieces = {word.words[0] for name in ("negation", "trends", "numbers") for word in lists.rows(ROOMS[language], name)}
    simple = sorted(piece for piece in pieces if piece.replace(" ", "").isalpha())[::25]
    for piece in (*simple, "1.234.567,", "12.09.", "«", "¿", "( ", "5 5 5 ", "\u00a0 "):
        enormous = (f"{piece} " * 100_000)[:20_000]
        for name in ("values", "negation", "mechanics", "names", "quotes"):
            pair = Example("申长雨不得9月5日增长5%", enormous, "", language=language)
            assert len(pair.findings(CHECKS[name].inspect)) < 100

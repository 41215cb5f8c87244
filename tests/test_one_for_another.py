"""One person, place or organization in the place of another; ``tests/pairs.tsv`` has more sentences of each kind."""

import pytest

from workflow.checks import names as check
from workflow.contracts.checks import Context
from workflow.languages import spelled
from workflow.languages.chinese import pinyin
from workflow.markup.printing import said
from workflow.model import Release, Unit
from workflow.termbase import sheet

RELEASE = Release("r", "r", "zh-Hans", (), (), date="2023-05-10")


def found(source: str, target: str, *rows: str, language: str = "en") -> list[str]:
    """What the check says of a pair, each with its severity."""
    terms = sheet.parse("\n".join(["source,target,kind", *rows, ""]).encode(), "terms.csv")
    unit = said(Unit(source=source, target=target), RELEASE)
    return [f"{each.severity}: {each.message}" for each in check.check(unit, Context(RELEASE, language, terms))]


# --- people ---


@pytest.mark.parametrize(
    "target",
    [
        "Zhou Liqun spoke.",
        "ZHOU Liqun spoke.",
        "ZHOU LIQUN spoke.",
        "Liqun Zhou spoke.",
        "Zhou Li Qun spoke.",
        "Zhou Li-qun spoke.",
        "Zhou Li’qun spoke.",
        "Chou Li-chün, or Zhou, spoke.",
        "Minister Zhou spoke, and so did Wu Jianping.",
        "Minister Liqun spoke.",
    ],
)
def test_a_person_is_named_in_any_spelling(target: str) -> None:
    assert found("部长周立群发言。", target) == []


@pytest.mark.parametrize(
    ("source", "target", "other"),
    [
        ("部长周立群发言。", "Zhou Liqiang spoke.", "Zhou Liqiang"),
        ("部长周立群发言。", "Liqiang Zhou spoke.", "Liqiang Zhou"),
        ("部长周立群发言。", "ZHANG Liqun spoke.", "ZHANG Liqun"),
        ("外交部长王毅发言。", "Foreign Minister Wang Yang spoke.", "Wang Yang"),
        ("局长欧阳文静发言。", "Ouyang Wenjie spoke.", "Ouyang Wenjie"),
        ("局长孙晓明、处长钱伟出席。", "Sun Xiaoming and Qian Wen attended.", "Qian Wen"),
    ],
)
def test_another_name_in_the_place_of_a_person_is_an_error(source: str, target: str, other: str) -> None:
    (message,) = found(source, target)
    assert message.startswith("error: ")
    assert message.endswith(f"is not in the translation, which has {other}")


@pytest.mark.parametrize("language", ["fr", "es"])
def test_the_names_are_the_same_in_every_language_in_latin_letters(language: str) -> None:
    assert found("部长周立群发言。", "Zhou Liqiang.", language=language)[0].startswith("error: ")
    assert found("部长周立群发言。", "Zhou Liqun.", language=language) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("新加坡作家周立群发言。", "Chew Lip Khoon, that is Zhou Liqiang, spoke."),  # not everybody writes pinyin
        ("部长周立群会见台湾代表团。", "Zhou Li-chiang met the delegation from Taiwan."),
        ("部长周立群发言。", "Zhou Li-chiang spoke."),  # nor does a hyphen belong into pinyin
        ("部长周立群发言。", "Lap-kwan spoke."),
        ("部长周立群发言。", "The minister spoke."),
        ("部长周立群到港。", "He arrived in Hong Kong."),  # no person
    ],
)
def test_what_may_be_another_spelling_or_the_person_by_another_word_is_no_error(source: str, target: str) -> None:
    assert {message.partition(":")[0] for message in found(source, target)} <= {"warning"}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("部长周立群陪同王省长视察。", "The minister accompanied Governor Wang Yang."),  # 王省长 has a given name
        ("部长周立群缅怀小平同志。", "The minister paid tribute to Deng Xiaoping."),
        ("部长周立群视察连云港。", "The minister visited Lian Yungang."),  # whatever it is, the source has it
        ("部长周立群视察上海。", "The minister visited Shanghai An."),
        ("部长周立群发言。", "The minister made a Long Range Change."),
    ],
)
def test_what_the_source_can_be_read_as_is_no_other_person(source: str, target: str) -> None:
    assert not any(message.startswith("error") for message in found(source, target))


def test_the_term_base_decides_how_people_are_spelled() -> None:
    row = "钱伟,Tsien Wei,person"
    assert found("局长孙晓明、处长钱伟出席。", "Sun Xiaoming and Tsien Wei attended.", row) == []
    (message,) = found("局长孙晓明、处长钱伟出席。", "Sun Xiaolin and Tsien Wei attended.", row)
    assert message.endswith("which has Sun Xiaolin")


@pytest.mark.parametrize("target", ["He is a long song of the sun in May.", "He Can Change It", "By And By", "A B C"])
def test_words_are_no_names(target: str) -> None:
    assert list(spelled.names(target)) == []


@pytest.mark.parametrize(
    ("syllable", "wade_giles"),
    [
        ("zhong", "chung"), ("xian", "hsien"), ("zhi", "chih"), ("zi", "tzu"), ("si", "ssu"), ("ge", "ko"), ("de", "te"),
        ("guo", "kuo"), ("tuo", "to"), ("xue", "hsueh"), ("xiong", "hsiung"), ("ri", "jih"), ("ma", "ma"),
    ],
)  # fmt: skip
def test_wade_and_giles_spell_it_so(syllable: str, wade_giles: str) -> None:
    assert pinyin.wade_giles(syllable) == wade_giles


def test_every_reading_of_a_character_counts() -> None:
    assert pinyin.reads("单霁翔", pinyin.letters("Shan Jixiang"))
    assert pinyin.reads("曾荫权", pinyin.letters("Zeng Yinquan"))
    assert pinyin.reads("吕思源", pinyin.letters("Lü Siyuan"))
    assert pinyin.reads("杨振宁", pinyin.letters("Yang Chen Ning"))
    assert not pinyin.reads("杨振宁", pinyin.letters("Yang Zhenping"))

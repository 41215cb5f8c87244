"""One person, place or organization in the place of another; ``tests/pairs.tsv`` has more sentences of each kind."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from workflow.checks import names as check
from workflow.contracts.checks import Context
from workflow.languages import lists, of, spelled
from workflow.languages.chinese import mentions, pinyin
from workflow.languages.chinese.cities import provinces
from workflow.markup.printing import said
from workflow.model import Release, Unit
from workflow.starter import Layered, Starter, starter
from workflow.termbase.sheet import parse

RELEASE = Release("r", "r", "zh-Hans", (), (), date="2023-05-10")


def found(source: str, target: str, *rows: str, language: str = "en", below: Starter | None = None) -> list[str]:
    """What the check says of a pair, each with its severity."""
    own = parse("\n".join(["source,target,kind", *rows, ""]).encode(), "terms.csv")
    terms = Layered(own, below) if below else own
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


# --- cities, companies, languages and currencies ---

CITIES = [
    (city, latin, f"{han}/{city}") for han, province in provinces().items() for city, latin in province.cities.items()
]
ABROAD = lists.rows("chinese", "abroad")
FIRMS = lists.rows("chinese", "firms")
SPOKEN = lists.rows("chinese", "spoken")


def plain(pattern: str) -> str:
    """The first way to write a name, which is no pattern but for its end."""
    return pattern.split(", ", maxsplit=1)[0].replace("\\", "").partition("(?")[0].rstrip("*")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_chinese_city_is_told_from_the_next(language: str) -> None:
    for (city, latin, _), (_, other, _) in zip(CITIES, CITIES[1:] + CITIES[:1], strict=True):
        source = f"会议在{city}市召开。"
        assert found(source, f"... {latin} ...", language=language) == []
        assert found(source, f"... {latin.replace(chr(39), chr(8217))} ...", language=language) == []
        if latin != other:
            (message,) = found(source, f"... {other} ...", language=language)
            assert message.startswith("error: "), (city, other)
            assert message.endswith(f"which has {other}")


@pytest.mark.parametrize(("language", "tag"), [("english", "en"), ("french", "fr"), ("spanish", "es")])
def test_every_city_abroad_is_told_from_the_next(language: str, tag: str) -> None:
    for row, after in zip(ABROAD, ABROAD[1:] + ABROAD[:1], strict=True):
        for written in row.more[language].split(", "):
            assert found(row.example, f"... {plain(written)} ...", language=tag) == []
        (message,) = found(row.example, f"... {plain(after.more[language])} ...", language=tag)
        assert message.startswith("error: "), row
        assert found(row.example, "...", language=tag) == []


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_company_is_told_from_the_next(language: str) -> None:
    for row, after in zip(FIRMS, FIRMS[1:] + FIRMS[:1], strict=True):
        assert found(row.example, f"... {plain(row.more['latin'])} ...", language=language) == []
        (message,) = found(row.example, f"... {plain(after.more['latin'])} ...", language=language)
        assert message.startswith("error: "), row


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar"])
def test_every_language_is_told_from_the_next(language: str) -> None:
    names = Locale(language).languages
    for row, after in zip(SPOKEN, SPOKEN[1:] + SPOKEN[:1], strict=True):
        assert found(row.example, f"... {names[row.kind]} ...", language=language) == []
        if after.kind != "zh":
            (message,) = found(row.example, f"... {names[after.kind]} ...", language=language)
            assert message.startswith("error: "), (row, names[after.kind])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("浙江西部有雨", ["浙江"]), ("江西部队", ["江西"]), ("国内江苏等地", []), ("马里兰州", []), ("内蒙古", ["内蒙古"]),
        ("广西安全", ["广西"]), ("西安和安康市", ["西安", "安康"]), ("完美方案", []), ("美方代表", ["美方"]),
    ],
)  # fmt: skip
def test_where_names_cross_none_is_certain(text: str, names: list[str]) -> None:
    assert list(mentions.named(text)) == names


@pytest.mark.parametrize("name", ["紐西蘭", "北韓", "寮國", "義大利", "斯洛維尼亞", "哈薩克", "沙烏地阿拉伯"])
def test_countries_are_known_as_taiwan_calls_them(name: str) -> None:
    room = of("zh-Hant-TW")
    assert room.mentions
    assert list(room.mentions.places(room.plain(f"{name}代表團來訪。"))) == [room.plain(name)]


@pytest.mark.parametrize("row", [row for row in lists.rows("chinese", "countries") if row.kind != "none"])
def test_an_example_has_its_country(row: lists.Row) -> None:
    assert any(row.kind in codes for codes in mentions.places(row.example).values())


@pytest.mark.parametrize("row", [*ABROAD, *FIRMS, *SPOKEN], ids=lambda row: row.kind)
def test_an_example_has_the_first_of_its_names(row: lists.Row) -> None:
    kinds = {code.rpartition(":")[2] for codes in mentions.named(row.example).values() for code in codes}
    assert set(row.kind.split()) <= kinds


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("人民币对美元汇率上升。", "The yuan rose against the euro.", "en"),
        ("人民币对美元汇率上升。", "Le yuan a progressé face à l’euro.", "fr"),
        ("人民币对美元汇率上升。", "El yuan subió frente al euro.", "es"),
        ("人民币对美元汇率上升。", "Курс юаня к евро вырос.", "ru"),
        ("人民币对美元汇率上升。", "ارتفع اليوان أمام اليورو.", "ar"),
        ("法方同意。", "La partie allemande a accepté.", "fr"),
        ("中俄两国签署协议。", "China y el Japón firmaron un acuerdo.", "es"),
        ("京津冀协同发展。", "Coordinated development of Beijing, Tianjin and Henan.", "en"),
        (
            "中国人民银行与中国工商银行发布通知。",
            "The People's Bank of China and the Bank of China issued a notice.",
            "en",
        ),
        ("朝鲜代表团来访。", "A delegation from the Republic of Korea visited.", "en"),
    ],
)
def test_one_in_the_place_of_another_is_an_error(source: str, target: str, language: str) -> None:
    assert [message.partition(":")[0] for message in found(source, target, language=language)] == ["error"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("中国人民银行发布通知。", "The People's Bank of China issued a notice."),
        ("人民币对美元汇率上升。", "The yuan rose against the dollar, and the won fell by two pounds."),
        ("美方和欧方同意。", "The United States and Europe agreed."),
        (
            "10日方可开始，立法方面没有问题，道德方面也没有。",
            "It may start on the 10th; Paris and Berlin see no legal or moral problem.",
        ),
        (
            "来宾们参观了广西安全体验馆。",
            "The guests visited a safety exhibition in Guangxi; a Beijing company built it.",
        ),
        ("重大连锁反应。", "A chain reaction of the Shanghai kind."),
        ("杭州的企业参展。", "Companies from the capital of Zhejiang exhibited."),
        ("英国政府同意。", "London agreed."),
        ("伦敦同意。", "The British government agreed, but France did not."),
        ("徐工集团落户广州。", "Xuzhou's XCMG came to the city."),
        ("广州市市长宁德华发言。", "The mayor, Ning Dehua, spoke; the Ningde company listened."),
        ("网站有中文版，英国用户可用英语。", "The website is also in the users' own language, English."),
        ("法国专家用英语授课。", "An expert from France lectured in English."),
        ("苹果和梨出口增长，华为也增长。", "Apple and pear exports rose."),
        ("中国移动的用户增加。", "The number of the company's mobile users in China rose."),
        ("沪深两市上涨，大连期货下跌。", "Shanghai and Shenzhen rose, and futures fell."),
        ("国内江苏等地的企业参展。", "Companies from Jiangsu and elsewhere exhibited."),
        ("黄河内蒙古段水量增加。", "There is more water in the Yellow River in Inner Mongolia than in Beijing."),
        ("蓝天水清，公益阳光照耀，万象更新。", "Skies and waters are as clear as in Beijing."),
        ("腾讯与Alibaba合作。", "The company works with Alibaba."),
    ],
)
def test_other_words_for_the_same_are_no_other_name(source: str, target: str) -> None:
    assert found(source, target) == []


# --- organizations ---


@pytest.mark.parametrize(
    ("source", "targets"),
    [
        (
            "最高人民法院发布典型案例。",
            ["Supreme People's Procuratorate", "Supreme People’s Procuratorate", "Ministry of Justice", "SPP"],
        ),
        (
            "商务部会同财政部印发通知。",
            ["Ministry of Commerce and the Ministry of Justice", "Ministry of Finance and MOST"],
        ),
        ("世界贸易组织成员通过决议。", ["World Health Organization", "members of the WHO"]),
        ("国务院办公厅印发意见。", ["General Office of the CPC Central Committee"]),
        ("全国人大常委会审议了草案。", ["National Committee of the CPPCC"]),
        ("欧洲专利局局长来访。", ["President of the Eurasian Patent Office"]),
        ("中国人民银行降息。", ["National Development and Reform Commission"]),
    ],
)
def test_one_organization_in_the_place_of_another_is_an_error(source: str, targets: list[str]) -> None:
    for target in targets:
        (message,) = found(source, f"The {target} did it.", below=starter("en"))
        assert message.startswith("error: "), target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("最高人民法院发布典型案例。", "China's top court released typical cases."),
        ("最高人民法院发布典型案例。", "The Court released typical cases on those of the Ministry."),
        ("国务院办公厅印发意见。", "The State Council's General Office issued the opinions."),
        ("国务院新闻办公室举行发布会。", "The Information Office of China's State Council held a press conference."),
        ("商务部会同财政部印发通知。", "The commerce and finance ministries issued a circular."),
        ("商务部与司法机关印发通知。", "Trade officials and the Ministry of Justice issued a circular."),
        ("商务部与两高印发通知，最高检另行通知。", "MOFCOM and the Supreme People's Procuratorate issued a circular."),
        (
            "国家知识产权局（CNIPA）发布年报。",
            "The National Intellectual Property Administration published its report.",
        ),
        ("他们发布年报。", "The Ministry of Commerce published its report."),
        (
            "省委听取国务院国资委汇报。",
            "The provincial committee of the Communist Party of China heard a state assets regulator.",
        ),
        ("外交部谈OPEC。", "The ministry spoke about OPEC."),
    ],
)
def test_an_organization_may_be_called_otherwise(source: str, target: str) -> None:
    assert found(source, target, below=starter("en")) == []


def test_the_office_decides_about_its_own_rows_elsewhere() -> None:
    row = "最高人民法院,Supreme Court,office"
    assert found("最高人民法院发布案例。", "The Ministry of Justice released cases.", row, below=starter("en")) == []


def test_without_a_starter_no_organization_is_known() -> None:
    assert found("最高人民法院发布案例。", "Le Ministry of Justice.", language="fr", below=starter("en")) == []


# --- who is appointed and who is removed ---

NEW, OLD = "Zhou Qihang", "Lin Xiaofeng"
ACTS = [
    "{new} was appointed director-general, and {old} was removed from that post.",
    "{old} was removed as director-general and {new} appointed in his place.",
    "{new} replaces {old} as director-general.",
    "{new} succeeded {old} as director-general.",
    "{old} was succeeded by {new} as director-general.",
    "{old} was replaced by {new}.",
    "{new} was appointed director-general, replacing {old}, who was removed from the post.",
    "The State Council appointed {new} and dismissed {old}.",
    "The State Council has decided to appoint Mr. {new} director-general and to relieve Mr. {old} of the post.",
    "Appointed: {new} as director-general. Removed: {old} from the same post.",
    "The appointment of {new} and the removal of {old} were announced.",
    "{new} takes over from {old}, who resigned.",
    "{new}, who was named director-general, met {old}, who was dismissed.",
    "The post was taken from {old}; {new} was appointed to it.",
    "{new} was elected director-general; {old} is no longer in the post.",
    "{new} has replaced {old}.",
]


@pytest.mark.parametrize("written", ACTS)
@pytest.mark.parametrize(
    "source",
    [
        "任命周启航为水利厅厅长，免去林晓峰的水利厅厅长职务。",
        "免去林晓峰（女）的水利厅厅长职务；任命周启航为水利厅厅长。",
        "任命周启航为厅长，接受林晓峰辞去厅长职务的请求。",
        "副厅长周启航接替林晓峰担任厅长。",
    ],
)
def test_who_is_appointed_and_who_is_removed_does_not_change(source: str, written: str) -> None:
    right, turned = (written.format(new=new, old=old) for new, old in ((NEW, OLD), (OLD, NEW)))
    assert not any("other way round" in message for message in found(source, right))
    (message,) = [message for message in found(source, turned) if "other way round" in message]
    assert message == ("error: 周启航 is appointed and 林晓峰 removed; it is the other way round in the translation")


@pytest.mark.parametrize(
    "rows", [("林晓峰,Lin Xiaofeng,person",), ("林晓峰,Lin Hsiao-feng,person", "周启航,Chou Chi-hang,person")]
)
def test_people_of_the_term_base_do_not_change_places_either(rows: tuple[str, ...]) -> None:
    names = {"周启航": "Zhou Qihang"} | dict(tuple(row.split(",")[:2]) for row in rows)
    source = "任命周启航为水利厅厅长，免去林晓峰的水利厅厅长职务。"
    right = f"{names['周启航']} was appointed, and {names['林晓峰']} was removed."
    turned = f"{names['林晓峰']} was appointed, and {names['周启航']} was removed."
    assert found(source, right, *rows) == []
    (message,) = found(source, turned, *rows)
    assert message.endswith("the other way round in the translation")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (
            "任命周启航为厅长，免去其副厅长职务；任命林晓峰为副厅长。",
            "{old} was removed, {new} was appointed and removed.",
        ),
        ("任命周启航、林晓峰为副厅长。", "{new} and {old} were appointed; the head was removed."),
        (
            "任命周启航为厅长，免去林晓峰的厅长职务。",
            "The post of {old} was given to {new}, and {old} was appointed elsewhere.",
        ),
        ("任命周启航为厅长，免去林晓峰的厅长职务。", "{new}; {old}."),
        ("任命周启航为厅长，免去林晓峰的厅长职务。", "{new} was not removed, and {old} was never appointed."),
    ],
)
def test_what_is_not_plain_is_not_judged(source: str, target: str) -> None:
    assert not any("other way round" in message for message in found(source, target.format(new=NEW, old=OLD)))


# --- texts that nobody wrote ---


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("部长周立群发言。", "Zhou Li Qun A " * 5_000),
        ("部长周立群发言。", "Zhou" * 20_000),
        ("部长周立群发言。" * 2_000, "Zhou Liqiang spoke. " * 90),
        (
            "任命周立群为部长，免去何志成的部长职务。" * 1_000,
            "He Zhicheng was appointed, Zhou Liqun was removed. " * 1_000,
        ),
        ("会议在广州召开。" * 5_000, "Hangzhou " * 5_000),
        ("中美" * 10_000, "Japan-" * 10_000),
        ("最高人民法院" * 2_000, "Ministry of Justice " * 2_000),
        ("打八折" * 2_000, "80 percent off " * 2_000),
    ],
)
def test_enormous_texts_come_to_an_end(source: str, target: str) -> None:
    found(source, target, below=starter("en"))


@given(st.text("周立群广州美中方两国任命免去为，。王A", max_size=40), st.text("ZhouLi qnHe-'A.,was", max_size=60))
def test_no_pair_makes_it_fail(source: str, target: str) -> None:
    assert all(message.startswith(("error: ", "warning: ")) for message in found(source, target))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("四川泸州发生4.6级地震。", "A magnitude 4.6 quake has hit Luzhou in Yunnan."),
        (
            "俄罗斯外长与哈萨克斯坦外长在阿斯塔纳会谈。",
            "The Russian foreign minister met his Uzbek counterpart in Astana.",
        ),
        ("荷兰首相在海牙会见代表团。", "The Danish prime minister met the delegation in The Hague."),
    ],
)
def test_a_city_does_not_excuse_another_country_or_province(source: str, target: str) -> None:
    (message,) = found(source, target)
    assert message.startswith("error: ")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("中方已向日方提出交涉。", "Beijing has lodged representations with Tokyo."),
        ("四川泸州发生地震。", "A quake has hit Luzhou."),
        ("荷兰首相会见德国代表团。", "The prime minister met the German delegation in The Hague."),
    ],
)
def test_a_city_may_stand_for_its_country_or_province(source: str, target: str) -> None:
    assert found(source, target) == []

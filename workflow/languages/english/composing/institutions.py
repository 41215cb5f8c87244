"""Institutions, whose names are put together from parts: 市第三人民医院 is the Municipal Third People's Hospital.

No term base has the hospitals, schools and companies of a country. What most of them are called is known nevertheless:
a place or a level, a number and a kind; and a park, a road or a company has a name of its own in pinyin before its
kind. A machine translates these one by one or invents them. Whatever cannot be read to its last character is no name
here.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from workflow.contracts.facts import ONE
from workflow.languages import lists
from workflow.languages.chinese.numbers import numeral_values
from workflow.languages.english.composing import offices, places
from workflow.languages.english.composing.offices import ORDINALS, Office
from workflow.languages.english.composing.words import listed
from workflow.model import HAN
from workflow.patterns import late

_BY_ORDINAL = listed("institutions", "ordinal")
"""What is counted in words: the Third People's Hospital."""
_BY_NUMBER = listed("institutions", "numbered")
"""What is counted with figures: No. 3 Middle School."""
_PLAIN = listed("institutions", "plain")
_UNIVERSITIES = listed("institutions", "university")
_NAMED = listed("institutions", "named")
_MEANING = listed("institutions", "meaning")
_ROADS = listed("institutions", "road")
_FIELDS = listed("institutions", "field")


def found(text: str) -> Iterator[Office]:
    """Yield the institutions of a text; they may overlap, and the longest is meant."""
    yield from offices.at_a_level(text, _behind_a_level(), _english)
    yield from _of_a_place(text)
    yield from _affiliated(text)
    yield from _companies(text)


def places_named(text: str) -> Iterator[Office]:
    """Yield the parks, bridges and roads of a text, whose names are spelled."""
    yield from _with_names(text)
    yield from _roads(text)


def _any(*words: Mapping[str, str]) -> str:
    return "|".join(sorted((word for each in words for word in each), key=len, reverse=True))


_NUMBER = "第(?P<number>[一二三四五六七八九十]{1,3})"
_GOES_ON = "(?![长内外下员级生城路学管街史界们化型式址论])"
"""What follows none of these names, because it makes another word of its end: 大学生, 医院管理局, 图书馆学."""


@cache
def _what() -> str:
    return rf"(?:(?:{_NUMBER})?(?P<counted>{_any(_BY_ORDINAL, _BY_NUMBER)})|(?P<plain>{_any(_PLAIN)})){_GOES_ON}"


@cache
def _behind_a_level() -> re.Pattern[str]:
    name = rf"(?:(?![{offices.NO_PLACE}])(?:{HAN.pattern})){{2,3}}"
    return re.compile(rf"(?P<place>(?!自治){name})?(?P<level>自治区|自治州|[省市县区州]){_what()}")


def _english(match: re.Match[str]) -> str:
    """Return an institution without its place and level."""
    if match["plain"]:
        return _PLAIN[match["plain"]]
    counted = match["counted"]
    english = _BY_ORDINAL.get(counted) or _BY_NUMBER[counted]
    if not match["number"]:
        return english
    number = _count(match["number"])
    return f"No. {number} {english}" if counted in _BY_NUMBER else f"{_ordinal(number)} {english}"


def _count(numeral: str) -> int:
    return min(numeral_values(numeral), default=0) // ONE


def _ordinal(number: int) -> str:
    return ORDINALS[number - 1] if 0 < number <= len(ORDINALS) else f"No. {number}"


# --- of a city or province, without a level: 合肥植物园, 安徽师范大学 ---


@cache
def _of_any_place() -> re.Pattern[str]:
    return re.compile(rf"(?:{_what()}|(?P<university>{_any(_UNIVERSITIES)}){_GOES_ON})")


_LONGEST_PLACE = 4


def _of_a_place(text: str) -> Iterator[Office]:
    for match in _of_any_place().finditer(text):
        place = _place_before(text, match.start())
        if place:
            start = match.start() - len(place)
            what = _UNIVERSITIES[match["university"]] if match["university"] else _english(match)
            yield Office(start, match.end(), f"{places.cities()[place]} {what}", sure=True)


def _place_before(text: str, end: int) -> str:
    """Return the known place that ends here and is no part of another word; "" if there is none."""
    for length in range(_LONGEST_PLACE, 1, -1):
        name = text[max(0, end - length) : end]
        if len(name) == length and name in places.cities() and places.begins(text, end - length):
            return name
    return ""


# --- of a university: 南方医科大学附属第五医院 ---

_PART_OF_A_UNIVERSITY = late(
    rf"(?P<affiliated>附属)?(?:{_NUMBER})?(?P<what>(?:{_any(_BY_ORDINAL, _BY_NUMBER, _PLAIN)})){_GOES_ON}"
)


@cache
def _universities() -> Mapping[str, str]:
    """Return the universities whose English names do not follow from the Chinese ones."""
    rows = (lists.HERE / "english" / "starter" / "institutions.tsv").read_text(encoding="utf-8").splitlines()[2:]
    names = (row.split("\t")[:2] for row in rows)
    return {source: english for source, english in names if source.endswith(("大学", "学院"))}


def _affiliated(text: str) -> Iterator[Office]:
    for match in _PART_OF_A_UNIVERSITY.finditer(text):
        if not (match["affiliated"] or match["number"]) or text[match.start() - 1 : match.start()] not in {"学", "院"}:
            continue
        of = _university_before(text, match.start())
        what = _BY_ORDINAL.get(match["what"]) or _BY_NUMBER.get(match["what"]) or _PLAIN[match["what"]]
        if of and not (match["number"] and match["what"] in _PLAIN):
            number = _count(match["number"]) if match["number"] else 0
            ordinal = f"No. {number} " if match["what"] in _BY_NUMBER else f"{_ordinal(number)} "
            english = (ordinal if number else "") + ("Affiliated " if match["affiliated"] else "") + what
            yield Office(of.start, match.end(), f"{english} of {of.english}", of.sure)


def _university_before(text: str, end: int) -> Office | None:
    for source, english in _universities().items():
        if text.endswith(source, 0, end):
            return Office(end - len(source), end, english, sure=True)
    return max((each for each in _of_a_place(text[:end]) if each.end == end), default=None)


# --- with a name of its own: 青枫公园, 青枫东路118号 ---

_OWN = rf"(?:(?![的和与及在为等各全部分地多个两三数某该本我其到至从由对将国有级重点中心经济直辖条这那每哪座处所于行绕沿走请往入经由自位](?:))(?:{HAN.pattern}))"
_STARTS = r"(?:(?<![\w])|(?<=[在于对至到、和与及经由从自往入市区县镇乡]))"
"""What is before such a name; anything else may belong to it."""


@cache
def _with_a_name() -> re.Pattern[str]:
    return re.compile(
        rf"{_STARTS}(?P<name>{_any(_MEANING)}|{_OWN}{{2,3}}?)(?P<what>{_any(_NAMED)})"
        r"(?![长内外下员级生城路学管街史界们化型式址论舞客场里镇村建])"
    )


_NO_NAME = frozenset(
    "主题 口袋 街心 郊野 休闲 大型 小型 城市 城区 社区 乡镇 农村 乡村 当地 本地 周边 附近 地下 海底 过江 跨海 跨江 "
    "过街 高速 铁路 公路 特长 双线 单线 大中 中小 新建 在建 改建 扩建 示范 特色 现代 农业 科技 文创 化工 电子 智能 数字 "
    "健康 生态 光伏 循环 物流 创新 创业 孵化 高新 民办 公办 公立 私立 全日 寄宿 普通 重点 九年 希望 村级 完全 省级 市级 "
    "县级 国家 大学 高校 生活 城镇 工业 抽水 水利 水上 历史 千年 网红 著名 知名".split()
)
"""What is before a park, a tunnel and the like and says of what kind it is."""


def _with_names(text: str) -> Iterator[Office]:
    for match in _with_a_name().finditer(text):
        name, what = match["name"], _NAMED[match["what"]]
        if meaning := _MEANING.get(name):
            yield Office(match.start(), match.end(), f"{meaning} {what}", sure=True)
        elif not (places.describes(name) or name[:2] in _NO_NAME or name[-2:] in _NO_NAME):
            known = places.cities().get(name)
            yield Office(match.start(), match.end(), f"{known or places.spelled(name)} {what}", bool(known))


_COUNTED = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)}
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@cache
def _road() -> re.Pattern[str]:
    return re.compile(
        rf"{_STARTS.replace('区县', '区县行请走绕沿')}(?P<name>{_OWN}{{2,3}}?)(?P<which>[一二三四五六七八九十])?"
        rf"(?P<road>{_any(_ROADS)})(?:(?P<number>[0-9]{{1,4}})号(?![楼线院门])|(?=[至与和到段口沿（）、，。；：]|$|一[带段]|[东西南北]侧|交叉|实行|进行))"
    )


_NO_ROAD = late("[公铁道线思出网电半之高速水陆管回岔支干老新大小一条走问上下左右前后]$|致富|丝绸|创业|改革|发展|长征")
"""What ends before 路 and names no road: 道路, 公路, 致富路."""


def _roads(text: str) -> Iterator[Office]:
    for match in _road().finditer(text):
        name = match["name"]
        if _NO_ROAD.search(name) or places.describes(name):
            continue
        which = _COUNTED.get(match["which"] or "", 0)
        ordinal = f"{which}{_ENDINGS.get(which, 'th')} " if which else ""
        number = f"{match['number']} " if match["number"] else ""
        english = f"{number}{places.spelled(name)} {ordinal}{_ROADS[match['road']]}"
        yield Office(match.start(), match.end(), english, sure=False)


# --- companies: 合肥瑞泽新材料科技有限公司 ---


@cache
def _company() -> re.Pattern[str]:
    name = rf"(?:(?![{offices.NO_PLACE}])(?:{HAN.pattern}))"
    return re.compile(
        rf"(?P<place>(?:{_any(places.cities())})[省市]?)?(?P<name>{name}{{2,3}}?)(?P<fields>(?:{_any(_FIELDS)}){{1,2}})"
        r"(?P<group>集团)?(?:(?:股份)?有限公司|有限责任公司)(?P<branch>分公司)?"
    )


_BEFORE_COMPANY = late(r"(?:^|[^\w]|[由与和向对给被是即及为])$")


def _companies(text: str) -> Iterator[Office]:
    for match in _company().finditer(text):
        if not _BEFORE_COMPANY.search(text, max(0, match.start() - 1), match.start()):
            continue
        place = places.cities().get(re.sub("[省市]$", "", match["place"]), "") if match["place"] else ""
        fields = re.findall(_any(_FIELDS), match["fields"])
        words = [place, places.spelled(match["name"]), *(_FIELDS[field] for field in fields)]
        english = " ".join(filter(None, words)) + " Group" * bool(match["group"]) + " Co., Ltd."
        yield Office(match.start(), match.end(), f"{english} Branch" if match["branch"] else english, sure=False)

"""Which countries, provinces, people, posts and acts a Chinese text mentions."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from operator import add

from workflow.contracts.facts import Person, Spelled
from workflow.contracts.languages import People
from workflow.languages import lists
from workflow.languages.chinese.cities import provinces
from workflow.languages.scanning import Name, blanked
from workflow.model import Match
from workflow.patterns import late


@cache
def _codes() -> Mapping[str, frozenset[str]]:
    """Return the codes of each name of a place; none for a word that only looks like one."""
    from babel import Locale

    names: dict[str, set[str]] = {}
    for code, name in Locale("zh").territories.items():
        if len(code) == 2 and code.isalpha() and len(name) > 1 and code not in {"HK", "MO", "TW", "XA", "XB"}:
            names.setdefault(re.escape(name), set()).add(code)
    for row in (*lists.rows("chinese", "countries"), *lists.rows("chinese", "provinces")):
        for word in row.words:
            names.setdefault(word, set()).update(() if row.kind == "none" else {row.kind})
    return {name: frozenset(codes) for name, codes in names.items()}


class _Names:
    """Names to be found, each of which begins with two characters; the longest is tried first."""

    def __init__(self, codes: Callable[[], Mapping[str, frozenset[str]]]) -> None:
        """Take what returns the codes of each name."""
        self._codes = codes

    def find(self, text: str) -> Iterator[Name]:
        """Yield the names in a text, in order and not overlapping."""
        at = 0
        for name in self.crossing(text):
            if name.start >= at:
                at = name.end
                yield name

    def crossing(self, text: str) -> Iterator[Name]:
        """Yield the names in a text, in order, also those that begin in another and go on: 内江, 江苏 in 国内江苏."""
        by_pair, at = self._by_pair, 0
        for place, pair in enumerate(map(add, text, text[1:])):
            if pair in by_pair:
                for name, codes in by_pair[pair]:
                    if end := _end_of(name, text, place):
                        if end > at:
                            at = end
                            yield Name(place, end, codes)
                        break

    @cached_property
    def _by_pair(self) -> Mapping[str, Sequence[tuple[str, frozenset[str]]]]:
        found: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for name, codes in sorted(self._codes().items(), key=lambda item: len(item[0]), reverse=True):
            found.setdefault(name[:2], []).append((name, codes))
        return found


def _end_of(name: str, text: str, start: int) -> int:
    """Return where a name that starts here ends, 0 if it is not there; most names are no patterns."""
    if name.isalpha():
        return start + len(name) if text.startswith(name, start) else 0
    match = _pattern(name).match(text, start)
    return match.end() if match else 0


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(name)


_PLACES = _Names(_codes)


def places(text: str) -> Mapping[str, frozenset[str]]:
    """Return the countries and provinces that are named: as written, with the codes that the name can mean."""
    return {text[name.start : name.end]: name.codes for name in _PLACES.find(text) if name.codes}


def hinted(text: str) -> frozenset[str]:
    """Return the codes of places that a character may stand for outside the full names: 中美, 京津冀."""
    rest, at = "", 0
    for name in _ALL.find(text):
        rest, at = f"{rest}{text[at : name.start]}|", name.end
    rest += text[at:]
    rows = (*lists.rows("chinese", "countries"), *lists.rows("chinese", "provinces"))
    return frozenset(row.kind for row in rows if row.more["short"] and row.more["short"] in rest)


# --- what must not be another: also cities, companies, currencies and languages ---

_AS_A_CITY = "(?=市|地区|海关|机场|港)"
"""What stands behind cities whose names are everyday words."""
_WORDS = frozenset(
    "来宾 日照 白银 海东 海西 海北 长治 中山 大同 大庆 公安 安康 天门 黄山 黄石 北海 巴中 和田 大理 孝感 开封 文山 红河 平凉 玉树 武威 百色 "
    "四平 通化 三明 中卫 湘西 朝阳 兴义 万宁 保山 晋中 白山 白城 松原 常德 普洱 德宏 石河子 迪庆 怒江 凉山 甘南 临夏 雄安 神农架 井冈山".split()
)
# What follows or precedes a name where the characters make other words: 浙江西部, 重大连锁反应.
_GOES_ON = {
    "南通": "(?!道|过|行|往)", "新乡": "(?!村|镇|亲)", "西安": "(?!全|康|顺|置|装|排|保|定|阳)", "河源": "(?!头)", "安顺": "(?!利)",
    "江西": "(?!部(?![队门署委])|侧)", "天水": "(?![清质面库位])(?<!蓝天水)", "益阳": "(?!光)", "资阳": "(?!光)",
    "大连": "(?!锁|接|续|通|贯|片|线|环|网|带|年)", "江门": "(?!户)", "成都": "(?<![建变完达组]成都)", "济源": "(?<!经济源)", "济南": "(?<!经济南)",
    "济宁": "(?<!经济宁)", "东营": "(?!业|收|销)", "海口": "(?<![出入]海口)", "九江": "(?<!第九江)", "无锡": "(?!矿)", "长沙": "(?!滩)",
    "广安": "(?!门)", "宜春": "(?!节|天)", "吉安": "(?!全|检)", "六安": "(?<![十第]六安)", "金华": "(?<!资金华)", "安阳": "(?<!西安阳)",
    "达州": "(?<![里内利弗罗苏]达州)", "兰州": "(?<![里士格]兰州)",
}  # fmt: skip
_TOGETHER = "两国|三国|四国|双方|双边|关系|经贸|贸易|建交|外长|元首|领导人|自贸|友好|边境|峰会|首脑|合作"
_COUNTRIES = "美英法德俄日韩印越泰澳巴蒙老"
_COUNTRIES_TOGETHER = late(
    rf"(?<![其集当途年月日执立司])(?P<names>中[{_COUNTRIES}]{{1,3}}(?={_TOGETHER})|[{_COUNTRIES}]{{1,3}}中(?={_TOGETHER})"
    rf"|[{_COUNTRIES}]{{2,3}}(?=两国|三国))",
    needs=_COUNTRIES,
)
_PROVINCES = "京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇陕甘宁青"
_PROVINCES_TOGETHER = late(
    rf"(?P<names>[{_PROVINCES}]{{2,4}}(?=三地|两地|两省|三省|四省|省际|交界|城市群|协同|一体化)|京津冀|苏浙沪|湘鄂赣|陕甘宁)",
    needs=_PROVINCES,
)
_EVENT = "(?=举[行办]|召开|成立|会[见谈晤]|启动|签[署约]|发布|[闭开]幕|揭[牌晓幕]|落[幕户]|考察|调研|访问|出席|参加|开展|投资|期间|[，。；、]|$)"
"""What follows a place where something happens."""
_COUNTRY_OF_EVENT = late(rf"[在访赴抵](?P<names>[美英法德俄日韩越泰]){_EVENT}", needs="在访赴抵")
_PROVINCE_OF_EVENT = late(rf"[在赴抵来返回驻](?P<names>[{_PROVINCES}]){_EVENT}", needs="在赴抵来返回驻")
_AT = late(f"[在访赴抵来返回驻][美英法德俄日韩越泰{_PROVINCES}]")
"""What every event's place begins with, for short."""


def _all_codes() -> Mapping[str, frozenset[str]]:
    """Return the codes of each name of a place, city, company, currency or language."""
    from workflow.languages.chinese.numbers import CURRENCIES

    names = {name + _GOES_ON.get(name, ""): set(codes) for name, codes in _codes().items()}
    for province, those in provinces().items():
        for city in those.cities:
            codes = names.setdefault(city + (_AS_A_CITY if city in _WORDS else _GOES_ON.get(city, "")), set())
            codes.update(f"{code}/{city}" for code in _codes()[province])
    for file, kind in _LISTS.items():
        for row in lists.rows("chinese", file):
            for word in row.words:
                names.setdefault(word, set()).update(f"{kind}{each}" for each in row.kind.split())
    for code, words in CURRENCIES:
        for word in words.split("|") if len(code) == 3 else ():  # 元 alone stands behind figures only
            names.setdefault(rf"{word}(?<![0-9万亿千百十]{word})", set()).add(f"money:{code}")
    return {name: frozenset(codes) for name, codes in names.items()}


_LISTS = {"abroad": "", "firms": "body:", "spoken": "language:"}
"""The lists of names, and what their kinds begin with as codes."""
_ALL = _Names(_all_codes)


@cache
def _by_short(name: str) -> Mapping[str, frozenset[str]]:
    """Return the codes of the places that a character stands for."""
    found: dict[str, set[str]] = {}
    for row in lists.rows("chinese", name):
        found.setdefault(row.more["short"], set()).add(row.kind)
    return {short: frozenset(codes) for short, codes in found.items()}


_BY_SHORT = (
    (_COUNTRIES_TOGETHER, "countries"),
    (_PROVINCES_TOGETHER, "provinces"),
    (_COUNTRY_OF_EVENT, "countries"),
    (_PROVINCE_OF_EVENT, "provinces"),
)
"""Where a character stands for a place, and the list of those places; the last two are for the places of events."""


def named(text: str) -> Mapping[str, frozenset[str]]:
    """Return what is named, as written, with the codes it can mean; see ``contracts.languages.Mentions``."""
    names = list(_ALL.crossing(text))
    ends, starts = (0, *(name.end for name in names)), (*(name.start for name in names), len(text))
    alone = (name for number, name in enumerate(names) if ends[number] <= name.start and name.end <= starts[number + 1])
    found = {text[name.start : name.end]: name.codes for name in alone if name.codes}
    for pattern, name in _BY_SHORT if _AT.search(text) else _BY_SHORT[:2]:
        for match in pattern.finditer(text):
            meant = _by_short(name)
            found.update((f"{short} ({match['names']})", meant[short]) for short in match["names"] if short in meant)
    return found


def may_mean(text: str, name: str, codes: Collection[str]) -> bool:
    """Return whether a text can mean what a translation calls so, in Latin letters or by a part of its Chinese name."""
    if name.casefold() in text.casefold():
        return True
    names = list(_ALL.crossing(text))
    if any(not each.codes.isdisjoint(codes) for each in names):
        return True
    rest = blanked(text, ((each.start, each.end) for each in names), "|")
    if any(part in rest for code in codes for part in _parts().get(code, ())):
        return True
    from workflow.languages.chinese import pinyin

    return any(code.startswith("CN-") for code in codes) and pinyin.reads(rest, pinyin.letters(name))


@cache
def _parts() -> Mapping[str, frozenset[str]]:
    """Return the parts of Chinese names that may stand for them, by code: 苹果, 移动, the 杭 of 杭州."""
    found: dict[str, set[str]] = {}
    cities = [(code, city) for each, those in provinces().items() for code in _codes()[each] for city in those.cities]
    times = Counter(char for _, city in cities for char in city)
    for code, city in cities:
        found[f"{code}/{city}"] = {city, *(char for char in city if times[char] < _OFTEN and char not in _EVERYDAY)}
    for file, kind in _LISTS.items():
        for row in lists.rows("chinese", file):
            for code in row.kind.split():
                found.setdefault(f"{kind}{code}", set()).update(
                    word.removeprefix("中国")[:2] for word in row.words if not word.startswith("中国银行")
                )
    found["language:zh"] |= set("中汉华国")
    return {code: frozenset(parts) for code, parts in found.items()}


_OFTEN, _EVERYDAY = 3, frozenset("大天中三四六来文万日白金乐开信自新上公和")
"""In how many cities a character is too common to stand for one, and which are everyday words."""


def abbreviated(name: str) -> frozenset[str]:  # noqa: ARG001  Chinese texts use the international ones
    """Return nothing."""
    return frozenset()


def posts(text: str) -> Mapping[str, str]:
    """Return what is said of posts, each with its words; see ``contracts.languages.Mentions``."""
    pattern = lists.pattern("chinese", "posts", "appoint", "remove", "deputy", "assistant", "acting", "former", "woman")
    return {match.lastgroup or "": match[0] for match in pattern.finditer(text)}


def acts(text: str) -> Iterator[tuple[str, str]]:
    """Yield whom a text appoints and removes; see ``contracts.languages.Mentions``."""
    from workflow.languages.chinese.acts import acts

    return acts(text)


class _People:
    """See ``contracts.languages.People``."""

    def __init__(self, texts: Iterable[tuple[str, Sequence[Match]]]) -> None:
        self._texts = texts

    @cached_property
    def _names(self) -> frozenset[str]:
        from workflow.languages.chinese import names

        return names.surely(each for text, known in self._texts for each in names.people(text, known))

    def find(self, text: str, known: Sequence[Match]) -> Iterator[tuple[int, int, Person]]:
        """Yield where a text names them, outside the known terms: start, end, who; in order."""
        if not self._names:
            return
        from workflow.languages.chinese import names, pinyin

        for start, end, name in names.mentioned(self._names, names.masked(text, known)):
            if spelled := pinyin.syllables(name):
                yield start, end, Person(text[start:end], *spelled)

    def others(self, text: str, known: Sequence[Match]) -> Iterator[str]:
        """Yield whose names in a text pinyin would misspell, and what may be a name or not, in order."""
        from workflow.languages.chinese import names

        for each in names.people(text, known):
            if (each.abroad or len(each.name) > 2) and each.name not in self._names:
                yield text[each.start : each.end]


def people(texts: Iterable[tuple[str, Sequence[Match]]]) -> People:
    """Return the Chinese people who are certainly named: by a title, an act or a list, and not in the term base."""
    return _People(texts)


def names(text: str, person: Person) -> bool:
    """Return whether a text has a person's name."""
    return person.text in text


def spelled(text: str) -> Iterator[Spelled]:  # noqa: ARG001
    """Yield nothing: names in Latin letters are only read in translations."""
    yield from ()


def reads(text: str, name: Spelled) -> bool:
    """Return whether the characters of a text may be read as a name, or call its bearer 王局长 or 小平同志."""
    from workflow.languages.chinese import names, pinyin

    return (
        pinyin.reads(text, name.surname + name.given)
        or pinyin.reads(text, name.given + name.surname)
        or any(pinyin.reads(called, name.surname) for called in names.by_surname(text))
        or any(pinyin.reads(called, name.given) for called in names.by_given_name(text))
    )


_OTHERWISE = late(
    "香港|澳门|港澳|台湾|台北|台商|台胞|台籍|韩国|首尔|朝鲜|平壤|新加坡|马来西亚|越南|河内|华人|华裔|华侨|海外|外籍",
    needs="香澳港台韩首朝平新马越河华海外",
)


def spells_otherwise(text: str) -> bool:
    """Return whether a text is about places whose people have Chinese names that they do not write in pinyin."""
    return _OTHERWISE.search(text) is not None

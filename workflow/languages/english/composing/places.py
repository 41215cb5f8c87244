"""Places as English names them: Zigui County, Yichang, Hubei Province; southern Anhui and eastern Chongqing.

Chinese names a place from the province down and puts 东部 behind a name, and a row of such names stands in every
forecast. A machine turns the order round or not, as it likes, and makes "Gangnam" of 江南. They are found here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from workflow.languages import lists
from workflow.languages.chinese import pinyin
from workflow.languages.chinese.cities import provinces
from workflow.languages.english.composing.words import listed
from workflow.model import HAN
from workflow.patterns import late


class Place(NamedTuple):
    """A place in a text: where, its English, and whether it is known and not only spelled."""

    start: int
    end: int
    english: str
    sure: bool


def found(text: str) -> Iterator[Place]:
    """Yield the places of a text, those down from a province and rows of regions."""
    yield from chains(text)
    yield from _rows(text)
    yield from _short(text)
    yield from _parts(text)
    yield from _births(text)


@cache
def cities() -> Mapping[str, str]:
    """Return the provinces and cities that are known, by their Chinese names."""
    return {han: each.english for han, each in provinces().items()} | {
        han: english for each in provinces().values() for han, english in each.cities.items()
    }


def spelled(name: str) -> str:
    """Return the name of a Chinese place in pinyin, as one word."""
    syllables = pinyin.in_latin(name)
    return "".join(
        f"'{each}" if number and each[0] in "aeo" else each for number, each in enumerate(syllables)
    ).capitalize()


# --- from the province down: 湖北省宜昌市秭归县 ---

_PLAIN = rf"(?:(?![的和与及在为等各全部分地多个两三数等某该本我其到至从由对将国有级重点中心经济直辖])(?:{HAN.pattern}))"
"""A character of the name of a small place."""
_COUNTY = late(
    rf"(?P<name>{_PLAIN}{{1,4}}?)(?P<kind>县(?!长|级|域|城|区|乡|市)|区(?!域|间|块|划|别|长|级|位|县)|(?<={HAN.pattern}{{2}})市(?!场|民|政|委|长|区|级|值|容|局|人|公|教|中))"
)
_TOWN = late(rf"(?P<name>{_PLAIN}{{1,4}}?)(?P<kind>镇(?!长|政|党)|乡(?!村|镇|亲|长|政)|街道(?!办))")
_VILLAGE = late(rf"(?P<name>{_PLAIN}{{1,4}}?)(?P<kind>村(?!民|委|庄|支|级|里|干)|社区(?!居|工|党|服))")
_DESCRIBES = (
    "相关 有关 周边 当地 本地 外地 邻近 相邻 毗邻 附近 所在 所属 下属 下辖 涉事 涉案 事发 受灾 重灾 贫困 脱贫 试点 "
    "示范 开发 高新 保税 合作 度假 旅游 风景 名胜 自贸 贸易 试验 实验 综合 功能 产业 工业 农业 牧业 生态 文化 历史 "
    "商务 商业 金融 科技 特色 美丽 行政 自然 百强 千强 先进 典型 传统 智慧 数字 未来 城乡 城市 农村 乡村 城区 市区 "
    "县区 绿色 民族 少数 边境 沿海 沿边 沿江 沿线 内陆 主产 国家 目标 贫穷 发达 落后 偏远 边远 革命 样板 标杆 创建 "
    "培育 达标 整治 空心 移民 安置 搬迁 迁入 迁出 流入 流出 输出 输入 疫情 风险 封控 管控 防范 自治 直辖 特别 办事 "
    "服务 居住 居民 住宅 生活 教学 校园 核心 缓冲 保护 禁止 限制 公共 共同 对口 结对 帮扶 受援 支援 援建 上述 以上 "
    "以下 前述 任何 每个 哪个 一些 许多 众多 大量 主要 首批 首个 第一 地级 县级 省级 市级 相应 其他 涉及 非农 山区 "
    "库区 林区 矿区 牧区 老区 灾区 景区 园区 片区 新区 港区 厂区 校区 街区 战区 军区 特区 郊区 湿地 草原 沙漠 海洋 "
    "滨海 流域 上游 中游 下游 超大 特大 大型 中型 小型 中小 现代 国际 全国 我国 中国 "
).split()
_DESCRIBED = late(f"^(?:{'|'.join(_DESCRIBES)})|(?:{'|'.join(_DESCRIBES)})$")
_NO_VILLAGE = late("[小城乡集古重市名强农新老]$")
"""What 镇 and 村 have before them that makes them a kind of town or village, as in 小镇 and 乡村."""


def describes(word: str) -> bool:
    """Return whether what is before 县, 区 and the like says of what kind it is (贫困县) and does not name it."""
    return _DESCRIBED.search(word) is not None


_KINDS = {
    "县": "County", "区": "District", "市": "", "镇": "Town", "乡": "Township", "街道": "Subdistrict", "村": "Village",
    "社区": "Community",
}  # fmt: skip
_NO_DISTRICT = late("[社园市灾新景小校牧特辖发范治护库矿林战军片专能岸郊厂疫示禁]$|^[山湖港城]$|[老主新古内]城$")
_PROVINCE_ENDS = {
    "省": " Province", "市": "", "自治区": " Autonomous Region", "壮族自治区": " Zhuang Autonomous Region",
    "回族自治区": " Hui Autonomous Region", "维吾尔自治区": " Uygur Autonomous Region",
}  # fmt: skip
_PROVINCE_END = late("|".join(sorted(_PROVINCE_ENDS, key=len, reverse=True)))


@cache
def _province_names() -> re.Pattern[str]:
    return re.compile("|".join(sorted(provinces(), key=len, reverse=True)))


@cache
def _cities(province: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(provinces()[province].cities, key=len, reverse=True)) or "(?!)")


def chains(text: str) -> Iterator[Place]:
    """Yield the places of a text that are named from a province down."""
    at = 0
    while province := _province_names().search(text, at):
        at = province.end()
        if place := _chain(text, province):
            yield place
            at = place.end


def _chain(text: str, found: re.Match[str]) -> Place | None:
    province = provinces()[found[0]]
    whole = _PROVINCE_END.match(text, found.end())
    at = whole.end() if whole else found.end()
    parts, sure = [province.english + (_PROVINCE_ENDS[whole[0]] if whole else "")], True
    if city := _cities(found[0]).match(text, at):
        at = city.end()
        if not _CITY_GOES_ON.match(text, at):
            parts.append(province.cities[city[0]])
            at += text.startswith("市", at) and not text.startswith(
                ("市场", "市民", "市委", "市政", "市长", "市区", "市人", "市中", "市公"), at
            )
        else:
            at = city.start()
    for pattern in (_COUNTY, _TOWN, _VILLAGE):
        if len(parts) == 1 and not whole:
            break
        match = pattern.match(text, at)
        if match and _can_be(match["name"], match["kind"]):
            name = cities().get(match["name"]) or spelled(match["name"])
            if len(match["name"]) == 1 and match["kind"] == "县":
                name = f"{name}xian"
            parts.append(f"{name} {_KINDS[match['kind']]}".strip())
            at, sure = match.end(), False
    return Place(found.start(), at, ", ".join(reversed(parts)), sure) if parts[1:] else None


def _can_be(name: str, kind: str) -> bool:
    """Return whether a name before 县, 区, 市 and the like can be that of a place."""
    if describes(name) or (kind in {"镇", "村"} and _NO_VILLAGE.search(name)):
        return False
    if kind == "区":
        return len(name) < 4 and not _NO_DISTRICT.search(name)
    return kind == "县" or (len(name) > 1 and not (kind == "市" and name.endswith("城")))


_CITY_GOES_ON = late(
    "[大师医]学|银行|日报|[站港湖江河路桥]|[铁机高]|火腿|藏族|彝族|土家|苗族|回族|哈萨克|蒙古|布依|侗族|壮族|傣族|自治|机场"
)
"""What makes the name of a city a part of another name."""

# --- cities by themselves: 在济南召开, 南通市 ---

_ALSO_WORDS = frozenset(
    "东方 大同 白银 太平 平安 日照 来宾 开封 安康 中山 朝阳 攀枝花 黄山 通化 保定 德州 北海 大理 玉树 仙桃 天门 和田 哈密 普洱 海西 海北 海南 海东 "
    "文昌 长治 文山 巴中 定西 三明 保山 吴忠 白山 白城 黑河 河池 万宁 四平 吉林".split()
)
"""Cities whose names are words or other places, too: they count only with 市, or where something takes place."""
_TAKES_PLACE = late("召开|举[行办]|开幕|闭幕|逝世|病逝|出生")
_BEFORE_CITY = late(r"(?:^|[^\w]|[在于赴抵从自和与及]|抵达|前往|来到|位于|来自|飞往|开往|途经)$")
_AFTER_CITY = late(
    r"[，。、；：）)】”]|$|[和与及至到的等]|[两三][地市]|召开|举[行办]|开[幕赛馆]|闭幕|成立|启动|发布|正式|签[署约订]|逝世|病逝|出生|考察|调研|会见|出席"
    r"|机场|海关|口岸|方面|设立|落[户成]|联合|共同|揭牌|上演|打响|投产|建成|开工|开通|登陆"
)


@cache
def _any_city() -> re.Pattern[str]:
    names = {city for province in provinces().values() for city in province.cities}
    return re.compile(
        rf"(?P<name>{'|'.join(sorted(names, key=len, reverse=True))})(?P<city>市(?![场值面况容民长委政人区公中级教]))?"
    )


def alone(text: str) -> Iterator[Place]:
    """Yield the known cities of a text that stand by themselves, and are no parts of other words."""
    for match in _any_city().finditer(text):
        name, start, end = match["name"], *match.span("name")
        before = _BEFORE_CITY.search(text, max(0, start - 2), start) is not None
        if name in _ALSO_WORDS:
            named = bool(match["city"]) or (text[start - 1 : start] == "在" and bool(_TAKES_PLACE.match(text, end)))
        else:
            named = (
                bool(match["city"]) or (before and bool(_AFTER_CITY.match(text, end))) or _is_whole(text, start, end)
            )
        if named:
            yield Place(start, match.end(), cities()[name], sure=True)


@cache
def _over_the_end(kind: str) -> frozenset[str]:
    """Return the words of two characters that go over the end of a city's name, or over its start."""
    return frozenset(word for row in lists.of_kind("chinese", "beside_cities", kind) for word in row.words)


def begins(text: str, start: int) -> bool:
    """Return whether a name can start here, because no word goes over it: 西安 is none in 山西安置."""
    pair = (text[start - 1] if start else "") + text[start]
    return pair not in _over_the_end("goes_before") and pair not in cities() and pair not in _REGIONS


def _is_whole(text: str, start: int, end: int) -> bool:
    """Return whether no word goes over the ends of a name: 西安 is none in 山西安置, nor 南通 in 湖南通过."""
    pair = text[end - 1] + text[end : end + 1]
    known = pair in cities() or pair in _REGIONS or pair in _over_the_end("goes_on")
    return not known and begins(text, start)


# --- rows of regions: 安徽南部、浙江西北部等地的部分地区 ---

_REGIONS = listed("places", "region")
_WAYS = listed("places", "way")
_WAY = "|".join(sorted(_WAYS, key=len, reverse=True))
_SHARES = listed("places", "share")
_SHARE = "|".join(sorted(_SHARES, key=len, reverse=True))
_AFTER_BARE = late("[、，。和及与的有等出多将受自至到迎降天可先仍为中小]|气温|大(?!风|浪)|$")
"""What may follow the name of a region that has nothing behind it; 江南大学 is no region."""


@cache
def _region() -> re.Pattern[str]:
    names = sorted((*_REGIONS, *provinces()), key=len, reverse=True)
    return re.compile(
        rf"(?P<name>{'|'.join(names)})(?:省|自治区|市)?(?:(?P<way>{_WAY})部)?(?:(?P<sea>海面|海域)|以(?P<off>[东南西北])(?:洋面|海面|海域))?(?P<share>的?(?:{_SHARE}))?"
    )


_AND = late("[、和及与]|以及")
_SUCH = late(rf"(?P<others>等(?:地区?|省区?|省份|(?P<waters>海域|海区)))?(?:的?(?P<share>{_SHARE}))?")


def _rows(text: str) -> Iterator[Place]:
    at = 0
    while first := _region().search(text, at):
        row, at = [first], first.end()
        while (joint := _AND.match(text, at)) and (more := _region().match(text, joint.end())):
            row.append(more)
            at = more.end()
        while row and not _is_row(text, row):
            at = row.pop().start()
        if not row:
            at = first.end()
            continue
        at = row[-1].end()
        such = _SUCH.match(text, at)
        assert such
        names = [_said_of_region(match) for match in row] + [
            "other waters" if such["waters"] else "other places"
        ] * bool(such["others"])
        whole = ", ".join(names[:-1]) + f" and {names[-1]}" if names[1:] else names[0]
        share = f"{_SHARES[such['share']]} " if such["share"] else ""
        yield Place(first.start(), such.end(), share + whole, sure=True)
        at = such.end()


@cache
def _by_character() -> Mapping[str, str]:
    """Return the provinces by the one character that stands for each."""
    rows = [row for row in lists.rows("chinese", "provinces") if row.more["short"]]
    return {row.more["short"]: provinces()[name].english for row in rows for name in row.words if name in provinces()}


_SHORT = late(
    r"(?:(?<=[在向近及和与至到])|(?<![\u4e00-\u9fff]))(?P<which>[\u4e00-\u9fff]{2,3})(?P<what>沿海|交界|两省|三省|两地|三地)"
)
_NUMBERS = {"两": 2, "三": 3}
_WHATS = {"沿海": "the coast of {}", "交界": "the border of {}"}


def _short(text: str) -> Iterator[Place]:
    """Yield provinces that are called by one character each: 浙闽沿海."""
    for match in _SHORT.finditer(text):
        which = [_by_character().get(char, "") for char in match["which"]]
        if all(which) and len(which) == _NUMBERS.get(match["what"][0], len(which)):
            names = ", ".join(which[:-1]) + f" and {which[-1]}"
            yield Place(match.start(), match.end(), _WHATS.get(match["what"], "{}").format(names), sure=True)


_PART = late(
    r"(?:(?<=[在向近及和与至到、于])|(?<![\u4e00-\u9fff]))(?P<one>[苏皖浙赣闽粤桂湘鄂豫鲁冀晋陕川滇黔辽])(?P<way>[东南西北中])"
    r"(?![医学心小国央期间文方以语话剧戏事民高麓岭部洋风移来去往行面])"
)
_CITIES_TOO = frozenset("黔西 辽东 湘西 川北".split())
"""What names more than a part of a province."""


def _parts(text: str) -> Iterator[Place]:
    """Yield parts of provinces that are called by one character: 赣南 is southern Jiangxi."""
    for match in _PART.finditer(text):
        province = _by_character().get(match["one"])
        if province and match[0] not in _CITIES_TOO and match[0] not in cities():
            yield Place(match.start(), match.end(), f"{_WAYS[match['way']]} {province}", sure=True)


_BORN = late("(?:出?生于|籍贯|祖籍)")
_TOWN_OF_BIRTH = late(rf"(?P<name>{_PLAIN}{{2}})(?P<kind>县)?(?=[，。、；）)]|$|人[，。])")


def _births(text: str) -> Iterator[Place]:
    """Yield where somebody was born, if only the province is known: 生于江西丰城."""
    for born in _BORN.finditer(text):
        province = _province_names().match(text, born.end())
        town = _TOWN_OF_BIRTH.match(text, province.end()) if province else None
        if province and town and not describes(town["name"]) and town["name"] not in provinces()[province[0]].cities:
            english = f"{spelled(town['name'])}{' County' * bool(town['kind'])}, {provinces()[province[0]].english}"
            yield Place(province.start(), town.end(), english, sure=False)


def _is_row(text: str, row: Sequence[re.Match[str]]) -> bool:
    """Return whether names are regions and no parts of other names, and English does not take them as they are."""
    special = any(
        match["way"] or match["sea"] or match["off"] or match["share"] or match["name"] in _REGIONS for match in row
    )
    last = row[-1]
    whole = any(last.group("way", "sea", "off", "share")) or _AFTER_BARE.match(text, last.end())
    before = text[max(0, row[0].start() - 1) : row[0].start()]
    return special and bool(whole) and before not in _BEFORE_NO_REGION and not _OTHER.match(text, last.end())


_BEFORE_NO_REGION = frozenset("向往朝偏面")
_OTHER = late(
    "[大师医]学|方言|虎|风格|丝竹|水乡|站|路|战区|军区|机场|银行|证券|公司|集团|日报|偏|方向|部队|门户|风|亚|非|欧|北风"
)


_SEA = late(r"(?:Sea|Strait|Channel|Gulf|Bay|Estuary)$")


def _said_of_region(match: re.Match[str]) -> str:
    english = _REGIONS.get(match["name"]) or provinces()[match["name"]].english
    if match["way"]:
        article, bare = ("the ", english.removeprefix("the ")) if english.startswith("the ") else ("", english)
        english = f"{article}{_WAYS[match['way']]} {bare}"
    if match["off"]:
        english = f"the waters {_WAYS[match['off']].removesuffix('ern')} of {english}"
    elif match["sea"] and not _SEA.search(english):
        english = f"the waters off {english}"
    share = (match["share"] or "").removeprefix("的")
    return f"{_SHARES[share]} {english}" if share else english

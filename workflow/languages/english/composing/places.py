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
from workflow.model import HAN
from workflow.patterns import late


class Place(NamedTuple):
    """A place in a text: where, its English, and whether it is known and not only spelled."""

    start: int
    end: int
    english: str
    sure: bool


class _Province(NamedTuple):
    english: str
    cities: Mapping[str, str]


@cache
def _provinces() -> Mapping[str, _Province]:
    """Return the provinces by their short names in Chinese, with their cities."""
    found = {}
    for line in (lists.HERE / "chinese" / "cities.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            english, han, *cities = line.split()
            names = (city.partition("=") for city in cities)
            found[han] = _Province(
                english.replace("_", " "), {city: given or spelled(city) for city, _, given in names}
            )
    return found


def found(text: str) -> Iterator[Place]:
    """Yield the places of a text, those down from a province and rows of regions."""
    yield from chains(text)
    yield from _rows(text)
    yield from _short(text)


@cache
def cities() -> Mapping[str, str]:
    """Return the provinces and cities that are known, by their Chinese names."""
    provinces = _provinces()
    return {han: each.english for han, each in provinces.items()} | {
        han: english for each in provinces.values() for han, english in each.cities.items()
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
    """Return whether what stands before 县, 区 and the like says of what kind it is (贫困县) and does not name it."""
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
    return re.compile("|".join(sorted(_provinces(), key=len, reverse=True)))


@cache
def _cities(province: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(_provinces()[province].cities, key=len, reverse=True)) or "(?!)")


def chains(text: str) -> Iterator[Place]:
    """Yield the places of a text that are named from a province down."""
    at = 0
    while province := _province_names().search(text, at):
        at = province.end()
        if place := _chain(text, province):
            yield place
            at = place.end


def _chain(text: str, found: re.Match[str]) -> Place | None:
    province = _provinces()[found[0]]
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

# --- rows of regions: 安徽南部、浙江西北部等地的部分地区 ---

_REGIONS = {
    "江南": "Jiangnan", "江淮": "the Yangtze-Huaihe region", "江汉": "Jianghan", "黄淮": "Huanghuai",
    "华北": "North China", "华南": "South China", "华东": "East China", "华中": "Central China",
    "东北地区": "Northeast China", "西北地区": "Northwest China", "西南地区": "Southwest China",
    "西南": "Southwest China", "东北": "Northeast China", "西北": "Northwest China", "四川盆地": "the Sichuan Basin",
    "南疆": "southern Xinjiang", "北疆": "northern Xinjiang", "青藏高原": "the Qinghai-Tibet Plateau",
    "云贵高原": "the Yunnan-Guizhou Plateau", "川西高原": "the Western Sichuan Plateau",
    "山东半岛": "the Shandong Peninsula", "辽东半岛": "the Liaodong Peninsula", "雷州半岛": "the Leizhou Peninsula",
    "新疆北疆": "northern Xinjiang", "南海": "the South China Sea", "东海": "the East China Sea",
    "黄海": "the Yellow Sea", "渤海": "the Bohai Sea", "台湾海峡": "the Taiwan Strait",
    "琼州海峡": "the Qiongzhou Strait", "巴士海峡": "the Bashi Channel", "北部湾": "the Beibu Gulf",
    "苏皖": "Jiangsu and Anhui", "渤海海峡": "the Bohai Strait", "珠江口": "the Pearl River Estuary",
    "长江口": "the Yangtze Estuary", "杭州湾": "Hangzhou Bay",
    "长江中下游": "the middle and lower reaches of the Yangtze River", "西藏": "Xizang", "台湾": "Taiwan",
}  # fmt: skip
_WAYS = {
    "东": "eastern", "南": "southern", "西": "western", "北": "northern", "中": "central", "东南": "southeastern",
    "东北": "northeastern", "西南": "southwestern", "西北": "northwestern", "中东": "central and eastern",
    "中西": "central and western", "中南": "central and southern", "中北": "central and northern",
}  # fmt: skip
_WAY = "|".join(sorted(_WAYS, key=len, reverse=True))
_SHARES = {
    "大部": "most of", "大部分地区": "most of", "大部地区": "most of", "部分地区": "parts of",
    "局部地区": "some places in", "局部": "some places in", "局地": "some places in", "部分": "parts of",
    "沿海": "the coast of", "沿海地区": "coastal areas of", "山区": "mountainous areas of",
    "北部山区": "the northern mountains of", "西部山区": "the western mountains of",
}  # fmt: skip
_SHARE = "|".join(sorted(_SHARES, key=len, reverse=True))
_AFTER_BARE = late("[、，。和及与的有等出多将受自至到迎降天可先仍为中小]|气温|大(?!风|浪)|$")
"""What may follow the name of a region that has nothing behind it; 江南大学 is no region."""


@cache
def _region() -> re.Pattern[str]:
    names = sorted((*_REGIONS, *_provinces()), key=len, reverse=True)
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
    return {row.more["short"]: _provinces()[name].english for row in rows for name in row.words if name in _provinces()}


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
    english = _REGIONS.get(match["name"]) or _provinces()[match["name"]].english
    if match["way"]:
        article, bare = ("the ", english.removeprefix("the ")) if english.startswith("the ") else ("", english)
        english = f"{article}{_WAYS[match['way']]} {bare}"
    if match["off"]:
        english = f"the waters {_WAYS[match['off']].removesuffix('ern')} of {english}"
    elif match["sea"] and not _SEA.search(english):
        english = f"the waters off {english}"
    share = (match["share"] or "").removeprefix("的")
    return f"{_SHARES[share]} {english}" if share else english

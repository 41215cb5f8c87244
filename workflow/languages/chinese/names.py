"""Names of people in Chinese texts.

A name has no mark in Chinese: a surname and one or two more characters. So somebody is believed to be named only where
a title, an act or a list of names says so, and never where the dictionary has a word. What is found is ``sure`` if
nothing else can be meant; then a draft writes it in pinyin. The others are only proposed.

Inside, texts are folded (``spelling.folded``), and private characters stand for known offices, titles and people.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from workflow.languages import lists
from workflow.languages.chinese import mentions
from workflow.languages.chinese.pinyin import SURNAMES, usual_in_given_names
from workflow.languages.chinese.spelling import folded
from workflow.model import HAN, Match, TermKind
from workflow.patterns import late

MASKS: Mapping[TermKind, str] = {"office": "\ue000", "title": "\ue001", "person": "\ue002"}
"""What stands for the characters of known names."""


class Named(NamedTuple):
    """Somebody who is named: ``text[start:end]``.

    Attributes:
        start: Where the name starts.
        end: Where it ends.
        name: The name, without blanks.
        sure: Whether it can be nothing else than a name that is written in pinyin.
        abroad: Whether somebody is meant whose name pinyin would misspell.
    """

    start: int
    end: int
    name: str
    sure: bool
    abroad: bool = False


def masked(text: str, known: Iterable[Match]) -> str:
    """Return a text, folded, with as many private characters in place of the known names.

    Other known terms are left as they are: they are parts of offices' names.
    """
    plain = _folded(text)
    for match in known:
        kind = (match.terms or match.expired)[0].kind
        if kind in MASKS:
            # 教育部长 stays 部长 behind the mask, so that it is still a title.
            end = match.end - (kind == "office" and _HEADED.match(plain, match.end - 1) is not None)
            plain = plain[: match.start] + MASKS[kind] * (end - match.start) + plain[end:]
    return plain


_HEADED = late("[部厅局司处署院校会]长")


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    """Return a text folded, with the marks of Chinese."""
    return folded(text).translate(_MARKS)


_MARKS = str.maketrans(",:;!?()", "，：；！？（）")


def people(text: str, known: Iterable[Match] = ()) -> tuple[Named, ...]:
    """Return who is named in a text besides the people of the term base, in order, without overlaps."""
    return _people(masked(text, known), _folded(text))


@lru_cache(maxsize=1024)
def _people(text: str, plain: str) -> tuple[Named, ...]:
    """Return who is named in a masked text; ``plain`` is the text as it was before."""
    return _Reading(text, plain).people() if HAN.search(text) else ()


def surely(found: Iterable[Named]) -> frozenset[str]:
    """Return the names of a release's people that can be nothing else: sure in one place, and abroad in none."""
    everybody = list(found)
    return frozenset(each.name for each in everybody if each.sure) - {each.name for each in everybody if each.abroad}


def mentioned(names: frozenset[str], text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a text names the people of a release, who are known by now: start, end, name.

    A name of two characters counts only where a word can begin and end: 李明 is not in 李明确.
    """
    for match in _any_of(names).finditer(text):
        start, end = match.span()
        name = "".join(match[0].split())
        alone = len(name) == 2 and len(match[0]) == 2
        if not (alone and not (_stands(_BEFORE_ANY, text, start) and _ends(text, end))) and not _continued(
            text, start, end
        ):
            yield start, end, name


@lru_cache(maxsize=16)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for the names of people, the longest first."""
    forms = {_BLANKS.join(map(re.escape, name)) if len(name) == 2 else re.escape(name): name for name in names}
    return re.compile("|".join(sorted(forms, key=lambda form: (-len(forms[form]), form))) or "(?!)")


def by_surname(text: str) -> Iterator[str]:
    """Yield the surnames by which a text calls people: 王 in 王局长 and 老王."""
    for match in _CALLED.finditer(_folded(text)):
        yield match["titled"] or match["familiar"]


def by_given_name(text: str) -> Iterator[str]:
    """Yield the given names by which a text calls people: 小平 in 小平同志."""
    for match in _COMRADE.finditer(_folded(text)):
        yield match[1]


# --- words ---

_HERE = Path(__file__).parent
_BLANKS = " {0,4}"
"""What sets the two characters of a short name apart in a list of longer ones: 黎  平."""
# Those of one character are a set, which takes no time to search, however many they are.
_SURNAME = (
    "|".join(sorted((surname for surname in SURNAMES if len(surname) > 1), key=len, reverse=True))
    + f"|[{''.join(surname for surname in SURNAMES if len(surname) == 1)}]"
)
_SURNAMES_BEGIN = frozenset(surname[0] for surname in SURNAMES)
_RISKY = frozenset(
    "安成代单党都方丰高关管官华花江金敬计简满明平强任容商师时石万文席向应于元云占米马路连权车常易伊那区项古农宫白许曾左段章周温范何查解谈余尤尚边包毕支"
)
"""Surnames that are also everyday words: without a title the rest must look like a given name."""
_CLAUSES = frozenset("应于元时曾那都任向计解查许占尤余区党单关管连并万方如云容明平强")
"""Those with which a clause can begin."""
_NEVER_GIVEN = "的了及在是对就不也局部省市县区会司厅处室办委员们位名等这那其各两十百亿次个件项副总地被把让从跟向由由给它他她我你您此该某每什么怎吗呢吧啊着过没还又再"
_GIVEN, _LISTED_GIVEN = (
    f"[^{never}\\W\\dA-Za-z_\ue000-\ue002]" for never in (_NEVER_GIVEN, re.sub("[其向从十亿各]", "", _NEVER_GIVEN))
)
"""A character of a given name: anywhere, and where what follows shows that a name must stand."""
_LINKS = frozenset("于和与将为任会同因并都年千万上中下前后内外去来到要所有无以而并其则")
"""Characters that rarely end a given name, and more often begin what follows it."""
_BEGINNING = frozenset(
    "强建立明成开提学发新能会参主出推进加保组全正先再决希望宣介表指认向深实严统协安落坚贯传视走调检考看慰接致访陪应受获荣当兼任担率带领引支反要想于和与将为因同并就"
)
"""Characters of given names with which verbs begin, too: 张国强化管理 may be about 张国."""
_FOLLOWING = (
    _LINKS
    | _BEGINNING
    | frozenset("国学生民天时月日力化法度权物品线量级体制业务文书信心情方面市工性人大一本无可金道路海水米理")
)
"""Characters that often follow a word of two: 管理国有资产 is not about 管理国."""
_MORE_OFTEN_NEXT = frozenset("一小有正")
"""Characters of given names with which adverbs begin: 濮阳渝一针见血地指出, 柏青小心翼翼地."""
_SAYING = frozenset("说称率获赴讲问答摄")
"""Characters that end no name if it could end before them."""
_TRANSLITERATING = frozenset("斯克尔姆普夫拉塔萨蒂茨坎伊诺贝卡奥阿巴瓦哈迪鲁勒赫雷莱索措佩蒙弗埃莫塞穆皮库里拜尼特比")
"""Characters that foreign names are written with, and Chinese given names hardly ever."""


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """Return how the words go on that begin with a surname and name nobody, by the surname."""
    found: dict[str, set[str]] = {}
    for line in (_HERE / "common_words.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            surname, *rest = line.split()
            found.setdefault(surname, set()).update(rest)
    return {surname: frozenset(rest) for surname, rest in found.items()}


@lru_cache(maxsize=4096)
def _is_word(text: str) -> bool:
    """Return whether a dictionary has a text as a word that names nobody; kept, because the same ones are asked for."""
    return any(text[size:] in _words().get(text[:size], ()) for size in (1, 2))


# --- what is before and after a name ---


def _any(*kinds: str) -> str:
    """Return a pattern for the words of some kinds in ``beside_names.tsv``."""
    return lists.joined(lists.of_kind("chinese", "beside_names", *kinds))


_RANKS, _CREDITS, _ACTS = _any("rank"), _any("credit"), _any("act", "says")
_BEFORE = f"(?:{_RANKS}|{_any('role', 'address')}|编辑|记者|通讯员|实习生|主持人|\ue001)"
_AFTER = f"(?:副|总)?(?:{_RANKS}|{_any('address', 'after')}|\ue001)"
_SEVERAL = "[0-9一二两三四五六七八九十]+(?:名|位|人)"
_FIRM_END = late(rf"$|[^\w·？]|？(?!{HAN.pattern})|{_ACTS}|{_any('firm')}|{_AFTER}|{_SEVERAL}")
"""What ends a name whatever its last character is; the others may also follow a word that begins with it."""
_END = rf"(?:{_FIRM_END.pattern}|[\dA-Za-z_]|[{''.join(MASKS.values())}]|{_any('loose')})"
_ENDING = late(_END)
_BEFORE_ANY = late(
    rf"(?:^|[^\w]|[{''.join(MASKS.values())}]|{_BEFORE}|[和与及由对向请是经同从跟把被让给为使任免])$"
    rf"|(?:{_any('toward')})$"
)


def _ends(text: str, end: int) -> bool:
    return _ENDING.match(text, end) is not None


def _stands(before: "re.Pattern[str]", text: str, at: int) -> bool:
    """Return whether something stands right before a place; it has at most eight characters."""
    return before.search(text, max(0, at - 8), at) is not None


def _past(pattern: "re.Pattern[str]", text: str, at: int) -> int:
    """Return where something ends that may be in a place."""
    match = pattern.match(text, at)
    return match.end() if match else at


def _continued(text: str, start: int, end: int) -> bool:
    """Return whether a longer word of the dictionary begins with a name: 马云 is not in 马云龙, nor 高兴 in 高兴地."""
    return any(_is_word(text[start : end + more]) for more in (1, 2) if end + more <= len(text))


class _Candidate(NamedTuple):
    start: int
    end: int
    name: str
    given: str
    firm: bool
    """Whether what follows can only follow a whole name."""
    usual: bool
    """Whether the given name is made of characters that given names are commonly made of."""

    @property
    def surname(self) -> str:
        """The surname, of one or two characters."""
        return self.name[: -len(self.given)]


_NAME, _LISTED_NAME = (
    late(f"(?P<surname>{_SURNAME})(?P<given>{given}{{1,2}}|(?P<apart> {{1,4}}{given}(?: {{1,4}}{given})?))")
    for given in (_GIVEN, _LISTED_GIVEN)
)


def _at(
    text: str, start: int, *, exact: "re.Pattern[str] | None" = None, listed: bool = False, titled: bool = False
) -> _Candidate | None:
    """Return the name that starts in a place.

    Args:
        text: The text.
        start: The place.
        exact: What follows it, where a name must stand; else anything that can follow one, and no word is a name.
        listed: Whether it stands among names, so that a word may be one.
        titled: Whether a title is before it.
    """
    if text[start : start + 1] not in _SURNAMES_BEGIN:  # most places
        return None
    match = (_NAME if exact is None else _LISTED_NAME).match(text, start)
    if match is None:
        return None
    from_ = match.start("given")
    sizes = [match.end() - from_] if match["apart"] else range(len(match["given"]), 0, -1)
    for size in sizes:
        end = from_ + size
        given = "".join(text[from_:end].split())
        name = match["surname"] + given
        usual = usual_in_given_names().keys() >= set(given)
        if exact is not None:
            if exact.match(text, end) and not (size == 1 and _is_word(name) and not usual):
                return _Candidate(start, end, name, given, firm=True, usual=usual)
            continue
        if not _ends(text, end) or _ACT.fullmatch(given) or _TITLED.match(text, from_):
            continue
        firm = _FIRM_END.match(text, end) is not None
        if size == 1 and given in _LINKS and not firm:
            continue
        if size == 2 and given[-1] in (_SAYING if firm else _SAYING | _LINKS) and _ends(text, end - 1):
            continue
        if not match["apart"]:
            if any(_is_word(text[start:stop]) for stop in range(end + 1, min(end + 3, len(text)) + 1)):
                return None
            if _is_word(name) and not (listed and firm):
                return None
            if (
                size == 2
                and _is_word(name[:-1])
                and not _may_follow(name, usual=usual, firm=firm, listed=listed, titled=titled)
            ):
                return None
        return _Candidate(start, end, name, given, firm, usual)
    return None


def _may_follow(name: str, *, usual: bool, firm: bool, listed: bool, titled: bool) -> bool:
    """Return whether a name that begins with a word (白雪莹) may be one all the same."""
    if listed and firm:
        return True
    plain = name[-1] not in _FOLLOWING and name[0] not in _CLAUSES
    return usual and (plain or len(name) > 3) and (firm or titled)


_ACT = late(f"{_ACTS}|{_any('firm')}")
_TITLED = late(rf"(?:{_RANKS})")


# --- who is not Chinese ---

_ABROAD = late(
    "联合国|欧盟|欧洲|东盟|非盟|亚投行|亚行|世行|世卫|世贸|世界\\w{1,10}组织|国际\\w{1,12}(?:组织|联盟|协会|联合会)|\\w{1,8}基金组织|北约|上合|香港|澳门|台湾|台北|中华台北|特区|行政长官|总统|首相|国王|女王|王储|酋长|外相|防相|财相|国务卿|参议|众议|"
    "国会|驻华|首尔|平昌|釜山|平壤|东京|大阪|河内|国防部长官|特许厅|越共|[韩日美英法德俄朝越印泰马新加澳](?:国)?(?:外长|防长|财长|总理|外交部|国防部|驻)|海外|外籍|外方|国外|留学生"
)
_AT_HOME = late("我国|中国|中方|中共|中央|全国人大|全国政协|国务院|驻(?!华)|中华")
_PHRASE = late(
    "[，。；：！？、（）“”《》【】\\s]|(?<!共)[和与及]|(?<!国家)访问|会见|出席|参加|邀请|来自|感谢|对|向|由|在"
)


def _is_abroad(text: str, start: int) -> bool:
    """Return whether the words right before a name say that somebody of another country is meant."""
    phrase = _PHRASE.split(text[max(0, start - 40) : start])[-1]
    if _ABROAD.search(phrase):
        return not _AT_HOME.search(phrase)
    codes = mentions.places(phrase).values()
    home = any(code[:2] == "CN" for each in codes for code in each)
    return bool(codes) and not home and not _AT_HOME.search(phrase)


_FOREIGN_PEOPLE = late(
    "（\\s*(?:女\\s*，\\s*)?(?:蒙古|藏|维吾尔|哈萨克|柯尔克孜|塔吉克|乌孜别克|塔塔尔|俄罗斯|鄂温克|鄂伦春|锡伯|达斡尔|珞巴|门巴|傣|景颇|佤)族"
)
"""What follows the names of peoples who do not write them in pinyin."""


# --- what shows that somebody is named ---

_BRACKET = "(?:（[^（）]{1,16}）)?"
_APPOINTED = late(_any("appointed"))
_OF_APPOINTMENT = late(
    rf"{_BRACKET}(?:等[0-9]{{1,4}}[名位人])?(?:先生|女士)?(?:为|担任|任|兼任|不再|辞去|因|的|同志|、|，)"
)
_COLON, _ITEMS = late("：?"), late("[，；]")
_TO_POST = late(rf"{_BRACKET}(?:为|任|的(?=[^，。；]{{2,40}}职务))")
_TO_ONE_POST = late(rf"{_BRACKET}为[^，。；]{{2,40}}?(?:[长员记官席师]|主任)(?=[，。；（]|$)")
_IN_OFFICE = late(
    r"(?:同志)?(?<![责主担连兼信历现原时就委升])任(?![何期务职教用性意由命凭])[^，。；：]{2,40}?(?:[长员记官席师]|主任)(?=[，。；（]|$)"
)
"""What follows each name in a row of appointments: 任命：…；于谦为副局长."""
_TO_OFFICE = late(r"(?:为[^，。；]{2,40}?(?:[长员记官席师]|主任)|的[^，。；]{2,40}职务(?:自然免除)?)[；。，]?$")
"""What follows a name that is a whole item of a list of appointments: 于谦为副局长；"""
_TITLE = late(_BEFORE)
_DATE = late("[0-9]{1,4}[年月日]")
_COPULA = late(r"(?:为|是|：)?\s?[*_\[]{0,3}")
_CREDIT = late(rf"(?:{_CREDITS})(?:\s?[：:]\s?|\s)|(?:联系人|联络人|\ue001)\s?[：:]\s?")
_LISTED = late(r"[、\s）)】”；，。/|]|$|报道|摄")
_SPEAKER = late(rf"【\s*(?:{_RANKS}|{_CREDITS}|\w{{0,12}}(?:{_RANKS}|{_CREDITS})|\ue001)?\s*", needs="【")
_SPEAKER_ENDS = late(r"】")
_CLEAR = late(
    "(?:^|(?<=[^\\w])|(?<=^据)|(?<=[^\\w]据)|(?<=[和与及由对向请是经同从给了\ue000-\ue002])|(?<=感谢|会见|邀请|祝贺|悼念|采访|专访|陪同|聘请|欢迎|以及|授予|追授|表彰))(?=[\u4e00-\u9fff])"
)
_HONOURED = late(rf"{_BRACKET}{_AFTER}")
_ADDRESSED = late("同志|先生|女士")
_CALLED = late(rf"(?P<titled>{_SURNAME})(?={_AFTER})|[老小](?P<familiar>{_SURNAME})")
_COMRADE = late(f"({_GIVEN}{{2}})同志", needs="同")
"""What follows names only."""
_BIRTH = late("，?(?:1[89]|20)[0-9]{2}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?出?生(?!效|产)")
_COURTESY = late("先生|女士")
_CALLING = late("先生|女士|老师|师傅|大[爷妈娘姐哥叔伯嫂]|阿姨|老汉|[爷奶]{2}|叔叔|伯伯")
"""What a surname alone is called with."""
_WOMAN = late(r"[（，]\s*(?:女|男|[\u4e00-\u9fff]{1,4}族)\s*[，、）]", needs="女男族")
_SAYS = late(_any("says"))
_ADVERB = late(rf"(?:{_any('adverb')})[\u4e00-\u9fff]")
_CITED = late("(?<=[的授])(?=[\u4e00-\u9fff]{2,4}同志(?![们之间的]))")
_COMRADE_ENDS = late("同志")
_ALONE = late("：|$")
_ITEM = late(rf"{_BRACKET}(?P<by>\s?[、/]\s?|\s{{1,4}}|[和与及]|以及)(?:{_BEFORE})?")
_TOGETHER = late(
    "等?[0-9一二三四五六七八九十两]{0,3}(?:名|位|人|同志|领导|先生|专家|委员|代表|院士|学者|出席|参加|列席|陪同|参观|表示|作|发言|获|当选|为|以|先后|分别|共同)|等$|等[。，]|$|[。；，（）]"
)
_OF_LIST = late("(?:名单|人员|成员|委员|专家|获得者|主讲人)：$")
_GIVES = late(
    "(?:^|[，。；：！？“（【\\s]|授予|表彰|推荐|推选|祝贺|悼念|任命|免去|邀请|会见|由|经|请|对|向|感谢|包括|有|是|如|为|师从)$"
)

_SOUND = (
    "[阿埃艾爱安奥巴白班保贝比彼宾波伯博布查达戴丹当德迪蒂东杜多厄恩尔法费芬弗福富盖高戈格古哈海汉赫亨胡华霍基吉加贾杰金卡凯坎康科克肯库夸拉莱兰朗劳勒"
    "雷里利莉丽连列林琳龙卢鲁路伦罗洛马玛迈麦曼梅门蒙米密缪莫姆穆纳娜南内尼妮涅宁纽农努诺欧帕潘佩皮珀普奇乔切琼丘让热日荣茹瑞锐若萨塞桑森沙莎山尚舍圣史施舒斯"
    "丝松苏索塔泰坦汤特提图托瓦万威韦维魏温文翁沃乌武西希夏谢辛欣休许雪雅亚扬耶叶伊因英尤约泽扎詹珍芝夫库什策齐佐冈廷婕黛蕾诗薇茜露娅妲莲萝孜则买江依木热"
    "合古别仁旺次措巴多才让央卓洛桑赤郎措吐艾力克]"
)
_FOREIGN = late(rf"{_SOUND}{{1,10}}(?:·{_SOUND}{{1,10}})+(?:-{_SOUND}{{1,10}})*")


class _Reading:
    """A text that is searched for people."""

    def __init__(self, text: str, plain: str) -> None:
        """Take the masked text and the text as it was before."""
        self.text = text
        self._plain = plain
        self._found: dict[int, Named] = {}
        self._taken = bytearray(len(text))
        self._read: dict[int, _Candidate | None] = {}

    def people(self) -> tuple[Named, ...]:
        """Return who is named, in order."""
        for match in _FOREIGN.finditer(self.text):
            self._take(Named(match.start(), match.end(), match[0], sure=False, abroad=True))
        self._appointed()
        self._credited()
        self._titled()
        self._honoured()
        self._listed()
        self._speaking()
        return tuple(self._found[start] for start in sorted(self._found))

    def _at(self, start: int) -> _Candidate | None:
        """Return the name that starts in a place, whatever is around it; several kinds of names ask for it."""
        if start not in self._read:
            self._read[start] = _at(self.text, start)
        return self._read[start]

    def _take(self, named: Named) -> None:
        if not any(self._taken[named.start : named.end]):
            self._taken[named.start : named.end] = b"\1" * (named.end - named.start)
            self._found[named.start] = named

    def _name(self, found: _Candidate | None, *, sure: bool) -> None:
        """Note a name; a foreigner's is never sure."""
        if found is None:
            return
        if _CALLING.fullmatch(found.given):  # 联系人：翟先生
            return
        strange = found.given[-1] in _TRANSLITERATING or _TRANSLITERATING.issuperset(found.given)
        abroad = _is_abroad(self._plain, found.start) or bool(_FOREIGN_PEOPLE.match(self.text, found.end))
        certain = sure and not strange and not abroad
        self._take(Named(found.start, found.end, found.name, certain, abroad))

    def _appointed(self) -> None:
        """任命孙茂林为…, 免去左立（女）的…, 朱程洁（女）."""
        first = len(self.text)
        for match in _APPOINTED.finditer(self.text):
            at = _past(_COLON, self.text, match.end())
            if at > match.end():
                first = min(first, at)
            while found := _at(self.text, at, exact=_OF_APPOINTMENT):
                self._name(found, sure=True)
                at = found.end + 1
                first = min(first, at)
                if self.text[found.end] != "、":
                    break
        for mark in _ITEMS.finditer(self.text, max(0, first - 1)):
            to = _TO_POST if mark[0] == "；" else _TO_ONE_POST
            self._name(_at(self.text, mark.end(), exact=to), sure=True)
        for match in _WOMAN.finditer(self.text):
            for size in (4, 3, 2):
                start = match.start() - size
                if start >= 0 and _stands(_BEFORE_ANY, self.text, start):
                    found = _at(self.text, start, exact=_WOMAN)
                    if found and found.end == match.start() and (found.usual or not _is_word(found.name[:2])):
                        self._name(found, sure=True)
                        break

    def _credited(self) -> None:
        """责编：常帅东、叶欣荣, 【束玉婷】."""
        for match in _CREDIT.finditer(self.text):
            self._named_here(_at(self.text, match.end(), exact=_LISTED))
        for match in _SPEAKER.finditer(self.text):
            self._named_here(_at(self.text, match.end(), exact=_SPEAKER_ENDS))

    def _named_here(self, found: _Candidate | None) -> None:
        """Note who stands where only names should, unless it is a word or begins with one, as in 记者：明年，我们…."""
        if found is None or (_is_word(found.name) and " " not in self.text[found.start : found.end]):
            return
        double = len(found.name) - len(found.given) > 1
        plain = found.usual and found.given[-1] not in _FOLLOWING
        self._name(found, sure=double or plain or not _is_word(found.name[:2]))

    def _titled(self) -> None:
        """局长申长雨率团."""
        for match in _TITLE.finditer(self.text):
            start = _past(_COPULA, self.text, match.end())
            found = _at(self.text, start, titled=True)
            if found:
                risky = found.surname in _RISKY and not (found.usual or _ADDRESSED.match(self.text, found.end))
                whole = found.firm and len(found.given) > 1 and not _is_word(found.name[:2])
                risky = risky and not whole  # 秘书长常道临主持会议
                risky = risky or (found.surname in _CLAUSES and not (found.firm and found.usual))
                dated = _DATE.match(self.text, found.end) is not None
                self._name(found, sure=(found.firm or found.usual or dated) and not risky)
            elif (name := _NAME.match(self.text, start)) and len(name["given"]) == 2:
                # Something that is not listed follows: whether a character belongs to the name is a guess.
                last = name["given"][-1]
                whole = last in usual_in_given_names() and last not in _MORE_OFTEN_NEXT
                end = name.end() if whole else name.end() - 1
                if not any(_is_word(self.text[start : end + more]) for more in (-1, 0, 1) if end + more - start > 1):
                    given = name["given"] if whole else name["given"][:1]
                    found = _Candidate(start, end, self.text[start:end], given, firm=False, usual=False)
                    usual = whole and name["given"][0] in usual_in_given_names()
                    self._name(found, sure=usual and given[-1] not in _BEGINNING and name["surname"] not in _RISKY)

    def _honoured(self) -> None:
        """李明教授."""
        for match in _CLEAR.finditer(self.text):
            found = self._at(match.start())
            if found and _HONOURED.match(self.text, found.end):
                plain = found.surname not in (
                    _CLAUSES
                    if len(found.name) > 2 and (found.usual or _ADDRESSED.match(self.text, found.end))
                    else _RISKY
                )
                self._name(found, sure=plain and (found.usual or len(found.name) > 2))
        for match in _COURTESY.finditer(self.text):  # 首席大提琴手褚怀璧先生
            start = match.start() - 3
            if start >= 0 and self.text[start] not in _RISKY and (found := _at(self.text, start, exact=_COURTESY)):
                self._name(found, sure=False)
        for match in _CITED.finditer(self.text):  # 追授在抢险中牺牲的桂满仓同志
            found = _at(self.text, match.end(), exact=_COMRADE_ENDS)
            if found and found.usual and found.surname not in _RISKY and not _is_word(found.name):
                self._name(found, sure=len(found.name) > 2)

    def _listed(self) -> None:
        """何志成、贺化和廖涛: what is in a list with a name is one, and so are several that look like names."""
        for start in sorted(self._found):
            named = self._found[start]
            at = named.end
            while (item := _ITEM.match(self.text, at)) and not named.abroad:
                if item["by"].isspace() and not _CREDIT.search(self.text[max(0, named.start - 8) : named.start]):
                    break
                found = _at(self.text, item.end(), exact=_LISTED) if item["by"].isspace() else self._at(item.end())
                if found is None or self._taken[found.start]:
                    break
                self._name(found, sure=named.sure and (found.usual or found.surname not in _RISKY))
                at = found.end
        for match in re.finditer("[、和]", self.text):
            self._row(match.start())

    def _row(self, mark: int) -> None:
        """Note the names of a row whose first separator is here, if all that is in it looks like a name."""
        starts = (mark - size for size in (7, 6, 5, 4, 3, 2) if mark >= size)
        first = next(
            (
                found
                for start in starts
                if _stands(_GIVES, self.text, start)
                and (found := _at(self.text, start, listed=True))
                and found.end == mark
            ),
            None,
        )
        if first is None:
            return
        row, others = [first], 0
        at = mark
        while (item := _ITEM.match(self.text, at)) and not item["by"].isspace():
            if self._taken[item.end() : item.end() + 1] == b"\1" and item.end() in self._found:
                others += 1
                at = self._found[item.end()].end
                continue
            found = _at(self.text, item.end(), listed=True)
            if found is None:
                break
            row.append(found)
            at = found.end
        announced = _stands(_OF_LIST, self.text, first.start)
        words = sum(_is_word(each.name) and " " not in self.text[each.start : each.end] for each in row)
        usual = sum(each.usual for each in row)
        together = _TOGETHER.match(self.text, at)
        if others and self._taken[first.start] == 0 and len(row) == 1:
            self._name(first, sure=False)
        elif words <= (len(row) - 1) // 2 and together and usual + others >= len(row) - 1 and len(row) > 1:
            long = all(len(each.name) > 2 for each in row)
            for each in row:
                likely = each.usual or (usual > 1 and not _is_word(each.name))
                self._name(
                    each,
                    sure=likely and (len(row) > 2 or long) and (announced or bool(together[0].strip("，。；（）"))),
                )

    def _speaking(self) -> None:
        """何志成首先转达了…, at the start of a clause; 何志成：… in a conversation."""
        if (found := self._at(0)) and found.usual and (alone := _ALONE.match(self.text, found.end)):
            self._name(found, sure=bool(alone[0]) and found.surname not in _RISKY and not _is_word(found.name))
        if (found := self._at(0)) and _BIRTH.match(self.text, found.end):  # 葛静川1937年8月生于…
            self._name(found, sure=len(found.name) > 2 and found.surname not in _RISKY)
        if (found := _at(self.text, 0, exact=_TO_OFFICE)) and len(found.name) > 2 and found.usual:  # 李长明为局长；
            self._name(found, sure=found.surname not in _CLAUSES and not _is_word(found.name))
        for match in _CLEAR.finditer(self.text):
            held = _at(self.text, match.start(), exact=_IN_OFFICE)  # 李明任局长。
            if (
                held
                and len(held.name) > 2
                and held.surname not in _CLAUSES
                and (len(held.given) < len(held.name) - 1 or not _is_word(held.name[:2]))
            ):
                self._name(held, sure=True)
                continue
            found = self._at(match.start())
            if found is None or found.surname in _RISKY:
                continue
            if _SAYS.match(self.text, found.end) or _ADVERB.match(self.text, found.end):
                self._name(found, sure=found.usual and len(found.name) > 2)
            elif (
                found.usual
                and len(found.name) > 2
                and found.firm
                and re.match(r"\w", self.text[found.end : found.end + 1])
            ):
                self._name(found, sure=False)

"""How Chinese documents are laid out: numberings, labels before a colon, who speaks, which day a line names.

Everything here looks at one line, without the white space around it, in either script. Whether a line is a paragraph
of its own depends on its neighbours, and is decided in ``readers``.
"""

import re
import unicodedata
from functools import cache
from typing import Literal, NamedTuple

from workflow.contracts.facts import ONE
from workflow.languages import lists
from workflow.languages.chinese.dates import days_in, iso_day
from workflow.languages.chinese.numbers import numeral_values
from workflow.languages.chinese.numerals import ENCLOSED, worth
from workflow.languages.chinese.script import by_character
from workflow.patterns import late

PAUSES = "，、,"
"""A line that ends in one of these goes on."""
CLOSERS = "”’」』）)】》〉〕］]"
OPENERS = "“‘「『（(【《〈〔［["
_FINALS = frozenset("。！？!?；;：:｡…")
_HAN_NUMBER = "[〇○零一二三四五六七八九十百]{1,5}"
_BLANK = "[ \u00a0\u2000-\u200a\u3000\t]"

# --- marks ---

MarkKind = Literal[
    "part", "section", "article", "one", "one in brackets", "1.", "1、", "(1)", "1)", "circled", "note", "bullet",
    "title in brackets", "speaker", "particular", "remark", "about", "site", "issued", "dated", "subtitle",
]  # fmt: skip


class Mark(NamedTuple):
    """What a line begins with.

    Attributes:
        kind: Its kind: a numbering by its form, or a label by its kind in ``documents.tsv``.
        number: The number, 0 if it has none.
        end: Where the words after it begin.
    """

    kind: MarkKind
    number: int
    end: int

    @property
    def is_label(self) -> bool:
        """Whether it is words with a colon."""
        return self.kind in LABELS


LABELS = frozenset({"speaker", "particular", "remark", "about", "site", "issued", "dated"})

_NUMBERINGS: tuple[tuple[MarkKind, re.Pattern[str]], ...] = (
    ("part", late(rf"第{_BLANK}?(?P<n>{_HAN_NUMBER}|[0-9０-９]{{1,3}}){_BLANK}?[编編章篇](?={_BLANK}|[^的之第至和与、，。]|$)", needs="编編章篇")),
    ("part", late(rf"第{_BLANK}?(?P<n>{_HAN_NUMBER}|[0-9０-９]{{1,3}}){_BLANK}?部分(?={_BLANK}|[:：]|$)", needs="部")),
    ("section", late(rf"第{_BLANK}?(?P<n>{_HAN_NUMBER}|[0-9０-９]{{1,3}}){_BLANK}?[节節](?={_BLANK}|[^的之第至和与课、，。]|$)", needs="节節")),
    ("article", late(rf"第{_BLANK}?(?P<n>{_HAN_NUMBER}|[0-9０-９]{{1,3}}){_BLANK}?[条條](?:之[一二三四五六七八九十]{{1,2}})?(?![的之规規款项項所第和与與及中、，至~—-])", needs="条條")),
    ("one", late(rf"(?P<n>{_HAN_NUMBER})[、．.](?=\S|{_BLANK})")),
    ("one in brackets", late(rf"[（(]{_BLANK}?(?P<n>{_HAN_NUMBER}){_BLANK}?[）)]", needs="（(")),
    ("1.", late(rf"(?P<n>[0-9０-９]{{1,3}})[.．](?![0-9０-９])(?=\S|{_BLANK}+\S)")),
    ("1、", late(r"(?P<n>[0-9０-９]{1,3})、")),
    ("(1)", late(rf"[（(]{_BLANK}?(?P<n>[0-9０-９]{{1,3}}){_BLANK}?[）)]")),
    ("1)", late(r"(?P<n>[0-9０-９]{1,3})[)）]")),
    ("circled", late(rf"(?P<n>[{ENCLOSED}])")),
    ("note", late(r"注?[\[［〔【]注?(?P<n>[0-9０-９]{1,3})[\]］〕】]|(?P<small>[¹²³⁴-⁹])", needs="[［〔【¹²³⁴⁵⁶⁷⁸⁹")),
    ("bullet", late(rf"[•●○■□◆◇★☆▲△▪▸►➢➤√※·∙\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?(?={_BLANK}|\w)")),
    ("title in brackets", late(r"[【\[［](?=[^\]］】]{0,30}[】\]］])", needs="【[［")),
    ("subtitle", late(r"[—－―─-]{2}(?=[^—－―─-])", needs="—－―─-")),
)  # fmt: skip
_FIRST = late(rf"[第注〇○零一二三四五六七八九十百0-9０-９（({ENCLOSED}\[［〔【]|[^\w\s]")
"""What any of these may begin with: most lines need no closer look."""
_LABEL = late(
    rf"(?P<words>[^\s：:，。；、（(“《][^：:，。；、！？“《]{{0,23}}?){_BLANK}{{0,4}}[：:](?!//|(?<=[0-9][：:])[0-9]{{2}}(?![0-9-]))"
)
_UNKNOWN_LABEL = late(rf"[\u3400-\u9fff](?:{_BLANK}{{0,4}}[\u3400-\u9fff]){{1,7}}{_BLANK}{{0,4}}[：:]", needs="：:")


@cache
def _labels() -> re.Pattern[str]:
    """The known labels; the kinds that name one word come before those that only end in one."""
    kinds = ("issued", "dated", "about", "site", "speaker", "particular", "remark")
    return lists.pattern("chinese", "documents", *kinds)


def mark(words: str) -> Mark | None:
    """Return what a line begins with: a numbering, a bullet, a label; None if it is only words."""
    for kind, pattern in _NUMBERINGS if _FIRST.match(words) else ():
        if found := pattern.match(words):
            return Mark(kind, _number(found), found.end())
    return _label(words)


def _label(words: str) -> Mark | None:
    found = _LABEL.match(words)
    if not found:
        return None
    label = by_character(re.sub(r"\s+|[（(][^（()）]*[）)]", "", found["words"]))
    known = _labels().fullmatch(label.strip("【】[]"))
    kind = known.lastgroup if known else None
    return Mark(kind, 0, found.end()) if kind in LABELS else None  # type: ignore[arg-type]


def may_be_label(words: str) -> bool:
    """Return whether a line begins with two to eight Chinese characters and a colon, a label or not."""
    return _UNKNOWN_LABEL.match(words) is not None


def _number(found: re.Match[str]) -> int:
    names = found.groupdict()
    numeral = names.get("n") or names.get("small") or "0"
    if _ENCLOSED.fullmatch(numeral):
        return worth(numeral)
    numeral = unicodedata.normalize("NFKC", numeral).replace("○", "〇")
    return int(numeral) if numeral.isdecimal() else max(numeral_values(numeral)) // ONE


_ENCLOSED = late(f"[{ENCLOSED}]")


# --- what a line is ---

_STRAY = frozenset("，。、；：！？…" + CLOSERS + OPENERS)
_TITLE_GOES_ON = late(r"关于|的|暨|及其|和|与")
_TITLE_UNFINISHED = late(r".*(?:关于|的|和|与|及|暨|、|《|印发|转发)", re.DOTALL)
_DOCUMENT_NUMBER = late(
    r"[^，。；：！？]{0,30}[〔\[［(（【][12][0-9]{3}[〕\]］)）】]\s*+(?:第\s*+)?[0-9]{1,5}\s*[号號](?:\s.{0,30})?",
    needs="号號",
)
_BYLINE = late(
    r"(?:本报|本刊|本网|本台|[^，。；：]{0,12}[社报网台刊])?\s*(?:特约|实习|见习)?(?:记者|通讯员|作者|撰稿人)\s+\S.{0,30}"
    r"|[^\s，。；：！？]{2,20}[\s\u3000]+[^\s，。；：！？]{1,4}(?:[\s\u3000][^\s，。；：！？])?|[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]\s+[\u3400-\u9fff]"
)


def is_stray(words: str) -> bool:
    """Return whether a line is only Chinese marks, such as 》（, so that it belongs to its neighbours."""
    return 0 < len(words) <= 8 and _STRAY.issuperset(words.replace(" ", "")) and set(words) != {"…"}


def opens(words: str) -> bool:
    """Return whether a line is only opening marks."""
    return bool(words) and set(words) <= set(OPENERS)


def goes_on(words: str) -> bool:
    """Return whether a line ends in the middle of something: a comma, or an opening mark."""
    return words[-1:] in PAUSES or words[-1:] in OPENERS


def is_final(words: str) -> bool:
    """Return whether a line ends a sentence, or announces what follows (：)."""
    end = len(words)
    while end and words[end - 1] in CLOSERS:
        end -= 1
    return words[end - 1 : end] in _FINALS


def open_brackets(words: str, *, quotes: bool) -> int:
    """Return how many brackets, and quotation marks unless ``quotes`` is off, are not closed at the end of a text."""
    opening, closing = ("（(《〈【〔「『“", "）)》〉】〕」』”") if quotes else ("（(《〈【〔", "）)》〉】〕")
    depth = 0
    for char in words:
        if char in opening:
            depth += 1
        elif char in closing:
            depth = max(depth - 1, 0)
    return depth


def ends_as_title(words: str) -> bool:
    """Return whether a line ends as titles of documents do: 通知, 公告（试行）."""
    return any(found.end() == len(words) for found in _title_ends().finditer(by_character(words)))


@cache
def _title_ends() -> re.Pattern[str]:
    return lists.pattern("chinese", "documents", "title", around="(?:{})(?:[（(][^（()）]{1,20}[）)])?")


def continues_title(first: str, second: str) -> bool:
    """Return whether a title goes on in the second line."""
    first, second = by_character(first), by_character(re.sub(r"\s", "", second))
    if _TITLE_GOES_ON.match(second) or _TITLE_UNFINISHED.fullmatch(first) or _title_ends().fullmatch(second):
        return True
    return "关于" in first and not _title_ends().search(first) and ends_as_title(second)


def is_above_title(words: str) -> bool:
    """Return whether a line is one of those above a title: a document's number, 附件1, where on a site it was."""
    if _ANNEX.fullmatch(words) or is_page_head(words):
        return True
    if len(words) <= _LONGEST_HEADING and lists.pattern("chinese", "documents", "above").search(by_character(words)):
        return True
    return is_document_number(words) or _is_path(words)


def _is_path(words: str) -> bool:
    """Return whether a line says where on a site a page was: 首页 > 新闻 > 通知."""
    if len(words) > _LONGEST_PATH or not _ARROW.search(words) or re.search("[。！？；<]", words):
        return False
    steps = [step.strip() for step in _ARROW.split(words)]
    return all(steps) and (len(steps) > 2 or " > " in words or steps[0].endswith(("首页", "首頁", "主页")))


_ARROW = late("[>＞»›]+")
_LONGEST_PATH = 120


def is_document_number(words: str) -> bool:
    """Return whether a line is only the number of a document: 某政发〔2023〕15号."""
    return _DOCUMENT_NUMBER.fullmatch(words) is not None


def is_annex(words: str) -> bool:
    """Return whether a line is only the number of an annex, which begins below it."""
    return _ANNEX.fullmatch(words) is not None


_ANNEX = late(r"附[件表录錄]\s*+[0-9一二三四五六七八九十]{0,2}\s*+[：:]?")


def is_page_head(words: str) -> bool:
    """Return whether a line is the head of a newspaper's page, with its day: 某某日报 2022年8月18日 第04版."""
    return len(words) <= _LONGEST_HEADING and bool(_PAGE.search(words)) and any(days_in(words))


_PAGE = late(r"第?\s*[0-9０-９A-D一二三四五六七八九十]{1,3}\s*版")


def is_letterhead(words: str, following: str) -> bool:
    """Return whether a line is the head of a document's first page (某某局文件), its number below it."""
    head = re.sub(r"\s", "", words)
    return head.endswith("文件") and len(head) <= 40 and is_document_number(following)


def is_byline(words: str) -> bool:
    """Return whether a line may be who wrote or speaks: a name, a post and a name, 本报记者 and a name."""
    return len(words) <= 40 and _BYLINE.fullmatch(words) is not None


def heading_level(words: str) -> int:
    """Return 2 or 3 if a line is a numbered heading, else 0: short, without a final mark, and nothing run in."""
    found = mark(words)
    level = _LEVELS.get(found.kind, 0) if found else 0
    if not found or not level or len(words) > _LONGEST_HEADING or words[-1:] in "。．，、；：,;:！？!?…":
        return 0
    rest = words[found.end :].strip()
    run_in = found.kind != "part" and re.search(r"[：:]\s*\S", rest)
    return 0 if (not rest and found.kind in ("one", "one in brackets", "article")) or run_in else level


_LONGEST_HEADING = 40
_LEVELS: dict[str, int] = {"part": 2, "one": 2, "section": 3, "one in brackets": 3, "article": 3}


class Field(NamedTuple):
    """A part of a line that says something of the text, such as 来源：某某报.

    Attributes:
        start: Where it starts in the line.
        end: Where it ends.
        kind: The kind of its label; ``day`` for a day without one; ``site`` for what a site shows beside every text and
            nobody translates, such as 浏览次数：1024 and 【字体：大 中 小】.
        day: The day that it names, if its label or its place says that the text is of that day.
    """

    start: int
    end: int
    kind: MarkKind | Literal["day"]
    day: str = ""


_SEPARATOR = late(rf"{_BLANK}+(?:[|｜│丨/]{_BLANK}*)?|{_BLANK}*[|｜│丨]{_BLANK}*")


def fields(words: str) -> list[Field]:
    """Return the parts of a line that only says something of the text (来源：某某报　作者：甲乙), else []."""
    if len(words) > _LONGEST_FIELDS:
        return []
    starts = [0, *(found.end() for found in _SEPARATOR.finditer(words))]
    found: list[tuple[int, MarkKind | Literal["day"]]] = []
    at = 0
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        label = _label_of_field(words[start:]) if start >= at else None
        if label and label.kind in ("about", "site", "issued", "dated"):
            found.append((start, label.kind))
            at = start + label.end
        elif label and day_of_line(words[start:end].rstrip("|｜│丨/")):
            found.append((start, "dated"))
        elif (not found or found[-1][1] in ("about", "site")) and start >= at and iso_day(words[start:end]):
            found.append((start, "day"))
        elif start >= at and (found or words.startswith(("【", "[", "［"), start)) and _are_buttons(words[start:end]):
            found.append((start, "site"))
        elif not found:
            return []
    if all(kind == "day" for _, kind in found):
        return []
    return [
        _field(words, start, end, kind)
        for (start, kind), end in zip(found, [*(start for start, _ in found[1:]), len(words)], strict=True)
    ]


_LONGEST_FIELDS = 200


def _label_of_field(words: str) -> Mark | None:
    """Return the label that a part of a line begins with, in brackets or not: 【字体：大 中 小】."""
    found = mark(words)
    return _label(words) if found and found.kind == "title in brackets" else found


_BUTTON = late("打印|列印|关闭|關閉|收藏|分享|纠错|糾錯|字号|字號|字体|字體")
_OF_SITE = late(
    r"(?:[0-9０-９,，.次人万大中小特超默认+\-|/、A-Z\s【】\[\]（）()]"
    r"|打印本?页?|列印|关闭窗口|关闭|收藏本?页?|分享到|分享|我要纠错|纠错|字号|字体|繁体|简体|微信|微博|朋友圈|空间|返回)*+"
)


def _are_buttons(words: str) -> bool:
    """Return whether words without a label are buttons, such as 【打印】【关闭】."""
    return _BUTTON.search(words) is not None and _is_shown_by_site(words)


def _is_shown_by_site(value: str) -> bool:
    """Return whether the words after a label are only a number of visits, a choice of letters, or buttons."""
    return _OF_SITE.fullmatch(by_character(value)) is not None


def _field(words: str, start: int, end: int, kind: MarkKind | Literal["day"]) -> Field:
    text = re.sub(r"[\s|｜│丨/]+$", "", words[start:end])
    value = text if kind == "day" else re.split("[：:]", text, maxsplit=1)[-1]
    if kind == "site" and not _is_shown_by_site(value):
        kind = "about"
    day = (
        iso_day(value.strip(" \u00a0\u3000】][【"), labelled=kind != "day")
        if kind in ("day", "issued", "dated")
        else ""
    )
    return Field(start, start + len(text), kind, day)


_DATE_LINE = late(
    r"[（(【\[]?\s*(?:(?P<label>[^\s：:]{2,6})\s*[：:]\s*)?(?P<day>[^）)】\]]+?(?:[（(][^（()）]{1,4}[）)][^）)】\]]*?)?)\s*[）)】\]]?"
)


def day_of_line(words: str) -> str:
    """Return the day that a whole line names, in brackets or not, with 日期： before it or not; else ""."""
    found = _DATE_LINE.fullmatch(words) if len(words) <= 60 else None
    if not found:
        return ""
    if not found["label"]:
        return iso_day(found["day"])
    known = _label(words[found.start("label") :])
    plain = by_character(found["label"]) in ("日期", "时间")
    return iso_day(found["day"], labelled=True) if plain or (known and known.kind in ("issued", "dated")) else ""


def signed_day(words: str) -> tuple[int, str]:
    """Return where in a line the day below (or after) a signature starts, and the day; (0, "") if there is none.

    Such a line is short and ends in its only day: 某某局　2023年5月5日, 某某局2023年5月5日印发.
    """
    if len(words) > _LONGEST_SIGNATURE:
        return 0, ""
    if day := iso_day(words.strip("（）()")):
        return 0, day
    found = list(days_in(words))
    if len(found) != 1:
        return 0, ""
    start, end, day = found[0]
    signer = words[:start].rstrip()
    if _NO_SIGNER.search(signer) or not _AFTER_SIGNATURE.fullmatch(words, end):
        return 0, ""
    return start, day


_AFTER_SIGNATURE = late(
    r"\s*[印]?[发發]?\s*"
    r"|(?:[于於]|\s+)(?!起?(?:施行|[实實]施|生效|通[过過]|修[订訂正改]|[废廢]止|截止|[开開]始|[结結]束))[\u3400-\u9fff]{2,6}"
)
_NO_SIGNER = late("[，。；：:！？、]|[于於在自至为為从從的到]$")
_LONGEST_SIGNATURE = 50

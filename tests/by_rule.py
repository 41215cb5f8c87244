"""Shows what drafting writes by rule and what it leaves to a machine, and three laws about it.

A rule that drops a word leaves no trace: the English is fluent and somebody is fined by the wrong authority. So each
law changes a source a little and looks at the English: a shorter source has another English (``deletions``), a word
that is put in is seen by the machine or said in English (``insertions``), and another figure, unit or direction is
another English (``substitutions``). ``by_rule.tsv`` lists what may be dropped, and why.
"""

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple
from zlib import crc32

from workflow.drafting import composed, inline, plans
from workflow.languages.chinese.pinyin import by_syllable
from workflow.languages.english.composing import by_rule as composing
from workflow.model import HAN, Term, TermKind
from workflow.termbase.base import TermBase

HERE = Path(__file__).parent

_NAMES: tuple[tuple[str, str, TermKind], ...] = (
    ("韦启舟", "Wei Qizhou", "person"),
    ("祝怀瑾", "Zhu Huaijin", "person"),
    ("商务部", "Ministry of Commerce", "office"),
)
"""Names that the office has listed; sentences of the corpus use them."""
_TERMS = TermBase(tuple(Term(*name) for name in _NAMES))

LEFT = "⟨⟩"
"""What stands round Chinese that a machine is sent."""


def english(source: str) -> str:
    """Return what is drafted of a source, with what is left to the machine in ⟨⟩; names are listed and nothing else."""
    plan = plans.plan(source, 0, composed.added(source, _TERMS.find(source, ""), composing), composing=composing)
    try:
        return plan.finish({request: _echo(request) for request in plan.requests})
    except inline.Lost as lost:
        return f"⟨{source}⟩ {lost}"


def _echo(request: str) -> str:
    """Return what a machine that translates nothing makes of a request; it keeps the frames of clauses."""
    if condition := re.fullmatch("(?:如果任何人|如果)(.+)，则([A-Z]{3})。", request):
        return f"If ⟨{condition[1]}⟩, {condition[2]}."
    if about := re.fullmatch("他(.+)。", request):
        return f"He ⟨{about[1]}⟩."
    return f"⟨{request}⟩"


def seen(text: str) -> str:
    """Return the Chinese that a machine is sent, or that is kept, from a text of ``english``."""
    return "".join(re.findall(rf"{HAN.pattern}|[0-9]", text))


def is_written(text: str) -> bool:
    """Return whether rules have written any word of a text of ``english``."""
    return re.search("[A-Za-z]{2}", text) is not None


@cache
def spelled(word: str) -> frozenset[str]:
    """Return how a word is spelled in the name of a place that is not known, which a reader is told to verify."""
    return frozenset({by_syllable(word).replace(" ", "").casefold(), _ALSO_READ.get(word, word)})


_ALSO_READ = {"曾": "ceng", "女": "nv", "都": "du", "无": "mo"}


def _is_spelled(word: str, text: str) -> bool:
    return any(each in text.casefold().replace(" ", "") for each in spelled(word))


# --- the corpus ---

_FILES = ("indicators", "forms", "composed", "lives", "days", "wording", "terms")
_STAND_INS = str.maketrans({"甲": "韦启舟", "乙": "祝怀瑾"})


@cache
def corpus() -> tuple[str, ...]:
    """Return sentences of which rules write something: from tests of drafting, the bench and ``by_rule.txt``."""
    found = [*_own(), *_of_tests(), *_of_bench()]
    return tuple(
        dict.fromkeys(text for text in found if _is_source(text) and is_written(english(text).replace(text, "")))
    )


def _is_source(text: str) -> bool:
    return (
        len(text) < 160
        and "⟨" not in text
        and "](" not in text
        and "\n" not in text
        and not re.search("[a-z] [a-z]", text)
    )


def _own() -> Iterator[str]:
    for line in (HERE / "by_rule.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _of_tests() -> Iterator[str]:
    for name in _FILES:
        for node in ast.walk(ast.parse((HERE / f"test_drafting_{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
                yield node.value.translate(_STAND_INS)


def _of_bench() -> Iterator[str]:
    for file in sorted((HERE.parent / "bench").glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as rows:
            yield from (row["source"] for row in csv.DictReader(rows, delimiter="\t") if "source" in row)


# --- the laws ---

Law = Literal["deletion", "insertion", "substitution"]


class Broken(NamedTuple):
    """A change of a source that its English does not show."""

    law: Law
    word: str
    source: str
    changed: str
    english: str

    def __str__(self) -> str:
        """Return the change as a line."""
        return f"{self.law} of {self.word}: {self.source} → {self.changed} is written {self.english}"


class _Allowed(NamedTuple):
    law: str
    word: str
    where: re.Pattern[str]


@cache
def _allowed() -> tuple[_Allowed, ...]:
    with (HERE / "by_rule.tsv").open(encoding="utf-8", newline="") as rows:
        return tuple(
            _Allowed(row["law"], row["word"], re.compile(row["where"])) for row in csv.DictReader(rows, delimiter="\t")
        )


def _is_allowed(law: Law, word: str, whole: str, at: int) -> bool:
    """Return whether a word at a place of a source that has it may be dropped."""
    return any(
        row.law == law and row.word == word and any(m.start() <= at < m.end() for m in row.where.finditer(whole))
        for row in _allowed()
    )


def _chosen(every: int, word: str, at: int, source: str) -> bool:
    """Return whether a change is one of those to try, the same each time."""
    return crc32(f"{word}{at}{source}".encode()) % every == 0


_MARKS = re.compile(r"[\s，。；：、！？“”‘’（）()《》【】,.;:]")


def deletions(source: str, every: int = 1) -> Iterator[Broken]:
    """Yield the characters and pairs of them that can be taken from a source without another English.

    Args:
        source: The source.
        every: Try only one of so many.
    """
    before = english(source)
    for length in (1, 2):
        for at in range(len(source) - length + 1):
            word = source[at : at + length]
            if not _chosen(every, word, at, source):
                continue
            changed = source[:at] + source[at + length :]
            if _MARKS.search(word) or english(changed) != before:
                continue
            if not _is_allowed("deletion", word, source, at):
                yield Broken("deletion", word, source, changed, before)


@cache
def qualifiers() -> tuple[tuple[str, re.Pattern[str] | str], ...]:
    """Return the words that are put into sentences, each with what English says for it where a rule writes it.

    Of parts of numerals and units that is "*": any other English.
    """
    with (HERE / "by_rule_words.tsv").open(encoding="utf-8", newline="") as rows:
        return tuple(
            (row["word"], row["english"] if row["english"] in {"", "*"} else re.compile(row["english"], re.IGNORECASE))
            for row in csv.DictReader(rows, delimiter="\t")
        )


def insertions(source: str, every: int = 1) -> Iterator[Broken]:
    """Yield the words that can be put into a source without being seen by a machine or said in English.

    Args:
        source: The source.
        every: Try only one of so many words and places.
    """
    before = english(source)
    for word, said in qualifiers():
        for at in range(len(source)):
            if not _chosen(every, word, at, source):
                continue
            changed = source[:at] + word + source[at:]
            after = english(changed)
            hidden = [each for each in word if seen(after).count(each) < seen(before).count(each) + word.count(each)]
            if len(hidden) < len(word) and all(_is_spelled(each, after) for each in hidden):
                continue
            if (said == "*" and after != before) or _is_spelled(word, after):
                continue
            if isinstance(said, re.Pattern) and len(said.findall(after)) > len(said.findall(before)):
                continue
            if not _is_allowed("insertion", word, changed, at):
                yield Broken("insertion", word, source, changed, after)


_OTHERWISE = (
    "增长 下降", "增加 减少", "上涨 下跌", "上升 回落", "扩大 收窄", "加快 放缓", "提高 降低", "高于 低于", "高出 低于",
    "以上 以下", "多 少", "上半年 下半年", "上年 去年", "上月 上季度", "同比 环比", "年初 年末", "月末 月初", "月 季度",
    "出口 进口", "顺差 逆差", "可以 应当", "应当 不得", "从重 从轻", "万 亿", "亿 万亿", "元 美元", "美元 港元",
    "吨 公斤", "公顷 亩", "% 个百分点", "实际 名义", "人民币 美元", "东 西", "南 北", "偏北 偏南", "省 市", "市 县",
    "任命 免去", "现任 拟任", "男 女", "和 或", "近 超", "约 近", "警告 通报批评", "法 条例", "办法 规定", "本 该",
    "处 可处", "其中 此外", "截至 自", "不变价格 可比价格", "为 非", "由 向", "拉动 拉低", "最高 最低", "小 大",
)  # fmt: skip
"""Words that mean something else."""
_DIGITS = {"1": "2", "2": "3", "3": "4", "4": "6", "5": "7", "6": "8", "7": "9", "8": "5", "9": "1", "0": "7"} | {
    "一": "二", "二": "三", "三": "四", "四": "五", "五": "六", "六": "七", "七": "八", "八": "九", "九": "四"
}  # fmt: skip


def substitutions(source: str, every: int = 1) -> Iterator[Broken]:
    """Yield the digits and words of a source that can be replaced by others without another English.

    Args:
        source: The source.
        every: Try only one of so many.
    """
    before = english(source)
    pairs = [*_DIGITS.items(), *(pair for each in _OTHERWISE for pair in (each.split(), each.split()[::-1]))]
    for word, other in pairs:
        for found in re.finditer(re.escape(word), source):
            if not _chosen(every, other, found.start(), source):
                continue
            changed = source[: found.start()] + other + source[found.end() :]
            if _is_allowed("substitution", word, source, found.start()) or changed == source:
                continue
            if english(changed) == before:
                yield Broken("substitution", f"{word} by {other}", source, changed, before)

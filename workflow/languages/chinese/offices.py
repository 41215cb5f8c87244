"""Names of offices in Chinese texts, found by how they end and by the words that are no part of them."""

import re
from collections.abc import Iterator

from workflow.languages import lists
from workflow.model import HAN
from workflow.patterns import late


def _any(kind: str) -> str:
    """Return a pattern for the words of a kind in ``offices.tsv``."""
    return lists.joined(lists.of_kind("chinese", "offices", kind))


def _all(kind: str) -> frozenset[str]:
    return frozenset(word for row in lists.of_kind("chinese", "offices", kind) for word in row.words)


_SUFFIX = late(_any("end"))
_RANK = (
    "(?:副|总)?(?:[局部司处厅署院校会省市县区行社团组庭所馆台站科关]长|(?<!人民)委员长|理事长|秘书长|董事长|检察长|主任|主席|书记|总干事|总裁|总理|总经理|经理|大使(?!馆)|公使|参赞|教授|院士|研究员|发言人|"
    "委员(?!会|长)|代表(?!大会|处|团)|专员|记者|负责人|工程师|经济学家)"
)
_OUTSIDE = late(f"{_any('outside')}|{_RANK}")
_BEHIND = late(f"(?<=[部局会署厅院府行])(?:{_any('behind')})")
_TOO_GENERAL, _NO_OFFICE = _all("general"), _all("none")
_SELDOM_FIRST = frozenset("该本两各此某其全多这那每一二三四几新")
"""Characters that no office's name begins with, except in 全国 and the like."""
_LONGEST = 24
"""In characters."""


def named(text: str) -> Iterator[tuple[int, int]]:
    """Yield where offices' names seem to be in a masked text."""
    for run in re.finditer(rf"(?:{HAN.pattern})+", text):
        for start, end in _in_run(run[0]):
            yield run.start() + start, run.start() + end


def _in_run(run: str) -> list[tuple[int, int]]:
    found: dict[int, int] = {}
    for suffix in _SUFFIX.finditer(run):
        end = suffix.end()
        start = max(0, end - 2 * _LONGEST)
        for word in _OUTSIDE.finditer(run, start, suffix.start()):
            start = word.end()
        for word in _BEHIND.finditer(run, start, suffix.start()):
            start = word.end()
        if _is_office(run[start:end], suffix[0]) and not _two(run, start, found.get(start), suffix):
            found[start] = end
    return sorted(found.items())


def _two(run: str, start: int, before: int | None, suffix: "re.Match[str]") -> bool:
    """Return whether a name goes on behind a whole one with another of its size: 商务部, and then 自然资源部."""
    if before is None:
        return False
    shorter, longer = run[start:before], run[start : suffix.end()]
    if shorter.endswith("大学") and suffix[0] == "学院":
        return True
    same = longer[-1] == shorter[-1] and shorter[-1] in "部署"
    return same and not longer.startswith("中")


def _is_office(name: str, suffix: str) -> bool:
    least = 3 if len(suffix) == 1 else len(suffix) + 2
    return (
        least <= len(name) <= _LONGEST
        and name not in _TOO_GENERAL
        and not name.startswith(("直辖市", "自治区"))
        and not any(name.endswith(each) and len(name) <= len(each) + 1 for each in _NO_OFFICE)
        and (
            name[0] not in _SELDOM_FIRST
            or name[:2] in {"某某", "全国", "一带", "新疆", "新华", "新西", "新加", "本田", "新闻", "新东"}
        )
    )

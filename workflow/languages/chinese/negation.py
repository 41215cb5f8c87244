"""What a Chinese text denies, forbids, demands and allows. The words are in ``negation.tsv``.

Many Chinese words with 不, 未, 无 and 非 negate nothing (不断, 未来, 无论, 非常); they are removed first.
"""

import re
from functools import cache

from workflow.contracts.facts import Claims
from workflow.languages import lists
from workflow.patterns import late

_BOUND = late("[0-9一二三四五六七八九十百千万亿][^，。；]{0,4}以[下内上]", needs="以")
"""What may be translated as "not more than", in the sources of a law."""
NEGATIVE = late("[不没未无非莫勿别毋禁拒否谢除]")
"""A character of every word of the lists that says no, and of those that only seem to."""
_ANY_CHARACTER = late(
    "[不没未无非莫勿别禁否难免拒缺除反只仅绝少欠空失停终罢戒避防阻消取废止断离外弃唯独误错疏漏忽仍依旧过后前才就]"
)
_UNLAWFUL = late("非法|违法|不法")
_STRONG = late("必须|务必|有义务")
_ANY_DEMAND = late("[须需应要当该得]")
_NOT_SO_FREE = late("最好|不[^，。；]{1,8}可以")
_BARS = late("不得|不能|不可|禁")


def claims(text: str) -> Claims:
    """Return what a text in simplified characters denies, forbids, demands and allows."""
    plain, found = text, []
    if NEGATIVE.search(text):
        plain = lists.pattern("chinese", "negation", "lexical").sub("|", text)
        found = list(lists.pattern("chinese", "negation", "forbids", "without", "no").finditer(plain))
    forbids = tuple(match[0] for match in found if match.lastgroup == "forbids")
    demand = lists.pattern("chinese", "negation", "duty", "need", "must").search(plain)
    strong = _STRONG.search(plain)
    return Claims(
        nos=tuple(match[0] for match in found),
        forbids=forbids,
        without=tuple(match[0] for match in found if match.lastgroup == "without"),
        hint=_ANY_CHARACTER.search(text) is not None or _BOUND.search(text) is not None,
        excuses=len(found) > len(forbids) or "缺" in plain,
        unlawful=len(_UNLAWFUL.findall(plain)),
        concepts=tuple((concept, certain) for pattern, concept, certain in _concepts() if pattern.search(plain))
        if found
        else (),
        must=demand[0] if demand else "",
        duty=demand is not None and demand.lastgroup == "duty",
        need=demand is not None and demand[0].startswith("需"),
        strong=strong[0] if strong else "",
        may=_first("may", plain),
        need_not=_first("need_not", plain),
        must_not=_BARS.search(plain) is not None,
        hints_must=_ANY_DEMAND.search(plain) is not None or _NOT_SO_FREE.search(plain) is not None,
    )


def plain_not(text: str) -> str:  # noqa: ARG001  only asked for targets
    """Return nothing."""
    return ""


def concepts(word: str) -> frozenset[str]:  # noqa: ARG001  only asked for targets
    """Return no concepts."""
    return frozenset()


@cache
def _concepts() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    return tuple(
        (re.compile(row.pattern), row.more["concept"], row.kind == "content")
        for row in lists.of_kind("chinese", "negation", "content", "perhaps")
    )


def _first(kind: str, text: str) -> str:
    found = lists.pattern("chinese", "negation", kind).search(text)
    return found[0] if found else ""

"""Sentences of statistical releases that no machine translates: an indicator, its value and how it has changed.

全年全省地区生产总值6.1万亿元，按不变价格计算，比上年增长5.8%；其中，… has one grammar, which machines lose in long
sentences: they take 环比 for a ring, forget what a figure is compared with, and give it to the wrong indicator. A
sentence that consists of nothing else is written here, and only the indicators' names are translated. Anything else in
it, and it is left to the machine.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from workflow.contracts.composing import NAME
from workflow.contracts.facts import ONE
from workflow.languages.chinese.numbers import numeral_values
from workflow.languages.english.composing import places, sums
from workflow.languages.english.composing.words import listed
from workflow.patterns import late


class Noun(NamedTuple):
    """A stretch of the source that is translated by itself.

    Attributes:
        start: Where it starts.
        end: Where it ends.
        then: How its English goes on after what is before it: the name of an indicator that starts the sentence,
            stands inside it, or behind its owner; or a clause that is not understood.
    """

    start: int
    end: int
    then: Literal["start", "noun", "owned", "clause"] = "noun"


Part = str | Noun

# --- figures ---

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,15}(?:\.[0-9]{1,6})?"
_FACTOR = r"万亿|[十百千]?[万亿]"
_UNITS = {word: f" {unit}" if unit not in {"", "%"} else unit for word, unit in listed("figures", "unit").items()}
_PER = listed("figures", "per")
_UNITS |= {f"{unit}/{per}": f"{_UNITS[unit]} per {said}" for unit in ("元", "公斤", "吨") for per, said in _PER.items()}
UNITS = frozenset(_UNITS)
"""What is counted and measured in, in Chinese; a term base may have some of them, and they are written here."""
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_ABOUT = {word: f"{about} " for word, about in listed("figures", "about").items()}
_SIZE = rf"(?:-|－)?(?:{_NUMBER})(?:{_FACTOR})?"
_VALUE = rf"(?:(?:约|近|超过?|逾|仅){_SIZE}|{_SIZE}[多余]?)(?:{_UNIT})"
_VALUE_PARTS = late(
    rf"(?P<about>约|近|超过?|逾|仅)?(?P<minus>[-－])?(?P<number>{_NUMBER})(?P<factor>{_FACTOR})?(?P<more>[多余])?(?P<unit>{_UNIT})?"
)
_VALUES = rf"{_VALUE}(?:(?:、{_VALUE})*(?:和|、){_VALUE})?"


def _value(text: str) -> str:
    """Return a figure with its unit in English: 1.43万亿元 is 1.43 trillion yuan."""
    match = _VALUE_PARTS.fullmatch(text)
    assert match
    number = Decimal(match["number"].replace(",", "")) * _FACTORS[match["factor"] or ""]
    written = sums.written(number) if match["factor"] or number >= 1000 else match["number"]
    about = _ABOUT.get(match["about"] or "", "more than " if match["more"] else "")
    unit = _UNITS[match["unit"] or "个"]
    if number == 1:
        unit = " person" if unit == " people" else re.sub("s(?= per |$)", "", unit)
    return f"{about}{'-' if match['minus'] else ''}{written}{unit}"


_FACTORS = {"": 1} | {
    small + large: factor * size
    for small, factor in (("", 1), ("十", 10), ("百", 100), ("千", 1000))
    for large, size in (("万", 10**4), ("亿", 10**8), ("万亿", 10**12))
}


_VALUES_OF_ONE_UNIT = rf"{_VALUE}|(?:{_NUMBER})个?(?:、(?:{_NUMBER})个?)*和(?:{_NUMBER})个百分点"


def _values(text: str) -> str:
    """Return one figure, or several that belong to several indicators, each with its unit."""
    if re.fullmatch(rf"(?:{_NUMBER})个?(?:、(?:{_NUMBER})个?)*和(?:{_NUMBER})个百分点", text):
        numbers = re.findall(_NUMBER, text)
        return f"{', '.join(numbers[:-1])} and {numbers[-1]} percentage points respectively"
    each = re.findall(rf"(?:约|近|超过?|逾|仅)?(?:-|－)?(?:{_NUMBER})(?:{_FACTOR})?[多余]?(?:{_UNIT})?", text)
    values = list(map(_value, each))
    return ", ".join(values[:-1]) + f" and {values[-1]} respectively" if values[1:] else values[0]


# --- periods ---

_MONTHS = "January February March April May June July August September October November December".split()
_N = "[0-9]{1,2}|[一二三四五六七八九]|十[一二]?"
_QUARTERS = {
    "一": "first", "二": "second", "三": "third", "四": "fourth", "1": "first", "2": "second", "3": "third",
    "4": "fourth",
}  # fmt: skip
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
_PERIOD = late(
    rf"(?P<until>截至|截止)?(?:(?P<since>(?:今年|年初|今年年初)以来)|(?:(?P<year>(?:19|20)[0-9]{{2}}年|今年|去年|本年|上年)的?)?"
    rf"(?:(?P<month>{_N})月(?:份|(?P<mend>末|底))?|(?P<from>{_N})(?:月份?)?[—–\-－~～至到](?P<to>{_N})月份?"
    rf"|(?P<quarter>[一二三四1-4])季度(?P<qend>末)?|第(?P<quarter2>[一二三四])季度|前(?P<quarters>[二两三])(?:个)?季度|(?P<half>上半年|下半年)"
    rf"|(?:头|前)(?P<first>{_N}|两)个?月|(?P<word>全年|同期|当月|本月|当年|年末|年底|月末|季末|期末|目前))?)"
    rf"(?=(?P<rest>.|$))"
)
_PERIODS = listed("figures", "period")
_DURING = frozenset({"同期", "当月", "本月", "当年"})
_YEARS = {
    "今年": "this year", "去年": "last year", "本年": "this year", "上年": "the previous year",
}  # fmt: skip


def _int(numeral: str) -> int:
    if numeral == "两":
        return 2
    return int(numeral) if numeral[0].isdigit() else min(numeral_values(numeral), default=0) // ONE


def _period(text: str, at: int, end: int) -> tuple[str, int]:
    """Return a period at a place as an English adverbial, and where it ends; "" if there is none."""
    match = _PERIOD.match(text, at, end)
    if match is None or match.end() == at or not (said := _said_of_period(match)):
        return "", at
    if match["until"]:
        if match["word"] == "目前":
            return "to date", match.end()
        spans = match["word"] in _DURING or match["quarters"] or match["first"]
        if spans or not said.startswith(("in ", "at the end of ")):
            return "", at
        said = "as of " + re.sub("^(?:in|at) ", "", said)
    return said, match.end()


def _said_of_period(match: re.Match[str]) -> str:
    year = match["year"] or ""
    of = f" of {_YEARS.get(year) or year.rstrip('年')}" if year else ""
    if match["since"]:
        return "since the beginning of the year"
    if match["month"]:
        number = _int(match["month"])
        if not 0 < number < 13:
            return ""
        name = _MONTHS[number - 1]
        if year in _YEARS:
            of = f" {_YEARS[year]}"
        elif year:
            of = f" {year.rstrip('年')}"
        return f"at the end of {name}{of}" if match["mend"] else f"in {name}{of}"
    if match["from"]:
        first, last = _int(match["from"]), _int(match["to"])
        if not (0 < first < 13 and 0 < last < 13):
            return ""
        return f"from {_MONTHS[first - 1]} to {_MONTHS[last - 1]}{of.replace(' of', '', 1)}"
    if quarter := match["quarter"] or match["quarter2"]:
        return f"{'at the end of' if match['qend'] else 'in'} the {_QUARTERS[quarter]} quarter{of}"
    if match["quarters"]:
        return f"in the first {'three' if match['quarters'] == '三' else 'two'} quarters{of}"
    if match["half"]:
        return f"in the {'first' if match['half'] == '上半年' else 'second'} half{of or ' of the year'}"
    if match["first"]:
        number = _int(match["first"])
        return f"in the first {_SMALL[number]} months{of or ' of the year'}" if 1 < number < 13 else ""
    if match["word"]:
        if year and match["word"] in {"全年", "年末", "年底"}:
            named = _YEARS.get(year) or year.rstrip("年")
            return f"for the whole of {named}" if match["word"] == "全年" else f"at the end of {named}"
        return "" if year else _PERIODS[match["word"]]
    if year and year not in _YEARS and match["rest"] not in {"度", "来", "前", "后", "起"}:
        return f"in {year.rstrip('年')}"
    return ""


# --- what a figure is compared with ---

_COMPARED = {**listed("figures", "compared"), "环比": ""}
_COMPARED |= {f"较{key[1:]}": said for key, said in _COMPARED.items() if key[0] == "比"}
_WITH = (
    "|".join(sorted(_COMPARED, key=len, reverse=True))
    + rf"|[比较](?:19|20)[0-9]{{2}}年(?:同期|末)?|[比较](?:(?:{_N})月(?:份|末)?|(?:{_N})[—–\-－~～至](?:{_N})月份?)"
)


_OF_YEAR = {"": "", "同期": "the same period of ", "末": "the end of "}


def _compared(text: str, source: str) -> str:
    """Return what a figure is compared with in English."""
    if text == "环比":
        month, quarter = (re.search(pattern, source) for pattern in ("[0-9一二三四五六七八九十]月|本月|当月", "季度"))
        return {(True, False): "month on month", (False, True): "quarter on quarter"}.get(
            (bool(month), bool(quarter)), "over the previous period"
        )
    if text in _COMPARED:
        return _COMPARED[text]
    if year := re.match("[比较]([0-9]{4})年(?P<when>同期|末)?", text):
        return f"from {_OF_YEAR[year['when'] or '']}{year[1]}"
    months = [_MONTHS[_int(each) - 1] for each in re.findall(_N, text) if 0 < _int(each) < 13]
    if text.endswith("末"):
        return f"from the end of {months[0]}" if months else ""
    return f"from {' to '.join(months)}" if len(months) < 2 else f"from that of {' to '.join(months)}"


_UP = listed("figures", "up")
_DOWN = listed("figures", "down")
_VERBS = {**_UP, **_DOWN}
_UPWARD = frozenset(_UP.values())
_MORE = {
    "多增": "more", "少增": "less",
}  # fmt: skip
_PACES = {
    "加快": "faster", "放缓": "slower",
}  # fmt: skip
_PARTICIPLES = {
    "grew": "growing", "increased": "increasing", "rose": "rising", "widened": "widening",
    "fell": "falling", "decreased": "decreasing", "narrowed": "narrowing",
}  # fmt: skip
_VERB = "|".join(sorted([*_VERBS, *_MORE, *_PACES], key=len, reverse=True))
_HOW = {
    "": "", "实际": " in real terms", "名义": " in nominal terms", "同口径": " on a comparable basis",
}  # fmt: skip
_CHANGE = (
    rf"(?P<real>实际|名义)?(?:(?P<with>{_WITH})(?P<how>实际|名义)?|(?P<each>分别)?)(?P<several>分别)?(?P<verb>{_VERB})(?:了|幅度为)?"
    rf"(?P<values>{_VALUES})"
)
_FLAT = r"(?:与(?P<flat>上年同期|去年同期|上月|上年|上季度|上月末|上年末)|(?P<yoy>同比|环比))(?:基本)?持平"

# --- clauses ---

_TAILS = (
    "[总产余差限面市净价]?[值额量率价]|价格|收入|支出|利润|人口|出口|进口|进出口|顺差|逆差|存款|贷款|投资|消费|面积|指数|债券|票据|规模|产业|[工农林渔牧副商服务采矿制造建筑供应]业"
    "|企业|产品|税|总数|单位|零售|销售|融资|现金|资产|负债|储备|资金|就业|[房车船机煤粮油棉肉蛋菜果电气]|钢材|汽车|电力|机构|人数|幅|速|比重|比例|天数|水平|成本|费用|用电|贸易|进账|业务|降水|雨量|气温"
)
_NOUN = late(
    r"(?P<noun>(?:[\u4e00-\u9fffA-Za-z0-9\ue000-\ue002“”]|[（(][^（()），。；：]{1,30}[）)]|、(?![0-9])){1,40})"
)
_NOUN_END = late(rf"(?:{_TAILS}|[\ue000-\ue002])(?:[（(][^（()）]{{1,30}}[）)])?$")
_NO_NOUN = late(
    "^(?:的|高于|低于)|[是在将由被向从等]|为(?!主)|实现|完成|查获|办理|举行|召开|决定|发布|公布|可以|应当|不得|提供|支持|已经|净增|累计|预计|力争|推动|带动|影响|根据|(?<!公)共(?!和|同|建|享)|占|其中|下列|以上的"
    "|比上|同比|环比|左右|以内|因此|如果|超过|达到|投入|获得|取得|建成|收到|发放|授权(?!量)|开展|利用|包括"
)
_INDICATOR = late(
    rf"(?P<verb>(?:合计|累计|共计|平均)?)(?P<about>约)?(?P<reach>(?:为|达到?|是|突破|超过|达到了|共计|合计|累计|有)?)(?P<values>{_VALUES})"
)
_ACHIEVED = late(rf"实现(?P<what>[^，。；：0-9]{{1,20}}?)(?P<value>{_VALUE})")
_SHARE = late(
    rf"(?P<about>约)?占(?!比)(?P<of>[^，。；：]{{0,30}}?)的?(?:比重(?P<roughly>约)?(?:为|达到?)?)?(?P<value>(?:约|近|超过?)?(?:{_NUMBER})[%％])$"
)
_TARGET = late(rf"完成(?P<of>[^，。；：]{{2,30}}?)的(?P<value>(?:约|近|超过?)?(?:{_NUMBER})[%％])")
_TWO_POINTS = rf"(?:{_NUMBER})个?和(?:{_NUMBER})个百分点"
_DIFFERENCE = late(
    rf"(?:(?P<each>分别)?(?P<with>[比较](?P<what>上年同期|去年同期|上月末|上月|上年末|上年|上季度末|上季度|年初|常年同期|全国平均水平|全省平均水平)(?:和(?P<other>上年同期|去年同期|上月末|上月|上年末|上年))?)"
    rf"(?:分别)?|(?P<yoy>同比|环比)(?:分别)?)(?P<way>高|低|多|少|多增|少增|偏多|偏少|高出|低于)(?P<values>{_TWO_POINTS}|{_VALUES})"
)
_OVER = late(rf"(?P<way>高于|低于)(?P<what>[^，。；：0-9]{{2,24}}?)(?P<value>{_VALUE})")
_EACH_OTHERWISE = late(
    rf"分别比(?P<what>上月末|上月|上年末|上年)和(?P<other>上年同期|去年同期|上年同月)(?P<way>高|低)(?P<one>{_NUMBER})个(?:百分点)?和"
    rf"(?P<way2>高|低)(?P<two>{_NUMBER})个百分点"
)
_THAN = listed("figures", "than")
_WAYS = listed("figures", "way")
_INFLUENCE = late(
    rf"(?P<each>分别)?(?:影响(?P<what>[^，。；：]{{2,20}}?)(?P<way>上涨|下降)|(?P<pull>拉动|拉低|带动)(?P<pulled>[^，。；：]{{2,20}}?)(?P<way2>增长|上涨|下降)?)(?P<value>{_VALUES_OF_ONE_UNIT})"
)
_MANNERS = listed("figures", "manner")
_MANNER = "|".join(sorted(_MANNERS, key=len, reverse=True))
_LEADS = listed("figures", "lead")
_VIEW = late("从(?P<aspect>[\u4e00-\u9fff]{2,10})(?:来)?看|(?P<whole>[0-9]{1,4}[个家种类项][\u4e00-\u9fff]{2,12})中")
"""In what respect, or among what: 从三大需求看, 70个大中城市中."""
_AMONG = late("其中[，：]?")
_SCOPES = listed("figures", "scope")
_SCOPE = late(f"(?:{'|'.join(_SCOPES)})(?!场|级|人大|人民代表|政协|妇联|总工会|工商联|性|各)")
_RATES = late("率|指数|比重|占比|[余存]额|存量|人口|价格|规模$|比例|水平|温")
"""Indicators that stand at a value at some time; others come to it over a time."""
_OF_GROWTH = frozenset({"增速", "增幅", "降幅", "涨幅"})
"""What says how the growth of an indicator has changed."""
_REACHES = listed("figures", "reach")
_PLAIN = listed("figures", "plain")


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause of a sentence.

    Attributes:
        kind: What it is: about an indicator ("whole"), about the one before ("change", "aside": how its growth changed,
            "more": its share and the like), something that is before an indicator ("lead"), or
            a clause without figures ("last").
        parts: Its English; of a change the figure alone.
        verb: Of a change: what the indicator did; "" if it has a value.
        end: What follows it.
        mark: What is before it in the source.
        period: When it was so, if the source says so here.
        among: Whether it is about a part of what was said before.
    """

    kind: Literal["whole", "change", "aside", "more", "lead", "last"]
    parts: tuple[Part, ...] = ()
    verb: str = ""
    end: str = ""
    mark: str = ""
    period: str = ""
    among: bool = False


def stated(text: str, at: int = 0) -> list[Part] | None:
    """Return the English of a sentence with the nouns that are to be translated; None if it says anything else.

    Args:
        text: The sentence, in which private characters stand for terms (``forms``).
        at: Where it starts.
    """
    if len(text) > _LONGEST or not _FIGURE.search(text, at):
        return None
    clauses: list[_Clause] = []
    manner, among, when = "", False, ""
    body = text.removesuffix("。")
    for mark, start, end in _cut(body, at):
        if part := _AMONG.match(body, start, end):
            among, start = True, part.end()
        said = body[start:end]
        if said in _MANNERS:
            manner = f" {_MANNERS[said]}"
        elif said in _LEADS:
            lead = _LEADS[said]
            clauses.append(_Clause("lead", (lead[0].lower() + lead[1:] if clauses else lead,)))
        elif view := _VIEW.fullmatch(body, start, end):
            group, words = ("aspect", "in terms of ") if view["aspect"] else ("whole", "among ")
            words = words if clauses else words.capitalize()
            clauses.append(_Clause("lead", (words, Noun(*view.span(group))), mark=mark))
        elif said:
            period, start = _period(body, start, end)
            if start == end:
                clauses.append(_Clause("lead", (period,), mark=mark))
                when = period
                continue
            when = period or when
            clause = _read(body, start, end, first=not any(each.kind == "whole" for each in clauses), when=when)
            if clause is None and clauses and not (manner or among or period) and _is_aside(body, start, end):
                clauses.append(_Clause("last", (Noun(start, end, "clause"),), mark=mark))
                continue
            if clause is None or (manner and not clause.verb) or not _says_all(clause, clauses, period, among=among):
                return None
            clauses.append(replace(clause, end=clause.end or manner, mark=mark, period=period, among=among))
            manner, among = "", False
    if manner or among or not any(each.kind == "whole" for each in clauses) or clauses[-1].kind == "lead":
        return None
    parts = [part for part in _together(clauses) if part]
    if isinstance(parts[0], Noun) and parts[0].start == at:
        parts[0] = parts[0]._replace(then="start")
    return [*parts, "." * text.endswith("。")]


def named(text: str, terms: Iterable[tuple[int, int]] = ()) -> frozenset[tuple[int, int]]:
    """Return where the indicators are that a sentence of figures names, each start and end.

    Args:
        text: The sentence.
        terms: Where terms are, each start and end, which may be whole indicators.
    """
    for start, end in terms:
        if text[start:end] in UNITS:
            continue
        text = text[:start] + NAME * (end - start) + text[end:]
    nouns = (part for part in stated(text) or () if isinstance(part, Noun) and part.then != "clause")
    return frozenset((noun.start, noun.end) for noun in nouns)


def _says_all(clause: _Clause, before: Sequence[_Clause], period: str, *, among: bool) -> bool:
    """Return whether ``_together`` has a place for a clause's period and 其中, and knows what a change is one of."""
    if clause.kind == "whole":
        return True
    if (before[-1:] and before[-1].kind in {"last", "lead"}) or not any(each.kind == "whole" for each in before):
        return False
    return among if period and clause.kind == "change" else not period and (clause.kind == "change" or not among)


_IN_A_ROW = late("连续[0-9]{1,2}(?:年|个?月|个季度)")


def _is_aside(text: str, start: int, end: int) -> bool:
    """Return whether a clause speaks of no figures and has a subject of its own."""
    said = text[start:end]
    return (
        len(said) > 7
        and not re.search("[0-9]", _IN_A_ROW.sub("", said))
        and not re.match("[比较同环占分且并但而以为实均表说主]", said)
    )


_LONGEST = 400
"""In characters."""
_FIGURE = late(rf"(?:{_NUMBER})(?:{_FACTOR})?(?:{_UNIT})")


def _cut(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Yield the clauses of a text with the mark before each: what is between commas and semicolons outside brackets."""
    mark = ""
    for match in re.finditer("[，；](?![^（(]*[）)])|$", text):
        if match.start() >= at:
            yield mark, at, match.start()
            mark, at = match[0], match.end()


def _read(text: str, start: int, end: int, *, first: bool, when: str) -> _Clause | None:
    """Return what a clause says; None if it is none of those that are known.

    Args:
        text: The sentence.
        start: Where the clause starts, behind its period.
        end: Where it ends.
        first: Whether there is no indicator before it.
        when: The period that it is about, in English.
    """
    if not first and (clause := _of_before(text, start, end)):
        return clause
    run = _NOUN.match(text, start, end)
    for stop in range(run.end(), start, -1) if run else ():
        name = text[start:stop]
        if _is_noun(name) and (clause := _of_noun(text, start, stop, end, when)):
            return clause
    return None


def _is_noun(name: str) -> bool:
    """Return whether a stretch can be the name of an indicator, or names of cities."""
    if name in _SCOPES:
        return True
    if all(each in places.cities() or each == NAME for each in re.split("[、和]", name)):
        return True
    return _NOUN_END.search(name) is not None and _NO_NOUN.search(name) is None


def _of_before(text: str, start: int, end: int) -> _Clause | None:
    """Return a clause that says more about the indicator before it."""
    said = text[start:end]
    change = re.fullmatch(rf"(?P<manner>{_MANNER})?{_CHANGE}", said)
    if change and (clause := _change(change, text)):
        return clause
    if flat := re.fullmatch(_FLAT, said):
        return _Clause("more", (_flat(flat, text),))
    if (share := _SHARE.fullmatch(said)) and "比重" not in share["of"]:
        value = _about(_value(share["value"]), share["about"] or share["roughly"])
        if not share["of"]:
            return _Clause("more", (f"accounting for {value} of the total",))
        return _Clause(
            "more", (f"accounting for {value} of ", *_noun(text, start + share.start("of"), start + share.end("of")))
        )
    if target := _TARGET.fullmatch(said):
        of = _noun(text, start + target.start("of"), start + target.end("of"))
        return _Clause("more", (f"reaching {_value(target['value'])} of ", *of))
    if over := _OVER.fullmatch(said):
        way = "higher" if over["way"] == "高于" else "lower"
        known = _THAN.get(over["what"])
        than = (known,) if known else _noun(text, start + over.start("what"), start + over.end("what"))
        return _Clause("more", (f"{_value(over['value'])} {way} than ", *than))
    if each := _EACH_OTHERWISE.fullmatch(said):
        one, two = (
            f"{each[figure]} percentage points {_WAYS[each[way]]} than {_THAN[each[what]]}"
            for figure, way, what in (("one", "way", "what"), ("two", "way2", "other"))
        )
        return _Clause("more", (f"{one} and {two}",))
    if (match := _DIFFERENCE.fullmatch(said)) and (difference := _difference(match, text)):
        return _Clause("more", (difference,))
    if (influence := _INFLUENCE.fullmatch(said)) and not _NO_NOUN.search(influence["what"] or influence["pulled"]):
        values = _values(influence["value"])
        if influence["each"] and " respectively" not in values:
            return None
        group = "what" if influence["what"] else "pulled"
        up = "下降" not in (influence["way"], influence["way2"]) and influence["pull"] != "拉低"
        noun = _noun(text, start + influence.start(group), start + influence.end(group))
        return _Clause("more", (f"pushing {'up' if up else 'down'} ", *noun, f" by {values}"))
    return None


def _about(values: str, about: str | None) -> str:
    """Return figures with the "about" that the source has before their verb (约为, 约占)."""
    return f"about {values}" if about and not values.startswith(("about ", "nearly ", "more than ")) else values


def _of_noun(text: str, start: int, stop: int, end: int, when: str) -> _Clause | None:
    """Return a clause about the indicator ``text[start:stop]``."""
    noun, name, rest = _noun(text, start, stop), text[start:stop], text[stop:end]
    if name in _SCOPES and not rest.startswith("实现"):
        return None
    of_growth = name in _OF_GROWTH
    if (share := _SHARE.fullmatch(rest)) and "比重" not in share["of"]:
        of = _noun(text, stop + share.start("of"), stop + share.end("of")) if share["of"] else ("the total",)
        return _Clause(
            "whole",
            (*noun, f" accounted for {_about(_value(share['value']), share['about'] or share['roughly'])} of ", *of),
        )
    if (achieved := _ACHIEVED.fullmatch(rest)) and not _NO_NOUN.search(achieved["what"]):
        what = _noun(text, stop + achieved.start("what"), stop + achieved.end("what"))
        if name in _SCOPES and isinstance(what[0], Noun):
            what = (what[0]._replace(then="owned"),)
        if name in _SCOPES:
            return _Clause("whole", (f"{_SCOPES[name]} ", *what, f" came to {_value(achieved['value'])}"))
        return _Clause("whole", (*noun, " recorded ", *what, f" of {_value(achieved['value'])}"))
    if match := _INDICATOR.fullmatch(rest):
        if " respectively" in (values := _values(match["values"])) or of_growth:
            return None
        at_a_time = when.startswith(("at ", "as of ", "to date"))
        stands = at_a_time or values.endswith("%") or _RATES.search(name) is not None
        if match["verb"] and match["reach"] not in {"", "为", "达", "达到", "达到了", "是"}:
            return None
        said = _REACHES.get(match["verb"]) or _REACHES.get(match["reach"], "")
        values = _about(values, match["about"])
        verb = said or ("stood at" if stands else "came to")
        return _Clause("whole", (*noun, f" {verb} {values.removesuffix(' people')}"))
    if match := re.fullmatch(rf"(?P<manner>{_MANNER})?{_CHANGE}", rest):
        change = _change(match, text)
        if change is None or change.kind != "change":
            return None
        if of_growth and change.end:
            return None
        if of_growth:
            return _Clause("aside", (*noun, f" {_PARTICIPLES[change.verb]} by ", *change.parts), change.verb)
        return _Clause("whole", (*noun, *change.parts), change.verb, end=change.end)
    if match := re.fullmatch(_FLAT, rest):
        return _Clause("whole", (*noun, f" remained {_flat(match, text)}"))
    if of_growth and (match := _DIFFERENCE.fullmatch(rest)) and (difference := _difference(match, text)):
        return _Clause("aside", (*noun, f" being {difference}"))
    return None


def _change(match: re.Match[str], source: str) -> _Clause | None:
    """Return a change of an indicator, without the verb."""
    values = _values(match["values"])
    if (" respectively" in values) != bool(match["each"] or match["several"]) or re.search("[-－]", match["values"]):
        return None
    compared = _compared(match["with"], source) if match["with"] else ""
    if match["how"] and match["real"]:
        return None
    how = _HOW[match["how"] or match["real"] or ""]
    end = f" {_MANNERS[match['manner']]}" if match["manner"] else ""
    if match["verb"] in _MORE:
        if how or end:
            return None
        return (
            _Clause("more", (f"{values} {_MORE[match['verb']]} than in the same period of the previous year",))
            if match["with"] == "同比"
            else None
        )
    if (how or end) and match["verb"] in _PACES:
        return None
    if pace := _PACES.get(match["verb"]):
        than = re.sub("^from (?:the end of )?", "than in ", compared) if compared.startswith("from ") else compared
        words = f"{values} {pace}{f' {than}' if than else ''}"
        return _Clause("more", (words,))
    return _Clause("change", (values + f" {compared}" * bool(compared) + how,), _VERBS[match["verb"]], end=end)


def _flat(match: re.Match[str], source: str) -> str:
    nearly = "basically " * ("基本" in match[0])
    if match["yoy"]:
        return f"{nearly}unchanged {_compared(match['yoy'], source)}"
    return f"{nearly}unchanged from {re.sub('^(?:in|at) ', '', _THAN[match['flat']])}"


def _difference(match: re.Match[str], source: str) -> str | None:
    """Return by how much an indicator is above or below something; None if figures and bases are not as many."""
    if two := re.fullmatch(_TWO_POINTS, match["values"]):
        values = f"{' and '.join(re.findall(_NUMBER, two[0]))} percentage points"
    elif " respectively" in (values := _values(match["values"])):
        return None
    way = _WAYS[match["way"]]
    if bool(two) != bool(match["other"]):
        return None
    if match["yoy"]:
        return f"{values} {way} {_compared(match['yoy'], source)}"
    others = [_THAN[each] for each in (match["what"], match["other"]) if each]
    return f"{values} {way} than {' and '.join(others)}{' respectively' * (len(others) > 1)}"


def _noun(text: str, start: int, end: int) -> tuple[Part, ...]:
    """Return the name of an indicator, with what belongs to it that is written by rule."""
    said = text[start:end]
    if said in _PLAIN:
        return (_PLAIN[said],)
    found = _SCOPE.match(said)
    if found is None or found[0] == said:
        return (Noun(start, end),)
    scope = found[0]
    rest = _PLAIN.get(said[len(scope) :], "").removeprefix("the ") or Noun(start + len(scope), end, "owned")
    return f"{_SCOPES[scope]} ", rest


def _together(clauses: Sequence[_Clause]) -> Iterator[Part]:
    """Yield the English of clauses."""
    owner: _Clause | None = None
    parts = False  # whether this is about parts of an indicator that has changed: with exports up 4.9%
    before = _Clause("lead")
    for number, clause in enumerate(clauses):
        first = number == 0
        if clause.kind == "lead":
            yield "" if first else ", " if before.kind == "lead" else "; "
            yield _started(f"{'of this, ' if clause.among else ''}{clause.parts[0]}", first=first)
            yield from clause.parts[1:]
        elif clause.kind == "whole":
            parts = (
                owner is not None
                and bool(owner.verb and clause.verb)
                and clause.mark != "；"
                and not clause.period
                and (clause.among or parts)
            )
            period = f"{clause.period}, " if clause.period else ""
            last = not any(each.kind in {"whole", "lead"} for each in clauses[number + 1 :])
            row = sum(each.kind == "whole" for each in clauses[:number])
            if first:
                yield _started(f"{'of this, ' if clause.among else ''}{period}", first=True)
            elif parts:
                yield ", with " if clause.among else ", and " if last else ", "
            elif before.kind == "lead":
                yield f", {'of this, ' if clause.among else ''}{period}"
            else:
                simple = clause.mark == "，" and before.kind == "whole" and not clause.among
                ends = last and not clause.among and (simple or row > 1)
                yield f"{',' if simple else ';'} {'and ' * ends}"
                yield f"{'of this, ' if clause.among else ''}{period}"
            noun = clause.parts if not clause.verb else clause.parts[:-1]
            yield from (
                _started(each, first=first and not (period or clause.among or place)) if isinstance(each, str) else each
                for place, each in enumerate(noun)
            )
            if clause.verb:
                yield f" {'up' if clause.verb in _UPWARD else 'down'} " if parts else f" {clause.verb} by "
                yield clause.parts[-1]
            yield clause.end
            owner = owner if parts else clause
        elif clause.kind == "change":
            figure = str(clause.parts[0]) + clause.end
            up = clause.verb in _UPWARD
            if clause.among:
                yield f", including a {'rise' if up else 'fall'} of {figure} {clause.period}".rstrip()
            elif owner is not None and owner.verb and before.kind in {"whole", "change", "aside"} and not parts:
                verb = "" if before.verb == clause.verb and before.kind != "aside" else f"{clause.verb} "
                yield f"{',' * (before.kind == 'aside')} and {verb}by {figure}"
            else:
                yield f", {'up' if up else 'down'} {figure}"
        else:
            yield "; " if clause.kind == "last" and before.kind != "lead" else ", "
            yield from clause.parts
            yield clause.end
        before = clause


def _started(words: str, *, first: bool) -> str:
    return words[:1].upper() + words[1:] if first else words

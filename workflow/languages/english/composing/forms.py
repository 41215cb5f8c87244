"""Fixed forms of Chinese releases that no machine sees: labels, credits, units of tables, appointments.

第三条 is "Article 3" whatever a model makes of it, and 任命甲为乙 has one translation. A sentence with such forms is
cut into stretches that are written here and stretches that the engine translates by themselves.

Forms are looked for in a text in which one private character stands for each name of the term base and one for each
other stretch that is not words.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from workflow.contracts.composing import NAME, PERSON, Form
from workflow.contracts.facts import ONE
from workflow.languages.chinese.numbers import numeral_values
from workflow.languages.english.composing import addressees, indicators, lives, penalties, places
from workflow.languages.english.composing.shapes import Run
from workflow.languages.english.composing.words import listed
from workflow.patterns import late


def _forms(length: int, pieces: Sequence[str | Run], at: int = 0) -> tuple[Form, ...]:
    """Return the forms between the runs of a text that from ``at`` on consists of nothing else."""
    forms: list[Form] = []
    words = ""
    for piece in pieces:
        if isinstance(piece, str):
            words += piece
            continue
        forms.append(Form(at, piece.start, words, piece.then))
        at, words = piece.end, ""
    return (*forms, Form(at, length, words))


def found(text: str) -> tuple[Form, ...]:
    """Return the forms in a text, in order, none of them overlapping."""
    label = _label(text)
    at = label[-1].end if label else 0
    if (pieces := _entry(text, at) or _definition(text, at)) is not None:
        return (*label, *_forms(len(text), pieces, at))
    if (
        not label
        and (pieces := _appointments(text) or _credits(text) or _photo(text) or _announcement(text)) is not None
    ):
        return _forms(len(text), pieces)
    if not label and (pieces := lives.profile(text) or lives.death(text) or addressees.english(text)) is not None:
        return _forms(len(text), pieces)
    if not label and (dateline := _dateline(text)) is not None:
        pieces, end = dateline
        return _forms(end, pieces)
    if not label and (said := tuple(_set_sentence(text))):
        return said
    if (figures := indicators.stated(text, at)) is not None:
        return (*label, *_forms(len(text), [part if isinstance(part, str) else Run(*part) for part in figures], at))
    return (*label, *_comparison(text), *_units(text, at))


def framed(text: str) -> tuple[Form, ...]:
    """Return the forms of a sentence whose other stretches a machine gets as sentences of their own.

    Such a sentence is a life in clauses without a subject, or threatens a penalty. What is framed may come back without
    its frame; then the sentence is tried without these forms.
    """
    label = _label(text)
    at = label[-1].end if label else 0
    if (pieces := lives.life(text, at) or penalties.threatened(text, at)) is not None:
        return (*label, *_forms(len(text), pieces, at))
    return ()


# --- labels at the start ---


def _annex(match: re.Match[str]) -> str:
    number = f" {_value(match)}" if match["number"] else ""
    # 附件2.表 has a full stop for the colon of 附件2：表.
    return ("Annex" if match["what"] == "件" else "Appendix") + number + (":" if match["mark"] else "")


def _number(match: re.Match[str]) -> str:
    sub = f"-{_value(match, 'sub')}" if match["sub"] else ""
    return f"{_value(match)}{sub}"


def _value(match: re.Match[str], group: str = "number") -> int:
    numeral = match[group]
    return int(numeral) if numeral[0].isdigit() else min(numeral_values(numeral)) // ONE


def _roman(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")[tens] + (
        "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]  # fmt: skip


_BLANK = "[ \u00a0\u2002-\u200a\u3000]"
_NUMERAL = "[0-9０-９]{1,4}|[〇零一二三四五六七八九十百千]{1,7}"
_STARTS_RULE = "为[了规加保促推进维]|根据|本(?:法|条例|办法|规定|细则|规则|章程|决定)"
"""How an article of a law goes on where no blank follows its number."""
_ADDRESSES = (
    ("各位代表", "Fellow Deputies"),
    ("各位委员", "Fellow Members"),
    ("同志们|各位同志", "Comrades"),
    ("(?:尊敬的)?各位来宾", "Distinguished guests"),
    ("(?:各位)?朋友们|各位朋友", "Friends"),
    ("女士们[、，,]\\s?先生们", "Ladies and gentlemen"),
)
_LABELS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (late(r"[问問](?:题)?[：:]"), lambda _: "Q:"),
    (late(r"答[：:]"), lambda _: "A:"),
    (late(r"(?:主持人|主持)[：:]"), lambda _: "Moderator:"),
    (late(r"[网網]友(?:[问問]|提[问問])?[：:]"), lambda _: "Netizen:"),
    (late(r"(?:新闻)?[发發]言人[：:]"), lambda _: "Spokesperson:"),
    (late(r"[记記]者[问問]?[：:]"), lambda _: "Reporter:"),
    *((late(f"(?:{address})[：:，,！]"), lambda _, english=english: f"{english},") for address, english in _ADDRESSES),
    (
        late(rf"第(?P<number>{_NUMERAL})条(?:之(?P<sub>{_NUMERAL}))?(?={_BLANK}|$|{_STARTS_RULE})"),
        lambda match: f"Article {_number(match)}",
    ),
    (late(rf"第(?P<number>{_NUMERAL})章(?={_BLANK}|$)"), lambda match: f"Chapter {_roman(_value(match))}"),
    (late(rf"第(?P<number>{_NUMERAL})节(?={_BLANK}|$)"), lambda match: f"Section {_value(match)}"),
    (late(rf"第(?P<number>{_NUMERAL})(?:编|部分)(?={_BLANK}|$)"), lambda match: f"Part {_value(match)}"),
    (late(rf"第(?P<number>{_NUMERAL})款(?={_BLANK}|$)"), lambda match: f"Paragraph {_value(match)}"),
    (late(rf"第(?P<number>{_NUMERAL})项(?={_BLANK}|$)"), lambda match: f"Item {_value(match)}"),
    (late(r"[（(](?P<number>[一二三四五六七八九十]{1,3})[）)]"), lambda match: f"({_value(match)})"),
    (
        late(r"(?P<number>[一二三四五六七八九十]{1,3})、(?![一二三四五六七八九十百])"),
        lambda match: f"{_roman(_value(match))}.",
    ),
    (
        late(rf"附(?P<what>件|录|錄)(?P<number>{_NUMERAL})?(?=[：:.．、]|{_BLANK}|$)(?P<mark>[：:.．、]?)"),
        _annex,
    ),
)
_BLANKS = late(f"{_BLANK}*")


def _label(text: str) -> list[Form]:
    for pattern, english in _LABELS:
        if match := pattern.match(text):
            end = _BLANKS.match(text, match.end()).end()  # type: ignore[union-attr]
            rest = " " if end < len(text) else ""
            return [Form(0, end, english(match) + rest)]
    if match := _SPEAKER.match(text):
        start, stop = next(match.span(name) for name in ("who", "in", "paper") if match[name])
        end = _BLANKS.match(text, match.end()).end()  # type: ignore[union-attr]
        opening = [Form(0, start, "")] if start else []
        return [*opening, Form(stop, end, ": " if end < len(text) else ":")]
    return []


_PAPER = rf"{NAME}|(?!本[报台社网])[^，。：:《》【（{PERSON}]{{1,15}}?(?:报|社|台|网|视|刊|杂志|[A-Z])"
_SPEAKER = late(
    rf"(?:(?P<who>(?:[^，。：；:;？！《》【】“”（）{PERSON}]{{1,40}}(?<![说问道谢绍访问托据是对向给])"
    rf"(?:{_BLANK}{{0,4}}))?{PERSON})[：:]|【(?P<in>{PERSON})】[：:]?)"
    rf"|(?P<paper>《(?:{_PAPER})》|{_PAPER})[记記]者[：:]"
)
"""Who speaks: 张三：, 局长张三：, 【张三】：, 《人民日报》记者：."""


# --- credits and contacts: 来源：新华社 责编：甲、乙 ---

_CREDITS = listed("fixed", "credit")
_PERSONS = frozenset({
    "Author", "Editor", "Executive editor", "Proofreader", "Reviewer", "Reporter", "Correspondent", "Photographer",
    "Contributor", "Contact",
})  # fmt: skip
_CREDIT = late(rf"(?P<label>{'|'.join(sorted(_CREDITS, key=len, reverse=True))}){_BLANK}*[：:]{_BLANK}*")
_NEXT_CREDIT = _CREDIT.pattern.replace("?P<label>", "?:")
_VALUE = late(
    rf"(?:(?![：:。；;，,（）()]).){{1,60}}?(?=(?:{_BLANK}+|[，,；;]{_BLANK}*)(?:{_NEXT_CREDIT})|[）)。；;]?$)"
)
_GAP = late(rf"{_BLANK}*[，,；;]?{_BLANK}*")


def _credits(text: str) -> list[str | Run] | None:
    """Cut a line that is nothing but credits, perhaps in brackets; None if it is something else."""
    opening = text[:1] if text[:1] in ("（", "(") else ""
    pieces: list[str | Run] = ["(" if opening else ""]
    at, gap = len(opening), ""
    while match := _CREDIT.match(text, at):
        value = _VALUE.match(text, match.end())
        if value is None:
            return None
        name = _CREDITS[match["label"]]
        several = value[0].count(PERSON) > 1 or re.search("[、和及]", value[0])
        plural = "s" if name in _PERSONS and several else ""
        pieces += [f"{gap}{name}{plural}: ", Run(*value.span())]
        at, gap = _GAP.match(text, value.end()).end(), "; "  # type: ignore[union-attr]
    if text.endswith("。") and len(pieces) == 3:  # 记者：请问。
        return None
    if not gap or not re.fullmatch("[）)]?[。；;]?" if opening else "[。；;]?", text[at:]):
        return None
    return [*pieces, text[at:].translate(_ENDS)]


_ENDS = str.maketrans("）。；", ").;")

# --- datelines and photographs: 新华社北京5月20日电（记者 甲、乙）, 新华社记者 甲 摄 ---

_AGENCIES = {
    "本报": "",
    "本刊": "",
    "本台": "",
    "本网": "",
    "中新社": "China News Service",
    "中新网": "China News Service",
}
_WRITERS = listed("fixed", "writer")
_WRITER = "|".join(sorted(_WRITERS, key=len, reverse=True))
_DATELINE = late(
    rf"(?P<agency>{NAME}|{'|'.join(_AGENCIES)}|新华社|中央社|法新社|路透社|美联社|[^\W\d_]{{2,4}}[社网]){_BLANK}{{0,4}}"
    rf"(?P<place>{NAME}|[\u4e00-\u9fff]{{2,8}}?)?{_BLANK}{{0,4}}(?P<date>[0-9]{{1,2}}月[0-9]{{1,2}}日)(?:电|讯){_BLANK}{{0,4}}"
    rf"(?:[（(](?P<writers>(?:{_WRITER}){_BLANK}{{0,4}}[：:]?{_BLANK}{{0,4}}[^）)]{{1,60}})[）)])?{_BLANK}{{0,4}}"
)
_WRITING = late(
    rf"(?P<label>{_WRITER}){_BLANK}*[：:]?{_BLANK}*(?P<who>[^；：:]{{1,60}}?)(?=(?:[、，,；;]|{_BLANK}+)(?:{_WRITER})|$)"
)
_BETWEEN_WRITERS = late(rf"(?:[、，,；;]|{_BLANK})*")


_OUR_REPORT = late(
    rf"本[报刊台网](?:讯|消息){_BLANK}{{0,4}}"
    rf"[（(](?P<writers>(?:{_WRITER}){_BLANK}{{0,4}}[：:]?{_BLANK}{{0,4}}[^）)]{{1,60}})[）)]{_BLANK}{{0,4}}"
)


def _dateline(text: str) -> tuple[list[str | Run], int] | None:
    """Cut the place, date and writers off a report, and return where it starts; None if it has no dateline."""
    if (report := _OUR_REPORT.match(text)) and report.end() < len(text):
        writers = _writers(text, report)
        if writers is None:
            return None
        label = str(writers[0])
        return [label[0].upper() + label[1:], *writers[1:], " — "], report.end()
    match = _DATELINE.match(text)
    if match is None or match.end() == len(text):
        return None
    place = places.cities().get(match["place"] or "") or Run(*match.span("place"), then="clause")
    pieces: list[str | Run] = [place, ", "] if match["place"] else []
    pieces.append(Run(*match.span("date"), then="clause"))
    said: list[str | Run] = []
    if (agency := _AGENCIES.get(match["agency"])) is None:
        said.append(Run(*match.span("agency"), then="post"))
    elif agency:
        said.append(agency)
    if match["writers"]:
        writers = _writers(text, match)
        if writers is None:
            return None
        said += [", "] * bool(said) + writers
    return [*pieces, *([" (", *said, ") — "] if said else [" — "])], match.end()


def _writers(text: str, match: re.Match[str]) -> list[str | Run] | None:
    """Return who wrote a report, with what they are; None if it is not clear."""
    said: list[str | Run] = []
    at, end = match.span("writers")
    while at < end and (writing := _WRITING.match(text[:end], at)):
        plural = "s" if re.search(rf"[、，,]|{PERSON}.*{PERSON}", writing["who"]) else ""
        said += [", "] * bool(said) + [f"{_WRITERS[writing['label']]}{plural} ", Run(*writing.span("who"))]
        at = _BETWEEN_WRITERS.match(text, writing.end()).end()  # type: ignore[union-attr]
    return said if at >= end else None


_PHOTO = late(
    rf"(?P<open>[（(])?(?P<who>[^，。：；:（()）]{{0,20}}?{PERSON}(?:[、{_BLANK[1:-1]}]{{1,2}}{PERSON})*){_BLANK}*"
    r"摄(?:影)?(?P<close>[）)])?(?P<end>。?)$"
)


def _photo(text: str) -> list[str | Run] | None:
    """Cut a line that says who took a photograph, perhaps in brackets; None if it is something else."""
    match = _PHOTO.match(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    opening, closing = ("(", ")") if match["open"] else ("", "")
    return [f"{opening}Photo by ", Run(*match.span("who"), then="post"), closing + match["end"].translate(_ENDS)]


# --- sentences that all releases have ---

_CLOSINGS = listed("fixed", "closing")
_CLOSING = late(rf"({'|'.join(_CLOSINGS)})(?:([。！])\s{{0,4}}|$)")
_NOTIFIED = late(
    r"现(?:将|就)(?:有关|相关)(?P<what>事项|事宜|情况|要求|内容)(?P<how>通知|公告|通告|公示|函复|批复)如下(?P<mark>[：:。]?)$"
)
_HOW = {
    "通知": "notified",
    "公告": "announced",
    "通告": "announced",
    "公示": "made public",
    "函复": "set out",
    "批复": "set out",
}
_WHATS = {"事项": "matters", "事宜": "matters", "情况": "facts", "要求": "requirements", "内容": "contents"}
_CRIME = "构成犯罪的，依法追究刑事责任"
_NO_CRIME = "尚不构成犯罪的，依法给予治安管理处罚"
_LEGAL = {
    _CRIME: "where a crime is constituted, criminal liability shall be pursued in accordance with the law",
    _NO_CRIME: "where no crime is constituted, a public security administrative penalty shall be imposed in accordance "
    "with the law",
}
_LEGAL_CLAUSE = late(rf"(?:(?<=^)|(?<=[；;]))(?P<clause>{_CRIME}|{_NO_CRIME})(?P<mark>[；;。])")


def _set_sentence(text: str) -> Iterator[Form]:
    """Yield the forms of a sentence that has one translation, or of the clauses that have one."""
    if closing := _CLOSING.match(text):
        more = closing.end() < len(text)
        yield Form(0, closing.end(), _CLOSINGS[closing[1]] + "." * bool(closing[2]) + " " * more)
        return
    if notified := _NOTIFIED.search(text):
        start = notified.start()
        words = f"the relevant {_WHATS[notified['what']]} are hereby {_HOW[notified['how']]} as follows"
        lead = text[:start].endswith(("，", ","))
        words = (", " if lead else "") + (words if start else words[0].upper() + words[1:])
        yield Form(
            start - lead, len(text), words + (":" if notified["mark"] in ("：", ":") else "." * bool(notified["mark"]))
        )
        return
    at = 0
    for match in _LEGAL_CLAUSE.finditer(text):
        words = _LEGAL[match["clause"]]
        first = match.start() == 0
        words = words[0].upper() + words[1:] if first else "; " * (match.start() > at) + words
        at = match.end()
        yield Form(match.start(), at, words + ("." if match["mark"] == "。" else "; "), "clause")


# --- numbered announcements: 海关总署公告2024年第48号（关于…的公告） ---

_ISSUED = {"公告": "Announcement", "通告": "Circular", "令": "Order"}
_ANNOUNCEMENT = late(
    rf"(?P<org>{NAME}|[^，。：；（()）]{{2,30}}?)(?P<what>公告|通告|令)[（(〔\[]?(?P<year>(?:19|20)[0-9]{{2}})年?[）)〕\]]?"
    rf"第(?P<number>[0-9]{{1,4}})号(?:[（(](?P<about>[^（()）]{{2,80}})[）)])?$"
)


def _announcement(text: str) -> list[str | Run] | None:
    """Cut the title of a numbered announcement; None if it is something else."""
    match = _ANNOUNCEMENT.match(text)
    if match is None:
        return None
    pieces: list[str | Run] = [f"{_ISSUED[match['what']]} No. {match['number']} of {match['year']} of the "]
    pieces.append(Run(*match.span("org"), then="post"))
    return [*pieces, " (", Run(*match.span("about")), ")"] if match["about"] else [*pieces, ""]


# --- entry into force: 本办法自2020年1月1日起施行。 ---

_RULES = listed("fixed", "rules")
_DAY_ONE = {"公布": "promulgation", "颁布": "promulgation", "发布": "issuance", "印发": "issuance"}
_ENTRY = late(
    rf"本(?P<rules>{'|'.join(sorted(_RULES, key=len, reverse=True))})自"
    rf"(?:(?P<date>(?:[0-9]{{4}}年)?[0-9]{{1,2}}月[0-9]{{1,2}}日)|(?P<event>{'|'.join(_DAY_ONE)})之日)起"
    r"(?:施行|实施|执行|生效)(?:[，,]有效期(?:为)?(?P<years>[一二三五十]|[0-9]{1,2})年)?(?:[，,；](?P<former>原)?(?P<old>[^，。；]{4,80}?)同时废止)?。?$"
)


def _entry(text: str, at: int) -> list[str | Run] | None:
    """Cut a sentence that says from when rules are in force; None for any other."""
    match = _ENTRY.match(text, at)
    if match is None:
        return None
    pieces: list[str | Run] = [f"{_RULES[match['rules']]} shall come into force on "]
    pieces.append(Run(*match.span("date")) if match["date"] else f"the date of {_DAY_ONE[match['event']]}")
    if match["years"]:
        years = _value(match, "years")
        pieces.append(f" and remain valid for {years} year{'s' * (years > 1)}")
    if match["old"]:
        former = "the former " if match["former"] else ""
        pieces += [
            f", and {former}",
            Run(*match.span("old"), then="post" if former else "clause"),
            " shall be repealed at the same time",
        ]
    return [*pieces, "." if text.endswith("。") else ""]


# --- definitions: 本办法所称公共数据，是指… ---

_DEFINITION = late(
    r"本(?P<rules>法|条例|办法|规定|细则|规则)(?:中)?所称的?(?P<what>[^，。；：]{1,40}?)[，,]?(?:是指|系指|包括(?P<includes>))"
    r"(?P<means>[^。；]{3,200}?)(?P<end>[。；]?)$"
)
_FOR_RULES = {
    "法": "this Law", "条例": "these Regulations", "办法": "these Measures", "规定": "these Provisions",
    "细则": "these Detailed Rules", "规则": "these Rules",
}  # fmt: skip


def _definition(text: str, at: int) -> list[str | Run] | None:
    """Cut a sentence that says what a word of a law means; None for any other."""
    match = _DEFINITION.match(text, at)
    if match is None:
        return None
    means = " includes " if match["includes"] is not None else " means "
    return [
        f"For the purposes of {_FOR_RULES[match['rules']]}, the term ",
        Run(*match.span("what"), then="owned"),
        means,
        Run(*match.span("means"), then="noun"),
        match["end"].translate(_ENDS),
    ]


# --- units of tables: （单位：万元） ---

_FACTORS = {"": "", **{word: f"{factor} " for word, factor in listed("fixed", "factor").items()}}
_UNITS = listed("fixed", "unit")
_MONEY = frozenset({"元", "人民币元", "元人民币", "美元", "港元", "欧元", "日元"})
_UNIT = (
    rf"(?:(?:{'|'.join(sorted(filter(None, _FACTORS), key=len, reverse=True))})?"
    rf"(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?:人民币)?|[%％‰℃])"
)
_TABLE_UNIT = late(
    rf"(?<!{_BLANK})(?P<before>{_BLANK}*)(?P<open>[（(])?(?:计量|货币|金额)?单位{_BLANK}*[：:]{_BLANK}*"
    rf"(?P<units>(?:人民币)?{_UNIT}(?:{_BLANK}*[、，,/；;]{_BLANK}*{_UNIT}){{0,5}})(?(open)[）)]|$)"
)
_ONE_UNIT = late(
    rf"(?:(?!千克)(?P<factor>{'|'.join(sorted(filter(None, _FACTORS), key=len, reverse=True))}))?"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?:人民币)?|(?P<sign>[%％‰℃])"
)
_SIGNS = {"%": "%", "％": "%", "‰": "‰", "℃": "°C"}
_BARE_UNIT = late(rf"(?<=[\u4e00-\u9fff{NAME}]){_BLANK}*[（(]{_BLANK}*(?P<units>{_UNIT}){_BLANK}*[）)]$")
"""What a column or a row is counted in: 授权量（件）."""
_COMPARED = {"同比": "Year on year", "环比": "Over the previous period"}
_COMPARISON = late(rf"(?P<word>同比|环比)(?=$|{_BLANK}*[（(])")


def _comparison(text: str) -> Iterator[Form]:
    """Yield what a column compares with, if that is all that its head says."""
    match = _COMPARISON.match(text)
    if match and (match.end() == len(text) or _BARE_UNIT.match(text, match.end())):
        yield Form(0, match.end(), _COMPARED[match["word"]])


def _units(text: str, at: int) -> Iterator[Form]:
    for match in _TABLE_UNIT.finditer(text, at):
        if not match["open"] and match.start() and not match["before"]:
            continue
        if not (names := _unit_names(match["units"])):
            continue
        alone = match.start() == 0
        words = f"{'Unit' if alone and not match['open'] else 'unit'}: {names}"
        brackets = bool(match["open"]) or not alone
        space = " " if match.start() > at or (at and not text[:at].endswith(" ")) else ""
        yield Form(
            match.start(),
            match.end(),
            f"{space if brackets and not alone else ''}{f'({words})' if brackets else words}",
        )
    if bare := _BARE_UNIT.search(text, at):
        yield Form(bare.start(), bare.end(), f" ({_unit_names(bare['units'])})")


def _unit_names(units: str) -> str:
    """Return units in English; "" if it is not clear what a stroke between them means."""
    said, before, at = "", "", 0
    for unit in _ONE_UNIT.finditer(units):
        name = _SIGNS[unit["sign"]] if unit["sign"] else _FACTORS[unit["factor"] or ""] + _UNITS[unit["unit"]]
        if not said:
            said = name
        elif "/" not in units[at : unit.start()] or unit["sign"] or before:
            said += f", {name}"
        elif unit["unit"] in _MONEY:
            return ""
        else:
            said += f" per {name if unit['factor'] else _SINGULAR.sub('', name)}"
        before, at = unit["sign"] or "", unit.end()
    return said


_SINGULAR = late("s(?= of age$|$)")


# --- appointments: 任命甲为乙 ---

_SEX = r"(?:[（(][男女][）)])?"
_PEOPLE = rf"(?P<people>{PERSON}{_SEX}(?:[、和及]{PERSON}{_SEX})*)(?P<comrade>同志)?"
_POST = rf"(?P<post>{NAME}|[^，。；：{PERSON}]{{2,60}}?)(?P<trial>[（(]试用期[一二三半]年[）)])?"
_FOR_YEARS = "(?:[，,]聘期(?P<years>[一二三四五])年)?"
_END_OF_ACT = r"(?=[，；。]|$)"
_ACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("appointed ", late(rf"(?:决定)?任命{_PEOPLE}(?:为|担任|任){_POST}{_END_OF_ACT}")),
    ("removed from the {posts} of ", late(rf"(?:决定)?免去{_PEOPLE}的?{_POST}的?职务{_END_OF_ACT}")),
    ("removed from the {ranks} of ", late(rf"(?:决定)?免去{_PEOPLE}的?{_POST}的?职级{_END_OF_ACT}")),
    (
        "permitted, as requested, to resign from the {posts} of ",
        late(rf"(?:决定)?接受{_PEOPLE}辞去(?:其)?{_POST}的?职务的请求{_END_OF_ACT}"),
    ),
    ("elected ", late(rf"选举{_PEOPLE}为{_POST}{_END_OF_ACT}")),
    ("elected | in a by-election", late(rf"补选{_PEOPLE}为{_POST}{_END_OF_ACT}")),
    ("appointed ", late(rf"(?:决定)?聘任{_PEOPLE}(?:为|担任|任){_POST}{_FOR_YEARS}{_END_OF_ACT}")),
    ("appointed ", late(rf"{_PEOPLE}任(?![命期职务教何]){_POST}{_END_OF_ACT}")),
)
_MORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("appointed ", late(rf"任命其(?:为|担任|任){_POST}{_END_OF_ACT}")),
    ("removed from the {posts} of ", late(rf"免去其(?![中他余])的?{_POST}的?职务{_END_OF_ACT}")),
    ("removed from the {ranks} of ", late(rf"免去其(?![中他余])的?{_POST}的?职级{_END_OF_ACT}")),
    ("nominated as a candidate for ", late(rf"提名为?{_POST}(?:候选人|人选){_END_OF_ACT}")),
    ("no longer {serves} as ", late(rf"不再(?:担任|任){_POST}(?:的?职务)?{_END_OF_ACT}")),
    ("no longer concurrently {serves} as ", late(rf"不再兼任{_POST}(?:的?职务)?{_END_OF_ACT}")),
)
"""What else is done to the people of the act before."""
_TAILS = {
    "退休": ("retires", "retire"),
    "到龄退休": ("retires on reaching retirement age", "retire on reaching retirement age"),
    "另有任用": ("will be given another post",) * 2,
    "另有任职": ("will be given another post",) * 2,
}
_TAIL = late(f"(?:{'|'.join(sorted(_TAILS, key=len, reverse=True))}){_END_OF_ACT}")
_PERSON = late(f"{PERSON}(?P<sex>{_SEX})")
_TRIALS = {
    "一": "one year",
    "二": "two years",
    "三": "three years",
    "四": "four years",
    "五": "five years",
    "半": "six months",
}


_HOW_DECIDED = {
    "": "", "表决": " by vote", "无记名投票表决": " by secret ballot", "审议": " after deliberation",
}  # fmt: skip
_VOTED = "无记名投票表决|表决"
_DECIDED = late(
    rf"(?P<body>[^，。；：]{{1,40}}?(?:会议|委员会|常委会))(?:于(?P<day>(?:[0-9]{{4}}年)?[0-9]{{1,2}}月[0-9]{{1,2}}日))?(?P<how1>{_VOTED})?通过[，：:]"
    r"(?:决定[，：:]?)?(?=任命|免去)|"
    rf"(?P<who>(?!经)[^，。；：]{{0,40}}?(?:会议|委员会|常委会|政府|{NAME}))(?:经?(?P<how2>{_VOTED})(?:通过)?|经?(?P<how3>审议))?[，,]?(?:决定)[，：:]?(?=任命|免去|{PERSON}(?:同志)?任)"
    rf"|(?P<elects>[^，。；：]{{0,20}}?(?:大会|会议|代表大会|{NAME}))(?=选举|补选)"
    rf"|经(?P<by>[^，。；：]{{1,40}}?)(?:研究|(?P<how4>审议))(?:决定)?[，：:](?:决定[，：:]?)?(?=任命|免去|聘任|{PERSON}(?:同志)?任)"
    rf"|经(?P<approved>[^，。；：]{{1,30}}?)批准[，：:](?:决定[，：:]?)?(?=任命|免去|{PERSON}(?:同志)?任)"
)
"""Who decided: the acts follow."""
_LISTED = late("(?:决定)?(?:任命|免去)[：:]")
_HOLDER = late(
    rf"{_PEOPLE}为(?P<post>{NAME}(?!\w)|[^，。；：]{{2,60}}?(?:[长员任记官事理表授席]|{NAME}))"
    rf"(?P<trial>[（(]试用期[一二三半]年[）)])?{_END_OF_ACT}"
)
"""Somebody in a list of appointments: 张三为副局长."""
_REMOVED = late(rf"{_PEOPLE}的{_POST}的?职务{_END_OF_ACT}")
"""Somebody in a list of removals: 张三的副局长职务."""


def _appointments(text: str) -> list[str | Run] | None:
    """Cut a sentence that does nothing but appoint and remove people of the term base; None if it does more."""
    lead: list[str | Run] = []
    at, several, be = 0, False, ""
    if decided := _DECIDED.match(text):
        at = decided.end()
        how = _HOW_DECIDED[next(filter(None, decided.group("how1", "how2", "how3", "how4")), "")]
        if decided["body"]:
            day: list[str | Run] = [" ", Run(*decided.span("day"), then="day")] if decided["day"] else []
            lead, be = [Run(*decided.span("body"), then="start"), f" decided{how}", *day, " that "], "be"
        elif decided["who"]:
            lead, be = [Run(*decided.span("who"), then="start"), f" decided{how} that "], "be"
        elif decided["elects"]:
            lead = ["At ", Run(*decided.span("elects"), then="noun"), ", "]
        elif decided["by"]:
            lead = ["By decision of ", Run(*decided.span("by"), then="noun"), f"{how}, "]
        else:
            lead = ["With the approval of ", Run(*decided.span("approved"), then="noun"), ", "]
    acts = _ACTS
    if listed := _LISTED.match(text, at):
        acts, at = _acts_of_list(listed[0]), listed.end()
    pieces: list[str | Run] = []
    while at < len(text) and text[at:] not in ("。", "；"):
        if pieces:
            at += 1  # the mark between two acts
        for number, (act, pattern) in enumerate((*acts, *_MORE)):
            if (match := pattern.match(text, at)) and (pieces or number < len(acts)):
                if number < len(acts):
                    several = match["people"].count(PERSON) > 1
                    comrade = f"Comrade{'s' * several} " if match["comrade"] else ""
                    pieces += [
                        (f"; {'that ' * bool(be)}" if pieces else "") + comrade,
                        *_people(text, *match.span("people")),
                    ]
                    pieces.append(f" {be or ('are' if several else 'is')} ")
                else:
                    pieces.append(" and ")
                held = list(_posts(text, *match.span("post")))
                plural = "s" if held[1:] or "和" in match["post"] else ""
                serves = "serve" if several or be else "serves"
                words, _, end = act.format(posts=f"post{plural}", ranks=f"rank{plural}", serves=serves).partition("|")
                pieces.append(words)
                for number, post in enumerate(held):
                    pieces += [" and " if number == len(held) - 1 else ", "] * (number > 0) + [post]
                pieces.append(end)
                if match["trial"]:
                    pieces.append(f" (on probation for {_TRIALS[match['trial'][4]]})")
                if years := match.groupdict().get("years"):
                    pieces.append(f" for a term of {_TRIALS[years]}")
                break
        else:
            match = _TAIL.match(text, at) if pieces else None
            if match is None:
                return None
            pieces.append(f" and {_TAILS[match[0]][several or bool(be)]}")
        at = match.end()
    return [*lead, *pieces, text[at:].translate(_ENDS)] if pieces else None


def _acts_of_list(opening: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what a list that opens like this can say of each person, 任命：张三为… or 免去：张三的…职务."""
    return (*_ACTS, ("removed from the {posts} of ", _REMOVED) if "免去" in opening else ("appointed ", _HOLDER))


def _posts(text: str, start: int, end: int) -> Iterator[Run]:
    """Yield the posts of a row, 副市长、市公安局局长; what ends with no rank belongs to the one before."""
    at = start
    for mark in re.finditer("、", text[start:end]):
        if _RANKED.search(text[at : start + mark.start()]) and _RANKED.search(text[start + mark.end() : end]):
            yield Run(at, start + mark.start(), then="post")
            at = start + mark.end()
    yield Run(at, end, then="post")


_RANKED = late(f"[长员任记官事理席]$|{NAME}$")


def _people(text: str, start: int, end: int) -> Iterator[str | Run]:
    people = list(_PERSON.finditer(text, start, end))
    for number, match in enumerate(people):
        if number:
            yield " and " if number == len(people) - 1 else ", "
        yield Run(match.start(), match.start() + 1)
        if match["sex"]:
            yield " (male)" if "男" in match["sex"] else " (female)"

"""What rose and what fell, compared with when, and more or less than: which of them differ. Part of the family ``values``."""

import re
from collections.abc import Iterator
from typing import Literal

from workflow.checks.figures import Figure, Pair

Difference = tuple[Literal["error", "warning"], str]


def differences(pair: Pair) -> Iterator[Difference]:
    """What the target says otherwise of directions, comparisons and approximations, with English on the one side."""
    yield from _directions(pair)
    yield from _comparisons(pair)
    yield from _approximations(pair)


# --- directions -------------------------------------------------------------------------------------------------------------

_ZH_DIRECTION = re.compile(
    "(?P<neither>高于|低于|多于|少于|不低|不高|减缴|减免|减排|减税|降费|提高审查)"
    "|(?P<down>负增长|下降|减少|降低|下滑|下跌|下调|缩短|回落|降至|降到|减至|减到|缩小|萎缩|压减|压缩|减半|降幅|跌幅|比[^，。；]{1,15}?[低少](?![于])|跌(?!宕))"
    "|(?P<up>增长|净增|同比增|环比增|增速|增幅|涨幅|增加|上升|提高|上涨|攀升|上调|扩大|回升|提升|增至|升至|延长|翻番|翻了?[一两]番|比[^，。；]{1,15}?[高多](?![于达级新样元]))"
)
_EN_DIRECTION = re.compile(
    r"(?P<neither>\b(?:more|fewer|less|higher|lower|greater)[ ]than[ ](?:(?:a|one)[ ](?!year|month|quarter|week)|[0-9$€£]|RMB|half|two|three|four|five|six|seven|eight|nine|ten)"
    r"|\b(?:at|no)[ ](?:least|less|more|fewer|lower|higher)\b|\bup[ ]to\b|\bcut[ -]off\b|\bmore[ ]or[ ]less\b|\bvalue[- ]added\b|\badded[- ]value\b|\bdownload\w*)"
    r"|(?P<down>\b(?:down(?!load|town|stream|time)\w*|f[ae]ll(?:s|en|ing)?|dropp?(?:s|ed|ing)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|shr[iau]nk(?:s|ing)?"
    r"|reduc(?:e|es|ed|ing|tions?)|cut(?:s|ting)?|lower(?:s|ed|ing)?|fewer|less|dipp?(?:s|ed|ing)?|slip(?:s|ped|ping)?|short(?:en|ens|ened|ening|er)|contract(?:ed|ion)"
    r"|sli[d]e?s?|slump(?:ed)?|plung(?:e|ed)|plummet(?:ed)?|halv(?:e|es|ed|ing)|below|off|shed|lighter|curtail(?:ed)?|diminish(?:ed)?|loss|lost|smaller)\b)"
    r"|(?P<up>\b(?:up|r[io]se(?:s|n)?|rising|increas(?:e|es|ed|ing|ingly)|gr(?:ow|ows|ew|own|owing|owth)|climb(?:s|ed|ing)?|gain(?:s|ed|ing)?|jump(?:s|ed|ing)?"
    r"|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|expan(?:d|ds|ded|sion)|higher|more|improv(?:e|es|ed|ing|ement)|rais(?:e|es|ed|ing)|lift(?:s|ed|ing)?|advanc(?:e|ed)|extend(?:s|ed|ing)?"
    r"|add(?:s|ed|ing)?|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|trebl(?:e|es|ed|ing)|above|longer|larger|greater|boost(?:ed)?|enhanc(?:e|ed)|upward)\b)",
    re.IGNORECASE,
)
_ZH_CLAUSE_END = re.compile("[，。；：！？,;（）()]")
_EN_CLAUSE_END = re.compile(r"[,;:()—–!?]|\.(?=\s|$)|\b(?:and|but|while|whereas|although)\b")
_OPPOSITE = {"up": "down", "down": "up"}
_SAYS_HOW_MUCH = re.compile("[0-9半倍番成]|[一二三四五六七八九十百千万亿][个倍成件人家项]")


def _directions(pair: Pair) -> Iterator[Difference]:
    """Errors where a figure rises in the source and falls in the target, or the other way round."""
    if not _SAYS_HOW_MUCH.search(pair.source):
        return
    here = _kinds(_ZH_DIRECTION, pair.source)
    if not here & {"up", "down"}:
        return
    there = _kinds(_EN_DIRECTION, pair.target)
    if len(here) == 1 and not there & here and there & {_OPPOSITE[way] for way in here if way in _OPPOSITE}:
        yield "error", _told(next(iter(here)))
        return
    for figure in pair.expected:
        ways = _kinds(_ZH_DIRECTION, _source_clause(pair.source, figure))
        if len(ways) != 1 or "neither" in ways:
            continue
        way = next(iter(ways))
        around = [_kinds(_EN_DIRECTION, _target_clause(pair.target, other)) for other in pair.counterparts(figure)]
        if around and all(way not in kinds and _OPPOSITE[way] in kinds for kinds in around):
            yield "error", f"{' '.join(figure.text.split())}: {_told(way)}"
            return


def _told(way: str) -> str:
    goes, not_so = ("rises", "falls") if way == "up" else ("falls", "rises")
    return f"what {goes} in the source {not_so} in the translation"


def _kinds(pattern: re.Pattern[str], text: str) -> set[str]:
    return {match.lastgroup or "" for match in pattern.finditer(text)}


def _source_clause(source: str, figure: Figure) -> str:
    """The words before a figure in its clause, to the figure before it at most."""
    before = source[max(0, figure.start - 40) : figure.start]
    ends = [match.end() for match in _ZH_CLAUSE_END.finditer(before)]
    return before[ends[-1] if ends else 0 :]


def _target_clause(target: str, figure: Figure) -> str:
    before = target[max(0, figure.start - 80) : figure.start]
    after = target[figure.end : figure.end + 60]
    starts = [match.end() for match in _EN_CLAUSE_END.finditer(before)]
    end = _EN_CLAUSE_END.search(after)
    return (
        before[starts[-1] if starts else 0 :]
        + target[figure.start : figure.end]
        + after[: end.start() if end else None]
    )


# --- comparisons ------------------------------------------------------------------------------------------------------------

_YEAR_BEFORE = re.compile("同比|上年同期|去年同期|比上年(?![末底])|比去年(?![末底])")
_PERIOD_BEFORE = re.compile("环比|比上月|比上季度|较上月|较上季度")
_EN_YEAR_BEFORE = re.compile(
    r"\byear[- ]on[- ]year\b|\byear[- ]over[- ]year\b|\byoy\b|\by/y\b|\bon[ ](?:the|a)[ ]year\b|\byear[- ](?:earlier|before|ago)\b"
    r"|\b(?:last|previous|prior|preceding|same|corresponding|comparable|annual|annually|annualized)\b|\bthan[ ]in[ ][0-9]{4}\b|\b(?:from|over|against|on)[ ][0-9]{4}\b"
    r"|\ba[ ]year\b|\byearly\b|\byear[ ]to[ ]year\b",
    re.IGNORECASE,
)
_EN_PERIOD_BEFORE = re.compile(
    r"\b(?:month|quarter|week)[- ](?:on|over)[- ](?:month|quarter|week)\b|\b(?:mom|qoq|m/m|q/q)\b|\bon[ ](?:the|a)[ ](?:month|quarter)\b"
    r"|\b(?:last|previous|prior|preceding)[ ](?:month|quarter|week|period)\b|\b(?:month|quarter|week)[ ](?:earlier|before|ago)\b|\bmonthly\b|\bquarterly\b",
    re.IGNORECASE,
)
_EN_EXACTLY_YEAR = re.compile(
    r"\byear[- ]on[- ]year\b|\byear[- ]over[- ]year\b|\byoy\b|\byear[ ](?:earlier|before|ago)\b|\b(?:previous|last|preceding)[ ]year\b",
    re.IGNORECASE,
)


def _comparisons(pair: Pair) -> Iterator[Difference]:
    year, period = _YEAR_BEFORE.search(pair.source), _PERIOD_BEFORE.search(pair.source)
    says_year, says_period = _EN_YEAR_BEFORE.search(pair.target), _EN_PERIOD_BEFORE.search(pair.target)
    if year and not period and not _EN_EXACTLY_YEAR.search(pair.target) and says_period:
        yield "error", f"{year[0]} compares with the year before, the translation with the {says_period[0]}"
    elif year and not says_year:
        yield "warning", f"{year[0]}: the translation does not say that it compares with the year before"
    if period and not year and not says_period:
        severity: Literal["error", "warning"] = "error" if _EN_EXACTLY_YEAR.search(pair.target) else "warning"
        yield severity, f"{period[0]}: the translation does not say that it compares with the month or quarter before"


# --- approximations ---------------------------------------------------------------------------------------------------------

_ZH_LESS = re.compile(
    "(?:近(?!期|日|年|来)|将近|接近|不足|不到|未满|未达|未超过|不超过|不多于|少于|低于|逼近|至多|最多)[了约为]{0,2}$"
)
_ZH_MORE = re.compile(
    "(?:(?<!不)(?<!未)超过?|(?<!不)超出|逾(?!期)|突破|(?<!不)高于|(?<!不)多于|至少|不少于|不低于|不下|大于)[了约为达]{0,2}$"
)
_ZH_ABOUT = re.compile("(?:约|大约|约为|大概|左右)[为]?$")
_ZH_AFTER = re.compile(
    r"[ ]?(?P<more>[多余]|几(?=[万亿个]))?(?:[十百千]?[万亿]){0,2}[%]?(?:个百分点|[一-龥]{0,3}?)(?:(?P<above>以上|有余|之多)|(?P<below>以下|以内|之内)|(?P<about>左右|上下))?"
)
_EN_LESS = re.compile(
    r"\b(?:near(?:ly|s|ed|ing)?|almost|close[ ]to|approach\w*|under|less|fewer|below|up[ ]to|short[ ]of|not[ ]quite|within|no[ ]more|maximum|most|not[ ]exceed\w*|nearing|lower|just[ ]shy"
    r"|or[ ](?:less|fewer|under|below)|smaller|minors?|younger|not[ ]over|capped)\b",
    re.IGNORECASE,
)
_EN_MORE = re.compile(
    r"\b(?:over|more|above|upwards?|excess|exceed\w*|(?:at|no)[ ]least|no[ ](?:less|fewer)|not[ ](?:less|fewer)|or[ ](?:more|higher|above|older|over|better)|surpass\w*|pass(?:ed|es|ing)?|topp?(?:ed|s|ing)?"
    r"|past|beyond|greater|broke\w*|break\w*|crossed|barrier|minimum|higher|odd|plus|upper|hit|overtook|longer|or[ ]so|some|dozens|hundreds|thousands|millions)\b|[0-9]\+",
    re.IGNORECASE,
)
_EN_ABOUT = re.compile(
    r"\b(?:about|around|some|approximately|roughly|or[ ]so|estimated|circa|nearly|almost|near|about|approx|an?[ ]average|close[ ]to|over|more|up[ ]to|or)\b|~|≈",
    re.IGNORECASE,
)
_NOT_MORE = re.compile(r"\b(?:no|not)[ ](?:more|over|higher|greater|longer|above|exceed\w*)\b", re.IGNORECASE)
_NOT_LESS = re.compile(r"\b(?:no|not)[ ](?:less|fewer|lower|under|below)\b", re.IGNORECASE)


def _approximations(pair: Pair) -> Iterator[Difference]:
    """Warnings where nearly, more than or about is lost or has become its opposite."""
    told = 0
    for figure in pair.expected:
        way = _zh_way(pair.source, figure)
        others = pair.counterparts(figure)
        if not way or not others or told == 3:
            continue
        around = [_around(pair.target, other) for other in others]
        more = [_EN_MORE.search(_NOT_MORE.sub(" ", text)) is not None for text in around]
        less = [
            _EN_LESS.search(_NOT_LESS.sub(" ", text)) is not None or _NOT_MORE.search(text) is not None
            for text in around
        ]
        about = [_EN_ABOUT.search(text) is not None for text in around]
        text = " ".join(figure.text.split())
        if way == "more" and not any(more) and all(less):
            told += 1
            yield "warning", f"{text} or more in the source, less in the translation"
        elif way == "less" and not any(less) and all(more):
            told += 1
            yield "warning", f"{text} or less in the source, more in the translation"
        elif not any((*more, *less, *about)):
            told += 1
            yield (
                "warning",
                f"{text} is {'about so much' if way == 'about' else way} in the source, exact in the translation",
            )


def _zh_way(source: str, figure: Figure) -> str:
    before = source[max(0, figure.start - 6) : figure.start]
    start = figure.start
    if start and source[start - 1 : start + 1] == "第":
        return ""
    for way, pattern in (("less", _ZH_LESS), ("more", _ZH_MORE), ("about", _ZH_ABOUT)):
        if pattern.search(before):
            return way
    written = source[figure.start : figure.end + 1]
    after = _ZH_AFTER.match(source, figure.end)
    if after and (after["more"] or after["above"] or "多" in written or "余" in written):
        return "more"
    if after and after["below"]:
        return "less"
    return "about" if after and after["about"] else ""


def _around(target: str, figure: Figure) -> str:
    before = target[max(0, figure.start - 35) : figure.start]
    return before + target[figure.start : figure.end] + target[figure.end : figure.end + 30]

"""To whom a notice is addressed: 各市、县人民政府，省政府各部门、各直属机构：, a line of fixed words."""

import re
from collections.abc import Sequence

from workflow.contracts import NAME
from workflow.languages.english.composing import offices
from workflow.languages.english.composing.shapes import Run
from workflow.patterns import late

_PLACES = {
    "省": "provinces", "自治区": "autonomous regions", "直辖市": "municipalities", "市": "cities", "州": "prefectures",
    "县": "counties", "区": "districts", "乡": "townships", "镇": "towns", "街道": "subdistricts",
}  # fmt: skip
_PLACE_NAMES = "|".join(sorted(_PLACES, key=len, reverse=True))
_SEATS = {
    "人民政府": "the people's governments of all {}", "党委": "the Party committees of all {}",
    "街道办事处": "all subdistrict offices",
    "党委和人民政府": "the Party committees and people's governments of all {}",
}  # fmt: skip
_OF_PLACES = late(
    rf"各(?P<places>(?:{_PLACE_NAMES})(?:[、和]?(?:{_PLACE_NAMES}))*)(?:[（(](?P<also>(?:{_PLACE_NAMES})(?:[、和](?:{_PLACE_NAMES}))*)[）)])?"
    r"(?P<seat>党委和人民政府|人民政府|党委)"
)
_WHOSE = {
    "省政府": "the Provincial Government", "市政府": "the Municipal Government", "县政府": "the County Government",
    "区政府": "the District Government", "省委": "the Provincial Party Committee",
    "市委": "the Municipal Party Committee", "国务院": "the State Council", "委": "the Commission", "局": "the Bureau",
    "厅": "the Department", "部": "the Ministry", "机关": "the headquarters", "局机关": "the Bureau's headquarters",
    "厅机关": "the Department's headquarters",
}  # fmt: skip
_UNITS_OF = {
    "部门": "departments", "直属机构": "directly affiliated institutions", "直属单位": "directly affiliated units",
    "有关单位": "relevant units", "相关单位": "relevant units", "单位": "units", "部委": "ministries and commissions",
    "处室": "divisions", "科室": "sections", "高等院校": "institutions of higher learning",
    "高等学校": "institutions of higher learning", "高校": "institutions of higher learning",
    "有关部门": "relevant departments", "相关部门": "relevant departments", "企业": "enterprises",
    "有关企业": "relevant enterprises", "街道办事处": "subdistrict offices", "人民团体": "people's organizations",
    "会员单位": "member units", "事业单位": "public institutions", "直属企业": "directly affiliated enterprises",
    "司局": "departments", "分公司": "branches", "子公司": "subsidiaries", "支行": "sub-branches",
    "商业银行": "commercial banks", "银行业金融机构": "banking institutions", "用人单位": "employers",
    "业主": "owners", "成员单位": "member units", "中小学校": "primary and secondary schools", "学校": "schools",
    "学院": "colleges", "医疗机构": "medical institutions", "医疗卫生机构": "medical and health institutions",
    "纳税人": "taxpayers",
}  # fmt: skip
_ANYBODYS, _ANY_UNIT = ("|".join(sorted(words, key=len, reverse=True)) for words in (_WHOSE, _UNITS_OF))
_UNIT_OF = late(
    rf"(?P<whose>{_ANYBODYS}|{NAME})?各(?P<unit>{_ANY_UNIT})"
    r"|中央驻(?P<where>[省市县区])各?(?P<which>有关|相关)?单位"
)
_FIELD = "|".join(sorted(offices.FIELDS, key=len, reverse=True))
_BODY = "厅|局|委(?:员会)?"
_DEPARTMENT = late(rf"(?P<field>{_FIELD})(?P<body>{_BODY})(?:[（(](?P<also>(?:{_BODY})(?:[、，](?:{_BODY}))*)[）)])?")
_ONE = re.sub(r"\?P<\w+>", "?:", _DEPARTMENT.pattern)
_DEPARTMENTS = late(
    rf"各(?P<places>(?:{_PLACE_NAMES})(?:[、和](?:{_PLACE_NAMES}))*)(?P<listed>[及和、]计划单列市)?"
    rf"(?P<what>{_ONE}(?:、{_ONE})*)"
)
_BODIES = {"厅": "departments", "局": "bureaus", "委": "commissions", "委员会": "commissions"}


def _department(field: str, body: str, also: str | None) -> str:
    """Return departments of local governments: 财政厅（局） are the finance departments (bureaus)."""
    others = ", ".join(_BODIES[each] for each in re.split("[、，]", also)) if also else ""
    fields = re.sub(r"(?<!Overseas )\b(?!Chinese)[A-Z](?=[a-z])", lambda match: match[0].lower(), offices.FIELDS[field])
    return f"the {fields} {_BODIES[body]}{f' ({others})' if others else ''}"


_WHERE = {
    "省": "province", "市": "city", "县": "county", "区": "district",
}  # fmt: skip


def english(text: str) -> list[str | Run] | None:
    """Return the English of a line that only says to whom a notice is addressed; None for any other."""
    if not text.endswith(("：", ":")) or not text.startswith(("各", NAME, *_WHOSE)):
        return None
    said: list[list[str | Run]] = []
    at, end = 0, len(text) - 1
    while at < end:
        if match := _OF_PLACES.match(text, at, end):
            names = [_PLACES[each] for each in re.findall(_PLACE_NAMES, match["places"])]
            also = [_PLACES[each] for each in re.findall(_PLACE_NAMES, match["also"] or "")]
            places = _row(names) + (f" ({', '.join(also)})" if also else "")
            said.append([_SEATS[match["seat"]].format(places)])
        elif match := _DEPARTMENTS.match(text, at, end):
            places = _row([_PLACES[each] for each in re.findall(_PLACE_NAMES, match["places"])])
            if match["listed"]:
                places = f"{places.replace(' and ', ', ')} and cities separately listed in the state plan"
            kinds = [_department(*each.groups()) for each in _DEPARTMENT.finditer(match["what"])]
            said.append([f"{_row(kinds)} of all {places}"])
        elif match := _UNIT_OF.match(text, at, end):
            if match["where"]:
                which = "all relevant" if match["which"] else "all"
                said.append([f"{which} central government units in the {_WHERE[match['where']]}"])
            else:
                units = f"all {_UNITS_OF[match['unit']]}"
                if match["whose"] == NAME:
                    said.append([f"{units} of the ", Run(*match.span("whose"), then="owned")])
                else:
                    said.append([units + (f" of {_WHOSE[match['whose']]}" if match["whose"] else "")])
        else:
            return None
        at = match.end()
        if at < end and text[at] not in "、，,":
            return None
        at += 1
    pieces: list[str | Run] = []
    for number, each in enumerate(said):
        comma = "," * (len(said) > 2)
        pieces += [f"{comma} and " if number == len(said) - 1 else ", "] * (number > 0) + each
    first = str(pieces[0])
    return [first[0].upper() + first[1:], *pieces[1:], ":"]


def _row(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + f" and {words[-1]}" if words[1:] else words[0]

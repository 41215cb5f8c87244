"""To whom a notice is addressed: 各市、县人民政府，省政府各部门、各直属机构：, a line of fixed words."""

import re
from collections.abc import Sequence

from workflow.contracts.composing import NAME
from workflow.languages.english.composing import offices
from workflow.languages.english.composing.shapes import Run
from workflow.languages.english.composing.words import listed
from workflow.patterns import late

_PLACES = listed("addressees", "place")
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
_WHOSE = listed("addressees", "whose")
_UNITS_OF = listed("addressees", "unit")
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

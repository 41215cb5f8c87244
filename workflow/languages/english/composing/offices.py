"""Local offices, whose names follow one pattern: 市公安局 is the Municipal Public Security Bureau.

No term base has the offices of 3,000 counties. What they are called is known nevertheless: a place or a level, a field
and a kind of office. A machine invents another name in each sentence.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from workflow.contracts.facts import ONE
from workflow.languages.chinese.numbers import numeral_values
from workflow.languages.english.composing import places
from workflow.languages.english.composing.words import listed
from workflow.model import HAN
from workflow.patterns import late


class Office(NamedTuple):
    """An office in a text: where, its English, and whether its place is known."""

    start: int
    end: int
    english: str
    sure: bool


FIELDS = listed("offices", "field")
"""What local offices are responsible for."""
_BODIES = {
    "局": "Bureau", "厅": "Department", "委员会": "Commission", "委": "Commission", "管理局": "Administration",
    "办公室": "Office",
}  # fmt: skip
_WHOLE = listed("offices", "whole")
LEVELS = listed("offices", "level")


NO_PLACE = (
    "的和与及在为等各全部分地多个两三数某该本我其到至从由对将国有级向经据以报请让被把同任原现新老城县市区省跨进入辖"
)
"""What no name of a place has in it; most are what may stand before one."""


@cache
def _pattern() -> re.Pattern[str]:
    fields = "|".join(sorted(FIELDS, key=len, reverse=True))
    whole = "|".join(sorted(_WHOLE, key=len, reverse=True))
    name = rf"(?:(?![{NO_PLACE}])(?:{HAN.pattern})){{2,3}}"
    return re.compile(
        rf"(?P<place>(?!自治){name})?(?P<level>自治区|自治州|[省市县区州])"
        rf"(?:(?P<whole>{whole})|(?P<field>{fields})(?P<body>局|厅|委员会|委(?!托|派)|管理局|办公室))(?![长内外下员托派任])"
    )


_BEFORE = late(
    r"(?:^|[^\w\u4e00-\u9fff]|[和与及由从向经报在对请任为据让被把同给到是兼属按免送达赴至往询的]|获悉|通知|联合|根据|会同|报告|批准|决定|任命|其)$"
)
"""What may stand before the level of an office: 本市公安局 and 城市管理局 are others."""


def found(text: str) -> Iterator[Office]:
    """Yield the local offices of a text, in order, without overlaps."""
    yield from at_a_level(text, _pattern(), _english)
    yield from at_a_level(text, _session(), _met)


LEVEL = "\ue005"
"""What stands for a level inside the English of what is behind it."""


def at_a_level(text: str, pattern: re.Pattern[str], english: Callable[[re.Match[str]], str]) -> Iterator[Office]:
    """Yield what a text has behind a level (市) with or without its place, in order, without overlaps.

    Args:
        text: The text.
        pattern: Finds them: a ``place`` or none, a ``level``, and what is behind it.
        english: Returns the English of what stands behind the level, with LEVEL where the level is in it if that
            is not before it.
    """
    at = 0
    within = {place.end: place for place in places.chains(text)}
    while match := pattern.search(text, at):
        at = match.start() + 1
        if chain := within.get(match.end("level")) or within.get(match.start("level")):
            of_party = text[match.end("level") : match.end()] == "委"
            if not (of_party and text.startswith(("书记", "副书记"), match.end())):
                said = f"{english(match).replace(f'{LEVEL} ', '')} of {chain.english}"
                yield Office(chain.start, match.end(), said, chain.sure)
                at = match.end()
            continue
        start, place, sure = match.start(), "", True
        if match["place"] and not _is_place(text, match):
            start = match.start("level")
        elif match["place"]:
            place, sure = in_latin(match["place"])
        if not place and not stands(text, start):
            continue
        said, level = english(match), f"{place} {LEVELS[match['level']]}".strip()
        yield Office(start, match.end(), said.replace(LEVEL, level) if LEVEL in said else f"{level} {said}", sure)
        at = match.end()


def stands(text: str, start: int) -> bool:
    """Return whether a name can start here."""
    return _BEFORE.search(text, max(0, start - 2), start) is not None


def _is_place(text: str, match: re.Match[str]) -> bool:
    if match["place"] in _known():
        return True
    return len(match["place"]) == 2 and not places.describes(match["place"]) and stands(text, match.start())


@cache
def _known() -> Mapping[str, str]:
    return places.cities()


def in_latin(place: str) -> tuple[str, bool]:
    """Return a place in Latin letters, and whether it is known and not only spelled."""
    known = _known().get(place)
    return (known, True) if known else (places.spelled(place), False)


def _english(match: re.Match[str]) -> str:
    """Return an office without its place and level."""
    if match["whole"]:
        return _WHOLE[match["whole"]]
    field, body = FIELDS[match["field"]], _BODIES[match["body"]]
    if match["body"] == "厅" or ((" and " in field or "," in field) and body == "Bureau"):
        return f"{body} of {field}"
    return f"{field} {body}"


# --- assemblies: 市第十五届人民代表大会第三次会议 ---

_ASSEMBLIES = {
    "人大常委会": f"Standing Committee of the {{}} {LEVEL} People's Congress",
    "人民代表大会常务委员会": f"Standing Committee of the {{}} {LEVEL} People's Congress",
    "人大": f"{{}} {LEVEL} People's Congress",
    "人民代表大会": f"{{}} {LEVEL} People's Congress",
    "政协": f"{{}} {LEVEL} Committee of the Chinese People's Political Consultative Conference",
    "政协常委会": f"Standing Committee of the {{}} {LEVEL} Committee of the Chinese People's Political Consultative "
    "Conference",
}


@cache
def _session() -> re.Pattern[str]:
    name = rf"(?:(?![{NO_PLACE}])(?:{HAN.pattern})){{2,3}}"
    return re.compile(
        rf"(?P<place>(?!自治){name})?(?P<level>自治区|自治州|[省市县区州])第?(?P<term>{_TERM})届"
        rf"(?P<body>{'|'.join(sorted(_ASSEMBLIES, key=len, reverse=True))})"
        rf"(?:第(?P<session>{_TERM})次(?P<full>全体)?会议)?(?![代委常][表员委]|换届)"
    )


def _met(match: re.Match[str]) -> str:
    """Return an assembly or one of its meetings."""
    body = _ASSEMBLIES[match["body"]].format(_nth(match["term"]))
    if not match["session"]:
        return body
    what = "Plenary Meeting" if match["full"] else "Meeting" if body.startswith("Standing") else "Session"
    return f"{_nth(match['session'])} {what} of the {body}"


def _nth(numeral: str) -> str:
    number = min(numeral_values(numeral), default=0) // ONE
    return f"{number}{'th' if 10 < number % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


# --- posts of which everybody knows the office: 常务副市长, 市委书记, 洪山区副区长 ---

_HEADS = {
    "省": ("Governor", "Vice Governor"), "市": ("Mayor", "Vice Mayor"), "县": ("County Head", "Deputy County Head"),
    "区": ("District Head", "Deputy District Head"), "州": ("Prefectural Governor", "Deputy Prefectural Governor"),
    "镇": ("Town Head", "Deputy Town Head"), "乡": ("Township Head", "Deputy Township Head"),
}  # fmt: skip
"""Who heads a local government, and the deputy."""
_PARTY_POSTS = {
    "书记": "Secretary", "副书记": "Deputy Secretary", "常务副书记": "Executive Deputy Secretary",
    "常委": "member of the Standing Committee",
}  # fmt: skip

_HONG_KONG = listed("offices", "hong_kong")
"""Who heads a department or bureau (司, 局) of the government of Hong Kong, and 副司长 and 副局长 are the deputies."""
_MACAO = listed("offices", "macao")
_ELSEWHERE_TOO = frozenset({"教育局", "发展局", "房屋局"})
"""Bureaus that other places have: their heads are those of Hong Kong only if the text says so."""
_UNDER_CHIEF = {"政务司": "Deputy Chief Secretary for Administration", "财政司": "Deputy Financial Secretary"}
_SECRETARY = late(
    rf"(?P<region>(?:(?P<hk>香港)|澳门)(?:特别行政区|特区)?(?:政府)?)?"
    rf"(?P<of>{'|'.join(sorted((*_HONG_KONG, *_MACAO), key=len, reverse=True))})(?P<deputy>副)?[司局]长"
)


def _secretaries(text: str) -> Iterator[Office]:
    """Yield the secretaries of the governments of Hong Kong and Macao."""
    for match in _SECRETARY.finditer(text):
        of, region = match["of"], match["region"]
        heads = _HONG_KONG if match["hk"] or (not region and of in _HONG_KONG) else _MACAO
        if of not in heads or of[-1] != match[0][-2] or not (region or _holds(text, match.start())):
            continue
        if not region and of in _ELSEWHERE_TOO:
            continue
        english = heads[of]
        if match["deputy"]:
            under = "Deputy" if of == "律政司" or heads is _MACAO else "Under"
            english = _UNDER_CHIEF.get(of) or f"{under} {english}"
        where = "Hong Kong" if heads is _HONG_KONG else "Macao"
        yield Office(
            match.start(),
            match.end(),
            english + (f" of the {where} Special Administrative Region" if region else ""),
            sure=True,
        )


_PARTY_HEADS = {
    "宣传部": "Publicity Department", "组织部": "Organization Department", "统战部": "United Front Work Department",
    "社会工作部": "Social Work Department",
}  # fmt: skip
_PARTY_HEAD = late(
    rf"(?P<of>{'|'.join(_PARTY_HEADS)})(?P<deputy>常务副|副)?部长|政法委(?P<rank>常务副书记|副书记|书记)"
)


def _party_heads(text: str) -> Iterator[Office]:
    """Yield who heads a department of a Party committee that is not named: 市委常委、宣传部部长."""
    for match in _PARTY_HEAD.finditer(text):
        if not _holds(text, match.start()):
            continue
        if match["rank"]:
            english = f"{_PARTY_POSTS[match['rank']]} of the Political and Legal Affairs Commission"
        else:
            english = f"{_held('Head', 'Deputy Head', match['deputy'], None)} of the {_PARTY_HEADS[match['of']]}"
        yield Office(match.start(), match.end(), english, sure=True)


@cache
def _post() -> re.Pattern[str]:
    name = rf"(?:(?![{NO_PLACE}])(?:{HAN.pattern})){{2,3}}"
    ranks = "|".join(sorted(_PARTY_POSTS, key=len, reverse=True))
    deputy, goes_on = "(?P<deputy>常务副|副)?", "(?![热信质办助级们专基奖论联特接公会期江远沙春])"
    return re.compile(
        rf"(?P<acting>代)?{deputy}(?P<head>[{''.join(_HEADS)}])长{goes_on}"
        rf"|(?P<place>(?!自治){name})(?P<kind>[县区镇乡])(?P<deputy2>常务副|副)?(?P=kind)长{goes_on}"
        rf"|(?P<where>(?!自治){name})?(?P<level>省|市|县|区|州|自治区党)委(?P<rank>{ranks})(?![会处])"
        rf"|自治区(?P<acting3>代)?(?P<deputy3>常务副|副)?主席"
    )


def posts(text: str) -> Iterator[Office]:
    """Yield the posts of a text whose office is the local government or Party committee, without overlaps."""
    yield from _secretaries(text)
    yield from _party_heads(text)
    at = 0
    while match := _post().search(text, at):
        post = _post_in(text, match)
        at = post.end if post else match.start() + 1
        if post:
            yield post


def _post_in(text: str, match: re.Match[str]) -> Office | None:
    start, sure = match.start(), True
    if match["head"]:
        head, deputy = _HEADS[match["head"]]
        english = _held(head, deputy, match["deputy"], match["acting"])
    elif match["kind"]:
        if places.describes(match["place"]) or not (match["place"] in _known() or stands(text, start)):
            return None
        place, sure = in_latin(match["place"])
        level = _HEADS[match["kind"]][0].removesuffix(" Head")
        english = f"{_held('Head', 'Deputy Head', match['deputy2'], None)} of {place} {level}"
    elif match["rank"]:
        place = ""
        if match["where"] and (
            match["rank"] == "常委"
            if match["where"] in _known()  # 深圳市委书记 is the Party Secretary of Shenzhen
            else not places.describes(match["where"]) and len(match["where"]) == 2 and stands(text, start)
        ):
            place, sure = in_latin(match["where"])
        elif match["where"]:
            start = match.start("level")
        level = "Regional" if match["level"] == "自治区党" else LEVELS[match["level"]]
        english = f"{_PARTY_POSTS[match['rank']]} of the {f'{place} {level}'.strip()} Party Committee"
        if place:
            return Office(start, match.end(), english, sure)
    else:
        held = _held("Chairman", "Vice Chairman", match["deputy3"], match["acting3"])
        english = f"{held} of the Autonomous Region"
    return Office(start, match.end(), english, sure) if match["kind"] or _holds(text, start) else None


def _held(head: str, deputy: str, which: str | None, acting: str | None) -> str:
    words = deputy if which else head
    return "Acting " * bool(acting) + "Executive " * (which == "常务副") + words


_BEFORE_POST = late("(?:[原前]|现任|时任|担任|选举|补选|出任|连任|以及|当选|任命|候任|[、，。；：（(]|的)$")


def _holds(text: str, start: int) -> bool:
    """Return whether a post can start here."""
    return stands(text, start) or _BEFORE_POST.search(text, max(0, start - 2), start) is not None


# --- seats: 第九届、十届全国政协委员 ---

ORDINALS = (
    "First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth Thirteenth Fourteenth Fifteenth"
).split()
_TERM = "[一二三四五六七八九十]{1,2}"
_SEAT = late(
    rf"第(?P<terms>{_TERM}届?(?:[、和至]第?{_TERM}届?)*)届?(?P<body>全国政协|全国人大|全国人民代表大会)(?P<rank>常(?:务委员|委)会委员|常委|委员|代表)(?!会|大会|团|候选|资格|名额|建议|议案|选举|提案|[国人大长们])"
)
_BODIES_OF_SEATS = {
    "全国政协": "National {} of the Chinese People's Political Consultative Conference",
    "全国人大": "National People's {}", "全国人民代表大会": "National People's {}",
}  # fmt: skip


def seats(text: str) -> Iterator[Office]:
    """Yield where a text says of which national bodies somebody was a member or deputy, and of which terms."""
    for match in _SEAT.finditer(text):
        numbers = [min(numeral_values(each), default=0) // ONE for each in re.findall(_TERM, match["terms"])]
        if not all(0 < number <= len(ORDINALS) for number in numbers) or "至" in match["terms"]:
            continue
        terms = [ORDINALS[number - 1] for number in numbers]
        row = ", ".join(terms[:-1]) + f" and {terms[-1]}" if terms[1:] else terms[0]
        committee = "Committee" if match["body"] == "全国政协" else "Congress"
        plural = f"{committee}{'s' if committee[-1] == 'e' else 'es'}" if terms[1:] else committee
        body = f"{row} {_BODIES_OF_SEATS[match['body']].format(plural)}"
        if match["rank"] == "代表":
            words = f"deputy to the {body}"
        elif match["rank"] == "委员":
            words = f"member of the {body}"
        else:
            words = f"member of the Standing Committee of the {body}"
        yield Office(match.start(), match.end(), words, sure=True)

"""Who somebody is and was, as obituaries and lists of candidates say it in clauses without a subject.

A machine mixes up the clauses of 张三，1936年9月出生于无锡，1958年毕业于…, and of 张三，女，1975年3月生，现任…，拟任….
"""

import re
from collections.abc import Iterator

from workflow.contracts.composing import NAME, PERSON
from workflow.languages.chinese.pinyin import SURNAME, SURNAMES
from workflow.languages.english.composing import places
from workflow.languages.english.composing.shapes import Run
from workflow.languages.english.composing.words import listed
from workflow.model import HAN
from workflow.patterns import late

_ENDS = str.maketrans("。；", ".;")

# --- somebody of whom only the surname is said: 市民翟先生, 犯罪嫌疑人张某 ---

_CALLED = listed("lives", "called")
_BY_SURNAME = late(
    rf"(?:(?<!{HAN.pattern})|(?<=[和与及由对向请给让被是据民主户者人员客长的友家子犯机]))(?P<surname>{SURNAME.pattern})"
    rf"(?:(?P<how>{'|'.join(sorted(_CALLED, key=len, reverse=True))})(?![产效进成长前态活存生])"
    "|某{1,2}(?![某些个种地一项人月日年物处省市县区公单企学部厂局事]))"
)
_NOT_BEFORE_SOME = frozenset("于向任时应由方解")
"""Surnames that are also words before 某: 向某公司."""


def called(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield who is called by nothing but the surname, and what English calls them: Mr. Zhai, Zhang."""
    for match in _BY_SURNAME.finditer(text):
        surname = SURNAMES[match["surname"]]
        if match["how"]:
            yield match.start(), match.end(), f"{_CALLED[match['how']]} {surname}"
        elif match["surname"] not in _NOT_BEFORE_SOME:
            yield match.start(), match.end(), surname


# --- lives: 张三，1936年9月出生于无锡，1958年毕业于…，历任… ---

_HOW_CALLED = {
    "同志": "Comrade ", "教授": "Professor ", "先生": "Mr. ", "女士": "Ms. ", "院士": "Academician ", "": "",
}  # fmt: skip
_SUBJECT = late(rf"(?:(?P<who>{PERSON})(?P<how>{'|'.join(filter(None, _HOW_CALLED))})?|(?P<pronoun>[他她]))[，,]?")
_STATION = late(
    r"(?:于|自)?(?:(?:19|20)[0-9]{2}年|同年|次年|当年|[0-9]{1,2}月|历任|曾[任获先在]|先后|现任|后任|系(?![统列数])"
    r"|当选|毕业于|加入(?=.*党)|参加工作|出生|生于|荣获|享受|长期从事|担任|退休|离休)"
)


def life(text: str, at: int) -> list[str | Run] | None:
    """Cut a sentence that tells somebody's life in three clauses or more; None for any other."""
    subject = _SUBJECT.match(text, at)
    if subject is None or len(text) > _LONGEST_LIFE:
        return None
    clauses, start = [], subject.end()
    for mark in re.finditer("[，；](?![^（(]*[）)])|。?$", text):
        if mark.start() >= start and start < len(text):
            clauses.append((start, mark.start()))
            start = mark.end()
    if len(clauses) < 3 or not all(_STATION.match(text, first, last) for first, last in clauses):
        return None
    she: bool = subject["pronoun"] == "她" or subject["how"] == "女士"
    pieces: list[str | Run] = []
    if subject["who"]:
        pieces += [_HOW_CALLED[subject["how"] or ""], Run(*subject.span("who")), " "]
    else:
        pieces.append("He " if subject["pronoun"] == "他" else "She ")
    for number, (first, last) in enumerate(clauses):
        pieces += [", and " if number == len(clauses) - 1 else ", "] if number else []
        pieces.append(Run(first, last, "she" if she else "he"))
    return [*pieces, "." * text.endswith("。")]


_LONGEST_LIFE = 300
"""In characters."""

# --- who somebody is, as lists of candidates say it: 张三，女，汉族，1975年3月生，现任…，拟任… ---

_SUBJECTS = listed("lives", "subject")
"""What a degree is in."""
_DEGREES = {"博士": "doctoral degree", "硕士": "master's degree", "学士": "bachelor's degree"}
_DEGREE = late(rf"(?P<of>{'|'.join(_SUBJECTS)})?(?P<degree>{'|'.join(_DEGREES)})(?:学位)?")
_EDUCATIONS = listed("lives", "education")
_WAYS = {
    "": "{}", "在职": "in-service {}", "全日制": "full-time {}", "中央党校": "{} at the Central Party School",
    "省委党校": "{} at the Provincial Party School", "市委党校": "{} at the Municipal Party School",
}  # fmt: skip
_EDUCATION = late(rf"(?P<way>{'|'.join(filter(None, _WAYS))})?(?P<what>{'|'.join(_EDUCATIONS)})(?:学历)?")


def _fact(said: str) -> str:
    """Return the English of a clause that says what somebody is or has learned; "" if no word of it may be dropped."""
    if education := _EDUCATION.fullmatch(said):
        return _WAYS[education["way"] or ""].format(_EDUCATIONS[education["what"]])
    if degree := _DEGREE.fullmatch(said):
        return _DEGREES[degree["degree"]] + (f" in {_SUBJECTS[degree['of']]}" if degree["of"] else "")
    if said in _FACTS:
        return _FACTS[said]
    return _NATIONS.get(said.removesuffix("族"), "") if said.endswith("族") else ""


_FACTS = listed("lives", "fact")
_BORN = late("(?P<year>(?:19|20)[0-9]{2})年(?P<month>[0-9]{1,2})月(?:出?生|生人)")
_POSTS_OF = late(
    "(?P<and>并)?(?P<what>现任|拟任|原任|拟提名为|拟提名任|提名为|拟晋升(?=.*级))(?P<post>[^，。；]{1,80}?)(?P<role>候选人|人选|职务)?(?=[，；。]|$)"
)
_TO_BE = {
    "现任": "currently ", "原任": "formerly ", "拟任": "to be appointed ", "拟提名为": "to be nominated as ",
    "拟提名任": "to be nominated as ", "提名为": "nominated as ", "拟晋升": "to be promoted to ",
}  # fmt: skip
_TO_BE_CANDIDATE = {
    "拟任": "candidate for appointment as ", "拟提名为": "to be nominated as a candidate for ",
    "拟提名任": "to be nominated as a candidate for ", "提名为": "nominated as a candidate for ",
}  # fmt: skip


def profile(text: str) -> list[str | Run] | None:
    """Cut a line that says who somebody is, what post they have and what post they are to have; None for any other."""
    match = re.match(rf"{PERSON}[，,]", text)
    if match is None:
        return None
    pieces: list[str | Run] = [Run(0, 1)]
    at, posts = match.end(), 0
    while at < len(text) and text[at:] not in ("。", "；"):
        end = min((place for place in (text.find("，", at), text.find("；", at)) if place >= 0), default=len(text))
        end = end if end < len(text) else len(text) - text.endswith("。")
        said = text[at:end]
        if post := _POSTS_OF.match(text, at):
            to_be = _TO_BE if post["role"] in (None, "职务") else _TO_BE_CANDIDATE
            if post["what"] not in to_be:
                return None
            pieces += [", and " if post["and"] else ", ", to_be[post["what"]], Run(*post.span("post"), then="post")]
            posts, end = posts + 1, post.end()
        elif born := _BORN.fullmatch(said):
            if not 0 < int(born["month"]) < 13:
                return None
            pieces.append(f", born in {_MONTH_NAMES[int(born['month']) - 1]} {born['year']}")
        elif fact := _fact(said):
            pieces.append(f", {fact}")
        else:
            return None
        at = end + (text[end : end + 1] in "，；" and end + 1 < len(text))
    return [*pieces, text[at:].translate(_ENDS)] if posts else None


_MONTH_NAMES = "January February March April May June July August September October November December".split()
_NATIONS = listed("lives", "nation")
"""Nationalities without 族."""

# --- deaths: …原副部长张三同志，因病医治无效，于2025年10月24日16时27分在北京逝世，享年102岁。 ---

_HONOURS = listed("lives", "honour")
_DAY = "(?:(?:19|20)[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日"
_HOUR = "(?:[上下]午|凌晨|晚)?(?:[0-9]{1,2}时(?:[0-9]{1,2}分)?)?"
_FAILED = "(?:(?P<care{}>医治|抢救|救治)无效)?[，,]?"
_DEATH = late(
    rf"(?P<who>{PERSON})(?P<how>{'|'.join(filter(None, _HOW_CALLED))})?[，,]?"
    rf"(?:因病{_FAILED.format(1)}(?P<sadly1>不幸)?于?(?P<when1>{_DAY}{_HOUR})|于?(?P<when2>{_DAY}{_HOUR})因病{_FAILED.format(2)})"
    r"(?:在(?P<where>[^，。；]{1,20}?))?(?P<sadly2>不幸)?(?:逝世|去世|病逝)(?:[，,](?:享年|终年)(?P<age>[0-9]{1,3})岁)?(?P<end>。?)$"
)
_CARE = {"医治": "medical treatment", "抢救": "emergency treatment", "救治": "treatment"}
_TITLE = late(
    rf"(?!据|经|我(?!国)|沉痛|记者|日前|近日|今|昨|因|在|于|当地|[0-9])[^。；：]{{0,60}}(?:[长员任记官事理席授者家师士人手]|干部|{NAME})"
)
"""What somebody was."""


def death(text: str) -> list[str | Run] | None:
    """Cut a sentence that says who died when and where, with the offices that they had; None for any other."""
    match = _DEATH.search(text) if "因病" in text else None
    if match is None or match.start() > _LONGEST_LIFE:
        return None
    pieces: list[str | Run] = [_HOW_CALLED[match["how"] or ""], Run(*match.span("who"))]
    titles = list(_titles(text, match.start()))
    if not all(titles):
        return None
    for number, title in enumerate(titles):
        pieces += [" and " if number and number == len(titles) - 1 else ", ", title]
    sadly = " sadly" if match["sadly1"] or match["sadly2"] else ""
    pieces.append("," * bool(titles) + f"{sadly} died of illness")
    if match["where"]:
        at = text[match.start("where") : match.end("where")] == NAME
        pieces += [
            " at " if at else " in ",
            places.cities().get(match["where"]) or Run(*match.span("where"), then="noun"),
        ]
    pieces += [" ", Run(*match.span("when1" if match["when1"] else "when2"), then="day")]
    care = match["care1"] or match["care2"]
    failed = f", after {_CARE[care]} failed" if care else ""
    pieces.append(failed + (f", at the age of {match['age']}" if match["age"] else "") + "." * bool(match["end"]))
    return pieces


def _titles(text: str, end: int) -> Iterator[str | Run]:
    """Yield what somebody was, from the marks between what is before the name; "" for what is no title."""
    start = 0
    for mark in re.finditer("[，、](?![^（(]*[）)])|$", text[:end]):
        said = text[start : mark.start()]
        if honour := _HONOURS.get(said):
            yield honour
        elif said:
            yield Run(start, mark.start(), then="owned") if _TITLE.fullmatch(said) else ""
        start = mark.end()

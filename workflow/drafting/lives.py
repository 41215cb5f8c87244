"""Who somebody is and was, as obituaries and lists of candidates say it in clauses without a subject.

A machine mixes up the clauses of 张三，1936年9月出生于无锡，1958年毕业于…, and of 张三，女，1975年3月生，现任…，拟任….
"""

import re
from collections.abc import Iterator

from workflow.drafting.shapes import NAME, PERSON, Run
from workflow.languages.chinese.pinyin import by_syllable

_ENDS = str.maketrans("。；", ".;")

# --- lives: 张三，1936年9月出生于无锡，1958年毕业于…，历任… ---

_HOW_CALLED = {
    "同志": "Comrade ", "教授": "Professor ", "先生": "Mr. ", "女士": "Ms. ", "院士": "Academician ", "": "",
}  # fmt: skip
_SUBJECT = re.compile(
    rf"(?:(?P<who>{PERSON})(?P<how>{'|'.join(filter(None, _HOW_CALLED))})?|(?P<pronoun>[他她]))(?:同志)?[，,]?"
)
_STATION = re.compile(
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
    pieces: list[str | Run] = []
    if subject["who"]:
        pieces += [_HOW_CALLED[subject["how"] or ""], Run(*subject.span("who")), " "]
    else:
        pieces.append("He " if subject["pronoun"] == "他" else "She ")
    for number, (first, last) in enumerate(clauses):
        pieces += [", and " if number == len(clauses) - 1 else ", "] if number else []
        pieces.append(Run(first, last, "he"))
    return [*pieces, "." * text.endswith("。")]


_LONGEST_LIFE = 300
"""In characters."""

# --- who somebody is, as lists of candidates say it: 张三，女，汉族，1975年3月生，现任…，拟任… ---

_FACTS: tuple[tuple[str, str], ...] = (
    ("男", "male"),
    ("女", "female"),
    ("汉族", "Han"),
    ("中共党员", "member of the CPC"),
    ("中共预备党员", "probationary member of the CPC"),
    ("无党派(?:人士)?", "without party affiliation"),
    (f"(?:在职|全日制|(?:中央|省委|市委|{NAME})党校)?研究生(?:学历)?", "postgraduate education"),
    (f"(?:在职|全日制|(?:中央|省委|市委|{NAME})党校)?(?:大学|本科)(?:学历)?", "university education"),
    ("(?:在职|全日制)?大专(?:学历)?", "junior college education"),
    ("(?:[\u4e00-\u9fff]{1,4})?博士(?:学位)?", "doctoral degree"),
    ("(?:[\u4e00-\u9fff]{1,4})?硕士(?:学位)?", "master's degree"),
    ("(?:[\u4e00-\u9fff]{1,4})?学士(?:学位)?", "bachelor's degree"),
    ("高级工程师", "senior engineer"),
)
_BORN = re.compile("(?P<year>(?:19|20)[0-9]{2})年(?P<month>[0-9]{1,2})月(?:出?生|生人)")
_POSTS_OF = re.compile(
    "并?(?P<what>现任|拟任|原任|拟提名为|拟提名任|提名为|拟晋升(?=.*级)|拟进一步使用)(?P<post>[^，。；]{2,80}?)(?P<role>候选人|人选|职务)?(?=[，；。]|$)"
)
_TO_BE = {
    "现任": "currently ", "原任": "formerly ", "拟任": "to be appointed ",
    "拟提名为": "to be nominated as a candidate for ", "拟提名任": "to be nominated as ",
    "提名为": "nominated as a candidate for ", "拟晋升": "to be promoted to ",
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
            if post["what"] not in _TO_BE:
                return None
            pieces += [f", {_TO_BE[post['what']]}", Run(*post.span("post"), then="post")]
            posts, end = posts + 1, post.end()
        elif born := _BORN.fullmatch(said):
            if not 0 < int(born["month"]) < 13:
                return None
            pieces.append(f", born in {_MONTH_NAMES[int(born['month']) - 1]} {born['year']}")
        elif fact := next((english for pattern, english in _FACTS if re.fullmatch(pattern, said)), ""):
            pieces.append(f", {fact}")
        elif nation := re.fullmatch("([\u4e00-\u9fff]{1,4})族", said):
            pieces.append(f", {by_syllable(nation[1]).replace(' ', '').capitalize()}" if nation[1] in _NATIONS else "")
            if not pieces[-1]:
                return None
        else:
            return None
        at = end + (text[end : end + 1] in "，；" and end + 1 < len(text))
    return [*pieces, text[at:].translate(_ENDS)] if posts else None


_MONTH_NAMES = "January February March April May June July August September October November December".split()
_NATIONS = frozenset("满 回 苗 彝 壮 布依 侗 瑶 白 土家 哈尼 傣 黎 畲".split())
"""Nationalities whose English is their pinyin."""

# --- deaths: …原副部长张三同志，因病医治无效，于2025年10月24日16时27分在北京逝世，享年102岁。 ---

_HONOURS = {
    "中国共产党优秀党员": "outstanding member of the Communist Party of China",
    "中国共产党的优秀党员": "outstanding member of the Communist Party of China",
    "优秀共产党员": "outstanding member of the Communist Party of China",
    "忠诚的共产主义战士": "loyal communist fighter",
    "久经考验的忠诚的共产主义战士": "time-tested and loyal communist fighter",
    "中国农工民主党的优秀党员": "outstanding member of the Chinese Peasants and Workers Democratic Party",
    "离休干部": "retired cadre",
}
_DAY = "(?:(?:19|20)[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日"
_HOUR = "(?:[上下]午|凌晨|晚)?(?:[0-9]{1,2}时(?:[0-9]{1,2}分)?)?"
_DEATH = re.compile(
    rf"(?P<who>{PERSON})(?P<how>{'|'.join(filter(None, _HOW_CALLED))})?[，,]?"
    rf"(?:因病(?:医治|抢救|救治)?(?:无效)?[，,]?(?:不幸)?于?(?P<when1>{_DAY}{_HOUR})|于?(?P<when2>{_DAY}{_HOUR})因病(?:医治|抢救|救治)?(?:无效)?[，,]?)"
    r"(?:在(?P<where>[^，。；]{1,20}?))?(?:不幸)?(?:逝世|去世|病逝)(?:[，,](?:享年|终年)(?P<age>[0-9]{1,3})岁)?(?P<end>。?)$"
)


def death(text: str) -> list[str | Run] | None:
    """Cut a sentence that says who died when and where, with the offices that they had; None for any other."""
    match = _DEATH.search(text) if "因病" in text else None
    if match is None or match.start() > _LONGEST_LIFE:
        return None
    pieces: list[str | Run] = [_HOW_CALLED[match["how"] or ""], Run(*match.span("who"))]
    titles = list(_titles(text, match.start()))
    for number, title in enumerate(titles):
        pieces += [" and " if number and number == len(titles) - 1 else ", ", title]
    pieces.append("," * bool(titles) + " died of illness")
    if match["where"]:
        pieces += [" in ", Run(*match.span("where"), then="noun")]
    pieces += [" ", Run(*match.span("when1" if match["when1"] else "when2"), then="day")]
    pieces.append((f", at the age of {match['age']}" if match["age"] else "") + "." * bool(match["end"]))
    return pieces


def _titles(text: str, end: int) -> Iterator[str | Run]:
    """Yield what somebody was, from the marks between what stands before the name."""
    start = 0
    for mark in re.finditer("[，、](?![^（(]*[）)])|$", text[:end]):
        if start < mark.start():
            said = text[start : mark.start()]
            yield _HONOURS.get(said) or Run(start, mark.start(), then="owned")
        start = mark.end()

"""Chinese sentence boundaries: where one block of running text is cut into sentences.

`boundaries` gives positions; cutting the text there loses nothing. The text is what a reader sees of one paragraph,
list item or quotation, without markup; whoever calls replaces code and addresses by U+FFFC, which counts as a Chinese
letter. White space, line breaks included, never ends a sentence, and stays at the end of the one before it.

The rules
    * A sentence ends at 。！？ (runs such as ？！, half-width ｡ and presentation forms too) and at the end of the text.
    * Closing quotes and brackets attach left, and so does an ellipsis standing after the mark. No sentence starts with
      a closing mark of a pair, a final mark or a comma.
    * A half-width ``!`` or ``?`` counts after Chinese only (`Yahoo!公司` is not cut). A lone ``?`` inside a
      transliterated name is a middle dot that some encoding lost (`弗朗西斯?高锐`), and no end.
    * ``.`` counts between Chinese and white space (`会议结束. 下一句`) unless an enumerator is before it (`一.
      总则`), and after an English sentence of at least three words that stands on its own, when Chinese follows.
      Initials, versions, decimals, addresses and firms (`Apple Inc. 宣布`) are never cut. ``．`` counts only in a text
      that has no 。 and ends in ``．``; elsewhere it is the middle dot of a name.
    * ``……``, ``——`` and ``；`` never end a sentence.
    * A quotation introduced by a colon and ending in a final mark ends the sentence, unless a comma or a dash follows.
      Any other quotation does not: `“你好。”他说。` is one. Quotations side by side, introduced by a colon or a comma
      or opening the sentence, are talk, and each is cut from the next (`“你来了？”“来了。”他说。` is two), unless 的,
      等 or the like after the last of them shows that they are a list of words (`“加油！”“冲啊！”的喊声此起彼伏。` is
      one).
    * Inside a quotation that the sentence goes on after nothing is cut; inside the others every sentence is. So
      `他表示：“我们将继续加强保护。我们有信心！”与会代表共100人。` is three: of several sentences the model loses the
      later ones, and short units serve a translator, and the memory, better than a speech.
    * A bracket that stands where a sentence could start and ends in a final mark is a sentence, or several, of its own.
      Any other bracket is a part of its sentence, and nothing is cut inside. Titles in 《》 are words: a mark in them
      ends nothing.
    * `（完）` attaches left and ends the sentence, whatever is before it. After a final mark other closing notes
      attach left too: those that begin with a reporter, a photographer, a source or the like, numbers of notes such as
      `[1]`, and any short bracket that ends the text. An enumerator such as `（一）` begins a sentence.
    * A mark without a partner opens and closes nothing, and a pair further apart than `LONGEST_HELD` characters holds
      nothing together. So a forgotten quotation mark cannot swallow the rest of the text.

Everything takes time linear in the length of the text: one regular expression, which cannot backtrack, finds the marks;
each is looked at a fixed number of times, and every look back or ahead is bounded or shared.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from workflow.patterns import late

LONGEST_HELD: Final = 400
"""The most characters between the marks of a pair that keeps its sentences together.

Our own choice: nobody reads a longer quotation as one sentence, and it limits what a wrong mark can do.
"""

_LONGEST_NOTE: Final = 60
_LONGEST_ENGLISH: Final = 200
_FEWEST_WORDS: Final = 3

_PAIRS: Final = (
    ("quote", "“”‘’「」『』｢｣〝〞«»‹›﹁﹂﹃﹄"),
    ("bracket", "（）【】〔〕［］｛｝〖〗〘〙〚〛︵︶"),
    ("title", "《》〈〉"),
)
# Writers mix the widths of one bracket (`（完)`), and U+301F is the other way to close U+301D.
_SAME: Final = {"(": "（", ")": "）", "[": "［", "]": "］", "{": "｛", "}": "｝", "〟": "〞", "＂": '"', "＇": "'"}
_OPENERS: Final = {pair[i]: kind for kind, pair in _PAIRS for i in range(0, len(pair), 2)}
_CLOSERS: Final = {pair[i + 1]: pair[i] for _, pair in _PAIRS for i in range(0, len(pair), 2)}
_CLOSING_MARKS: Final = frozenset(_CLOSERS) | frozenset(")]}〟\"'＂＇")

_WIDE_FINALS: Final = "。！？｡‼⁇⁈⁉︒︕︖﹒﹖﹗"
_MARKS: Final = late(
    r"(?P<ellipsis>[…⋯]+|\.{2,}|．{2,})|(?P<stop>[.．])|(?P<final>[" + _WIDE_FINALS + r"!?])|(?P<straight>[\"'＂＇])|(?P<mark>["
    + re.escape("".join(_OPENERS) + "".join(_CLOSERS) + "()[]{}〟")
    + "])"
)  # fmt: skip
# White space, and what has no width of its own: combining marks, joiners, variation selectors, direction marks.
_GAP: Final = late(r"[\s\u0300-\u036f\u200b-\u200f\u2060\u20d0-\u20ff\ufe00-\ufe0f\ufeff]*")

# Characters of Chinese text: Han, kana, Hangul, their punctuation and full-width forms, placeholders, the astral
# planes.
_WIDE_MARKS: Final = frozenset("“”‘’…—\ufffc")
_LIKE_HAN: Final = frozenset("〇々\ufffc")

_GOES_ON: Final = frozenset("，、；：,;:﹐﹑﹔﹕")
_GOES_ON_AFTER_QUOTE: Final = _GOES_ON | frozenset("—–-―～·・…")
_GOES_ON_AFTER_QUOTES: Final = _GOES_ON_AFTER_QUOTE | frozenset("的等之及和与與或")
_COLONS: Final = frozenset("：:﹕︰")
_INTRODUCES: Final = _COLONS | frozenset("，,")

_END_NOTE: Final = late(r"\s*(?:(?:全文|本文)?完|未完待续|未完待續|待续|待續)[。！]?\s*")
_NOTE: Final = late(
    r"\s*(?:本报|本報|本网|本網|新华社|新華社|特约|特約|实习|實習|见习)*"
    r"(?:记者|記者|通讯员|通訊員|摄影|攝影|摄|攝|[图圖](?=[片为為/／、：:\s]|$)|文字|文(?=[/／、：:])|编辑|編輯|责任编辑|責任編輯|责编|責編|作者|编译|翻译|译者|审校|撰稿|供稿|来源|來源|数据来源|资料来源|據|转自|转载自)"
)
_NUMBER_ONLY: Final = late(r"\s*[0-9０-９]{1,3}\s*")
_ENUMERATOR: Final = late(
    r"\s*(?:[0-9０-９]{1,3}|[A-Za-zＡ-Ｚａ-ｚ]|[ivxIVX]{1,4}|[〇一二三四五六七八九十百]{1,4}|[甲乙丙丁戊己庚辛壬癸])\s*"
)
_LAST_WORD: Final = late(r"(?:[A-Za-z]+-|[\"'(])*([a-z]{2,})[\"')]*")
_ABBREVIATED: Final = late(
    "al|approx|art|cf|co|dept|eds?|eg|esp|est|etc|ex|figs?|ie|incl?|jr|ltd|nos?|op|pars?|pp|resp|sec|sr|st|viz|vols?|vs"
)
# What names are transliterated with, after the tables of names that Chinese newsrooms use; only ever asked about the
# neighbours of one "?" between Chinese characters.
_TRANSLITERATING: Final = frozenset(
    "阿埃艾爱安昂奥巴拜班鲍贝本比彼毕宾波伯博布勃查达戴黛丹道德登邓迪蒂丁东杜顿多厄恩尔法范菲费芬丰弗福富夫佛盖甘冈高戈格根古顾瓜哈海汉豪赫黑亨侯胡华怀惠霍基吉季加贾简杰金君卡凯坎康考柯科克肯孔库奎昆拉莱赖"
    "兰朗劳勒雷蕾黎李里理莉丽利连列林琳刘卢鲁伦罗洛吕马玛迈麦曼芒毛梅门蒙孟弥米密缅明缪莫墨默姆穆那娜奈南内嫩尼宁纽诺努欧帕潘庞培佩彭皮平蒲珀普齐奇恰钱强乔切琴琼丘屈饶热仁荣茹儒锐瑞若撒萨塞赛桑森莎沙珊山尚"
    "绍舍申圣施什诗史舒朔丝思斯苏孙索塔泰坦汤唐陶特腾田廷图托瓦旺万威薇韦维魏温文翁沃乌吾伍武西希锡夏香肖谢辛欣休许雪逊雅亚延扬尧耶叶伊依因英永尤约云赞泽曾扎詹张章珍芝朱卓兹佐"
)


@dataclass(frozen=True, slots=True)
class _Token:
    """A mark in the text, from `start` to `end`; one of a pair has the pair's `key`, its opening character."""

    role: Literal["final", "ellipsis", "open", "close"]
    start: int
    end: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Marks:
    """The marks of a text; `partner` maps each mark of a pair to the other, `kinds` an opening mark to its kind."""

    text: str
    tokens: tuple[_Token, ...]
    partner: dict[int, int]
    kinds: dict[int, str]


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Final and closing marks, ellipses and notes in a row; `after` is the position of the next visible character.

    `ends` says whether a final mark or a note is among them, and `outer` is the opening position of the outermost pair
    that is closed after it.
    """

    first: int
    after: int
    ends: bool
    outer: int | None


@dataclass(frozen=True, slots=True)
class _Layout:
    """The clusters in order, the opening marks where a sentence could start, and the cluster of each closing mark."""

    clusters: tuple[_Cluster, ...]
    leading: frozenset[int]
    closing: dict[int, int]


def boundaries(text: str) -> tuple[int, ...]:
    """Return the positions in `text` at which a new sentence starts, ascending, without 0 and without ``len(text)``.

    `text` is one block as a reader sees it, of any length, possibly empty. Positions count characters (code points).
    Never raises.
    """
    tokens = tuple(_tokens(text))
    partner = _partners(tokens)
    kinds = {
        token.start: _OPENERS.get(token.key, "quote")
        for token in tokens
        if token.role == "open" and token.start in partner
    }
    marks = _Marks(text, tokens, partner, kinds)
    layout = _lay_out(marks)
    ending = _ending(marks, layout)

    # Opening marks and clusters in text order.
    places = [(start, -1) for start in kinds] + [(cluster.first, i) for i, cluster in enumerate(layout.clusters)]
    places.sort()
    found: list[int] = []
    held = -1
    for place, i in places:
        if i < 0:
            end = partner[place]
            if held < end <= place + LONGEST_HELD and (
                _is_part(marks, place, layout.leading) or not ending[layout.closing[end]]
            ):
                held = end
        elif ending[i] and layout.clusters[i].ends and held < layout.clusters[i].after < len(text):
            found.append(layout.clusters[i].after)
    return tuple(found)


@cache
def _listed() -> re.Pattern[str]:
    return re.compile(
        r"(?:^|[^\u3400-\u9fff])(?:第|附件|附图|附表|图|表|圖|附圖)?[〇零一二三四五六七八九十百甲乙丙丁戊己庚辛壬癸]{1,4}$"
    )


def _is_wide(char: str) -> bool:
    # Comparing is faster than a pattern with these ranges, which takes milliseconds to compile.
    return (
        "\u3001" <= char <= "\ua4cf"
        or char in _WIDE_MARKS
        or "\uff00" <= char <= "\uffef"
        or "\u2e80" <= char <= "\u2fff"
        or "\uac00" <= char <= "\ud7af"
        or "\uf900" <= char <= "\ufaff"
        or "\ufe30" <= char <= "\ufe4f"
        or char >= "\U00010000"
    )


def _is_han(char: str) -> bool:
    return (
        "\u3400" <= char <= "\u9fff"
        or char in _LIKE_HAN
        or "\u2e80" <= char <= "\u2fd5"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def _is_latin(char: str) -> bool:
    return char.isalnum() and not _is_wide(char)


def _visible(text: str, at: int) -> str:
    """Return the first character at or after `at` that is not white space; "" at the end."""
    at = _skip(text, at)
    return text[at] if at < len(text) else ""


def _skip(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return match.end() if match else at


def _before(text: str, at: int) -> str:
    """Return the last character before `at` that is not white space or, nearby, a closing mark; "" at the start."""
    for back in range(at - 1, max(at - 9, -1), -1):
        if text[back] not in _CLOSING_MARKS and not text[back].isspace():
            return text[back]
    return ""


def _tokens(text: str) -> Iterator[_Token]:
    """Return the marks of `text` that matter, each with its role; straight quotation marks are already resolved."""
    full_stops = _uses_full_width_stops(text)
    open_straight: set[str] = set()
    after_final = -1
    for match in _MARKS.finditer(text):
        start, end, char = match.start(), match.end(), match[0]
        match match.lastgroup:
            case "ellipsis":
                yield _Token("ellipsis", start, end)
            case "final":
                if char not in "!?" or after_final == start or _ascii_mark_ends(text, start):
                    after_final = _skip(text, end)
                    yield _Token("final", start, end)
            case "stop":
                if (full_stops and _full_width_stop_ends(text, start)) if char == "．" else _dot_ends(text, start):
                    after_final = _skip(text, end)
                    yield _Token("final", start, end)
            case "straight":
                if not _is_apostrophe(text, start):
                    key = _SAME.get(char, char)
                    if _opens(text, start, inside=key in open_straight):
                        open_straight.add(key)
                        yield _Token("open", start, end, key)
                    else:
                        open_straight.discard(key)
                        yield _Token("close", start, end, key)
            case _:
                key = _SAME.get(char, char)
                if key in _OPENERS:
                    yield _Token("open", start, end, key)
                elif not _is_apostrophe(text, start):
                    yield _Token("close", start, end, _CLOSERS[key])


def _is_apostrophe(text: str, at: int) -> bool:
    return text[at] in "'’" and 0 < at < len(text) - 1 and _is_latin(text[at - 1]) and _is_latin(text[at + 1])


def _opens(text: str, at: int, *, inside: bool) -> bool:
    """Return whether the straight quotation mark at `at` opens: by its neighbours, else by whether one is open."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    must_open = (
        before == "" or before in _COLONS or before in _OPENERS or before in "([{" or before.isspace()
    ) and not (after == "" or after.isspace())
    must_close = (
        after == ""
        or after in _GOES_ON
        or after in _WIDE_FINALS + "!?"
        or after in _CLOSERS
        or after in ")]}"
        or after.isspace()
    )
    must_close = must_close and not (before == "" or before.isspace())
    return must_open if must_open != must_close else not inside


def _ascii_mark_ends(text: str, at: int) -> bool:
    """Return whether the ``!`` or ``?`` at `at` ends a Chinese sentence, or an English one that stands alone."""
    before = _before(text, at)
    if text[at] == "?" and _stands_for_middle_dot(text, at):
        return False
    if before.isdigit() or before == "%":
        return _is_wide(before) or _is_wide(_visible(text, at + 1) or "。")
    return (before != "" and _is_wide(before)) or _ends_english(text, at)


def _stands_for_middle_dot(text: str, at: int) -> bool:
    """Return whether the ``?`` at `at` is inside a transliterated name: 萨达姆?侯赛因."""
    name = text[max(at - 1, 0) : at] + text[at + 1 : at + 3]
    return (
        len(name) == len("姆侯赛")
        and _TRANSLITERATING.issuperset(name)
        and text[max(at - 2, 0) : at] not in {"哪里", "那里", "为什"}
    )


def _dot_ends(text: str, at: int) -> bool:
    before = _before(text, at)
    if not (before and _is_han(before)):
        return _ends_english(text, at)
    if text[at - 1].isspace():
        return False
    after = at + 1
    while after < min(len(text), at + 5) and text[after] in _CLOSING_MARKS:
        after += 1
    following = _visible(text, after)
    apart = after > at + 1 or text[after : after + 1].isspace() or not following
    fits = (
        not following
        or _is_wide(following)
        or following in _OPENERS
        or following in "([{\"'"
        or following.isdigit()
        or following.isupper()
    )
    # One character alone is a surname or a list marker: 张. 王
    alone = text[at - 1] not in _CLOSING_MARKS and not any(
        _is_han(c) or _is_latin(c) for c in text[max(at - 2, 0) : at - 1]
    )
    return apart and fits and not alone and not _listed().search(text[max(at - 12, 0) : at])


def _uses_full_width_stops(text: str) -> bool:
    """Return whether ``．`` is this text's full stop, as in old typesetting: there is no 。, and it ends in one."""
    end = len(text)
    while end > 0 and (text[end - 1].isspace() or text[end - 1] in _CLOSING_MARKS):
        end -= 1
    return text[end - 1 : end] == "．" and "。" not in text


def _full_width_stop_ends(text: str, at: int) -> bool:
    before = _before(text, at)
    return before != "" and (_is_wide(before) or before == "%") and not text[at + 1 : at + 2].isdigit()


def _ends_english(text: str, at: int) -> bool:
    """Return whether an English sentence that began where one may begin ends at `at`, before space and Chinese."""
    if not (text[at + 1 : at + 2].isspace() and _is_wide(_visible(text, at + 1) or " ")):
        return False
    start = at
    while start > 0 and at - start <= _LONGEST_ENGLISH and not _is_wide(text[start - 1]):
        start -= 1
    if at - start > _LONGEST_ENGLISH or (start > 0 and text[start - 1] not in _WIDE_FINALS):
        return False
    words = text[start:at].split()
    last = _LAST_WORD.fullmatch(words[-1]) if len(words) >= _FEWEST_WORDS else None
    return last is not None and not _ABBREVIATED.fullmatch(last[1])


def _partners(tokens: tuple[_Token, ...]) -> dict[int, int]:
    """Return the pairs, from opening to closing position and back.

    A closing mark takes the nearest open one of its kind; what was opened in between and not closed has no partner.
    """
    partner: dict[int, int] = {}
    waiting: list[_Token] = []
    count: dict[str, int] = {}
    for token in tokens:
        if token.role == "open":
            waiting.append(token)
            count[token.key] = count.get(token.key, 0) + 1
        elif token.role == "close" and count.get(token.key):
            while True:
                top = waiting.pop()
                count[top.key] -= 1
                if top.key == token.key:
                    break
            partner[top.start] = token.start
            partner[token.start] = top.start
    return partner


def _lay_out(marks: _Marks) -> _Layout:
    """Read the marks from left to right."""
    text, tokens = marks.text, marks.tokens
    clusters: list[_Cluster] = []
    leading: set[int] = set()
    closing: dict[int, int] = {}
    sentence_may_start = _skip(text, 0)
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.role == "open" and not _is_end_note(marks, token):
            if token.start == sentence_may_start and token.start in marks.kinds:
                leading.add(token.start)
            if token.start == sentence_may_start or marks.kinds.get(token.start) == "quote":
                # The words of a quotation can begin with a bracket of their own: 他说：“（注。）好。”
                sentence_may_start = _skip(text, token.end)
            i += 1
            continue
        cluster, following = _cluster(marks, i, leading)
        for token in tokens[i:following]:
            if token.role == "close":
                closing[token.start] = len(clusters)
        clusters.append(cluster)
        if cluster.ends and (
            cluster.outer is None or cluster.outer in leading or _before_pair(text, cluster.outer) in _INTRODUCES
        ):
            sentence_may_start = cluster.after
        i = following
    return _Layout(tuple(clusters), frozenset(leading), closing)


def _cluster(marks: _Marks, i: int, leading: AbstractSet[int]) -> tuple[_Cluster, int]:
    """Return the cluster that starts with token `i`, and the number of the first token after it."""
    text, tokens = marks.text, marks.tokens
    first = after = tokens[i].start
    ends = False
    outer: int | None = None
    while i < len(tokens) and tokens[i].start == after:
        token = tokens[i]
        end = token.end
        if token.role == "final":
            ends, outer = True, None
        elif token.role == "close" and token.start in marks.partner:
            outer = marks.partner[token.start]
            if _is_part(marks, outer, leading):
                ends = False  # what ended in there was not this sentence
        elif token.role == "open":
            if _is_end_note(marks, token) or (ends and _is_note(marks, token)):
                ends, outer = True, None
                end = marks.partner[token.start] + 1
            elif not (ends and token.start not in marks.partner and _skip(text, end) == len(text)):
                break  # but a quotation mark turned the wrong way at the very end closes: 辉煌。“
        while i < len(tokens) and tokens[i].start < end:
            i += 1
        after = _skip(text, end)
    return _Cluster(first, after, ends, outer), i


def _is_part(marks: _Marks, opener: int, leading: AbstractSet[int]) -> bool:
    """Return whether the pair opened at `opener` is always part of its sentence: a title, or a bracket."""
    return marks.kinds[opener] == "title" or (marks.kinds[opener] == "bracket" and opener not in leading)


def _is_end_note(marks: _Marks, token: _Token) -> bool:
    """Return whether `token` opens a bracket that says that the text is finished."""
    inside = _bracketed(marks, token)
    return inside is not None and _END_NOTE.fullmatch(inside) is not None


def _is_note(marks: _Marks, token: _Token) -> bool:
    """Return whether `token`, after a final mark, opens a closing note or its number."""
    inside = _bracketed(marks, token)
    if inside is None:
        return False
    if token.key in "［〔" and _NUMBER_ONLY.fullmatch(inside):
        return True
    if _ENUMERATOR.fullmatch(inside) or any(mark in inside for mark in _WIDE_FINALS):
        return False
    return _NOTE.match(inside) is not None or _skip(marks.text, marks.partner[token.start] + 1) == len(marks.text)


def _bracketed(marks: _Marks, token: _Token) -> str | None:
    """Return the content of the bracket that `token` opens; None if it opens none, or a long one."""
    if marks.kinds.get(token.start) != "bracket" or marks.partner[token.start] - token.end > _LONGEST_NOTE:
        return None
    return marks.text[token.end : marks.partner[token.start]]


def _ending(marks: _Marks, layout: _Layout) -> tuple[bool, ...]:
    """Return, for each cluster, whether the sentence is over after it, ignoring quotations around it."""
    # Where the adjacent quotations after a cluster end; from the right, because each run is one longer than the next.
    chains = [cluster.after for cluster in layout.clusters]
    for i in range(len(chains) - 1, -1, -1):
        after = layout.clusters[i].after
        if marks.kinds.get(after) == "quote":
            end = marks.partner[after]
            last = layout.closing[end]
            chains[i] = chains[last] if layout.clusters[last].outer == after else end + 1
    return tuple(
        _ends(marks, cluster, chain, layout.leading) for cluster, chain in zip(layout.clusters, chains, strict=True)
    )


def _ends(marks: _Marks, cluster: _Cluster, chain: int, leading: AbstractSet[int]) -> bool:
    text, outer = marks.text, cluster.outer
    if cluster.after == len(text):
        return True
    if not cluster.ends or text[cluster.after] in _GOES_ON:
        return False
    if outer is None or marks.kinds[outer] != "quote":
        return True  # a bracket that is a part of its sentence has taken `ends` away from the cluster
    before = _before_pair(text, outer)
    if chain == cluster.after:
        return before in _COLONS and text[chain] not in _GOES_ON_AFTER_QUOTE
    return (before in _INTRODUCES or outer in leading) and text[chain : chain + 1] not in _GOES_ON_AFTER_QUOTES


def _before_pair(text: str, at: int) -> str:
    """Return the last visible character before `at`; "" at the start."""
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return text[at - 1 : at]

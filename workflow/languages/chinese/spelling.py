"""Words as they are meant: radicals that stand for characters, invisible characters and blanks inside words.

PDF files give radicals such as ⽉ for 月, copied text has zero-width characters inside words, and tables space short
words to equal width (北 京). Readers see the ordinary word; comparisons must too.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from workflow.languages import lists
from workflow.languages.chinese.script import by_character
from workflow.model import HAN
from workflow.patterns import late

_SUPPLEMENT = """
    ⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇𠘨 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺑𡯂 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵
    ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪𤴔 ⺫目 ⺬示 ⺭礻 ⺮𥫗 ⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺳㓁
    ⺴冗 ⺵𦉫 ⺶羊 ⺷𦍌 ⺸𦍋 ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺽𦥑 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻇𧢲 ⻈讠 ⻉贝 ⻊𧾷 ⻋车 ⻌辶
    ⻍辶 ⻎辶 ⻏邑 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻕𨸏 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞𩙿 ⻟飠 ⻠饣 ⻡𩠐 ⻢马 ⻣骨 ⻤鬼 ⻥鱼
    ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟
"""
"""Radicals of the CJK Radicals Supplement with their characters (Unicode's EquivalentUnifiedIdeograph)."""

RADICALS: dict[int, str] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **{ord(pair[0]): pair[1] for pair in _SUPPLEMENT.split()},
}
"""From a radical to the character that it stands for."""

_INVISIBLE = "\u00ad\u034f\u180b-\u180f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
_BLANK_CHARACTERS = " \u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u3000"
_BLANK = f"[{_BLANK_CHARACTERS}]"
_INVISIBLES = late(f"[{_INVISIBLE}]+")
_SPACED = late(
    f"(?<!{HAN.pattern})(?:{HAN.pattern})(?:{_BLANK}{{1,8}}(?:{HAN.pattern}))+(?!{HAN.pattern})",
    needs=_BLANK_CHARACTERS,
)
_BLANKS = late(_BLANK + "+")
_HIDING = late(f"[{_INVISIBLE}]|{_BLANK}")
_RADICAL = late("[\u2e80-\u2fd5]")


def closed(text: str) -> tuple[str, Sequence[int]]:
    """Return a text without invisible characters and without blanks between single characters.

    北 京 is one word, and so are 陈 晓 and the province in 黑 龙 江南部; in 陈晓 主任 the blank stays.

    Returns:
        The text, and for each of its characters the index in ``text``.
    """
    if not _HIDING.search(text):
        return text, range(len(text))
    dropped: set[int] = set()
    if _INVISIBLES.search(text):
        dropped.update(place for run in _INVISIBLES.finditer(text) for place in range(*run.span()))
        seen = [place for place in range(len(text)) if place not in dropped]
    else:
        seen = list(range(len(text)))
    shown = "".join(text[place] for place in seen) if dropped else text
    blanks = {
        start + place
        for word in (*_SPACED.finditer(shown), *(_places().finditer(shown) if _BLANKS.search(shown) else ()))
        for start in (word.start(),)
        for blank in _BLANKS.finditer(word[0])
        for place in range(*blank.span())
    }
    if not dropped and not blanks:
        return text, range(len(text))
    kept = [place for place in range(len(shown)) if place not in blanks]
    return "".join(shown[place] for place in kept), [seen[place] for place in kept]


_MARKS = "，。、；：？！…—“”‘’（）《》〈〉【】〔〕「」『』"
_BESIDE_MARKS = late(f"(?<!{_BLANK}){_BLANK}+(?=[{_MARKS}])|(?<=[{_MARKS}]){_BLANK}+")


def unspaced(text: str) -> str:
    """Return a text without the blanks that are not part of it: those beside Chinese marks and inside words.

    A blank between 。 and ”, or in 内 蒙 古东部, is how a page was laid out.
    """
    return _BESIDE_MARKS.sub("", closed(text)[0])


@cache
def _places() -> re.Pattern[str]:
    """Return a pattern for the names of provinces with blanks between their characters.

    Those of two characters are too easily something else: 长江 西部 is not in 江西.
    """
    names = (word for row in lists.rows("chinese", "provinces") for word in row.words if len(word) > 2)
    return re.compile("|".join(f"{_BLANK}{{0,4}}".join(name) for name in names))


def with_characters(text: str) -> str:
    """Return a text with characters for radicals; same length."""
    return text.translate(RADICALS) if _RADICAL.search(text) else text


@lru_cache(maxsize=256)
def folded(text: str) -> str:
    """Normalise text, keeping its length: simplified characters, half-width letters, one middle dot, one hyphen.

    Both characters of a pair that simplified Chinese writes the same way (乾 and 干) are folded, in the base as in the
    text.
    """
    return by_character(text.translate(_ALIKE))


_ALIKE: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{
        code: single
        for code in range(0xF900, 0xFB00)
        if len(single := unicodedata.normalize("NFKC", chr(code))) == 1 and HAN.match(single)
    },
    **RADICALS,
    **dict.fromkeys(map(ord, "•‧∙⋅・･"), "·"),
    **dict.fromkeys(map(ord, "‐‑–"), "-"),
    0x3000: " ",
    0x00A0: " ",
}

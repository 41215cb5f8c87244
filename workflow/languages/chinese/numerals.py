"""How figures are written in Chinese: 二○一八, 贰仟, １，２３４, ③, and dates without 年 and 月."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from workflow.languages import lists
from workflow.patterns import late

_DIGITS = "一二三四五六七八九"
_ZEROS = "〇○◯0OＯ零"
# A year with any of the circles and letters that are typed for 〇. What follows must not be a Latin word or a number.
# Each run of digits is tried once, from its start: a long one would otherwise be read from each of its digits.
_WITH_ZEROS = late(
    f"(?<![{_DIGITS}〇零])[〇零]*+[{_DIGITS}][{_DIGITS}〇零]*+[○◯0OＯ][{_DIGITS}{_ZEROS}]*(?![A-Za-z0-9.])",
    needs="○◯0OＯ",
)
_AS_ZERO = str.maketrans("○◯0OＯ", "〇〇〇〇〇")

_ON_CHEQUES = "壹贰叁肆伍陆柒捌玖拾佰仟"
_ON_CHEQUE = late(f"[{_ON_CHEQUES}]")
_CHEQUE = late(
    f"(?<![大收放])[{_ON_CHEQUES}](?:[零〇万亿]*[{_ON_CHEQUES}])+[万亿]*|(?<![大收放])[{_ON_CHEQUES}](?=[万亿]*[元圆角整])",
    needs=_ON_CHEQUES,
)
_PLAIN = str.maketrans(_ON_CHEQUES, "一二三四五六七八九十百千")

_APART = late("[0-9][， ][0-9]")
# Groups of three: one to three digits first, and no list of numbers (第3，5，7条).
_COMMAS = late("(?<![0-9，,、.])(?<!第)[0-9]{1,3}(?:，[0-9]{3})+(?![0-9，])")
_SPACES = late(
    r"(?<![0-9A-Za-z.,，、第图表 ])[0-9]{1,3}(?:(?: [0-9]{3}){2,5}(?![0-9 ])|(?: [0-9]{3})(?=[件人元个项万亿家吨户篇册]))"
)


def spelled(text: str) -> str:
    """Return a text with figures in their usual spelling: 二〇一八, 二千, 1,234; same length."""
    text = _WITH_ZEROS.sub(lambda match: match[0].translate(_AS_ZERO), text)
    if _ON_CHEQUE.search(text):
        text = _CHEQUE.sub(lambda match: match[0].translate(_PLAIN), text)
    if _APART.search(text):
        text = _COMMAS.sub(lambda match: match[0].replace("，", ","), text)
        text = _SPACES.sub(lambda match: match[0].replace(" ", "\u00a0"), text)
    return _EVENT.sub(lambda match: match[0].replace(".", "·"), text) if "." in text else text


_EVENT = late(
    r"(?<![0-9.])(?:[1-9]|1[0-2])\.(?:[12]?[0-9]|3[01])(?=[”’」』]?(?:特别重大|特别|特?重?大|较大)?"
    f"(?:{lists.joined(lists.of_kind('chinese', 'events', 'event'))}))"
)
"""“7.20”特大暴雨, which names a day as “7·20” does."""
ENCLOSED = "\u2460-\u249b\u24ea-\u24f4\u2776-\u2793\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"
"""① ⑿ ⒈ ❶ ㈢ ㊀, for a character class."""
ROMAN = "\u2160-\u217f"
"""Ⅰ to Ⅿ as single characters, for a character class."""


def worth(sign: str) -> int:
    """Return the number that a single sign such as ⑿ or Ⅳ stands for."""
    return int(unicodedata.numeric(sign))


class Day(NamedTuple):
    """A date in digits only: the parts that it has, each as the place and length of its digits, with its value."""

    start: int
    end: int
    year: int
    month: int
    day: int
    parts: tuple[tuple[int, int, int], ...]


_MONTH = "0?[1-9]|1[0-2]"
_OF_MONTH = "0?[1-9]|[12][0-9]|3[01]"
_POINTED = late(
    rf"(?<![0-9A-Za-z./-])(?P<year>(?:19|20)[0-9]{{2}})(?P<mark>[./-])(?P<month>{_MONTH})(?![0-9])"
    rf"(?:(?P=mark)(?P<day>{_OF_MONTH})(?![0-9])(?:[—–~～至到-]{{1,2}}(?P<month2>{_MONTH})(?P=mark)(?P<day2>{_OF_MONTH})(?![0-9]))?)?"
    r"(?!\.[0-9]|[%A-Za-z0-9‰℃]|[ ]?(?:[十百千]?[万亿]|[元件人吨米个亩]|平方|公里))"
)
YEAR = late("(?:19|20)[0-9]{2}[./0-9-]")
"""How every date in digits begins."""
_RUN = late(
    r"(?<![0-9A-Za-z.,/-])(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])"
    r"(?![0-9A-Za-z%,-]|\.[0-9]|[ ]?(?:[十百千]?[万亿]|[元件人吨米个亩份号]))"
)


def days(text: str) -> Iterator[Day]:
    """Yield the dates such as 2018.9.6, 2018.9 and 20180906."""
    if not YEAR.search(text):
        return
    for pattern in (_POINTED, _RUN):
        for match in pattern.finditer(text):
            if not match["day"] and match.groupdict().get("mark") != ".":
                continue  # 2018-9 is a range or a number as often
            names = [name for name in ("year", "month", "day", "month2", "day2") if match.groupdict().get(name)]
            parts = tuple((match.start(name), match.end(name), int(match[name])) for name in names)
            first, last = parts[:3], parts[3:]
            year, month = first[0][2], first[1][2]
            yield Day(match.start(), match.end(), year, month, first[2][2] if len(first) > 2 else 0, first)
            if last:
                yield Day(last[0][0], match.end(), year, last[0][2], last[1][2], last)

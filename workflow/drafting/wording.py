"""Chinese that machines misread → Chinese that says the same and is read right.

Most are rows of ``languages/chinese/plainer.tsv``; here is what needs more than a pattern. The model zh→en made 近三年
"almost three years" or "about three years ago", and 在京 "in Kyoto"; it left 得 in Taiwan's laws out, so that a
permission became a duty.
"""

import re
from functools import cache
from typing import NamedTuple

from workflow.languages import lists
from workflow.patterns import late

_NUMERAL = "[0-9]{1,3}|[一二两三四五六七八九十]{1,3}"
_LATELY = re.compile(
    rf"(?<![历歷达達时時过過了已有将將接逼附最邻鄰靠期])近(?=(?:{_NUMERAL})(?:年|个月|個月|天|周|週|个季度|個季度)(?![多半底末初]))"
)
"""近 of 近三年, the last three years; in 历时近三年 it is "nearly"."""

_MAY = re.compile(
    "(?<=[^\\W\\d_])(?<![不取获獲使显顯觉觉覺值难難所免舍捨懂晓曉记記赢贏求博征徵心自应應非认認须須变變说說做写寫看听聽走来來跑打长長只总總必也亦])"
    "得(?=[视視依向就准準处處酌另予聘设設置经經于於按由限减減延停撤废廢委命请請申径逕随隨免]"
    "|以(?:书|書|命令|公告|电子|電子|裁定|决定|決定|决议|決議|其他|口头|口頭))"
    "(?!处理|處理|当|當|到|出|知|益|失|分|主|意|力|票|体|體|罪|救|名|宠|手|胜|逞|道)"
)
"""得 that permits, as Taiwan's laws and contracts have it: 主管机关得委托其他机关."""

_CITIES = {
    "京": "北京",
    "津": "天津",
    "沪": "上海",
    "滬": "上海",
    "渝": "重庆",
    "穗": "广州",
    "汉": "武汉",
    "漢": "武漢",
}
_IN_CITY = re.compile(
    f"(?<=[在赴来來抵离離])(?P<city>[{''.join(_CITIES)}])"
    "(?=召开|召開|举行|舉行|举办|舉辦|开幕|開幕|闭幕|閉幕|出席|参加|參加|会见|會見|会晤|會晤|签署|簽署|发布|發布|成立|启动|啟動|逝世|考察|调研|"
    "調研|访问|訪問|开会|開會|参会|參會|接受|表示|正式|隆重|[，。、；]|$)"
)


_STATES = re.compile(
    "(?P<what>(?:[产总价]|增加)值|[余总金销]额|[产销]量|降水量|雨量|收入|支出|利润|人口|出口|进口|进出口)"
    "(?=[0-9][0-9.,]*(?:万亿|[十百千]?[万亿])?(?:[美欧港日]?元|吨|人|毫米|台|辆|立方米|千瓦时))"
)
"""An indicator right before its figure; with 为 between them, the sentence has a verb."""
_NAMED = re.compile("(?<=[A-Z]{3}) ?(?=[0-9][0-9.,]*(?:(?:万亿|[十百千]?[万亿])(?:[美欧港日]?元|吨)|[美欧港日]?元|%))")
"""The same where the indicator is a term that is hidden."""
_COUNTED = re.compile(
    r"(?P<what>[A-Z]{3}) ?(?P<count>[0-9][0-9,.]*[万亿]?[余多]?[个件套名家所座台辆条项份艘架头只株])(?=[，。；、）]|$)"
)
"""Something hidden and how many there are of it: 其中WTQ41件."""
_TENTHS = re.compile("(?<![0-9.])(?P<least>[1-9])成?[至到～-](?P<most>[1-9])成(?![功立本员为果绩效交熟长千上])")
"""3至6成 is 30 to 60 percent."""
_RECEIVED = re.compile(r"接待(?P<who>[A-Z]{3}|(?:国内|入境|境外|海外)?[游旅]客) ?(?P<count>[0-9][0-9.,]*[万亿]?)人次")
_OF_ILLNESS = re.compile(
    "因病(?P<care>医治|救治|治疗|抢救)无效，?(?P<when>于[^，。；]{2,30}?)(?P<died>逝世|去世|离世|病逝)"
)
_RINGED = re.compile("从环比(?:来)?看")
_ON_BEFORE = re.compile("环比(?=上涨|下降|增长|回落|上升|提高|增加|减少|持平|下跌)")


def _period_before(text: str) -> str:
    """Return the Chinese for the period before the one that a text is about; "" if it does not say which that is."""
    month, quarter = (re.search(pattern, text) for pattern in ("[0-9一二三四五六七八九十]月|本月|当月", "季度"))
    return "" if bool(month) == bool(quarter) else "上月" if month else "上季度"


_SURVEYED = re.compile("(?<=在)(?P<where>[^，。；]{0,12})调研(?=(?:中|时)(?:强调|指出|表示|要求|说))")


class Plainer(NamedTuple):
    """Words, what is put in their place, and a sentence with them."""

    words: str | re.Pattern[str]
    plain: str
    example: str

    def put(self, text: str) -> str:
        """Return a text with the plainer words in place of these."""
        if isinstance(self.words, str):
            return text.replace(self.words, self.plain)
        return self.words.sub(self.plain, text)


@cache
def plainer() -> tuple[Plainer, ...]:
    """Return the rows of ``languages/chinese/plainer.tsv``, in their order; ``*`` stands for what is kept."""
    return tuple(
        Plainer(
            words if words.isalnum() else late(words.replace(r"\w*", _KEPT)),
            row.more["plain"].replace("*", r"\1"),
            row.example,
        )
        for row in lists.rows("chinese", "plainer")
        for words in row.words
    )


_KEPT = r"(\w{1,16}?)"


def reworded(text: str) -> str:
    """Return a text with the plainer words of the list."""
    for row in plainer():
        text = row.put(text)
    return text


def _after_treatment(match: re.Match[str]) -> str:
    care = "紧急治疗" if match["care"] == "抢救" else "治疗"
    return f"在{care}失败后，{match['when']}因病{match['died'].replace('病逝', '逝世')}"


def clear(text: str) -> str:
    """Return a text in words that mean the same and that a machine reads right."""
    text = _LATELY.sub("过去", text)
    text = reworded(text)
    text = _SURVEYED.sub(r"\g<where>考察", text)
    text = _STATES.sub(r"\g<what>为", _MAY.sub("可以", text))
    text = _COUNTED.sub(r"\g<count>\g<what>", _NAMED.sub("为", text))
    text = _TENTHS.sub(r"\g<least>0%至\g<most>0%", text)
    text = _RECEIVED.sub(r"接待\g<count>人次的\g<who>", text)
    text = _OF_ILLNESS.sub(_after_treatment, text)
    if "环比" in text and (before := _period_before(text)):
        text = _RINGED.sub(f"与{before}相比", _ON_BEFORE.sub(f"比{before}", text))
    return _IN_CITY.sub(lambda match: _CITIES[match["city"]], text)

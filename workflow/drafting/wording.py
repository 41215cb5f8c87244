"""Chinese that machines misread → Chinese that says the same and is read right.

The model zh→en made 近三年 "almost three years" or "about three years ago", and 在京 "in Kyoto"; it left 得 in Taiwan's
laws out, so that a permission became a duty.
"""

import re

_NUMERAL = "[0-9]{1,3}|[一二两三四五六七八九十]{1,3}"
_LATELY = re.compile(
    rf"(?<![历歷达達时時过過了已有将將接逼附最邻鄰靠])近(?=(?:{_NUMERAL})(?:年|个月|個月|天|周|週|个季度|個季度)(?![多半底末初]))"
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


def clear(text: str) -> str:
    """Return a text in words that mean the same and that a machine reads right."""
    text = _LATELY.sub("过去", text)
    text = _MAY.sub("可以", text)
    return _IN_CITY.sub(lambda match: _CITIES[match["city"]], text)

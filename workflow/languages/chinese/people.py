"""People named in a sentence, as far as a title or verb next to the name shows; ``names`` finds more, slowly."""

from collections.abc import Iterator

from workflow.languages.chinese.pinyin import SURNAMES
from workflow.patterns import late

_COMMON_SURNAME = (
    f"(?:{'|'.join(surname for surname in SURNAMES if len(surname) > 1)}|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤申温康施牛单区仇解甘汝颜安易乔文庄])"
)
_ANY_TITLE = (
    "(?:局长|主任|部长|司长|主席|总理|总统|书记|院长|校长|会长|总干事|大使|董事长|总裁|经理|教授|先生|女士|委员|处长|组长|市长|省长|秘书长|署长|所长|发言人"
    "|记者|博士|律师|法官|代表|同志)"
)
_ACTS = "(?:出席|会见|会晤|表示|说|指出|强调|介绍|主持|率|陪同|参加|致辞|讲话|认为|宣布|签署|访问|会谈|作了|作|介绍|透露|担任|一行)"
_BESIDE_A_TITLE = late(
    rf"{_ANY_TITLE}(?P<a>{_COMMON_SURNAME}[\u4e00-\u9fff]{{1,2}}?)(?={_ANY_TITLE}|{_ACTS}|[、和与同等在，。；：（）]|$)"
    rf"|(?:^|[、，。；：和与同由])(?P<b>{_COMMON_SURNAME}[\u4e00-\u9fff]{{1,2}}?)(?={_ANY_TITLE}|{_ACTS})"
    r"|(?P<c>[\u4e00-\u9fff]{1,2}[·•][\u4e00-\u9fff]{1,2})"
)


def named(text: str) -> Iterator[str]:
    """Return the names of people next to a title or a verb, and foreign ones."""
    for found in _BESIDE_A_TITLE.finditer(text):
        yield found["a"] or found["b"] or found["c"]

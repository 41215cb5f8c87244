"""Surnames, and how the names of Chinese people are written in Latin letters.

As GB/T 28039 and passports write them: surname first, the given name as one word, ü as yu (Lyu), and an apostrophe
before a syllable that begins with a, e or o (Jian'an).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from workflow.contracts.facts import Person
from workflow.model import HAN
from workflow.patterns import late

# The commonest surnames, with their reading as surnames.
_READINGS = """
    Ai艾 An安 Ao敖 Ba巴 Bai白柏 Ban班 Bao包鲍 Bi毕 Bian卞边 Bo薄 Bu卜 Cai蔡 Cao曹 Cen岑 Chai柴 Chang常昌 Che车 Chen陈谌 Cheng程成 Chi池迟 Chu褚储楚
    Cong丛 Cui崔 Dai戴代 Dang党 Deng邓 Diao刁 Ding丁 Dong董 Dou窦 Du杜都 Duan段 Fan范樊 Fang方房 Fei费 Feng冯封丰 Fu付傅符 Gan甘 Gao高
    Ge葛盖戈 Geng耿 Gong龚宫巩 Gu顾古谷 Guan关管官 Gui桂 Guo郭 Han韩 Hang杭 Hao郝 He何贺赫 Hong洪 Hou侯 Hu胡扈 Hua华花 Huang黄 Huo霍
    Ji季纪吉姬冀计 Jia贾 Jian简 Jiang江蒋姜 Jiao焦 Jie揭 Jin金靳晋 Jing荆景井敬 Ju鞠 Kang康 Ke柯 Kong孔 Kou寇 Kuang邝匡 Lai赖 Lan兰蓝 Lang郎 Lao劳
    Lei雷 Leng冷 Li李黎厉郦 Lian连廉 Liang梁 Liao廖 Lin林蔺 Ling凌 Liu刘柳 Long龙 Lou娄楼 Lu卢陆路鲁芦 Luan栾 Luo罗骆 Lyu吕 Ma马麻 Mai麦 Man满 Mao毛茅
    Mei梅 Meng孟蒙 Mi米 Miao苗缪 Min闵 Ming明 Mo莫 Mou牟 Mu穆慕 Na那 Ni倪 Nie聂 Ning宁 Niu牛钮 Nong农 Ou欧区 Pan潘 Pang庞 Pei裴 Peng彭 Pi皮 Piao朴 Ping平
    Pu蒲浦 Qi齐戚祁 Qian钱 Qiang强 Qiao乔 Qin秦覃 Qiu邱仇丘裘 Qu曲屈瞿渠 Quan权 Ran冉 Rao饶 Ren任 Rong荣容戎 Ruan阮 Sang桑 Sha沙 Shan单 Shang尚商 Shao邵
    She佘 Shen沈申 Sheng盛 Shi石史施师时 Shou寿 Shu舒 Shuai帅 Song宋 Su苏粟宿 Sui隋 Sun孙 Tan谭谈檀 Tang唐汤 Tao陶 Teng滕 Tian田 Tong童佟 Tu涂屠
    Wan万 Wang王汪 Wei魏韦卫尉 Wen文温闻 Weng翁 Wu吴武伍邬乌巫 Xi席习奚 Xia夏 Xian冼 Xiang项向 Xiao肖萧 Xie谢解 Xin辛 Xing邢 Xiong熊 Xu徐许胥 Xuan宣 Xue薛
    Xun荀 Yan严颜阎闫晏燕 Yang杨阳 Yao姚 Ye叶 Yi易伊 Yin尹殷 Ying应 You尤游 Yu于余俞喻虞郁 Yuan袁苑元 Yue岳 Yun云 Zang臧 Zeng曾 Zha查 Zhai翟 Zhan詹占湛
    Zhang张章 Zhao赵 Zhen甄 Zheng郑 Zhong钟仲 Zhou周 Zhu朱祝诸竺 Zhuang庄 Zhuo卓 Zou邹 Zu祖 Zuo左
    Bei贝 Ben贲 Chao晁巢 Di邸狄 Gao郜 Gong贡 Gou苟勾 Hua滑 Huan桓 Hui惠 Ji嵇汲 Gou缑 Kan阚 Kang亢 Qiao谯 Tuo庹 Li栗 Lu逯鹿 Luo雒 Mei枚 Mi宓糜 Pang逄 Qi亓綦漆 Qu璩
    Que阙 Rui芮 Shao韶 Shu束 Sui眭 Tai邰 Tong仝 Wo沃 Wu毋 Xi郗 Yan鄢 Yao尧 Yi羿 Yong雍 Yu禹 Zan昝 Zi訾
"""
_DOUBLE = """
    Ouyang欧阳 Sima司马 Shangguan上官 Zhuge诸葛 Yuchi尉迟 Situ司徒 Huangfu皇甫 Xiahou夏侯 Linghu令狐 Murong慕容 Gongsun公孙 Zhangsun长孙 Yuwen宇文
    Duanmu端木 Huyan呼延 Xuanyuan轩辕 Nangong南宫 Ximen西门 Tantai澹台 Moqi万俟 Dugu独孤 Tuoba拓跋 Shentu申屠 Zhongli钟离 Puyang濮阳 Chunyu淳于
    Helian赫连 Wanyan完颜 Nalan纳兰 Sikong司空 Dongguo东郭 Gongyang公羊 Dongfang东方 Baili百里
    Duangan段干 Wenren闻人 Gongye公冶 Zongzheng宗政 Taishu太叔 Zhongsun仲孙 Xianyu鲜于 Lyuqiu闾丘 Sikou司寇 Qiguan亓官 Ziju子车 Zhuansun颛孙
    Wuma巫马 Gongxi公西 Qidiao漆雕 Yuezheng乐正 Rangsi壤驷 Gongliang公良 Tuoba拓拔 Jiagu夹谷 Zaifu宰父 Guliang榖梁 Yangshe羊舌
    Liangqiu梁丘 Zuoqiu左丘 Boshang伯赏 Qiaoda谯笪 Yangtong阳佟 Shusun叔孙 Daxi达奚 Geshu哥舒 Fucha富察 Yelyu耶律 Hulyu斛律 Qifu乞伏 Juqu沮渠
    Gongyi公仪 Beigong北宫 Nanguo南郭 Nanrong南荣 Shentu申徒 Xiangli相里 Taishi太史 Gongbo公伯 Doulu豆卢
"""
# Without those that a text hardly ever means (第五, 单于, 微生, 若干, 王孙, 东门, 南门, 贺兰) and those that rather are
# a short surname and a given name (谷梁, 贺若, 张简).
SURNAMES: Mapping[str, str] = {
    **{han: row[0] for row in re.findall(r"([A-Z][a-z]+)([^\sA-Za-z]+)", _READINGS) for han in row[1]},
    **{han: reading for reading, han in re.findall(r"([A-Z][a-z]+)([^\sA-Za-z]+)", _DOUBLE)},
}
SURNAME = late("|".join(sorted(SURNAMES, key=len, reverse=True)))


def pinyin(name: str) -> str:
    """Return a Chinese person's name in pinyin; often wrong; "" for an unknown surname."""
    spelled = syllables(name)
    return Person(name, *spelled).in_latin_letters if spelled else ""


def syllables(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the surname of a Chinese person and the syllables of the given name; None for an unknown surname."""
    found = SURNAME.match(name)
    if not found or found.end() == len(name):
        return None
    return SURNAMES[found[0]], tuple(map(_syllable, name[found.end() :]))


def letters(name: str) -> str:
    """Return the letters of a name in pinyin, small and without marks; those of Lyu, Lü and Lu are the same."""
    plain = "".join(char for char in name.lower() if char.isalpha())
    return plain.replace("yu", "u").replace("ü", "u").replace("v", "u")


def reads(text: str, spelled: str) -> bool:
    """Return whether some characters of a text, one after another, may be read as some ``letters``."""
    return any(_reads_at(text, start, spelled) for start in range(len(text)))


def _reads_at(text: str, start: int, spelled: str) -> bool:
    if not spelled:
        return True
    return start < len(text) and any(
        _reads_at(text, start + 1, spelled[len(each) :]) for each in _readings(text[start]) if spelled.startswith(each)
    )


@lru_cache(maxsize=4096)
def _readings(char: str) -> frozenset[str]:
    """Return the ``letters`` of a character in a name, also as Wade and Giles spell it."""
    if not HAN.match(char):
        return frozenset()
    import pypinyin  # slow to import, and few names need it

    found = pypinyin.pinyin(char, style=pypinyin.Style.NORMAL, heteronym=True)[0]
    syllables = {*found, SURNAMES.get(char, "").lower(), usual_in_given_names().get(char, "")}
    return frozenset(letters(each) for one in syllables for each in (one, wade_giles(one))) - {"", char}


def wade_giles(syllable: str) -> str:
    """Return how Wade and Giles spell a syllable of pinyin, without apostrophes: chung for zhong, hsien for xian."""
    initial, final = _SYLLABLE_PARTS.match(syllable).groups()  # type: ignore[union-attr]
    if final == "i" and initial in _WITHOUT_VOWEL:
        return _WITHOUT_VOWEL[initial]
    if final == "e" and initial in {"g", "k", "h"}:
        final = "o"
    elif not (final == "uo" and initial in {"g", "k", "h", "sh"}):
        final = _WADE_GILES_FINALS.get(final, final)
    return _WADE_GILES_INITIALS.get(initial, initial) + final


_SYLLABLE_PARTS = late("([bcdfghjklmnpqrstwxyz]*)(.*)")
_WITHOUT_VOWEL = {"zh": "chih", "ch": "chih", "sh": "shih", "r": "jih", "z": "tzu", "c": "tzu", "s": "ssu"}
_WADE_GILES_FINALS = {"ong": "ung", "iong": "iung", "ian": "ien", "ie": "ieh", "ue": "ueh", "er": "erh", "uo": "o"}
_WADE_GILES_INITIALS = {"b": "p", "d": "t", "g": "k", "zh": "ch", "j": "ch", "q": "ch", "x": "hs", "z": "ts", "c": "ts"}


def by_syllable(text: str) -> str:
    """Return characters in pinyin, each with a capital, as the numbers of documents have them: Guo Ban Fa."""
    return " ".join(_syllable(char).capitalize() for char in text)


def in_latin(text: str) -> list[str]:
    """Return the syllables of a text in pinyin, and its words and numbers, in small letters, for the names of files."""
    import pypinyin  # slow to import, and few commands need it

    found: list[str] = []
    for run in re.findall(r"[\u3007\u3400-\u9fff]+|[A-Za-z0-9]+", unicodedata.normalize("NFKC", text)):
        found += [run.lower()] if run.isascii() else pypinyin.lazy_pinyin(run, errors="ignore")
    return [word for word in found if word.isascii() and word.isalnum()]


@cache
def _syllable(char: str) -> str:
    """Return how a character is read in a given name."""
    if reading := usual_in_given_names().get(char):
        return reading
    import pypinyin  # slow to import, and few names need it

    return re.sub("^([ln])(?:v|ü)", r"\1yu", pypinyin.lazy_pinyin(char)[0])


@cache
def usual_in_given_names() -> Mapping[str, str]:
    """Return the characters that given names are commonly made of, with their reading."""
    lines = (Path(__file__).parent / "given_names.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {char: reading for reading, chars in rows for char in chars}

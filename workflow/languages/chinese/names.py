"""Names of people and offices in Chinese text, and how names are written in pinyin.

Texts are folded (``script.by_character``, half-width); the private characters U+E000 to U+E002 stand for known offices,
titles and people.
"""

import re
from collections.abc import Iterator, Mapping

from workflow.model import HAN, TermKind

_MARKS = "[\ue000-\ue002]"
MASKS: Mapping[TermKind, str] = {"office": "\ue000", "title": "\ue001", "person": "\ue002"}
"""What stands for the characters of known names."""

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
"""
_DOUBLE = """
    Ouyang欧阳 Sima司马 Shangguan上官 Zhuge诸葛 Yuchi尉迟 Situ司徒 Huangfu皇甫 Xiahou夏侯 Linghu令狐 Murong慕容 Gongsun公孙 Zhangsun长孙 Yuwen宇文
    Duanmu端木 Huyan呼延 Xuanyuan轩辕 Nangong南宫 Ximen西门 Tantai澹台 Moqi万俟 Dugu独孤 Tuoba拓跋 Shentu申屠 Zhongli钟离 Puyang濮阳 Chunyu淳于
    Helian赫连 Wanyan完颜 Nalan纳兰 Sikong司空 Dongguo东郭 Gongyang公羊 Dongfang东方 Baili百里
"""
_SURNAMES: Mapping[str, str] = {
    **{han: row[0] for row in re.findall(r"([A-Z][a-z]+)([^\sA-Za-z]+)", _READINGS) for han in row[1]},
    **{han: reading for reading, han in re.findall(r"([A-Z][a-z]+)([^\sA-Za-z]+)", _DOUBLE)},
}
_SURNAME = re.compile("|".join(sorted(_SURNAMES, key=len, reverse=True)))

_RISKY = frozenset("安成代单党都方丰高关管官华花江金敬计简满明平强任容商师时石万文席向应于元云占米马路连权车常易伊那")
"""Surnames that are also everyday words; they need a clear end of the name and a title."""
_NOT_NAMES = frozenset(
    """
    安全 安徽 安排 安装 白皮 包括 包装 边界 常务 常委 常见 车辆 成本 成都 成果 成立 成员 程序 程度 代表 代理 单位 单独
    党委 党组 都是 方案 方便 方法 方面 方式 费用 高校 高级 高度 高新 高质 高层 古代 关于 关系 关键 官方 管理 广东 国家
    韩国 何时 华侨 华人 黄金 计划 计算 纪念 纪委 季度 简单 江苏 江西 金额 金融 经济 景德 康复 连续 路线 龙头 马德 满足
    满意 毛利 梅州 蒙古 明确 明年 明显 宁波 宁夏 农业 农村 平台 平均 齐全 强化 强调 强制 区域 权利 任务 任何 荣誉 容易
    山东 商标 商务 商业 时代 时间 施行 石油 苏州 温州 文化 文件 文献 文明 武汉 习惯 席位 相关 向外 项目 宣传 严格 严重
    杨浦 应当 应对 应邀 应用 应急 游客 于是 元月 云南 占比 占用 章程 郑州 政府 主席 周边 周期 周年 周一 朱红 祝贺 左右
    沙特 尚未 史料 卫生 卫星 吴江 厦门 夏季 解决 解释 曾经 曾任 查处 查询 区块 盖章 欧洲 欧盟 欧亚 那么 万一 柏林 巴西
    巴黎 巴塞 易于 计量 师资 师生 余名 余件 余家 余人 伍德 云计 贺信 贺电 党员 封面 宫廷 石家 谷歌 谈判 谈到 敬请 景观
    燕郊 费城 牛津 米兰 马来 麦加 罗马 沈阳 华盛 华为 华东 华北 平等 平衡 宣布 宣读 解答 解读 谢谢 应约 常驻 计有 简要
    万余 段时 强烈 满怀 高兴 高度 于日 时任 申请 申报 申诉 申领 慕尼 梅赛 戴维 霍根 水平 石化 沙尘 曼谷 莫斯 尼斯 汉堡
    康涅 马里 南京 南昌 南宁 田径 安全 白天 包头 常州 常熟 成熟 花费 花园 齐鲁 曾在 曾于 曾对 古老 宿敌 阳光 陆续 陆上
    路透 温和 严峻 商会 景点 党和 金牌 鲁班 雷同 沙龙 米其 皮革 项下 纪录 纪念 印度 麻省 常设 常任 明天
    """.split()
)
"""The first two characters of everyday words that start with a surname."""

_HAN = HAN.pattern
_GIVEN = "[^的了和与及在是对将就不也都局部省市县区会司厅处室办委员们位名等这那其各两十百千万亿年次个件项并、\\W\\dA-Za-z_\ue000-\ue002]"
_RANKS = (
    "局长|部长|司长|处长|厅长|署长|院长|校长|主席|主任|会长|理事长|秘书长|总干事|总裁|总经理|总理|大使|参赞|书记|省长|市长|馆长|所长|庭长|检察长|行长|社长|发言人|"
    "长官|董事长|团长|组长|教授|院士|研究员|审判长|博士|总监|专员"
)
_BEFORE = f"(?:{_RANKS}|代表|委员|审查员|律师|先生|女士|\ue001)"
_VERBS = "表示|指出|强调|认为|介绍|致辞|率团|率队|主持|会见|会晤|出席|宣布|透露|说|回答|签署"
_END = (
    rf"(?=$|[^\w]|[\dA-Za-z]|{_MARKS}|{_RANKS}|{_VERBS}|先生|女士|同志|一行|分别|参加|访问|代表|应邀|担任|当选|共同|先后|发表|陪同|接受|提出|感谢|邀请|"
    "[率在与和及等为对向于从到任同的也还将已就作赴是因受被曾不并获做致])"
)
_NAME = rf"(?P<name>(?P<surname>{_SURNAME.pattern})(?:{_GIVEN}{{2}}|{_GIVEN}))"
_AFTER_TITLE = re.compile(rf"{_BEFORE}{_NAME}{_END}")
_BEFORE_TITLE = re.compile(rf"(?:^|(?<=[\W和与及由对向请是经\ue000-\ue002])){_NAME}(?={_RANKS}|先生|女士|同志)")
_BEFORE_VERB = re.compile(rf"(?:^|(?<=[^\w])|(?<={_MARKS})){_NAME}(?={_VERBS})")
_STARTING = re.compile(rf"(?:^|(?<=[。，；：、“（])){_NAME}(?![。，；：、”）？！]|$){_END}")
_UNENDED = re.compile(rf"{_BEFORE}(?P<name>(?P<surname>{_SURNAME.pattern}){_GIVEN}{{2}})")

_SOUND = (
    "[阿埃艾爱安奥巴白班保贝比彼宾波伯博布查达戴丹当德迪蒂东杜多厄恩尔法费芬弗福富盖高戈格古哈海汉赫亨胡华霍基吉加贾杰金卡凯坎康科克肯库夸拉莱兰朗劳勒"
    "雷里利莉丽连列林琳龙卢鲁路伦罗洛马玛迈麦曼梅门蒙米密缪莫姆穆纳娜南内尼妮涅宁纽农努诺欧帕潘佩皮珀普奇乔切琼丘让热日荣茹瑞锐若萨塞桑森沙莎山尚舍圣史施舒斯"
    "丝松苏索塔泰坦汤特提图托瓦万威韦维魏温文翁沃乌武西希夏谢辛欣休许雪雅亚扬耶叶伊因英尤约泽扎詹珍芝夫库什策齐佐冈廷婕黛蕾诗薇茜露娅妲莲萝]"
)
_FOREIGN = re.compile(rf"{_SOUND}{{1,10}}(?:·{_SOUND}{{1,10}})+(?:-{_SOUND}{{1,10}})*")


def people(text: str, *, certainly: bool = False) -> Iterator[tuple[TermKind, int, int]]:
    """Yield where people's names seem to be in a masked text; ``certainly`` only beside a title or a verb of saying."""
    taken: set[int] = set()
    for match in _FOREIGN.finditer(text):
        taken.update(range(match.start(), match.end()))
        yield "person", match.start(), match.end()
    for pattern, sure in (
        (_AFTER_TITLE, True),
        (_BEFORE_TITLE, True),
        (_BEFORE_VERB, False),
        (_STARTING, False),
        (_UNENDED, False),
    ):
        if certainly and pattern in {_STARTING, _UNENDED}:
            continue
        for match in pattern.finditer(text):
            start, end = match.span("name")
            risky = not sure and match["surname"] in _RISKY
            if risky or match["name"][:2] in _NOT_NAMES or not taken.isdisjoint(range(start, end)):
                continue
            taken.update(range(start, end))
            yield "person", start, end


_SUFFIX = re.compile(
    "委员会|办公室|基金会|研究院|研究所|检察院|协会|学会|联盟|(?<=国际|世界|产权|贸易|卫生|合作|旅游|海事|民航|劳工|气象|条约|公约|区域)组织|法院|中心|大学|公司|银行|集团|"
    "总局(?!长)|总署(?!长)|局(?![长面势限部])|部(?![分门长署件委队落])|厅(?!长)|(?<!签)署(?![长名])|科学院"
)
_NOT_PART = re.compile(
    "(?<!发展)(?<!工业)(?<!资源)(?<!住房)(?<!文化)(?<!专利)(?<!卫生)(?<!教育)(?<!环境)(?<!科学)(?<!贸易)[和与及]|"
    "以及|访问|会见|出席|参加|参观|来自|代表|通过|联合|邀请|根据|按照|前往|抵达|组成|成立|设立|启动|开展|加入|签署|举办|主办|承办|协办|由|在|向|对|的|了|于|从|到|是|为|经|据|将|"
    "同|跟|被|把|让|赴|或|其中|包括|等|至|就|原|当天|今日|日前|昨日|目前|近日|有关|日(?!本)|月|年|(?<!国)家|名|个|后|前|起|并|如果|但|任(?!务)|作为|与会|规定|许多|大多数|走进|进入|必须"
)
_TOO_GENERAL = frozenset(
    """
    委员会 办公室 中心 公司 有限公司 股份公司 大学 法院 协会 集团 银行 内部 外部 干部 全部 西部 东部 中部 南部 北部 总部
    俱乐部 服务中心 国际组织 人民法院 跨国公司 子公司 上市公司 科技公司 高等法院 研究中心 行业协会 商业银行 会展中心
    大部 一部 本部 分部 分局 总局 总署 各地法院 数据中心
    """.split()
)
_NO_OFFICE = frozenset("全部 内部 外部 干部 总部 大厅 客厅 餐厅 两局 各局 各部 布局 结局 部署 电大".split())
"""The last two characters of words that end like an office but are none."""
_LONGEST_OFFICE = 24
"""In characters."""


def offices(text: str) -> Iterator[tuple[TermKind, int, int]]:
    """Yield where offices' names seem to be in a masked text."""
    for run in re.finditer(rf"(?:{_HAN})+", text):
        best: dict[int, int] = {}
        for suffix in _SUFFIX.finditer(run[0]):
            start = max(0, suffix.end() - 2 * _LONGEST_OFFICE)
            for word in _NOT_PART.finditer(run[0], start, suffix.start()):
                start = word.end()
            name = run[0][start : suffix.end()]
            least = 3 if len(suffix[0]) == 1 else len(suffix[0]) + 2
            if (
                least <= len(name) <= _LONGEST_OFFICE
                and name not in _TOO_GENERAL
                and name[-2:] not in _NO_OFFICE
                and name[0] not in "该本两各此某其全多这那每一二三四几"
            ):
                best[start] = suffix.end()
        for start, end in best.items():
            yield "office", run.start() + start, run.start() + end


def pinyin(name: str) -> str:
    """Return a Chinese person's name in pinyin, as passports write it; often wrong; "" for an unknown surname."""
    if not (spelled := syllables(name)):
        return ""
    surname, given = spelled
    joined = "".join(f"{chr(39) if n and syllable[0] in 'aeo' else ''}{syllable}" for n, syllable in enumerate(given))
    return f"{surname} {joined.capitalize()}"


def syllables(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the surname of a Chinese person and the syllables of the given name; None for an unknown surname."""
    import pypinyin  # slow to import, and only names need it

    found = _SURNAME.match(name)
    if not found:
        return None
    given = [_GIVEN_READINGS.get(char) or pypinyin.lazy_pinyin(char)[0] for char in name[found.end() :]]
    given = [syllable.replace("lv", "lyu").replace("nv", "nyu").replace("ü", "yu") for syllable in given]
    return _SURNAMES[found[0]], tuple(given)


_GIVEN_READINGS = {"长": "chang", "重": "chong", "朝": "chao", "乐": "le", "盛": "sheng", "曾": "zeng", "行": "xing"}
"""Characters that usually have another reading in given names than the dictionary's first."""

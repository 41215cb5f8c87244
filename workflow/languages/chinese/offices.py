"""Names of offices in Chinese texts, found by how they end and by the words that are no part of them."""

import re
from collections.abc import Iterator

from workflow.model import HAN

_SUFFIX = re.compile(
    "委员会|常委会|办公室|办公厅|办事处|代表处|代办处|大使馆|总?领事馆|基金会|研究院|研究所|检察院|事务所|人民政府|(?<!司法)(?<!行政)总?工会(?!议)|协会|学会|商会|联合会|联盟|联合体|"
    "(?<=国际|世界|产权|贸易|卫生|合作|旅游|海事|民航|劳工|气象|条约|公约|区域)组织|法院|中心|大学|(?<!大)学院|科学院|公司|银行|集团|气象台|预报台|天文台|电视台|海关(?!总署)|"
    "总局(?!长)|总署(?!长(?!官))|局(?![长面势限部地])|(?<![东西南北中大全内外局干上下一各两分头腹胸])部(?![分门长署件委队落])|(?<![大客餐])厅(?!长(?!官))|(?<![签部])署(?![长名])"
)
_RANK = (
    "(?:副|总)?(?:[局部司处厅署院校会省市县区行社团组庭所馆台站科关]长|(?<!人民)委员长|理事长|秘书长|董事长|检察长|主任|主席|书记|总干事|总裁|总理|总经理|经理|大使(?!馆)|公使|参赞|教授|院士|研究员|发言人|"
    "委员(?!会|长)|代表(?!大会|处|团)|专员|记者|负责人|工程师|经济学家)"
)
_OUTSIDE = re.compile(
    "(?<!发展)(?<!工业)(?<!资源)(?<!住房)(?<!文化)(?<!专利)(?<!卫生)(?<!教育)(?<!环境)(?<!科学)(?<!贸易)(?<!林业)(?<!农业)(?<!粮食)(?<!食品)(?<!信息)(?<!广播)(?<!新闻)(?<!体育)(?<!技术)(?<!经济)(?<!社会)(?<!民族)"
    "(?<!劳动)(?<!国防)(?<!计划)(?<!医疗)(?<!城乡)(?<!电视)(?<!人民共)(?<!主共)(?<!合众共)(?<!共)[和与及]|"
    f"{_RANK}|中华人民共和国|以及|访问|会见|出席|参加|参观|来自|代表(?!大会|处|团)|通过|联合(?!国|会|体)|邀请|根据|按照|前往|抵达|组成|成立|设立|启动|开展|加入|签署|举办|主办|承办|协办|由|在|向|对(?!外)|的|了|于|从|到|"
    "是|(?<![华作行])为|经(?![济贸营])|据(?!中心)|将|(?<!合)同|跟|被|把|让|赴|或|其中|包括|等|至|就(?!业)|任命|任免|聘任|免去|(?<!责)任(?![务免])|原告|被告|原(?![子材])|当天|今日|日前|昨日|目前|近日|有关|日(?!本|报|照)|月|年|(?<![国专])家(?!庭)|名|个|"
    "后(?!勤)|前(?!海)|起(?!重)|并(?!购)|如果|但|作为|与会|规定|许多|大多数|走进|进入|必须|期间|期内|会同|委托|配合|报送|商请|提请|督促|责成|协助|牵头|表示|指出|强调|要求|公布|发布|印发|转发|获悉|查获|走访|考察|调研|"
    "慰问|视察|到访|参阅|参见|登录|关注|拨打|咨询(?!公司|中心|委|有限)|请(?![求示])|不再|担任|兼|预计|支持|属于|位于|随行人员|(?<![国所没只具享拥])有(?![限关色线机轨])|应(?![急用])|称|说|受|给|以(?![色内])|及其|所属(?!企业)|"
    "各(?!界)|该|(?<!日)本(?![溪田钢])|(?<!某)某(?!某)|查验|主持人"
)
"""Words that no office's name has, with what makes them something else."""
_AFTER_OFFICE = re.compile(
    "(?<=[部局会署厅院府行])(?:协调|指导|监督|组织|通知|批准|决定|推动|介绍|认为|说明|派出|提供|驳回|审理|受理|宣布|启用|推荐|选派|联手|携手|通报|督办|采购|投资|起诉|诉)"
)
"""Words that end an office's name if they stand right after one."""
_TOO_GENERAL = frozenset(
    """
    委员会 办公室 中心 公司 有限公司 股份公司 股份有限公司 责任公司 有限责任公司 大学 法院 协会 集团 银行 学院 学会 商会 工会 联盟 海关 大使馆 领事馆 总领事馆 事务所
    俱乐部 服务中心 国际组织 人民法院 跨国公司 子公司 上市公司 科技公司 高等法院 研究中心 行业协会 商业银行 会展中心 人民政府 律师事务所 会计师事务所 集团公司
    本部 分部 分局 总局 总署 各地法院 数据中心 新闻中心 市中心 县中心 区中心 地方法院 中级人民法院 基层人民法院 人民检察院 检察院 研究院 研究所 中央银行 中小银行
    政策性银行 农业银行 村镇银行 民营银行 开发性银行 证券公司 保险公司 基金公司 母公司 分公司 总公司 外资银行 国有银行 高等学院 办事处 代表处 常委会 专门委员会
    """.split()
)
_NO_OFFICE = frozenset(
    "全部 内部 外部 干部 总部 大厅 客厅 餐厅 两局 各局 各部 布局 结局 部署 电大 格局 时局 政局 战局 大局 全局 当局 邮局 警局 开局 破局 棋局 终局 首部 门部 三部 二部 多部 几部 这部 那部 俱乐部 音乐厅 歌舞厅 展览厅 展厅 商学院 工学院 理学院 文学院 法学院 医学院 艺术学院 电视台".split()
)
"""Ends of words that look like an office's but are none."""
_SELDOM_FIRST = frozenset("该本两各此某其全多这那每一二三四几新")
"""Characters that no office's name begins with, except in 全国 and the like."""
_LONGEST = 24
"""In characters."""


def named(text: str) -> Iterator[tuple[int, int]]:
    """Yield where offices' names seem to be in a masked text."""
    for run in re.finditer(rf"(?:{HAN.pattern})+", text):
        for start, end in _in_run(run[0]):
            yield run.start() + start, run.start() + end


def _in_run(run: str) -> list[tuple[int, int]]:
    found: dict[int, int] = {}
    for suffix in _SUFFIX.finditer(run):
        end = suffix.end()
        start = max(0, end - 2 * _LONGEST)
        for word in _OUTSIDE.finditer(run, start, suffix.start()):
            start = word.end()
        for word in _AFTER_OFFICE.finditer(run, start, suffix.start()):
            start = word.end()
        if _is_office(run[start:end], suffix[0]) and not _two(run, start, found.get(start), suffix):
            found[start] = end
    return sorted(found.items())


def _two(run: str, start: int, before: int | None, suffix: "re.Match[str]") -> bool:
    """Return whether a name goes on behind a whole one with another of its size: 商务部, and then 自然资源部."""
    if before is None:
        return False
    shorter, longer = run[start:before], run[start : suffix.end()]
    if shorter.endswith("大学") and suffix[0] == "学院":
        return True
    same = longer[-1] == shorter[-1] and shorter[-1] in "部署"
    return same and not longer.startswith("中")


def _is_office(name: str, suffix: str) -> bool:
    least = 3 if len(suffix) == 1 else len(suffix) + 2
    return (
        least <= len(name) <= _LONGEST
        and name not in _TOO_GENERAL
        and not name.startswith(("直辖市", "自治区"))
        and not any(name.endswith(each) and len(name) <= len(each) + 1 for each in _NO_OFFICE)
        and (
            name[0] not in _SELDOM_FIRST
            or name[:2] in {"全国", "一带", "新疆", "新华", "新西", "新加", "本田", "新闻", "新东"}
        )
    )

"""Who is named in a release: found by titles, acts and lists, written in pinyin, and never a word of the dictionary."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import newsroom
import pytest
from pypinyin.constants import PHRASES_DICT

from workflow.contracts.checks import Context
from workflow.contracts.engines import Engine, Hypothesis
from workflow.contracts.facts import Person
from workflow.contracts.registries import CHECKS, ENGINES
from workflow.contracts.terms import NoTerms
from workflow.languages.chinese import names, offices
from workflow.languages.chinese.pinyin import SURNAMES, pinyin, syllables
from workflow.markup.printing import said
from workflow.model import Match, Term, Unit
from workflow.newsroom.asking import asking, with_people
from workflow.newsroom.terms import people
from workflow.readers.text import read
from workflow.termbase.base import TermBase


def sure(text: str) -> list[str]:
    """Whom a draft of this text alone would write in pinyin."""
    return [each.name for each in names.people(text) if each.sure]


def mentioned(text: str) -> list[tuple[str, str]]:
    """Who is named in each line of a release, in pinyin."""
    release = read(text.encode(), path="sources/r.txt", language="zh-Hans")
    found = people(release, NoTerms())
    assert found
    return [
        (person.text, person.in_latin_letters)
        for segment in release.segments
        for _, _, person in found.find(segment.text, ())
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("局长何志成会见来宾。", ["何志成"]),
        ("局长沈长风率团访问。", ["沈长风"]),
        ("任命孙茂林为副部长；任命朱程洁（女）为水利部副部长。", ["孙茂林", "朱程洁"]),
        ("免去余蔚林的财政部副部长职务；免去左立（女）的司法部副部长职务。", ["余蔚林", "左立"]),
        ("任命晏子期、翟墨涵（女）为审判员。", ["晏子期", "翟墨涵"]),
        ("【束玉婷】：大家下午好。", ["束玉婷"]),
        ("【主持人 华子衿】：谢谢。", ["华子衿"]),
        ("责编：常帅东、叶欣荣　审核：陈 晓、赵志刚", ["常帅东", "叶欣荣", "陈晓", "赵志刚"]),
        ("张德山、俞正林、王屿峰等同志出席会议。", ["张德山", "俞正林", "王屿峰"]),
        ("授予周小满、吕行知、黎 平等3名同志称号。", ["周小满", "吕行知", "黎平"]),
        ("局长沈长风、副局长何志成、贺化等出席。", ["沈长风", "何志成", "贺化"]),
        ("首先转达了沈长风局长的问候。", ["沈长风"]),
        ("李明教授和欧阳修文女士到会。", ["李明", "欧阳修文"]),
        ("部党组书记宋明多次作出部署。", ["宋明"]),
        ("授予赵立明等36名同志奖章。", ["赵立明"]),
        ("追授在抢险中牺牲的桂满清同志称号。", ["桂满清"]),
        ("任命陆晓婉等6人为审判员。", ["陆晓婉"]),
        ("会议接受严国昌因工作变动辞去局长职务。", ["严国昌"]),
        ("任命沈海涛为副市长，谢映雪为市发展和改革委员会主任，罗立群为市统计局局长。", ["沈海涛", "谢映雪", "罗立群"]),
        ("庄若溪为市教育局局长；", ["庄若溪"]),
        ("评审专家名单：庄静、佟海平、欧阳启、岑立新（采购人代表）", ["庄静", "佟海平", "欧阳启", "岑立新"]),
        ("62岁的老人邱桂香感慨道。", ["邱桂香"]),
        ("快递员韩亮没有回老家。", ["韩亮"]),
        ("市民苏晓敏有些无奈。", ["苏晓敏"]),
        ("监测员韦大爷住在村口。", []),
        ("工作人员安全撤离，全员高效运转。", []),
        ("库管员柏青小心翼翼地合上柜门。", []),
        ("副主任濮阳渝一针见血地指出。", []),
        ("局长李明强调，要抓落实。", ["李明"]),
        ("局长张茂于率团访问。", ["张茂于"]),
        ("本报记者 任亦欢 通讯员 冯巩义", ["任亦欢", "冯巩义"]),
        ("副省长林致和先后致辞。", ["林致和"]),
        ("局长**何志成**会见来宾。", ["何志成"]),
        ("局长[何志成](https://example.org/he)会见来宾。", ["何志成"]),
        ("审判长为崔一凡，审判员为尹若兰。", ["崔一凡", "尹若兰"]),
        ("崔一凡任市财政局局长。", ["崔一凡"]),
        ("温庭舒任省社会科学院党组书记、院长。", ["温庭舒"]),
        ("省政府秘书长常道临主持会议。", ["常道临"]),
        ("欧阳若兰同志任县医院院长（试用期一年）。", ["欧阳若兰"]),
        ("免去：崔一凡的副局长职务；尹若兰的副县长职务。", ["崔一凡", "尹若兰"]),
        ("据邓志敏介绍，项目已经完工。", ["邓志敏"]),
        ("另外，据欧阳卓然透露，明年开工。", ["欧阳卓然"]),
    ],
)
def test_who_is_named_beyond_doubt(text: str, named: list[str]) -> None:
    assert sure(text.replace("\u3000", " ")) == named


@pytest.mark.parametrize(
    "text",
    [
        "美国总统特朗普表示欢迎。",
        "法国总统马克龙和夫人出席。",
        "总干事弗朗西斯·高锐出席。",
        "任命艾则孜·买买提（维吾尔族）为委员。",
        "免去巴特尔（蒙古族）的主任职务。",
        "韩国总统李在暻表示，愿深化合作。",
        "韩国国会议长金振杓介绍了情况。",
        "世界知识产权组织总干事邓鸿森会见客人。",
        "世卫组织总干事谭德塞致辞。",
        "香港特别行政区行政长官李家超出席。",
        "首席执行官马斯克表示不满。",
        "日本特许厅长官宗像直子出席。",
        "韩外长赵兑烈访华。",
    ],
)
def test_nobody_is_given_pinyin_whose_name_it_would_misspell(text: str) -> None:
    assert sure(text) == []


def test_somebody_from_abroad_stays_abroad_in_the_whole_release() -> None:
    assert mentioned("韩国总统李在俊访华。\n\n李在俊表示，双方合作良好。") == []


def test_a_known_title_introduces_somebody_and_may_say_that_he_is_from_abroad() -> None:
    base = TermBase(
        (
            Term("世界知识产权组织总干事", "WIPO Director General", "title"),
            Term("商务部部长", "Minister of Commerce", "title"),
            Term("记者", "reporter", "title"),
        )
    )
    for text, named in (
        ("世界知识产权组织总干事邓鸿森、商务部部长沈长风出席。", ["沈长风"]),
        ("沈长风商务部部长致辞。", ["沈长风"]),
        ("记者：宋知秋、叶欣荣", ["宋知秋", "叶欣荣"]),
    ):
        assert [each.name for each in names.people(text, base.find(text, "")) if each.sure] == named


@pytest.mark.parametrize(
    "text",
    [
        "与会代表高兴地表示，会议取得成果。",
        "发言人陈述了有关情况。",
        "专家关于黄金、白银、石油的看法不同。",
        "于是，主任马上宣布休会。",
        "任何单位和个人有权向主管部门举报。",
        "局长安全部署工作。",
        "常用药品价格下降，方便群众。",
        "金融支持高质量发展，万元以上存款增加。",
        "记者白天采访，晚上写稿。",
        "主席任何时候都强调安全。",
        "徐州、常州、苏州等地有雨。",
        "安徽、江苏、江西等省参加。",
        "吉林省长春市、鲁政发〔2031〕99号",
        "温州市长表示欢迎。",
        "应国家主席邀请访华。",
        "原告席、被告席和书记员席都消失了。",
        "招商银行、万科、金山等企业参加。",
        "王强调研期间表示满意。",
        "申请费为100元，复审费为300元。",
        "任命甲（女）、乙为委员。",
        "安全责任落实到乡镇长。",
        "处长安全检查时发现问题。",
        "主任高级工程师参加。",
        "副局长常务工作会议召开。",
        "周密责任分解到区长。",
        "联系人：翟先生",
        "据安徽省、温州市介绍，据成都方面透露，据金山区介绍，据常州市指出，据高校介绍。",
        "数据方面要求，根据安排介绍情况，证据于明显处说明。",
        "据马鞍山市介绍，据何家村介绍，据万科集团透露，据张家界宣布。",
    ],
)
def test_words_are_nobody(text: str) -> None:
    assert sure(text) == []


FRAMES = (
    "{}。",
    "我们{}。",
    "会议认为，{}很重要。",
    "{}表示，情况良好。",
    "代表{}地说。",
    "记者{}，下午返回。",
    "主任{}在会上介绍情况。",
    "局长{}强调合作。",
    "增长、{}、下降等因素",
    "专家{}对此表示满意。",
    "责编：{}",
    "【{}】",
    "对{}的看法",
)


def test_no_word_of_a_dictionary_is_a_person() -> None:
    # pypinyin's dictionary; a person of literature or history in it is one.
    words = [word for word in PHRASES_DICT if len(word) in (2, 3, 4) and word[0] in SURNAMES and word not in SURNAMES]
    assert len(words) > 4000
    taken = [
        (word, frame, found)
        for word in words
        for frame in FRAMES
        if (found := [name for name in sure(frame.format(word)) if name.startswith(word[:2])])
    ]
    assert taken == []


def test_a_name_is_known_in_the_whole_release() -> None:
    text = "局长何志成会见客人。\n\n何志成首先转达了问候，来宾随何志成参观。\n\n何志成"
    assert mentioned(text) == [("何志成", "He Zhicheng")] * 4


def test_a_term_inside_a_name_and_a_name_inside_a_term_give_way_to_the_longer() -> None:
    wen, office = Match(3, 5, (Term("文化", "culture"),)), Match(0, 6, (Term("王文化工作室", "the Studio", "office"),))
    somebody = Person("王文化", "Wang", ("wen", "hua"))
    assert [each.term and each.term.target for each in with_people([wen], [(2, 5, somebody)])] == ["Wang Wenhua"]
    assert with_people([office], [(0, 3, somebody)]) == (office,)
    before, behind = Match(0, 2, (Term("局长", "Director"),)), Match(5, 7, (Term("会见", "meet"),))
    assert [each.start for each in with_people([behind, before], [(2, 5, somebody)])] == [0, 2, 5]


def test_a_short_name_is_not_found_inside_words() -> None:
    assert mentioned("局长李明会见客人。\n\n客人表示，李明确实热情，李明还介绍了情况。") == [
        ("李明", "Li Ming"),
        ("李明", "Li Ming"),
    ]


def test_a_name_in_traditional_characters_is_named_as_it_is_written() -> None:
    assert mentioned("局長甘紹寧會見來賓。") == [("甘紹寧", "Gan Shaoning")]


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("何志敏", "He Zhimin"),
        ("欧阳卓然", "Ouyang Zhuoran"),
        ("吕绿", "Lyu Lyu"),
        ("王女", "Wang Nyu"),
        ("李建安", "Li Jian'an"),
        ("刘西安", "Liu Xi'an"),
        ("任长霞", "Ren Changxia"),
        ("单霁翔", "Shan Jixiang"),
        ("朱镕基", "Zhu Rongji"),
        ("解晓东", "Xie Xiaodong"),
        ("仇保兴", "Qiu Baoxing"),
        ("尉迟恭", "Yuchi Gong"),
    ],
)
def test_names_are_written_as_in_passports(name: str, latin: str) -> None:
    assert pinyin(name) == latin


def test_a_surname_alone_and_an_unknown_surname_have_no_pinyin() -> None:
    assert syllables("王") is None
    assert pinyin("的的") == ""


def test_reading_a_long_line_of_surnames_takes_time_in_proportion_to_it() -> None:
    # Nothing in it is quadratic: a line of 60,000 characters is read at once.
    assert len(names.people("王强、" * 20_000 + "李明等同志")) == 20_001
    assert names.people("局长" * 30_000) == ()
    assert names.people("王 " * 30_000) == ()


@pytest.fixture
def room(tmp_path: Path) -> newsroom.Newsroom:
    """A newsroom whose release introduces somebody in one sentence and names him in another."""
    room = newsroom.make(tmp_path)
    room.write("sources/visit.md", "# 会见\n\n局长何志成会见客人。\n\n何志成转达了问候。")
    return room


def test_the_check_knows_whom_another_sentence_introduces(room: newsroom.Newsroom) -> None:
    room.run("translate")
    words = {
        "会见": "Meeting",
        "局长何志成会见客人。": "The commissioner met.",
        "何志成转达了问候。": "He sent his regards.",
    }
    room.translate_by_hand(**words)
    printed = room.run("check").stdout
    assert printed.count("何志成 (He Zhicheng?) is not in the translation") == 2


class Copying:
    """An engine that copies what is Latin in a text into a sentence."""

    name = "copying"

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        """Yield one hypothesis for each text, in order."""
        for index, text in enumerate(texts):
            yield (
                index,
                (
                    Hypothesis(
                        f"It was {' '.join(re.findall('[A-Z]+', text))} who spoke{' again' * (len(text) > 9)}.",
                        -0.1,
                        1,
                    ),
                ),
            )


@pytest.fixture
def copying(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argos is an engine that copies names."""
    monkeypatch.setitem(ENGINES.places, "argos", "newsroom:MACHINE")
    monkeypatch.setattr("newsroom.MACHINE", Engine(lambda source, target: Copying()))


def test_drafts_name_people_in_pinyin_and_say_that_nobody_verified_it(room: newsroom.Newsroom, copying: None) -> None:
    room.run("translate", "--engine", "argos")
    _, met, conveyed = room.catalog().units
    for unit in (met, conveyed):
        assert "He Zhicheng" in unit.target
        assert "doubt: He Zhicheng is unverified pinyin" in unit.comments


@pytest.mark.parametrize(("language", "terms"), [("en", 1), ("fr", 1), ("zh-Hant", 0)])
def test_pinyin_is_for_languages_in_latin_letters(language: str, terms: int) -> None:
    text = "局长何志成会见客人。"
    release = read(text.encode(), path="sources/r.txt", language="zh-Hans")
    assert len(asking(NoTerms(), [release], language)(text, release.id).terms) == terms


def test_a_row_of_the_term_base_is_no_guess(room: newsroom.Newsroom, copying: None) -> None:
    room.write("locales/en/terms.csv", "source,target,kind\n何志成,Ho Chi-sing,person\n")
    room.run("translate", "--engine", "argos")
    for unit in room.catalog().units[1:]:
        assert "Ho Chi-sing" in unit.target
        assert not any("unverified" in line for line in unit.comments)


@pytest.mark.parametrize(
    ("english", "found"),
    [
        ("Minister of Finance Li Ming attended.", ["warning"]),
        ("The Ministry of Finance's Li Ming attended.", []),
        ("Customs Director Li Ming attended.", ["error"]),
    ],
)
def test_a_minister_is_of_the_ministry(english: str, found: list[str]) -> None:
    base = TermBase((Term("财政部", "Ministry of Finance", "office"),))
    release = read("财政部部长李明出席。".encode(), path="sources/r.txt", language="zh-Hans")
    unit = Unit("财政部部长李明出席。", target=english)
    context = Context(release, "en", base)
    assert [each.severity for each in CHECKS["terms"].inspect(said(unit, release), context)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("预计江苏南部、上海大部、江西东北部有大雨，江西南部局地有大暴雨。", []),
        ("任命南岭大学党委书记沈长风为商务部副部长。", ["南岭大学", "商务部"]),
        ("任命交通运输部司长李良明为水利部副部长。", ["交通运输部", "水利部"]),
        ("来源：中华人民共和国商务部", ["商务部"]),
        ("商务部协调自然资源部作了排查。", ["商务部", "自然资源部"]),
        ("市民可参阅防灾减灾中心网页。", ["防灾减灾中心"]),
        ("会期间国家税务总局照常办公。", ["国家税务总局"]),
        ("全国人民代表大会常务委员会通过了决定。", ["全国人民代表大会常务委员会"]),
        ("国家发展和改革委员会、国家林业和草原局发文。", ["国家发展和改革委员会", "国家林业和草原局"]),
        ("华为技术有限公司诉金山软件有限公司一案。", ["华为技术有限公司", "金山软件有限公司"]),
        ("日本特许厅长官出席。", ["日本特许厅"]),
        ("各省、自治区、直辖市知识产权局：", []),
        ("中国人民银行行长兼货币政策委员会主席主持。", ["中国人民银行", "货币政策委员会"]),
        ("清江大学法学院院长出席。", ["清江大学"]),
        ("这是全部内容，由外部干部负责。", []),
    ],
)
def test_offices_begin_and_end_where_they_do(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in offices.named(text)] == found


def test_reading_a_long_line_of_offices_takes_time_in_proportion_to_it() -> None:
    assert list(offices.named("委" * 60_000)) == []
    assert len(list(offices.named("外交部、" * 15_000))) == 15_000


@pytest.mark.parametrize("surname", sorted(each for each in SURNAMES if len(each) > 1))
def test_a_compound_surname_belongs_to_a_name(surname: str) -> None:
    for text in (
        f"局长{surname}文武主持会议。",
        f"{surname}文武表示，会议很成功。",
        f"副局长{surname}明强调，要抓紧落实。",
    ):
        assert [each.name for each in names.people(text) if each.sure] == [re.findall(f"{surname}(?:文武|明)", text)[0]]


def test_words_that_begin_like_a_compound_surname_are_no_names() -> None:
    for text in ("局长名单于五日公布。", "第五次会议指出，要抓紧落实。", "微生物表示环境变化。", "东门外表示欢迎。"):
        assert not [each.name for each in names.people(text) if each.sure]


def test_somebody_is_named_before_an_adverb_at_the_start_of_a_clause() -> None:
    for name in ("李建国", "王秀兰", "赵志刚", "段干文武"):
        for adverb in ("仍", "却", "又", "还", "也", "曾", "已", "便", "仍然", "从未"):
            assert [(each.name, each.sure) for each in names.people(f"{name}{adverb}坚持工作到最后一刻。")] == [
                (name, True)
            ]


def test_other_words_before_an_adverb_are_nobody() -> None:
    for text in (
        "高志向也不例外。",
        "马路边又多了一处公园。",
        "金融业也保持增长。",
        "江水平又涨了。",
        "张家口也有雨。",
        "何况他也来了。",
        "时代楷模仍在坚守。",
        "水稻单产又创新高。",
        "安全生产仍需加强。",
    ):
        assert not names.people(text)


def test_who_took_a_picture_is_named_without_the_verb() -> None:
    assert [each.name for each in names.people("新华社记者李明摄")] == ["李明"]


def test_who_speaks_before_a_colon_is_named_in_two_characters_too() -> None:
    assert [(each.name, each.sure) for each in names.people("毛宁：中方反对。")] == [("毛宁", True)]
    for text in (
        "汤料：盐。",
        "张江：科学城建设。",
        "黄山：迎客松。",
        "华为：发布新品。",
        "江宁：新区。",
        "金山：新区。",
    ):
        assert not [each for each in names.people(text) if each.sure]

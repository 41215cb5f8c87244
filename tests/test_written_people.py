"""Names, offices, places and posts that rules write keep every word, or are left to the machine."""

import pytest
from test_drafting import drafted, fake
from test_drafting_lives import shown
from test_drafting_terms import base, sentence

from workflow import languages
from workflow.contracts.composing import NAME, PERSON
from workflow.contracts.engines import Hypothesis
from workflow.drafting import amounts, composed, faults, plans, wording, written
from workflow.drafting.amounts import Amount
from workflow.languages.chinese import mentions
from workflow.languages.chinese.names import people
from workflow.languages.english import grammar, tidy
from workflow.languages.english.composing import by_rule, forms, offices, places
from workflow.languages.english.grammar import Name
from workflow.model import Sentence


@pytest.mark.parametrize(
    "source",
    [
        f"任命{PERSON}、{PERSON}等为副局长。",
        f"任命{PERSON}兼任局长。",
        f"免去其中{PERSON}的局长职务。",
        f"{PERSON}，男，1979年10月生，名誉博士，现任副局长，拟任局长。",
        f"{PERSON}，男，1979年10月生，在读博士，现任副局长，拟任局长。",
        f"{PERSON}，男，1979年10月生，现任副局长人选，拟任局长。",
        f"据悉，著名学者{PERSON}于2月19日因病去世。",
        f"经全力抢救，{PERSON}于2月19日因病去世。",
        "各省、自治区、直辖市财政厅（含兵团）：",
        f"各省、自治区、直辖市{NAME}（含兵团）：",
    ],
)
def test_a_sentence_of_which_a_word_would_be_lost_is_left_to_the_machine(source: str) -> None:
    assert forms.found(source) == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            f"{PERSON}，女，1979年10月生，在职研究生学历，管理学博士学位，现任副局长，拟任局长人选。",
            (
                f"⟨{PERSON}⟩, female, born in October 1979, in-service postgraduate education, doctoral degree in "
                "management, currently ⟨副局长⟩, candidate for appointment as ⟨局长⟩."
            ),
        ),
        (f"补选{PERSON}为委员。", f"⟨{PERSON}⟩ is elected ⟨委员⟩ in a by-election."),
        (
            f"市人民代表大会第三次会议选举{PERSON}为市长。",
            f"At ⟨市人民代表大会第三次会议⟩, ⟨{PERSON}⟩ is elected ⟨市长⟩.",
        ),
        (
            f"经市委审议决定：任命{PERSON}为局长，不再兼任副局长。",
            (
                f"By decision of ⟨市委⟩ after deliberation, ⟨{PERSON}⟩ is appointed ⟨局长⟩ and no longer concurrently serves "
                "as ⟨副局长⟩."
            ),
        ),
        (
            f"市人大常委会会议经无记名投票表决，决定任命{PERSON}为副市长，不再担任局长。",
            (
                f"⟨市人大常委会会议⟩ decided by secret ballot that ⟨{PERSON}⟩ be appointed ⟨副市长⟩ and no longer serve as "
                "⟨局长⟩."
            ),
        ),
        (
            f"免去{PERSON}同志的一级调研员职级，到龄退休。",
            f"Comrade ⟨{PERSON}⟩ is removed from the rank of ⟨一级调研员⟩ and retires on reaching retirement age.",
        ),
        (
            f"著名学者{PERSON}先生于2月19日因病抢救无效不幸去世，终年80岁。",
            (
                f"Mr. ⟨{PERSON}⟩, ⟨著名学者⟩, sadly died of illness ⟨2月19日⟩, after emergency treatment failed, at the age of "
                "80."
            ),
        ),
        (
            "各区人民政府，中央驻市有关单位：",
            "The people's governments of all districts and all relevant central government units in the city:",
        ),
        ("各省侨务办公室：", None),
    ],
)
def test_every_word_is_said(source: str, expected: str | None) -> None:
    found = forms.found(source)
    assert (shown(found, source) if found else None) == expected


def test_what_a_woman_did_is_framed_as_what_she_did() -> None:
    source = f"{PERSON}女士1951年参加工作，先后任教师、校长，1990年退休。"
    assert {form.then for form in forms.framed(source)[1:-1]} == {"she"}
    (request,) = plans.plan("她1951年参加工作，先后任教师、校长，1990年退休。", composing=by_rule).requests[:1]
    assert request.startswith("她")


@pytest.mark.parametrize(
    "text",
    [
        "相关市公安局要加强检查", "周边县人民政府配合", "开发区税务局发布通知", "贫困县人民政府", "合作区市场监管局",
        "保税区市场监督管理局", "试点市人民政府", "旅游区公安局", "浙江省特色小镇建设", "湖北省贫困县", "湖北省美丽乡村",
        "江苏省行政村", "浙江省百强县", "浙江省未来社区", "受西北气流影响", "西北大风", "苏浙皖两省", "湖北省宜昌市长",
    ],
)  # fmt: skip
def test_what_only_describes_a_place_names_none(text: str) -> None:
    assert [place.english for place in places.found(text) if "Yichang" not in place.english] == []
    assert list(offices.found(text)) == []


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("自治区公安厅", "Regional Department of Public Security"),
        ("湖北省宜昌市教育局", "Education Bureau of Yichang, Hubei Province"),
        ("北京市朝阳区教育局", "Education Bureau of Chaoyang District, Beijing"),
        ("湖北省宜昌市秭归县委宣传部", "Party Committee Publicity Department of Zigui County, Yichang, Hubei Province"),
        ("市海洋管理局", "Municipal Ocean Administration"),
    ],
)
def test_an_office_has_its_whole_place(text: str, english: str) -> None:
    assert [office.english for office in offices.found(text)] == [english]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("福建南部海面", "the waters off southern Fujian"),
        ("福建海面有大风", "the waters off Fujian"),
        ("东海、黄海等海域", "the East China Sea, the Yellow Sea and other waters"),
        ("新疆维吾尔自治区阿克苏市", "Aksu, Xinjiang Uygur Autonomous Region"),
        ("湖北省宜昌市秭归县委书记", "Zigui County, Yichang, Hubei Province"),
        ("江苏省苏州市昆山市玉山镇", "Yushan Town, Kunshan, Suzhou, Jiangsu Province"),
    ],
)
def test_a_place_keeps_what_it_is(text: str, english: str) -> None:
    assert [place.english for place in places.found(text)] == [english]


@pytest.mark.parametrize(
    "text", ["第十四届全国政协委员会副主席", "第十四届全国人大代表候选人", "第十四届全国人大代表大会"]
)
def test_a_seat_is_no_part_of_another_word(text: str) -> None:
    assert list(offices.seats(text)) == []


@pytest.mark.parametrize("text", ["湖北省宜昌市" * 3000, f"经{'市' * 40}会议" * 500, f"任命{PERSON}" * 3000])
def test_hostile_text_is_read_in_reasonable_time(text: str) -> None:
    """The suite's timeout ends a quadratic pattern."""
    list(offices.found(text[:8000]))
    forms.found(text)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("代省长", "Acting Governor"),
        ("由常务副市长", "Executive Vice Mayor"),
        ("市委常委、市长", "member of the Standing Committee of the Municipal Party Committee; Mayor"),
        ("秭归县委副书记", "Deputy Secretary of the Zigui County Party Committee"),
        ("洪山区副区长", "Deputy Head of Hongshan District"),
        ("自治区代主席", "Acting Chairman of the Autonomous Region"),
        ("香港保安局局长", "Secretary for Security of the Hong Kong Special Administrative Region"),
        ("香港特区政府财政司副司长", "Deputy Financial Secretary of the Hong Kong Special Administrative Region"),
        ("澳门特别行政区保安司司长", "Secretary for Security of the Macao Special Administrative Region"),
        ("由政务司司长", "Chief Secretary for Administration"),
        ("由教育局局长", ""),
        ("市长热线", ""),
        ("市委常委会", ""),
        ("贫困县县长", ""),
        ("超市长期营业", ""),
        ("小区长椅", ""),
    ],
)
def test_a_post_in_the_local_government_or_party_is_composed(text: str, english: str) -> None:
    assert "; ".join(post.english for post in offices.posts(text)) == english


LEADERS = base(
    ("凌霄", "Ling Xiao", "person"), ("市长", "Mayor", "title"), ("常委", "member of the Standing Committee", "title"),
    ("市审计局", "Municipal Audit Bureau", "office"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("常委、市长凌霄出席。", "Ling Xiao, member of the Standing Committee and Mayor"),
        (
            "常委、市审计局局长凌霄女士出席。",
            "Ling Xiao, member of the Standing Committee and Director of the Municipal Audit Bureau",
        ),
        ("市审计局原副局长凌霄出席。", "former Deputy Director Ling Xiao of the Municipal Audit Bureau"),
        ("凌霄常务副局长出席。", "Executive Deputy Director Ling Xiao"),
        ("凌霄原局长出席。", "Ling Xiao"),
        ("原市审计局局长凌霄出席。", "former Director Ling Xiao of the Municipal Audit Bureau"),
        ("对原市长凌霄提起公诉。", "former Mayor Ling Xiao"),
        (
            "前市审计局党组书记、局长凌霄出席。",
            (
                "Ling Xiao, former Secretary of the Leading Party Members Group and Director of the Municipal Audit Bureau"
            ),
        ),
        ("三年前市审计局局长凌霄出席。", "Director Ling Xiao of the Municipal Audit Bureau"),
        ("太原市长凌霄出席。", "Mayor Ling Xiao"),
        ("原凌霄出席。", "Ling Xiao"),
        ("常委、市长，凌霄出席。", "member of the Standing Committee"),
    ],
)
def test_posts_in_a_row_belong_to_the_person_after_them(source: str, name: str) -> None:
    (_, _, found), *_ = grammar.joined(source, LEADERS.find(source, ""))
    assert found.text == name


def test_who_died_in_a_city_and_who_was_elected_at_a_session() -> None:
    answers = {"市第三次会议": "Third Meeting of the Congress", "2026年1月8日": "8 January 2026"}
    drafter, _ = fake(lambda text: answers.get(text, "Mayor"), "en")
    (death,) = drafted(drafter, sentence("凌霄同志因病于2026年1月8日在长沙逝世。", LEADERS))
    assert death.text == "Comrade Ling Xiao died of illness in Changsha on January 8, 2026."
    (elected,) = drafted(drafter, sentence("市第三次会议选举凌霄为市长。", LEADERS))
    assert elected.text == "At the Third Meeting of the Congress, Ling Xiao is elected Mayor."


def test_a_title_comes_back_as_a_title() -> None:
    made = {"著名水利专家": "He's a well-known water expert.", "1月8日20时6分": "8:06 p.m. January 8"}
    drafter, _ = fake(lambda text: made.get(text, text), "en")
    (draft,) = drafted(drafter, sentence("著名水利专家凌霄因病于1月8日20时6分在武汉逝世。", LEADERS))
    assert draft.text == "Ling Xiao, a well-known water expert, died of illness in Wuhan at 8:06 p.m. on January 8."


def test_a_former_post_has_a_capital_only_where_a_sentence_starts() -> None:
    name = Name("x", "former Deputy Director Ling Xiao of the Bureau", "person", ranked=True)
    assert grammar.inserted("WTQ spoke.", {"WTQ": name}) == "Former Deputy Director Ling Xiao of the Bureau spoke."
    assert grammar.inserted("They met WTQ.", {"WTQ": name}) == (
        "They met former Deputy Director Ling Xiao of the Bureau."
    )


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("以建交五十周年为契机", "利用建立外交关系五十周年的机会"),
        ("基建交易会", "基建交易会"),
        ("本周我省以多云天气为主，我区分时段停水", "本周本省以多云天气为主，我区分时段停水"),
        ("我市、我县和我区将新建学校", "本市、本县和本区将新建学校"),
        ("请自我省察，我省钱", "请自我省察，我省钱"),
        ("6月从环比看，食品价格下降", "6月与上月相比，食品价格下降"),
        ("17时解除暴雨红色预警信号", "17时取消暴雨红色预警信号"),
        ("解除合同", "解除合同"),
        ("分行业看，27个行业增长", "按行业看，27个行业增长"),
        ("区分行业看待", "区分行业看待"),
        ("法人或者非法人组织", "法人或者不具有法人资格的组织"),
        ("至本届董事会届满之日止", "至本届董事会任期届满之日止"),
        ("如遇雨天顺延", "如遇雨天则推迟"),
        ("现将规定印发给你们", "现将规定发给你们"),
        ("一律作退回或者销毁处理", "一律应当退回或者销毁"),
        ("国家科技进步一等奖两次、二等奖三次", "国家科技进步奖一等奖两次、二等奖三次"),
    ],
)
def test_a_machine_reads_words_that_mean_the_same(source: str, sent: str) -> None:
    assert wording.clear(source) == sent


@pytest.mark.parametrize(
    ("source", "english", "slip"),
    [
        ("为两个以上经营者提供服务", "provides services to more than two operators", "more than two"),
        ("为两个以上经营者提供服务", "provides services to two or more operators", ""),
        ("不超过两个，两个以上的", "not more than two", ""),
        ("逾80项，三项以上", "more than 80, three or more", ""),
        ("解除暴雨红色预警信号", "will release red alerts", "release"),
        ("解除预警并发布通知", "lifted it and issued a notice", ""),
        ("现将规定印发给你们", "I have the honour to transmit the Regulations", "I have the honour"),
        ("我很荣幸转达", "I have the honour to convey", ""),
        ("我省天气多云", "This week, I'm away from the clouds", "I'm"),
        ("我省天气多云", "Phase I is cloudy", ""),
        ("他说：“请来。”", "He said, please join my team", ""),
        ("全省天气多云", "My city is cloudy", "My"),
    ],
)
def test_what_the_machine_is_known_to_get_wrong_is_noticed(source: str, english: str, slip: str) -> None:
    found = faults.slips(source, english)
    assert (slip in found[0]) if slip else found == ()


def test_another_hypothesis_is_drafted_rather_than_a_slip_and_a_slip_rather_than_nothing() -> None:
    right = "It serves two or more operators."
    source = "它为两个以上经营者提供服务。"
    drafter, _ = fake(lambda _: (Hypothesis("It serves more than two operators."), Hypothesis(right)), "en")
    (draft,) = drafted(drafter, source)
    assert (draft.text, draft.doubts) == (right, ())
    drafter, _ = fake(lambda _: "It serves more than two operators.", "en")
    (draft,) = drafted(drafter, source)
    assert draft.text
    assert draft.doubts == ("“more than two” leaves out what 以上 includes",)


def test_a_fine_of_one_to_ten_times_has_no_upper_ten() -> None:
    numbers = languages.of("zh-Hans").numbers
    assert numbers
    found = "处违法所得一倍以上十倍以下罚款"
    assert [found[each.start : each.end] for each in numbers.figures(found)] == ["一", "十"]


def test_a_decline_that_narrows_is_not_narrow() -> None:
    assert written.compared("The decline has been narrow for three months.", "降幅连续三个月收窄") == (
        "The decline has narrowed for three months."
    )


def test_what_may_be_a_name_is_noted_and_not_spelled() -> None:
    text = "新任驻阿联酋大使温时雨日前抵达，其前任岑若谷与大提琴手宁小夜先生同行。"
    found = mentions.people([(text, ())])
    assert [person.in_latin_letters for _, _, person in found.find(text, ())] == ["Wen Shiyu", "Cen Ruogu"]
    assert list(found.others(text, ())) == ["宁小夜"]


def test_after_noon_is_the_afternoon() -> None:
    calendar = languages.of("en").calendar
    assert calendar
    (words,) = calendar.times("a high of 39°C after noon").parts.items()
    assert words == ("after noon", frozenset({"afternoon"}))
    assert tidy.continued("Except for showers in Xinjiang") == "except for showers in Xinjiang"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("最低气温零下6℃，", ["-6°C"]),
        ("零下12～零下8℃，局部零下15.5℃左右", ["-12 to -8°C", "around -15.5°C"]),
        ("零下6到4摄氏度", ["-6 to -4°C"]),
        ("零下5～5℃", []),
        ("零下管理", []),
    ],
)
def test_no_machine_drops_the_sign_of_a_temperature(text: str, expected: list[str]) -> None:
    assert [english for _, _, english in amounts.below_zero(text)] == expected
    plan = plans.plan(text, composing=by_rule)
    assert not any("零下6" in request or "-6" in request for request in plan.requests)


def test_a_currency_that_is_stuck_to_letters_is_none() -> None:
    assert amounts.restored("the GM$677 repo", [("677", Amount("6000亿", "600 billion", "元"))]) is None
    assert (
        amounts.restored("the $677 repo", [("677", Amount("6000亿", "600 billion", "美元"))]) == "the $600 billion repo"
    )


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("电视电话会议昨日在济南召开。", "Jinan"),
        ("来自邯郸、廊坊和沧州的展商", "Handan, Langfang, Cangzhou"),
        ("他毕业于南通大学", "Nantong"),
        ("会议在开封举行，保定市发布公告", "Kaifeng, Baoding"),
        ("大同世界，日照充足，白银价格上涨，平安回家，开封文件，来宾入场", ""),
        ("山西安置灾民，湖南通过条例，广东营收增长，河南阳光明媚，经济南北差异", ""),
        ("扩大连接，重视西安全局，小区长春意浓", ""),
        ("美国马里兰州和明尼苏达州", ""),
        ("中巴经济走廊，当前巴中经济走廊", ""),
        ("深圳市民", "Shenzhen"),
    ],
)
def test_a_city_by_itself_is_named_and_no_part_of_other_words(text: str, cities: str) -> None:
    assert ", ".join(place.english for place in places.alone(text)) == cities


@pytest.mark.parametrize(("alone", "masked"), [("Chinan", True), ("Jinan", False)])
def test_a_city_is_hidden_from_a_machine_that_writes_it_otherwise(alone: str, *, masked: bool) -> None:
    source = "会议在济南召开。"
    found = composed.added(source, (), by_rule)
    drafter, engine = fake(
        lambda text: alone if text == "济南" else f"It was held in {'Jinan' if '济南' in text else text[3:6]}.", "en"
    )
    (draft,) = drafted(drafter, Sentence(source, found))
    assert draft.text == "It was held in Jinan."
    assert any("济南" in text and len(text) > 3 for text in engine.sent) is not masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他在赣南、苏北工作", "southern Jiangxi, northern Jiangsu"),
        ("闽南语和晋中市、湘西州，向湘南移动", ""),
        ("在赣南一干就是二十年", "southern Jiangxi"),
        ("生于江西丰城，1960年毕业", "Fengcheng, Jiangxi"),
        ("出生于江西南昌，籍贯湖北秭归县。", "Nanchang, Jiangxi; Zigui County, Hubei"),
        ("生于江西农村，生于江西某地", ""),
    ],
)
def test_a_part_of_a_province_and_a_place_of_birth(text: str, expected: str) -> None:
    found = [place.english for place in sorted(places.found(text))]
    assert ("; " if ";" in expected else ", ").join(found) == expected


def test_who_is_approved_and_nominated_and_heads_a_department() -> None:
    source = f"经省委批准，{PERSON}同志任副厅长，提名为厅长人选，不再担任局长职务。"
    assert shown(forms.found(source), source) == (
        f"With the approval of ⟨省委⟩, Comrade ⟨{PERSON}⟩ is appointed ⟨副厅长⟩ and nominated as a candidate for ⟨厅长⟩ and "
        "no longer serves as ⟨局长⟩."
    )
    heads = [post.english for post in offices.posts("市委常委、宣传部常务副部长，政法委副书记，该宣传部部长")]
    assert [head for head in heads if "Standing" not in head] == [
        "Executive Deputy Head of the Publicity Department",
        "Deputy Secretary of the Political and Legal Affairs Commission",
    ]


def test_who_was_born_when_is_a_person() -> None:
    assert [each.name for each in people("葛静川1937年8月生于江西。") if each.sure] == ["葛静川"]
    assert [each.name for each in people("温室1937年8月生效。") if each.sure] == []

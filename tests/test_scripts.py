"""Pages in the other Chinese script: conversion, terms, checks, page words, and the whole journey."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, Newsroom, make

from workflow import languages
from workflow.catalogs import po as catalogs
from workflow.checks import knowing
from workflow.checks.example import Example
from workflow.contracts.registries import CHECKS, ENGINES
from workflow.drafting import inline
from workflow.drafting.converting import Converting
from workflow.errors import MissingError
from workflow.languages.chinese import pages, script
from workflow.languages.english.pages import WORDS as ENGLISH
from workflow.model import DOUBT, ORIGIN, Match, Sentence, Term
from workflow.signoff import certificate

TAIWAN, HONG_KONG = "zh-Hant-TW", "zh-Hant-HK"


def drafted(text: str, to: str, *terms: Term, of: str = "zh-Hans") -> str:
    found = tuple(
        Match(start, start + len(term.source), (term,)) for term in terms if (start := text.find(term.source)) >= 0
    )
    engine = ENGINES["opencc"].load(of, to)
    ((_, draft),) = Converting(engine).drafts([Sentence(text, found)])
    assert draft.origin == f"mt: {engine.name}"
    return draft.text


@pytest.mark.parametrize(
    ("chinese", "taiwan", "hong_kong"),
    [
        ("软件和信息", "軟體和資訊", "軟件和信息"),
        ("计算机程序", "計算機程式", "計算機程序"),
        ("网络数据", "網路資料", "網絡數據"),
        ("打印机和鼠标", "印表機和滑鼠", "打印機和鼠標"),
        ("皇后之后，后天的后果", "皇后之後，後天的後果", "皇后之後，後天的後果"),
        ("干预干部的干净树干", "干預幹部的乾淨樹幹", "干預幹部的乾淨樹幹"),
        ("里长在这里走了一公里", "里長在這裡走了一公里", "里長在這裏走了一公里"),
        ("台湾的舞台上没有台风", "臺灣的舞臺上沒有颱風", "台灣的舞台上沒有颱風"),
        ("头发发展，复杂的答复", "頭髮發展，複雜的答覆", "頭髮發展，複雜的答覆"),
        ("制度的制造，系统的关系", "制度的製造，系統的關係", "制度的製造，系統的關係"),
        ("他们着眼于意味着什么", "他們著眼於意味著什麼", "他們着眼於意味着什麼"),
        ("卫生部门为群众说明", "衛生部門為群眾說明", "衞生部門為羣眾説明"),
        ("一只准备批准的表面手表", "一隻準備批准的表面手錶", "一隻準備批准的表面手錶"),
    ],
)
def test_words_are_those_of_taiwan_and_hong_kong(chinese: str, taiwan: str, hong_kong: str) -> None:
    assert drafted(chinese, TAIWAN) == taiwan
    assert drafted(chinese, HONG_KONG) == hong_kong


@pytest.mark.parametrize(
    ("chinese", "taiwan"),
    [
        ("他说：“所谓‘软件’很复杂。”", "他說：「所謂『軟體』很複雜。」"),
        ("Xi’an和‘数据’", "Xi’an和『資料』"),
        ("**软件**与[信息](https://example.org/信息)", "**軟體**與[資訊](https://example.org/信息)"),
        ("运行`软件`，见<https://example.org/软件>", "運行`软件`，見<https://example.org/软件>"),
        ("参见[说明][]和[条例][法]", "參見[說明][说明]和[條例][法]"),
        ("写信给软件@example.org或help@example.org", "寫信給軟體@example.org或help@example.org"),
        ("第1,234件，增长5.6%，2018年9月12日", "第1,234件，增長5.6%，2018年9月12日"),
    ],
)
def test_marks_become_those_of_taiwan_and_markup_stays(chinese: str, taiwan: str) -> None:
    references = (("说明", "https://example.org/a", ""), ("法", "https://example.org/b", ""))
    ((_, draft),) = Converting(ENGINES["opencc"].load("zh-Hans", TAIWAN)).drafts(
        [Sentence(chinese, references=references)]
    )
    assert draft.text == taiwan


@given(st.text(alphabet="软件后里“”‘’'*_`[]()<>&\\ \n#!~aW1.:/-发", max_size=40))
@settings(max_examples=300, deadline=None)
def test_only_words_change_whatever_stands_around_them(text: str) -> None:
    assert inline.converted(text, str) == text
    assert inline.converted(text, str, markup="plain") == text
    seen: list[str] = []
    with suppress(inline.Lost):
        made = inline.converted(text, lambda words: seen.append(words) or words.replace("软件", "軟體"))
        assert inline.marks(inline.scan(made)) == inline.marks(inline.scan(text))
        assert len(made) == len(text)
    assert all(words in text for words in seen)


def test_the_office_s_own_terms_win_over_the_conversion() -> None:
    office = Term("国家知识产权局", "國家知識產權局", "office")
    assert drafted("国家知识产权局保护知识产权。", TAIWAN, office) == "國家知識產權局保護智慧財產權。"
    assert drafted("国家知识产权局保护知识产权。", TAIWAN) == "國家智慧財產權局保護智慧財產權。"


def test_a_forbidden_word_and_an_ambiguous_term_are_doubts() -> None:
    banned = Match(0, 2, (Term("软件", "軟體", "forbidden"), Term("软件", "軟件")))
    unclear = Match(2, 4, (Term("信息", "資訊"), Term("信息", "訊息")))
    engine = ENGINES["opencc"].load("zh-Hans", TAIWAN)
    ((_, draft),) = Converting(engine).drafts([Sentence("软件信息软件", (banned, unclear))])
    assert draft.text == "軟件資訊軟體"
    assert draft.doubts == (
        "信息 has several translations in the term base: 資訊, 訊息",
        "软件 must not be translated as 軟體",
    )


def test_between_traditional_texts_only_the_standard_of_characters_changes() -> None:
    assert drafted("這裏的「網絡」", TAIWAN, of="zh-Hant") == "這裡的「網絡」"
    assert drafted("為這裏的「網絡」", HONG_KONG, of="zh-Hant") == "為這裏的「網絡」"
    assert drafted("這裏的「網絡」", "zh-Hans", of="zh-Hant") == "这里的“网络”"
    assert drafted("這裏", "zh-Hant", of="zh-Hant") == "這裏"
    assert drafted("这里", "zh-Hans") == "这里"
    assert ENGINES["opencc"].load("zh-Hans", "zh-Hans").name.startswith("opencc unchanged ")


def test_it_translates_into_no_other_language() -> None:
    with pytest.raises(MissingError, match="only converts between Chinese scripts"):
        ENGINES["opencc"].load("zh-Hans", "en")


@pytest.mark.parametrize(
    ("tag", "which"),
    [("zh", "Hans"), ("zh-CN", "Hans"), ("zh-Hans-HK", "Hans"), ("zh-Hant", "Hant"), ("zh_TW", "Hant-TW"),
     ("zh-hant-tw", "Hant-TW"), ("zh-HK", "Hant-HK"), ("zh-Hant-MO", "Hant-HK"), ("fr-FR", ""), ("zha", "")],
)  # fmt: skip
def test_a_tag_names_a_script_and_its_usage(tag: str, which: str) -> None:
    assert script.of_tag(tag) == which


# --- checks ---


def test_all_checks_of_values_and_names_know_chinese_and_none_looks_for_han_characters() -> None:
    assert set(knowing(TAIWAN)) == set(CHECKS) - {"digits"}


@pytest.mark.parametrize(
    ("check", "source", "target", "expected"),
    [
        ("values", "受理申请75.1万件，增长2.3个百分点。", "受理申請75.1萬件，增長2.3個百分點。", ""),
        ("values", "受理申请75.1万件。", "受理申請751,000件。", ""),
        ("values", "受理申请75.1万件。", "受理申請71.5萬件。", "error"),
        ("values", "总投资885亿元。", "總投資885億美元。", "error"),
        ("values", "会议于9月5日举行。", "會議於9月6日舉行。", "error"),
        ("values", "出口同比下降4.6%。", "出口同比上升4.6%。", "error"),
        ("values", "出口同比增长4.6%。", "出口年增4.6%。", ""),
        ("values", "出口同比增长4.6%。", "出口按年增加4.6%。", ""),
        ("values", "出口同比增长4.6%。", "出口較去年同期成長4.6%。", ""),
        ("values", "出口同比增长4.6%。", "出口年減4.6%。", "error"),
        ("negation", "未经许可，不得使用。", "未經許可，不得使用。", ""),
        ("negation", "未经许可，不得使用。", "經許可，得使用。", "error"),
        ("names", "土耳其代表团来访。", "土耳其代表團來訪。", ""),
        ("names", "土耳其代表团来访。", "希臘代表團來訪。", "error"),
        ("names", "局长何志成会见来宾。", "局長何志成會見來賓。", ""),
        ("names", "局长何志成会见来宾。", "局長會見來賓。", "warning"),
        ("leftovers", "专利局之后发布。", "專利局之後發布。", ""),
        ("leftovers", "专利局之后发布。", "专利局之後發布。", "error"),
        ("leftovers", "专利局之后发布。", "專利局之后發布。", "warning"),
        ("leftovers", "皇后和里长走了一公里。", "皇后和里長走了一公里。", ""),
        ("leftovers", "专利局核准的家具", "專利局核准情形和家具", ""),
        ("leftovers", "准备批准标准", "准備批准標准", "warning"),
        ("values", "融资规模突破千亿元。", "融資規模突破人民幣千億元。", ""),
        ("values", "融资规模突破885亿元。", "融資規模為人民幣885億元。", "warning"),
        ("leftovers", "专利局", "專利局", ""),
        ("leftovers", "见`软件`一节", "見`软件`一節", ""),
        ("length", "会谈前，双方互赠了纪念品，并参观了检索大厅和培训教室。", "會談前，雙方互贈了紀念品。", "warning"),
        ("length", "会谈前，双方互赠了纪念品，并参观了检索大厅和培训教室。", "會談前，雙方互贈紀念品，並參觀檢索大廳和培訓教室。", ""),
        ("quotes", "他说：“这是个好消息。”", "他說：「這是個好消息。", "warning"),
        ("quotes", "他说：“这是个好消息。”", "他說：「這是個好消息。」", ""),
        ("mechanics", "他说：“好。”（完）", "他說：「好。」（完）", ""),
        ("mechanics", "他说：“好。”（完）", "他說：“好。”（完）", "warning"),
        ("mechanics", "他说，好。", "他說,好.", "warning"),
        ("mechanics", "会议（上午）开始。", "會議(上午)開始。", "warning"),
        ("mechanics", "增长1,234.5件，比分3:2", "增長1,234.5件，比分3:2", ""),
        ("mechanics", "见Xi’an (PCT)一节。", "見Xi’an (PCT)一節。", ""),
        ("repetition", "大家好好学习。", "大家好好學習。", ""),
    ],
)  # fmt: skip
def test_a_chinese_page_is_checked(check: str, source: str, target: str, expected: str) -> None:
    for tag in (TAIWAN, HONG_KONG):
        example = Example(source, target, "", language=tag)
        found = example.findings(CHECKS[check].inspect)
        assert max((finding.severity for finding in found), default="", key=["", "warning", "error"].index) == expected


def test_a_term_that_is_missing_is_an_error_because_it_has_one_form() -> None:
    office = (Term("国家知识产权局", "國家知識產權局", "office"),)
    for target, expected in (("國家知識產權局發布年報。", 0), ("國家智慧財產權局發布年報。", 1)):
        example = Example("国家知识产权局发布年报。", target, "", office, language=TAIWAN)
        assert [each.severity for each in example.findings(CHECKS["terms"].inspect)] == ["error"] * expected


def test_a_name_is_written_as_the_term_base_says() -> None:
    name = (Term("里瓦里", "里瓦里", "person"),)
    for terms, expected in ((name, []), ((), ["probably not in the script of this language: 里瓦"])):
        example = Example("里瓦里出席。", "里瓦里出席。", "", terms, language=TAIWAN)
        assert [each.message for each in example.findings(CHECKS["leftovers"].inspect)] == expected


def test_a_simplified_page_is_searched_for_traditional_characters() -> None:
    found = Example("專利局", "专利局", "", language="zh-Hans").findings(CHECKS["leftovers"].inspect)
    assert not found
    (finding,) = Example("專利局", "專利局", "", language="zh-Hans").findings(CHECKS["leftovers"].inspect)
    assert finding.message == "not in the script of this language: 專"


def test_characters_of_either_standard_are_traditional() -> None:
    assert script.simplified_in("這裡這裏、為爲、群眾羣衆、著着、峰峯、衛衞、台灣臺灣、說説、税務稅務") == ((), ())
    assert script.simplified_in("开会之后，台風吹干了面條")[0] == ("开", "会")


def test_slips_are_fixed_in_drafts() -> None:
    fix = CHECKS["mechanics"].fix
    assert fix
    once = Example("他", "他說:“好!”(完)見`a,b`,再見.", "", language=TAIWAN)
    fixed = fix(once.said, once.context)
    assert fixed == "他說：「好！」（完）見`a,b`,再見。"
    again = Example("他", fixed, "", language=TAIWAN)
    assert fix(again.said, again.context) == fixed


# --- pages ---


@pytest.mark.parametrize("which", pages.WORDS)
def test_the_words_of_pages_are_complete_and_in_one_script(which: str) -> None:
    words = pages.WORDS[which]
    singular = {key for key in ENGLISH if key.endswith(".one") and f"{key[:-4]}.other" in ENGLISH}
    singular -= {"certificate.one"}
    assert set(ENGLISH) - singular == set(words)
    for key, text in words.items():
        wrong = script.traditional_in(text) if which == "Hans" else script.simplified_in(text)[0]
        assert not wrong, (key, text)


def test_pages_say_what_taiwan_and_hong_kong_say() -> None:
    assert languages.of(TAIWAN).pages["certificate_data"] == "本證明的資料檔（JSON）"
    assert languages.of("zh-HK").pages["certificate_data"] == "本證明的數據檔（JSON）"
    assert languages.of("zh-Hans").pages["certificate_data"] == "本证明的数据文件（JSON）"


# --- the journey ---

RELEASE = """---
title: 软件专利信息发布
date: 2018-09-12
source: https://www.example.org/zh/software.html
---

国家知识产权局公布了软件信息。“这里的数据增长了12.5%。”他说。（完）
"""


def newsroom(root: Path, languages: str = f'["{TAIWAN}", "{HONG_KONG}"]', source: str = "zh-Hans") -> Newsroom:
    room = Newsroom(root)
    project = f'[project]\nsource_language = "{source}"\ntarget_languages = {languages}\n'
    room.write("workflow.toml", project + "\n[publish]\nlayouts = ['target', 'side', 'lines']\n")
    room.write("sources/software.md", RELEASE)
    room.write(f"locales/{TAIWAN}/terms.csv", "source,target,kind\n国家知识产权局,國家知識產權局,office\n")
    return room


def confirmed(room: Newsroom, language: str) -> None:
    catalog = room.catalog("software", language)
    units = tuple(replace(unit, fuzzy=False) for unit in catalog.units)
    room.catalog_path("software", language).write_bytes(catalogs.dump(replace(catalog, units=units)))


def test_drafts_from_sources_in_both_scripts_are_one_line_for_each_language(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    room.write("sources/traditional.md", "# 年度統計\n\n會議於九月舉行。\n")
    said = room.run("translate").stdout
    for language in (TAIWAN, HONG_KONG):
        assert said.count(f"{language}: 5 of 5 sentences drafted; each is fuzzy until a translator confirms it.") == 1
    assert said.count(" sentences drafted; ") == 2


def test_from_source_to_page_in_both_usages(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    room.run("translate")
    units = room.catalog("software", TAIWAN).units
    assert [unit.target for unit in units] == [
        "軟體專利資訊發布",
        "國家知識產權局公布了軟體資訊。",
        "「這裡的資料增長了12.5%。」他說。（完）",
    ]
    assert all(unit.fuzzy and (unit.origin or "").startswith("mt: opencc s2twp ") for unit in units)
    assert not any(line.startswith(DOUBT) for unit in units for line in unit.comments)
    before = room.files("locales")
    room.run("translate")
    assert room.files("locales") == before
    assert json.loads(room.run("check", "--format", "json").stdout) == []
    for language in (TAIWAN, HONG_KONG):
        confirmed(room, language)
        room.run("submit", "software", "--to", language, "--as", TRANSLATOR)
        room.run("approve", "software", "--to", language, "--as", REVIEWER)
    room.run("publish")
    room.run("verify")
    page = room.files(f"public/{TAIWAN}")["software.html"].decode()
    assert '<html lang="zh-Hant-TW" dir="ltr">' in page
    assert "2018年9月12日" in page
    assert "國家知識產權局公布了軟體資訊。「這裡的資料增長了12.5%。」他說。（完）" in page
    assert "譯自中文原文。由機器產生草稿，經另一人核定。" in page
    side = room.files(f"public/{TAIWAN}")["software.side.html"].decode()
    assert 'lang="zh-Hans"' in side
    certificate = room.files(f"public/{TAIWAN}")["software.certificate.html"].decode()
    assert "3 個單元由簡繁轉換（opencc s2twp " in certificate
    assert "。 " not in certificate
    hong_kong = room.files(f"public/{HONG_KONG}")
    assert "這裏的數據增長了12.5%。" in hong_kong["software.html"].decode()
    assert "由機器擬稿，經另一人批准。" in hong_kong["software.html"].decode()
    for path, data in {**room.files(f"public/{TAIWAN}"), **hong_kong}.items():
        if path.endswith(".html"):
            assert "Certificate" not in data.decode(), path


def test_the_memory_gives_what_is_the_same_and_the_conversion_what_is_only_similar(tmp_path: Path) -> None:
    room = newsroom(tmp_path, f'["{TAIWAN}"]')
    room.write("sources/software.md", "# 年度统计一\n\n软件专利信息每年发布一次。\n")
    room.run("translate")
    catalog = room.catalog("software", TAIWAN)
    words = {"软件专利信息每年发布一次。": "軟體專利資訊一年公布一次。"}
    units = tuple(replace(unit, target=words.get(unit.source, unit.target), fuzzy=False) for unit in catalog.units)
    room.catalog_path("software", TAIWAN).write_bytes(catalogs.dump(replace(catalog, units=units)))
    room.run("submit", "software", "--as", TRANSLATOR)
    room.run("approve", "software", "--as", REVIEWER)
    room.write("sources/next.md", "# 年度统计二\n\n软件专利信息每年发布一次。\n")
    room.run("translate")
    title, text = room.catalog("next", TAIWAN).units
    assert (title.target, text.target) == ("年度統計二", "軟體專利資訊一年公布一次。")
    assert [(unit.origin or "").split(":")[0] for unit in (title, text)] == ["mt", "memory"]


def test_a_traditional_release_becomes_a_simplified_page(tmp_path: Path) -> None:
    room = newsroom(tmp_path, '["zh-Hans"]', "zh-Hant")
    room.write("sources/software.md", "# 軟件資訊\n\n他說：「這裏的數據增長了12.5%。」\n")
    room.run("translate")
    units = room.catalog("software", "zh-Hans").units
    assert [unit.target for unit in units] == ["软件资讯", "他说：“这里的数据增长了12.5%。”"]
    assert [(unit.origin or "").split()[:3] for unit in units] == [["mt:", "opencc", "t2s"]] * 2


def test_a_traditional_release_among_simplified_ones_goes_its_own_way(tmp_path: Path) -> None:
    room = newsroom(tmp_path, f'["{TAIWAN}"]')
    room.write("sources/forum.md", "# 論壇在這裏閉幕\n")
    room.run("translate")
    (unit,) = room.catalog("forum", TAIWAN).units
    assert unit.target == "論壇在這裡閉幕"
    assert (unit.origin or "").startswith("mt: opencc t2tw ")
    assert (room.catalog("software", TAIWAN).units[0].origin or "").startswith("mt: opencc s2twp ")


def test_an_engine_that_is_asked_for_by_name_is_used(tmp_path: Path) -> None:
    room = newsroom(tmp_path, f'["{TAIWAN}"]')
    assert "only converts between Chinese scripts" not in room.run("translate", "--engine", "opencc").output
    assert room.catalog("software", TAIWAN).units[0].target
    room.write("workflow.toml", '[project]\ntarget_languages = ["en"]\n')
    assert "only converts between Chinese scripts" in room.run("translate", "--engine", "opencc", status=3).output


def test_a_conversion_learns_nothing(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    output = room.run("model", "adapt", "--to", TAIWAN, "--dry-run", status=2).output
    assert "zh-Hant-TW: its drafts are converted from the other script; there is no model that could learn" in output


def test_no_engine_means_no_drafts_in_another_script_either(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.write("workflow.toml", SETTINGS.replace("[draft]", f'target_languages = ["{TAIWAN}"]\n\n[draft]', 1))
    room.run("translate")
    assert not any(unit.target for unit in room.catalog("visit", TAIWAN).units)


def test_a_certificate_names_the_conversion() -> None:
    draft = f"mt: opencc s2twp 1.4.2 #{'0' * 8}"
    found = ORIGIN.fullmatch(draft)
    assert found
    assert certificate._engine(found["origin"]) == "mt: opencc s2twp 1.4.2"

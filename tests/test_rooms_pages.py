"""A release in Spanish, Russian and Arabic as a page: its frame, its dates, and what reads from right to left."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import Tree, block, certified, page, paragraph

from workflow import languages
from workflow.contracts.pages import Page
from workflow.model import Block, Segment
from workflow.writers import rendering

TITLE = "上半年专利申请统计"
LEAD = "2018年上半年，国家知识产权局（CNIPA）受理发明专利申请75.1万件。"
TEXTS = {
    "es": {
        TITLE: "Solicitudes de patente en el primer semestre",
        LEAD: "En el primer semestre de 2018, la CNIPA recibió 751.000 solicitudes de patente de invención.",
        "类别": "Tipo",
        "增长": "Variación",
        "发明": "Patentes de invención",
        "外观设计": "Diseños",
    },
    "ru": {
        TITLE: "Патентные заявки в первом полугодии",
        LEAD: "В первом полугодии 2018 года CNIPA приняло 751 тыс. заявок на изобретения.",
        "类别": "Вид",
        "增长": "Изменение",
        "发明": "Изобретения",
        "外观设计": "Промышленные образцы",
    },
    "ar": {
        TITLE: "إحصاءات طلبات البراءات في النصف الأول من العام",
        LEAD: "في النصف الأول من عام 2018، تلقت الإدارة الوطنية الصينية للملكية الفكرية (CNIPA) 751 ألف طلب براءة اختراع.",
        "类别": "النوع",
        "增长": "التغير",
        "发明": "براءات الاختراع",
        "外观设计": "التصاميم",
    },
}
DATES = {"es": "12 de septiembre de 2018", "ru": "12 сентября 2018\u00a0года", "ar": "12 سبتمبر 2018"}
SAYS = {
    "es": ("Ir al texto", "El texto consta de 3 unidades", "se redactaron primero", "2018 a las"),
    "ru": ("Перейти к тексту", "Текст состоит из 3 единиц", "2 единицы сначала были", "года в 02:14"),
    "ar": ("انتقل إلى النص", "يتألف النص من 3 وحدات", "صيغت وحدتان منها", "الساعة 2:14"),
}


def release(language: str) -> Page:
    def cells(*words: str) -> list[Block]:
        return [block("cell", Segment(word, "cell")) for word in words]

    rows = [
        block("row", children=cells("类别", "增长"), level=1),
        block("row", children=cells("发明", "18.8%")),
        block("row", children=cells("外观设计", "-5.2%")),
    ]
    blocks = [block("title", Segment(TITLE, "title")), paragraph(LEAD), block("table", children=rows)]
    targets = {**TEXTS[language], "18.8%": "18.8%", "-5.2%": "-5.2%"}
    return page(
        blocks, targets, language=language, locale=language, note=languages.of(language).pages["note.people.two"]
    )


@pytest.mark.parametrize("language", TEXTS)
def test_everything_on_a_page_is_in_its_language(language: str) -> None:
    pages = {name: data.decode() for name, data in certified(release(language)).items() if name.endswith(".html")}
    assert len(pages) == 4
    for source in pages.values():
        tree = Tree(source)
        assert tree.unbalanced == []
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in source
        assert {lang for _, lang in tree.texts} <= {language, "zh-Hans"}  # nothing falls back to English
        assert DATES[language] in tree.words() or DATES[language] in source
    certificate = Tree(pages["visit.certificate.html"]).words()
    whole = " ".join(tree.words() for tree in map(Tree, pages.values()))
    for words in SAYS[language]:
        assert words in whole
    assert "\u202fг." not in certificate
    assert not re.search(r"г\.\.|года\.\.", certificate)


def test_numbers_and_digests_keep_their_order_from_right_to_left() -> None:
    pages = {name: data.decode() for name, data in certified(release("ar")).items()}
    assert '<td dir="auto" class="right">-5.2%</td>' in pages["visit.html"]
    certificate = pages["visit.certificate.html"]
    assert f"<dd><bdi>{'aa' * 32}</bdi></dd>" in certificate
    assert "\u2068<code>sources/visit.md</code>\u2069" in certificate
    for text in (*pages.values(), *languages.of("ar").pages.values()):
        assert text.count("\u2068") == text.count("\u2069")


@pytest.mark.parametrize("language", ["es", "ru"])
def test_pages_from_left_to_right_have_no_marks_of_direction(language: str) -> None:
    for data in certified(release(language)).values():
        assert not re.search('[\u2066-\u2069\u200e\u200f]|<bdi>|dir="auto"', data.decode())


def test_pages_are_valid(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    java, jar = require_tool("java"), require_tool("vnu.jar")
    for language in TEXTS:
        made = release(language)
        (tmp_path / language).mkdir()
        for name, data in certified(made).items():
            (tmp_path / language / name).write_bytes(data)
        for name, data in rendering.assets(made.frame).items():
            (tmp_path / name).write_bytes(data)
    pages = sorted(map(str, tmp_path.rglob("*.html")))
    judged = subprocess.run(
        [java, "-jar", jar, "--stdout", "--format", "text", *pages],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert [
        line for line in judged.stdout.splitlines() if re.search("error|warning", line.replace("No errors", ""))
    ] == []
    assert judged.returncode == 0

"""Texts as people paste them are cut as somebody would who reads them."""

import codecs
import re
from difflib import SequenceMatcher

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC
from pasted_texts import cutting, read, texts

from workflow.languages.chinese import documents
from workflow.model import HAN, Segment, Verbatim

TEXTS = [(name, source, gold) for folder in ("seen",) for name, source, gold in texts(folder)]
every_text = pytest.mark.parametrize(("name", "source", "gold"), TEXTS, ids=[name for name, _, _ in TEXTS])


@every_text
def test_a_pasted_text_is_cut_as_its_readers_would(name: str, source: str, gold: list[str]) -> None:
    assert cutting(read(name, source.encode())) == gold


@every_text
def test_encoding_line_ends_and_blanks_make_no_difference(name: str, source: str, gold: list[str]) -> None:
    assert cutting(read(name, codecs.BOM_UTF8 + source.replace("\n", "\r\n").encode())) == gold
    assert cutting(read(name, source.encode("gb18030"))) == gold
    nbsp = re.sub(r"^ +", lambda found: "\u00a0" * len(found[0]), source, flags=re.MULTILINE)
    assert cutting(read(name, nbsp.encode())) == gold


def test_traditional_characters_make_no_difference() -> None:
    converter = OpenCC("s2t")
    for name, source, gold in TEXTS:
        assert cutting(read(name, converter.convert(source).encode())) == [converter.convert(line) for line in gold], (
            name
        )


# --- laws ---

PIECES = (
    "一、", "二、", "（一）", "1.", "2.", "3、", "①", "②", "[1]", "[2]", "第一条　", "第二条　", "第一章 ", "问：", "答：", "记者：", "甲某：", "联系人：", "传　真：", "来源：",
    "作者：", "发布时间：", "2023-05-06", "2023年5月8日", "114年1月3日", "《", "》（", "）", "（", "“", "”", "，", "。", "；", "：", "——", "【", "】", "•", "|", "|-|-|", "\t", " ",
    "\u3000\u3000", "\u00a0", "中文", "公告", "通知", "关于", "某某局", "Ab", "12", "\n", "\n", "\n", "\n\n", "\r\n", "中文中文中文中文中文中文中文中文中文中文中文",
)  # fmt: skip
pasted = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
DATE_WORDS = set("年月日发布时间期中華民國")


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@given(source=pasted)
@example("公告\n来源：中文 发布时间：2023-05-06\n\n中文。")
@example("公告\n《\n中文\n》（\n2023年5月8日\n）\n")
@example("公告\n\n|甲|\n|-|\n\n中\t文\n文\t中\n")
def test_nothing_that_was_pasted_is_lost(name: str, source: str) -> None:
    release = read(name, source.encode())
    assert "".join(piece.raw for piece in release.pieces) == source
    found = [part for block in release.blocks for inner in block.walk() for part in inner.content]
    assert [p.segment for p in release.pieces if p.segment] == [part for part in found if isinstance(part, Segment)]
    kept = HAN.findall("".join(part.text for part in found))
    for kind, start, end, _, _ in SequenceMatcher(None, HAN.findall(source), kept, autojunk=False).get_opcodes():
        assert kind in ("equal", "delete")
        if kind == "delete":
            assert DATE_WORDS.issuperset(HAN.findall(source)[start:end])
    for part in found:
        if isinstance(part, Segment):
            assert part.text == part.text.strip()
            assert HAN.search(part.text)
        assert not documents.is_stray(part.text) or len(HAN.findall(source)) == 0 or isinstance(part, Verbatim)

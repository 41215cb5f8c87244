"""TMX: what others wrote, read without harm; what we write, read by others."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import newsroom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import Newsroom

from workflow.errors import BadInput, WorkflowError
from workflow.exchange import tmx
from workflow.exchange.tmx import Passed
from workflow.memory.pairs import Pair

Require = Callable[[str], str]


def unit(*variants: tuple[str, str], attributes: str = "", props: str = "") -> str:
    tuvs = "".join(f'<tuv xml:lang="{language}"><seg>{text}</seg></tuv>' for language, text in variants)
    return f"<tu{attributes}>{props}{tuvs}</tu>"


def document(*units: str, doctype: str = "", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return (
        f'{declaration}\n{doctype}<tmx version="1.4"><header srclang="zh-CN"/><body>\n{"".join(units)}</body></tmx>\n'
    )


def read(data: str | bytes, source: str = "zh-Hans", target: str = "en") -> list[Pair | Passed]:
    stream = io.BytesIO(data.encode("utf-8") if isinstance(data, str) else data)
    return list(tmx.read(stream, "old.tmx", source, target))


def texts(data: str | bytes, source: str = "zh-Hans", target: str = "en") -> list[tuple[str, str]]:
    return [(each.source, each.target) for each in read(data, source, target) if isinstance(each, Pair)]


GOOD = unit(("zh-CN", "双方签署了备忘录。"), ("en-US", "The two sides signed a memorandum."))
PAIR = [("双方签署了备忘录。", "The two sides signed a memorandum.")]


# --- what is read ---


@pytest.mark.parametrize(
    ("chinese", "english"), [("zh", "en"), ("ZH_CN", "EN"), ("zh-Hans", "en_GB"), ("zh-TW", "en-US"), ("zho", "eng")]
)
def test_a_language_is_known_by_any_of_its_tags(chinese: str, english: str) -> None:
    assert texts(document(unit((chinese, "双方签署了备忘录。"), (english, "They signed.")))) == [
        ("双方签署了备忘录。", "They signed.")
    ]


def test_the_nearest_of_several_variants_is_taken() -> None:
    both = unit(
        ("zh-TW", "雙方簽署。"),
        ("en-US", "They sign-z."),
        ("zh-CN", "双方签署。"),
        ("en-GB", "They sign-s."),
        ("fr", "Ils."),
    )
    assert texts(document(both)) == [("双方签署。", "They sign-z.")]
    assert texts(document(both), "zh-Hant", "en-GB") == [("雙方簽署。", "They sign-s.")]
    assert texts(document(both), "zh-Hans", "fr") == [("双方签署。", "Ils.")]
    assert texts(document(both), "zh-Hans", "zh-Hant") == [("双方签署。", "雙方簽署。")]


def test_the_lang_attribute_of_tmx_1_1_is_read() -> None:
    old = (
        document(unit(("X", "双方签署。"), ("Y", "They sign.")))
        .replace('xml:lang="X"', 'lang="ZH-CN"')
        .replace('xml:lang="Y"', 'lang="EN-US"')
    )
    assert texts(old) == [("双方签署。", "They sign.")]


def test_markup_of_other_tools_is_dropped_and_the_text_kept() -> None:
    chinese = '双方<bpt i="1">&lt;b&gt;</bpt>签署<ept i="1">&lt;/b&gt;</ept><ph>{0}<sub>脚注</sub></ph>了<hi type="x">备忘录</hi>。'
    english = 'They <it pos="begin">&lt;i&gt;</it>signed<ut>\\par</ut> a <hi>memo<hi>randum</hi></hi>.'
    assert texts(document(unit(("zh", chinese), ("en", english)))) == [
        ("双方签署了备忘录。", "They signed a memorandum.")
    ]


def test_date_and_neighbours_are_read_and_nothing_is_taken_for_approved() -> None:
    props = '<prop type="prev">上句。</prop><prop type="next">下句。</prop><prop type="other">x</prop>'
    (pair,) = read(
        document(
            unit(("zh", "双方签署。"), ("en", "They sign."), attributes=' changedate="20180312T101112Z"', props=props)
        )
    )
    assert pair == Pair("双方签署。", "They sign.", "old.tmx", "", "2018-03-12", "上句。", "下句。", approved=False)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (unit(("zh", "双方签署。"), ("fr", "Ils.")), "no en"),
        (unit(("en", "They."), ("fr", "Ils.")), "no zh-Hans"),
        (unit(("zh", "双方签署。"), ("en", " ")), "en is empty"),
        (unit(("zh", "<ph>x</ph>"), ("en", "They.")), "zh-Hans is empty"),
        (unit(("zh", "2018"), ("en", "2018.")), "no Chinese in the source"),
        (unit(("zh", "双方。"), ("en", "双方。")), "not translated"),
        (unit(("zh", "双方。"), ("en", "&lt;EMPTY&gt;")), "deliberately nothing"),
        (unit(("zh", "双" * 6000), ("en", "They.")), "longer than 5,000 characters"),
        ("<tu></tu>", "no zh-Hans"),
    ],
)
def test_what_teaches_nothing_is_passed_over_with_its_line_and_reason(bad: str, reason: str) -> None:
    found = read(document(f"{GOOD}\n", f"{bad}\n", GOOD))
    assert found[1] == Passed(4, reason)
    assert len(found) == 3


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk", "big5", "gb2312", "hz"]
)
def test_an_encoding_is_read_as_declared_or_named(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16"}.get(encoding, encoding)
    text = document(unit(("zh", "中文"), ("en", "Chinese")), declaration=f'<?xml version="1.0" encoding="{declared}"?>')
    if encoding == "hz":
        with pytest.raises(BadInput, match="declares the encoding hz"):
            read(text.encode("hz"))
    else:
        assert texts(text.encode(encoding)) == [("中文", "Chinese")]


def test_bytes_that_are_not_in_the_declared_encoding_are_refused() -> None:
    with pytest.raises(BadInput, match="is not in the encoding that it declares"):
        read(document(GOOD).encode("gb18030"))


def test_a_doctype_without_entities_is_read_and_never_fetched() -> None:
    assert texts(document(GOOD, doctype='<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">\n')) == PAIR


# --- what is hostile ---


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE tmx [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
        '<!DOCTYPE tmx [<!ENTITY u SYSTEM "x.gif" NDATA gif>]>',
    ],
)
def test_a_file_that_declares_an_entity_is_refused(doctype: str) -> None:
    with pytest.raises(BadInput, match=r"old\.tmx: line 2 declares an entity"):
        read(document(GOOD, doctype=doctype))


def test_an_entity_of_a_dtd_that_is_not_fetched_is_refused_not_dropped() -> None:
    text = document(unit(("zh", "双方&nbsp;签署。"), ("en", "They.")), doctype='<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
    with pytest.raises(BadInput, match="uses an entity \\(nbsp\\)"):
        read(text)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "line 1 is not XML"),
        ("<html></html>", "opens with <html>, not <tmx>"),
        ("<tmx><body>", "line 1 is not XML"),
        ("<tmx>" + "<a>" * 100, "more than 64 levels deep"),
        ("<tmx><body><tu>" + "<tuv/>" * 2000, "more than 1,000 variants"),
        ("<tmx><!--" + "x" * (4 << 20), "attribute or comment of more than 1 MB"),
        ('<tmx a="' + "x" * (4 << 20), "attribute or comment of more than 1 MB"),
        (document(unit(("zh", "双\x00方"), ("en", "x"))), "is not XML"),
        (b"\x89PNG\r\n\x1a\n", "is not in the encoding"),
    ],
)
def test_what_is_not_tmx_is_refused_with_the_place(data: str | bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read(data)


def test_a_huge_segment_costs_no_memory() -> None:
    """Text, marks and properties beyond what a sentence can be are not kept."""

    class Endless(io.RawIOBase):
        left = 400

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            if self.left == 399:
                return b'<tmx><body><tu><prop type="prev">' + b"p" * 70_000 + b'</prop><tuv xml:lang="zh"><seg>'
            if self.left == 0:
                return b'</seg></tuv><tuv xml:lang="en"><seg>x</seg></tuv></tu></body></tmx>'
            return "双方<hi/>".encode() * 4000 if self.left > 0 else b""

    assert list(tmx.read(Endless(), "old.tmx", "zh", "en")) == [Passed(1, "longer than 5,000 characters")]  # type: ignore[arg-type]


def test_what_hides_in_a_segment_does_not_come_in() -> None:
    hidden = unit(("zh", "双\u202e方\u200b签署\ufeff。"), ("en", "They &#x85; sign&#9;\n it."))
    assert texts(document(hidden)) == [("双方签署。", "They sign it.")]


_PIECES = ["<tmx>", "</tmx>", "<body>", "<tu>", "</tu>", '<tuv xml:lang="zh">', '<tuv lang="en">', "</tuv>", "<seg>", "</seg>", "双方", "x",
           "<ph>", "</ph>", "<sub>", "</sub>", "<hi>", "</hi>", '<prop type="prev">', "</prop>", "&amp;", "&x;", "<!DOCTYPE tmx>", "<?xml?>"]  # fmt: skip


@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=30), cut=st.integers(0, 300))
def test_any_mixture_is_read_or_refused_in_a_sentence(pieces: list[str], cut: int) -> None:
    for data in (
        "".join(pieces).encode(),
        ("<tmx><body>" + "".join(pieces)).encode(),
        document(GOOD).encode()[:cut],
        document(*pieces).encode(),
    ):
        try:
            read(data)
        except WorkflowError as error:
            assert str(error).startswith("old.tmx: ")


# --- what is written ---

_TEXT = st.text(st.sampled_from("双方签署 abc&<>\"'⟨\n]…"), min_size=1, max_size=20)
_PAIRS = st.lists(
    st.builds(
        Pair,
        source=_TEXT.map(lambda text: f"一{text.strip()}"),
        target=_TEXT.map(lambda text: f"A{text.strip()}"),
        release=st.just("old.tmx"),
        context=st.sampled_from(["", "heading"]),
        date=st.sampled_from(["", "2018-03-12"]),
        previous=st.sampled_from([None, "", "上句。"]),
        next=st.sampled_from([None, "", "下句。"]),
        approved=st.just(False),
    ),
    max_size=6,
)


@given(pairs=_PAIRS)
def test_what_is_written_is_read_again_and_written_the_same(pairs: list[Pair]) -> None:
    data = tmx.write(pairs, "zh-Hans", "en")
    once = [each for each in read(data) if isinstance(each, Pair)]
    again = tmx.write(once, "zh-Hans", "en")
    assert tmx.write((each for each in read(again) if isinstance(each, Pair)), "zh-Hans", "en") == again
    assert {(pair.source.split()[0], pair.context, pair.previous) for pair in once} == {
        (pair.source.split()[0], pair.context, pair.previous) for pair in pairs
    }
    assert tmx.write(reversed(pairs), "zh-Hans", "en") == data
    assert data.count(b"\n") == len(set(pairs)) + 6


def test_what_xml_cannot_hold_is_left_out() -> None:
    pairs = [
        Pair("一。", "One\x0b.", "r"),
        Pair("二。", "\ud800", "r"),
        Pair("三。", "<EMPTY>", "r"),
        Pair("四。", "Four.", "r"),
    ]
    assert texts(tmx.write(pairs, "zh-Hans", "en")) == [("四。", "Four.")]


# --- with other tools ---


def test_what_translate_toolkit_makes_of_a_catalog_is_read(tmp_path: Path) -> None:
    catalog = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "双方签署了备忘录。"\nmsgstr "They <b>signed</b> & left."\n'
    (tmp_path / "a.po").write_text(catalog, encoding="utf-8")
    tool = shutil.which("po2tmx", path=str(Path(sys.executable).parent))
    assert tool, "translate-toolkit is in the development requirements"
    run = [tool, "--progress=none", "-l", "en", "--source-language=zh-CN", "a.po", "a.tmx"]
    subprocess.run(run, cwd=tmp_path, check=True, capture_output=True)
    assert texts((tmp_path / "a.tmx").read_bytes()) == [("双方签署了备忘录。", "They <b>signed</b> & left.")]


OMEGAT_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>zh-CN</source_lang><target_lang>en-US</target_lang>
<source_tok>org.omegat.tokenizer.DefaultTokenizer</source_tok><target_tok>org.omegat.tokenizer.DefaultTokenizer</target_tok>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations><remove_tags>false</remove_tags>
</project></omegat>
"""


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    made = newsroom.make(tmp_path / "room")
    made.run("translate")
    return made


def test_omegat_fills_in_what_we_export_and_we_read_what_it_keeps(
    room: Newsroom, tmp_path: Path, require_tool: Require
) -> None:
    tool = require_tool("omegat")
    require_tool("java")
    room.translate_by_hand(**{"双方签署了备忘录。": 'They signed <a> & "left".'})
    room.sign_off()
    folder = tmp_path / "omegat"
    for name in ("source", "target", "glossary", "dictionary", "omegat", "tm/auto", "home"):
        (folder / name).mkdir(parents=True)
    room.run("memory", "export", "--out", str(folder / "tm/auto/approved.tmx"))
    (folder / "omegat.project").write_text(OMEGAT_PROJECT, encoding="utf-8")
    text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "双方签署了备忘录。"\nmsgstr ""\n'
    (folder / "source/next.po").write_text(text, encoding="utf-8")
    java = f"-Duser.home={folder / 'home'} -Djava.awt.headless=true -Dfile.encoding=UTF-8"
    subprocess.run(
        [tool, str(folder), "--mode=console-translate", f"--config-dir={folder / 'home'}", "--quiet"],
        env={**os.environ, "JAVA_TOOL_OPTIONS": java},
        check=True,
        capture_output=True,
        timeout=200,
    )
    assert 'msgstr "They signed <a> & \\"left\\"."' in (folder / "target/next.po").read_text(encoding="utf-8")
    (kept,) = folder.glob("*-omegat.tmx")
    assert ("双方签署了备忘录。", 'They signed <a> & "left".') in texts(kept.read_bytes())


# --- workflow memory import and export ---


def test_an_import_keeps_text_that_can_be_reviewed_and_says_what_it_passed_over(room: Newsroom) -> None:
    file = room.root.parent / "old.TMX"
    file.write_text(document(GOOD, GOOD, unit(("zh", "双方。"), ("fr", "Ils."))), encoding="utf-8")
    said = room.run("memory", "import", str(file)).stdout
    assert said.endswith("locales/en/memory/old.tmx: 1 pair stored, 2 skipped (1 no en, 1 twice)\n")
    kept = (room.root / "locales/en/memory/old.tmx").read_text(encoding="utf-8")
    assert kept.splitlines()[4] == (
        '<tu><tuv xml:lang="zh-CN"><seg>双方签署了备忘录。</seg></tuv><tuv xml:lang="en">'
        f"<seg>{escape('The two sides signed a memorandum.')}</seg></tuv></tu>"
    )


def test_the_same_import_again_changes_nothing(room: Newsroom) -> None:
    file = room.root.parent / "old.tmx"
    file.write_text(document(GOOD), encoding="utf-8")
    room.run("memory", "import", str(file))
    before = room.files()
    assert "1 pair, unchanged" in room.run("memory", "import", str(file)).stdout
    kept = room.root / "locales/en/memory/old.tmx"
    assert "1 pair, unchanged" in room.run("memory", "import", str(kept)).stdout
    assert room.files() == before


def test_what_was_imported_is_found_and_not_called_approved(room: Newsroom) -> None:
    file = room.root.parent / "old.tmx"
    file.write_text(document(GOOD), encoding="utf-8")
    room.run("memory", "import", str(file))
    found = room.run("memory", "search", "双方签署了备忘录。").stdout.splitlines()
    assert found[0] == "100 % en from old.tmx, not approved here"
    assert "<tu" not in room.run("memory", "export").stdout


def test_an_import_without_a_pair_keeps_nothing(room: Newsroom) -> None:
    file = room.root.parent / "old.tmx"
    file.write_text(document(unit(("de", "Ja."), ("fr", "Oui."))), encoding="utf-8")
    assert (
        "no pairs from zh-Hans to en, 1 skipped (1 no zh-Hans)"
        in room.run("memory", "import", str(file), status=1).stdout
    )
    assert not (room.root / "locales/en/memory").exists()


def test_a_broken_file_is_named_and_the_others_are_kept(room: Newsroom) -> None:
    bad, good = room.root.parent / "bad.tmx", room.root.parent / "good.tmx"
    bad.write_text("<tmx><body>", encoding="utf-8")
    good.write_text(document(GOOD), encoding="utf-8")
    assert "bad.tmx: line 1 is not XML" in room.run("memory", "import", str(bad), str(good), status=1).stderr
    assert [file.name for file in (room.root / "locales/en/memory").iterdir()] == ["good.tmx"]
    said = room.run("memory", "import", str(room.root / "none.tmx"), status=3).stderr
    assert "none.tmx: cannot be read (No such file or directory)" in said


def test_a_name_that_could_leave_the_folder_is_refused(room: Newsroom) -> None:
    file = room.root.parent / ".hidden.tmx"
    file.write_text(document(GOOD), encoding="utf-8")
    assert "rename the file" in room.run("memory", "import", str(file), status=2).stderr

"""Word documents from somebody who means harm, and files that are none: one sentence, in little time and memory."""

import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from docx_shapes import BODY, abstract, docx, drawing, field, level, num, p, r, root, tbl, tc, tr, zipped
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadInput
from workflow.readers.docx.reader import picture, read


def refused(data: bytes) -> str:
    """What is said of a file that is refused: one sentence that begins with its name."""
    with pytest.raises(BadInput) as caught:
        read(data, path="sources/a.docx", language="zh-Hans")
    said = str(caught.value)
    assert said.startswith("sources/a.docx: ")
    assert "\n" not in said
    assert len(said) < 400
    return said.removeprefix("sources/a.docx: ")


def with_document(xml: str) -> bytes:
    """A document whose main part is this XML."""
    return with_part("word/document.xml", xml.encode())


def with_part(name: str, data: bytes) -> bytes:
    members = members_of(docx(p(BODY)))
    members[name] = data
    return zipped(members)


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (OLE + utf16("WordDocument"), r"is a document of Word 97 to 2003 \(.doc\) or of old WPS \(.wps\); open it in Word or WPS and save it"),
        (OLE + utf16("EncryptedPackage"), "is protected by a password; open it, remove the password"),
        (OLE + utf16("Workbook"), "is a file of an old office program"),
        (b"%PDF-1.7\n", "is a PDF; save the document that it was made from as a Word document"),
        (b"{\\rtf1 a}", r"is a document in Rich Text Format \(.rtf\); open it in Word or WPS and save it"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "is a web page with the name of a Word document; rename it to .html"),
        (b"MIME-Version: 1.0\n\n<html>", "is a web page"),
        (b'<?xml version="1.0"?><pkg:package/>', "is a single XML file"),
        ("会议纪要".encode(), r"is not a Word document \(.docx\); if Word or WPS can read it"),
        (b"MZ\x90", "is a program"),
        (b"Rar!\x1a", r"is an archive \(.rar\)"),
        (b"\x89PNG\r\n", "is a picture"),
        (zipped({"a.txt": b"a"}), r"is an archive \(.zip\), not a Word document"),
        (zipped({"OFD.xml": b"<a/>"}), "is an OFD document"),
        (zipped({"mimetype": b"a", "content.xml": b"<a/>"}), r"is an OpenDocument file \(.odt\)"),
        (zipped({"mimetype": b"a", "META-INF/container.xml": b"<a/>"}), "is an EPUB book"),
        (docx(p("甲"), content_type="application/vnd.ms-word.document.macroEnabled.main+xml"), r"is a document with macros \(.docm\); open it in Word or WPS and save it as a Word document \(.docx\)"),
        (docx(p("甲"), content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"), r"is a template \(.dotx\)"),
        (docx(p("甲"), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), r"is a spreadsheet \(.xlsx\)"),
        (docx(p("甲"), content_type="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), r"is a presentation \(.pptx\)"),
        (docx(p("甲"), content_type="application/vnd.ms-word.template.macroEnabledTemplate.main+xml"), r"is a template with macros \(.dotm\)"),
        (docx(p("甲"), content_type="application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "is a spreadsheet, not a Word document"),
        (docx(p("甲"), content_type="application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"), "is a presentation, not a Word document"),
        (docx(p("甲"), content_type="application/vnd.ms-visio.drawing.main+xml"), r"is a drawing, not a Word document \(.docx\)"),
        (with_part("_rels/.rels", b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'), "no part of it is the text"),
        (with_document("<a/>"), "its text is not in the form of one"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_document_is_told_what_it_is_and_what_to_do(data: bytes, says: str) -> None:
    import re

    assert re.match(says, refused(data)) or re.search(says, refused(data))


@pytest.mark.parametrize("main", ["/word/document.xml", "word/Document.XML"])
@pytest.mark.parametrize("places", [(0, 1), (1, 0)])
def test_what_a_file_is_depends_on_the_type_of_its_text_and_of_no_other_part(
    main: str, places: tuple[int, int]
) -> None:
    kinds = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml")

    def file(text: str, other: str) -> bytes:
        parts = [
            f'<Override PartName="{name}" ContentType="application/vnd.openxmlformats-officedocument.{kind}"/>'
            for name, kind in ((main, text), ("/word/other.xml", other))
        ]
        types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        whole = f"{types}{parts[places[0]]}{parts[places[1]]}</Types>".encode()
        return docx(p("甲"), files={"[Content_Types].xml": whole})

    assert read(file(*kinds), path="sources/a.docx", language="zh-Hans").segments[0].text == "甲"
    assert "is a template" in refused(file(*kinds[::-1]))


def test_entities_are_not_expanded_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    document = root("w:document", f"<w:body>{p('甲', '<w:r><w:t>&e;</w:t></w:r>')}</w:body>")
    for declared in (
        '<!ENTITY e "乙">',
        f'<!ENTITY e SYSTEM "{secret.as_uri()}">',
        '<!ENTITY e SYSTEM "http://127.0.0.1:9/">',
        '<!ENTITY % e SYSTEM "a">',
    ):
        head, _, rest = document.partition("?>\n")
        assert "has a document type declaration" in refused(with_document(f"{head}?>\n<!DOCTYPE a [{declared}]>{rest}"))
    assert "is not well-formed XML" in refused(with_document(document))
    laughs = (
        '<!DOCTYPE a [<!ENTITY a0 "ha">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
        + "]>"
    )
    assert "has a document type declaration" in refused(with_document(f"{laughs}<a>&a11;</a>"))
    numbering = with_part("word/styles.xml", b"<!DOCTYPE a><a/>")
    assert "'word/styles.xml' has a document type declaration" in refused(numbering)


def test_damaged_archives(tmp_path: Path) -> None:
    whole = docx(p(BODY))
    for length in (2, 30, len(whole) // 2, len(whole) - 1):
        assert "is damaged" in refused(whole[:length])
    for at in range(0, len(whole), 97):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0xFF
        try:
            read(bytes(spoilt), path="sources/a.docx", language="zh-Hans")
        except BadInput as error:
            assert str(error).startswith("sources/a.docx: ")
    members = members_of(whole)
    members["word/document.xml"] = members["word/document.xml"][:-40]
    assert "'word/document.xml' is not well-formed XML" in refused(zipped(members))
    del members["word/styles.xml"]
    members["word/document.xml"] = root("w:document", f"<w:body>{p(BODY)}</w:body>").encode()
    assert read(zipped(members), path="a.docx", language="zh-Hans").blocks  # styles need not be there


def archive(members: list[tuple[str, bytes]]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, data in members:
            made.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["/etc/passwd", "../a.xml", "word/../../a.xml", "C:/a.xml", "\\\\server\\a"])
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert "has a part with the name" in refused(archive([*members_of(docx(p(BODY))).items(), (name, b"a")]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_and_too_many_parts_are_refused() -> None:
    members = list(members_of(docx(p(BODY))).items())
    assert "has two parts that are named" in refused(archive([*members, ("word/document.xml", b"<a/>")]))
    assert "has two parts that are named" in refused(archive([*members, ("WORD/document.xml", b"<a/>")]))
    assert "has 2105 parts" in refused(archive([*members, *((f"a{n}", b"") for n in range(2100))]))


def test_relationships_in_a_circle_and_to_nowhere() -> None:
    def rels(*targets: str) -> bytes:
        each = "".join(
            f'<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(zip(("styles", "footnotes", "header", "image"), targets, strict=False))
        )
        return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'.encode()

    circle = with_part("word/_rels/document.xml.rels", rels("document.xml", "document.xml", "document.xml"))
    assert read(circle, path="a.docx", language="zh-Hans").blocks
    for target in (
        "../../../etc/passwd",
        "file:///etc/passwd",
        "//server/share",
        "%2e%2e/%2e%2e/x",
        "%ff",
        "",
        "http://[",
        "C:\\a",
    ):
        assert read(
            with_part("word/_rels/document.xml.rels", rels(target, target, target, target)),
            path="a.docx",
            language="zh-Hans",
        ).blocks


def test_styles_and_numberings_in_a_circle() -> None:
    more = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in (("x", "y"), ("y", "x"), ("z", "z"))
    )
    link = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="s"/></w:abstractNum><w:abstractNum w:abstractNumId="1"><w:styleLink w:val="s"/><w:numStyleLink w:val="s"/></w:abstractNum>'
    data = docx(
        p("甲", style="x"),
        p("乙", style="z"),
        p("丙", num=(1, 0)),
        more_styles=more,
        parts={"numbering": link + num(1, 0) + num(2, 9)},
    )
    assert len(read(data, path="a.docx", language="zh-Hans").blocks) == 3


def test_fields_without_an_end_are_refused_before_they_cost_time() -> None:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    says = refused(docx(*[p("甲", begun)] * 101))
    assert says.startswith("the paragraph that begins with “甲”")
    assert "more than 100 fields are inside each other" in says


@pytest.mark.parametrize("number", ["-1", "99999999999", "1e9", "٣", "", "abc"])
def test_numbers_that_are_none(number: str) -> None:
    body = (
        (
            f'<w:p><w:pPr><w:outlineLvl w:val="{number}"/><w:ind w:left="{number}"/><w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="1"/></w:numPr>'
            f'<w:rPr><w:sz w:val="{number}"/></w:rPr></w:pPr>{r("甲", look=f"<w:sz w:val={chr(34)}{number}{chr(34)}/>")}</w:p>'
        ),
        tbl(tr(tc("乙", about=f'<w:gridSpan w:val="{number}"/>'), about=f'<w:gridBefore w:val="{number}"/>')),
        p(r(inner=f'<w:sym w:font="Wingdings" w:char="{number}"/><w:footnoteReference w:id="{number}"/>')),
    )
    start = f'<w:start w:val="{number}"/>'
    parts = {"numbering": abstract(0, level(0, "decimal", "%1.").replace('<w:start w:val="1"/>', start)) + num(1, 0)}
    read(docx(*body, parts=parts), path="a.docx", language="zh-Hans")


@pytest.mark.parametrize(
    "rows",
    [
        [tr(*["甲"] * 6000)],
        [tr(*[tc("甲", about='<w:gridSpan w:val="63"/>')] * 4000), *[tr("乙")] * 1000],
    ],
)
def test_a_table_with_more_columns_than_word_makes_is_read_cell_by_cell(rows: list[str]) -> None:
    (table,) = read(docx(tbl(*rows)), path="a.docx", language="zh-Hans").blocks
    assert sum(len(row.children) for row in table.children) == sum(row.count("<w:tc>") for row in rows)


def test_a_number_as_high_as_nobody_counts() -> None:
    forms = ("upperLetter", "upperRoman", "chineseCountingThousand", "cardinalText", "ordinalText", "chicago")
    for form in forms:
        for start in (780, 5_000, 1_000_000, 999_999_999):
            parts = {"numbering": abstract(0, level(0, form, "%1", start)) + num(1, 0)}
            text = "".join(
                piece.raw
                for piece in read(docx(p("甲", num=(1, 0)), parts=parts), path="a.docx", language="zh-Hans").pieces
            )
            assert text.strip().endswith("甲")
            assert len(text) < 200


def nested(tag: Callable[[str], str], depth: int) -> str:
    inside = p("最里面")
    for _ in range(depth):
        inside = tag(inside)
    return inside


@pytest.mark.parametrize("depth", [70, 3_000])
def test_nested_tables(depth: int) -> None:
    says = refused(docx(nested(lambda inside: tbl(tr(tc(inside, "<w:p/>"))), depth)))
    assert "nests elements more than 200 deep" in says


def test_nesting_just_below_the_limit_is_read() -> None:
    data = docx(nested(lambda inside: tbl(tr(tc(inside, "甲"), "乙")), 60))
    assert "最里面" in "".join(piece.raw for piece in read(data, path="a.docx", language="zh-Hans").pieces)
    spans = docx(p(nested(lambda inside: f"<w:smartTag>{inside}</w:smartTag>", 190).replace(p("最里面"), r("最里面"))))
    assert read(spans, path="a.docx", language="zh-Hans").blocks


LIMITED = """
import resource, sys
sys.path[:0] = {paths!r}
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from workflow.errors import BadInput
from workflow.readers.docx.reader import read
try:
    read(open({file!r}, "rb").read(), path="sources/a.docx", language="zh-Hans")
except BadInput as error:
    print(error)
else:
    print("read")
try:  # getrusage would count the memory of whoever started this process
    status = open("/proc/self/status").read()
    print(int(status.partition("VmHWM:")[2].split()[0]) >> 10)
except OSError:
    print(0)
"""


def bomb(size: int, name: str = "word/document.xml", fill: bytes = b" ") -> bytes:
    members: Mapping[str, bytes] = {**members_of(docx(p(BODY))), name: b""}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for each, data in members.items():
            with made.open(each, "w") as file:
                if each != name:
                    file.write(data)
                    continue
                file.write(root("w:document", "").encode().rpartition(b"</")[0] + b"<w:body><w:p>")
                for _ in range(size >> 20):
                    file.write(fill * ((1 << 20) // len(fill)))
                file.write(b"</w:p></w:body></w:document>")
    return stream.getvalue()


BOMBS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "300 MB of spaces": (lambda: bomb(300 << 20), "unpacks to more than 64 MiB"),
    "300 MB of elements": (lambda: bomb(300 << 20, fill=b"<w:r/>"), "unpacks to more than 64 MiB"),
    "60 MB of elements": (lambda: bomb(60 << 20, fill=b"<w:r/>"), "has more than 1000000 elements"),
    "60 MB of text": (
        lambda: bomb(60 << 20, fill="<w:r><w:t>会议指出，要坚持。".encode() + "甲".encode() * 2000 + b"</w:t></w:r>"),
        "has more than 8000000 characters",
    ),
    "an attribute of 50 MB": (lambda: docx(f'<w:p w:rsidR="{"a" * (50 << 20)}">{r("甲")}</w:p>'), "read"),
    "a name of 50 MB": (lambda: docx(f"<w:{'a' * (50 << 20)}/>", p("甲")), "read"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_little_memory(name: str, tmp_path: Path) -> None:
    make, says = BOMBS[name]
    file = tmp_path / "a.docx"
    file.write_bytes(make())
    paths = [str(Path(__file__).parent.parent)]
    script = LIMITED.format(paths=paths, file=str(file))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said, memory = done.stdout.strip().split("\n")
    assert says in said
    assert int(memory) < 1_000, "MiB"


def test_a_size_in_the_header_that_lies() -> None:
    whole = bytearray(docx(p(BODY)))
    at = whole.rindex(b"PK\x01\x02")  # the last entry of the directory
    name = bytes(whole[at + 46 : at + 46 + struct.unpack_from("<H", whole, at + 28)[0]])
    assert name == b"word/styles.xml"
    struct.pack_into("<I", whole, at + 24, 10)
    assert "'word/styles.xml' is damaged" in refused(bytes(whole))


def test_a_member_that_is_packed_in_an_unknown_way_or_encrypted() -> None:
    whole = bytearray(docx(p(BODY)))
    at = whole.rindex(b"PK\x01\x02")
    struct.pack_into("<H", whole, at + 10, 99)
    assert "is damaged" in refused(bytes(whole))
    whole = bytearray(docx(p(BODY)))
    struct.pack_into("<H", whole, at + 8, 1)
    assert "is protected by a password" in refused(bytes(whole))


def test_the_picture_of_a_bomb_is_refused() -> None:
    members = members_of(docx(p(drawing())))
    members["word/media/image1.png"] = zlib.decompress(zlib.compress(b"\x00" * (65 << 20)))
    with pytest.raises(BadInput, match="unpacks to more than 64 MiB"):
        picture(zipped(members), "word/media/image1.png", path="a.docx")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_a_sentence(data: bytes) -> None:
    for content in (data, b"PK\x03\x04" + data):
        with pytest.raises(BadInput):
            read(content, path="a.docx", language="zh-Hans")


TAGS = "w:p w:r w:t w:tbl w:tr w:tc w:sdt w:sdtContent w:ins w:del w:hyperlink w:fldChar w:drawing w:pict w:txbxContent mc:AlternateContent mc:Choice w:smartTag m:oMath w:br".split()
TREES = st.recursive(
    st.sampled_from([r("甲"), p("乙"), drawing(), "<w:fldChar w:fldCharType='begin'/>", "<w:instrText>TOC</w:instrText>", "<w:tcPr/>", "<w:pPr/>"]),
    lambda inner: st.builds(lambda tag, inside: f"<{tag}>{''.join(inside)}</{tag}>", st.sampled_from(TAGS), st.lists(inner, max_size=3)),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(TREES, max_size=4))
def test_elements_in_any_order_are_read_or_refused(body: list[str]) -> None:
    try:
        release = read(docx(*body), path="a.docx", language="zh-Hans", changes="accept")
    except BadInput as error:
        assert str(error).startswith("a.docx: ")
        return
    seen = "".join([*(piece.raw for piece in release.pieces), *(each.text for each in release.left_out)])
    if not any("mc:Choice" in each for each in body):  # only one choice is read
        assert seen.count("甲") + seen.count("乙") >= sum(each.count("甲") + each.count("乙") for each in body)


@pytest.mark.parametrize(
    "code",
    [
        "EQ " + '\\* "a" ' * 4_000,
        "EQ " + "\\* a " * 4_000 + "\\o\\ad(",
        "EQ \\o(" + "○," * 4_000,
        "EQ \\o\\ac(○," + ")" * 8_000,
        "HYPERLINK " + '"' * 9_001,
        "SYMBOL " + "\\f " * 6_000,
        " " * 15_000,
        "MACROBUTTON " * 2_000,
    ],
)
def test_the_code_of_a_field_is_read_in_time_that_grows_with_its_length(code: str) -> None:
    read(docx(p(field(code, r("甲")), field(code))), path="a.docx", language="zh-Hans")

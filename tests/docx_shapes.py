"""Word documents made of the XML shapes that Word and WPS write, for tests."""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from html import escape
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = {
    "w": W,
    "r": R,
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "wpsCustomData": "http://www.wps.cn/officeDocument/2013/wpsCustomData",
}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

STYLE_IDS = {
    "word": {"Normal": "a", "heading 1": "Heading1", "heading 2": "Heading2", "Title": "Title", "toc 1": "TOC1"},
    "wps": {"Normal": "1", "heading 1": "2", "heading 2": "3", "Title": "6", "toc 1": "5"},
}
"""By program, the ids of styles with these names."""


def root(tag: str, content: str, namespaces: Mapping[str, str] = NAMESPACES) -> str:
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in namespaces.items())
    return f"{_HEAD}<{tag}{declared}>{content}</{tag}>"


def styles(program: str = "word", more: str = "") -> str:
    ids = STYLE_IDS[program]

    def style(name: str, look: str = "", about: str = "") -> str:
        default = ' w:default="1"' if name == "Normal" else f' w:customStyle="{0}"'
        based = "" if name == "Normal" else f'<w:basedOn w:val="{ids["Normal"]}"/>'
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{ids[name]}"><w:name w:val="{name}"/>{based}'
            f"<w:pPr>{about}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
        )

    return (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("Normal", '<w:sz w:val="32"/>')
        + style("heading 1", '<w:b/><w:sz w:val="36"/>', '<w:outlineLvl w:val="0"/>')
        + style("heading 2", "<w:b/>", '<w:outlineLvl w:val="1"/>')
        + style("Title", '<w:b/><w:sz w:val="44"/>', '<w:jc w:val="center"/>')
        + style("toc 1")
        + '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
        + more
    )


def r(text: str = "", *, font: str = "", size: int = 0, look: str = "", inner: str = "") -> str:
    """A run; ``look`` is more of its properties."""
    look = (f'<w:rFonts w:hint="eastAsia" w:eastAsia="{font}"/>' if font else "") + look
    look += f'<w:sz w:val="{size}"/>' if size else ""
    words = f'<w:t xml:space="preserve">{escape(text)}</w:t>' if text else ""
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{words}{inner}</w:r>"


def p(
    *inside: str,
    jc: str = "",
    style: str = "",
    num: tuple[int, int] | None = None,
    about: str = "",
    mark: str = "",
    font: str = "",
    size: int = 0,
    look: str = "",
) -> str:
    """A paragraph; what does not begin with "<" is words, in the given look."""
    about = (f'<w:pStyle w:val="{style}"/>' if style else "") + about
    about += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>' if num else ""
    about += f'<w:jc w:val="{jc}"/>' if jc else ""
    about += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    runs = "".join(each if each.startswith("<") else r(each, font=font, size=size, look=look) for each in inside)
    return f"<w:p>{f'<w:pPr>{about}</w:pPr>' if about else ''}{runs}</w:p>"


TITLE = {"jc": "center", "font": "方正小标宋简体", "size": 44}
BODY = "会议指出，要坚持以习近平新时代中国特色社会主义思想为指导，深入贯彻落实会议精神，扎实做好各项工作。"


def tc(*inside: str, about: str = "") -> str:
    return (
        f"<w:tc><w:tcPr>{about}</w:tcPr>{''.join(each if each.startswith('<') else p(each) for each in inside)}</w:tc>"
    )


def tr(*cells: str, about: str = "") -> str:
    return (
        f"<w:tr><w:trPr>{about}</w:trPr>{''.join(cell if cell.startswith('<') else tc(cell) for cell in cells)}</w:tr>"
    )


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def field(code: str, result: str = "") -> str:
    """A complex field; ``result`` is runs."""
    middle = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else ""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>{middle}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def drawing(id_: str = "rId20", alt: str = "IMG_256", *, link: bool = False) -> str:
    """A picture in a run."""
    blip = f'<a:blip r:{"link" if link else "embed"}="{id_}"/>'
    return r(
        inner=f'<w:drawing><wp:inline><wp:extent cx="1" cy="1"/><wp:docPr id="1" name="图片 1" descr="{alt}"/>'
        f"<a:graphic><a:graphicData><pic:pic><pic:blipFill>{blip}</pic:blipFill></pic:pic></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing>"
    )


def text_box(*inside: str) -> str:
    """A text box as Word writes it: once as a shape, once for older programs."""
    content = f"<w:txbxContent>{''.join(inside)}</w:txbxContent>"
    return r(
        inner='<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:positionH><wp:posOffset>12'
        f"</wp:posOffset></wp:positionH><a:graphic><a:graphicData><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )


def level(at: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{escape(text)}"/></w:lvl>'
    )


def abstract(id_: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{id_}">{"".join(levels)}</w:abstractNum>'


def num(id_: int, abstract_id: int, more: str = "") -> str:
    return f'<w:num w:numId="{id_}"><w:abstractNumId w:val="{abstract_id}"/>{more}</w:num>'


def png(width: int = 1) -> bytes:
    """A grey picture, one pixel high."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\x00" + b"\x80" * width)),
        (b"IEND", b""),
    )
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


KINDS = {
    "numbering": "numbering",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "header1": "header",
    "footer1": "footer",
}


def docx(
    *body: str,
    program: str = "word",
    parts: Mapping[str, str] | None = None,
    more_styles: str = "",
    files: Mapping[str, bytes] | None = None,
    related: Iterable[tuple[str, str, str]] = (),
    outside: Iterable[tuple[str, str, str]] = (),
    main: str = "word/document.xml",
    content_type: str = _MAIN,
    namespaces: Mapping[str, str] = NAMESPACES,
    relationships: str = R,
) -> bytes:
    """A document.

    Args:
        body: The elements of its body.
        program: Which program's ids of styles and namespaces it has.
        parts: By name ("numbering", "footnotes", "header1"), the content of other parts.
        more_styles: More styles.
        files: Other members of the archive.
        related: More relationships of the main part: id, kind, target.
        outside: The same for targets outside the file.
        main: The name of the main part.
        content_type: Its type.
        namespaces: Prefixes and namespaces.
        relationships: Where the types of relationships begin.
    """
    folder = main.rpartition("/")[0]
    tags = {"numbering": "w:numbering", "footnotes": "w:footnotes", "endnotes": "w:endnotes", "comments": "w:comments",
            "header1": "w:hdr", "footer1": "w:ftr"}  # fmt: skip
    members: dict[str, bytes] = {}
    rels = [("rId1", "styles", "styles.xml", False)]
    members[f"{folder}/styles.xml"] = root("w:styles", styles(program, more_styles), namespaces).encode()
    for at, (name, content) in enumerate((parts or {}).items(), 2):
        members[f"{folder}/{name}.xml"] = root(tags[name], content, namespaces).encode()
        rels.append((f"rId{at}", KINDS[name], f"{name}.xml", False))
    rels += [(*each, False) for each in related]
    rels += [(*each, True) for each in outside]
    external = ' TargetMode="External"'
    declared = "".join(
        f'<Relationship Id="{id_}" Type="{relationships}/{kind}" Target="{escape(target)}"{external if out else ""}/>'
        for id_, kind, target, out in rels
    )
    base = main.rpartition("/")[2]
    everything = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{content_type}"/></Types>'.encode(),
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_RELS}"><Relationship Id="rId1" '
        f'Type="{relationships}/officeDocument" Target="{main}"/></Relationships>'.encode(),
        main: root("w:document", f"<w:body>{''.join(body)}<w:sectPr/></w:body>", namespaces).encode(),
        f"{folder}/_rels/{base}.rels": f'{_HEAD}<Relationships xmlns="{_RELS}">{declared}</Relationships>'.encode(),
        **members,
        **(files or {}),
    }
    return zipped(everything)


def zipped(members: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()

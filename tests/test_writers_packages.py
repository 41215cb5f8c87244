"""Books and Word documents as packages: what they list is there, in order, and is what it is said to be."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from test_read_back import page_of, source

from workflow.contracts.pages import Page
from workflow.writers import docx, epub

TEXT = "# 某市部署工作\n\n会议指出，要坚持以人民为中心，见[年报](https://example.org/a)。\n"
SHOWN = ("images/b.png", "images/a.png", "images/b.png")
PAGES = [
    replace(page_of(source(TEXT)), images={}, pictures={}),
    page_of(source(TEXT + "".join(f"\n![图为会场]({path})\n" for path in SHOWN))),
]
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def unpacked(data: bytes) -> Mapping[str, bytes]:
    archive = ZipFile(BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def tree(data: bytes) -> ET.Element:
    return ET.fromstring(data)  # noqa: S314 - ours


@pytest.mark.parametrize("page", PAGES, ids=["plain", "with pictures"])
def test_a_book_lists_its_files_and_is_read_in_order(page: Page) -> None:
    files = unpacked(epub.write(page)["visit.epub"])
    (place,) = (each.get("full-path") for each in tree(files["META-INF/container.xml"]).iter() if each.get("full-path"))
    assert place
    package = tree(files[place])
    assert package.tag == f"{OPF}package"
    items = {each.get("id"): each for each in package.iterfind(f"{OPF}manifest/{OPF}item")}
    listed = [posixpath.join(posixpath.dirname(place), each.get("href", "")) for each in items.values()]
    assert sorted([*listed, place, "META-INF/container.xml", "mimetype"]) == sorted(files)
    kinds = {".xhtml": "application/xhtml+xml", ".css": "text/css", ".png": "image/png"}
    assert [each.get("media-type") for each in items.values()] == [
        kinds[posixpath.splitext(name)[1]] for name in listed
    ]
    (navigation,) = (each for each in items.values() if each.get("properties") == "nav")
    spine = [items[each.get("idref")].get("href") for each in package.iterfind(f"{OPF}spine/{OPF}itemref")]
    contents = tree(files[posixpath.join(posixpath.dirname(place), navigation.get("href", ""))])
    assert [each.get("href") for each in contents.iter(f"{XHTML}a")] == spine == ["page.xhtml", "bilingual.xhtml"]
    for name, data in zip(listed, (files[name] for name in listed), strict=True):
        assert not name.endswith(".xhtml") or tree(data).tag == f"{XHTML}html"
    meta = [(each.get("property"), each.text) for each in package.iter(f"{OPF}meta")]
    modes = [mode for name, mode in meta if name == "schema:accessMode"]
    assert modes == ["textual", *(["visual"] if page is PAGES[1] else [])]
    assert [each.text for each in package.iter(f"{DC}language")] == ["zh-Hans", "zh-Hans"]


@pytest.mark.parametrize("name", ["visit.docx", "visit.bilingual.docx"])
@pytest.mark.parametrize("page", PAGES, ids=["plain", "with pictures"])
def test_the_parts_of_a_word_document_are_those_that_it_names(page: Page, name: str) -> None:
    files = unpacked(docx.write(page)[name])
    types = tree(files["[Content_Types].xml"])
    usual = {each.get("Extension"): each.get("ContentType", "") for each in types.iter(f"{TYPES}Default")}
    own = {each.get("PartName", "")[1:]: each.get("ContentType", "") for each in types.iter(f"{TYPES}Override")}
    assert own.keys() <= files.keys()
    kinds = {"officeDocument": "document.main", "core-properties": "core-properties", "image": "image/png"}
    named = {"[Content_Types].xml"}
    for relations in [each for each in files if each.endswith(".rels")]:
        named.add(relations)
        folder, _, part = relations.partition("_rels/")
        told = {each.get("Id"): each for each in tree(files[relations]).iter(f"{RELATIONS}Relationship")}
        for each in told.values():
            kind = each.get("Type", "").rpartition("/")[2]
            if each.get("TargetMode") == "External":
                assert kind == "hyperlink"
                continue
            target = posixpath.join(folder, each.get("Target", ""))
            named.add(target)
            is_a = own.get(target) or usual[posixpath.splitext(target)[1][1:]]
            assert kinds.get(kind, kind) in is_a, f"{target} is called {kind}"
        if part != ".rels":
            used = re.findall(r' r:(?:id|embed)="([^"]*)"', files[folder + part.removesuffix(".rels")].decode())
            assert set(used) <= told.keys()
    assert named == files.keys()
    document = files["word/document.xml"].decode()
    drawings = re.findall(r'<wp:docPr id="([^"]*)"', document)
    assert len({*drawings}) == len(drawings) == (len(SHOWN) if page is PAGES[1] else 0)
    footer = [each.get(f"{WORD}instr") for each in tree(files["word/footer1.xml"]).iter(f"{WORD}fldSimple")]
    assert footer == ["PAGE", "NUMPAGES"]
    assert tree(files["docProps/core.xml"]).findtext(f"{DC}language") == "zh-Hans"

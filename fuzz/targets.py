"""What is fuzzed: functions from any bytes to nothing. Whatever comes out of one is a finding.

Each reads the bytes as a file of its kind, lets pass a WorkflowError that is one sentence beginning with the file's
name, and holds what was read against the laws of docs and tests. They know no fuzzer: ``harness.py`` runs them under
atheris, ``tests/test_fuzz_corpus.py`` under hypothesis and over what was found before.
"""

import json
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from itertools import zip_longest

from workflow import settings
from workflow.catalogs import po as catalogs
from workflow.catalogs.sync import sync
from workflow.errors import WorkflowError
from workflow.files import decode
from workflow.model import HAN, Catalog, Release, Segment, Verbatim, canonical_json, sha256
from workflow.readers import html as html_reader
from workflow.readers import markdown as markdown_reader
from workflow.readers import text as text_reader
from workflow.readers.docx import reader as docx_reader
from workflow.signoff import ledger as ledgers
from workflow.signoff.editions import edition_digest, edition_from_json, edition_of, edition_to_json
from workflow.signoff.ledger import Ledger
from workflow.signoff.replay import standing

_NAME = "visit"
_SOURCE = """# 代表团访问日内瓦

代表团于9月3日抵达日内瓦。双方签署了备忘录。

## 下一步

双方将于明年再次会晤。
"""
RELEASE = markdown_reader.read(_SOURCE.encode(), path=f"sources/{_NAME}.md", language="zh-Hans")


class Refused(Exception):
    """The file was refused, and properly."""


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Let an error of ours become Refused if it is one sentence about the file."""
    try:
        yield
    except WorkflowError as error:
        said = str(error)
        assert said.startswith(f"{name}:"), f"an error that does not name the file: {said!r}"
        assert "\n" not in said, f"an error of several lines: {said!r}"
        raise Refused from None


# --- readers ---


def markdown(data: bytes) -> None:
    """A Markdown source."""
    path = f"sources/{_NAME}.md"
    with _refusing(path):
        text = decode(data, path)
        release = markdown_reader.read(data, path=path, language="zh-Hans")
    _judge_release(release, text)


def text(data: bytes) -> None:
    """A plain-text source."""
    path = f"sources/{_NAME}.txt"
    with _refusing(path):
        words = decode(data, path)
        release = text_reader.read(data, path=path, language="zh-Hans")
    _judge_release(release, words)


def front_matter(data: bytes) -> None:
    """The front matter of a Markdown source, without its rules."""
    markdown(b"---\n" + data + "\n---\n\n# 题\n\n一句。\n".encode())


def html(data: bytes) -> None:
    """A saved page."""
    path = f"sources/{_NAME}.html"
    with _refusing(path):
        release = html_reader.read(data, path=path, language="zh-Hans", body="body")
    _judge_release(release, "".join(piece.raw for piece in release.pieces))


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": f'<Relationships><Relationship Type="{_OFFICE}/officeDocument" Target="a.xml"/></Relationships>',
    "_rels/a.xml.rels": f'<Relationships><Relationship Id="a" Type="{_OFFICE}/numbering" Target="b.xml"/>'
    f'<Relationship Id="b" Type="{_OFFICE}/footnotes" Target="c.xml"/>'
    f'<Relationship Id="c" Type="{_OFFICE}/image" Target="d.png"/>'
    f'<Relationship Id="d" Type="{_OFFICE}/hyperlink" Target="http://a.cn/" TargetMode="External"/></Relationships>',
    "b.xml": f'<w:numbering xmlns:w="{_WORD}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0">'
    '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/>'
    '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
    "c.xml": f'<w:footnotes xmlns:w="{_WORD}"><w:footnote w:id="1"><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote>'
    "</w:footnotes>",
    "d.png": "",
}


def docx(data: bytes) -> None:
    """The body of a Word document."""
    path = f"sources/{_NAME}.docx"
    namespaces = (
        f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, content)
        archive.writestr("a.xml", f"<w:document {namespaces}><w:body>".encode() + data + b"</w:body></w:document>")
    with _refusing(path):
        release = docx_reader.read(stream.getvalue(), path=path, language="zh-Hans", changes="accept")
    _judge_release(release, "".join(piece.raw for piece in release.pieces))


def docx_file(data: bytes) -> None:
    """A Word document as a file."""
    path = f"sources/{_NAME}.docx"
    with _refusing(path):
        release = docx_reader.read(data, path=path, language="zh-Hans")
    _judge_release(release, "".join(piece.raw for piece in release.pieces))


def _judge_release(release: Release, text: str) -> None:
    assert "".join(piece.raw for piece in release.pieces) == text, "what was cut does not join to the text"
    parts = [part for top in release.blocks for block in top.walk() for part in block.content]
    in_blocks = {part.key: part.place for part in reversed(parts) if isinstance(part, Segment)}
    in_pieces = {piece.segment.key: piece.segment.place for piece in reversed(release.pieces) if piece.segment}
    assert list(in_blocks.items()) == list(in_pieces.items()), "pieces and blocks have other segments"
    for part in parts:
        code = isinstance(part, Verbatim) and part.kind == "code"
        for char in part.text:
            assert unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") or (code and char in "\n\t"), repr(part)
        if isinstance(part, Segment):
            assert HAN.search(part.text), repr(part)
            assert part.text == part.text.strip(), repr(part)
    catalog, _ = sync(None, release, "en")
    _judge_written(catalog)
    filled = replace(catalog, units=tuple(replace(unit, target="Words.") for unit in catalog.units))
    edition = edition_of(release, filled, {})
    kept = edition_from_json(json.loads(canonical_json(edition_to_json(edition))), "an approval of it")
    assert kept == edition, "the ledger keeps another edition"


# --- catalogs ---


def catalog(data: bytes) -> None:
    """A PO catalog."""
    with _refusing("visit.po"):
        found = _parsed(data)
    _judge_written(found)
    after, _ = sync(found, RELEASE, "en")
    again, _ = sync(after, RELEASE, "en")
    assert again == after, "syncing twice changes more"
    assert [unit.key for unit in after.units] == [segment.key for segment in RELEASE.segments]
    kept = canonical_json(
        [[unit.target.replace("\n", "↵"), *unit.comments] for unit in (*after.units, *after.obsolete)]
    )
    for unit in (*found.units, *found.obsolete):
        target = unit.target.replace("\n", "↵")
        assert not unit.touched or canonical_json(target)[1:-1] in kept, f"a translation was lost: {target!r}"
    _judge_written(after)


def _parsed(data: bytes) -> Catalog:
    return catalogs.parse(data, name="visit.po", release=_NAME, language="en")


def _judge_written(found: Catalog) -> None:
    written = catalogs.dump(found)
    if not written:
        return  # a release without a segment, a file without an entry
    again = _parsed(written)
    assert catalogs.dump(again) == written, "writing what was read changes bytes"
    for before, after in zip(found.units + found.obsolete, again.units + again.obsolete, strict=True):
        assert (before.key, before.target) == (after.key, after.target)
        assert before.fuzzy == after.fuzzy or not before.target


# --- ledgers ---


def ledger(data: bytes) -> None:
    """Read a ledger: the bytes as they are, then with correct digests, so that hostile entries are read to the end."""
    refused = 0
    for file in (data, _with_fitting_digests(data)):
        try:
            _judge_ledger(file)
        except Refused:
            refused += 1
    if refused == 2:
        raise Refused


def _judge_ledger(data: bytes) -> None:
    name = f"locales/en/{_NAME}.jsonl"
    with _refusing(name):
        found = ledgers.load(data, name=name, release=_NAME, language="en")
    lines = {line.removesuffix("\r") for line in data.decode().split("\n")} - {""}
    assert {entry.text for entry in found.entries} == lines, "lines were lost"
    written = ledgers.dump(found)
    again = ledgers.load(written, name=name, release=_NAME, language="en")
    assert [entry.text for entry in again.entries] == [entry.text for entry in found.entries], "the order is not stable"
    for entry in found.entries:
        again = Ledger(_NAME, "en").with_entry(entry.act, who=entry.who, when=entry.when, tool=entry.tool).entries[0]
        assert again.act == entry.act, "an act is not written back as it was read"
    with _refusing(name):
        said = standing(found, name)
    for approval in (said.approval, said.published):
        if approval is not None:
            assert edition_digest(approval.edition) == approval.submission.entry.act.edition
            for digest in approval.edition.unit_digests:
                before = {
                    each.entry.person
                    for each in approval.submissions
                    if digest in each.digests and each.entry.line < approval.entry.line
                }
                assert approval.entry.person not in before, "approved by whoever submitted it"


def _with_fitting_digests(data: bytes) -> bytes:
    """Rewrite the lines that are JSON objects as an expert forger would: canonical, in a chain, with their hashes.

    What one entry names of another is made to fit: its hash, and in a submission the digests of the edition that an
    approval of it holds.
    """
    lines: list[object] = []
    for line in data.decode("utf-8", "replace").split("\n"):
        try:
            lines.append(json.loads(line))
        except (ValueError, RecursionError):
            lines.append(line)
    entries = [value for value in lines if isinstance(value, dict)]
    named = {value["hash"]: value for value in entries if isinstance(value.get("hash"), str)}
    for value in entries:
        submission = value.get("submission")
        submitted = named.get(submission) if isinstance(submission, str) else None
        with suppress(WorkflowError, ValueError, RecursionError):
            edition = edition_from_json(value.get("edition"), "")
            units = submitted.get("units") if submitted else None
            if submitted and isinstance(units, list):
                submitted["edition"] = edition_digest(edition)
                submitted["units"] = [
                    {"origin": "a person", "changed": True, **(old if isinstance(old, dict) else {}), "digest": digest}
                    for old, digest in zip_longest(units[: len(edition.units)], edition.unit_digests)
                ]
    fitting: dict[str, str] = {}
    written: list[str] = []
    for value in lines:
        if not isinstance(value, dict):
            written.append(value if isinstance(value, str) else json.dumps(value))
            continue
        fitted = {key: _replaced(item, fitting) for key, item in value.items() if key != "hash"}
        with suppress(ValueError, RecursionError):
            new = sha256(canonical_json(fitted))
            if isinstance(value.get("hash"), str):
                fitting[value["hash"]] = new
            written.append(canonical_json({**fitted, "hash": new}))
    return "\n".join(written).encode("utf-8", "replace")


def _replaced(value: object, by: dict[str, str]) -> object:
    if isinstance(value, str):
        return by.get(value, value)
    if isinstance(value, list):
        return [_replaced(item, by) for item in value]
    if isinstance(value, dict):
        return {key: _replaced(item, by) for key, item in value.items()}
    return value


# --- settings ---


def toml(data: bytes) -> None:
    """A workflow.toml."""
    with _refusing("workflow.toml"):
        found = settings.parse(decode(data, "workflow.toml"), "workflow.toml")
    assert found.target_languages
    assert all(found.locale(language) for language in found.target_languages)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "markdown": markdown,
    "text": text,
    "html": html,
    "docx": docx,
    "docx_file": docx_file,
    "front_matter": front_matter,
    "catalog": catalog,
    "ledger": ledger,
    "toml": toml,
}
"""Every target by its name: the folder of what it found in tests/corpus/."""

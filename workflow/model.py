"""Frozen values: what every room of the house speaks of.

Nothing here reads or writes a file, asks a clock or imports a library. Digests are SHA-256 in lower-case hexadecimal.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from json.encoder import encode_basestring
from typing import Literal

ROLES = ("title", "heading", "caption", "cell")
"""Roles that a segment can have; running text, list items and quotations have none ("")."""

DELIBERATELY_EMPTY = "<EMPTY>"
"""OmegaT's convention for a target that is deliberately nothing: counts as translated, prints nothing."""

HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af]")
"""A Han character: unified ideographs with their extensions, compatibility ideographs, 々 and 〇."""

WIDE = re.compile(
    f"{HAN.pattern}|[\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u33ff\ufe30-\ufe4f\uff01-\uffef]"
)
"""A Chinese or Japanese character, or a punctuation mark that only those have."""


def sha256(data: bytes | str) -> str:
    """The SHA-256 of ``data`` (text as UTF-8), 64 hexadecimal digits."""
    return hashlib.sha256(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data).hexdigest()


def canonical_json(value: object) -> str:
    """``value`` as canonical JSON: sorted keys, no spaces, non-ASCII as itself."""
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


# --- releases ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence, heading, caption, table cell or title.

    ``text`` is the msgid: inline markup as Markdown (in a plain-text release, plain), no soft line breaks, no control characters.
    ``place`` is where it stands, in words ("paragraph 3, sentence 2"); two segments that differ only in place are equal.
    """

    text: str
    role: str = ""
    place: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """Context and source: what makes two segments one unit."""
        return (self.role, self.text)


@dataclass(frozen=True, slots=True)
class Verbatim:
    """What stands between segments and is printed without translation.

    ``kind`` says how: ``text`` (inline markup like a segment's, without a Han character outside code and addresses), ``code`` (the content of a code block, as
    it is), ``date`` (``text`` is ISO: 2018, 2018-09 or 2018-09-12; printed in the house style), ``break`` (a hard line break).
    """

    text: str
    kind: Literal["text", "code", "date", "break"] = "text"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the decoded source: ``segment`` is what was cut from it, None for what stands between."""

    raw: str
    segment: Segment | None = None


BlockKind = Literal[
    "title", "heading", "paragraph", "quote", "list", "item", "table", "row", "cell", "figure", "code", "rule"
]


@dataclass(frozen=True, slots=True)
class Block:
    """A node of a release's structure, free of the source's syntax.

    Containers (``quote``, ``list``, ``item``, ``table``, ``row``) have ``children``; leaves (``title``, ``heading``, ``paragraph``,
    ``cell``, ``figure``, ``code``) have ``content``; a ``rule`` has neither.

    level: of a heading 1 to 6; of an ordered list its first number; of a row 1 if it is the header row.
    info: of a list "ordered" or "bullet"; of a cell "left", "right", "center" or ""; of a figure the image's path as the source writes
    it, percent-decoded, relative to the source; of code its language.
    """

    kind: BlockKind
    content: tuple[Segment | Verbatim, ...] = ()
    children: "tuple[Block, ...]" = ()
    level: int = 0
    info: str = ""

    def walk(self) -> "Iterator[Block]":
        """This block and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Release:
    """A source document, read.

    pieces: joining their ``raw`` gives the decoded text back, character for character; their segments are those of ``blocks``, in
    the same order.
    path: relative to the newsroom, with forward slashes. language: BCP 47, ``zh-Hans`` or ``zh-Hant``.
    date: ISO 8601 day or "". url: of the original or "". markup: what inline text is written in.
    references: Markdown link reference definitions, (label, address, title).
    images: the figures' and inline images' paths, each once, as in ``Block.info``.
    file_digest: SHA-256 of the file's bytes.
    """

    id: str
    path: str
    language: str
    pieces: tuple[Piece, ...]
    blocks: tuple[Block, ...]
    date: str = ""
    url: str = ""
    markup: Literal["markdown", "plain"] = "markdown"
    references: tuple[tuple[str, str, str], ...] = ()
    images: tuple[str, ...] = ()
    file_digest: str = ""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments in source order, the same words in the same role once (where they first stand)."""
        unique: dict[tuple[str, str], Segment] = {}
        for piece in self.pieces:
            if piece.segment is not None:
                unique.setdefault(piece.segment.key, piece.segment)
        return tuple(unique.values())

    @property
    def title(self) -> str:
        """The words of the title, else the id."""
        for block in self.blocks:
            if block.kind == "title":
                return "".join(part.text for part in block.content)
        return self.id

    @property
    def source_digest(self) -> str:
        """SHA-256 of the segments and roles in order (not of the bytes: a re-wrap changes nothing)."""
        return sha256(canonical_json([[p.segment.role, p.segment.text] for p in self.pieces if p.segment]))


# --- catalogs ---------------------------------------------------------------------------------------------------------------


class UnitState(StrEnum):
    """The state of a unit: derived, never stored."""

    MISSING = "missing"
    DRAFT = "draft"
    STALE = "stale"
    TRANSLATED = "translated"
    APPROVED = "approved"


ORIGIN = re.compile(r"(?P<origin>(?:mt|memory): .+) #(?P<digest>[0-9a-f]{8})")
"""The translator comment that says where a draft came from; the last part is the start of the draft's SHA-256."""

DOUBT = "doubt: "
"""Starts a translator comment that says what of a draft a person must look at."""

OTHER_SOURCE = "the source it was made for differs: "
"""Starts the doubt of a memory's draft that has more to be changed in it than figures and names that were put in."""

CHANGED = "changed: "
"""Starts the translator comment that says what changed in the source of a stale unit."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine or the memory proposes for a source.

    origin: as ``# mt: argos zh→en 1.9 (score -0.21)`` names it, without the digest. score: log probability a token (natural).
    problem: why ``text`` is empty, one clause. doubts: what of it a person must look at, a clause each.
    """

    text: str
    origin: str
    score: float | None = None
    problem: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def comment(self) -> str:
        """The translator comment for this draft."""
        return f"{self.origin} #{sha256(self.text)[:8]}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A PO entry.

    comments: the translator comment's lines, without ``# ``. place: the extracted comment (``#.``). occurrences: files (``#:``), decoded.
    flags: those besides ``fuzzy``. line: where the entry starts in the file, from 1 (0: not from a file).
    """

    source: str
    context: str = ""
    target: str = ""
    fuzzy: bool = False
    previous_source: str | None = None
    previous_context: str | None = None
    comments: tuple[str, ...] = ()
    place: str = ""
    occurrences: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """Context and source: what identifies a unit in its catalog."""
        return (self.context, self.source)

    @property
    def short_key(self) -> str:
        """The first 8 hexadecimal digits of the SHA-256 of context and source: how the command line names a unit."""
        return sha256(canonical_json([self.context, self.source]))[:8]

    @property
    def state(self) -> UnitState:
        """The state as far as the catalog alone can say (never ``approved``: that is the ledger's to say)."""
        if not self.target.strip():
            return UnitState.MISSING
        if not self.fuzzy:
            return UnitState.TRANSLATED
        return UnitState.DRAFT if self.previous_source is None else UnitState.STALE

    @property
    def origin(self) -> str | None:
        """What drafted it, as the origin comment says ("mt: argos zh→en 1.9 (score -0.21)"); None: a person wrote it."""
        found = self._origin()
        return found["origin"] if found else None

    @property
    def draft_changed(self) -> bool:
        """Whether the target differs from the draft that the origin comment speaks of (without one: whether there is a target)."""
        found = self._origin()
        return found["digest"] != sha256(self.target)[:8] if found else bool(self.target)

    @property
    def touched(self) -> bool:
        """Whether a person had a hand in the target, so that it must never be lost.

        True unless it is empty, or a fuzzy draft still exactly as its origin comment says and never confirmed since.
        """
        if not self.target:
            return False
        stale = self.previous_source is not None or any(line.startswith(CHANGED) for line in self.comments)
        return not self.fuzzy or stale or self.draft_changed

    def _origin(self) -> re.Match[str] | None:
        for line in reversed(self.comments):
            if found := ORIGIN.fullmatch(line):
                return found
        return None


@dataclass(frozen=True, slots=True)
class Catalog:
    """The PO file of one release in one language.

    headers: the header entry's fields in order. comment: the header entry's translator comment. units: in source order.
    obsolete: entries that the source no longer has, kept because a person worked on them.
    """

    release: str
    language: str
    units: tuple[Unit, ...] = ()
    obsolete: tuple[Unit, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    comment: str = ""
    header_flags: tuple[str, ...] = ()

    def follows(self, release: Release) -> bool:
        """Whether its units are the release's segments, in order: then a sync has nothing to move."""
        return [unit.key for unit in self.units] == [segment.key for segment in release.segments]

    def header(self, name: str) -> str:
        """The value of a header field, "" if it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


# --- editions and findings --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edition:
    """A release as it is approved and published in one language: enough to make its pages again for ever.

    units: (context, source, target) in source order, each unit once. images: (path, SHA-256 of the bytes), "" if the file is missing.
    The other fields are the release's. Two editions are equal exactly when their readers see the same.
    """

    release: str
    language: str
    source_language: str
    units: tuple[tuple[str, str, str], ...]
    blocks: tuple[Block, ...]
    date: str = ""
    url: str = ""
    markup: Literal["markdown", "plain"] = "markdown"
    references: tuple[tuple[str, str, str], ...] = ()
    images: tuple[tuple[str, str], ...] = ()

    @property
    def targets(self) -> dict[tuple[str, str], str]:
        """From (context, source) to target."""
        return {(context, source): target for context, source, target in self.units}

    @property
    def unit_digests(self) -> tuple[str, ...]:
        """The units' digests, in source order."""
        return tuple(unit_digest(self.release, self.language, *unit) for unit in self.units)


def unit_digest(release: str, language: str, context: str, source: str, target: str) -> str:
    """What a sign-off covers: the SHA-256 of the JSON array of all five, with no Unicode normalisation."""
    # As ``canonical_json``, without what that takes to find out that it is given five texts.
    return sha256(f"[{','.join(map(encode_basestring, (release, language, context, source, target)))}]")


# --- terms ------------------------------------------------------------------------------------------------------------------

TermKind = Literal["term", "person", "office", "title", "keep", "forbidden"]


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the term base.

    source: in Chinese. target: how it is written in the target language; for ``forbidden`` what must not be written for it; for ``keep``
    the source itself, which is not translated. variants: what is right too, if a translator writes it; never put into a draft.
    valid_from, valid_until: the first and the last day (ISO, or "") on which a release may be dated for it to hold. line: in the file.
    """

    source: str
    target: str
    kind: TermKind = "term"
    variants: tuple[str, ...] = ()
    valid_from: str = ""
    valid_until: str = ""
    note: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a term stands in a source: ``source[start:end]``.

    terms: those that hold on the release's date, ``forbidden`` ones among them; several others with different targets are ambiguous, and
    nobody guesses. expired: those that do not hold on that date.
    """

    start: int
    end: int
    terms: tuple[Term, ...]
    expired: tuple[Term, ...] = ()

    @property
    def term(self) -> Term | None:
        """The one term to write here; None if there is none, or if it is ambiguous."""
        found = [term for term in self.terms if term.kind != "forbidden"]
        return found[0] if found and len({term.target for term in found}) == 1 else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """What wants a draft: a unit's source with the terms in it.

    Attributes:
        text: The source.
        terms: The terms in it that hold on the release's date.
        markup: What it is written in.
        references: What its links by reference lead to: (label, address, title). Empty if it has no brackets.
        date: The release's, where the text says something relative to it (今年, 5月), else "": the same words in two releases are one
            sentence.
    """

    text: str
    terms: tuple[Match, ...] = ()
    markup: Literal["markdown", "plain"] = "markdown"
    references: tuple[tuple[str, str, str], ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of a unit. ``severity`` is "error" (refuses submit and approve) or "warning"."""

    check: str
    severity: Literal["error", "warning"]
    message: str
    unit: Unit


class ReleaseState(StrEnum):
    """The state of the work on a release in one language: the first that applies."""

    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    PUBLISHED = "published"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    OUTDATED = "outdated"
    DRAFT = "draft"
    NEW = "new"
    ORPHANED = "orphaned"


class PublicState(StrEnum):
    """What the site shows of a release in one language."""

    NONE = "none"
    CURRENT = "current"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"

"""The frozen values that all parts of the package share.

Nothing here reads or writes files, asks for the time or imports a library. Digests are SHA-256 in lower-case
hexadecimal.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from json.encoder import encode_basestring
from typing import Literal

from workflow.patterns import late

ROLES = ("title", "heading", "caption", "cell")
"""The roles that a segment can have; running text, list items and quotations have none ("")."""

DELIBERATELY_EMPTY = "<EMPTY>"
"""OmegaT's convention for a target that is deliberately empty: it counts as translated and prints nothing."""

HAN = late(
    "[\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0002fa1f\U00030000-\U0003347f]"
)
"""A Han character: unified ideographs with their extensions, compatibility ideographs, radicals, 々 and 〇."""


def is_wide(char: str) -> bool:
    """Return whether a character is Chinese or Japanese, or a punctuation mark that only those scripts use.

    A pattern for them all would take longer to compile than a command has characters to ask about.
    """
    return char >= "\u2e80" and (
        char <= "\u312f"
        or "\u31a0" <= char <= "\u31bf"
        or "\u31f0" <= char <= "\u33ff"
        or "\ufe30" <= char <= "\ufe4f"
        or "\uff01" <= char <= "\uffef"
        or HAN.match(char) is not None
    )


def sha256(data: bytes | str) -> str:
    """Return the SHA-256 of ``data`` (text as UTF-8), 64 hexadecimal digits."""
    return hashlib.sha256(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data).hexdigest()


def canonical_json(value: object) -> str:
    """Return ``value`` as canonical JSON: sorted keys, no spaces, non-ASCII characters as they are."""
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


# --- releases ---


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence, heading, caption, table cell or title.

    Two segments that differ only in place are equal.

    Attributes:
        text: The msgid: inline markup as Markdown (none in a plain-text release), no soft line breaks, no control
            characters.
        role: One of ``ROLES``, or "".
        place: Where it is, in words ("paragraph 3, sentence 2").
    """

    text: str
    role: str = ""
    place: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """Context and source; segments with the same key are one unit."""
        return (self.role, self.text)


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Content between segments that is printed without translation.

    Attributes:
        text: The content.
        kind: ``text``: inline markup like a segment's, without a Han character outside code and addresses. ``code``:
            the content of a code block, unchanged. ``date``: ISO (2018, 2018-09 or 2018-09-12), printed in the house
            style. ``break``: a hard line break.
    """

    text: str
    kind: Literal["text", "code", "date", "break"] = "text"


Line = tuple[tuple[str | Verbatim, ...], ...]
"""A paragraph, or the cells of a row, as printed in one language: targets, and what is not translated."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the decoded source; ``segment`` is what was cut from it, None for what is between segments."""

    raw: str
    segment: Segment | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a source file that is not part of the release's text, and is named instead.

    What a document holds is either in the text or left out by name, so that nobody has to wonder where it went.

    Attributes:
        kind: What it is, a stable word for programs ("header", "comment", "formula", "picture").
        place: Where it is, in words ("paragraph 3", "page header").
        text: All its characters; "" if it has none, such as a picture.
    """

    kind: str
    place: str
    text: str = ""


BlockKind = Literal[
    "title", "heading", "paragraph", "quote", "list", "item", "table", "row", "cell", "figure", "code", "rule", "note"
]


EMBEDDED = "embedded:"
"""Starts the path of a picture that is a part of the source file itself, as in a Word document."""


@dataclass(frozen=True, slots=True)
class Block:
    """A node of a release's structure, independent of the source's syntax.

    Containers (``quote``, ``list``, ``item``, ``table``, ``row``, ``note``) have ``children``; leaves (``title``,
    ``heading``, ``paragraph``, ``cell``, ``figure``, ``code``) have ``content``; a ``rule`` has neither.

    A ``note`` is a footnote or an endnote; its mark in the text is ``[^LABEL]``, part of a segment. A note is in no
    other block; wherever it is in the source, pages print it below the text.

    Attributes:
        kind: The kind of node.
        content: The segments and what is between them.
        children: The nodes inside.
        level: Of a heading 1 to 6; of an ordered list its first number; of a row 1 if it is the header row.
        info: Of a list "ordered" or "bullet"; of a cell "left", "right", "center" or ""; of a figure the image's path
            as in the source, percent-decoded, relative to the source, or ``EMBEDDED`` and the name of a part of the
            source; of code its language; of a note its label.
        columns: Of a cell, how many columns it spans. The cells that it covers are absent, as in HTML.
        rows: Of a cell, how many rows it spans.
    """

    kind: BlockKind
    content: tuple[Segment | Verbatim, ...] = ()
    children: "tuple[Block, ...]" = ()
    level: int = 0
    info: str = ""
    columns: int = 1
    rows: int = 1

    def walk(self) -> "Iterator[Block]":
        """Yield this block and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def has_title(blocks: Iterable[Block]) -> bool:
    """Return whether a release or an edition with these blocks has a title."""
    return any(block.kind == "title" for top in blocks for block in top.walk())


@dataclass(frozen=True, slots=True)
class Release:
    """A source document after reading.

    Attributes:
        id: The release's id.
        path: Relative to the newsroom, with forward slashes.
        language: BCP 47, ``zh-Hans`` or ``zh-Hant``.
        pieces: Joining their ``raw`` gives the decoded text back, character for character (of a document, the text
            that its reader extracts); their segments are those of ``blocks``, in the same order.
        blocks: The structure.
        date: ISO 8601 day, or "".
        url: Address of the original, or "".
        markup: What inline text is written in.
        references: Markdown link reference definitions: label, address, title.
        images: The paths of figures and inline images, each once, as in ``Block.info``.
        file_digest: SHA-256 of the file's bytes.
        due: The day by which it is to be published, ISO 8601, or "". No page shows it.
        left_out: What the file holds besides. No part of an edition.
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
    due: str = ""
    left_out: tuple[LeftOut, ...] = ()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments in source order; the same words in the same role only once, at their first place."""
        unique: dict[tuple[str, str], Segment] = {}
        for piece in self.pieces:
            if piece.segment is not None:
                unique.setdefault(piece.segment.key, piece.segment)
        return tuple(unique.values())

    @property
    def title(self) -> str:
        """The text of the title, else the id."""
        for block in self.blocks:
            if block.kind == "title":
                return "".join(part.text for part in block.content)
        return self.id

    @property
    def source_digest(self) -> str:
        """SHA-256 of the segments and roles in order (not of the bytes, so re-wrapping the source changes nothing)."""
        return digest_of_segments(p.segment.key for p in self.pieces if p.segment)


def digest_of_segments(keys: Iterable[tuple[str, str]]) -> str:
    """Return the ``source_digest`` of a release with segments of these roles and texts, in order."""
    return sha256(canonical_json([list(key) for key in keys]))


# --- catalogs ---


class UnitState(StrEnum):
    """The state of a unit; derived, never stored."""

    MISSING = "missing"
    DRAFT = "draft"
    STALE = "stale"
    TRANSLATED = "translated"
    APPROVED = "approved"


ORIGIN = re.compile(r"(?P<origin>(?:mt|memory): .+) #(?P<digest>[0-9a-f]{8})")
"""The translator comment that names a draft's origin; it ends with the start of the draft's SHA-256."""

FROM_APPROVED = re.compile(
    r" from approved (?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*) (?P<text>[0-9a-f]{8})"
    r" of (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
)
"""What an origin says of a draft that was made from an approved translation into another language and not from the
source: that language, the start of the digest of the approved text, and the day of the approval.
"""

DOUBT = "doubt: "
"""Starts a translator comment that says what in a draft a person must review."""

OTHER_SOURCE = "the source it was made for differs: "
"""Starts the doubt on a memory draft whose source differs in more than the figures and names that were inserted."""

CHANGED = "changed: "
"""Starts the translator comment that says what changed in the source of a stale unit."""


@dataclass(frozen=True, slots=True)
class Style:
    """The house style of drafts in one language: ``draft.style`` in ``workflow.toml``.

    Attributes:
        dates: March 12, 2018 or 12 March 2018.
        percent: How percentages are written.
        clock: 5:30 p.m. or 17:30.
        quotes: “…” or "…".
    """

    dates: Literal["month-day", "day-month"] = "month-day"
    percent: Literal["%", "percent", "per cent"] = "%"
    clock: Literal["12-hour", "24-hour"] = "12-hour"
    quotes: Literal["curly", "straight"] = "curly"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine or the memory proposes for a source.

    Attributes:
        text: The translation; "" if there is none.
        origin: As in ``# mt: argos zh→en 1.9 (score -0.21)``, without the digest.
        score: Natural logarithm of the probability per token.
        problem: Why ``text`` is empty, in one clause.
        doubts: What in it a person must review, one clause each.
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

    Attributes:
        source: The msgid.
        context: The msgctxt: the role.
        target: The msgstr.
        fuzzy: Whether it is marked fuzzy.
        previous_source: The source it was translated from, if that changed (``#|``).
        previous_context: The previous context, if that changed.
        comments: The lines of the translator comment, without ``# ``.
        place: The extracted comment (``#.``).
        occurrences: Files (``#:``), decoded.
        flags: Flags other than ``fuzzy``.
        line: Where the entry starts in the file, counted from 1; 0 if it is not from a file.
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
        """The first 8 hexadecimal digits of the SHA-256 of context and source; names the unit on the command line."""
        return sha256(canonical_json([self.context, self.source]))[:8]

    @property
    def state(self) -> UnitState:
        """The state as far as the catalog alone can tell (never ``approved``, which only the ledger knows)."""
        if not self.target.strip():
            return UnitState.MISSING
        if not self.fuzzy:
            return UnitState.TRANSLATED
        return UnitState.DRAFT if self.previous_source is None else UnitState.STALE

    @property
    def origin(self) -> str | None:
        """The origin of the draft ("mt: argos zh→en 1.9 (score -0.21)"); None if a person wrote the target."""
        found = self._origin()
        return found["origin"] if found else None

    @property
    def draft_changed(self) -> bool:
        """Whether the target differs from the recorded draft; without a record, whether there is a target."""
        found = self._origin()
        return found["digest"] != sha256(self.target)[:8] if found else bool(self.target)

    def drafted(self) -> tuple[str | None, bool]:
        """Return what drafted it, by its comment, and whether a person changed the draft."""
        return self.origin, self.origin is not None and self.draft_changed

    @property
    def touched(self) -> bool:
        """Whether a person worked on the target, so that it must never be lost.

        False only if it is empty, or a fuzzy draft that is still exactly as recorded and was never confirmed.
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

    Attributes:
        release: The release's id.
        language: The target language.
        units: The units in source order.
        obsolete: Entries whose source is gone, kept because a person worked on them.
        headers: The header fields in order.
        comment: The translator comment of the header entry.
        header_flags: The flags of the header entry.
        tail: The comment lines after the last entry, as they are in the file: an editor's mode line.
    """

    release: str
    language: str
    units: tuple[Unit, ...] = ()
    obsolete: tuple[Unit, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    comment: str = ""
    header_flags: tuple[str, ...] = ()
    tail: str = ""

    def follows(self, release: Release) -> bool:
        """Return whether its units are the release's segments, in the same order, so that a sync would move nothing."""
        return [unit.key for unit in self.units] == [segment.key for segment in release.segments]

    def header(self, name: str) -> str:
        """Return the value of a header field, "" if it is missing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


# --- editions and findings ---


@dataclass(frozen=True, slots=True)
class Edition:
    """A release as approved and published in one language: everything needed to rebuild its pages at any time.

    Two editions are equal exactly if their readers see the same.

    Attributes:
        release: The release's id.
        language: The target language.
        source_language: The release's language.
        units: Context, source and target in source order, each unit once.
        blocks: The release's structure.
        date: The release's date.
        url: The address of the original.
        markup: What inline text is written in.
        references: The release's link reference definitions.
        images: Each image's path and the SHA-256 of its bytes, "" if the file is missing.
    """

    release: str
    language: str
    source_language: str
    units: tuple[tuple[str, str, str], ...]
    blocks: tuple[Block, ...]
    date: str = ""
    due: str = ""
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
    """Return what a sign-off covers: the SHA-256 of the JSON array of all five, without Unicode normalisation."""
    # The same as ``canonical_json``, but faster for five strings.
    return sha256(f"[{','.join(map(encode_basestring, (release, language, context, source, target)))}]")


# --- terms ---

TermKind = Literal["term", "person", "office", "title", "keep", "forbidden"]


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the term base.

    Attributes:
        source: The Chinese term.
        target: Its translation; for ``forbidden`` the translation that must not be used; for ``keep`` the source
            itself, which is not translated.
        kind: What kind of row it is.
        variants: Other translations that a translator may use; never put into a draft.
        valid_from: The first date of a release for which the row is valid (ISO), or "".
        valid_until: The last such date, or "".
        note: A person's note.
        starter: Whether it comes with the program (``workflow/starter.py``), so that the office has not decided it.
        known: Whether machines usually write it so by themselves; then a draft hides it only if one did not.
        line: Its line in the file.
    """

    source: str
    target: str
    kind: TermKind = "term"
    variants: tuple[str, ...] = ()
    valid_from: str = ""
    valid_until: str = ""
    note: str = ""
    starter: bool = False
    known: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Match:
    """An occurrence of a term in a source: ``source[start:end]``.

    Attributes:
        start: Where it starts.
        end: Where it ends.
        terms: The rows that are valid on the release's date, including ``forbidden`` ones. If several others have
            different targets, the term is ambiguous and none is used.
        expired: The rows that are not valid on that date.
    """

    start: int
    end: int
    terms: tuple[Term, ...]
    expired: tuple[Term, ...] = ()

    @property
    def term(self) -> Term | None:
        """The one term to use here; None if there is none or it is ambiguous."""
        found = [term for term in self.terms if term.kind != "forbidden"]
        return found[0] if found and len({term.target for term in found}) == 1 else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to draft: a unit's source with the terms in it.

    Attributes:
        text: The source.
        terms: The terms in it that are valid on the release's date.
        markup: What it is written in.
        references: Label, address and title of what its reference links lead to. Empty if it has no brackets.
        date: The release's date if the text refers to it (今年, 5月, 29日), else "", so that the same words in two
            releases are one sentence.
        original: The unit's source, if ``text`` is its approved translation into another language.
        strangers: Names in it of people whose spelling in Latin letters is not known (foreigners, people of Hong Kong),
            and what may be a name.
    """

    text: str
    terms: tuple[Match, ...] = ()
    markup: Literal["markdown", "plain"] = "markdown"
    references: tuple[tuple[str, str, str], ...] = ()
    date: str = ""
    original: str = ""
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's result for a unit. ``severity`` is "error" (blocks submit and approve) or "warning"."""

    check: str
    severity: Literal["error", "warning"]
    message: str
    unit: Unit


class ReleaseState(StrEnum):
    """The state of the work on a release in one language; the first that applies."""

    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    PUBLISHED = "published"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RECUT = "recut"
    OUTDATED = "outdated"
    DRAFT = "draft"
    NEW = "new"
    ORPHANED = "orphaned"


class PublicState(StrEnum):
    """What the site shows for a release in one language."""

    NONE = "none"
    CURRENT = "current"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"

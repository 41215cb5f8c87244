"""What the site shows of a release: the frozen values that ``publish`` hands to writers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflow.model import Edition, Line


@dataclass(frozen=True, slots=True)
class SignOff:
    """One act of the sign-off as a page shows it.

    Attributes:
        role: "translator" or "reviewer".
        name: The person's name, "" unless the newsroom shows names.
        when: When it was done.
        signed: Whether with a key that the newsroom trusts.
    """

    role: str
    name: str
    when: str
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Waived:
    """A waived finding.

    Attributes:
        check: The check that reported it.
        unit: The unit's ``Unit.short_key``.
        reason: Why it was waived.
        until: The last day the waiver is valid, "" for no end date.
        when: When it was waived.
    """

    check: str
    unit: str
    reason: str
    until: str
    when: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """How a page was made; addresses never appear in it.

    Attributes:
        source_path: The source file as it was approved.
        source_digest: SHA-256 of its bytes.
        source_text_digest: ``X-Source-Digest``.
        units: How many units there are.
        engines: Each origin (without its score) with the number of units that it drafted, most first.
        changed: How many drafted units people changed.
        sign_offs: Oldest first; empty on an unapproved draft.
        approval: The hash of the ledger entry.
        tool: The program and its version.
        checks: Name, errors and warnings of all checks that were run when it was approved.
        unknown_checks: The checks that were not run, because they do not support the language.
        switched_off: The checks that were not run, because the newsroom's settings switch them off.
        waived: The waived findings.
        four_eyes: Whether nobody could approve what they had submitted.
        approvals: How many people had to approve.
    """

    source_path: str
    source_digest: str
    source_text_digest: str
    units: int
    engines: tuple[tuple[str, int], ...] = ()
    changed: int = 0
    sign_offs: tuple[SignOff, ...] = ()
    approval: str = ""
    tool: str = ""
    checks: tuple[tuple[str, int, int], ...] = ()
    unknown_checks: tuple[str, ...] = ()
    switched_off: tuple[str, ...] = ()
    waived: tuple[Waived, ...] = ()
    four_eyes: bool = True
    approvals: int = 1


@dataclass(frozen=True, slots=True)
class Correction:
    """What changed in a page after it was published.

    Attributes:
        when: When the new text was approved, as in the ledger.
        changed: Old and new targets, with inline markup; "" if a sentence was added or removed.
        copied: Old and new lines (paragraphs, or rows with their cells) in which something changed that is not
            translated; empty if a line was added or removed.
        source: Whether a sentence of the original changed whose translation did not.
        moved: Whether the order or the structure changed.
        pictures: Whether a picture, the date or an address changed.
    """

    when: str
    changed: tuple[tuple[str, str], ...] = ()
    copied: tuple[tuple[Line, Line], ...] = ()
    source: bool = False
    moved: bool = False
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Another release on the same site.

    Attributes:
        id: Its id, which names its page.
        title: Its plain title in the target language; "" if it was withdrawn.
        withdrawn: Whether its page is only the notice of its withdrawal.
    """

    id: str
    title: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """An office's own templates and style sheet, which replace those of the program file by file.

    Attributes:
        folder: Where they are, for messages.
        files: Name and text of each file, sorted by name.
        digest: SHA-256 of the files; "" without any.
    """

    folder: str = ""
    files: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a site have in common, besides the names of the office and the newsroom.

    Attributes:
        address: Where the site is on the web, ending in "/"; "" if that is not known.
        tag: The host that the ids of feed entries name; "" if the address is not known.
        logo: The address of the office's logo relative to the site's folder; "" if it has none.
        links: Words and web address of each of the office's links; where each language has its own, the language and
            its links.
        colours: The office's colours, by name.
        languages: The languages of the site, each with a list of releases.
        theme: The office's own templates and style sheet.
    """

    address: str = ""
    tag: str = ""
    logo: str = ""
    links: tuple[tuple[str, str | tuple[tuple[str, str], ...]], ...] = ()
    colours: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ()
    theme: Theme = Theme()

    def links_in(self, language: str) -> Iterator[tuple[str, str]]:
        """Yield words and web address of each of the office's links on pages in a language."""
        for name, said in self.links:
            if isinstance(said, str):
                yield name, said
            elif name == language:
                yield from said


@dataclass(frozen=True, slots=True)
class Page:
    """What a writer gets: an edition and the frame around it.

    Attributes:
        edition: The edition.
        certificate: How it was made.
        office: The office that publishes.
        project: The newsroom's name.
        locale: Babel's name of the house style ("en_GB").
        note: The closing note, plain text.
        layouts: Some of "target", "side", "lines".
        images: From an image's path in the edition to its address relative to the page, without missing images.
        pictures: From an image's path to its bytes, for formats that contain their pictures.
        draft: Whether nobody has approved it; a writer marks every page of it.
        remarks: What else a draft says above its text, plain text, a sentence each.
        formats: All formats that are written, so that pages link only to existing files.
        corrections: What changed since it was first published, oldest first.
        superseded_by: The releases on the site that replaced it.
        supersedes: The releases on the site that it replaced.
        frame: What all pages of the site have in common.
        languages: The other languages in which the site shows this release.
        issued: When the release was first published, ISO 8601 in UTC; "" if it never was.
        updated: When this text was published, or approved if it never was published; "" on a draft.
    """

    edition: Edition
    certificate: Certificate
    office: str
    project: str
    locale: str
    note: str
    layouts: tuple[str, ...]
    images: Mapping[str, str]
    draft: bool = False
    formats: tuple[str, ...] = ("html", "markdown")
    corrections: tuple[Correction, ...] = ()
    superseded_by: tuple[Link, ...] = ()
    supersedes: tuple[Link, ...] = ()
    remarks: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    frame: Frame = Frame()
    languages: tuple[str, ...] = ()
    issued: str = ""
    updated: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the site shows instead of a withdrawn release: no part of the translation.

    The other fields are as in ``Page``.

    Attributes:
        release: The release's id.
        source_title: The title of the Chinese release, plain text.
        date: The release's date, ISO, or "".
        when: When it was withdrawn, as in the ledger.
        reason: The reason as given.
        issued: When the release was first published; "" if it never was.
        updated: When the notice was published; when the text was withdrawn, if it was not published.
    """

    release: str
    language: str
    source_language: str
    source_title: str
    date: str
    when: str
    reason: str
    office: str
    project: str
    locale: str
    layouts: tuple[str, ...]
    frame: Frame = Frame()
    issued: str = ""
    updated: str = ""

"""The words of the pages themselves, one dictionary per language that pages are written in.

To translate the frame of the pages, add a dictionary to ``WORDS``; a key that it lacks falls back to English. ``{name}`` in braces is
filled in and may move. Keys that end in ``.one``, ``.other`` and so on are CLDR plural forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

ENGLISH = {
    "skip": "Skip to the text",
    "releases": "Releases",
    "all_releases": "All releases",
    "undated": "Undated",
    "nothing": "Nothing has been published yet.",
    "layouts": "Layout",
    "layout.target": "{language}",
    "layout.side": "Side by side",
    "layout.lines": "Line by line",
    "original": "Chinese original",
    "translation": "{language} translation",
    "table": "Table",
    "picture": "Picture, described in the caption",
    "documents": "About this page",
    "certificate": "Certificate of translation",
    "markdown": "Markdown version",
    "certificate_data": "The same certificate as data (JSON)",
    "back": "Back to the page",
    "corrected": "Corrected on {date}",
    "corrected_last": "Last corrected on {date}",
    "corrections": "Corrections",
    "correction.added": "Added: {text}",
    "correction.out": "Taken out: {text}",
    "correction.form": "Emphasis or a link changed in: {text}",
    "correction.more.one": "{n} more sentence changed, which is not shown here.",
    "correction.more.other": "{n} more sentences changed, which are not shown here.",
    "correction.moved": "The order or the arrangement of the text changed.",
    "correction.pictures": "A picture, the date or the address of the original changed.",
    "difference.out": "removed:",
    "difference.in": "added:",
    "superseded_by": "Superseded by {title}",
    "supersedes": "Replaces {title}",
    "notice": "Withdrawn",
    "notice.when": "The translation of this release was withdrawn on {date}.",
    "notice.reason": "Reason given: {reason}",
    "draft": "Draft",
    "draft_watermark": "DRAFT",
    "draft_banner": "Draft — not approved.",
    "draft_text": "Nobody has approved this text. Do not quote or pass it on.",
    "untranslated": "not translated",
    "state.current": "Published",
    "state.outdated": "The Chinese text has changed since this translation was approved",
    "state.withdrawn": "Withdrawn",
    "state.withdrawn_on": "Withdrawn on {date}",
    "state.none": "Not published",
    "certificate.intro": "This certificate says how the translation was made and who stands for it.",
    "certificate.draft": "The page is a draft: nobody has approved it, and this certificate vouches for nothing.",
    "certificate.source": "The Chinese original",
    "certificate.source_text": "The page is a translation of “{title}”, kept as the file {path}.",
    "certificate.source_dated": "It is dated {date}.",
    "certificate.source_url": "It was published at {url}.",
    "certificate.made": "How the translation was made",
    "certificate.units.one": "The text consists of {n} unit: a sentence, title, caption or table cell.",
    "certificate.units.other": "The text consists of {n} units: sentences, titles, captions and table cells.",
    "certificate.no_engines": "There is no record of a machine's draft for any of them.",
    "certificate.engines.one": "{n} of them was first drafted by a program:",
    "certificate.engines.other": "{n} of them were first drafted by a program:",
    "certificate.engine.one": "{n} unit by {origin}",
    "certificate.engine.other": "{n} units by {origin}",
    "certificate.changed.one": "People changed {n} of these drafts before they submitted the text.",
    "certificate.changed.other": "People changed {n} of these drafts before they submitted the text.",
    "certificate.changed_none": "People left all of these drafts as they were.",
    "certificate.accepted.one": "They kept the other one as it was.",
    "certificate.accepted.other": "They kept the other {n} as they were.",
    "certificate.people_units.one": "For the remaining unit there is no record of a machine's draft.",
    "certificate.people_units.other": "For the remaining {n} units there is no record of a machine's draft.",
    "origin.mt": "machine translation ({name})",
    "origin.memory": "the memory of approved translations ({name})",
    "certificate.signed": "Who stands for it",
    "certificate.nobody": "Nobody has submitted or approved this text.",
    "certificate.translator": "{who} submitted it as translated and checked on {when}.",
    "certificate.reviewer": "{who} approved it on {when}.",
    "certificate.other": "{who} signed it off on {when}.",
    "certificate.signature": "Signed with an SSH key.",
    "certificate.no_signature": "Identity asserted, not signed.",
    "certificate.not_shown": "This newsroom does not show who submitted and who approved its texts.",
    "certificate.approvals.one": "A text needs the approval of {n} person.",
    "certificate.approvals.other": "A text needs the approval of {n} people.",
    "certificate.two": (
        "The reviewer is somebody other than the translator: the program refuses an approval by anyone who submitted any part of the text."
    ),
    "certificate.one": "The four-eyes rule was switched off: the same person may have submitted and approved this text.",
    "certificate.checked": "What was checked",
    "certificate.checks.one": "{n} check was run by program when the text was approved.",
    "certificate.checks.other": "{n} checks were run by program when the text was approved.",
    "certificate.no_checks": "There is no record of the checks that were run when the text was approved.",
    "certificate.no_findings": "Without findings: {checks}.",
    "certificate.findings": "{check}: {errors}, {warnings}",
    "certificate.errors.one": "{n} error",
    "certificate.errors.other": "{n} errors",
    "certificate.warnings.one": "{n} warning",
    "certificate.warnings.other": "{n} warnings",
    "certificate.comma": ", ",
    "certificate.waived_none": "No finding was waived.",
    "certificate.waived_some.one": "{n} finding was waived, which means that somebody answered for it:",
    "certificate.waived_some.other": "{n} findings were waived, which means that somebody answered for them:",
    "certificate.waived": "{check}, in unit {unit}, waived on {when}. Reason given: {reason}",
    "certificate.waived_until": "{check}, in unit {unit}, waived on {when} until {until}. Reason given: {reason}",
    "role.translator": "The translator",
    "role.reviewer": "The reviewer",
    "role.named": "{name} ({role})",
    "role.translator.short": "translator",
    "role.reviewer.short": "reviewer",
    "certificate.limits": "What this certificate does not say",
    "certificate.asserted": "Identities are asserted, not signed: the program records who said they were acting, and does not prove it.",
    "certificate.partly": "Where an identity is asserted, not signed, the program records who said they were acting, and does not prove it.",
    "certificate.keys": "A signature shows which key signed; that the key belongs to that person rests on the newsroom's list of keys.",
    "certificate.standards": (
        "The way of working is modelled on, not certified to, ISO 17100 (translation services) and ISO 18587 (post-editing of "
        "machine translation)."
    ),
    "certificate.prints": "Digests, for checking",
    "certificate.pages": "Files of this translation, SHA-256",
    "print.release": "Release",
    "print.language": "Language",
    "print.source_language": "Source language",
    "print.source_path": "Source file",
    "print.source_digest": "Source file, SHA-256",
    "print.source_text_digest": "Source text (X-Source-Digest)",
    "print.approval": "Approval, ledger entry",
    "print.tool": "Made with",
}

WORDS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one page. ``language`` is the language that they are in: "en" where ``WORDS`` has none for the page's own."""

    language: str
    table: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """The words for ``key``; KeyError, a bug, when not even English has them."""
        found = self.table.get(key)
        return ENGLISH[key] if found is None else found

    def plural(self, key: str, n: int) -> str:
        """The form of ``key`` for ``n`` things, as CLDR says for this language."""
        form = f"{key}.{_plural(self.language, n)}"
        return self[form if form in self.table or form in ENGLISH else f"{key}.other"]


@lru_cache(maxsize=1024)
def _plural(language: str, n: int) -> str:
    return str(Locale.parse(language, sep="-").plural_form(n))


def words(language: str) -> Words:
    """The words for pages in ``language`` (BCP 47): its own, else its parent's ("pt" for "pt-BR"), else English."""
    parts = language.split("-")
    for end in range(len(parts), 0, -1):
        if (tag := "-".join(parts[:end])) in WORDS:
            return Words(tag, WORDS[tag])
    return Words("en", ENGLISH)


@lru_cache(maxsize=64)
def language_name(language: str) -> str:
    """What a language calls itself ("English", "français"), else its tag."""
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return language
    name = locale.get_display_name(locale)
    return name[:1].upper() + name[1:] if name else language


@lru_cache(maxsize=64)
def direction(language: str) -> str:
    """Say "rtl" for languages written from right to left, else "ltr"."""
    try:
        return Locale.parse(language, sep="-").text_direction
    except (ValueError, UnknownLocaleError):
        return "ltr"

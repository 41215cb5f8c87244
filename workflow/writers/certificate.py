"""The certificate of a page: how the translation was made, as sentences for people and as data for programs.

It claims no more than the ledger can prove: it says which identities are signed and which are only asserted, and that
the process is not certified to any standard.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from workflow import languages
from workflow.contracts.pages import Certificate, Page, SignOff, Waived
from workflow.markup import spans
from workflow.model import FROM_APPROVED, HAN
from workflow.writers import dates
from workflow.writers.words import Words, language_in, words

ASSERTED = "identities are asserted, not signed"
PARTLY = "identities are signed with SSH keys where a sign-off says so; the others are asserted, not signed"
SIGNED = "identities are signed with SSH keys"
ONE_PERSON = "the four-eyes rule was off: the same person may have submitted and approved"
STANDARDS = "modelled on, not certified to, ISO 17100 and ISO 18587"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it: paragraphs, bullets, the paragraphs ``after`` them, and ``more`` bullets."""

    heading: str
    paragraphs: tuple[Markup, ...]
    bullets: tuple[Markup, ...] = ()
    after: tuple[Markup, ...] = ()
    more: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentences:
    """The certificate for people.

    Attributes:
        intro: The opening sentence.
        sections: Its sections, in order.
        prints: Label and value of each fact that only programs compare, such as digests.
        pages: File name and SHA-256 of each page.
    """

    intro: Markup
    sections: tuple[Section, ...]
    prints: tuple[tuple[str, str], ...]
    pages: tuple[tuple[str, str], ...]


def data(page: Page, title: str, digests: Mapping[str, str]) -> bytes:
    """Return the certificate as canonical JSON.

    Args:
        page: The page it belongs to.
        title: The page's title in the target language, "" if it has none.
        digests: From the file name of each page to its SHA-256.
    """
    edition, cert = page.edition, page.certificate
    return canonical(
        {
            "release": edition.release,
            "language": edition.language,
            "title": title,
            "draft": page.draft,
            "source": {
                "path": cert.source_path,
                "sha256": cert.source_digest,
                "x_source_digest": cert.source_text_digest,
                "language": edition.source_language,
                "date": edition.date,
                "url": edition.url,
            },
            "units": {
                "total": cert.units,
                "drafted": [{"origin": origin, "units": units} for origin, units in cert.engines],
                "changed_by_people": cert.changed,
            },
            "sign_offs": [
                {
                    "role": one.role,
                    "when": one.when,
                    "identity": "signed" if one.signed else "asserted",
                    **({"name": one.name} if one.name else {}),
                }
                for one in cert.sign_offs
            ],
            "review": {"approvals_asked_for": cert.approvals, "four_eyes": cert.four_eyes},
            "checks": [
                {"check": check, "errors": errors, "warnings": warnings} for check, errors, warnings in cert.checks
            ],
            **({"checks_not_run": list(cert.unknown_checks)} if cert.unknown_checks else {}),
            **({"checks_switched_off": list(cert.switched_off)} if cert.switched_off else {}),
            "waived": [
                {
                    "check": one.check,
                    "unit": one.unit,
                    "reason": one.reason,
                    "until": one.until or None,
                    "when": one.when,
                }
                for one in cert.waived
            ],
            "approval": cert.approval,
            "tool": cert.tool,
            "pages": dict(digests),
            "statement": list(_statement(cert)),
        }
    )


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return ``value`` as JSON: UTF-8, sorted keys, indented by two spaces, with a final newline."""
    return f"{_indented(value, '')}\n".encode("utf-8", "replace")


_plain = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _indented(value: Any, before: str) -> str:
    """Return what ``json.dumps`` gives with ``indent=2``, in a third of the time: json indents without its C code.

    Args:
        value: A JSON value.
        before: The blanks before the line in which it ends.
    """
    if not value or not isinstance(value, (dict, list, tuple)):
        return _plain(value)
    inside = f"{before}  "
    if isinstance(value, dict):
        lines = [f"{inside}{_plain(key)}: {_indented(value[key], inside)}" for key in sorted(value)]
        start, end = "{}"
    else:
        lines = [f"{inside}{_indented(each, inside)}" for each in value]
        start, end = "[]"
    return f"{start}\n{f',{chr(10)}'.join(lines)}\n{before}{end}"


def sentences(page: Page, source_title: str, digests: Mapping[str, str]) -> Sentences:
    """Return the certificate in the words of the page's language."""
    edition, cert = page.edition, page.certificate
    said = words(edition.language)
    intro = escape(said["certificate.draft" if page.draft else "certificate.intro"])
    sections = [
        Section(said["certificate.source"], (_run_on(said, _source(page, said, source_title)),)),
        _made(page, said),
        _signed(page, said),
        *([_checked(page, said)] if cert.checks or cert.waived or not page.draft else []),
        Section(said["certificate.limits"], tuple(escape(said[key]) for key in _limits(page))),
    ]
    prints = {
        "print.release": edition.release,
        "print.language": edition.language,
        "print.source_language": edition.source_language,
        "print.source_path": cert.source_path,
        "print.source_digest": cert.source_digest,
        "print.source_text_digest": cert.source_text_digest,
        "print.approval": cert.approval,
        "print.tool": cert.tool,
    }
    return Sentences(
        intro,
        tuple(sections),
        tuple((said[key], spans.clean(value)) for key, value in prints.items() if value),
        tuple((spans.clean(name), spans.clean(digest)) for name, digest in sorted(digests.items())),
    )


def given(text: str, source_language: str) -> Markup:
    """Escape what a person wrote, on one line; text with Chinese characters is marked as Chinese."""
    text = spans.clean(text)
    return Markup('<span lang="{}">{}</span>').format(source_language, text) if HAN.search(text) else escape(text)


def say(template: str, **values: object) -> Markup:
    """Fill in a sentence, escaping everything that is not markup already."""
    return _escaped(template).format(**{key: spans.clean(v) if type(v) is str else v for key, v in values.items()})


@lru_cache(maxsize=1024)
def _escaped(template: str) -> Markup:
    return escape(template)


def _source(page: Page, said: Words, source_title: str) -> Iterator[Markup]:
    edition, path = page.edition, page.certificate.source_path
    title = Markup('<span lang="{}">{}</span>').format(edition.source_language, source_title)
    yield say(said["certificate.source_text"], title=title, path=_code(path))
    if dates.is_iso(edition.date):
        yield say(said["certificate.source_dated"], date=dates.day(edition.date, said.house_style(page.locale)))
    if url := spans.web_address(edition.url):
        yield say(
            said["certificate.source_url"], url=Markup('<a href="{}">{}</a>').format(url, spans.clean(edition.url))
        )


@lru_cache(maxsize=256)
def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(spans.clean(text))


def _made(page: Page, said: Words) -> Section:
    cert = page.certificate
    drafted = sum(units for _, units in cert.engines)
    first = say(said.plural("certificate.units", cert.units), n=cert.units)
    if not drafted:
        return Section(said["certificate.made"], (first, escape(said["certificate.no_engines"])))
    bullets = tuple(
        say(said.plural("certificate.engine", units), n=units, origin=_origin(origin, said, page.locale))
        for origin, units in cert.engines
    )
    after = [
        say(said.plural("certificate.changed", cert.changed), n=cert.changed)
        if cert.changed
        else escape(said["certificate.changed_none"])
    ]
    if cert.changed and drafted > cert.changed:
        after.append(say(said.plural("certificate.accepted", drafted - cert.changed), n=drafted - cert.changed))
    if cert.units > drafted:
        after.append(say(said.plural("certificate.people_units", cert.units - drafted), n=cert.units - drafted))
    lead = _run_on(said, (first, say(said.plural("certificate.engines", drafted), n=drafted)))
    return Section(said["certificate.made"], (lead,), bullets, (_run_on(said, after),))


def _run_on(said: Words, sentences: Iterable[Markup]) -> Markup:
    """Join sentences, in Chinese without spaces."""
    gap = escape("" if languages.of(said.language).writes_han else " ")
    return gap.join(sentences)


def _origin(origin: str, said: Words, locale: str) -> str:
    """Return the origin of a draft in words, and which text was translated.

    "mt: argos zh→en 1.9" → "machine translation of the Chinese (argos zh→en 1.9)".
    """
    kind, _, name = spans.clean(origin).partition(": ")
    if kind == "mt" and (found := FROM_APPROVED.search(name)):
        return said["origin.bridge"].format(
            name=name[: found.start()],
            language=language_in(found["language"], said.language),
            day=dates.day(found["day"], said.house_style(locale)),
            text=found["text"],
        )
    if kind == "mt" and name.startswith("opencc "):
        return said["origin.script"].format(name=name)
    return said[f"origin.{kind}"].format(name=name) if kind in {"mt", "memory"} and name else spans.clean(origin)


def _signed(page: Page, said: Words) -> Section:
    cert = page.certificate
    heading = said["certificate.signed"]
    if page.draft and not cert.sign_offs:
        return Section(heading, (escape(said["certificate.nobody"]),))
    bullets = tuple(_sign_off(one, page, said) for one in cert.sign_offs)
    rule = [
        say(said.plural("certificate.approvals", cert.approvals), n=cert.approvals),
        escape(said["certificate.two" if cert.four_eyes else "certificate.one"]),
    ]
    before = () if bullets else (escape(said["certificate.not_shown"]),)
    return Section(heading, before, bullets, (_run_on(said, rule),))


def _sign_off(one: SignOff, page: Page, said: Words) -> Markup:
    key = f"certificate.{one.role}" if one.role in {"translator", "reviewer"} else "certificate.other"
    how = said["certificate.signature" if one.signed else "certificate.no_signature"]
    when = dates.moment(one.when, said.house_style(page.locale))
    return _run_on(said, (say(said[key], who=_who(one, said), when=when), escape(how)))


def _who(one: SignOff, said: Words) -> str:
    known = one.role in {"translator", "reviewer"}
    if one.name:
        return said["role.named"].format(
            name=spans.clean(one.name), role=said[f"role.{one.role}.short"] if known else one.role
        )
    return said[f"role.{one.role}"] if known else one.role


def _checked(page: Page, said: Words) -> Section:
    cert = page.certificate
    paragraph = [
        say(said.plural("certificate.checks", len(cert.checks)), n=len(cert.checks))
        if cert.checks
        else escape(said["certificate.no_checks"])
    ]
    comma = escape(said["certificate.comma"])
    if clean := [_code(check) for check, *found in cert.checks if not any(found)]:
        paragraph.append(say(said["certificate.no_findings"], checks=comma.join(clean)))
    if cert.unknown_checks:
        unknown = said.plural("certificate.unknown", len(cert.unknown_checks))
        names = comma.join(_code(name) for name in cert.unknown_checks)
        paragraph.append(say(unknown, checks=names, language=language_in(page.edition.language, said.language)))
    if cert.switched_off:
        names = comma.join(_code(name) for name in cert.switched_off)
        paragraph.append(say(said.plural("certificate.switched_off", len(cert.switched_off)), checks=names))
    findings = tuple(
        say(
            said["certificate.findings"],
            check=_code(check),
            errors=say(said.plural("certificate.errors", errors), n=errors),
            warnings=say(said.plural("certificate.warnings", warnings), n=warnings),
        )
        for check, errors, warnings in cert.checks
        if errors or warnings
    )
    waived = (
        say(said.plural("certificate.waived_some", len(cert.waived)), n=len(cert.waived))
        if cert.waived
        else escape(said["certificate.waived_none"])
    )
    return Section(
        said["certificate.checked"],
        (_run_on(said, paragraph),),
        findings,
        (waived,),
        tuple(_waived(one, page, said) for one in cert.waived),
    )


def _waived(one: Waived, page: Page, said: Words) -> Markup:
    return say(
        said["certificate.waived_until" if one.until else "certificate.waived"],
        check=_code(one.check),
        unit=_code(one.unit),
        when=dates.moment(one.when, said.house_style(page.locale)),
        until=dates.day(one.until, said.house_style(page.locale)),
        reason=given(one.reason, page.edition.source_language),
    )


def _limits(page: Page) -> Iterator[str]:
    signed = {one.signed for one in page.certificate.sign_offs}
    if signed:
        yield from (["certificate.keys"] if True in signed else [])
        yield from (["certificate.partly" if True in signed else "certificate.asserted"] if False in signed else [])
    yield "certificate.standards"


def _statement(cert: Certificate) -> Iterator[str]:
    signed = {one.signed for one in cert.sign_offs}
    if signed:
        yield PARTLY if len(signed) == 2 else SIGNED if True in signed else ASSERTED
    if not cert.four_eyes:
        yield ONE_PERSON
    yield STANDARDS

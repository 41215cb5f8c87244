"""The certificate of a page: what can be said of how it came about, as sentences for people and as data for programs.

It says no more than the ledger can bear: identities are asserted, and no standard has been certified.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from workflow.contracts import Page, SignOff
from workflow.writers import dates, inline
from workflow.writers.words import Words, words

ASSERTED = "identities are asserted, not signed"
STANDARDS = "modelled on, not certified to, ISO 17100 and ISO 18587"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it: paragraphs, then bullets, then the paragraphs that come ``after`` them."""

    heading: str
    paragraphs: tuple[Markup, ...]
    bullets: tuple[Markup, ...] = ()
    after: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentences:
    """The certificate for people. prints: (label, value) of what only a program compares."""

    intro: Markup
    sections: tuple[Section, ...]
    prints: tuple[tuple[str, str], ...]


def data(page: Page, title: str) -> bytes:
    """The certificate as canonical JSON: sorted keys, indented by two, UTF-8, a final line end. title: in the target language."""
    edition, cert = page.edition, page.certificate
    value: dict[str, Any] = {
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
            {"role": one.role, "when": one.when, **({"name": one.name} if one.name else {})} for one in cert.sign_offs
        ],
        "approval": cert.approval,
        "tool": cert.tool,
        "statement": [ASSERTED, STANDARDS],
    }
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace")


def sentences(page: Page, source_title: str) -> Sentences:
    """The certificate in the words of the page's language."""
    edition, cert = page.edition, page.certificate
    said = words(edition.language)
    intro = escape(said["certificate.draft" if page.draft else "certificate.intro"])
    sections = (
        Section(said["certificate.source"], (Markup(" ").join(_source(page, said, source_title)),)),
        _made(page, said),
        _signed(page, said),
        Section(
            said["certificate.limits"], (escape(said["certificate.asserted"]), escape(said["certificate.standards"]))
        ),
    )
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
    return Sentences(intro, sections, tuple((said[key], inline.clean(value)) for key, value in prints.items() if value))


def _say(template: str, **values: object) -> Markup:
    """A sentence with its gaps filled, all of it escaped but what is markup already."""
    return escape(template).format(**{key: inline.clean(v) if type(v) is str else v for key, v in values.items()})


def _source(page: Page, said: Words, source_title: str) -> Iterator[Markup]:
    edition, path = page.edition, page.certificate.source_path
    title = Markup('<span lang="{}">{}</span>').format(edition.source_language, source_title)
    yield _say(said["certificate.source_text"], title=title, path=Markup("<code>{}</code>").format(inline.clean(path)))
    if dates.is_iso(edition.date):
        yield _say(said["certificate.source_dated"], date=dates.day(edition.date, page.locale))
    if url := inline.web_address(edition.url):
        yield _say(
            said["certificate.source_url"], url=Markup('<a href="{}">{}</a>').format(url, inline.clean(edition.url))
        )


def _made(page: Page, said: Words) -> Section:
    cert = page.certificate
    drafted = sum(units for _, units in cert.engines)
    first = _say(said.plural("certificate.units", cert.units), n=cert.units)
    if not drafted:
        return Section(said["certificate.made"], (first, escape(said["certificate.no_engines"])))
    bullets = tuple(
        _say(said.plural("certificate.engine", units), n=units, origin=_origin(origin, said))
        for origin, units in cert.engines
    )
    after = [
        _say(said.plural("certificate.changed", cert.changed), n=cert.changed)
        if cert.changed
        else escape(said["certificate.changed_none"])
    ]
    if cert.changed and drafted > cert.changed:
        after.append(_say(said.plural("certificate.accepted", drafted - cert.changed), n=drafted - cert.changed))
    if cert.units > drafted:
        after.append(_say(said.plural("certificate.people_units", cert.units - drafted), n=cert.units - drafted))
    lead = Markup(" ").join((first, _say(said.plural("certificate.engines", drafted), n=drafted)))
    return Section(said["certificate.made"], (lead,), bullets, (Markup(" ").join(after),))


def _origin(origin: str, said: Words) -> str:
    """What drafted a unit, in words: "mt: argos zh→en 1.9" → "machine translation (argos zh→en 1.9)"."""
    kind, _, name = inline.clean(origin).partition(": ")
    return said[f"origin.{kind}"].format(name=name) if kind in {"mt", "memory"} and name else inline.clean(origin)


def _signed(page: Page, said: Words) -> Section:
    sign_offs = page.certificate.sign_offs
    if not sign_offs:
        return Section(said["certificate.signed"], (escape(said["certificate.nobody"]),))
    bullets = tuple(
        _say(
            said[f"certificate.{one.role}" if one.role in {"translator", "reviewer"} else "certificate.other"],
            who=_who(one, said),
            when=dates.moment(one.when, page.locale),
        )
        for one in sign_offs
    )
    two = {"translator", "reviewer"} <= {one.role for one in sign_offs}
    return Section(said["certificate.signed"], (), bullets, (escape(said["certificate.two"]),) if two else ())


def _who(one: SignOff, said: Words) -> str:
    known = one.role in {"translator", "reviewer"}
    if one.name:
        return said["role.named"].format(
            name=inline.clean(one.name), role=said[f"role.{one.role}.short"] if known else one.role
        )
    return said[f"role.{one.role}"] if known else one.role

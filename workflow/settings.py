"""``workflow.toml``: every key with its default and its meaning, in one table.

The table produces the commented file that ``workflow init`` writes, checks a newsroom's own file, and is the
documentation.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

from workflow.contracts.registries import ENGINES, WRITERS
from workflow.errors import UsageError
from workflow.interface import say
from workflow.model import Style
from workflow.patterns import late

_LANGUAGE = late(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LOCALE = late(r"[a-z]{2,3}(_[A-Za-z]{4})?(_[A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class Rules:
    """What an approval needs to count: the section ``[review]``, documented in ``KEYS``."""

    approvals: int = 1
    approvers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    four_eyes: bool = True
    signatures: str = "off"
    severity: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """A newsroom's settings; each field is documented in ``KEYS``."""

    name: str | Mapping[str, str]
    office: str | Mapping[str, str]
    source_language: str
    target_languages: tuple[str, ...]
    engine: str
    memory: int
    starter: bool
    formats: tuple[str, ...]
    layouts: tuple[str, ...]
    people: str
    attribution: str | Mapping[str, str]
    locales: Mapping[str, str]
    rules: Rules
    styles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ctranslate2: Mapping[str, Any] = field(default_factory=dict)
    llm: Mapping[str, Any] = field(default_factory=dict)
    docx: Mapping[str, Any] = field(default_factory=dict)
    html: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""
    tag: str = ""
    logo: str = ""
    links: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)

    def options(self, name: str) -> Mapping[str, Any]:
        """Return the own table of an engine or a reader, ``[draft.NAME]`` or ``[readers.NAME]``; empty if none."""
        options: Mapping[str, Any] = getattr(self, name) if name in _TABLES else {}
        return options

    def locale(self, language: str) -> str:
        """Return Babel's name of a language's house style ("en_GB"); without a setting, the language itself."""
        return self.locales.get(language, language.replace("-", "_"))

    @property
    def called(self) -> str:
        """What the office itself calls the newsroom: its name, the first of several."""
        return next(filter(None, map(self.name_in, self.target_languages)), "")

    def name_in(self, language: str) -> str:
        """Return the newsroom's name in a language, "" if it has none there."""
        return _in(self.name, language)

    def office_in(self, language: str) -> str:
        """Return the office's name in a language, "" if it has none there."""
        return _in(self.office, language)

    def attributed(self, language: str) -> str:
        """Return what completes the closing note in a language; "" if the page's own words for the original do."""
        return "" if self.attribution == default("attribution") else _in(self.attribution, language)

    def style(self, language: str) -> Style:
        """Return the house style of drafts in a language; dates are in the locale's order unless the style says so."""
        territory = self.locale(language).partition("_")[2].rpartition("_")[2]
        dates = "month-day" if territory in _MONTH_FIRST else "day-month"
        return Style(**{"dates": dates, **self.styles.get(language, {})})  # type: ignore[arg-type]


def _in(said: str | Mapping[str, str], language: str) -> str:
    return said if isinstance(said, str) else said.get(language, "")


_MONTH_FIRST = frozenset({"", "US", "PH", "PR", "CA"})
"""Territories whose English writes the month before the day; "" for a locale that names none."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of ``workflow.toml``; ``valid`` returns what is wrong with a value, as the end of a sentence, or ""."""

    section: str
    key: str
    field: str
    default: Any
    meaning: str
    valid: Callable[[Any], str]


def _text(value: Any) -> str:
    return "" if isinstance(value, str) and value.isprintable() else say("must be text on one line")


def _text_or_texts(value: Any) -> str:
    if not isinstance(value, dict):
        return _text(value)
    good = all(not _language(language) and not _text(text) for language, text in value.items())
    return "" if good else say('must be text on one line, or such a text for each language, as { en = "…", fr = "…" }')


def _language(value: Any) -> str:
    return (
        ""
        if isinstance(value, str) and _LANGUAGE.fullmatch(value)
        else say('must be a language tag such as "en" or "zh-Hans"')
    )


def _languages(value: Any) -> str:
    if not isinstance(value, list) or not value or any(_language(item) for item in value):
        return say('must be a list of language tags such as ["en", "fr"]')
    return say("names a language twice") if len({item.lower() for item in value}) < len(value) else ""


def _one_of(*allowed: str) -> Callable[[Any], str]:
    return lambda value: (
        "" if value in allowed else say("must be one of {choices}", choices=", ".join(json.dumps(a) for a in allowed))
    )


def _some_of(*allowed: str) -> Callable[[Any], str]:
    def valid(value: Any) -> str:
        good = isinstance(value, list) and value and all(item in allowed for item in value)
        return (
            ""
            if good
            else say("must be a list of one or more of {choices}", choices=", ".join(json.dumps(a) for a in allowed))
        )

    return valid


def _engine(value: Any) -> str:
    return _one_of(*ENGINES, "none")(value)


def _formats(value: Any) -> str:
    wrong = _some_of(*WRITERS)(value)
    return wrong or ("" if "html" in value else say('must contain "html": the index and the certificate are HTML'))


def _number(lowest: int, highest: int) -> Callable[[Any], str]:
    def valid(value: Any) -> str:
        good = type(value) is int and lowest <= value <= highest
        return "" if good else say("must be a whole number from {lowest} to {highest}", lowest=lowest, highest=highest)

    return valid


def _switch(value: Any) -> str:
    return "" if isinstance(value, bool) else say("must be true or false")


_ADDRESS = late(r"[^<>@\s]+@[^<>@\s]+")


def _approvers(value: Any) -> str:
    good = isinstance(value, dict) and all(
        not _language(language)
        and isinstance(people, list)
        and people
        and all(isinstance(each, str) and _ADDRESS.fullmatch(each) for each in people)
        for language, people in value.items()
    )
    return "" if good else say('must list e-mail addresses for each language, such as en = ["reviewer@example.org"]')


def _severities(value: Any) -> str:
    good = isinstance(value, dict) and all(each in ("off", "warning", "error") for each in value.values())
    return "" if good else say('must say off, warning or error for each check, such as quotes = "off"')


_Values = Mapping[str, Callable[[Any], str]]


def _tokens(value: Any) -> str:
    good = isinstance(value, list) and all(isinstance(each, str) and each.isprintable() and each for each in value)
    return "" if good else say('must be a list of tokens such as ["</s>"]')


def _matching(pattern: str, says: str) -> Callable[[Any], str]:
    return lambda value: "" if isinstance(value, str) and re.fullmatch(pattern, value) else says


_TABLES: Mapping[str, _Values] = {
    "ctranslate2": {
        "folder": _text,
        "language": _language,
        "sha256": _matching("[0-9a-f]{64}", say("must be 64 hexadecimal digits")),
        "source_tokenizer": _text,
        "source_prefix": _tokens,
        "source_suffix": _tokens,
        "target_prefix": _tokens,
    },
    "llm": {"url": _text, "model": _text, "timeout": _number(1, 3600)},
    "docx": {"changes": _one_of("refuse", "accept")},
    "html": {"body": _text},
}
"""By engine or reader, what may be set in its own table."""


def _table(name: str, example: str) -> Callable[[Any], str]:
    def valid(value: Any) -> str:
        if not isinstance(value, dict):
            return say("must be a table such as {example}", example=example)
        known = _TABLES[name]
        for key, each in value.items():
            if key not in known:
                return say("has no {name}{nearest}", name=_short(key), nearest=_nearest(key, set(known)))
            if wrong := known[key](each):
                return say("is wrong: {key} {problem}", key=key, problem=wrong)
        return ""

    return valid


_STYLES = {each.name: get_args(hint) for each in fields(Style) for hint in [get_type_hints(Style)[each.name]]}
"""The keys of a house style, and the values of each."""


def _styles(value: Any) -> str:
    if not isinstance(value, dict) or any(_language(key) or not isinstance(each, dict) for key, each in value.items()):
        return say('must be a table for each language, such as en = { dates = "day-month" }')
    for language, style in value.items():
        for key, choice in style.items():
            if key not in _STYLES:
                return say(
                    "has no {language}.{name}{nearest}",
                    language=_short(language),
                    name=_short(key),
                    nearest=_nearest(key, set(_STYLES)),
                )
            if choice not in _STYLES[key]:
                return say(
                    "is wrong: {language}.{key} {problem}",
                    language=language,
                    key=key,
                    problem=_one_of(*_STYLES[key])(choice),
                )
    return ""


def _locales(value: Any) -> str:
    good = isinstance(value, dict) and all(
        not _language(k) and isinstance(v, str) and _LOCALE.fullmatch(v) for k, v in value.items()
    )
    return "" if good else say('must name a locale for each language, such as en = "en_GB"')


_HOST = (
    r"(?=.{1,253}(?:[:/?#]|$))[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_SITE = late(
    rf"https?://{_HOST}(?::(?P<port>[1-9][0-9]{{0,4}}))?(?:/(?!\.\.?(?:/|$))(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{{2}})+)*/?"
)


def _site_address(value: Any) -> str:
    found = _SITE.fullmatch(value) if isinstance(value, str) and len(value) < 500 else None
    if value == "" or (found and int(found["port"] or 0) < 1 << 16):
        return ""
    if isinstance(value, str) and not value.isascii():
        return say(
            'must be written as browsers send it, in ASCII: a Chinese domain as "https://xn--fsqu00a.example/", other '
            'characters as "%E4%B8%AD"'
        )
    return say('must be the address of a site without "?" and "#", such as "https://www.example.org/news/"')


_LINK = late(rf"(?:https?://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#][!-~]*)?|mailto:[!-~]+@[!-~]+)")


def _links(value: Any) -> str:
    tables = list(value.values()) if isinstance(value, dict) else []
    each_language = bool(tables) and all(isinstance(table, dict) for table in tables)
    good = isinstance(value, dict) and (
        all(not _language(language) and _are_links(table) for language, table in value.items())
        if each_language
        else _are_links(value)
    )
    return (
        ""
        if good
        else say(
            'must name web or e-mail addresses, such as { "Contact" = "https://www.example.org/contact" }, or such a '
            "table for each language"
        )
    )


def _are_links(table: Mapping[str, Any]) -> bool:
    return all(
        words.strip() and words.isprintable() and isinstance(to, str) and _LINK.fullmatch(to)
        for words, to in table.items()
    )


_COLOURS = ("accent", "accent_dark", "link", "link_dark")
_COLOUR = late(
    r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})"
    r"|rgb\((?:[0-9]{1,3} [0-9]{1,3} [0-9]{1,3}|[0-9]{1,3}, ?[0-9]{1,3}, ?[0-9]{1,3})\)"
    r"|hsl\((?:[0-9]{1,3} [0-9]{1,3}% [0-9]{1,3}%|[0-9]{1,3}, ?[0-9]{1,3}%, ?[0-9]{1,3}%)\)"
)


def _colours(value: Any) -> str:
    if not isinstance(value, dict):
        return say('must be a table such as { accent = "#9c2a24" }')
    for name, colour in value.items():
        if name not in _COLOURS:
            return say("has no {name}{nearest}", name=_short(name), nearest=_nearest(name, set(_COLOURS)))
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            return say(
                'is wrong: {name} must be a CSS colour such as "#9c2a24", "rgb(156 42 36)" or "hsl(3 63% 38%)"',
                name=name,
            )
    return ""


_LOGO = late(
    r"(?!/)(?:(?!\.\.?/)[^/\\:\x00-\x1f]+/)*[^/\\:\x00-\x1f]+\.(?:svg|png|jpg|jpeg|webp|gif|avif)", re.IGNORECASE
)


def _logo(value: Any) -> str:
    good = value == "" or (isinstance(value, str) and _LOGO.fullmatch(value))
    return "" if good else say('must be the path of a picture in the newsroom\'s folder, such as "theme/logo.svg"')


KEYS = (
    Key(
        "project",
        "name",
        "name",
        "",
        "Name of the newsroom, for catalog headers, pages and the index; or a name for each language, such as "
        '{ en = "City News", fr = "Actualités de la ville" }.',
        _text_or_texts,
    ),
    Key(
        "project",
        "office",
        "office",
        "",
        "The office that publishes, or its name in each language; without it, pages do not name one.",
        _text_or_texts,
    ),
    Key(
        "project",
        "source_language",
        "source_language",
        "zh-Hans",
        "Script of the releases, zh-Hans or zh-Hant; a release in the other script is recognised by its characters.",
        _one_of("zh-Hans", "zh-Hant"),
    ),
    Key(
        "project",
        "target_languages",
        "target_languages",
        ["en"],
        "Languages to publish in; each has its own folder in locales/.",
        _languages,
    ),
    Key(
        "readers",
        "docx",
        "docx",
        {},
        "How Word documents are read: changes, whether tracked changes that nobody accepted are refused (refuse, the "
        "default) or taken as accepted (accept).",
        _table("docx", '{ changes = "accept" }'),
    ),
    Key(
        "readers",
        "html",
        "html",
        {},
        "How saved pages are read: body, a CSS selector for the element with the article, such as '#content'. Pages in "
        "which nothing fits it, and all pages without it, are searched for the places where government sites have it.",
        _table("html", '{ body = "#content" }'),
    ),
    Key(
        "draft",
        "engine",
        "engine",
        "argos",
        "What drafts translations, always on this computer: argos, ctranslate2, llm, or none for empty catalogs. From "
        "one Chinese script to the other, opencc drafts in any case.",
        _engine,
    ),
    Key(
        "draft",
        "memory",
        "memory",
        85,
        "Similarity in percent from which an approved translation is used as the draft instead of the machine's; "
        "101 for never.",
        _number(50, 101),
    ),
    Key(
        "draft",
        "style",
        "styles",
        {},
        "House style of drafts in English: dates month-day (March 12, 2018) or day-month, as in the locale unless set; "
        'percent "%" (default), "percent" or "per cent"; clock 12-hour (5:30 p.m., default) or 24-hour; quotes curly '
        '(default) or straight. Such as en = { dates = "day-month", clock = "24-hour" }.',
        _styles,
    ),
    Key(
        "draft",
        "ctranslate2",
        "ctranslate2",
        {},
        "A model in a folder, for the engine ctranslate2: folder, language (what it translates into) and sha256; where "
        "the model needs them source_tokenizer, and the tokens source_prefix, source_suffix, target_prefix.",
        _table("ctranslate2", '{ folder = "models/opus-mt-zh-en", language = "en" }'),
    ),
    Key(
        "draft",
        "llm",
        "llm",
        {},
        "A language model on this computer, for the engine llm: url of an OpenAI-compatible server on a loopback "
        "address, model, and timeout in seconds for one sentence (120).",
        _table("llm", '{ url = "http://127.0.0.1:8080/v1", model = "qwen3:8b" }'),
    ),
    Key(
        "terms",
        "starter",
        field="starter",
        default=True,
        meaning="Use the official names and set terms that come with the program where terms.csv says nothing; so far "
        "for English.",
        valid=_switch,
    ),
    Key(
        "review",
        "approvals",
        "approvals",
        1,
        "How many people must approve a text; nobody who submitted any part of it counts.",
        _number(1, 9),
    ),
    Key(
        "review",
        "approvers",
        "approvers",
        {},
        'Who may approve a language, by e-mail address, such as en = ["reviewer@example.org"]; without an entry, '
        "anybody may.",
        _approvers,
    ),
    Key(
        "review",
        "four_eyes",
        field="four_eyes",
        default=True,
        meaning="Nobody may approve what they submitted. If this is off, every certificate says so.",
        valid=_switch,
    ),
    Key(
        "review",
        "signatures",
        "signatures",
        "off",
        "SSH signatures: off, accept (sign if there is a key) or require (unsigned approvals do not count); see "
        "allowed_signers.",
        _one_of("off", "accept", "require"),
    ),
    Key(
        "review",
        "severity",
        "severity",
        {},
        'Severity of a check\'s findings, such as quotes = "off": off, warning or error. Without an entry, the check '
        "decides.",
        _severities,
    ),
    Key(
        "publish",
        "formats",
        "formats",
        ["html", "markdown"],
        "Formats to publish each release in: html (always), markdown, text, epub, docx (the translation, and a table "
        'beside the original), pdf (needs `pip install "workflow[pdf]"` and Pango).',
        _formats,
    ),
    Key(
        "publish",
        "layouts",
        "layouts",
        ["target", "side", "lines"],
        "Pages to publish: target (translation alone), side (side by side), lines (Chinese and translation line by "
        "line).",
        _some_of("target", "side", "lines"),
    ),
    Key(
        "publish",
        "people",
        "people",
        "roles",
        "How pages name the people who signed: roles, names or none. Addresses never leave the ledger.",
        _one_of("roles", "names", "none"),
    ),
    Key(
        "publish",
        "attribution",
        "attribution",
        "the Chinese original",
        'Completes the closing note "Translated from …", for instance "the Office\'s website, Chinese version"; or a '
        'text for each language, such as { en = "the Office\'s website", fr = "le site de l’Office" }.',
        _text_or_texts,
    ),
    Key(
        "publish",
        "locales",
        "locales",
        {},
        'House style for dates and numbers in a language, such as en = "en_GB".',
        _locales,
    ),
    Key(
        "publish",
        "address",
        "address",
        "",
        'Where the site is on the web, such as "https://www.example.org/news/": for feeds, the sitemap, and what '
        "search engines and other sites read of a page. Without it, these are left out.",
        _site_address,
    ),
    Key(
        "publish",
        "tag",
        "tag",
        "",
        "Host that the ids of feed entries name, that of the address unless set. Set it to the old host when the site "
        "moves, so that feed readers do not show everything again.",
        _matching(rf"|{_HOST}", say('must be a host such as "www.example.org"')),
    ),
    Key(
        "site",
        "logo",
        "logo",
        "",
        "The office's logo on every page, a picture in the newsroom's folder such as \"theme/logo.svg\".",
        _logo,
    ),
    Key(
        "site",
        "links",
        "links",
        {},
        'The office\'s links below every page, such as { "Contact" = "https://www.example.org/contact" }; or '
        "such a table for each language, [site.links.en].",
        _links,
    ),
    Key(
        "site",
        "colours",
        "colours",
        {},
        'The office\'s colours, such as { accent = "#9c2a24", link = "#0b4f8a" }; accent_dark and link_dark, for '
        "screens in dark mode, are made from these unless set.",
        _colours,
    ),
)
"""Every key that workflow.toml knows, in the file's order."""


_PLACEHOLDERS = {"name": "Newsroom", "office": "The Office"}
"""By field, what ``workflow init`` of versions up to 0.2.0 wrote. It names nobody, so it counts as no name."""

_LONGEST = 1 << 17
_DEEP_KEY = late(r"""(?:\.[ \t]*+(?:"[^"\n]*+"|'[^'\n]*+'|[A-Za-z0-9_-]++)[ \t]*+){32}""")
"""tomllib needs time quadratic in the parts of a key: a hundred kilobytes of "a.a.a" would take a minute."""


def parse(text: str, path: str) -> Settings:
    """Parse ``workflow.toml``.

    Raises:
        UsageError: The text is not valid; names ``path``, the key and, for an unknown key, the nearest known one.
    """
    if len(text) > _LONGEST or _DEEP_KEY.search(text):
        raise UsageError(
            say("{path}: is too long or nested too deeply; fix it, or restore it from version control", path=path)
        )
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # also a number with thousands of digits
        raise UsageError(
            say("{path}: is not valid TOML ({error}); fix it", path=path, error=_short(str(error), 200))
        ) from error
    except RecursionError as error:
        raise UsageError(
            say("{path}: is nested too deeply; fix it, or restore it from version control", path=path)
        ) from error
    sections = {key.section for key in KEYS}
    for section, content in data.items():
        if section not in sections:
            raise UsageError(
                say(
                    "{path}: unknown section [{section}]{nearest}",
                    path=path,
                    section=_short(section),
                    nearest=_nearest(section, sections),
                )
            )
        if not isinstance(content, dict):
            raise UsageError(say("{path}: {section} must be a section, [{section}]", path=path, section=section))
        known = {key.key for key in KEYS if key.section == section}
        for name in content:
            if name not in known:
                raise UsageError(
                    say(
                        "{path}: unknown key {section}.{name}{nearest}",
                        path=path,
                        section=section,
                        name=_short(name),
                        nearest=_nearest(name, known, section + "."),
                    )
                )
    values: dict[str, Any] = {}
    for key in KEYS:
        value = data.get(key.section, {}).get(key.key, key.default)
        if wrong := key.valid(value):
            raise UsageError(
                say("{path}: {section}.{key} {problem}", path=path, section=key.section, key=key.key, problem=wrong)
            )
        values[key.field] = "" if value == _PLACEHOLDERS.get(key.field) else _frozen(value)
    if values["source_language"] in values["target_languages"]:
        raise UsageError(
            say(
                "{path}: project.target_languages contains the source language {language}",
                path=path,
                language=values["source_language"],
            )
        )
    for section, name, named in (
        ("project", "name", "name"),
        ("project", "office", "office"),
        ("review", "approvers", "approvers"),
        ("publish", "attribution", "attribution"),
        ("publish", "locales", "locales"),
        ("draft", "style", "styles"),
        ("site", "links", "links"),
    ):
        for language in _languages_named(values[named]):
            if language not in values["target_languages"]:
                raise UsageError(
                    say(
                        "{path}: {section}.{name} names {language}, which is not in project.target_languages",
                        path=path,
                        section=section,
                        name=name,
                        language=language,
                    )
                )
    rules = Rules(**{key.field: values.pop(key.field) for key in KEYS if key.section == "review"})
    return Settings(**values, rules=rules)


def _languages_named(value: Any) -> Iterator[str]:
    """Yield the languages for which a setting has a value, if it has one for each language."""
    if isinstance(value, Mapping) and not any(map(_is_address, value.values())):
        yield from value


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and _LINK.fullmatch(value) is not None


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return MappingProxyType({key: _frozen(item) for key, item in value.items()}) if isinstance(value, dict) else value


def default(field: str) -> Any:
    """Return the value that a setting has if nobody chooses another; ``field`` is that of its ``Key``."""
    return _key(field).default


def wrong(field: str, value: Any) -> str:
    """Return what is wrong with a value for a setting, as a sentence that names its key; "" if nothing is."""
    key = _key(field)
    said = key.valid(value)
    return say("{section}.{key} {problem}", section=key.section, key=key.key, problem=said) if said else ""


def _key(field: str) -> Key:
    return next(key for key in KEYS if key.field == field)


def template(chosen: Mapping[str, Any] | None = None) -> str:
    """Return the commented ``workflow.toml`` that ``workflow init`` writes: every key, its meaning and its value.

    Args:
        chosen: Valid values other than the defaults, by the field of their ``Key``.
    """
    chosen = chosen or {}
    lines = ["# Settings of this newsroom. Every key is listed with its default; unknown keys are errors."]
    if any(value != default(field) for field, value in chosen.items()):
        lines = ["# Settings of this newsroom. Every key is listed; unknown keys are errors."]
    section = ""
    for key in KEYS:
        if key.section != section:
            section = key.section
            lines += ["", f"[{section}]"]
        lines.append(f"# {key.meaning}")
        value = chosen.get(key.field, key.default)
        if isinstance(value, dict):
            pairs = (f"{name} = {json.dumps(each, ensure_ascii=False)}" for name, each in value.items())
            lines.append(f"{key.key} = {{ {', '.join(pairs)} }}" if value else f"{key.key} = {{}}")
        else:
            lines.append(f"{key.key} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _short(name: str, length: int = 60) -> str:
    name = " ".join(name.split())
    return name if len(name) <= length else f"{name[:length]}…"


def _nearest(name: str, known: set[str], prefix: str = "") -> str:
    from difflib import get_close_matches  # only errors need it

    close = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return (
        say("; did you mean {prefix}{near}?", prefix=prefix, near=close[0])
        if close
        else say("; the known ones are {known}", known=", ".join(sorted(known)))
    )

"""The review page's HTML, from templates, in the reader's language."""

import gettext
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from workflow.interface import shown
from workflow.model import DOUBT, Finding, Unit
from workflow.newsroom import status
from workflow.newsroom.reviewing import Passage, Text
from workflow.settings import Settings
from workflow.signoff.present import short_digest
from workflow.web.answers import state_json
from workflow.writers.words import direction

MOST_COLUMNS = 8
MOST_LINES = 4
"""What a table may have to be shown as one: columns, and lines in a cell. Others are shown cell by cell."""

_FIRST, _LATER = 40_000, 200_000
"""How many characters of a release's page are sent together: at first, and later."""

_NOT_RETURNED = {"who": "", "day": "", "reason": "", "units": ()}

LANGUAGES = ("en", "zh-Hans")
"""The languages of the page itself; the first is what it is written in."""


class Pages:
    """Renders pages in one language."""

    def __init__(self, language: str = "en") -> None:
        """Prepare the templates in one of ``LANGUAGES``."""
        self.language = language
        self._words = translations(language)
        self._templates = Environment(
            loader=PackageLoader("workflow.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        self._templates.install_gettext_translations(self._words, newstyle=True)  # type: ignore[attr-defined]

    def say(self, message: str) -> str:
        """Return a message in the page's language."""
        return self._words.gettext(message)

    def overview(self, settings: Settings, problems: Sequence[str], who: str, *, office: bool, signs_out: bool) -> str:
        """Return the page that lists the releases.

        Args:
            settings: The newsroom's.
            problems: What could not be read.
            who: Who acts.
            office: Whether there are several people, each with a feed.
            signs_out: Whether one can sign out.
        """
        return self._render(
            "overview.html", settings=settings, problems=problems, who=who, office=office, signs_out=signs_out
        )

    def sign_in(self, settings: Settings, to: str, *, named: str = "", refused: str = "") -> str:
        """Return the page on which one signs in.

        Args:
            settings: The newsroom's.
            to: The path of the page that was asked for.
            named: The address that was typed before.
            refused: Why that was refused.
        """
        return self._render("sign-in.html", settings=settings, to=to, named=named, refused=refused)

    def password(self, settings: Settings, *, refused: str, changed: bool, shortest: int) -> str:
        """Return the page on which one changes one's password.

        Args:
            settings: The newsroom's.
            refused: Why it was not changed.
            changed: Whether it was just changed.
            shortest: How many characters it must have.
        """
        return self._render("password.html", settings=settings, refused=refused, changed=changed, shortest=shortest)

    def feed(self, settings: Settings, *, address: str, has_one: bool, ended: bool) -> str:
        """Return the page about a person's feed.

        Args:
            settings: The newsroom's.
            address: Its address, if it was just made.
            has_one: Whether there is one.
            ended: Whether it was just ended.
        """
        return self._render("feed.html", settings=settings, address=address, has_one=has_one, ended=ended)

    def on_the_way(self, path: str) -> str:
        """Return a page that leads to another of ours."""
        return self._render("on-the-way.html", path=path)

    def release(self, settings: Settings, text: Text, problems: Sequence[str], who: str) -> Iterator[bytes]:
        """Yield the page of a release in parts, the first of which fills a screen.

        A release may have thousands of sentences; nobody waits for the last one to read the first.
        """
        template = self._templates.get_template("release.html")
        pieces = template.generate(
            language=self.language,
            settings=settings,
            problems=problems,
            who=who,
            since=f"{text.frame} {text.print}",
            shape=_shape,
            risk=_risk,
            machine=settings.engine != "none",
            returned=state_json(text.present)["returned"] or _NOT_RETURNED,
            turn=status.whose_turn(text.present, 0)[0],
            **self._text(text),
        )
        part, size, enough = [], 0, _FIRST
        for piece in pieces:
            part.append(piece)
            size += len(piece)
            if size >= enough:
                yield "".join(part).encode()
                part, size, enough = [], 0, _LATER
        yield "".join(part).encode()

    def sheet(self, text: Text, findings: Iterable[Finding], day: str) -> str:
        """Return a release as a page for paper, with findings and room for remarks.

        Args:
            text: The release.
            findings: What the checks find in it and no waiver covers.
            day: The day on which it is made, ISO.
        """
        by_unit: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            by_unit.setdefault(finding.unit.key, []).append(replace(finding, message=shown(finding.message)))
        return self._render("sheet.html", findings=by_unit, day=day, **self._text(text))

    def _text(self, text: Text) -> dict[str, object]:
        present, release = text.present, text.present.release
        return {
            "present": present,
            "name": present.ledger.release,
            "target": present.ledger.language,
            "source": release.language if release else "",
            "title": release.title if release else present.ledger.release,
            "direction": direction(present.ledger.language),
            "passages": text.passages,
            "groups": tuple(_groups(text.passages)),
            "digest": short_digest(present.digest) if present.digest else "",
        }

    def _render(self, template: str, **values: object) -> str:
        return self._templates.get_template(template).render(language=self.language, **values)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows of cells, with None for an empty cell, and the words of its column heads."""

    columns: int
    heads: tuple[str, ...]
    rows: tuple[tuple[Passage | None, ...], ...]


def _groups(passages: Iterable[Passage]) -> Iterator[Passage | Table]:
    """Put the cells of a table together; leave all other passages as they are."""
    for (is_cell, _), group in groupby(
        passages, lambda each: (each.kind == "cell", each.kind == "cell" and each.place[:-2])
    ):
        cells = list(group)
        columns = 1 + max(cell.place[-1] for cell in cells) if is_cell else 0
        if not 0 < columns <= MOST_COLUMNS or any(len(cell.lines) > MOST_LINES for cell in cells):
            yield from cells
            continue
        rows = [{cell.place[-1]: cell for cell in row} for _, row in groupby(cells, lambda cell: cell.place[:-1])]
        head = next(iter(rows)) if cells[0].level else {}
        heads = ["".join(line.text for line in head[at].lines) if at in head else "" for at in range(columns)]
        yield Table(columns, tuple(heads), tuple(tuple(map(row.get, range(columns))) for row in rows))


def _shape(passage: Passage) -> str:
    """Return the classes of a passage: its kind, and what it is in."""
    around = {"quote", "list", "table"} & set(passage.inside)
    level = f" level-{passage.level}" if passage.kind in ("heading", "cell") and passage.level else ""
    first = " first" if passage.kind == "cell" and passage.place[-1] == 0 else ""
    return " ".join([passage.kind, *sorted(f"in-{each}" for each in around)]) + level + first


_SCORE = re.compile(r"\(score (-?[0-9.]+)")


def _risk(unit: Unit) -> str:
    """Return how much there is to doubt in a draft; each doubt counts more than the machine's score."""
    doubts = sum(line.startswith(DOUBT) for line in unit.comments)
    score = _SCORE.search(unit.origin or "")
    return f"{10 * doubts + (min(9.9, -float(score[1])) if score else 0):.2f}"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the page's words in a language; those of English are the messages themselves."""
    if language == LANGUAGES[0]:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    data = files("workflow.web").joinpath("words", f"{language}.po").read_bytes()
    made = BytesIO()
    write_mo(made, read_po(BytesIO(data), locale=language.replace("-", "_")))
    made.seek(0)
    return gettext.GNUTranslations(made)


def chosen(accept: str) -> str:
    """Return the language of the page for a browser's Accept-Language."""
    for part in accept.split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-Hans"
        if tag.startswith("en"):
            return "en"
    return LANGUAGES[0]

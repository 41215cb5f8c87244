"""What a verdict on a release rests on, so that a later command need not judge again what nothing has changed."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from workflow.errors import WorkflowError
from workflow.files import content
from workflow.model import Finding, sha256
from workflow.newsroom.cache import Kind, is_settled, stamp
from workflow.newsroom.folder import SIGNERS, Newsroom, OnProblem

if TYPE_CHECKING:
    from workflow.newsroom.judging import Judge
    from workflow.signoff.present import Present


@dataclass(frozen=True, slots=True)
class Judged:
    """What the checks found in a release, and what of that is not in the files that ``Grounds.basis`` names.

    Attributes:
        found: The findings, waived or not.
        images: For each picture, what changes with it.
        taught: What changes with the memory; "" if it was not asked.
    """

    found: tuple[Finding, ...]
    images: Mapping[str, str]
    taught: str


class Grounds:
    """Judges releases, and knows from the user's cache what was found in those of which nothing has changed.

    A verdict rests on the release's files, the settings, the term base, the signers, this program, the day, and on what
    is approved elsewhere for the same sentences. Close it, or use it in a ``with``.
    """

    def __init__(
        self, room: Newsroom, today: str, on_problem: OnProblem, *, read: bool = False, hints: bool = True
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            room: The newsroom.
            today: The day, ISO, on which waivers must be valid.
            on_problem: As in ``Judge``.
            read: Whether a release's files are read to see whether they changed; else the disk is asked.
            hints: The same of the ledgers that teach the memory, as in ``Judge``: whether the disk is asked.
        """
        self.room = room
        self.today = today
        self._on_problem = on_problem
        self._read = read
        self._hints = hints
        self._open = ExitStack()
        self._judge: Judge | None = None
        self._frames: dict[str, str] = {}
        self._taught: dict[str, str] = {}
        self._changed: dict[tuple[str, str, int], frozenset[int] | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def judge(self) -> "Judge":
        """Checks what the cache does not know."""
        from workflow.newsroom.judging import Judge  # imported late, like everything that only a changed release needs

        if self._judge is None:
            self._judge = self._open.enter_context(Judge(self.room, self._on_problem, hints=self._hints))
        return self._judge

    def basis(self, name: str, language: str, source: str) -> str:
        """Return a digest that changes with anything that a verdict rests on, except pictures, days and memory.

        Args:
            name: The release's id.
            language: The target language.
            source: The path of its source, "" if that is gone.

        Raises:
            WorkflowError: One of the files cannot be read.
        """
        if language not in self._frames:
            terms = "cannot be read"
            with suppress(WorkflowError):  # reported by the judge; nothing is stored then
                terms = self._digest(self.room.terms_path(language).relative_to(self.room.root).as_posix())
            digests = [terms, self._digest(SIGNERS)]
            self._frames[language] = sha256(repr((repr(self.room.settings), digests)))
        start = f"locales/{language}/{name}"
        files = [self._digest(source) if source else "", self._digest(f"{start}.po"), self._digest(f"{start}.jsonl")]
        return sha256(" ".join([self._frames[language], source, *files]))

    def known(self, kind: Kind, name: str, language: str, source: str, basis: str) -> dict[str, Any] | None:
        """Return what was kept of a verdict with this ``basis``; None if there is none, or it would be another today.

        Raises:
            ValueError, KeyError, TypeError: It was not ``keep`` that wrote it.
        """
        text = self.room.shelf.cache.kept(kind, language, name, basis)
        kept = json.loads(text) if text else None
        if not kept or not self._holds(kept, language, source):
            return None
        made: dict[str, Any] = kept["made"]
        return made

    def judged(self, present: "Present", source: str) -> Judged:
        """Judge a release; the stamps are older than what is read to judge it."""
        images = dict(present.images)
        if not self._read:
            now = {path: stamp(self.room.picture_file(source, path)) for path in images}
            images |= {path: each for path, each in now.items() if is_settled(each)}
        taught = self._now_taught(present.ledger.language) if present.catalog else ""
        return Judged(self.judge(present), images, taught)

    def keep(
        self, kind: Kind, present: "Present", source: str, basis: str, judged: Judged, made: Mapping[str, Any]
    ) -> None:
        """Store what was made of a verdict, as JSON values, for those who ask for it with the same ``basis``."""
        name, language = present.ledger.release, present.ledger.language
        memory = self.judge.memories.store_of(language) if present.catalog else None
        if not (self.judge.whole and self.judge.memories.whole):
            return
        if self.basis(name, language, source) != basis:  # changed meanwhile, and perhaps before it was read
            return
        until = [each.act.until for each in present.standing.waivers if each.act.until >= self.today]
        kept = {
            "made": made,
            "images": judged.images,
            "taught": judged.taught,
            "memory": None if memory is None else memory.state(),
            "asked": sorted(_asked(present)),
            "from": self.today,
            "until": min(until, default=""),
        }
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        self.room.shelf.cache.keep(kind, language, name, basis, text)

    def _digest(self, path: str) -> str:
        if not self._read:
            return self.room.shelf.digest(path)
        data = content(self.room.root / path)
        return "" if data is None else sha256(data)

    def _holds(self, kept: dict[str, Any], language: str, source: str) -> bool:
        """Return whether pictures, day and memory are still what they were for a verdict."""
        if not kept["from"] <= self.today or (kept["until"] and kept["until"] < self.today):
            return False
        for path, was in kept["images"].items():
            if was != stamp(self.room.picture_file(source, path)) and was != self._picture(source, path):
                return False
        if kept["taught"] in ("", self._now_taught(language)):
            return True
        identity, generation = kept["memory"] or ("", 0)
        state = (language, str(identity), int(generation))
        if state not in self._changed:
            memory = self.judge.memories.store_of(language)
            self._changed[state] = None if memory is None else memory.changed(state[1:])
        changed = self._changed[state]
        return changed is not None and changed.isdisjoint(kept["asked"])

    def _now_taught(self, language: str) -> str:
        """Return a digest that changes whenever anything changes that the memory of a language learns from."""
        if language not in self._taught:
            from workflow.newsroom.teachers import stamps

            self._taught[language] = sha256(repr(sorted(stamps(self.room, language, hints=self._hints).items())))
        return self._taught[language]

    def _picture(self, source: str, path: str) -> str:
        data = self.room.image(source, path)
        return "" if data is None else sha256(data)


def _asked(present: "Present") -> Iterator[int]:
    """Yield what the memory reports as changed."""
    from workflow.memory.store import crc
    from workflow.newsroom.recalling import is_long

    for unit in present.catalog.units if present.catalog else ():
        with suppress(UnicodeEncodeError):
            yield crc(unit.source)
            if is_long(unit.target):
                yield crc(unit.target)

"""Adapting the translation model to what the office approved: what it learns from, and whether the result is kept.

The newest releases are held out, whole, and drafted by the model as it is and by the adapted one, with everything that
drafting does. The adapted one is kept only if its drafts are more like the approved translations and no measure of harm
rises.

A model can learn from the starter corpus (``corpus``) as well, or from nothing else. Then its newest releases are held
out in the same way, and the office's only if there are enough of them.
"""

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from workflow.contracts.engines import Translator
from workflow.drafting.quality import Measures, chrf, measured
from workflow.errors import GateError, MissingError, UsageError
from workflow.files import make_folder
from workflow.interface import say
from workflow.languages import primary
from workflow.locks import PLACE, locked
from workflow.markup.printing import said
from workflow.memory.renewal import form
from workflow.model import DELIBERATELY_EMPTY, HAN, Draft, Edition, Piece, Release, Segment, Sentence, Style, Unit
from workflow.models import adapting, corpus, packages, unpacking
from workflow.models.freeing import give_back
from workflow.models.packages import Adaptation, Installed
from workflow.models.training import Recipe
from workflow.newsroom.asking import asking, drafter, values
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.memory import editions, own
from workflow.writers import comparison
from workflow.writers.comparison import Comparison, Row

LEAST = 300
"""How many pairs are enough. Of one register, 500 gained 4 chrF; 53 gained 0.7."""
HELD_OUT = 0.15
LEAST_HELD_OUT, MOST_HELD_OUT = 40, 300
"""How much is held out: whole releases, the newest first, until they have this share of the pairs, and so many."""
MOST = 4000
"""How many pairs are used: more take hours and add little (900 gained 0.6 BLEU over 500)."""
GAIN = 1.0
"""By how much chrF must rise."""
BESIDE = 0.5
"""How much of what was learned from the starter corpus is added beside what was learned from the office.

With 300 pairs of one office, this is as good in its own register as the office alone, and as good in other releases as
the corpus alone; all pairs in one training are worse in the office's register. See docs/figures.md.
"""
_LEAST_HAN = 4
_LEAST_WORDS = 2
_FOLDER = "adapted"
"""The folder in ``.workflow/`` for packages and reports."""
_UNFINISHED = "unfinished-"
_CHECKPOINTS = "checkpoints"

Report = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """An approved pair.

    Attributes:
        source: The source as the catalog has it.
        target: The approved translation.
        words: Both as they are read: without markup.
        group: What is held out together: the release, or a TMX file and a date.
        date: The release's date, ISO or "".
        own: Whether it comes from a TMX file of the office.
        starter: Whether it comes from the starter corpus.
    """

    source: str
    target: str
    words: tuple[str, str]
    group: str
    date: str
    own: bool
    starter: bool = False


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a model can learn from, and what its drafts are measured on.

    Attributes:
        taught: The pairs to learn from.
        held_out: The pairs to measure on.
        left_out: Why pairs are not used, each with their number.
        releases: The held-out releases, as drafting needs them, by group.
    """

    taught: tuple[Lesson, ...]
    held_out: tuple[Lesson, ...]
    left_out: Mapping[str, int]
    releases: Mapping[str, Release]

    @property
    def newest(self) -> str:
        """The date of the office's newest pair to learn from, ISO or ""."""
        return max((lesson.date for lesson in self.from_office), default="")

    @property
    def from_office(self) -> tuple[Lesson, ...]:
        """The office's pairs to learn from."""
        return tuple(lesson for lesson in self.taught if not lesson.starter)

    @property
    def from_starter(self) -> tuple[Lesson, ...]:
        """The pairs of the starter corpus to learn from."""
        return tuple(lesson for lesson in self.taught if lesson.starter)

    @property
    def missing(self) -> str:
        """What is missing, as a sentence without its end; "" if there is enough."""
        number = len(self.taught) + len(self.held_out)
        if number < LEAST:
            return say(
                "there are {number} usable pairs, and about {least} are needed: approve more releases, or import what "
                "the office translated before with workflow memory import --own",
                number=number,
                least=LEAST,
            )
        if len(self.held_out) < LEAST_HELD_OUT or len(self.taught) < LEAST // 2:
            return say(
                "the drafts must be measured on whole releases that the model has not seen, on at least {least} "
                "sentences that the memory does not draft and fewer than half of all; these pairs cannot be divided "
                "so: approve more releases with dates",
                least=LEAST_HELD_OUT,
            )
        return ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an adaptation came to.

    Attributes:
        base: The version of the model that was adapted.
        name: The new model's version.
        adaptation: What it was made from.
        before: Measures of the base's drafts.
        after: Measures of the new model's drafts.
        compared: The held-out sentences, those that changed most first.
        parts: The chrF of the office's held-out sentences and of those of the starter corpus, if there are both.
        refused: Why the new model is not kept, one clause each; empty if it is.
        archive: The new package; None if it is not kept.
        sha256: Its SHA-256.
    """

    base: str
    name: str
    adaptation: Adaptation
    before: Measures
    after: Measures
    compared: tuple[Row, ...]
    parts: tuple["Part", ...] = ()
    refused: tuple[str, ...] = ()
    archive: Path | None = None
    sha256: str = ""

    def closer(self, sign: int) -> int:
        """Return how many drafts became more (1) or less (-1) like the approved translation, or neither (0)."""
        return sum(row.closer == sign for row in self.compared)


@dataclass(frozen=True, slots=True)
class Part:
    """Held-out sentences of one origin: whose they are, and the chrF of both models' drafts."""

    name: str
    before: float
    after: float


# --- what there is to learn ---


def lessons(room: Newsroom, language: str, *, starter: bool = False) -> Lessons:
    """Return what a model can learn from the approved texts of a newsroom and the TMX files that are its own.

    Left out are pairs that would teach something wrong: too short, not translated, with figures that disagree; of equal
    ones all but the newest; and old ones, if there are many.

    Args:
        room: The newsroom.
        language: The target language.
        starter: Whether to add the starter corpus.

    Raises:
        UsageError: No model drafts the language, or the starter corpus is of other languages.
        BadInput: A TMX file is not valid.
        MissingError: It cannot be read.
    """
    if primary(language) == primary(room.settings.source_language):
        raise UsageError(
            say(
                "{language}: its drafts are converted from the other script; there is no model that could learn",
                language=language,
            )
        )
    if starter and not has_starter(room, language):
        raise UsageError(
            say(
                "--starter: the starter corpus is in Chinese and English; {language} has none",
                language=language,
            )
        )
    left_out: dict[str, int] = {}
    found: dict[tuple[str, str], Lesson] = {}
    releases: dict[str, Release] = {}
    newest_first = sorted(_all(room, language), key=lambda each: each[0].date, reverse=True)
    for lesson, release in newest_first:
        why = _unfit(lesson, release, language)
        if len(found) == MOST:
            why = say("older than the newest {most:,}", most=MOST)
        elif lesson.words in found:
            why = say("there twice")
        if why:
            left_out[why] = left_out.get(why, 0) + 1
            continue
        found[lesson.words] = lesson
        releases[lesson.group] = release
    if not starter:
        held = _held_out(found.values())
    else:
        held = _held_out_beside(found.values())
        known = {form(source) for source, _ in found}
        of_corpus = [each for each in _of_corpus(room) if form(each[0].words[0]) not in known]
        found |= {lesson.words: lesson for lesson, _ in of_corpus}
        releases |= {lesson.group: release for lesson, release in of_corpus}
        held |= _held_out(lesson for lesson, _ in of_corpus)
    taught = tuple(lesson for lesson in found.values() if lesson.group not in held)
    unseen = (lesson for lesson in found.values() if lesson.group in held)
    held_out = tuple(_for_the_machine(unseen, taught, room.settings.memory))
    return Lessons(taught, held_out, left_out, {group: _whole(releases[group], found.values()) for group in held})


def has_starter(room: Newsroom, language: str) -> bool:
    """Return whether the starter corpus is in the languages of a newsroom."""
    return (primary(room.settings.source_language), primary(language)) == tuple(
        map(primary, (corpus.SOURCE, corpus.TARGET))
    )


def _of_corpus(room: Newsroom) -> Iterator[tuple[Lesson, Release]]:
    for pair in corpus.starter():
        group = f"starter-{pair.release}"
        release = Release(group, "", room.settings.source_language, (), (), pair.date)
        lesson = _lesson(pair.source, pair.target, group, pair.date, release, own=False)
        yield replace(lesson, starter=True), release


def _all(room: Newsroom, language: str) -> Iterator[tuple[Lesson, Release]]:
    for edition in editions(room, language):
        release = _release(edition)
        for _, source, target in edition.units:
            if target.strip() and DELIBERATELY_EMPTY not in target:
                yield _lesson(source, target, edition.release, edition.date, release, own=False), release
    for pair in own(room, language):
        group = f"{pair.release} {pair.date}".strip()
        release = Release(group, "", room.settings.source_language, (), (), pair.date)
        yield _lesson(pair.source, pair.target, group, pair.date, release, own=True), release


def _whole(release: Release, found: Iterable[Lesson]) -> Release:
    """Return a release with its sentences, in which drafting looks for people."""
    if release.pieces:
        return release
    sources = (lesson.source for lesson in found if lesson.group == release.id)
    return replace(release, pieces=tuple(Piece(source, Segment(source)) for source in sources))


def _release(edition: Edition) -> Release:
    """Return what drafting and checks need to know of a release that may have changed since."""
    return Release(
        edition.release,
        "",
        edition.source_language,
        tuple(Piece(source, Segment(source, role)) for role, source, _ in edition.units),
        edition.blocks,
        edition.date,
        edition.url,
        edition.markup,
        edition.references,
    )


def _lesson(source: str, target: str, group: str, date: str, release: Release, *, own: bool) -> Lesson:
    read = said(Unit(source, target=target), release)
    words = (" ".join(read.source.words.split()), " ".join(read.target.words.split()))
    return Lesson(source, target, words, group, date, own)


def _unfit(lesson: Lesson, release: Release, language: str) -> str:
    """Return why a pair must not be learned from, as a clause of which pairs it says so; "" if it may."""
    source, target = lesson.words
    if len(HAN.findall(source)) < _LEAST_HAN or len(target.split()) < _LEAST_WORDS:
        return say("very short")
    if HAN.search(target):
        return say("with Chinese in the translation")
    if values(language, lambda _: release)(Sentence(lesson.source), lesson.target):
        return say("with figures that disagree")
    return ""


def _for_the_machine(unseen: Iterable[Lesson], taught: Sequence[Lesson], threshold: int) -> Iterator[Lesson]:
    """Yield the pairs whose sources are like none that was taught: the memory, not the machine, drafts the others."""
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    known = [form(lesson.words[0]) for lesson in taught]
    for lesson in unseen:
        if not process.extractOne(
            form(lesson.words[0]), known, scorer=Indel.normalized_similarity, score_cutoff=min(threshold, 100) / 100
        ):
            yield lesson


def _held_out(found: Iterable[Lesson]) -> frozenset[str]:
    """Return the groups to hold out: the newest dated ones, until they are enough."""
    by_date = sorted(found, key=lambda lesson: (lesson.date, lesson.group), reverse=True)
    enough = max(LEAST_HELD_OUT, min(HELD_OUT * len(by_date), MOST_HELD_OUT))
    held: set[str] = set()
    number = 0
    for (date, group), same in groupby(by_date, key=lambda lesson: (lesson.date, lesson.group)):
        if number >= enough or not date:
            break
        held.add(group)
        number += len(list(same))
    return frozenset(held)


def _held_out_beside(found: Collection[Lesson]) -> frozenset[str]:
    """Return the office's groups to hold out beside those of the starter corpus: none if there are too few pairs."""
    held = _held_out(found)
    number = sum(lesson.group in held for lesson in found)
    return held if LEAST_HELD_OUT <= number <= len(found) - number else frozenset()


# --- adapting ---


def adapt(
    room: Newsroom,
    language: str,
    learned: Lessons,
    recipe: Recipe,
    report: Report,
    *,
    start: adapting.Start | None = None,
    load: Callable[[Installed], Translator] | None = None,
) -> Outcome:
    """Adapt the model in use, measure the result, and install and use it if it is better and does no more harm.

    Args:
        room: The newsroom.
        language: The target language.
        learned: What to learn from; there is enough of it.
        recipe: How to train.
        report: Called with the progress.
        start: Makes the learner; None for PyTorch's.
        load: Loads a package as an engine; None for ``argos``.

    Raises:
        GateError: There is not enough to learn from.
        MissingError: There is no model, or no PyTorch.
        BadInput: The model cannot be adapted.
    """
    if learned.missing:
        raise GateError(say("{language}: {said}", language=language, said=learned.missing))
    if load is None:
        from workflow.engines.argos import Argos

        load = Argos
    if start is None:
        from workflow.models import lora

        lora.torch_version()  # before anything slow
        start = lora.LowRank
    base = adapting.read(adapting.base_of(_in_use(room, language)))
    from_office, from_starter = (
        adapting.usable(base, [lesson.words for lesson in lessons])
        for lessons in (learned.from_office, learned.from_starter)
    )
    pairs = from_starter + from_office
    name = adapting.version(base.package, learned.newest if from_office else None, starter=bool(from_starter))
    adaptation = Adaptation(
        base.package.version,
        packages.digest(base.package),
        len(pairs),
        adapting.digest_of(pairs),
        recipe.seed,
        len(from_starter),
        adapting.digest_of(from_starter) if from_starter else "",
    )
    place = folder(room)
    with _work(room, place) as work:
        courses = _courses(from_starter, from_office, recipe)
        weights = adapting.learned(base, courses, place / _CHECKPOINTS, _training(report), start)
        archive, unpacked = Path(work, f"{name}.argosmodel"), Path(work, name)
        report(say("packing"), 0, 1)
        digest = adapting.pack(base, weights, name, adaptation, archive)
        old = base.package
        # Two models are loaded in the end, and each needs as much as the weights do.
        del weights, base
        give_back()
        unpacking.unpack(archive, unpacked, lambda *_: None)
        report(say("packing"), 1, 1)
        new = replace(old, version=name, path=unpacked)
        test = _Test.of(room, language, learned)
        before, after = (
            test.drafts(load, package, say("drafting with {model}", model=package.version), report)
            for package in (old, new)
        )
        outcome = test.outcome(old.version, name, adaptation, before, after)
        if not outcome.refused:
            kept = place / archive.name
            archive.replace(kept)
            packages.use(packages.install(new.source, new.target, from_path=kept, sha256=digest))
            outcome = replace(outcome, archive=kept, sha256=digest)
        shutil.rmtree(place / _CHECKPOINTS, ignore_errors=True)
    return outcome


def _training(report: Report) -> Callable[[int, int], None]:
    """Return what reports the progress of a training, and whether it continues one that was interrupted."""
    what = ""

    def progress(done: int, all_: int) -> None:
        nonlocal what
        what = what or (say("continuing the interrupted training") if done else say("training"))
        report(what, done, all_)

    return progress


def _courses(from_starter: adapting.Pairs, from_office: adapting.Pairs, recipe: Recipe) -> list[adapting.Course]:
    """Return what is learned from what, and how.

    The starter corpus is large: one training on it is as good as the mean of three, and takes a third of the time. Few
    pairs of an office are learned together with it. If there are more, what was learned from them counts for more.
    """
    if not from_starter:
        return [(from_office, recipe)]
    if len(from_office) < LEAST // 2:
        return [([*from_starter, *from_office], replace(recipe, runs=1))]
    return [(from_starter, replace(recipe, runs=1, strength=BESIDE)), (from_office, recipe)]


@contextmanager
def _work(room: Newsroom, place: Path) -> Iterator[str]:
    """Yield a folder for large files; what a killed run left is removed, except checkpoints.

    Raises:
        MissingError: Another run is not finished, or something cannot be written.
    """
    with locked(room.root, "_files/adapt", what=str(place), doing="model adapt", wait=0):
        for each in (place, place / _CHECKPOINTS):
            if each.is_symlink():
                raise MissingError(say("{place}: is a link; delete it and run the command again", place=each))
        make_folder(place)
        for left in place.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=place, ignore_cleanup_errors=True) as work:
                yield work
        except OSError as error:
            raise MissingError(
                say(
                    "{path}: cannot be written ({reason}); fix that and run the command again",
                    path=error.filename or place,
                    reason=error.strerror or error,
                )
            ) from error


def _in_use(room: Newsroom, language: str) -> Installed:
    source = room.settings.source_language
    found = packages.find(source, language)
    if found is None and packages.argos_code(source) == "zt":
        found = packages.find("zh", language)
    if found is None:
        pair = f"{packages.argos_code(source)} {packages.argos_code(language)}"
        raise MissingError(say("there is no model to adapt: run `workflow model install {pair}`", pair=pair))
    return found


@dataclass(frozen=True, slots=True)
class _Test:
    """The held-out sentences, each once."""

    language: str
    lessons: tuple[Lesson, ...]
    sentences: tuple[Sentence, ...]
    release_of: Callable[[Sentence], Release]
    style: Style

    @staticmethod
    def of(room: Newsroom, language: str, learned: Lessons) -> "_Test":
        ask = asking(room.terms(language), learned.releases.values(), language)
        chosen: dict[Sentence, Lesson] = {}
        for lesson in learned.held_out:
            chosen.setdefault(ask(lesson.source, learned.releases[lesson.group].id), lesson)
        return _Test(
            language,
            tuple(chosen.values()),
            tuple(chosen),
            lambda sentence: learned.releases[chosen[sentence].group],
            room.settings.style(language),
        )

    def drafts(
        self, load: Callable[[Installed], Translator], package: Installed, what: str, report: Report
    ) -> list[Draft]:
        """Draft all sentences with a package, which is loaded for that alone."""
        made: dict[int, Draft] = {}
        report(what, 0, len(self.sentences))
        machine = drafter(load(package), self.language, self.release_of, self.style)
        for index, draft in machine.drafts(self.sentences):
            made[index] = draft
            report(what, len(made), len(self.sentences))
        del machine
        give_back()
        return [made[index] for index in range(len(self.sentences))]

    def outcome(
        self, base: str, name: str, adaptation: Adaptation, before: Sequence[Draft], after: Sequence[Draft]
    ) -> Outcome:
        """Compare the drafts of two models."""
        approved = [lesson.target for lesson in self.lessons]
        wrong = values(self.language, self.release_of)
        first, second = (measured(self.sentences, each, approved, self.language, wrong) for each in (before, after))
        compared = [
            Row(
                lesson.group,
                lesson.source,
                lesson.target,
                old.text,
                new.text,
                chrf([new.text], [lesson.target]) - chrf([old.text], [lesson.target]),
                old.doubts or ((old.problem,) if old.problem else ()),
                new.doubts or ((new.problem,) if new.problem else ()),
            )
            for lesson, old, new in zip(self.lessons, before, after, strict=True)
        ]
        compared.sort(key=lambda each: (-abs(each.change), each.source))
        parts = self._parts(before, after)
        refused = (*refusals(first, second), *_losses(parts))
        return Outcome(base, name, adaptation, first, second, tuple(compared), parts, refused=refused)

    def _parts(self, before: Sequence[Draft], after: Sequence[Draft]) -> tuple[Part, ...]:
        made = []
        for name, starter in ((say("the office's releases"), False), (say("the starter corpus"), True)):
            places = [place for place, lesson in enumerate(self.lessons) if lesson.starter is starter]
            approved = [self.lessons[place].target for place in places]
            scores = [chrf([drafts[place].text for place in places], approved) for drafts in (before, after)]
            if places:
                made.append(Part(name, *scores))
        return tuple(made) if len(made) > 1 else ()


HARM = {
    "figures": say("wrong figures"),
    "terms": say("lost terms and names"),
    "obligations": say("lost shall, must and may"),
    "nothing": say("sentences without a draft"),
    "length": say("differences in length, in percent"),
}
"""How the measures of harm are called."""


def refusals(before: Measures, after: Measures) -> tuple[str, ...]:
    """Return why a model with these measures is not kept, one clause each."""
    found = []
    if after.chrf < before.chrf:
        found.append(say("chrF falls by {loss:.1f}", loss=before.chrf - after.chrf))
    elif after.chrf - before.chrf < GAIN:
        found.append(say("chrF rises by {gain:.1f}, less than {least:g}", gain=after.chrf - before.chrf, least=GAIN))
    old, new = before.harm(), after.harm()
    found += [
        say("{measure} rise from {old} to {new}", measure=name, old=old[key], new=new[key])
        for key, name in HARM.items()
        if new[key] > old[key]
    ]
    return tuple(found)


def _losses(parts: Iterable[Part]) -> Iterator[str]:
    """Yield of which part the drafts are worse, one clause each."""
    for part in parts:
        if part.after < part.before:
            yield say("chrF of {part} falls by {loss:.1f}", part=part.name, loss=part.before - part.after)


def page(room: Newsroom, language: str, outcome: Outcome) -> bytes:
    """Return the outcome as a page with the drafts of both models side by side."""
    old, new = outcome.before.harm(), outcome.after.harm()
    return comparison.page(
        Comparison(
            base=outcome.base,
            name=outcome.name,
            base_digest=outcome.adaptation.base_digest,
            pairs=outcome.adaptation.pairs,
            pairs_digest=outcome.adaptation.pairs_digest,
            starter=outcome.adaptation.starter,
            seed=outcome.adaptation.seed,
            refused=outcome.refused,
            measures=[
                ("chrF", f"{outcome.before.chrf:.1f}", f"{outcome.after.chrf:.1f}", False),
                *(
                    (chrf_of(part), f"{part.before:.1f}", f"{part.after:.1f}", part.after < part.before)
                    for part in outcome.parts
                ),
                *((label, str(old[key]), str(new[key]), new[key] > old[key]) for key, label in HARM.items()),
            ],
            rows=outcome.compared,
            source_language=room.settings.source_language,
            language=language,
        )
    )


def chrf_of(part: Part) -> str:
    """Return how the chrF of a part is called."""
    return say("chrF of {part}", part=part.name)


def as_object(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as JSON has it."""
    return {
        **asdict(outcome),
        "kept": not outcome.refused,
        "sentences": {"closer": outcome.closer(1), "less_close": outcome.closer(-1), "same": outcome.closer(0)},
        "adaptation": outcome.adaptation.metadata,
        "archive": str(outcome.archive) if outcome.archive else None,
    }


def folder(room: Newsroom) -> Path:
    """Return where packages and reports are kept; it can be deleted."""
    return room.root / PLACE / _FOLDER

"""``python bench/adapt.py``: what a model learns from a newsroom's translations, on news that it has not seen.

``newstest2018-301-1500`` stands in for a newsroom's approved text; ``newstest2018-head300`` is the test. ``workflow
model adapt`` runs as it does for an office, with its own gate; its memory is that of the whole command. Each line is
news by another agency, so that only what all have in common can be learned: one office's own register gives more. Plain
is the model's likeliest translation, ours what ``workflow translate`` drafts, with hypotheses ranked by their figures.
Intervals are of 95 %, from 1,000 samples of the test's lines. Needs PyTorch, which ``make setup`` does not install, and
the evaluation data in ``../shared/eval``; takes about twenty minutes of processor time.

``--starter`` lets the model learn from the starter corpus alone, as on an office's first day. The news must then only
not be worse, and drafts of ``releases.tsv`` must be better. With the package in use, ``bench/drafts.py --releases
--held-out`` measures what is held out.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from cutting import NEWS, split
from drafts import HERE, as_translated, cases, ours, plain, right

from workflow.drafting.quality import obligations
from workflow.engines.argos import Argos
from workflow.errors import MissingError
from workflow.model import Sentence
from workflow.models import adapting, lora, packages, training, unpacking
from workflow.models.packages import Installed
from workflow.models.training import Recipe
from workflow.newsroom.asking import values

EVAL = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"
TAUGHT, TEST = "newstest2018-301-1500", "newstest2018-head300"
WITHIN = slice(300, 600)
"""The lines of the stand-in that are the test with ``--within``."""
SAMPLES = 1000
BLEU_GAIN, CHRF_GAIN = 2.2, 1.7
MOST_MEMORY = 1500
"""In MB, of the whole command."""


@dataclass(frozen=True)
class Drafted:
    """The test as one model translates it: lines, and of their sentences the wrong figures and lost obligations."""

    plain: list[str]
    ours: list[str]
    plain_figures: int
    figures: int
    nothing: int
    obligations: int


Pairs = list[tuple[str, str]]


def pairs(name: str) -> Pairs:
    """The lines of an edition with their translations."""
    zh, en = ((EVAL / f"{name}.{language}").read_text(encoding="utf-8").splitlines() for language in ("zh", "en"))
    return list(zip(zh, en, strict=True))


def texts(number: int, *, within: bool) -> tuple[Pairs, Pairs]:
    """What is learned from, of so many lines, and what is tested: other news, or ``within`` the same."""
    taught = pairs(TAUGHT)
    return (
        (taught[: WITHIN.start] + taught[WITHIN.stop :], taught[WITHIN]) if within else (taught[:number], pairs(TEST))
    )


def drafted(package: Installed, test: Pairs) -> Drafted:
    """Translate the test."""
    engine = Argos(package)
    whole = [source for source, _ in test]
    pieces = [(number, sentence.strip()) for number, line in enumerate(whole) for sentence in split(line)]
    sources = [source for _, source in pieces]
    wrong = values("en", lambda _: NEWS)

    def joined(texts: Sequence[str]) -> list[str]:
        made = [""] * len(whole)
        for (number, _), text in zip(pieces, texts, strict=True):
            made[number] = f"{made[number]} {text}".strip()
        return made

    def figures(texts: Sequence[str]) -> int:
        return sum(len(wrong(Sentence(source), text)) for source, text in zip(sources, texts, strict=True))

    first = plain(engine, sources)
    ranked = [draft.text for draft in ours(engine, [Sentence(source) for source in sources])]
    best = joined(ranked)
    lost = sum(map(obligations, best, (target for _, target in test)))
    return Drafted(joined(first), best, figures(first), figures(ranked), ranked.count(""), lost)


def interval(metric: Any, before: Sequence[str], after: Sequence[str], reference: Sequence[str]) -> str:
    """Both scores, what the second has more, and the interval of that."""
    # sacrebleu's own statistics of each line; adding them up is its corpus score.
    stats = [metric._extract_corpus_statistics(texts, [reference]) for texts in (before, after)]  # noqa: SLF001

    def score(of: Sequence[Sequence[float]], chosen: Sequence[int]) -> float:
        sums = [sum(column) for column in zip(*(of[place] for place in chosen), strict=True)]
        return float(metric._compute_score_from_stats(sums).score)  # noqa: SLF001

    everything = range(len(reference))
    old, new = (score(each, everything) for each in stats)
    chance = random.Random(1)  # noqa: S311 - the same samples each time
    gains = []
    for _ in range(SAMPLES):
        chosen = chance.choices(everything, k=len(reference))
        gains.append(score(stats[1], chosen) - score(stats[0], chosen))
    gains.sort()
    low, high = gains[round(0.025 * SAMPLES)], gains[round(0.975 * SAMPLES) - 1]
    return f"{old:.2f} → {new:.2f} ({new - old:+.2f} [{low:+.2f}, {high:+.2f}])"


def laws(base: adapting.Base) -> bool:
    """Print whether the network that is trained is the one that drafts, and whether a killed training continues."""
    import ctranslate2

    known = [example for example in adapting.examples(base, pairs(TAUGHT)[:24]) if example]
    network = lora.LowRank(base.weights, known, range(len(base.vocabulary)), Recipe())
    model = ctranslate2.Translator(str(base.package.path / "model"), device="cpu", compute_type="float32")
    sources, targets = (
        [[base.vocabulary[token] for token in side[:-1]] for side in sides]
        for sides in ([each.source for each in known], [each.target for each in known])
    )
    scored = [sum(each.log_probs) for each in model.score_batch(sources, targets)]
    off = max(abs(score - network.log_probability(each)) for score, each in zip(scored, known, strict=True))
    print(f"  log probabilities differ from CTranslate2's by at most {off:.5f}")

    class Killed(BaseException):
        pass

    def kill(done: int, all_: int) -> None:
        if done > all_ / 2:
            raise Killed

    def start() -> lora.LowRank:
        return lora.LowRank(base.weights, known, range(2000), recipe)

    recipe = Recipe(epochs=1, batch=200)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "checkpoint.npz")
        whole = training.train(start(), known, recipe, None, "", lambda *_: None)
        with suppress(Killed):
            training.train(start(), known, recipe, place, "", kill)
        continued = training.train(start(), known, recipe, place, "", lambda *_: None)
    same = all((one == other).all() for name in whole for one, other in zip(whole[name], continued[name], strict=True))
    print(f"  a killed training continues with the same result: {'yes' if same else 'NO'}")
    return off < 0.001 and same


def on_releases(official: Installed, adapted: Installed) -> bool:
    """Print how both models draft releases, with the starter term base; return whether the adapted one is better."""
    import sacrebleu

    tests = cases(HERE / "releases.tsv")
    reference = [case.reference for case in tests]
    scores = []
    for package in (official, adapted):
        drafts = as_translated(Argos(package), [(case.kind, case.date, case.source) for case in tests])
        good = [right(mark, text) for case, text in zip(tests, drafts, strict=True) for mark in case.marks]
        scores.append(sacrebleu.corpus_chrf(drafts, [reference]).score)
        print(
            f"  releases, {package.version}: chrF {scores[-1]:.2f}, BLEU "
            f"{sacrebleu.corpus_bleu(drafts, [reference]).score:.2f}, marks right {sum(good)} of {len(good)}"
        )
    return scores[1] > scores[0]


def compare(before: Drafted, after: Drafted, test: Pairs, bleu_gain: float, chrf_gain: float) -> bool:
    """Print what changed; return whether the aims are met."""
    import sacrebleu

    reference = [target for _, target in test]
    for name, old, new in (("plain", before.plain, after.plain), ("ours", before.ours, after.ours)):
        for metric in (sacrebleu.BLEU(), sacrebleu.CHRF()):
            print(f"  {name:5} {type(metric).__name__:4} {interval(metric, old, new, reference)}")
    print(
        f"  wrong figures: plain {before.plain_figures} → {after.plain_figures}, ours {before.figures} → {after.figures}; "
        f"without a draft {before.nothing} → {after.nothing}; lost shall, must, may {before.obligations} → {after.obligations}"
    )
    met = True
    for name, texts in (("drafts", (before.ours, after.ours)), ("the model itself", (before.plain, after.plain))):
        bleu, chrf = (
            [score(each, [reference]).score for each in texts]
            for score in (sacrebleu.corpus_bleu, sacrebleu.corpus_chrf)
        )
        enough = bleu[1] - bleu[0] >= bleu_gain and chrf[1] - chrf[0] >= chrf_gain
        print(f"  aims: {name}, BLEU +{bleu_gain}, chrF +{chrf_gain}: {'met' if enough else 'MISSED'}")
        met &= enough
    fewer = after.figures <= before.figures and after.figures < before.plain_figures
    print(f"  aims: no more wrong figures in drafts, fewer than the plain model: {'met' if fewer else 'MISSED'}")
    return met and fewer


def newsroom(folder: Path, official: Installed, taught: Pairs, test: Pairs) -> dict[str, str]:
    """Make the stand-in newsroom, with the official model alone; return the environment that finds it.

    The test is one release, the newest, so that ``model adapt`` holds it out and judges the new model on it.
    """
    (folder / "sources").mkdir(parents=True)
    (folder / "workflow.toml").write_text(
        '[project]\nname = "News"\noffice = "News"\nsource_language = "zh-Hans"\ntarget_languages = ["en"]\n',
        encoding="utf-8",
    )
    dated = [(f"2018{1 + place // 120:02}{1 + place % 120 // 5:02}", pair) for place, pair in enumerate(taught)]
    dated += [("20181231", pair) for pair in test]
    units = "".join(
        f'<tu changedate="{date}T000000Z"><tuv xml:lang="zh-CN"><seg>{escape(source)}</seg></tuv>'
        f'<tuv xml:lang="en"><seg>{escape(target)}</seg></tuv></tu>'
        for date, (source, target) in dated
    )
    header = 'creationtool="bench" creationtoolversion="1" segtype="sentence" o-tmf="text" adminlang="en"'
    (folder / "news.tmx").write_text(
        f'<tmx version="1.4"><header {header} srclang="zh-CN" datatype="plaintext"/><body>{units}</body></tmx>',
        encoding="utf-8",
    )
    shutil.copytree(official.path, folder / "packages" / official.path.name)
    return os.environ | {"ARGOS_PACKAGES_DIR": str(folder / "packages")}


def learn(official: Installed, taught: Pairs, test: Pairs, to: Path, *options: str) -> bool:
    """Run ``workflow model adapt`` as an office does, print what it says and costs, and keep the package."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "newsroom")
        found = newsroom(folder, official, taught, test)
        command = [sys.executable, "-m", "workflow"]
        if taught:
            subprocess.run([*command, "memory", "import", "--own", "news.tmx"], cwd=folder, env=found, check=True)
        began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        adapted = subprocess.run(
            [*command, "model", "adapt", "--json", *options], cwd=folder, env=found, stdout=subprocess.PIPE, check=False
        )
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        outcome = json.loads(adapted.stdout)
        peak = used.ru_maxrss >> (20 if sys.platform == "darwin" else 10)
        busy = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        print(
            f"  model adapt: {outcome['adaptation']['pairs']} pairs, {len(outcome['compared'])} held out, "
            f"{time.monotonic() - began:.0f} s, {busy:.0f} s of processor time, "
            f"peak {peak} MB\n    before {outcome['before']}\n    after  {outcome['after']}\n"
            f"    {'kept' if outcome['kept'] else outcome['refused']}"
        )
        if outcome["archive"]:
            shutil.copy(folder / outcome["archive"], to)
        return bool(outcome["kept"]) and peak < MOST_MEMORY


def main() -> None:
    """Measure and print; exit status 1 if an aim is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=1200, help="learn from this many lines")
    parser.add_argument("--within", action="store_true", help="test on 300 lines of the same news, not on other news")
    parser.add_argument("--starter", action="store_true", help="learn from the starter corpus alone")
    parser.add_argument("--keep", type=Path, help="where to keep the package; one that is there is only measured")
    given = parser.parse_args()
    try:
        print(f"adapting, PyTorch {lora.torch_version()}")
    except MissingError as error:
        print(f"NOT MEASURED: adapting ({error})", file=sys.stderr)
        return
    if not (EVAL / f"{TAUGHT}.zh").is_file():
        print(f"NOT MEASURED: adapting, because {EVAL / TAUGHT}.zh is missing", file=sys.stderr)
        return
    official = packages.find("zh", "en")
    assert official
    taught, test = texts(given.pairs, within=given.within)
    if given.starter:
        taught = []
    with tempfile.TemporaryDirectory() as folder:
        archive = given.keep or Path(folder, "news.argosmodel")
        kept = True
        if not archive.is_file():
            kept = learn(official, taught, test, archive, *(["--starter"] if given.starter else []))
            if not archive.is_file():
                sys.exit("  the new model was not kept")
        met = laws(adapting.read(official)) and kept
        unpacked = Path(folder, "unpacked")
        unpacking.unpack(archive, unpacked, lambda *_: None)
        adapted = Installed("zh", "en", "1.9+starter" if given.starter else "1.9+news", unpacked)
        gains = (0.0, 0.0) if given.starter else (BLEU_GAIN, CHRF_GAIN)
        met &= compare(drafted(official, test), drafted(adapted, test), test, *gains)
        if given.starter:
            met &= on_releases(official, adapted)
    sys.exit(not met)


if __name__ == "__main__":
    main()

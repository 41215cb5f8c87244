"""One measurement of drafting, in a process of its own: ``drafting.py ours|argos COUNT TIMED`` prints one JSON object.

COUNT lines of the evaluation data are drafted, of which the first TIMED are timed by themselves. Lines are cut into
sentences by ``workflow.languages.chinese.sentences`` for both, so that both translate the same pieces. The model is
loaded, and has translated one word, before the clock starts.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

EVAL = Path(__file__).resolve().parent.parent.parent / "shared" / "eval" / "newstest2018-head300.zh"

Translate = Callable[[Sequence[str]], list[str]]


def ours() -> Translate:
    """Drafting as ``workflow translate`` does it: masks, comparison of figures, repair of the English and all."""
    from cutting import NEWS, split

    from workflow.engines import argos
    from workflow.model import Sentence
    from workflow.newsroom.asking import drafter

    engine = drafter(argos.load("zh-Hans", "en"), "en", lambda _: NEWS)

    def translate(lines: Sequence[str]) -> list[str]:
        pieces = [(number, sentence.strip()) for number, line in enumerate(lines) for sentence in split(line)]
        drafts = dict(engine.drafts([Sentence(sentence) for _, sentence in pieces]))
        joined = [""] * len(lines)
        for index, (number, _) in enumerate(pieces):
            joined[number] = f"{joined[number]} {drafts[index].text}".strip()
        return joined

    return translate


def theirs() -> Translate:
    """``argostranslate.translate`` as it is, except for its splitter, which asks the network."""
    for name in ("stanza", "spacy", "minisbd"):
        sys.modules[name] = ModuleType(name)
    models = ModuleType("minisbd.models")
    models.cache_dir = ""  # type: ignore[attr-defined]
    sys.modules["minisbd"].SBDetect = None  # type: ignore[attr-defined]
    sys.modules["minisbd"].models = models  # type: ignore[attr-defined]
    from argostranslate import translate as argostranslate
    from cutting import split

    class Splitter:
        def split_sentences(self, text: str) -> list[str]:
            return [sentence.strip() for sentence in split(text)]

    source, target = (argostranslate.get_language_from_code(code) for code in ("zh", "en"))
    if source is None or target is None or (translation := source.get_translation(target)) is None:
        sys.exit("argostranslate finds no model zh→en: run make model")
    translation.underlying.sentencizer = Splitter()
    return lambda lines: [translation.translate(line) for line in lines]


def main() -> None:
    """Measure and print."""
    whose, count, timed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    lines = EVAL.read_text(encoding="utf-8").splitlines()[:count]
    began = time.perf_counter()
    translate = {"ours": ours, "argos": theirs}[whose]()
    translate(["好。"])
    loaded = time.perf_counter()
    processor = os.times()
    english = translate(lines[:timed])
    seconds = time.perf_counter() - loaded
    used = os.times()
    english += translate(lines[timed:])
    print(
        json.dumps(
            {
                "characters": sum(map(len, lines[:timed])),
                "seconds": seconds,
                "processor": used.user + used.system - processor.user - processor.system,
                "load": loaded - began,
                "peak_mb": _peak_mb(),
                "english": english,
            }
        )
    )


def _peak_mb() -> float:
    """The most memory this process ever held; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


main()

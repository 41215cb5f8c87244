"""What ``make fuzz`` runs for an hour, in a few seconds: what it found before, and the same laws under hypothesis."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fuzz.seeds import WORDS, seeds
from fuzz.targets import TARGETS, Refused

CORPUS = Path(__file__).resolve().parent / "corpus"
FOUND = sorted(path for path in CORPUS.rglob("*") if path.is_file())
SEEDS = {target: tuple(seeds(target)) for target in TARGETS}


def run(target: str, data: bytes) -> bool:
    """→ whether the file was taken; whatever comes out but a proper refusal is a failure."""
    try:
        TARGETS[target](data)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_fuzzing_found_once_stays_fixed(path: Path) -> None:
    run(path.parent.name, path.read_bytes())


def test_every_folder_of_the_corpus_belongs_to_a_target() -> None:
    assert {path.parent.name for path in FOUND} <= set(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_what_the_fuzzer_starts_from_is_taken(target: str) -> None:
    assert all(run(target, data) for data in SEEDS[target])


@pytest.mark.parametrize("target", TARGETS)
@given(data=st.data())
def test_a_file_damaged_anywhere_is_refused_or_read_by_the_laws(target: str, data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SEEDS[target]))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.sampled_from([0, 0, 1, 2, 5, 40])))
        word = st.one_of(st.sampled_from(WORDS[target]).map(str.encode), st.binary(max_size=3))
        content = content[:start] + data.draw(word) + content[end:]
    run(target, content)


@pytest.mark.parametrize("target", TARGETS)
@given(
    content=st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
)
@example(b"")
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b"\0")
@example(b"\r")
def test_any_bytes_are_refused_or_read_by_the_laws(target: str, content: bytes) -> None:
    run(target, content)

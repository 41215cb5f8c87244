"""How fast ``workflow verify`` checks 1,000 published releases, and whether it notices every change.

    python bench/verifying.py speed [RELEASES] seconds without and with signatures python bench/verifying.py mutations
    [HOW MANY] random changes of one character or byte, and how many verify noticed

Needs no model.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from workflow import TOOL
from workflow.catalogs import po as catalogs
from workflow.catalogs.sync import sync
from workflow.contracts.registries import READERS
from workflow.model import Catalog
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.verify import verify
from workflow.signoff import ledger as ledgers
from workflow.signoff.acts import approve, submit
from workflow.signoff.present import look
from workflow.signoff.signatures import sign

WHEN = "2018-09-12T08:00:00Z"
PEOPLE = {"submit": "Translator <translator@example.org>", "approve": "Reviewer <reviewer@example.org>"}
SETTINGS = '[project]\nname = "Newsroom"\noffice = "The Office"\n\n[draft]\nengine = "none"\n'
SOURCE = """---
title: 第{number}次会议举行
date: 2018-09-12
---

第{number}次会议9月3日举行，共有{number}人参加。双方签署了备忘录。

## 下一步

双方将于明年再次会晤。会议还讨论了下列事项。

| 项目 | 件数 |
| --- | --- |
| 发明 | {number} |

- 第一项由双方共同完成。
- 第二项由专家组准备。
"""


def main() -> None:
    """Measure what the arguments name and print it."""
    what, *rest = sys.argv[1:] or ["speed"]
    with tempfile.TemporaryDirectory() as folder:
        if what == "mutations":
            mutations(Path(folder), int(rest[0]) if rest else 100_000)
        else:
            speed(Path(folder), int(rest[0]) if rest else 1000)


def speed(folder: Path, releases: int) -> None:
    """Seconds of ``workflow verify``, the whole process."""
    for signed in (False, True):
        root = folder / ("signed" if signed else "plain")
        keys = _keys(root) if signed else {}
        started = time.perf_counter()
        room = newsroom(root, releases, keys)
        made = time.perf_counter() - started
        command = [sys.executable, "-m", "workflow", "--project", str(root)]
        subprocess.run([*command, "publish"], check=True, stdout=subprocess.DEVNULL)
        started = time.perf_counter()
        said = subprocess.run([*command, "verify"], check=True, capture_output=True, text=True).stdout
        seconds = time.perf_counter() - started
        acts = 2 * len(room.sources())
        print(
            f"{'signed' if signed else 'unsigned'}: verify {seconds:.1f} s for {releases:,} releases, {releases / seconds:.0f} a second"
        )
        if signed:
            print(f"  {acts:,} signatures; making them took {made:.1f} s, releases and all")
        print("  " + said.strip().replace("\n", "\n  "))


def mutations(folder: Path, wanted: int) -> None:
    """Change one character of a live unit, or one byte of the ledger or the site, and see if ``verify`` notices."""
    dice = random.Random(20181122)  # noqa: S311 - which changes are tried is to be repeated, not to be secret
    room = newsroom(folder, 1, {})
    subprocess.run(
        [sys.executable, "-m", "workflow", "--project", str(folder), "publish"], check=True, stdout=subprocess.DEVNULL
    )
    sources = room.sources()
    (release,) = map(sources.read, sources)
    catalog = room.catalog(release.id, "en")
    assert catalog
    assert not _failures(room)
    files = [
        room.ledger_path(release.id, "en"),
        *(file for file in sorted((folder / "public").rglob("*")) if file.is_file()),
    ]
    kinds: list[Callable[[], tuple[str, Path, bytes]]] = [
        *(partial(_in_unit, dice, room, catalog, field) for field in ("context", "source", "target", "fuzzy")),
        *(partial(_in_file, dice, file) for file in files),
    ]
    tried, missed = Counter[str](), Counter[str]()
    for _ in range(wanted):
        kind, path, data = dice.choice(kinds)()
        tried[kind] += 1
        with _instead(path, data):
            if not _failures(room):
                missed[kind] += 1
                print(f"NOT NOTICED: {kind}", file=sys.stderr)
    for kind, number in sorted(tried.items()):
        print(f"{kind}: {number:,} changes, {number - missed[kind]:,} noticed")
    print(f"all: {tried.total():,} changes, {tried.total() - missed.total():,} noticed")
    sys.exit(bool(missed))


def _failures(room: Newsroom) -> int:
    return len(verify(room, folder=room.root / "public", on_problem=print).failures)


@contextmanager
def _instead(path: Path, data: bytes) -> Iterator[None]:
    before = path.read_bytes()
    path.write_bytes(data)
    try:
        yield
    finally:
        path.write_bytes(before)


def _in_unit(dice: random.Random, room: Newsroom, catalog: Catalog, field: str) -> tuple[str, Path, bytes]:
    units = list(catalog.units)
    place = dice.randrange(len(units))
    unit = units[place]
    if field == "fuzzy":
        units[place] = replace(unit, fuzzy=True)
    else:
        units[place] = replace(unit, **{field: _changed(dice, getattr(unit, field))})
    path = room.catalog_path(catalog.release, "en")
    return f"a unit's {field}", path, catalogs.dump(replace(catalog, units=tuple(units)))


_OTHER = "ab1 .,万件發\u200b\u00e9e\u0301\u0430\u202e"
"""Letters, figures, Chinese in both scripts, a zero-width space, é in both forms, a Cyrillic a, a bidirectional
control.
"""


def _changed(dice: random.Random, text: str) -> str:
    """The text with one character changed, added or taken out."""
    while True:
        place = dice.randrange(len(text) + 1)
        after = place + dice.randrange(2)
        new = text[:place] + dice.choice(["", *_OTHER]) + text[after:]
        if new != text:
            return new


def _in_file(dice: random.Random, file: Path) -> tuple[str, Path, bytes]:
    data = bytearray(file.read_bytes())
    place = dice.randrange(len(data))
    data[place] = dice.choice([byte for byte in range(256) if byte != data[place]])
    return f"a byte of {'the ledger' if file.suffix == '.jsonl' else 'a file of the site'}", file, bytes(data)


def newsroom(root: Path, releases: int, keys: dict[str, Path]) -> Newsroom:
    """A newsroom with so many approved releases. keys: by action, to sign with."""
    (root / "sources").mkdir(parents=True, exist_ok=True)
    (root / "locales/en").mkdir(parents=True)
    (root / "workflow.toml").write_text(
        SETTINGS + ('\n[review]\nsignatures = "require"\n' if keys else ""), encoding="utf-8"
    )
    for number in range(1, releases + 1):
        path = f"sources/meeting-{number}.md"
        data = SOURCE.format(number=number).encode()
        (root / path).write_bytes(data)
        release = READERS[".md"].read(data, path=path, language="zh-Hans")
        catalog, _ = sync(None, release, "en", project="Newsroom")
        units = tuple(
            replace(unit, target=f"Words {place} about {number}.") for place, unit in enumerate(catalog.units, start=1)
        )
        catalog = replace(catalog, units=units)
        (root / f"locales/en/{release.id}.po").write_bytes(catalogs.dump(catalog))
        ledger = ledgers.Ledger(release.id, "en")
        for act in (submit, approve):
            name = act.__name__
            now = look(release, catalog, ledger, {}, release.id, in_step=True)
            signing = partial(sign, key=str(keys[name])) if keys else None
            ledger = act(now, (), who=PEOPLE[name], when=WHEN, tool=TOOL, sign=signing)
        (root / f"locales/en/{release.id}.jsonl").write_bytes(ledgers.dump(ledger))
    return Newsroom.open(root)


def _keys(root: Path) -> dict[str, Path]:
    root.mkdir(parents=True)
    lines = []
    keys = {}
    for act, who in PEOPLE.items():
        keys[act] = root / f"key-{act}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(keys[act])], check=True)
        kind, key, *_ = keys[act].with_suffix(".pub").read_text(encoding="utf-8").split()
        lines.append(f"{ledgers.address(who)} {kind} {key}\n")
    (root / "allowed_signers").write_text("".join(lines), encoding="utf-8")
    return keys


if __name__ == "__main__":
    main()

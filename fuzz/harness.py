"""Run one target under atheris: ``python -m fuzz.harness TARGET [libFuzzer's options] [folders]``, from ``run.py``."""

import json
import random
import sys
from typing import Any

import atheris

with atheris.instrument_imports(include=["workflow", "fuzz", "polib", "markdown_it", "yaml", "tomllib"]):
    from fuzz import targets

_VALUES = (
    None,
    True,
    False,
    0,
    1,
    -1,
    7,
    1 << 70,
    1.5,
    "",
    "x",
    "../x",
    "\x00",
    "\ud800",
    "a\nb",
    "zh-Hans",
    "0" * 64,
    [],
    {},
    [[]],
    [""],
)


def mutate_json(data: bytes, largest: int, seed: int) -> bytes:
    """Change a ledger's lines as JSON rather than as bytes: a byte changed in the middle only breaks a digest."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    lines = data.decode("utf-8", "replace").split("\n")
    if chance.random() < 0.2:
        return bytes(atheris.Mutate(data, largest))
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                lines.insert(at, chance.choice(lines))
            case 1 if len(lines) > 1:
                del lines[at]
            case 2:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                try:
                    value = json.loads(lines[at])
                    _change(value, chance, [json.loads(line) for line in lines if line])
                    lines[at] = json.dumps(value, ensure_ascii=False)
                except (ValueError, RecursionError):
                    continue
    changed = "\n".join(lines).encode("utf-8", "surrogatepass")
    return changed if len(changed) <= largest else data


def _change(value: Any, chance: random.Random, others: list[Any]) -> None:
    """Change one thing somewhere in a JSON value."""
    while isinstance(value, (dict, list)) and value:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = chance.choice(keys)
        if isinstance(value[key], (dict, list)) and value[key] and chance.random() < 0.8:
            value = value[key]
            continue
        match chance.randrange(6):
            case 0:
                del value[key]
            case 1:
                value[key] = chance.choice(_VALUES)
            case 2 if isinstance(value, list):
                value.insert(key, value[chance.choice(keys)])
            case 3:
                value[key] = value[chance.choice(keys)]
            case 4 if isinstance(value[key], str):
                text = value[key]
                place = chance.randint(0, len(text))
                value[key] = (
                    text[:place] + chance.choice("xA0中\u202e\u200b@<>./-") + text[place + chance.randrange(2) :]
                )
            case _:
                other = chance.choice(others) if others else None
                value[key] = other.get(key, other) if isinstance(other, dict) else other
        return


def main() -> None:
    """Fuzz the target that the first argument names."""
    target = targets.TARGETS[sys.argv[1]]

    def one(data: bytes) -> None:
        try:
            target(data)
        except targets.Refused:
            return

    arguments = [sys.argv[0], *sys.argv[2:]]
    if sys.argv[1] == "ledger":
        atheris.Setup(arguments, one, custom_mutator=mutate_json)
    else:
        atheris.Setup(arguments, one)
    atheris.Fuzz()


main()

"""Fuzz every target for a while: ``make fuzz``. FUZZ_SECONDS for each (600); FUZZ_TARGETS: their names, else all.

atheris, as the group ``fuzz`` in pyproject.toml pins it, is installed into build/fuzz/site; what the fuzzer learns
stays in build/fuzz/corpus, so that the next run goes on from there. A finding is in build/fuzz/found/<target>/: make it
small (``PYTHONPATH=build/fuzz/site python -m fuzz.harness TARGET -minimize_crash=1 -max_total_time=60 FILE``), copy it
to tests/corpus/<target>/, mend what it found.
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from fuzz.seeds import WORDS, seeds
from fuzz.targets import TARGETS
from workflow.model import sha256

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "fuzz"
SITE = BUILD / "site"
LARGEST = {"ledger": 32768}
"""Bytes of an input, where not 4096: an approval holds a whole edition."""


def main() -> int:
    """→ 0, 1 if anything was found, 3 if atheris cannot be had."""
    seconds = int(os.environ.get("FUZZ_SECONDS") or 600)
    names = (os.environ.get("FUZZ_TARGETS") or " ".join(TARGETS)).split()
    if not install():
        return 3
    found = [name for name in names if not fuzz(name, seconds)]
    if found:
        print(f"found something: {', '.join(found)}; see build/fuzz/found/", file=sys.stderr)
    return 1 if found else 0


def install() -> bool:
    """Get atheris unless it is there."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    wanted = groups["fuzz"]
    marker = SITE / ".installed"
    if marker.is_file() and marker.read_text(encoding="utf-8") == "\n".join(wanted):
        return True
    pip = [
        sys.executable,
        "-m",
        "pip",
        "-q",
        "--disable-pip-version-check",
        "install",
        "--no-deps",
        "--only-binary",
        ":all:",
    ]
    if subprocess.run([*pip, "--upgrade", "--target", SITE, *wanted], check=False).returncode:
        print("atheris cannot be installed; it has wheels for Linux and Python 3.11 to 3.13", file=sys.stderr)
        return False
    marker.write_text("\n".join(wanted), encoding="utf-8")
    return True


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one target. → whether nothing was found."""
    corpus, found = BUILD / "corpus" / name, BUILD / "found" / name
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    kept = ROOT / "tests" / "corpus" / name
    for data in (*seeds(name), *(path.read_bytes() for path in sorted(kept.glob("*")))):
        (corpus / sha256(data)[:16]).write_bytes(data)
    words = BUILD / f"{name}.dict"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS[name]), encoding="ascii")
    log = BUILD / f"{name}.log"
    command = [
        *(sys.executable, "-m", "fuzz.harness", name),
        *(f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1"),
        *(f"-max_len={LARGEST.get(name, 4096)}", f"-dict={words}", f"-artifact_prefix={found}/", corpus),
    ]
    path = os.pathsep.join(filter(None, (str(SITE), os.environ.get("PYTHONPATH"))))
    with log.open("wb") as output:
        done = subprocess.run(
            command, stderr=output, stdout=output, env={**os.environ, "PYTHONPATH": path}, cwd=ROOT, check=False
        )
    said = log.read_text(encoding="utf-8", errors="replace")
    covered = [int(number) for number in re.findall(r"cov: (\d+)", said)]
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
    speed = re.search(r"stat::average_exec_per_sec:\s*(\d+)", said)
    print(
        f"{name:<14}{runs[1] if runs else '?':>10} runs {speed[1] if speed else '?':>6}/s   coverage "
        f"{covered[0] if covered else '?'} to {covered[-1] if covered else '?'}   "
        f"{'nothing found' if done.returncode == 0 else f'exit {done.returncode}, see {log.relative_to(ROOT)}'}",
        flush=True,
    )
    return done.returncode == 0


def _escaped(word: str) -> str:
    """A word as libFuzzer's dictionaries write it."""
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    sys.exit(main())

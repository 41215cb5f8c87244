"""What all tests share: outside judges, hypothesis profiles, and that a run without a test is a failure."""

import itertools
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from clock import clock
from hypothesis import settings

from workflow import interface
from workflow.cli import shared

if TYPE_CHECKING:
    from workflow.engines.argos import Argos

ROOT = Path(__file__).resolve().parent.parent
UNDER_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}

settings.register_profile("dev", deadline=None)
# In CI a change is judged by what it changed: the same examples every time, and the blob to repeat a failure.
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if UNDER_CI else "dev")

# What people set for themselves and `workflow`, git, Python or a judge would follow. Tests that are about one of these
# set it; the others must not depend on whose machine it is. Without bytecode each start of a program would compile it.
FOREIGN = re.compile(
    r"BROWSER|CLICOLOR\w*|CLOCK|COLUMNS|FORCE_COLOR|GIT_(?!SSL_)\w+|LANGUAGE|LC_\w+|LINES|NO_COLOR"
    r"|PYTHONDONTWRITEBYTECODE|SOURCE_DATE_EPOCH|SSH_ASKPASS\w*|WORKFLOW_(?!LONG$)\w+"
)
for name in list(filter(FOREIGN.fullmatch, os.environ)):
    del os.environ[name]
os.environ |= {"LANG": "C.UTF-8", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
os.umask(0o022)

# A shell's background jobs ignore Ctrl+C, and so would the servers that tests start and stop with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The outside judges: what to install when one is missing. `.ci/run` installs them all.
DEBIAN_TOOLS = {
    "msgattrib": "gettext",
    "msgcat": "gettext",
    "msgcmp": "gettext",
    "msgfmt": "gettext",
    "msgmerge": "gettext",
    "i18nspector": "i18nspector",
    "chromium": "chromium",
    "java": "default-jre-headless",
    "npm": "npm",
    "omegat": "omegat",
    "git": "git",
    "poedit": "poedit",
    "soffice": "libreoffice-writer-nogui",
    "ssh-keygen": "openssh-client",
    "xdotool": "xdotool",
    "Xvfb": "xvfb",
}
# Judges that are Python programs: the lock puts them beside the interpreter.
PYTHON_TOOLS = {"csv2po", "po2csv", "po2xliff", "pot2po", "xliff2po"}
# Judges that come as one file: `.ci/judges` puts them into build/judges/, checked against pinned digests.
FETCHED_TOOLS = {
    "vnu.jar": ROOT / "build/judges/vnu.jar",
    "axe.min.js": ROOT / "build/judges/axe.min.js",
    "epubcheck.jar": ROOT / "build/judges/epubcheck/epubcheck.jar",
}


@pytest.fixture(scope="session", autouse=True)
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Paths of caches. None is made: for each folder that pytest makes, it looks at all that it made before."""
    folder = tmp_path_factory.mktemp("caches")
    os.environ["WORKFLOW_CACHE"] = str(folder / "shared")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, caches: Iterator[Path]) -> None:
    """No test reads or writes the cache of whoever runs it."""
    monkeypatch.setenv("WORKFLOW_CACHE", str(next(caches)))


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test says with CLOCK (seconds since 1970) when people act; the product has no such variable."""
    monkeypatch.setattr(shared, "_clock", clock)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A command chooses the language of the process; the next test speaks English again."""
    yield
    interface.use(interface.ENGLISH)


@pytest.fixture(scope="session")
def require_tool() -> Callable[[str], str]:
    """A function from a judge's name to its path; the test is skipped, or under CI fails, when the judge is missing."""

    def require(name: str) -> str:
        if name in FETCHED_TOOLS:
            found = str(FETCHED_TOOLS[name]) if FETCHED_TOOLS[name].is_file() else None
            remedy = "run .ci/judges"
        elif name in PYTHON_TOOLS:
            found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
            remedy = "run make setup"
        else:
            found = shutil.which(name)
            remedy = f"install the Debian package {DEBIAN_TOOLS[name]}"
        if found:
            return found
        message = f"NOT CHECKED, {name} is missing: {remedy}"
        if UNDER_CI:
            pytest.fail(message, pytrace=False)
        pytest.skip(message)

    return require


@pytest.fixture(scope="session")
def argos_model() -> "Argos":
    """The real model zh→en, loaded once."""
    from workflow.engines.argos import load
    from workflow.errors import MissingError

    try:
        return load("zh-Hans", "en")
    except MissingError as error:
        pytest.fail(f"{error} (or make model)", pytrace=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the tests that load the model first, on one worker, so that it is loaded once."""
    for item in items:
        if item.get_closest_marker("model"):
            item.add_marker(pytest.mark.xdist_group("model"))
    items.sort(key=lambda item: item.get_closest_marker("model") is None)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run in which every test was skipped has shown nothing: make it fail as an empty one does."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or session.config.option.collectonly or exitstatus != pytest.ExitCode.OK:
        return
    if not any(reporter.stats.get(outcome) for outcome in ("passed", "failed", "error", "xfailed")):
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED

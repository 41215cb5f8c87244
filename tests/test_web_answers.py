"""What the server of the review page answers: what scripts read, and all that somebody must know."""

import ast
import asyncio
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from browsing import serving
from hypothesis import given
from hypothesis import strategies as st
from newsroom import PNG, REVIEWER, TRANSLATOR, VISIT, Newsroom, make
from starlette.requests import Request
from starlette.responses import Response

from workflow.errors import BadInput, MissingError, UsageError, WorkflowError
from workflow.model import Finding
from workflow.newsroom import signing
from workflow.newsroom.editing import key_of
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.reviewing import Line, Passage
from workflow.newsroom.signing import Signer
from workflow.web import answers, app
from workflow.web.pages import MOST_COLUMNS, MOST_LINES, Table, _groups

WEB = Path(answers.__file__).parent


def names() -> Iterator[tuple[str, str]]:
    """The names of all values in answers, each with the function that makes it."""
    for function in ast.parse(Path(answers.__file__).read_text(encoding="utf-8")).body:
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                for key in node.keys if isinstance(node, ast.Dict) else ():
                    if isinstance(key, ast.Constant):
                        yield function.name, str(key.value)


@pytest.mark.parametrize(("function", "name"), sorted(set(names())))
def test_every_value_of_an_answer_is_read_by_somebody(function: str, name: str) -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in sorted(WEB.glob("static/*.js")))
    server = "".join(path.read_text(encoding="utf-8") for path in sorted(WEB.glob("*.py")) if path.name != "answers.py")
    assert re.search(rf"\.{name}\b|\b{name}\b\s*[,}}]", scripts) or f'["{name}"]' in server, f"{function}: nobody reads"


def fail(problem: WorkflowError) -> None:
    raise AssertionError(problem)


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = make(tmp_path)
    settings = (room.root / "workflow.toml").read_text("utf-8").replace("[review]", "[review]\napprovals = 2")
    room.write("workflow.toml", settings)
    room.run("translate")
    room.translate_by_hand()
    return room


def test_whoever_signs_hears_what_the_command_line_would_say(room: Newsroom) -> None:
    newsroom = Room.open(room.root)

    def signer(who: str) -> Signer:
        return Signer(who, "2018-09-12T08:00:00Z")

    def said(signed: signing.Signed) -> tuple[str, list[str]]:
        answer = answers.signed_json(signed)
        return answer["state"], answer["said"]

    submitted = signing.submit(newsroom, "visit", "en", signer(TRANSLATOR), on_problem=fail)
    assert said(submitted) == ("submitted", [])
    unsigned = replace(submitted, unsigned="has expired")
    assert said(unsigned) == ("submitted", ["Recorded without a signature: your signature has expired"])
    first = signing.approve(newsroom, "visit", "en", signer(REVIEWER), on_problem=fail)
    assert said(first) == ("submitted", ["1 more person must approve it"])
    second = signing.approve(newsroom, "visit", "en", signer("Another <another@example.org>"), on_problem=fail)
    assert said(second) == ("approved", [])


# --- findings ---


def test_findings_are_with_their_units_and_others_with_the_text(room: Newsroom) -> None:
    present = Room.open(room.root).present(Room.open(room.root).find_one("visit"), "en")
    assert present.catalog
    units = present.catalog.units[:2]
    elsewhere = replace(units[0], source="别的句子。")
    found = [
        Finding("values", "error", "finding 0", units[0]),
        Finding("values", "warning", "finding 1", units[1]),
        Finding("values", "error", "finding 2", elsewhere),
        Finding("values", "warning", "finding 3", units[0]),
    ]
    answer = answers.findings_json(present, found, found[1:])
    said = {
        key: [(each["message"], each["waived"]) for each in each_unit] for key, each_unit in answer["units"].items()
    }
    assert said == {
        key_of(units[0]): [("finding 0", True), ("finding 3", False)],
        key_of(units[1]): [("finding 1", False)],
        "": [("finding 2", False)],
    }
    assert (answer["errors"], answer["warnings"]) == (1, 2)


# --- tables ---


def passage(row: int, column: int, lines: int = 1, table: int = 0) -> Passage:
    words = f"{table}.{row}.{column}"
    line = Line(words)
    return Passage("cell", (line,) * lines, int(row == 0), ("table",), (table, row, column), "")


@given(st.lists(st.tuples(st.integers(1, MOST_COLUMNS + 1), st.integers(1, 3), st.booleans()), max_size=4))
def test_tables_are_shown_as_tables_unless_they_are_too_large(tables: list[tuple[int, int, bool]]) -> None:
    passages, expected = list[Passage](), list[object]()
    for number, (columns, rows, large) in enumerate(tables):
        cells = [
            [
                passage(row, column, MOST_LINES + 1 if large and row == column == 0 else 1, number)
                for column in range(columns)
            ]
            for row in range(rows)
        ]
        passages += [cell for row in cells for cell in row]
        whole = Table(columns, tuple(cell.lines[0].text for cell in cells[0]), tuple(map(tuple, cells)))
        expected += [*chain(*cells)] if large or columns > MOST_COLUMNS else [whole]
    assert list(_groups(passages)) == expected


# --- errors, pictures ---


def all_errors(kind: type[WorkflowError] = WorkflowError) -> Iterator[type[WorkflowError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from all_errors(each)


@pytest.mark.parametrize("kind", sorted(set(all_errors()), key=repr))
def test_an_error_is_one_sentence_and_says_whose_fault_it_is(kind: type[WorkflowError]) -> None:
    async def handler(_server: app.Server, _request: Request) -> Response:
        raise kind("It failed.")

    async def ask() -> Response:
        server = cast("app.Server", SimpleNamespace(stopping=asyncio.Event()))
        return await app._open(server, handler)(cast("Request", None))

    answer = asyncio.run(ask())
    statuses: dict[type[WorkflowError], int] = {BadInput: 422, UsageError: 404, MissingError: 503}
    wanted = next((status for base, status in statuses.items() if issubclass(kind, base)), 409)
    assert (answer.status_code, bytes(answer.body)) == (wanted, b"It failed.\n")


def test_pictures_of_a_release_are_shown_and_no_other_files(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.write("sources/visit.md", f"{VISIT}\n![会场](images/hall.png)\n")
    for name in ("hall", "other"):
        room.write(f"sources/images/{name}.png", PNG)
    with serving(room.root) as served:
        cookie = served.cookie()
        found = served.ask("/image/visit?path=images/hall.png", cookie=cookie)
        assert (found.status, found.headers["content-type"]) == (200, "image/png")
        assert found.body == PNG.decode("utf-8", "replace")
        for path in ("images/other.png", "visit.md", "../workflow.toml", ""):
            assert served.ask(f"/image/visit?path={path}", cookie=cookie).status == 404
        assert served.ask("/image/nothing?path=images/hall.png", cookie=cookie).status == 404


def test_who_runs_the_page_for_themselves_signs_with_their_own_key(
    room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = (room.root / "workflow.toml").read_text("utf-8").replace("[review]", '[review]\nsignatures = "require"')
    room.write("workflow.toml", settings)
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    room.write("allowed_signers", f"translator@example.org {key.with_suffix('.pub').read_text('utf-8')}")
    monkeypatch.setenv("WORKFLOW_SIGNING_KEY", str(key))
    with serving(room.root) as served:
        cookie, body = served.cookie(), b'{"act": "submit"}'
        answer = served.ask("/api/en/visit/act", method="POST", body=body, cookie=cookie, origin=served.address)
        assert answer.status == 200, answer.body
        assert json.loads(answer.body)["said"] == []
    assert "signature" in json.loads((room.root / "locales/en/visit.jsonl").read_text("utf-8"))

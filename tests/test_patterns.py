"""Patterns that are compiled when a text first needs them find what ``re`` finds."""

import ast
import gc
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import workflow.checks
import workflow.languages
import workflow.readers
from workflow.languages import lists
from workflow.patterns import Late, late


def every_pattern_with_needs() -> list[Late]:
    for package in (workflow.languages, workflow.checks, workflow.readers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    for path in (lists.HERE / "chinese").glob("*.tsv"):
        kinds = dict.fromkeys(row.kind for row in lists.rows("chinese", path.stem))
        for kind in (kind for kind in kinds if kind.isidentifier()):
            lists.pattern("chinese", path.stem, kind)
    found = {(each.pattern, each.needs): each for each in gc.get_objects() if isinstance(each, Late) and each.needs}
    return [found[key] for key in sorted(found, key=lambda key: key[0])]


PATTERNS = every_pattern_with_needs()


def follow(needs: frozenset[str], parsed: Any, flags: int) -> bool:
    """Return whether every match of a parsed pattern has one of these characters."""
    return any(_follow(needs, kind, argument, flags) for kind, argument in parsed)


def _follow(needs: frozenset[str], kind: object, argument: object, flags: int) -> bool:
    def needed(code: int) -> bool:
        char = chr(code)
        return char in needs and not (flags & re.IGNORECASE and char.lower() != char.upper())

    match kind, argument:
        case sre.LITERAL, int(code):
            return needed(code)
        case sre.IN, list(members):
            return all(
                (member == sre.LITERAL and needed(what))
                or (member == sre.RANGE and all(map(needed, range(what[0], what[1] + 1))))
                for member, what in members
            )
        case sre.BRANCH, (_, list(branches)):
            return all(follow(needs, branch, flags) for branch in branches)
        case sre.SUBPATTERN, (_, _, _, inside):
            return follow(needs, inside, flags)
        case ((sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT), (int(least), _, inside)):
            return least > 0 and follow(needs, inside, flags)
        case sre.ATOMIC_GROUP, inside:
            return follow(needs, inside, flags)
    return False


def test_there_are_patterns_with_needs() -> None:
    assert len(PATTERNS) > 40


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.pattern[:40])
def test_what_a_pattern_needs_follows_from_the_pattern(pattern: Late) -> None:
    flags = re.compile(pattern.pattern, pattern._given).flags
    assert follow(pattern.needs, _parser.parse(pattern.pattern, pattern._given), flags)


@pytest.mark.parametrize(
    ("pattern", "needs"), [("a|b", "a"), ("(?:a)?b", "a"), ("[ab]", "a"), ("[^a]", "a"), ("b(?=a)", "a"), (r"\d", "1")]
)
def test_what_does_not_follow_is_noticed(pattern: str, needs: str) -> None:
    assert not follow(frozenset(needs), _parser.parse(pattern), 0)


@given(st.data())
def test_a_late_pattern_finds_what_re_finds(data: st.DataObject) -> None:
    given_ = data.draw(st.sampled_from(PATTERNS))
    characters = sorted({*re.sub(r"\\[A-Za-z]", "", given_.pattern), *given_.needs, *"年1２ a，.\n"})
    text = data.draw(st.text(st.sampled_from(characters), max_size=30))
    at = data.draw(st.integers(0, len(text)))
    plain = re.compile(given_.pattern, given_._given)

    def fresh() -> re.Pattern[str]:
        return late(given_.pattern, given_._given, needs="".join(given_.needs))

    def shown(found: re.Match[str] | None) -> object:
        return found and (found.span(), found.groups(), found.lastgroup)

    for name in ("search", "match", "fullmatch"):
        assert shown(getattr(fresh(), name)(text)) == shown(getattr(plain, name)(text))
        assert shown(getattr(fresh(), name)(text, at)) == shown(getattr(plain, name)(text, at))
        assert shown(getattr(fresh(), name)(text, 0, at)) == shown(getattr(plain, name)(text, 0, at))
    assert [shown(found) for found in fresh().finditer(text)] == [shown(found) for found in plain.finditer(text)]
    assert fresh().findall(text) == plain.findall(text)
    assert fresh().split(text) == plain.split(text)
    assert fresh().split(text, maxsplit=1) == plain.split(text, maxsplit=1)
    assert fresh().sub("|", text) == plain.sub("|", text)
    assert fresh().subn("|", text, count=1) == plain.subn("|", text, count=1)


def test_nothing_is_compiled_before_a_text_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_ = re.compile

    def counted(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return compile_(pattern, flags)

    monkeypatch.setattr(re, "compile", counted)
    pattern = late("(?P<one>甲)乙", needs="甲")
    assert pattern.search("乙丙") is None
    assert pattern.sub("", "乙丙") == "乙丙"
    assert compiled == []
    for _ in range(2):
        found = pattern.search("丙甲乙")
        assert found
        assert found["one"] == "甲"
    assert pattern.search("乙丙") is None
    assert compiled == ["(?P<one>甲)乙"]


class Counted(str):
    """A text that counts how often it is looked through for the characters that a pattern needs."""

    looked_through = 0

    def __iter__(self) -> Iterator[str]:
        self.looked_through += 1
        return super().__iter__()


@pytest.mark.parametrize("method", ["search", "match", "fullmatch", "finditer", "findall"])
def test_a_text_is_not_looked_through_for_each_of_its_places(method: str) -> None:
    text = Counted("乙丙" * 10)
    pattern = late("甲", needs="甲")
    assert not list(getattr(pattern, method)(text) or ())
    assert text.looked_through == 1
    for place in range(len(text)):
        assert not list(getattr(pattern, method)(text, place) or ())
    assert text.looked_through == 1


def test_what_else_a_pattern_has_is_there_too() -> None:
    pattern = late("(?P<one>a)", re.IGNORECASE)
    assert pattern.pattern == "(?P<one>a)"
    assert pattern.groupindex == {"one": 1}
    assert pattern.flags & re.IGNORECASE


BAD = "("


def test_a_bad_pattern_is_an_error_when_it_is_first_used() -> None:
    with pytest.raises(re.error):
        late(BAD).search("")


def test_every_pattern_is_valid() -> None:
    for module in pkgutil.walk_packages(workflow.__path__, "workflow."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    patterns = [each for each in gc.get_objects() if isinstance(each, Late) and each.pattern != BAD]
    assert len(patterns) > len(PATTERNS)  # not only those that name their needs
    for each in patterns:
        re.compile(each.pattern, each._given)


@pytest.mark.parametrize("room", ["languages", "checks", "readers"])
def test_importing_a_room_compiles_nothing(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        for node in _run_on_import(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
                assert ast.unparse(node.args[0]).startswith("b"), f"{path}:{node.lineno}: use late"


def _run_on_import(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from _run_on_import(child)


ROOT = Path(workflow.languages.__path__[0]).parent


def test_no_function_of_re_is_given_a_late_pattern() -> None:
    """Type checkers take a late pattern for a compiled one, but the functions of ``re`` take only strings and those."""
    wrong = []
    for path in sorted(Path(workflow.checks.__file__).parent.parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        late = {
            target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _called(node.value) == "late"
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        wrong += [
            f"{path.name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and _called(node).startswith("re.") and node.args
            if isinstance(node.args[0], ast.Name) and node.args[0].id in late
        ]
    assert wrong == []


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func)

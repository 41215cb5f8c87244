"""Whatever people read goes through ``say``: found in the syntax of the program, not by reading it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import workflow
from workflow import cli

PACKAGE = Path(workflow.__file__).parent

_PROSE = re.compile(r"[a-z]{2,}[,.:;]? | [a-z(]{2,}")
"""A word with a space beside it: a piece of a sentence."""

_MESSAGES = {"say", "say_n"}
_ERRORS = {"WorkflowError", "GateError", "SomebodyElseError", "BadInput", "UsageError", "MissingError"}


@cache
def _modules() -> dict[str, ast.Module]:
    return {
        file.relative_to(PACKAGE).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted(PACKAGE.rglob("*.py"))
    }


def _called(node: ast.AST) -> str:
    """The last part of what a call calls."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _errors() -> set[str]:
    """The names of all errors that people see."""
    found = set(_ERRORS)
    classes = [node for tree in _modules().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while new := {each.name for each in classes if {getattr(base, "id", "") for base in each.bases} & found} - found:
        found |= new
    return found


def _literals(node: ast.AST) -> Iterator[ast.Constant]:
    """The texts below a node that are not in a message, a docstring or a help text."""
    if isinstance(node, ast.Call) and _called(node) in _MESSAGES:
        for keyword in node.keywords:
            yield from _literals(keyword.value)
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.keyword) and node.arg in ("help", "metavar"):
        return
    if isinstance(node, ast.AnnAssign):
        if node.value is not None:
            yield from _literals(node.value)
        return
    if isinstance(node, ast.arg | ast.Assert):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _literals(child)


def _glued(node: ast.AST) -> bool:
    """Whether a text is made of others, so that it is English for good."""
    if isinstance(node, ast.IfExp):
        return _glued(node.body) or _glued(node.orelse)
    return (
        isinstance(node, ast.JoinedStr | ast.BinOp)
        or (isinstance(node, ast.Constant) and bool(_PROSE.search(str(node.value))))
        or _called(node) in {"str", "format", "join", "replace"}
    )


def test_no_error_is_glued_together() -> None:
    wrong, errors = [], _errors()
    for name, tree in _modules().items():
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
        wrong += [f"{name}:{call.lineno}" for call in calls if _called(call) in errors and _glued(call.args[0])]
    assert not wrong, "\n".join(wrong)


def test_no_value_of_a_message_is_a_sentence_in_english() -> None:
    wrong = []
    for name, tree in _modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in _MESSAGES:
                found = [str(each.value) for each in _literals(node)]
                wrong += [f"{name}:{node.lineno}: {text}" for text in found if _is_said(text)]
    assert not wrong, "\n".join(wrong)


def test_whoever_speaks_to_people_says_nothing_in_english_only() -> None:
    wrong = []
    for name, tree in _modules().items():
        if name.startswith(_SPEAKING) and name not in _FORMATS:
            found = [str(each.value) for each in _literals(tree)]
            wrong += [f"{name}: {text}" for text in found if _is_said(text) and text not in _STORED]
    assert not wrong, "\n".join(wrong)


_SPEAKING = ("cli/", "web/", "newsroom/", "catalogs/po.py")
"""Rooms whose texts are messages. The others have data: words of pages and languages, doubts and origins of drafts."""
_FORMATS = {"newsroom/cache.py", "newsroom/reports.py", "newsroom/teachers.py"}
"""SQL, JUnit and keys."""
_STORED = {
    # comments and origins in catalogs
    *("mt: ", "memory: ", "mt: |memory: |", "memory: 100 %", "memory: 100 % from ", "no draft: ", "nothing came back"),
    *(" from approved ", " of ", "the approved ", " has changed, and now says “", "the "),
    r"the approved [\w-]{1,40} has changed, and now says “",
    # kinds of what is left out, of lines of catalogs, of digests
    *("alternative text", "other pages", "style sheet", "page number", "more previous", "cannot be read"),
    # a file and a key of the settings
    ": site.logo: ",
    # what only a programmer can see
    *("the writer ", " made ", ", which is the release's id with none of its suffixes"),
}


_HELP = set(cli.COMMANDS.values())  # translated by in_words, which test_interface looks at
_COMMANDS = re.compile(r"(workflow|review|memory|terms|model) [a-z-]* ?|workflow model install |workflow: | --to ")
_FOR_PROGRAMS = re.compile(
    r"""
    (text|image)/\S+;[ ]charset=.*     # types of files
    | default-src[ ].*                 # what browsers may load
    | https?://.*                     # names of XML
    | <.*                              # markup
    | :[ ](open|still[ ]here)\n\n      # streams
    | (id:[ ]told)?\n(event|data):[ ]
    | [ ](level-|first)                # classes
    | \\\(score[ ].*                   # drafts' origins
    | title,[ ]                        # readers' places, as catalogs have them
    | [ ]merge=|[ ]-P[ ].*|[ ]\|\|[ ].*  # git's settings
    | exit[ ]status[ ]|fatal:[ ]       # git's answers
    | [\w\[\], ]*[|\]][\w\[\], |]*    # types in quotation marks
    | [ ]for[ ]|wrong[ ]password[ ]for[ ]|no[ ]address|,[ ]from[ ]|.*changed[ ]their[ ]password.*  # the server's log
    """,
    re.VERBOSE | re.DOTALL,
)


def _is_said(text: str) -> bool:
    """Whether a text is one that people read."""
    return bool(_PROSE.search(text)) and not (
        text in _HELP or _COMMANDS.fullmatch(text) or _FOR_PROGRAMS.fullmatch(text)
    )

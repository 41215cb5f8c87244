"""Front matter of plain lines is read without YAML, and as YAML reads it."""

import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from newsroom import make

from workflow.errors import BadInput
from workflow.readers.composing import composed
from workflow.readers.front_matter import Value, simple_values, values_of

# What YAML gives a meaning somewhere, beside what never has one.
_PIECES = [
    "a",
    "null",
    "true",
    "2018",
    "通知",
    "“",
    "》",
    "：",
    ":",
    " ",
    "  ",
    "-",
    "?",
    "&",
    "#",
    "%",
    "=",
    "~",
    ".",
    ",",
]
_PIECES += [
    "/",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    "!",
    "|",
    ">",
    "*",
    "@",
    "`",
    "\\",
    "\t",
    "\u2028",
    "\u00a0",
    "<<",
    "_",
    "+",
]
_KEYS = ["title", "date", "id", "Title", "other", "null", "-", "a b", "y"]
_LINES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(_KEYS),
    st.sampled_from([": ", ":", ":  ", " : ", ":\n "]),
    st.lists(st.sampled_from(_PIECES), max_size=6).map("".join),
    st.sampled_from(["\n", "\n\n", " \n", "", "\n  a\n", "\r\n"]),
)


def by_yaml(text: str) -> dict[str, Value] | str | None:
    try:
        return composed(text, "sources/visit.md")
    except BadInput as error:
        return str(error)


@given(st.lists(_LINES, max_size=4).map("".join))
def test_what_is_read_without_yaml_is_what_yaml_reads(text: str) -> None:
    found = simple_values(text)
    if found is not None:
        assert found == by_yaml(text)


@given(
    st.lists(
        st.tuples(st.sampled_from(["title", "date", "other"]), st.text(alphabet="a2通 :-?&%=~.,/_+“》：")), max_size=3
    )
)
def test_lines_of_a_key_and_words_are_read_alike(lines: list[tuple[str, str]]) -> None:
    text = "".join(f"{key}: {words}\n" for key, words in lines)
    found = simple_values(text)
    if found is not None:
        assert found == by_yaml(text)


def test_usual_front_matter_needs_no_yaml() -> None:
    text = "title: 吴思远率团访问慕尼黑，签署7份备忘录\ndate: 2015-01-04\nauthor: someone\nsource: https://www.example.org/zh/10?a=1&b=2"
    found = simple_values(text)
    assert found == composed(text, "x") == values_of(text, "x")
    assert found is not None
    assert {key: text[each.start : each.end] for key, each in found.items()} == {
        "title": "吴思远率团访问慕尼黑，签署7份备忘录",
        "date": "2015-01-04",
        "source": "https://www.example.org/zh/10?a=1&b=2",
    }
    for odd in ("title: null\n", "title: 'a'\n", "title: a # b\n", "title: a\ntitle: b\n", "title: a\n  b\n", ""):
        assert simple_values(odd) is None


def test_a_release_is_read_without_importing_yaml(tmp_path: Path) -> None:

    room = make(tmp_path)
    code = "import sys; from workflow.cli import cli; cli(sys.argv[1:], standalone_mode=False); assert 'yaml' not in sys.modules"
    command = [sys.executable, "-c", code, "--project", str(room.root), "check", "visit"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr

"""Catalog ⇄ PO: nothing is lost or changed on the way, gettext agrees, and what is broken is refused with its line."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from workflow.catalogs import po as catalogs
from workflow.errors import BadInput
from workflow.model import Catalog, Unit, UnitState

HEADERS = (
    ("Project-Id-Version", "Sample 2018-09-12-visit"),
    ("Report-Msgid-Bugs-To", ""),
    ("POT-Creation-Date", "2018-09-12 00:00+0000"),
    ("PO-Revision-Date", "2018-09-14 10:00+0000"),
    ("Last-Translator", "Translator <translator@example.org>"),
    ("Language-Team", "none"),
    ("Language", "en"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=UTF-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("X-Source-Language", "zh-Hans"),
    ("X-Source-Digest", "0" * 64),
    ("X-Something-Else", "kept"),
    ("A-Later-Field", "also kept, and not sorted"),
)
HEAD = """# The team's note
#
# in three lines
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
BODY = """# mt: argos zh→en 1.9 (score -0.21) #1a2b3c4d
# a note
#. paragraph 1, sentence 2
#: sources/2018-09-12-visit.md
#, fuzzy
#| msgctxt "caption"
#| msgid "申长雨会见高锐"
msgctxt "heading"
msgid "申长雨会见了高锐"
msgstr "Shen Changyu meets Francis Gurry"

#. paragraph 2
#: sources/2018-09-12-visit.md
msgid "他说：\\"好。\\""
msgstr ""
"He said:\\n"
"\\"Good.\\""

# why it went
#, fuzzy
#~| msgctxt ""
#~| msgid ""
#~| "旧\\n"
#~| "文"
#~ msgid "没有了"
#~ msgstr "gone"

#~ msgctxt "title"
#~ msgid "标题"
#~ msgstr "Title"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples of a property."""
    return tmp_path_factory.mktemp("catalogs")


def load(path: Path) -> Catalog:
    return catalogs.parse(path.read_bytes(), name="locales/en/visit.po", release="visit", language="en")


def read(folder: Path, content: str | bytes) -> Catalog:
    path = folder / "read.po"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return load(path)


def msgcat(path: Path, *options: str) -> bytes:
    return subprocess.run(["msgcat", *options, str(path)], check=True, capture_output=True).stdout


# Few characters, so that they meet: what escapes, what other readers take for a line end, what looks like PO.
CHARACTERS = '一二a "\\\n\t\r\v\b\f\u2028\u2029\x85\x1c\x1d\x1e\u3000#~|%,:'
TEXTS = st.text(CHARACTERS, max_size=8)
SOURCES = st.text(CHARACTERS, min_size=1, max_size=8)
PATHS = st.text("a一/ %\\\u3000\x85\u2068\t", min_size=1, max_size=6)


@st.composite
def units(draw: st.DrawFn, source: str, context: str, *, obsolete: bool) -> Unit:
    target = draw(SOURCES if obsolete else TEXTS)  # msgcat drops obsolete entries without a translation
    previous = draw(st.none() | TEXTS)
    return Unit(
        source=source,
        context=context,
        target=target,
        fuzzy=bool(target) and draw(st.booleans()),
        previous_source=previous,
        previous_context=None if previous is None else draw(st.sampled_from([None, "", "cell"])),
        comments=tuple(draw(st.lists(TEXTS, max_size=2))),
        place="" if obsolete else draw(TEXTS),
        occurrences=() if obsolete else tuple(draw(st.lists(PATHS, max_size=2, unique=True))),
    )


@st.composite
def some_catalogs(draw: st.DrawFn) -> Catalog:
    keys = draw(st.lists(st.tuples(SOURCES, st.sampled_from(["", "heading", 'a "b"'])), unique=True, max_size=5))
    cut = draw(st.integers(0, len(keys)))
    return Catalog(
        release="visit",
        language="en",
        units=tuple(draw(units(*key, obsolete=False)) for key in keys[:cut]),
        obsolete=tuple(draw(units(*key, obsolete=True)) for key in keys[cut:]),
        headers=HEADERS,
        comment=draw(TEXTS),
    )


@given(made=some_catalogs())
def test_writing_a_catalog_that_we_wrote_changes_no_byte(made: Catalog, folder: Path) -> None:
    data = catalogs.dump(made)
    again = read(folder, data)
    assert catalogs.dump(again) == data
    assert [
        (u.key, u.target, u.fuzzy, u.previous_source, u.previous_context) for u in again.units + again.obsolete
    ] == [(u.key, u.target, u.fuzzy, u.previous_source, u.previous_context) for u in made.units + made.obsolete]
    assert [u.occurrences for u in again.units] == [u.occurrences for u in made.units]
    assert again.headers == made.headers


@settings(max_examples=60)
@given(made=some_catalogs())
def test_msgcat_changes_no_byte_of_what_we_wrote(
    made: Catalog, folder: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("msgcat")
    # An empty file is what msgcat makes of a catalog without entries.
    made = replace(made, units=(*made.units, Unit("最后一句")))
    path = folder / "ours.po"
    path.write_bytes(catalogs.dump(made))
    assert msgcat(path, "--no-wrap") == path.read_bytes()


@settings(max_examples=60)
@given(made=some_catalogs(), options=st.sampled_from([(), ("--width=20",)]))
def test_what_msgcat_wrapped_or_an_editor_saved_with_other_line_ends_is_the_same_catalog(
    made: Catalog, options: tuple[str, ...], folder: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("msgcat")
    made = replace(made, units=(*made.units, Unit("最后一句", target="the last sentence, which has to be wrapped")))
    path = folder / "wrapped.po"
    path.write_bytes(catalogs.dump(made))
    ours = load(path)
    wrapped = msgcat(path, *options)
    assert read(folder, wrapped) == ours
    assert read(folder, wrapped.replace(b"\n", b"\r\n")) == ours
    assert read(folder, b"\xef\xbb\xbf" + wrapped) == ours


def test_a_file_in_which_every_text_starts_on_a_line_of_its_own_is_the_same_catalog(folder: Path) -> None:
    spread = HEAD + BODY.replace('msgid "', 'msgid ""\n"').replace('#~ msgid ""\n"', '#~ msgid ""\n#~ "').replace(
        '#| msgid ""\n"', '#| msgid ""\n#| "'
    ).replace('#~| msgid ""\n"', '#~| msgid ""\n#~| "')
    assert spread != HEAD + BODY
    assert read(folder, spread) == read(folder, HEAD + BODY)


def test_comments_flags_previous_texts_and_headers_come_through(folder: Path) -> None:
    made = read(folder, HEAD + BODY)
    assert made.comment == "The team's note\n\nin three lines"
    assert made.headers == (
        ("Language", "en"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    )
    assert made.units[0] == Unit(
        source="申长雨会见了高锐",
        context="heading",
        target="Shen Changyu meets Francis Gurry",
        fuzzy=True,
        previous_source="申长雨会见高锐",
        previous_context="caption",
        comments=("mt: argos zh→en 1.9 (score -0.21) #1a2b3c4d", "a note"),
        place="paragraph 1, sentence 2",
        occurrences=("sources/2018-09-12-visit.md",),
    )
    assert made.units[1].target == 'He said:\n"Good."'
    assert made.obsolete == (
        Unit(
            source="没有了",
            target="gone",
            fuzzy=True,
            previous_source="旧\n文",
            previous_context="",
            comments=("why it went",),
        ),
        Unit(source="标题", context="title", target="Title"),
    )
    assert catalogs.dump(made).decode() == HEAD + BODY


def test_unknown_flags_a_fuzzy_header_and_header_lines_that_are_no_fields_are_kept(folder: Path) -> None:
    text = (
        '#, fuzzy\nmsgid ""\nmsgstr ""\n"no field\\n"\n"X-B: 2\\n"\n"X-A: 1: one\\n"\n"X-B: again\\n"\n\n'
        '#, fuzzy, approved, ignore-figures\nmsgid "一"\nmsgstr "one"\n'
    )
    made = read(folder, text)
    assert read(folder, '#, no-wrap fuzzy\nmsgid "一"\nmsgstr "one"\n').units[0].fuzzy  # as gettext reads it
    assert made.header_flags == ("fuzzy",)
    assert made.headers == (("", "no field"), ("X-B", "2"), ("X-A", "1: one"), ("X-B", "again"))
    assert made.units[0].flags == ("approved", "ignore-figures")
    assert catalogs.dump(made).decode() == text


def test_the_line_of_a_unit_is_where_its_entry_starts(folder: Path) -> None:
    lines = (HEAD + BODY).split("\n")
    made = read(folder, HEAD + BODY)
    assert [lines[unit.line - 1] for unit in made.units + made.obsolete] == [
        "# mt: argos zh→en 1.9 (score -0.21) #1a2b3c4d",
        "#. paragraph 2",
        "# why it went",
        '#~ msgctxt "title"',
    ]
    without_header = read(folder, '\n# note\nmsgid "一"\nmsgstr ""\n')
    assert (without_header.units[0].line, without_header.units[0].comments) == (2, ("note",))


def test_a_path_with_spaces_and_chinese_is_one_occurrence(folder: Path) -> None:
    made = Catalog("visit", "en", units=(Unit("一", occurrences=("sources/说明 书.md", "sources/100%.md")),))
    data = catalogs.dump(made)
    assert "#: sources/说明%20书.md sources/100%25.md\n" in data.decode()
    assert read(folder, data).units[0].occurrences == ("sources/说明 书.md", "sources/100%.md")
    assert catalogs.dump(Catalog("visit", "en", units=(Unit("一", occurrences=("a", "a")),))).startswith(b"#: a\n")
    # What other tools wrote: line numbers, percent signs that encode nothing.
    foreign = read(folder, '#: a.c:12 50%.md %ff\nmsgid "一"\nmsgstr ""\n')
    assert foreign.units[0].occurrences == ("a.c:12", "50%.md", "%ff")


def test_an_entry_both_live_and_obsolete_is_read_so_that_syncing_can_fix_it(folder: Path) -> None:
    made = read(
        folder, HEAD + 'msgid "一"\nmsgstr "one"\n\n#~ msgid "一"\n#~ msgstr "1"\n\n#~ msgid "一"\n#~ msgstr "I"\n'
    )
    assert [unit.target for unit in made.units + made.obsolete] == ["one", "1", "I"]


def test_an_untranslated_entry_is_not_written_as_fuzzy_because_gettext_would_not_keep_that() -> None:
    assert b"fuzzy" not in catalogs.dump(Catalog("visit", "en", units=(Unit("一", fuzzy=True),)))


def test_control_characters_that_no_po_file_can_hold_are_not_written(folder: Path) -> None:
    assert (
        read(folder, catalogs.dump(Catalog("visit", "en", units=(Unit("一", target="a\0b\a"),)))).units[0].target
        == "ab"
    )


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ('msgid "一"\nmsgstr "one\n', 2, "no closing quotation mark"),
        ('msgid "一"\nmsgstr "one\\"\n', 2, "no closing quotation mark"),
        ('msgid "一"\nmsgstr "one\\\n', 2, "no closing quotation mark"),
        ('msgid "一"\nmsgstr "one" two\n', 2, "text after the closing quotation mark"),
        ('msgid "一"\nmsgstr "one "two" three"\n', 2, 'write \\" for a quotation mark'),
        ('msgid "一"\nmsgstr "one " "two" three\n', 2, "text after the closing quotation mark"),
        ('msgid "一"\nmsgstr "one\\\\" two"\n', 2, "text after the closing quotation mark"),
        ('msgid "一"\nmsgstr "C:\\data"\n', 2, "\\d means nothing in a PO file"),
        ('msgid "一"\nmsgstr "\\x41"\n', 2, "\\x means nothing in a PO file"),
        ('msgid "一"\n\n#. next\nmsgid "二"\nmsgstr "two"\n', 1, "no msgstr before line 3"),
        ('msgid "一"\nmsgid "二"\nmsgstr "two"\n', 1, "no msgstr before line 2"),
        ('msgid "一"\n# between\nmsgstr "one"\n', 1, "no msgstr before line 2"),
        ('# note\nmsgid "一"\n', 1, "no msgstr before the end of the file"),
        ('msgctxt "title"\n', 1, "no msgstr before the end of the file"),
        ('msgctxt "title"\nmsgctxt "title"\nmsgid "一"\nmsgstr "one"\n', 1, "no msgstr before line 2"),
        ('msgstr "one"\n', 1, "without a msgid"),
        ('msgid "一"\nmsgstr "one"\nmsgstr "two"\n', 3, "without a msgid"),
        ('"one"\n', 1, "belongs to no entry"),
        ('msgid "一"\nmsgstr "one"\n# note\n"more"\n', 4, "belongs to no entry"),
        ('#| "一"\nmsgid "一"\nmsgstr "one"\n', 1, "belongs to no entry"),
        ('#| msgstr "一"\nmsgid "一"\nmsgstr "one"\n', 1, "belongs to no entry"),
        ('#~ msgid "一"\nmsgstr "one"\n', 2, "only part of this entry is marked as obsolete"),
        ('#~ msgid "一"\n#~ msgstr ""\n"one"\n', 3, "only part of this entry is marked as obsolete"),
        ('#~ msgctxt "title"\nmsgid "一"\nmsgstr "one"\n', 2, "only part of this entry is marked as obsolete"),
        ('msgctxt "title"\n#~ msgid "一"\n#~ msgstr "one"\n', 2, "only part of this entry is marked as obsolete"),
        ('#~ msgid ""\n#~ msgstr "one"\n', 1, "without a source text"),
        ('msgid "一"\nmsgstr "one"\nhello there\n', 3, "“hello there” is neither"),
        ("hello there\n", 1, "“hello there” is neither"),
        ("fuzzy\n", 1, "“fuzzy” is neither"),
        ('#note\nmsgid "一"\nmsgstr "one"\n', 1, "put a space after #"),
        ('#====\nmsgid "一"\nmsgstr "one"\n', 1, "put a space after #"),
        ('#fuzzy\nmsgid "一"\nmsgstr "one"\n', 1, "for a draft, write #, fuzzy"),
        ('#!fuzzy\nmsgid "一"\nmsgstr "one"\n', 1, "for a draft, write #, fuzzy"),
        ('#~msgid "一"\n#~msgstr "one"\n', 1, "put a space before msgctxt, msgid"),
        ("# the end\n", 1, "comment after the last entry"),
        ('msgid "一"\nmsgstr "one"\n\n# the end\n#, fuzzy\n', 4, "comment after the last entry"),
        ('msgid "一"\nmsgstr "one"\n#.\n', 3, "comment after the last entry"),
        ('msgid "一"\nmsgid_plural "一"\nmsgstr[0] "one"\n', 2, "a plural entry"),
        ('#| msgid_plural "一"\nmsgid "一"\nmsgstr "one"\n', 1, "a plural entry"),
        (
            '<<<<<<< HEAD\nmsgid "一"\n',
            1,
            "a merge conflict (<<<<<<<); abort the merge, run workflow merge-driver install",
        ),
        ('msgid "一"\n<<<<<<< HEAD\nmsgstr "one"\n=======\nmsgstr "two"\n>>>>>>> branch\n', 2, "a merge conflict"),
        ('msgid "一"\nmsgstr "one"\n=======\n', 3, "a merge conflict"),
        ('msgid "一"\nmsgstr "one"\n>>>>>>> branch\n', 3, "a merge conflict"),
        ('msgid "一"\nmsgstr "one"\n\n# again\nmsgid "一"\nmsgstr "1"\n', 4, "repeats the entry of line 1 (“一”)"),
        ('msgid ""\nmsgstr "X: 1\\n"\n\nmsgid ""\nmsgstr "X: 2\\n"\n', 4, "repeats the entry of line 1"),
        ('msgid ""\nmsgstr ""\n"Language: de\\n"\n', 3, "Language: de, but catalogs here are in en"),
        (
            'msgid ""\nmsgstr ""\n"X: 1\\n"\n"Content-Type: text/plain; charset=GBK\\n"\n',
            4,
            "charset=GBK; save the file as UTF-8",
        ),
        ('msgid ""\nmsgstr "Content-Type: text/plain; charset=CHARSET\\n"\n', 2, "write charset=UTF-8"),
        ('msgid "一"\nmsgstr "a\0b"\n', 2, "control character U+0000"),
        ('msgid "一"\n\nmsgstr "a\ab"\n', 3, "control character U+0007"),
    ],
)
def test_a_broken_catalog_is_refused_with_file_line_and_remedy(
    content: str, line: int, words: str, folder: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        read(folder, content)
    message = str(caught.value)
    assert message.startswith(f"locales/en/visit.po:{line}: ")
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize("targets", list(product(("", "words"), repeat=3)))
def test_translations_that_nothing_says_to_be_drafts_or_not_are_refused(targets: tuple[str, ...], folder: Path) -> None:
    entries = "\n".join(f'#: sources/visit.md\nmsgid "第{n}句"\nmsgstr "{text}"\n' for n, text in enumerate(targets))
    assert len(read(folder, f"{HEAD}{entries.replace('#: sources/visit.md', '# kept')}").units) == 3
    if any(targets):
        with pytest.raises(BadInput, match="drafts look like translations"):
            read(folder, f"{HEAD}{entries}")
    else:
        assert not any(unit.target for unit in read(folder, f"{HEAD}{entries}").units)


@pytest.mark.parametrize(
    "flags", ["#, fuzzy", "#,fuzzy", "#= fuzzy", "#=fuzzy", "#=no-wrap,fuzzy", "#, no-wrap\n#= fuzzy", "#,\tfuzzy "]
)
def test_a_line_of_flags_is_read_as_gettext_reads_it(flags: str, folder: Path) -> None:
    # GNU gettext reads #= since 0.26, and has never asked for a space.
    made = read(folder, f'{HEAD}{flags}\nmsgid "一"\nmsgstr "one"\n')
    assert made.units[0].state is UnitState.DRAFT
    assert not made.units[0].comments
    assert b"#, fuzzy" in catalogs.dump(made)


def test_extracted_comments_and_paths_need_no_space(folder: Path) -> None:
    unit = read(folder, '#.the place\n#:sources/visit.md\nmsgid "一"\nmsgstr "one"\n').units[0]
    assert (unit.place, unit.occurrences) == ("the place", ("sources/visit.md",))


def test_texts_in_several_parts_on_a_line_are_one_text(folder: Path, require_tool: Callable[[str], str]) -> None:
    text = HEAD + (
        '#| msgid "旧" "文"\nmsgctxt "ti" "tle"\nmsgid "甲" "句"\n"话" "。"\nmsgstr "First " "sentence."\t"\\"" \n'
        '\n#~ msgid "乙" "句"\n#~ msgstr "a" "b"\n#~ "c" "d"\n'
    )
    made = read(folder, text)
    assert [(*unit.key, unit.target) for unit in (*made.units, *made.obsolete)] == [
        ("title", "甲句话。", 'First sentence."'),
        ("", "乙句", "abcd"),
    ]
    assert made.units[0].previous_source == "旧文"
    path = folder / "parts.po"
    path.write_text(text, encoding="utf-8")
    joined = subprocess.run([require_tool("msgcat"), "--no-wrap", str(path)], check=True, capture_output=True).stdout
    assert read(folder, joined) == made


@pytest.mark.parametrize(
    "tail", ["# vim: set ft=po", "# Local Variables:\n# mode: po\n# End:", "# one\n\n#\n#\tvim: et"]
)
def test_an_editor_s_mode_line_stays_after_the_last_entry(tail: str, folder: Path) -> None:
    made = read(folder, f"{HEAD}{BODY}\n{tail}\n")
    assert replace(made, tail="") == read(folder, HEAD + BODY)
    assert made.tail == tail
    written = catalogs.dump(made)
    assert written.decode().endswith(f'#~ msgstr "Title"\n\n{tail}\n')
    assert catalogs.dump(read(folder, written)) == written


ENTRY = ('msgctxt "title"', 'msgid "一"', '"二"', 'msgstr "one"', '" two"')


@pytest.mark.parametrize("marked", [*product([False, True], repeat=len(ENTRY))])
def test_all_lines_of_an_entry_are_marked_as_obsolete_or_none(folder: Path, marked: tuple[bool, ...]) -> None:
    text = "".join(f"{'#~ ' * gone}{line}\n" for line, gone in zip(ENTRY, marked, strict=True))
    if len({*marked}) > 1:
        place = marked.index(not marked[0]) + 1
        with pytest.raises(BadInput, match=f"visit.po:{place}: only part of this entry is marked as obsolete"):
            read(folder, text)
    else:
        made = read(folder, text)
        assert (made.units, made.obsolete)[marked[0]][0].key == ("title", "一二")


def test_a_catalog_that_lost_its_fuzzy_marks_in_a_conversion_is_refused(
    folder: Path, require_tool: Callable[[str], str]
) -> None:
    header = tuple((name, value) for name, value in HEADERS if name != "A-Later-Field")
    units = (
        Unit("标题", "title", "Title", fuzzy=True, place="title", occurrences=("sources/visit.md",)),
        Unit("一句。", "", "A sentence.", place="paragraph 1", occurrences=("sources/visit.md",)),
        Unit("另一句。", place="paragraph 2", occurrences=("sources/visit.md",)),
    )
    made = Catalog("visit", "en", units, headers=header)
    before, sheet, after = (folder / name for name in ("converted.po", "converted.csv", "after.po"))
    before.write_bytes(catalogs.dump(made))
    subprocess.run([require_tool("po2csv"), str(before), str(sheet)], check=True, capture_output=True)
    csv2po = require_tool("csv2po")
    subprocess.run([csv2po, str(sheet), str(after)], check=True, capture_output=True)
    with pytest.raises(BadInput, match=r"visit.po: has lost X-Source-Digest.* csv2po -t"):
        load(after)
    # With the old file as its template, the marks stay.
    subprocess.run([csv2po, "-t", str(before), str(sheet), str(after)], check=True, capture_output=True)
    assert [unit.fuzzy for unit in load(after).units] == [True, False, False]


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "一"\nmsgstr "one"\n',
        '#: sources/visit.md\nmsgid "一"\nmsgstr ""\n',
        '#. place\n#: sources/visit.md\nmsgid "一"\nmsgstr "one"\n',
        '# note\n#: sources/visit.md\nmsgid "一"\nmsgstr "one"\n',
    ],
)
def test_a_catalog_made_by_hand_or_by_babel_is_read(entry: str, folder: Path) -> None:
    assert read(folder, HEAD + entry).units


@pytest.mark.parametrize("content", ["", "\n", " \r\n\r\n"])
def test_an_empty_file_is_refused_rather_than_taken_for_a_new_catalog(content: str, folder: Path) -> None:
    with pytest.raises(
        BadInput, match=r"^locales/en/visit.po: is empty; restore it from version control, or delete it"
    ):
        read(folder, content)


def test_another_encoding_is_refused_with_the_line_and_its_probable_name(folder: Path) -> None:
    with pytest.raises(
        BadInput, match=r"visit.po:12: is not UTF-8, byte \d+ \(it seems to be GB18030\); save the file"
    ):
        read(folder, HEAD.encode() + 'msgid "a"\nmsgstr "国家知识产权局"\n'.encode("gb18030"))
    with pytest.raises(BadInput, match=r"visit.po:2: is not UTF-8, byte 20; save"):
        read(folder, b'msgid "a"\nmsgstr "b\xff\xff"\n')
    with pytest.raises(BadInput, match="is UTF-16; save it as UTF-8"):
        read(folder, HEAD.encode("utf-16"))


@pytest.mark.parametrize("stated", ["en", "en_GB", "EN-gb", "en_GB.UTF-8", "en@latin", ""])
def test_a_header_in_a_variety_of_the_language_is_accepted(stated: str, folder: Path) -> None:
    assert read(folder, f'msgid ""\nmsgstr "Language: {stated}\\n"\n').header("language") == stated


def test_a_header_in_another_variety_than_the_folder_says_is_refused(folder: Path) -> None:
    path = folder / "pt.po"
    path.write_text('msgid ""\nmsgstr "Language: pt_BR\\n"\n', encoding="utf-8")
    assert catalogs.parse(path.read_bytes(), name="pt.po", release="visit", language="pt").headers
    with pytest.raises(BadInput, match="Language: pt_BR, but catalogs here are in pt-PT"):
        catalogs.parse(path.read_bytes(), name="pt.po", release="visit", language="pt-PT")


def test_an_entry_of_a_megabyte_is_read_whole(folder: Path) -> None:
    text = "一" * 1_000_000
    made = Catalog("visit", "en", units=(Unit("一", target=text),))
    assert read(folder, catalogs.dump(made)).units[0].target == text


def test_no_translation_is_lost_when_ten_thousand_entries_are_read_and_written(folder: Path) -> None:
    made = Catalog("visit", "en", units=tuple(Unit(f"第{n}句", target=str(n)) for n in range(10_000)), headers=HEADERS)
    assert read(folder, catalogs.dump(made)) == made


LINES = (HEAD + BODY).split("\n")
STRAYS = ["", "#", "#.", "# x", '"z"', '#| "z"', "junk", '#~ "z"', 'msgid "n"', 'msgstr "n"', '#~ msgstr "n"', "#, zz"]


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A catalog in which lines were lost, doubled, added, or hit in the middle."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(9, len(lines) - 1))  # below the header, without which gettext reads nothing
        match draw(st.sampled_from(["lose", "double", "add", "hit", "cut"])):
            case "lose":
                del lines[at]
            case "double":
                lines.insert(at, lines[draw(st.integers(9, len(lines) - 1))])
            case "add":
                lines.insert(at, draw(st.sampled_from(STRAYS)))
            case "hit":
                column = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:column] + draw(st.sampled_from('"\\ #~|mn\u2028')) + lines[at][column + 1 :]
            case "cut":
                del lines[at + 2 :]
    return "\n".join(lines)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(text=mangled())
def test_a_damaged_catalog_is_refused_or_read_as_gettext_reads_it(
    text: str, folder: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("msgcat")
    assume("\\\n" not in text)  # after a backslash at a comment's end gettext swallows the next line
    path = folder / "mangled.po"
    path.write_bytes(text.encode("utf-8"))
    try:
        ours = load(path)
    except BadInput:
        return
    result = subprocess.run(["msgcat", "--no-wrap", str(path)], check=False, capture_output=True)
    if result.returncode or not result.stdout:
        return
    theirs = read(folder, result.stdout)

    def texts(made: Catalog) -> list[tuple[object, ...]]:
        return [
            # Of two number signs before a comment polib keeps none, gettext one.
            (unit.key, unit.target, [line.lstrip("# ") for line in unit.comments], unit.previous_source)
            for unit in made.units + made.obsolete
        ]

    assert texts(ours) == texts(theirs)
    # Of two lines with flags gettext heeds the last; nothing that it takes for fuzzy may count as confirmed.
    pairs = zip(ours.units + ours.obsolete, theirs.units + theirs.obsolete, strict=True)
    assert all(our.fuzzy >= their.fuzzy for our, their in pairs)


def test_msgfmt_and_i18nspector_find_no_error(folder: Path, require_tool: Callable[[str], str]) -> None:
    path = folder / "judged.po"
    path.write_bytes(catalogs.dump(replace(read(folder, HEAD + BODY), headers=HEADERS)))
    checked = subprocess.run(
        [require_tool("msgfmt"), "--check", "--output-file=-", str(path)], check=True, capture_output=True
    )
    assert checked.stderr == b""
    found = subprocess.run([require_tool("i18nspector"), str(path)], check=False, capture_output=True, text=True).stdout
    # An address for complaints would have to be invented; "A-Later-Field" is this test's, and so is the address at
    # example.org.
    assert {line.split(": ", 2)[2].split(" ")[0] for line in found.splitlines()} <= {
        "no-report-msgid-bugs-to-header-field",
        "unknown-header-field",
        "invalid-last-translator",
    }

"""Words in all catalogs."""

from pathlib import Path

import pytest
from newsroom import Newsroom as Folder
from newsroom import make

from workflow.newsroom.folder import Newsroom
from workflow.newsroom.searching import Place, search


def found(folder: Folder, words: str, most: int = 9) -> list[Place]:
    room = Newsroom.open(folder.root)
    places = search(room, words, most=most, on_problem=pytest.fail)
    room.close()
    return list(places)


def test_sources_and_translations_are_found_in_every_state_case_and_script(tmp_path: Path) -> None:
    folder = make(tmp_path)
    folder.write("sources/second.md", "# 雙方簽署了備忘錄\n\n第二段。\n")
    folder.run("translate")
    folder.translate_by_hand(**{"双方签署了备忘录。": 'They said "Memorandum of Understanding".'})
    assert {place.release for place in found(folder, "备忘录")} == {"visit", "second"}
    assert {place.release for place in found(folder, "備忘錄")} == {"visit", "second"}
    (one,) = found(folder, "memorandum OF")
    assert (one.release, one.source, one.state) == ("visit", "双方签署了备忘录。", "translated")
    assert [place.source for place in found(folder, 'said "Memo')] == ["双方签署了备忘录。"]
    assert found(folder, "nowhere") == found(folder, " ") == []
    assert len(found(folder, "双方", most=1)) == 1


def test_words_are_found_where_another_tool_wrapped_the_line(tmp_path: Path) -> None:
    folder = make(tmp_path)
    folder.run("translate")
    folder.translate_by_hand(**{"双方签署了备忘录。": "They signed a memorandum."})
    path = folder.catalog_path()
    path.write_bytes(path.read_bytes().replace(b'"They signed a memorandum."', b'""\n"They signed a "\n"memorandum."'))
    assert len(found(folder, "a memorandum")) == 1


def test_a_catalog_that_cannot_be_read_is_reported_and_the_others_are_searched(tmp_path: Path) -> None:
    folder = make(tmp_path)
    for name in ("agenda", "zero"):
        folder.write(f"sources/{name}.md", "# 双方\n\n第二段。\n")
    folder.run("translate")
    folder.write("locales/en/visit.po", "no catalog: 双方")
    problems: list[Exception] = []
    room = Newsroom.open(folder.root)
    places = list(search(room, "双方", most=9, on_problem=problems.append))
    room.close()
    assert [place.release for place in places] == ["agenda", "zero"]
    assert len(problems) == 1

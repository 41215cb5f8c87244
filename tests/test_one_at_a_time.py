"""What a large archive has many of is made, compared and written one file at a time, and not kept."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import VISIT, make
from test_site import release

from workflow.contracts.pages import Frame
from workflow.model import Edition, sha256
from workflow.newsroom import verify
from workflow.newsroom.folder import Newsroom as Room
from workflow.newsroom.site import Site
from workflow.newsroom.site_files import Paths, put_each
from workflow.writers import feeds, lists
from workflow.writers.lists import INDEX, Known, Lists

ADDRESS = Frame(address="https://www.example.org/", languages=("en",))


def many(number: int = 450) -> list[lists.IndexEntry]:
    return [release(each, f"{2000 + each % 4}-01-01") for each in range(number)]


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From now on, the names of the lists that are made."""
    made: list[str] = []
    render = Lists._rendered

    def counted(self: Lists, *arguments: object) -> bytes:
        made.append(str(arguments[5]))
        return render(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Lists, "_rendered", counted)
    return made


def test_a_list_is_made_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made = counting(monkeypatch)
    pages = Lists("en", "en_GB", "Office", "Newsroom").pages(many())
    assert made == []
    for number, (name, _) in enumerate(pages, 1):
        assert made[number - 1 :] == ([name] if name.endswith(".html") else [])
    assert len(made) == 1 + 4 * 2


def test_a_file_is_asked_for_when_those_before_it_are_written(tmp_path: Path) -> None:
    def files() -> Iterator[tuple[str, bytes]]:
        for number in range(3):
            assert sorted(each.name for each in (tmp_path / "en").glob("*")) == [f"{n}.html" for n in range(number)]
            yield f"en/{number}.html", b"page"

    assert put_each(tmp_path, files()) == ["en/0.html", "en/1.html", "en/2.html"]
    assert put_each(tmp_path, [("en/0.html", b"page"), ("en/1.html", b"other")]) == ["en/1.html"]
    assert (tmp_path / "en/1.html").read_bytes() == b"other"


def test_a_list_that_the_site_has_is_read_and_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    site: dict[str, bytes] = {}
    known = Known(site.get)
    listed = Lists("en", "en_GB", "Office", "Newsroom", known=known)
    entries = many()
    site |= dict(listed.pages(entries))
    later = [*entries, release(9999, "2003-06-01")]
    plain = dict(Lists("en", "en_GB", "Office", "Newsroom").pages(later))
    made = counting(monkeypatch)
    assert dict(listed.pages(later)) == plain
    assert sorted(made) == [INDEX, "list/2003-2.html", "list/2003.html"]
    # What somebody changed on the site meanwhile is not taken for what was made.
    site["list/2001.html"] += b"<!-- theirs -->"
    assert dict(listed.pages(later))["list/2001.html"] == plain["list/2001.html"]


def test_every_map_but_the_last_is_as_full_as_the_protocol_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = Lists("en", "en_GB", "Office", "Newsroom", ADDRESS)
    entries = many(7)
    whole = dict(feeds.write(listed, entries))["sitemap.xml"]
    head, *urls = whole.split(b"<url>")
    urls = [b"<url>" + each.removesuffix(b"</urlset>\n") for each in urls]
    assert len(urls) == 8
    for limit in range(len(head) + max(map(len, urls)) + 10, len(whole) + 2):
        monkeypatch.setattr(feeds, "LARGEST", limit)
        maps = [data for name, data in feeds.write(listed, entries) if feeds.is_map(name)]
        assert b"".join(each.removeprefix(head).removesuffix(b"</urlset>\n") for each in maps) == b"".join(urls)
        for one, following in zip(maps, [*maps[1:], b""], strict=True):
            assert len(one) <= limit
            more = following.removeprefix(head).partition(b"\n")[0] + b"\n" if following else b""
            assert not following or len(one) + len(more) > limit


PATHS = st.text("ab./", max_size=8)


@given(st.lists(st.tuples(st.sampled_from(["add", "discard", "update"]), st.lists(PATHS, max_size=4))))
def test_a_set_of_paths_is_a_set(steps: list[tuple[str, list[str]]]) -> None:
    ours, theirs = Paths(), set[str]()
    for what, paths in steps:
        for each in (ours, theirs):
            if what == "update":
                each.update(paths)
            else:
                for path in paths:
                    getattr(each, what)(path)
        assert sorted(ours) == sorted(theirs)
        assert len(ours) == len(theirs)
        assert ours == theirs
        assert all((path in ours) == (path in theirs) for _, asked in steps for path in asked)


def test_releases_with_the_same_files_share_what_follows_their_names() -> None:
    ends = (".html", ".side.html", ".md")
    paths = Paths(f"en/release-{number}{end}" for number in range(50) for end in ends)
    assert len(paths) == 150
    assert len({id(each) for each in paths._ends.values()}) == 1


def test_the_files_of_a_site_are_found_in_order_and_links_are_not_followed(tmp_path: Path) -> None:
    for path in ("en/a.html", "en/a/b.html", "en/a-b.html", "en/list/x.html", "index.html", "zh/b/c/d"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"")
    (tmp_path / "empty").mkdir()
    if os.name == "posix":
        (tmp_path / "link").symlink_to(tmp_path / "en", target_is_directory=True)
        (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    expected = sorted(each for each in tmp_path.rglob("*") if each.is_symlink() or not each.is_dir())
    assert list(verify._everything(tmp_path)) == [each.relative_to(tmp_path).as_posix() for each in expected]
    assert list(verify._everything(tmp_path / "gone")) == []


def held() -> list[Edition]:
    """Every edition that is in memory."""
    gc.collect()
    return [each for each in gc.get_objects() if isinstance(each, Edition)]


def test_the_editions_of_other_languages_are_not_kept(tmp_path: Path) -> None:
    """To name a release's other languages, it is enough to know whether they show it."""
    newsroom = make(tmp_path)
    names = ("first", "second", "third", "visit")
    for name in names:
        newsroom.write(f"sources/{name}.md", VISIT)
    newsroom.run("translate", "--engine", "none")
    for name in names:
        newsroom.sign_off(name)
    newsroom.run("publish")
    room = Room.open(newsroom.root)
    others = held()  # of other tests
    english, french = (Site.look(room, room.sources(), newsroom.root / "public", language) for language in ("en", "fr"))
    french.siblings.append(english)
    assert [french.editions(name) for name in names] == [("en",)] * 4
    ours = [each for each in held() if all(each is not other for other in others)]
    assert len(ours) <= 1  # that of the release that was read last
    newsroom.write("locales/en/visit.jsonl", "")
    assert french.editions("visit") == ("en",)  # not read again


def test_what_ledgers_record_of_lists_are_the_digests_of_the_files(tmp_path: Path) -> None:
    newsroom = make(tmp_path)
    newsroom.run("translate", "--engine", "none")
    newsroom.sign_off()
    newsroom.run("publish")
    index = (newsroom.root / "public/en/index.html").read_bytes()
    assert f'"index":"{sha256(index)}"' in (newsroom.root / "locales/en/visit.jsonl").read_text(encoding="utf-8")

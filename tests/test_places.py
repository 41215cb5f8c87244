"""What leads out of the site's folder is not in the site, whatever links people or attackers put there."""

import os
import sys
from itertools import product
from pathlib import Path

import pytest

from workflow.errors import BadInput
from workflow.newsroom.site_files import place, places

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with links of all kinds, in a folder that is reached by a link."""
    real = tmp_path / "real"
    for folder in (real / "public/en", real / "public/images", real / "public-too/en", tmp_path / "outside/en"):
        folder.mkdir(parents=True)
        (folder / "file.html").write_text("x", encoding="utf-8")
    (tmp_path / "newsroom").symlink_to(real)
    public = tmp_path / "newsroom/public"
    for folder in (public, public / "en"):
        (folder / "in").symlink_to(public / "images")
        (folder / "in.html").symlink_to(public / "images/file.html")
        (folder / "out").symlink_to(tmp_path / "outside")
        (folder / "out.html").symlink_to(tmp_path / "outside/en/file.html")
        (folder / "beside").symlink_to(real / "public-too")  # its path begins as the site's does
        (folder / "nowhere.html").symlink_to(tmp_path / "outside/new.html")
        (folder / "loop").symlink_to(folder / "loop")
    return public


def test_every_path_is_in_the_site_or_refused(site: Path) -> None:
    names = ("en", "new", "in", "out", "beside", "file.html", "in.html", "out.html", "nowhere.html", "..", ".")
    root = os.path.realpath(site)
    paths = ["/".join(parts) for depth in (1, 2, 3) for parts in product(names, repeat=depth)]
    refused = set()
    for path in paths:
        try:
            found = place(site, path)
        except BadInput as error:
            assert "would leave the site" in str(error)
            refused.add(path)
        else:
            assert f"{os.path.realpath(found)}/".startswith(f"{root}/"), path
            assert ".." not in found.parts
    inside = [each for each in paths if ".." not in each and os.path.realpath(site / each).startswith(root + os.sep)]
    assert not refused.intersection(inside)
    assert {"out/en/file.html", "en/out.html", "en/nowhere.html", "beside/en", "en/.."} <= refused


def test_an_absolute_path_is_refused(site: Path) -> None:
    for path in ("/", "/etc/passwd", f"{site}/en/file.html"):
        with pytest.raises(BadInput, match="would leave the site"):
            place(site, path)


def test_one_path_out_of_the_site_among_many_is_refused(site: Path) -> None:
    fine = ["en/file.html", "en/new.html", "images/file.html", "en/in/file.html"]
    assert list(places(site, fine)) == fine
    for at in range(len(fine) + 1):
        with pytest.raises(BadInput):
            places(site, [*fine[:at], "en/out/en/file.html", *fine[at:]])

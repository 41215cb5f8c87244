"""A site in several languages: the office has a name, and links, in each of them."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from newsroom import SETTINGS, Newsroom, make
from pages import Tree
from test_site import translate

from workflow.errors import UsageError
from workflow.settings import parse

OFFICE = """name = { en = "Mingzhou News", fr = "Actualités de Mingzhou" }
office = { en = "City of Mingzhou", fr = "Ville de Mingzhou" }
target_languages = ["en", "fr", "ar"]
"""
SITE = """
[publish]
address = "https://www.example.org/news/"
formats = ["html", "epub"]

[site.links.en]
"Legal notice" = "https://www.example.org/en/legal"

[site.links.fr]
"Mentions légales" = "https://www.example.org/fr/legal"
"""


def settings(office: str = OFFICE, site: str = SITE) -> str:
    return SETTINGS.replace('name = "Newsroom"\noffice = "The Office"\n', office) + site


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    found = make(tmp_path)
    found.write("workflow.toml", settings())
    found.run("translate")
    for language in ("en", "fr", "ar"):
        translate(found, "visit", language, "Words")
    return found


def test_pages_lists_and_feeds_name_the_office_in_their_own_language(room: Newsroom) -> None:
    room.run("publish")
    files = {path: data.decode() for path, data in room.files("public").items() if path.endswith((".html", ".xml"))}
    for language, own, other in (("en", "City of Mingzhou", "Ville"), ("fr", "Ville de Mingzhou", "City of")):
        for name in ("visit.html", "visit.side.html", "visit.certificate.html", "index.html", "feed.xml"):
            page = files[f"{language}/{name}"]
            assert own in page, name
            assert other not in page, name
    assert "<h1>Actualités de Mingzhou</h1>" in files["fr/index.html"]
    assert "Mingzhou" not in files["ar/visit.html"]
    feed = ET.fromstring(files["fr/feed.xml"])  # noqa: S314 - our own
    assert feed.findtext("{*}author/{*}name") == "Ville de Mingzhou"
    said = files["fr/visit.html"].partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(said)["publisher"]["name"] == "Ville de Mingzhou"
    assert b"Project-Id-Version: Mingzhou News visit" in room.catalog_path().read_bytes()
    assert room.run("verify").exit_code == 0


def test_pages_have_the_links_of_their_own_language(room: Newsroom) -> None:
    room.run("publish")
    files = {path: data.decode() for path, data in room.files("public").items() if path.endswith(".html")}
    legal = {"en": "Legal notice", "fr": "Mentions légales"}
    for language in ("en", "fr", "ar"):
        for name in ("visit.html", "visit.certificate.html", "index.html"):
            shown = [words for words in legal.values() if f">{words}</a>" in files[f"{language}/{name}"]]
            assert shown == [words for of, words in legal.items() if of == language], (language, name)


def test_a_new_name_in_one_language_means_publish_again(room: Newsroom) -> None:
    room.run("publish")
    before = room.files("public")
    room.write("workflow.toml", settings(OFFICE.replace("Ville de Mingzhou", "Mairie de Mingzhou")))
    said = room.run("verify", status=1).stdout
    assert "altered" not in said
    assert "publish again" in said
    room.run("publish")
    assert room.run("verify").exit_code == 0
    changed = {path for path, data in room.files("public").items() if before.get(path) != data}
    assert "fr/visit.html" in changed
    assert not any(path.startswith(("en/", "ar/")) for path in changed)


@pytest.mark.parametrize(
    ("office", "site", "said"),
    [
        ('name = { de = "Nachrichten" }\n', "", "project.name names de, which is not in project.target_languages"),
        ("office = { en = 3 }\n", "", "project.office must be text on one line, or such a text for each language"),
        ("", '[site.links.de]\nKontakt = "https://www.example.org/"\n', "site.links names de, which is not in project"),
        ("", '[site.links.en]\nContact = "javascript:alert(1)"\n', "site.links must name web or e-mail addresses"),
        ("", '[site.links]\nA = "https://a.example/"\nen = { B = "https://b.example/" }\n', "site.links must name web"),
    ],
)
def test_wrong_settings_are_said_in_one_sentence(office: str, site: str, said: str) -> None:
    with pytest.raises(UsageError, match="^workflow.toml: " + said.replace("(", r"\(").replace(".", r"\.")):
        parse(f"[project]\n{office}{site}", "workflow.toml")


# --- the page above the languages ---


def test_the_page_above_the_languages_leads_to_each(room: Newsroom) -> None:
    room.run("publish")
    source = room.files("public")["index.html"].decode()
    links = [attributes for tag, attributes in Tree(source).elements if tag == "a" and "hreflang" in attributes]
    assert [link["href"] for link in links] == ["en/index.html", "fr/index.html", "ar/index.html"]
    assert "<h1>Mingzhou News</h1>" in source
    assert "<span>Actualités de Mingzhou</span>" in source
    assert 'hreflang="x-default" href="https://www.example.org/news/"' in source
    assert 'href="style.css"' in source
    assert "http-equiv" not in source


def test_with_one_language_it_goes_on_at_once(tmp_path: Path) -> None:
    room = make(tmp_path)
    room.run("translate")
    room.sign_off()
    room.run("publish")
    source = room.files("public")["index.html"].decode()
    assert '<meta http-equiv="refresh" content="0; url=en/index.html">' in source
    assert '<a href="en/index.html"' in source
    assert 'hreflang="x-default"' not in source
    room.run("verify")


def test_it_is_verified_like_all_others_and_an_own_one_stays(room: Newsroom) -> None:
    room.run("publish")
    file = room.root / "public/index.html"
    made = file.read_bytes()
    for changed in (made.replace(b">English<", b">Anglais<"), made.replace(b"<!DOCTYPE", b"<!doctype")):
        file.write_bytes(changed)
        assert "altered: " in room.run("verify", status=1).stdout
    file.write_bytes(made.replace(b">English<", b">Anglais<"))
    room.run("publish")
    assert file.read_bytes() == made
    file.write_bytes(b"<p>The office's own.")
    room.write("workflow.toml", (room.root / "workflow.toml").read_text(encoding="utf-8").replace("Mingzhou", "Ming"))
    assert f"{file}: is your own page above the languages" in room.run("publish").output
    assert file.read_bytes() == b"<p>The office's own."
    said = room.run("verify").stdout
    assert f"{file}: is your own page above the languages; it is left alone and not verified\n" in said
    assert "no failures" in said
    file.write_bytes(made.replace(b"<!DOCTYPE", b"<!doctype"))  # one of ours that somebody changed is none of theirs
    assert "altered: " in room.run("verify", status=1).stdout


@pytest.mark.parametrize("name", ["index.html", "style.css", "search.js", "sitemap.xml", "en/index.html"])
def test_what_is_changed_after_the_site_was_rebuilt_is_altered(room: Newsroom, name: str) -> None:
    room.run("publish")
    settings = (room.root / "workflow.toml").read_text(encoding="utf-8")
    room.write("workflow.toml", settings.replace("Mingzhou", "Ming"))
    assert "altered" not in room.run("verify", status=1).stdout
    room.run("publish")
    room.run("verify")
    file = room.root / "public" / name
    file.write_bytes(file.read_bytes().replace(b"</", b"<!-- --></") + b"\n")
    assert f"altered: {file}: " in room.run("verify", status=1).stdout


def test_a_theme_may_replace_it(room: Newsroom) -> None:
    template = '{% extends "base.html" %}{% block content %}<p>Willkommen</p>{% endblock %}'
    room.write("theme/languages.html", template)
    room.run("publish")
    assert b"<p>Willkommen</p>" in room.files("public")["index.html"]
    room.run("verify")

"""Drafts from the approved English, for languages into which nothing translates from Chinese.

No package other than zh→en can be had everywhere, so the packages and engines here are made for the tests: a tiny model
in a real package for installing and decoding, and an engine that says what it was given for everything else.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import tiny
from newsroom import REVIEWER, TRANSLATOR, VISIT, Newsroom, make

from workflow.catalogs import po as catalogs
from workflow.contracts.engines import Engine, Hypothesis
from workflow.contracts.registries import ENGINES
from workflow.model import DOUBT, Unit
from workflow.signoff.editions import edition_digest
from workflow.signoff.ledger import Ledger
from workflow.signoff.replay import standing

ENGLISH = {
    "代表团访问日内瓦": "Delegation visits Geneva",
    "代表团于9月3日抵达日内瓦。": "The delegation arrived in Geneva on 3 September.",
    "双方签署了备忘录。": "The two sides signed a memorandum.",
    "下一步": "Next steps",
    "签字现场": "The signing",
    "双方将于明年再次会晤。": "The two sides will meet again next year.",
}
SETTINGS = """[project]
target_languages = ["en", "fr"]

[review]
severity = { values = "off", negation = "off", length = "off", names = "off" }
"""
FRENCH = "fr"


class Echo:
    """Translates a text into itself, in words that are no other text's."""

    name = "echo en→fr 1.0"

    def translate(
        self, texts: Sequence[str], *, hypotheses: int, no_repeat: int
    ) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        del hypotheses, no_repeat
        for index, text in enumerate(texts):
            yield index, (Hypothesis(f"FR {text}", logprob=-0.5, tokens=1),)


ECHO = Engine(lambda _source, _target: Echo(), installed=lambda _, source, target: (source, target) == ("en", "fr"))


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """A newsroom in English and French, with an engine that only translates from one into the other."""
    monkeypatch.setitem(ENGINES.places, "argos", "test_bridge:ECHO")
    made = make(tmp_path)
    made.write("workflow.toml", SETTINGS)
    made.run("translate", "--engine", "none")
    return made


def english(room: Newsroom, **changed: str) -> None:
    """Translate into English by hand."""
    catalog = room.catalog()
    words = {**ENGLISH, **changed}
    units = tuple(replace(unit, target=words[unit.source], fuzzy=False) for unit in catalog.units)
    room.catalog_path().write_bytes(catalogs.dump(replace(catalog, units=units)))


def approved(room: Newsroom, language: str = "en") -> None:
    room.run("submit", "visit", "--to", language, "--as", TRANSLATOR)
    room.run("approve", "visit", "--to", language, "--as", REVIEWER)


def french(room: Newsroom) -> dict[str, Unit]:
    return {unit.source: unit for unit in room.catalog("visit", FRENCH).units}


def edited(room: Newsroom, source: str, target: str, *, fuzzy: bool) -> None:
    catalog = room.catalog("visit", FRENCH)
    units = tuple(
        replace(unit, target=target, fuzzy=fuzzy) if unit.source == source else unit for unit in catalog.units
    )
    room.catalog_path("visit", FRENCH).write_bytes(catalogs.dump(replace(catalog, units=units)))


def doubts(unit: Unit) -> list[str]:
    return [line.removeprefix(DOUBT) for line in unit.comments if line.startswith(DOUBT)]


ARRIVED, SIGNED = "代表团于9月3日抵达日内瓦。", "双方签署了备忘录。"
CHANGED = "the approved en has changed, and now says “Both sides signed a protocol.”"


def test_nothing_is_drafted_from_english_that_nobody_approved(room: Newsroom) -> None:
    waits = "fr: 6 sentences wait for the approved en text of visit"
    assert waits in room.run("translate", "--to", FRENCH).output
    english(room)
    said = room.run("translate", "--to", FRENCH).output
    assert waits in said
    assert "Drafting" not in said
    room.run("submit", "visit", "--to", "en", "--as", TRANSLATOR)
    assert waits in room.run("translate", "--to", FRENCH).output
    assert not any(unit.target for unit in french(room).values())


def test_drafts_are_made_from_the_approved_english_and_say_so(room: Newsroom) -> None:
    english(room)
    approved(room)
    output = room.run("translate", "--to", FRENCH).output
    assert "wait" not in output
    assert "6 of 6 sentences drafted" in output
    ledger = [json.loads(line) for line in (room.root / "locales/en/visit.jsonl").read_text("utf-8").splitlines()]
    digest = edition_digest(standing(_ledger(room), "x").approval.edition)[:8]  # type: ignore[union-attr]
    for source, unit in french(room).items():
        assert unit.target == f"FR {ENGLISH[source]}"
        assert unit.fuzzy
        day = ledger[1]["when"][:10]
        assert unit.origin == f"mt: echo en→fr 1.0 from approved en {digest} of {day} (score -0.50)"
    before = room.files("locales")
    room.run("translate", "--to", FRENCH)
    assert room.files("locales") == before


def _ledger(room: Newsroom) -> Ledger:
    from workflow.newsroom.folder import Newsroom as Folder

    return Folder.open(room.root).ledger("visit", "en")


def test_terms_are_found_in_the_english_as_far_as_both_term_bases_know_them(room: Newsroom) -> None:
    room.write("locales/en/terms.csv", "source,target,kind\n备忘录,memorandum,term\n代表团,delegation,term\n")
    room.write("locales/fr/terms.csv", "source,target,kind\n备忘录,protocole d’accord,term\n日内瓦,Genève,term\n")
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    units = french(room)
    assert units[SIGNED].target == "FR The two sides signed a protocole d’accord."
    # Nobody says how 日内瓦 is written in English, so the machine's Geneva stays.
    assert "Geneva" in units["代表团访问日内瓦"].target


def test_terms_are_found_in_the_english_also_where_one_follows_another_without_a_space(room: Newsroom) -> None:
    room.write("locales/en/terms.csv", "source,target,kind\n双方,“Parties”,term\n备忘录,“MoU”,term\n")
    room.write("locales/fr/terms.csv", "source,target,kind\n双方,« Parties »,term\n备忘录,« protocole »,term\n")
    english(room, **{SIGNED: "Signed: “MoU”“Parties”."})
    approved(room)
    room.run("translate", "--to", FRENCH)
    assert french(room)[SIGNED].target == "FR Signed: « protocole » « Parties »."


def test_figures_of_a_draft_are_compared_with_the_source_and_not_with_the_english(room: Newsroom) -> None:
    english(room, **{ARRIVED: "The delegation arrived in Geneva on the day agreed."})
    approved(room)
    room.run("translate", "--to", FRENCH)
    assert doubts(french(room)[ARRIVED]) == ["9月 is not in the translation", "3日 is not in the translation"]


def test_an_untouched_draft_follows_the_english_and_others_stay_as_they_are(room: Newsroom) -> None:
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    before = french(room)
    english(room, **{SIGNED: "Both sides signed a protocol."})
    room.run("translate", "--to", FRENCH)
    assert french(room) == before  # not before it is approved
    approved(room)
    room.run("translate", "--to", FRENCH)
    after = french(room)
    assert after[SIGNED].target == "FR Both sides signed a protocol."
    assert after[SIGNED].origin != before[SIGNED].origin
    assert {source: unit for source, unit in after.items() if source != SIGNED} == {
        source: unit for source, unit in before.items() if source != SIGNED
    }
    written = room.files("locales")
    room.run("translate", "--to", FRENCH)
    assert room.files("locales") == written


@pytest.mark.parametrize("fuzzy", [True, False])
def test_what_a_person_wrote_is_never_overwritten_but_doubted_until_it_is_signed(room: Newsroom, fuzzy: bool) -> None:
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    edited(room, SIGNED, "Les deux parties ont signé un mémorandum.", fuzzy=fuzzy)
    english(room, **{SIGNED: "Both sides signed a protocol."})
    approved(room)
    room.run("translate", "--to", FRENCH)
    unit = french(room)[SIGNED]
    assert (unit.target, unit.fuzzy) == ("Les deux parties ont signé un mémorandum.", fuzzy)
    assert doubts(unit) == [CHANGED]
    written = room.files("locales")
    room.run("translate", "--to", FRENCH)
    assert room.files("locales") == written
    room.run("translate", "--to", FRENCH, "--redraft")
    assert french(room)[SIGNED] == unit
    confirm(room)
    room.run("submit", "visit", "--to", FRENCH, "--as", TRANSLATOR)
    room.run("translate", "--to", FRENCH)
    assert doubts(french(room)[SIGNED]) == []


def test_a_unit_that_was_changed_after_it_was_signed_is_doubted(room: Newsroom) -> None:
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    confirm(room)
    english(room, **{SIGNED: "Both sides signed a protocol."})
    approved(room)
    room.run("submit", "visit", "--to", FRENCH, "--as", TRANSLATOR)
    edited(room, SIGNED, "Les deux parties ont signé un mémorandum.", fuzzy=False)
    room.run("translate", "--to", FRENCH)
    assert doubts(french(room)[SIGNED]) == [CHANGED]


def test_what_a_person_emptied_waits_for_words_and_not_for_a_review(room: Newsroom) -> None:
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    edited(room, SIGNED, "", fuzzy=False)
    english(room, **{SIGNED: "Both sides signed a protocol."})
    approved(room)
    room.run("translate", "--to", FRENCH, "--engine", "none")
    assert french(room)[SIGNED].target == ""
    assert doubts(french(room)[SIGNED]) == []


def confirm(room: Newsroom) -> None:
    catalog = room.catalog("visit", FRENCH)
    units = tuple(replace(unit, fuzzy=False) for unit in catalog.units)
    room.catalog_path("visit", FRENCH).write_bytes(catalogs.dump(replace(catalog, units=units)))


def test_english_that_is_what_it_was_takes_the_doubt_away(room: Newsroom) -> None:
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    confirm(room)
    english(room, **{SIGNED: "Both sides signed a protocol."})
    approved(room)
    room.run("translate", "--to", FRENCH)
    assert doubts(french(room)[SIGNED]) == [CHANGED]
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    assert doubts(french(room)[SIGNED]) == []


def test_a_doubt_survives_a_tool_that_folds_comments(room: Newsroom) -> None:
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    confirm(room)
    long = (
        "Both sides signed a protocol on the exchange of examiners, on the mutual use of patent data, on the training of "
        "those who search it, and on a website where every company can find what the two offices know."
    )
    english(room, **{SIGNED: long})
    approved(room)
    room.run("translate", "--to", FRENCH)
    path = room.catalog_path("visit", FRENCH)
    import polib

    folded = polib.pofile(str(path), encoding="utf-8")
    folded.save(str(path))
    room.run("translate", "--to", FRENCH)
    assert len(doubts(french(room)[SIGNED])) == 1


@pytest.mark.parametrize("act", ["return", "withdraw"])
def test_english_that_is_no_longer_approved_is_not_drafted_from_and_drafts_stay(room: Newsroom, act: str) -> None:
    english(room)
    approved(room)
    if act == "withdraw":
        room.run("publish", "--to", "en")
    room.run("translate", "--to", FRENCH)
    before = french(room)
    room.run(act, "visit", "--to", "en", "--reason", "The date is wrong.", "--as", REVIEWER)
    room.write("sources/visit.md", VISIT + "\n新的一句。\n")
    output = room.run("translate", "--to", FRENCH, "--redraft").output
    assert "fr: 1 sentence waits for the approved en text of visit" in output
    assert {source: french(room)[source].target for source in before} == {s: u.target for s, u in before.items()}


def test_a_sentence_that_english_says_elsewhere_waits_for_nothing(room: Newsroom) -> None:
    english(room, **{SIGNED: "<EMPTY>", "代表团于9月3日抵达日内瓦。": "It arrived on 3 September and signed."})
    approved(room)
    output = room.run("translate", "--to", FRENCH).output
    assert "wait" not in output
    assert french(room)[SIGNED].target == ""


def test_the_certificate_says_which_text_was_translated(room: Newsroom) -> None:
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    confirm(room)
    approved(room, FRENCH)
    room.run("publish")
    room.run("verify")
    certificate = room.files("public/fr")["visit.certificate.html"].decode()
    said = re.search(r"6 unités par ([^<]*)", certificate)
    assert said
    assert re.fullmatch(
        r"traduction automatique du texte approuvé en anglais le \d+(?:er)? \w+ \d{4}, empreinte [0-9a-f]{8} "
        r"\(echo en→fr 1\.0\)",
        said[1],
    )


# --- what is installed ---


def test_a_language_without_a_package_gets_empty_catalogs_and_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    room = make(tmp_path / "room")
    room.write("workflow.toml", SETTINGS.replace('["en", "fr"]', '["fr", "pt-BR", "zh-Hant-TW"]'))
    output = room.run("translate").output
    assert output.count("fr: no machine translation is installed: workflow model install en fr --trust\n") == 1
    assert "pt-BR: no machine translation is installed: workflow model install en pb --trust\n" in output
    assert "locales/fr/visit.po: new, 6 units, 6 missing" in output
    assert not any(unit.target for unit in french(room).values())
    assert all(unit.target for unit in room.catalog("visit", "zh-Hant-TW").units)
    named = room.run("translate", "--to", FRENCH, status=3)
    assert "fr: no machine translation is installed: workflow model install en fr --trust" in named.output
    room.write("workflow.toml", SETTINGS.replace('["en", "fr"]', '["fr"]'))
    room.run("translate", status=3)  # nobody else can be meant
    room.write("workflow.toml", SETTINGS.replace('["en", "fr"]', '["en"]'))
    said = room.run("translate", status=3).output
    assert "the model zh→en is not installed: run `workflow model install zh en`" in said
    traditional = SETTINGS.replace('["en", "fr"]', '["en"]').replace(
        "[project]", '[project]\nsource_language = "zh-Hant"'
    )
    room.write("workflow.toml", traditional)
    assert "run `workflow model install zh en`" in room.run("translate", status=3).output


def test_a_new_newsroom_is_told_which_models_it_needs(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    languages = ("en", "fr", "zh-Hant-TW", "pt-BR", "fr-CA")
    output = room.run("init", str(room.root), *(part for each in languages for part in ("--to", each))).output
    assert re.findall("workflow model install (.*?)  +", output) == ["zh en", "en fr --trust", "en pb --trust"]


def test_redrafting_keeps_the_drafts_of_a_package_that_is_gone(
    room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    before = room.files("locales/fr")
    monkeypatch.setitem(ENGINES.places, "argos", "workflow.engines.argos:ENGINE")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    room.run("translate", "--redraft")
    assert room.files("locales/fr") == before


def test_argos_drafts_a_language_for_which_the_newsroom_s_own_engine_has_no_model(room: Newsroom) -> None:
    english(room)
    approved(room)
    own = '\n[draft]\nengine = "ctranslate2"\n\n[draft.ctranslate2]\nfolder = "models/opus"\nlanguage = "en"\n'
    room.write("workflow.toml", SETTINGS + own)
    room.run("translate", "--to", FRENCH)
    assert {unit.target for unit in french(room).values()} == {f"FR {target}" for target in ENGLISH.values()}
    named = room.run("translate", "--to", FRENCH, "--redraft", "--engine", "ctranslate2", status=3).output
    assert "the model of draft.ctranslate2 translates into en, not fr" in named


def test_what_translates_from_chinese_is_used_where_there_is_something(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENGINES.places, "argos", "newsroom:MACHINE")
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    assert {(unit.origin or "").partition(" (")[0] for unit in french(room).values()} == {"mt: machine"}
    assert {unit.target for unit in french(room).values()}.isdisjoint(ENGLISH.values())


def test_a_package_for_any_pair_is_installed_from_a_file_and_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    archive = tiny.package(tmp_path / "translate-en_fr-1_0.argosmodel", "en", "fr", "Texte français.")
    room = make(tmp_path / "room")
    room.write("workflow.toml", SETTINGS)
    install = ("model", "install", "en", "fr", "--from", str(archive))
    assert "has no pinned digest" in room.run(*install, status=2).output
    assert "en→fr 1.0 is installed" in room.run(*install, "--trust").output
    assert "en→fr 1.0: unchanged since it was installed" in room.run("model", "verify").output
    room.run("translate", "--engine", "none")
    english(room)
    approved(room)
    room.run("translate", "--to", FRENCH)
    # The same for two long sentences is a fault.
    drafted, *others = (unit for unit in french(room).values() if unit.target)
    assert {unit.target for unit in (drafted, *others)} == {"Texte français."}
    assert re.fullmatch(
        r"mt: argos en→fr 1\.0 from approved en [0-9a-f]{8} of [0-9-]{10} \(score -?0\.00\)", drafted.origin or ""
    )


def test_the_review_page_s_drafts_go_the_same_way(room: Newsroom) -> None:
    from workflow.errors import UsageError
    from workflow.newsroom.folder import Newsroom as Folder
    from workflow.newsroom.redrafting import Machine

    folder = Folder.open(room.root)
    release = folder.sources().read("visit")
    unit = french(room)[SIGNED]
    with pytest.raises(UsageError, match="drafts in fr are made from the approved text in en"):
        Machine().drafts(folder, release, FRENCH, unit)
    english(room)
    approved(room)
    (draft,) = Machine().drafts(Folder.open(room.root), release, FRENCH, unit)
    assert draft.text == f"FR {ENGLISH[SIGNED]}"
    assert " from approved en " in draft.origin

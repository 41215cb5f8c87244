"""What comes after and beside an approval: rules, waivers, signatures, withdrawals, supersessions, corrections."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from newsroom import REVIEWER, SETTINGS, TRANSLATOR, VISIT, Newsroom, make

from workflow.contracts.registries import WRITERS
from workflow.model import sha256
from workflow.signoff import ledger as ledgers
from workflow.signoff.entries import Withdraw

SECOND = "Second <second@example.org>"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    made = make(tmp_path)
    made.run("translate")
    return made


@pytest.fixture
def published(room: Newsroom) -> Newsroom:
    room.sign_off()
    room.run("publish")
    return room


def page(room: Newsroom, name: str = "visit.html") -> str:
    return (room.root / "public/en" / name).read_text(encoding="utf-8")


def entries(room: Newsroom, release: str = "visit") -> list[dict[str, object]]:
    text = (room.root / f"locales/en/{release}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def rules(room: Newsroom, **values: str) -> None:
    room.write("workflow.toml", SETTINGS + "".join(f"{key} = {value}\n" for key, value in values.items()))


# --- rules ---


def test_two_approvals_take_two_people_who_did_not_submit(room: Newsroom) -> None:
    rules(room, approvals="2")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    assert "1 more person must approve it" in room.run("approve", "visit", "--as", REVIEWER).stdout
    assert room.state() == ("submitted", "none")
    assert "1 more person" in room.status()[0]["next"]
    assert "you approved exactly this text already" in room.run("approve", "visit", "--as", REVIEWER, status=1).stderr
    assert "you submitted" in room.run("approve", "visit", "--as", TRANSLATOR, status=1).stderr
    room.run("approve", "visit", "--as", SECOND)
    assert room.state() == ("approved", "none")
    room.run("publish")
    certificate = json.loads(page(room, "visit.certificate.json"))
    assert [one["role"] for one in certificate["sign_offs"]] == ["translator", "reviewer", "reviewer"]
    room.run("verify")


def test_a_ledger_checked_out_with_other_line_ends_is_not_taken_for_somebody_else_s_act(room: Newsroom) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    ledger = room.root / "locales/en/visit.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b"\n", b"\r\n"))
    room.run("approve", "visit", "--as", REVIEWER)
    assert room.state() == ("approved", "none")
    assert [entry["action"] for entry in entries(room)] == ["submit", "approve"]


def test_a_return_takes_the_first_of_two_approvals_away_too(room: Newsroom) -> None:
    rules(room, approvals="2")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("return", "visit", "--reason", "No.", "--as", SECOND)
    room.run("submit", "visit", "--reason", "It is right.", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", SECOND)
    assert room.state() == ("submitted", "none")


def test_more_approvals_asked_for_later_are_asked_for_of_old_texts_too(published: Newsroom) -> None:
    rules(published, approvals="2")
    assert published.state()[0] == "submitted"
    published.run("approve", "visit", "--as", SECOND)
    assert published.state()[0] in ("approved", "published")


def test_only_listed_people_approve_a_language(room: Newsroom) -> None:
    rules(room, approvers='{ en = ["Second@Example.org"] }')
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    assert "may not approve en" in room.run("approve", "visit", "--as", REVIEWER, status=1).stderr
    room.run("approve", "visit", "--as", "Second <SECOND@example.org>")
    assert room.state()[0] == "approved"
    rules(room, approvers='{ en = ["reviewer@example.org"] }')
    assert room.state()[0] == "submitted"
    assert "may not approve en" in room.run("verify", status=1).stdout


def test_rules_for_a_language_that_there_is_not_are_an_error(room: Newsroom) -> None:
    rules(room, approvers='{ fr = ["second@example.org"] }')
    assert "review.approvers names fr" in room.run("status", status=2).stderr


def test_four_eyes_can_be_switched_off_and_the_certificate_says_so(room: Newsroom) -> None:
    rules(room, four_eyes="false")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", TRANSLATOR)
    room.run("publish")
    assert "second person" not in page(room)
    assert json.loads(page(room, "visit.certificate.json"))["review"]["four_eyes"] is False
    assert "same person" in page(room, "visit.certificate.html")
    room.run("verify")
    rules(room, four_eyes="true")
    assert "its signer submitted" in room.run("verify", status=1).stdout
    assert room.state() == ("submitted", "none")


# --- waivers ---


def untranslated(room: Newsroom) -> str:
    """Leave one unit as its source, which is an error. → its key."""
    source = "双方签署了备忘录。"
    room.translate_by_hand(**{source: source})
    found = json.loads(room.run("check", "--format", "json", status=1).stdout)
    (key,) = {each["key"] for each in found if each["severity"] == "error" and each["check"] == "leftovers"}
    return str(key)


def waive_all(room: Newsroom, key: str, *more: str) -> None:
    found = json.loads(room.run("check", "--format", "json", status=1).stdout)
    for check in sorted({each["check"] for each in found if each["severity"] == "error"}):
        room.run("waive", "visit", check, "--unit", key, "--reason", "It is <b>quoted</b>.", "--as", TRANSLATOR, *more)


def test_a_waiver_opens_the_gate_for_exactly_these_words(room: Newsroom) -> None:
    key = untranslated(room)
    assert "leftovers" in room.run("submit", "visit", "--as", TRANSLATOR, status=1).stderr
    waive_all(room, key)
    assert " waived" in room.run("check").stdout
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    room.run("publish")
    certificate = page(room, "visit.certificate.html")
    assert "It is &lt;b&gt;quoted&lt;/b&gt;." in certificate
    waived = json.loads(page(room, "visit.certificate.json"))["waived"]
    assert {"check": "leftovers", "unit": key}.items() <= next(
        each for each in waived if each["check"] == "leftovers"
    ).items()
    room.translate_by_hand(**{"双方签署了备忘录。": "双方签署了备忘录。 "})
    assert "leftovers" in room.run("submit", "visit", "--as", TRANSLATOR, status=1).stderr


def test_a_waiver_ends_with_its_day_and_with_a_return(room: Newsroom) -> None:
    key = untranslated(room)
    now = {"CLOCK": "1577836800"}  # 2020-01-01
    found = json.loads(room.run("check", "--format", "json", status=1).stdout)
    for check in sorted({each["check"] for each in found if each["severity"] == "error"}):
        asked = ("waive", "visit", check, "--unit", key, "--reason", "For now.", "--as", TRANSLATOR)
        assert "in the past" in room.run(*asked, "--until", "2019-12-31", env=now, status=2).stderr
        assert "is not a day" in room.run(*asked, "--until", "soon", env=now, status=2).stderr
        room.run(*asked, "--until", "2020-01-02", env=now)
    room.run("check", env={"CLOCK": "1577923200"})
    room.run("check", env={"CLOCK": "1578009600"}, status=1)
    room.run("submit", "visit", "--as", TRANSLATOR, env=now)
    room.run("return", "visit", "--reason", "No.", "--as", REVIEWER, env=now)
    room.run("check", env=now, status=1)


def test_what_was_not_found_cannot_be_waived(room: Newsroom) -> None:
    key = untranslated(room)
    asked = ("--unit", key, "--reason", "It may.", "--as", TRANSLATOR)
    assert "finds nothing in unit" in room.run("waive", "visit", "title", *asked, status=1).stderr
    assert (
        "give a reason"
        in room.run("waive", "visit", "leftovers", "--unit", key, "--reason", " ", "--as", TRANSLATOR, status=1).stderr
    )


def test_a_ledger_whose_lines_a_merge_doubled_can_be_signed(room: Newsroom) -> None:
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR)
    path = room.root / "locales/en/visit.jsonl"
    path.write_bytes(path.read_bytes() * 2)
    room.run("approve", "visit", "--as", REVIEWER)
    assert [entry["action"] for entry in entries(room)] == ["submit", "approve"]


# --- after publication ---


def test_a_withdrawn_release_is_replaced_by_a_notice_at_every_address(published: Newsroom) -> None:
    assert "Words 1." in page(published)
    published.run("withdraw", "visit", "--reason", "A wrong <i>figure</i>.", "--as", REVIEWER)
    assert published.state() == ("withdrawn", "withdrawn")
    names = ("visit.html", "visit.side.html", "visit.lines.html", "visit.md", "visit.certificate.html")
    for name in names:
        assert "A wrong" in page(published, name)
        assert name.endswith(".md") or "<i>figure" not in page(published, name)
    for path, data in published.files("public").items():
        assert not re.search(rb"Words \d", data), path
    assert "withdrawn" in page(published, "index.html").lower()
    assert "images/" not in " ".join(published.files("public"))
    published.run("verify")
    assert [entry["action"] for entry in entries(published)][-2:] == ["withdraw", "publish"]
    published.run("publish")
    assert [entry["action"] for entry in entries(published)][-2:] == ["withdraw", "publish"]


def test_a_withdrawn_text_must_be_submitted_and_approved_again(published: Newsroom) -> None:
    published.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER)
    assert (
        "is already withdrawn"
        in published.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER, status=1).stderr
    )
    published.run("submit", "visit", "--as", TRANSLATOR)
    published.run("approve", "visit", "--as", REVIEWER)
    assert published.state() == ("approved", "withdrawn")
    published.run("publish", "visit")
    assert "Words 1." in page(published)
    assert published.state() == ("published", "current")
    published.run("verify")


@pytest.mark.parametrize(
    "command", [("publish", "visit", "--to", "en"), ("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER)]
)
def test_a_withdrawal_that_was_killed_before_the_notice_is_finished_by_publish_and_by_itself(
    published: Newsroom, command: tuple[str, ...]
) -> None:
    path = published.root / "locales/en/visit.jsonl"
    old = ledgers.load(path.read_bytes(), name="l", release="visit", language="en")
    new = old.with_entry(Withdraw("Wrong."), who=REVIEWER, when="2100-01-01T00:00:00Z", tool="t")
    path.write_bytes(ledgers.dump(new))
    assert published.status()[0]["next"] == "workflow publish visit --to en"
    published.run(*command)
    assert "Words 1." not in page(published)
    assert published.status()[0]["next"] == ""
    published.run("verify")


def test_what_is_not_on_the_site_cannot_be_withdrawn_but_returned(room: Newsroom) -> None:
    room.sign_off()
    assert "can be returned" in room.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER, status=1).stderr


def test_an_edited_notice_is_altered(published: Newsroom) -> None:
    published.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER)
    file = published.root / "public/en/visit.html"
    file.write_bytes(file.read_bytes().replace(b"Wrong", b"Right"))
    assert "altered" in published.run("verify", status=1).stdout


def test_a_site_that_still_shows_what_was_withdrawn_is_outdated(published: Newsroom) -> None:
    site = published.files("public")
    published.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER)
    for path, data in site.items():
        published.write(f"public/{path}", data)
    lines = published.run("verify", status=1).stdout.splitlines()
    assert any(line.startswith("outdated: ") and "visit.html" in line for line in lines)
    assert not any(line.startswith("altered: ") for line in lines)


def test_a_site_of_an_earlier_day_is_outdated_and_not_altered(published: Newsroom) -> None:
    site = published.files("public")
    second_release(published)
    published.run("publish")
    shutil.rmtree(published.root / "public")
    for path, data in site.items():
        published.write(f"public/{path}", data)
    lines = published.run("verify", status=1).stdout.splitlines()[:-2]
    assert len(lines) == 8  # the index, what its search knows, and six pages that are not there yet
    assert {line.partition(":")[0] for line in lines} == {"outdated"}, lines


def test_a_page_taken_off_the_site_by_hand_is_altered(published: Newsroom) -> None:
    (published.root / "public/en/visit.html").unlink()
    assert published.run("verify", status=1).stdout.startswith("altered: ")


def test_another_choice_of_languages_makes_a_site_outdated_and_not_altered(published: Newsroom) -> None:
    published.write("workflow.toml", SETTINGS.replace("[draft]", 'target_languages = ["en", "fr"]\n\n[draft]', 1))
    published.run("translate", "--to", "fr")
    lines = published.run("verify", status=1).stdout.splitlines()[:-2]
    assert {line.partition(":")[0] for line in lines} == {"outdated"}, lines
    published.write("workflow.toml", SETTINGS.replace("[draft]", 'target_languages = ["fr"]\n\n[draft]', 1))
    lines = published.run("verify", status=1).stdout.splitlines()[:-2]
    assert {line.partition(":")[0] for line in lines} == {"outdated"}, lines


def second_release(room: Newsroom) -> None:
    room.write("sources/later.md", VISIT.replace("9月3日", "10月3日").replace("代表团访问日内瓦", "代表团再访日内瓦"))
    room.run("translate")
    room.sign_off("later")


def test_a_superseded_release_and_its_successor_link_to_each_other(published: Newsroom) -> None:
    second_release(published)
    late = ("supersede", "visit", "--by", "later", "--as", REVIEWER)
    assert "publish it first" in published.run(*late, status=1).stderr
    published.run("publish")
    published.run(*late)
    assert published.state() == ("superseded", "current")
    for suffix in (".html", ".side.html", ".lines.html", ".md"):
        assert "later" in page(published, f"visit{suffix}")
        assert f"visit{suffix}" in page(published, f"later{suffix}") or "visit.html" in page(
            published, f"later{suffix}"
        )
    assert "uperseded" in page(published, "index.html")
    published.run("verify")
    assert "already superseded by later" in published.run(*late, status=1).stderr
    back = ("supersede", "later", "--by", "visit", "--as", REVIEWER)
    assert "was superseded itself" in published.run(*back, status=1).stderr
    assert (
        "cannot supersede itself"
        in published.run("supersede", "later", "--by", "later", "--as", REVIEWER, status=1).stderr
    )


def test_pages_from_before_a_supersession_are_outdated_and_not_altered(published: Newsroom) -> None:
    second_release(published)
    published.run("publish")
    site = published.files("public/en")
    published.run("supersede", "visit", "--by", "later", "--as", REVIEWER)
    for path in ("visit.html", "later.html"):
        published.write(f"public/en/{path}", site[path])
    lines = published.run("verify", status=1).stdout.splitlines()
    assert [line.partition(":")[0] for line in lines if "later.html" in line or "visit.html" in line] == [
        "outdated"
    ] * 2


@pytest.fixture
def succession(published: Newsroom) -> Newsroom:
    """``visit`` was superseded by ``later``; both are on the site."""
    published.write("sources/later.md", VISIT.replace("代表团访问日内瓦", "代表团再访日内瓦"))
    published.run("translate")
    published.translate_by_hand("later", 代表团再访日内瓦="The Delegation Returns")
    published.sign_off("later")
    published.run("publish")
    published.run("supersede", "visit", "--by", "later", "--as", REVIEWER)
    return published


def test_a_page_says_that_the_release_which_replaced_it_was_withdrawn(succession: Newsroom) -> None:
    assert 'Superseded by <a href="later.html">The Delegation Returns</a>' in page(succession)
    done = succession.run("withdraw", "later", "--reason", "Wrong.", "--as", REVIEWER).stdout
    assert "visit (en): rebuilt, 6 pages" in done
    for suffix in (".html", ".side.html", ".lines.html", ".md"):
        text = page(succession, f"visit{suffix}")
        assert "Superseded by a release that has since been withdrawn" in text
        assert f"later{suffix}" in text
        assert "withdrawn" in page(succession, f"later{suffix}")
        assert "Delegation Returns" not in text, "the title of a withdrawn text"
    assert "since been withdrawn" in page(succession, "index.html")
    assert succession.state() == ("superseded", "current")
    assert succession.status()[1]["next"] == ""
    succession.run("verify")
    before = succession.files()
    assert "all files are up to date" in succession.run("publish").stdout
    assert succession.files() == before, "something was left to record"


def test_every_format_says_that_the_successor_was_withdrawn_and_links_to_its_notice(succession: Newsroom) -> None:
    formats = ("html", "markdown", "text", "epub", "docx")
    succession.write("workflow.toml", f"{SETTINGS}\n[publish]\nformats = {list(formats)}\n")
    succession.run("publish")
    succession.run("withdraw", "later", "--reason", "Wrong.", "--as", REVIEWER)
    public = succession.root / "public/en"
    for suffix in (suffix for name in formats for suffix in WRITERS[name].suffixes):
        file = public / f"visit{suffix}"
        said = file.read_bytes()
        if suffix.endswith((".epub", ".docx")):
            with ZipFile(file) as parts:
                said = b"".join(parts.read(name) for name in parts.namelist())
        assert ("since been withdrawn" in said.decode("utf-8", "replace")) == ("certificate" not in suffix), suffix
        for target in re.findall(rb"later[a-z.]+", said):
            assert (public / target.decode().rstrip(".")).is_file(), (suffix, target)
    succession.run("verify")


def test_a_successor_that_is_back_after_its_withdrawal_is_named_again(succession: Newsroom) -> None:
    succession.run("withdraw", "later", "--reason", "Wrong.", "--as", REVIEWER)
    succession.translate_by_hand("later", **{"双方签署了备忘录。": "They signed."})
    succession.run("submit", "later", "--as", TRANSLATOR)
    succession.run("approve", "later", "--as", REVIEWER)
    succession.run("publish", "later")
    assert "since been withdrawn" not in page(succession)
    assert "Superseded by <a" in page(succession)
    succession.run("verify")


def test_pages_from_before_the_successor_was_withdrawn_are_outdated_and_not_altered(succession: Newsroom) -> None:
    site = succession.files("public/en")
    succession.run("withdraw", "later", "--reason", "Wrong.", "--as", REVIEWER)
    for path in ("visit.html", "visit.md"):
        succession.write(f"public/en/{path}", site[path])
    lines = succession.run("verify", status=1).stdout.splitlines()
    assert [line.partition(":")[0] for line in lines if "/visit." in line] == ["outdated"] * 2


def test_pages_from_before_the_successor_had_another_title_are_outdated_and_not_altered(
    succession: Newsroom,
) -> None:
    site = succession.files("public/en")
    succession.translate_by_hand("later", 代表团再访日内瓦="The Delegation Is Back")
    succession.run("submit", "later", "--as", TRANSLATOR)
    succession.run("approve", "later", "--as", REVIEWER)
    assert "visit (en): rebuilt" in succession.run("publish", "later").stdout
    assert "The Delegation Is Back" in page(succession)
    succession.run("verify")
    succession.write("public/en/visit.html", site["visit.html"])
    lines = succession.run("verify", status=1).stdout.splitlines()
    assert [line.partition(":")[0] for line in lines if "/visit.html" in line] == ["outdated"]


def test_a_page_that_differs_is_named_though_the_ledger_of_its_successor_is_gone(succession: Newsroom) -> None:
    (succession.root / "locales/en/later.jsonl").unlink()
    file = succession.root / "public/en/visit.html"
    file.write_bytes(file.read_bytes().replace(b"Superseded by", b"Followed by"))
    lines = succession.run("verify", status=1).stdout.splitlines()
    assert [line.partition(":")[0] for line in lines if "/visit.html" in line] == ["altered"]


@pytest.mark.parametrize("ended", ["withdraw", "supersede"])
def test_pages_that_changed_with_another_release_are_recorded(
    published: Newsroom, monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    """Else a later version, which renders them differently, would call them altered."""
    second_release(published)
    published.run("publish")
    published.run("supersede", "visit", "--by", "later", "--as", REVIEWER)
    if ended == "withdraw":
        published.run("withdraw", "later", "--reason", "Wrong.", "--as", REVIEWER)
    monkeypatch.setattr("workflow.writers.html._ORIGINAL", "原文")
    monkeypatch.setattr("workflow.newsroom.verify.TOOL", "workflow 99")
    lines = published.run("verify", status=1).stdout.splitlines()
    assert {name for name in ("visit", "later") if any(f"/{name}.side.html" in line for line in lines)}
    assert not [line for line in lines if line.startswith("altered")]


@pytest.mark.parametrize("moved", ["returned", "approved", "submitted"])
def test_a_page_whose_text_moved_on_is_recorded_too_when_it_changes_with_another(
    succession: Newsroom, moved: str
) -> None:
    """``later`` names ``visit``, which is withdrawn while a newer text of ``later`` waits."""
    succession.translate_by_hand("later", **{"双方签署了备忘录。": "They signed."})
    succession.run("submit", "later", "--as", TRANSLATOR)
    if moved == "returned":
        succession.run("return", "later", "--reason", "No.", "--as", REVIEWER)
    if moved == "approved":
        succession.run("approve", "later", "--as", REVIEWER)
    before = succession.state("later")
    assert "Replaces" in page(succession, "later.html")
    succession.run("withdraw", "visit", "--reason", "Wrong.", "--as", REVIEWER)
    assert "Replaces" not in page(succession, "later.html")
    assert "They signed." not in page(succession, "later.html")
    assert succession.state("later") == before
    last = entries(succession, "later")[-1]
    assert last["action"] == "publish"
    assert last["pages"]["en/later.html"] == sha256(succession.files("public/en")["later.html"])  # type: ignore[index]
    lines = succession.run("verify", status=1).stdout.splitlines()
    assert not [line for line in lines if "public" in line or "does not count" in line or line.startswith("altered")]


def test_publishing_again_adds_a_dated_note_of_what_changed(published: Newsroom) -> None:
    first = page(published)
    assert "Corrections" not in first
    published.translate_by_hand(**{"双方签署了备忘录。": "They signed a memorandum."})
    shown = published.run("submit", "visit", "--as", TRANSLATOR).stdout
    assert "1 of 6 units" in shown
    assert "[-Words 2-]" in shown
    dry = published.run("approve", "visit", "--dry-run", "--as", REVIEWER).stdout
    assert "They signed a memorandum" in dry
    assert published.state()[0] == "submitted"
    later = {"CLOCK": "4102444800"}  # 2100-01-01
    published.run("approve", "visit", "--as", REVIEWER, env=later)
    published.run("publish", env=later)
    for name in ("visit.html", "visit.side.html", "visit.lines.html", "visit.md"):
        assert "2100" in page(published, name), name
    assert "<del>" in page(published)
    assert "Words 2" in page(published)
    published.run("verify")
    published.run("publish")
    assert published.run("publish").stdout.startswith("1 file") is False


def test_an_older_page_put_back_after_a_correction_is_outdated(published: Newsroom) -> None:
    old = (published.root / "public/en/visit.html").read_bytes()
    published.translate_by_hand(**{"双方签署了备忘录。": "They signed a memorandum."})
    published.run("submit", "visit", "--as", TRANSLATOR)
    published.run("approve", "visit", "--as", REVIEWER)
    published.run("publish")
    published.write("public/en/visit.html", old)
    (line,) = published.run("verify", status=1).stdout.splitlines()[:-2]
    assert line.startswith("outdated: ")


# --- signatures ---


@pytest.fixture
def keys(tmp_path_factory: pytest.TempPathFactory, require_tool: object) -> dict[str, Path]:
    assert callable(require_tool)
    require_tool("ssh-keygen")
    folder = tmp_path_factory.mktemp("keys")
    made = {}
    for name in ("translator", "reviewer", "stranger"):
        made[name] = folder / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(made[name])], check=True)
    return made


def known(room: Newsroom, keys: dict[str, Path], *names: str, options: str = "") -> None:
    lines = []
    for name in names:
        kind, key, *_ = keys[name].with_suffix(".pub").read_text().split()
        lines.append(f"{name}@example.org {options}{kind} {key}\n")
    room.write("allowed_signers", "".join(lines))


def signing(key: Path) -> dict[str, str]:
    return {"WORKFLOW_SIGNING_KEY": str(key)}


def test_where_signatures_are_required_only_signed_acts_count(room: Newsroom, keys: dict[str, Path]) -> None:
    rules(room, signatures='"require"')
    known(room, keys, "translator", "reviewer")
    room.translate_by_hand()
    nobody = {"HOME": str(room.root), "USERPROFILE": str(room.root)}
    assert "requires signatures" in room.run("submit", "visit", "--as", TRANSLATOR, env=nobody, status=3).stderr
    stranger = room.run("submit", "visit", "--as", TRANSLATOR, env=signing(keys["stranger"]), status=1)
    assert "nothing was signed" in stranger.stderr
    assert "allowed_signers" in stranger.stderr
    room.run("submit", "visit", "--as", TRANSLATOR, env=signing(keys["reviewer"]), status=1)
    assert not (room.root / "locales/en/visit.jsonl").exists()
    assert (
        "signed with an SSH key"
        in room.run("submit", "visit", "--as", TRANSLATOR, env=signing(keys["translator"])).stdout
    )
    room.run("approve", "visit", "--as", REVIEWER, env=signing(keys["reviewer"]))
    room.run("publish")
    assert room.state() == ("published", "current")
    assert "2 of 2 acts signed" in room.run("verify").stdout
    certificate = json.loads(page(room, "visit.certificate.json"))
    assert [one["identity"] for one in certificate["sign_offs"]] == ["signed", "signed"]
    # A stranger's list knows neither of them.
    room.write("others", "")
    lines = room.run("verify", "--signers", str(room.root / "others"), status=1).stdout
    assert "altered" in lines
    assert "does not count" in lines
    assert "a key that is not in" in lines
    room.run("verify", "--signers", str(room.root / "allowed_signers"))
    assert "no such file" in room.run("verify", "--signers", str(room.root / "nowhere"), status=3).stderr


def test_a_signed_approval_of_an_unsigned_submission_does_not_count_where_signatures_are_required(
    room: Newsroom, keys: dict[str, Path]
) -> None:
    rules(room, signatures='"accept"')
    known(room, keys, "reviewer")
    room.translate_by_hand()
    nobody = {"HOME": str(room.root), "USERPROFILE": str(room.root)}
    room.run("submit", "visit", "--as", TRANSLATOR, env=nobody)
    room.run("approve", "visit", "--as", REVIEWER, env=signing(keys["reviewer"]))
    assert room.state() == ("approved", "none")
    rules(room, signatures='"require"')
    assert room.state() == ("draft", "none")
    room.run("publish")
    assert room.state() == ("draft", "none")
    lines = room.run("verify", status=1).stdout.splitlines()
    assert any("nor does the submission that it approves" in line for line in lines)
    assert not any(line.startswith("altered") for line in lines)


def test_an_unsigned_entry_written_by_hand_does_not_count(room: Newsroom, keys: dict[str, Path]) -> None:
    room.sign_off()  # nobody signs yet
    rules(room, signatures='"require"')
    known(room, keys, "translator", "reviewer")
    assert room.state() == ("draft", "none")
    lines = room.run("verify", status=1).stdout
    assert lines.count("it is not signed, and this newsroom requires signatures") == 2
    assert "not approved" in room.run("publish", "visit", status=1).stderr


def test_what_stops_a_text_needs_no_key_where_signatures_are_required(room: Newsroom, keys: dict[str, Path]) -> None:
    rules(room, signatures='"require"')
    known(room, keys, "translator", "reviewer")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR, env=signing(keys["translator"]))
    room.run("approve", "visit", "--as", REVIEWER, env=signing(keys["reviewer"]))
    room.run("publish")
    nobody = {"HOME": str(room.root), "USERPROFILE": str(room.root)}
    room.run("withdraw", "visit", "--reason", "A wrong name.", "--as", SECOND, env=nobody)
    assert room.state() == ("withdrawn", "withdrawn")
    room.run("verify")


def test_verify_passes_again_once_everything_from_before_signatures_is_signed_again(
    room: Newsroom, keys: dict[str, Path]
) -> None:
    room.sign_off()
    room.run("publish")
    rules(room, signatures='"require"')
    known(room, keys, "translator", "reviewer")
    assert "visit (en): taken off the site" in room.run("publish").stdout
    lines = room.run("verify", status=1).stdout.splitlines()[:-2]
    assert {line.partition(":")[0] for line in lines} == {"outdated"}, lines
    room.run("submit", "visit", "--as", TRANSLATOR, env=signing(keys["translator"]))
    room.run("approve", "visit", "--as", REVIEWER, env=signing(keys["reviewer"]))
    room.run("publish")
    assert "no failures" in room.run("verify").stdout


def test_an_unsigned_approval_after_signed_acts_is_altered(room: Newsroom, keys: dict[str, Path]) -> None:
    rules(room, signatures='"require"')
    known(room, keys, "translator", "reviewer")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR, env=signing(keys["translator"]))
    rules(room, signatures='"off"')
    room.run("approve", "visit", "--as", REVIEWER)
    rules(room, signatures='"require"')
    assert room.run("verify", status=1).stdout.startswith("altered: ")


def test_an_unsigned_return_still_stops_a_text(room: Newsroom, keys: dict[str, Path]) -> None:
    rules(room, signatures='"require"')
    known(room, keys, "translator", "reviewer")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR, env=signing(keys["translator"]))
    rules(room, signatures='"off"')
    room.run("return", "visit", "--reason", "No.", "--as", REVIEWER)
    rules(room, signatures='"require"')
    assert room.state()[0] == "returned"


def test_a_signature_moved_to_another_entry_or_changed_does_not_count(room: Newsroom, keys: dict[str, Path]) -> None:
    rules(room, signatures='"accept"')
    known(room, keys, "translator", "reviewer")
    room.translate_by_hand()
    room.run("submit", "visit", "--as", TRANSLATOR, env=signing(keys["translator"]))
    path = room.root / "locales/en/visit.jsonl"
    ledger = ledgers.load(path.read_bytes(), name="l", release="visit", language="en")
    (entry,) = ledger.entries
    forged = replace(ledger, entries=()).with_entry(
        entry.act,
        who=REVIEWER,
        when=entry.when,
        tool=entry.tool,
        sign=lambda _: entry.signature,
    )
    path.write_bytes(ledgers.dump(forged))
    assert room.state()[0] == "draft"
    assert "altered: " in room.run("verify", status=1).stdout


def test_an_expired_key_is_named(room: Newsroom, keys: dict[str, Path]) -> None:
    rules(room, signatures='"require"')
    known(room, keys, "translator", options='valid-before="20200101Z" ')
    room.translate_by_hand()
    old = {"CLOCK": "1546300800"}  # 2019-01-01
    room.run("submit", "visit", "--as", TRANSLATOR, env={**signing(keys["translator"]), **old})
    assert room.state()[0] == "submitted"
    room.run("return", "visit", "--reason", "No.", "--as", TRANSLATOR, env={**signing(keys["translator"]), **old})
    again = ("submit", "visit", "--reason", "It is right.", "--as", TRANSLATOR)
    late = room.run(*again, env=signing(keys["translator"]), status=1).stderr
    assert "expired" in late
    known(room, keys, "translator", options='valid-before="20180101Z" ')
    assert "expired" in room.run("verify", status=1).stdout


def test_where_signatures_are_accepted_somebody_without_a_known_key_signs_by_name(
    room: Newsroom, keys: dict[str, Path]
) -> None:
    rules(room, signatures='"accept"')
    known(room, keys, "reviewer")
    room.translate_by_hand()
    said = room.run("submit", "visit", "--as", TRANSLATOR, env=signing(keys["stranger"]))
    assert "recorded without a signature" in said.stderr
    room.run("approve", "visit", "--as", REVIEWER, env=signing(keys["reviewer"]))
    room.run("publish")
    assert "1 of 2 acts signed with a known SSH key; the other 1 are asserted" in room.run("verify").stdout
    certificate = json.loads(page(room, "visit.certificate.json"))
    assert [one["identity"] for one in certificate["sign_offs"]] == ["asserted", "signed"]


def test_verify_works_on_a_clone_without_site_or_cache(
    published: Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clone = tmp_path_factory.mktemp("clone") / "room"
    shutil.copytree(published.root, clone, ignore=shutil.ignore_patterns("public", ".workflow"))
    assert "no failures" in Newsroom(clone).run("verify").stdout


# --- checks that come later, or get stricter ---


@pytest.mark.parametrize("before", ["off", "warning"])
def test_a_check_that_gets_stricter_takes_no_approval_away_and_no_page_off_the_site(
    room: Newsroom, before: str
) -> None:
    strict = SETTINGS.replace('values = "off"', 'values = "error"')
    room.write("workflow.toml", SETTINGS.replace('values = "off"', f'values = "{before}"'))
    room.sign_off()
    room.run("publish")
    second_release(room)  # approved, and not yet published
    ledger, site = entries(room), room.files("public")
    room.write("workflow.toml", strict)
    room.run("check", status=1)
    assert room.state("visit") == ("published", "current")
    assert room.state("later") == ("approved", "none")
    rows = {row["release"]: row for row in room.status()}
    assert rows["later"]["findings"]["error"]
    assert rows["later"]["next"] == "workflow publish later --to en"
    assert "no failures" in room.run("verify", "visit").stdout
    room.run("publish")
    assert room.state("later") == ("published", "current")
    assert entries(room) == ledger
    pages = {path: data for path, data in site.items() if "index" not in path and "/list/" not in path}
    assert {path: room.files("public")[path] for path in pages} == pages
    assert "no failures" in room.run("verify").stdout
    # What the pages depend on changes: they are made again, though nobody could submit this text now.
    room.write("workflow.toml", strict.replace("The Office", "Another Office"))
    (room.root / "public/en/visit.html").unlink()
    room.run("publish")
    assert "Another Office" in page(room)
    assert "no failures" in room.run("verify").stdout
    assert room.state("visit") == ("published", "current")


def test_a_waiver_that_ends_takes_no_approval_away_and_no_page_off_the_site(room: Newsroom) -> None:
    key = untranslated(room)
    waive_all(room, key, "--until", "2100-01-01")
    room.run("submit", "visit", "--as", TRANSLATOR)
    room.run("approve", "visit", "--as", REVIEWER)
    late = {"CLOCK": "4102531200"}  # 2100-01-02
    room.run("check", env=late, status=1)
    room.run("publish", env=late)
    assert room.state() == ("published", "current")
    assert "no failures" in room.run("verify", env=late).stdout
    waived = json.loads(page(room, "visit.certificate.json"))["waived"]
    assert {each["until"] for each in waived} == {"2100-01-01"}


def test_a_stricter_check_leaves_the_first_of_two_approvals_and_refuses_the_second(room: Newsroom) -> None:
    rules(room, approvals="2")
    room.sign_off()
    room.write("workflow.toml", (room.root / "workflow.toml").read_text().replace('values = "off"', 'values = "error"'))
    assert "check values finds an error" in room.run("approve", "visit", "--as", SECOND, status=1).stderr
    rules(room, approvals="2")
    room.run("approve", "visit", "--as", SECOND)
    assert room.state()[0] == "approved"

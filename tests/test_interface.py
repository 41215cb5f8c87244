"""The interface in other languages: whole catalogs, true placeholders, and nothing that programs read changes."""

import json
import pickle
import re
from pathlib import Path
from string import Formatter

import interface_catalog
import pytest
from babel.messages.catalog import Message as Entry
from click.testing import CliRunner
from newsroom import Newsroom, make

from workflow import interface
from workflow.cli import cli
from workflow.errors import BadInput
from workflow.interface import Message, say, say_n, shown, speaking

CATALOGS = interface_catalog.catalogs()
CHINESE = {"LANGUAGE": None, "LC_ALL": None, "LC_MESSAGES": None, "LANG": "zh_CN.UTF-8"}


def _entries(file: Path) -> list[Entry]:
    return [message for message in interface_catalog.read(file) if message.id]


@pytest.mark.parametrize("file", CATALOGS, ids=lambda file: file.parent.parent.name)
def test_a_catalog_has_every_message_and_no_other(file: Path) -> None:
    here = [each.id if isinstance(each.id, str) else tuple(each.id) for each in _entries(file)]
    assert sorted(map(str, here)) == sorted(map(str, interface_catalog.wanted())), "run make messages"


def test_no_message_counts_in_one_place_and_not_in_another() -> None:
    """A catalog has one entry for both, and the translation of the one that counts would have a number to fill in."""
    ids = interface_catalog.wanted()
    assert not {each[0] for each in ids if isinstance(each, tuple)} & {each for each in ids if isinstance(each, str)}


@pytest.mark.parametrize("file", CATALOGS, ids=lambda file: file.parent.parent.name)
def test_every_message_is_translated_with_its_own_placeholders(file: Path) -> None:
    wrong = []
    for each in _entries(file):
        ids = [each.id] if isinstance(each.id, str) else list(each.id)
        strings = [each.string] if isinstance(each.string, str) else list(each.string)
        if not all(strings) or "fuzzy" in each.flags or any(_gaps(s) != _gaps(ids[-1]) for s in strings):
            wrong.append(ids[0])
    assert wrong == []


def test_chinese_has_full_width_punctuation_and_spaces_beside_latin_words() -> None:
    wrong = []
    for each in _entries(interface.LOCALE / "zh_CN/LC_MESSAGES/workflow.po"):
        string = each.string if isinstance(each.string, str) else each.string[0]
        text = re.sub(r"\{[^}]*\}|[0-9.]+万|2\.3个", "{}", string)
        if re.search(r"[\u4e00-\u9fff](?:[,;:!?()]|\.(?!\w))|[,;!?(][\u4e00-\u9fff]|\S (?=[，。；：！？、）])", text):
            wrong.append(string)
        if re.search(r"[\u4e00-\u9fff][A-Za-z0-9`]|[A-Za-z0-9`][\u4e00-\u9fff]", text):
            wrong.append(string)
    assert wrong == []


def _gaps(text: str) -> tuple[list[str], list[str]]:
    """The placeholders of a message: {name} and %(name)s."""
    try:
        named = sorted({name for _, name, _, _ in Formatter().parse(text) if name})
    except ValueError:  # braces that mean themselves
        named = []
    return named, sorted(set(re.findall(r"%\([a-z_]+\)[sd]", text)))


def test_a_message_is_english_for_programs_and_remembers_what_it_was_made_from() -> None:
    inner = say_n("{n} release", "{n} releases", 2)
    message = say(
        "{releases}, {approvals}, {pages}: {failures}", releases=inner, approvals="a", pages="p", failures="f"
    )
    assert message == "2 releases, a, p: f"
    assert json.dumps({"said": message}) == '{"said": "2 releases, a, p: f"}'
    again = pickle.loads(pickle.dumps(message))  # noqa: S301 - ours
    assert isinstance(again, Message)
    assert (again.template, again.values["releases"].plural) == (message.template, "{n} releases")
    assert shown(message) == message
    with speaking("zh_CN"):
        assert shown(message) == "2 篇发布稿、a、p：f"
        assert shown("2 releases") == "2 releases"  # other text is nobody's to translate
        assert str(BadInput(message)) == "2 releases, a, p: f"
    assert shown(message) == message


def test_braces_mean_themselves_in_a_message_without_values() -> None:
    assert say("such as en = { dates }") == "such as en = { dates }"
    assert say("{path}: braces {{}}", path="a{b}") == "a{b}: braces {}"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.GB18030"}, "zh_CN"),
        ({"LANG": "zh_SG"}, "zh_CN"),
        ({"LANG": "zh_TW.UTF-8"}, "zh_CN"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh_CN"),
        ({"LANGUAGE": "de:zh_CN", "LANG": "en_US"}, "zh_CN"),
        ({"LANGUAGE": "en:zh_CN", "LANG": "zh_CN"}, "en"),
        ({"LANGUAGE": "", "LANG": "zh-Hans"}, "zh_CN"),
        ({"LANGUAGE": "zh_CN", "LANG": "C"}, "en"),
        ({"LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANGUAGE": "zh-Hant-TW"}, "zh_CN"),
        ({"LC_ALL": "", "LANG": "zh_Hans_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_HK.UTF-8@radical"}, "zh_CN"),
        ({"LANG": "zha_CN"}, "en"),
    ],
)
def test_the_environment_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert interface.preferred(environment) == language


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    made = make(tmp_path)
    made.run("translate", "--engine", "none")
    made.sign_off()
    made.run("publish")
    return made


def test_verify_speaks_chinese_and_json_does_not(room: Newsroom) -> None:
    assert "1 篇发布稿" in room.run("verify", env=CHINESE).output
    assert "1 release" in room.run("verify").output
    english = room.run("status", "--format", "json").stdout
    assert room.run("status", "--format", "json", env=CHINESE).stdout == english


def test_status_speaks_chinese_whether_it_comes_from_the_cache_or_not(room: Newsroom) -> None:
    text = (room.root / "sources/visit.md").read_text(encoding="utf-8")
    room.write("sources/visit.md", text.replace("双方签署了备忘录。", "双方签署了两份备忘录。"))
    english = room.run("status").output
    assert "translator: workflow translate visit --to en" in english
    for _ in range(2):
        said = room.run("status", env=CHINESE).output
        assert "译者：workflow translate visit --to en" in said
        assert "网站" in said.splitlines()[0]
        assert not re.search(r"translator|STATE|published", said)
    assert room.run("status").output == english
    room.run("translate", "--engine", "none")
    for _ in range(2):
        assert "审校 locales/en/visit.po 中的" in room.run("status", env=CHINESE).output
    assert "review 1 unit in locales/en/visit.po" in room.run("status").output


def test_help_and_clicks_own_words_are_in_chinese(room: Newsroom) -> None:
    text = room.run("status", "--help", env=CHINESE).output
    assert text.startswith("用法：")
    assert "选项" in text
    assert "没有选项" in room.run("status", "--bad", env=CHINESE, status=2).output
    assert "Usage:" in room.run("status", "--help").output


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "zh_CN.UTF-8"},
        {"LANG": "zh_SG.UTF-8"},
        {"LANG": "zh-Hans"},
        {"LANG": "zh_Hans_CN"},
        {"LANG": "zh_TW.UTF-8"},
        {"LANG": "zh_HK"},
        {"LANGUAGE": "zh_CN:en"},
        {"LANGUAGE": "de:zh_SG", "LANG": "en_US.UTF-8"},
        {"LC_ALL": "zh_CN.GB18030", "LANG": "C"},
        {"LC_MESSAGES": "zh", "LANG": "en_US.UTF-8"},
    ],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()),
)
def test_however_chinese_is_asked_for_all_words_are_in_chinese(environment: dict[str, str]) -> None:
    """Those of click too, which reads the environment in its own way."""
    env = {"LANGUAGE": None, "LC_ALL": None, "LC_MESSAGES": None, "LANG": None, **environment}

    def said(*arguments: str) -> str:
        return CliRunner().invoke(cli, list(arguments), prog_name="workflow", env=env).output

    text = said("submit", "--help")
    assert text.startswith("用法：workflow submit [OPTIONS] [RELEASE]...")
    assert "\n选项：\n" in text
    usage = "用法：workflow status [OPTIONS] [RELEASE]...\n用“workflow status --help”查看帮助。\n\n"
    assert said("status", "--bad") == f"{usage}错误：没有选项 '--bad'。\n"
    assert "缺少参数 'NAME'" in said("model", "use")
    assert "没有命令 'bad'。" in said("model", "bad")
    env = {**env, "LANGUAGE": "en", "LC_ALL": "C.UTF-8"}
    usage = "Usage: workflow status [OPTIONS] [RELEASE]...\nTry 'workflow status --help' for help.\n\n"
    assert said("status", "--bad") == f"{usage}Error: No such option '--bad'.\n"


def test_findings_are_in_chinese_for_people_only(room: Newsroom) -> None:
    signed = "双方签署了备忘录。"
    room.translate_by_hand(**{signed: signed})
    assert "the translation is the source, untranslated [leftovers" in room.run("check", status=1).stdout
    assert "译文就是原文，没有翻译 [leftovers" in room.run("check", status=1, env=CHINESE).stdout
    for form in ("json", "sarif", "junit"):
        english = room.run("check", "--format", form, status=1).stdout
        assert room.run("check", "--format", form, status=1, env=CHINESE).stdout == english
    key = json.loads(room.run("check", "--format", "json", status=1).stdout)[0]["key"]
    waive = (
        "waive",
        "visit",
        "leftovers",
        "--unit",
        key,
        "--to",
        "en",
        "--reason",
        "A quotation.",
        "--as",
        "Wen <wen@example.org>",
    )
    room.run(*waive, env=CHINESE)
    assert "the translation is the source, untranslated" in (room.root / "locales/en/visit.jsonl").read_text("utf-8")


def test_a_sentence_made_of_sentences_is_translated_whole(room: Newsroom) -> None:
    settings = room.root / "workflow.toml"
    settings.write_text("[draft]\nengin = 'x'\n", encoding="utf-8")
    said = room.run("status", env=CHINESE, status=2).stderr
    assert said.endswith("workflow.toml：未知的键 draft.engin；是否指 draft.engine？\n")
    settings.write_text("[draft]\nllm = { timeout = 0 }\n", encoding="utf-8")
    said = room.run("status", env=CHINESE, status=2).stderr
    assert said.endswith("workflow.toml：draft.llm 有误：timeout 必须是 1 到 3600 之间的整数\n")


def test_a_check_is_explained_in_chinese(room: Newsroom) -> None:
    assert room.run("check", "--explain", "digits", env=CHINESE).stdout.startswith("对于本程序不认识其数词的语言")
    assert room.run("check", "--explain", "digits").stdout.startswith("For a language whose number words")

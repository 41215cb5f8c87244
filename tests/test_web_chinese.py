"""The review page in a Chinese browser: whatever the server says is in Chinese, and what it writes is not."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest
from browsing import Answer, Served, serving
from newsroom import REVIEWER, TRANSLATOR, Newsroom, make
from test_web_office import ORIGIN, cookie_of, register, serving_office, sign_in

from workflow.newsroom import editing

SIGNED = "双方签署了备忘录。"
ENGLISH = re.compile(r"(?<!workflow )(?<![a-z])(?!workflow )[a-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three English words in a row that are no command."""


class Browser:
    """A browser of somebody who is signed in, and of their language."""

    def __init__(self, served: Served, cookie: str, language: str) -> None:
        self.served, self.headers = served, {"cookie": cookie, "accept_language": language}

    def get(self, path: str) -> Answer:
        return self.served.ask(path, **self.headers)

    def send(self, path: str, value: object, method: str = "POST") -> Answer:
        origin = self.served.origin or self.served.address
        body = json.dumps(value).encode()
        return self.served.ask(path, method=method, body=body, origin=origin, **self.headers)


def in_chinese(text: str) -> str:
    """Return a text that is in Chinese."""
    assert re.search("[\u4e00-\u9fff]", text), text
    assert not ENGLISH.search(text), text
    return text


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    made = make(tmp_path_factory.mktemp("newsroom"))
    made.run("translate")
    made.translate_by_hand(**{SIGNED: SIGNED})
    return made


@pytest.fixture(scope="module")
def served(room: Newsroom) -> Iterator[Served]:
    with ExitStack() as open_:
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("LC_ALL", "zh_CN.UTF-8")  # whoever serves it reads Chinese; browsers have their own language
            served = open_.enter_context(serving(room.root))
        yield served


@pytest.fixture(scope="module")
def cookie(served: Served) -> str:
    return served.cookie()


@pytest.fixture(autouse=True)
def _the_same_for_each_test(room: Newsroom) -> Iterator[None]:
    """What a test signs or saves is taken back, so that tests may run in any order."""
    before = room.files("locales")
    yield
    for path, data in room.files("locales").items():
        if path not in before:
            (room.root / "locales" / path).unlink()
        elif data != before[path]:
            room.write(f"locales/{path}", before[path])


@pytest.fixture
def chinese(served: Served, cookie: str) -> Browser:
    return Browser(served, cookie, "zh-CN,zh;q=0.9,en;q=0.8")


@pytest.fixture
def english(served: Served, cookie: str) -> Browser:
    return Browser(served, cookie, "en-GB")


def unit(room: Newsroom, source: str) -> tuple[str, str]:
    """Return the key of a sentence, and the version of its translation that somebody has seen."""
    found = next(each for each in room.catalog().units if each.source == source)
    return editing.key_of(found), editing.version_of(found)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ({"act": "approve", "text": "0" * 64}, "visit"),
        ({"act": "approve"}, "批准时必须指明所读的文本"),
        ({"act": "submit"}, "发现错误"),
        ({"act": "return", "reason": ""}, "visit"),
        ({"act": "return", "reason": "x", "units": 1}, "units 必须是键的列表"),
        ({"act": "waive", "check": "leftovers", "unit": "00000000", "reason": "x"}, "visit"),
        ({"act": "withdraw", "reason": "x"}, "visit"),
        ({"act": "supersede", "by": "other"}, "other"),
        ({"act": "none"}, "没有这种操作"),
    ],
    ids=lambda value: value.get("act", "") if isinstance(value, dict) else None,
)
def test_a_refused_act_is_explained(chinese: Browser, english: Browser, act: dict[str, object], said: str) -> None:
    refused = chinese.send("/api/en/visit/act", act)
    assert 400 <= refused.status < 500
    assert said in in_chinese(refused.body)
    again = english.send("/api/en/visit/act", act)
    assert again.status == refused.status
    assert ENGLISH.search(again.body)


def test_a_refused_submission_is_explained_before_it_is_signed(chinese: Browser, english: Browser) -> None:
    ask = {"act": "submit", "text": ""}
    (said,) = json.loads(chinese.send("/api/en/visit/prepare", ask).body)["refused"]
    assert "发现错误" in in_chinese(said)
    (said,) = json.loads(english.send("/api/en/visit/prepare", ask).body)["refused"]
    assert "finds an error" in said


def test_findings_are_in_the_language_of_each_browser(chinese: Browser, english: Browser) -> None:
    def messages(browser: Browser) -> list[str]:
        units = json.loads(browser.get("/api/en/visit/findings").body)["units"]
        return [each["message"] for found in units.values() for each in found]

    for _ in range(2):  # whoever asked first
        assert "the translation is the source, untranslated" in messages(english)
        assert "译文就是原文，没有翻译" in messages(chinese)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "target、done 和 seen"),
        ([], "不是 JSON 对象"),
        ({"target": "x", "done": True, "seen": "", "notes": 1}, "notes"),
    ],
    ids=["incomplete", "list", "notes"],
)
def test_a_save_that_is_refused_says_why(chinese: Browser, room: Newsroom, body: object, said: str) -> None:
    key, _ = unit(room, SIGNED)
    refused = chinese.send(f"/api/en/visit/unit/{key}", body, "PUT")
    assert refused.status == 422
    assert said in in_chinese(refused.body)


def test_a_catalog_that_cannot_be_read_is_said_wherever_it_is_met(chinese: Browser, room: Newsroom) -> None:
    path, (key, version) = room.catalog_path(), unit(room, SIGNED)
    before = path.read_bytes()
    try:
        path.write_bytes(before + b'msgid "x\n')
        saved = chinese.send(f"/api/en/visit/unit/{key}", {"target": "x", "done": True, "seen": version}, "PUT")
        assert saved.status == 422
        assert "没有结束引号" in in_chinese(saved.body)
        assert "没有结束引号" in in_chinese(chinese.get("/release/en/visit").body)
        rows = json.loads(chinese.get("/api/status").body)
        assert "没有结束引号" in in_chinese(" ".join(rows["problems"]))
    finally:
        path.write_bytes(before)
    assert (
        chinese.send(f"/api/en/visit/unit/{key}", {"target": SIGNED, "done": True, "seen": version}, "PUT").status
        == 200
    )


def test_what_is_to_be_done_next_is_in_chinese(chinese: Browser, english: Browser) -> None:
    (row,) = json.loads(chinese.get("/api/status").body)["releases"]
    assert row["state"] == "draft"
    (other,) = json.loads(english.get("/api/status").body)["releases"]
    assert {**row, "next": ""} == {**other, "next": ""}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/release/en/nothing", 404),
        ("/release/xx/visit", 404),
        ("/api/xx/visit/findings", 404),
        ("/image/visit?path=none.png", 404),
        ("/feed/none", 404),
        ("/feed", 404),
        ("/nowhere", 404),
        ("/static/none", 404),
    ],
)
def test_what_is_not_there_is_said(chinese: Browser, path: str, status: int) -> None:
    answer = chinese.get(path)
    assert answer.status == status
    in_chinese(answer.body)


def test_a_stream_tells_each_browser_in_its_language_what_is_wrong(served: Served, cookie: str, room: Newsroom) -> None:
    path = room.catalog_path()
    before = path.read_bytes()

    def heard(language: str) -> str:
        with served.stream("/api/en/visit/events", cookie=cookie, **{"accept-language": language}) as stream:
            while b"event: state" not in (line := stream.readline()):
                assert line
            path.write_bytes(before + b'msgid "x\n')
            try:
                while not (line := stream.readline()).startswith(b"event: problem"):
                    assert line
                return str(json.loads(stream.readline().removeprefix(b"data: "))["message"])
            finally:
                path.write_bytes(before)

    assert "没有结束引号" in in_chinese(heard("zh-Hans"))
    assert "no closing quotation mark" in heard("en")


def test_the_shield_speaks_chinese_too(served: Served, cookie: str) -> None:
    headers = {"cookie": cookie, "accept_language": "zh-TW"}
    for answer, status in (
        (served.ask("/api/en/visit/act", method="POST", body=b"{}", origin="http://other.example.org", **headers), 403),
        (served.ask("/", host="other.example.org", **headers), 421),
        (served.ask("/", method="DELETE", **headers), 405),
        (served.ask("/", method="POST", body=b"{}", origin=served.address, **headers), 405),
        (served.ask("/", sec_fetch_site="cross-site", **headers), 403),
    ):
        assert answer.status == status
        in_chinese(answer.body)


def test_what_a_chinese_browser_signs_is_in_english_in_the_ledger(chinese: Browser, room: Newsroom) -> None:
    key = json.loads(room.run("check", "--format", "json", status=1).stdout)[0]["key"]
    waive = {"act": "waive", "check": "leftovers", "unit": key, "reason": "一段引文。"}
    answer = chinese.send("/api/en/visit/act", waive)
    assert answer.status == 200, answer.body
    ledger = (room.root / "locales/en/visit.jsonl").read_text("utf-8")
    assert "the translation is the source, untranslated" in ledger
    assert "没有翻译" not in ledger


def test_an_office_is_told_in_chinese_why_it_may_not(tmp_path_factory: pytest.TempPathFactory) -> None:
    room = make(tmp_path_factory.mktemp("office"))
    room.run("translate")
    room.translate_by_hand()
    register(room, TRANSLATOR)
    register(room, REVIEWER)
    with serving_office(room, origin=ORIGIN) as served:
        mine = Browser(served, cookie_of(sign_in(served, TRANSLATOR)), "zh-CN")
        done = mine.send("/api/en/visit/act", {"act": "submit"})
        assert done.status == 200, done.body
        text = json.loads(done.body)["text"]
        refused = mine.send("/api/en/visit/act", {"act": "approve", "text": text})
        assert refused.status == 409
        assert "必须由其他人批准" in in_chinese(refused.body)
        theirs = Browser(served, cookie_of(sign_in(served, REVIEWER)), "zh-CN")
        taken = theirs.send("/api/en/visit/claim", {"take": True, "reason": ""})
        assert taken.status == 200, taken.body
        refused = mine.send("/api/en/visit/claim", {"take": True, "reason": ""})
        assert refused.status == 409
        assert "请说明为何接手" in in_chinese(refused.body)
        password = {"present": "correct horse battery", "new": "short", "again": "short"}
        answer = served.ask(
            "/password",
            method="POST",
            body=urlencode(password).encode(),
            content_type="application/x-www-form-urlencoded",
            origin=ORIGIN,
            **mine.headers,
        )
        assert answer.status == 422
        assert "密码只有 5 个字符" in answer.body
        broken = room.root / ".workflow/review/users.json"
        broken.write_text("{", encoding="utf-8")
        answer = served.ask("/sign-in", **mine.headers)
        assert "已损坏；请删除它" in answer.body

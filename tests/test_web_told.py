"""What an open page is told, so that an approval names the text that it shows."""

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import Served, serving
from newsroom import SETTINGS, Newsroom

SOURCE = """---
title: 专利统计
date: 2018-09-12
---

双方签署了备忘录。

```
x = 1
```

## 小节

代表团抵达。
"""


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = Newsroom(tmp_path)
    room.write("workflow.toml", SETTINGS)
    room.write("sources/visit.md", SOURCE)
    room.run("translate", "--engine", "none")
    return room


@pytest.fixture
def served(room: Newsroom) -> Iterator[Served]:
    with serving(room.root) as served:
        yield served


def since(served: Served, cookie: str) -> str:
    found = re.search(r'data-since="([^"]*)"', served.ask("/release/en/visit", cookie=cookie).body)
    assert found
    return f"/api/en/visit/events?since={quote(found[1])}"


def told(stream: http.client.HTTPResponse) -> list[str]:
    """Read the kinds of events until one with the state, about which pages learn last."""
    kinds: list[str] = []
    while "state" not in kinds:
        if (line := stream.readline()).startswith(b"event: "):
            kinds.append(line.decode().partition(": ")[2].strip())
    return kinds


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x = 1", "x = 2"),
        ("## 小节", "### 小节"),
        ("2018-09-12", "2018-09-13"),
        ("双方签署了备忘录。", "- 双方签署了备忘录。"),
    ],
    ids=["code", "level", "date", "item"],
)
def test_a_page_hears_that_it_is_out_of_date_before_it_hears_of_another_text(
    room: Newsroom, served: Served, old: str, new: str
) -> None:
    cookie = served.cookie()
    address = since(served, cookie)
    with served.stream(address, cookie=cookie) as stream:
        assert "text" not in told(stream)
        room.write("sources/visit.md", SOURCE.replace(old, new))
        assert "text" in told(stream)
    with served.stream(address, cookie=cookie) as stream:  # made before the change, listens after it
        assert "text" in told(stream)


def test_a_page_that_lost_its_stream_is_told_every_translation_again(room: Newsroom, served: Served) -> None:
    """It may show one that was taken back while it heard nothing: its text is then that of when it was opened."""
    cookie = served.cookie()
    address = since(served, cookie)
    with served.stream(address, cookie=cookie) as stream:
        assert stream.readline() == b": open\n"
        lines = [stream.readline()]
        while not lines[-1].startswith(b"data: "):
            lines.append(stream.readline())
        assert b"id: told\n" in lines
    with served.stream(address, cookie=cookie) as stream:
        assert "units" not in told(stream)
    with served.stream(address, cookie=cookie, **{"last-event-id": "told"}) as stream:
        assert "units" in told(stream)

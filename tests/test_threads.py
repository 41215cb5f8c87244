"""The review page reads in several threads at once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from workflow.markup.scanner import parser
from workflow.readers.markdown import read


def test_each_thread_has_a_parser_of_its_own() -> None:
    together = Barrier(4)

    def work() -> int:
        together.wait(60)
        made = parser()
        together.wait(60)
        assert parser() is made
        return id(made)

    with ThreadPoolExecutor(4) as pool:
        assert len({each.result() for each in [pool.submit(work) for _ in range(4)]}) == 4


def test_the_tables_of_addresses_are_whole_before_anybody_parses() -> None:
    code = (
        "import workflow.markup.dialect, mdurl._encode as e, mdurl._decode as d\n"
        "print([len(table) for cache in (e.encode_cache, d.decode_cache) for table in cache.values()])"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout == "[128, 128]\n"


def test_the_same_source_read_by_many_threads_at_once_is_the_same() -> None:
    text = "# 题\n\n" + "".join(
        f"第{n}段见[链接](https://example.org/路径{n})和 https://example.org/{n} **重点**。\n\n" for n in range(40)
    )

    def work(_: int) -> object:
        return read(text.encode(), path="sources/a.md", language="zh-Hans")

    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(work, range(16))
    assert all(other == first for other in others)

"""How fast the review page is in a real browser: ``python bench/review.py [--sizes 2000,20000]``.

A release of that many sentences (``bench/newsrooms.py --long``) is opened in headless Chromium, from the server that
``workflow review`` starts, and measured by the browser's own clock:

    first paint    from the click on a link to the first text on the screen, the server's work included
    ready          until every key works
    saved          from Ctrl+S to the answer of the server: the catalog is on disk
    key            the longest that the page did not answer while 80 letters were typed and saved

Medians of RUNS. Needs Playwright (``make setup``) and Chromium; needs no model.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
RUNS = 5
SAVES = 15
LETTERS = 80
PAINT, SAVED = 300.0, 50.0
"""Targets in milliseconds for a release of 2,000 sentences."""

_TIMES = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {server: page.responseStart - page.requestStart, paint: paint.startTime, ready: page.domContentLoadedEventEnd};
}"""
_WATCH = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
  }).observe({type: "longtask"});
  const real = window.fetch;
  window.saves = [];
  window.fetch = async (path, options) => {
    const before = performance.now();
    const answer = await real(path, options);
    if (options?.method === "PUT") window.saves.push(performance.now() - before);
    return answer;
  };
}"""


@contextmanager
def served(root: Path) -> Iterator[tuple[str, str]]:
    """Run the server; its address, and the one that signs in."""
    environment = {**os.environ, "WORKFLOW_USER": "Translator <translator@example.org>", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "workflow", "--project", str(root), "review", "--no-browser"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout
    try:
        found = next(found for line in process.stdout if (found := re.search(r"(http://\S+)/open\?t=\S+", line)))
        yield found[1], found[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def measured(browser: Browser, root: Path) -> dict[str, float]:
    """The medians of one newsroom, in milliseconds."""
    (release,) = (path.stem for path in (root / "locales/en").glob("*.po"))
    with served(root) as (address, sign_in):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.goto(sign_in)
        opened = [times for _ in range(RUNS + 1) if (times := _opened(page, f"{address}/release/en/{release}"))][1:]
        result = {name: median(each[name] for each in opened) for name in opened[0]}
        result |= _worked(page)
        context.close()
    return result


def _opened(page: Page, address: str) -> dict[str, float]:
    page.goto("about:blank")
    with page.expect_response(
        lambda answer: answer.url.endswith("/findings")
    ):  # the checks of the page before are over
        page.goto(address)
    times: dict[str, float] = page.evaluate(_TIMES)
    return times


def _worked(page: Page) -> dict[str, float]:
    page.evaluate(_WATCH)
    page.locator(".unit").nth(10).click()
    for number in range(SAVES):
        page.keyboard.type("words " if number else "Some ")
        page.keyboard.press("Control+s")
        page.locator(".unit.active .saved", has_text=re.compile("^saved")).wait_for()
    page.wait_for_timeout(3000)
    page.evaluate("window.longest = 0")
    for letter in "typing never waits " * (LETTERS // 19 + 1):
        page.keyboard.type(letter)
        page.wait_for_timeout(25)
    page.wait_for_timeout(2500)
    saves: list[float] = page.evaluate("window.saves")
    return {"saved": median(saves), "slowest": max(saves), "key": page.evaluate("window.longest")}


def main(arguments: Sequence[str]) -> int:
    """Print the figures; exit status 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="2000,20000", help="how many sentences, with commas between")
    sizes = [int(size) for size in parser.parse_args(arguments).sizes.split(",")]
    missed = False
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print(f"The review page, medians of {RUNS}, milliseconds")
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                os.environ["WORKFLOW_CACHE"] = str(Path(folder) / "cache")
                root = Path(folder) / "newsroom"
                (root / "sources").mkdir(parents=True)
                make = [sys.executable, str(HERE / "newsrooms.py"), str(root), "1", "--long", str(size)]
                subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
                found = measured(browser, root)
            print(
                f"  {size} sentences: first paint {found['paint']:.0f} (server {found['server']:.0f}), "
                f"ready {found['ready']:.0f}, saved {found['saved']:.0f} (slowest of {SAVES}: {found['slowest']:.0f}), "
                f"longest wait of a key {found['key']:.0f}",
                flush=True,
            )
            if size <= 2000:
                missed = missed or found["paint"] > PAINT or found["saved"] > SAVED
        browser.close()
    if missed:
        print(f"MISSED: first paint under {PAINT:.0f} ms and saved under {SAVED:.0f} ms for 2,000 sentences")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

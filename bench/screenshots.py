"""The pictures of pages in the README and the guides, from a copy of the sample newsroom: ``bench/screenshots.py``."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from review import served

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def main() -> None:
    """Make the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WORKFLOW_CACHE"] = str(Path(folder) / "cache")
        room = Path(folder) / "newsroom"
        for name in ("sources", "locales"):
            shutil.copytree(ROOT / name, room / name)
        shutil.copy(ROOT / "workflow.toml", room)
        _run(room, "translate")
        with served(room) as (address, sign_in), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1100, "height": 560}, locale="en-GB")
            page.goto(sign_in)
            page.locator("#releases a").first.wait_for()
            page.screenshot(path=DOCS / "review-overview.png")
            _open(page, f"{address}/release/en/2018-12-07-forum", "與會者")
            page.screenshot(path=DOCS / "review-sentence.png")
            _open(page, f"{address}/release/en/2019-01-10-statistics", "207.2万件")
            page.screenshot(path=DOCS / "review-table.png")
            _site(room, browser)
            browser.close()


def _run(room: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "workflow", "--project", str(room), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _site(room: Path, browser: Browser) -> None:
    """Make the pictures of the published site, on which everything that is submitted is approved."""
    _run(room, "approve", "2019-01-10-statistics", "--to", "en", "--as", "Reviewer <reviewer@example.org>")
    _run(room, "publish")
    for name, path, width, height, scheme in (
        ("side", "en/2018-09-12-visit.side.html", 1280, 800, "light"),
        ("site-index", "en/index.html", 1100, 700, "light"),
        ("site-narrow", "zh-Hant-TW/2018-09-12-visit.html", 390, 700, "dark"),
    ):
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        page.goto((room / "public" / path).as_uri())
        page.screenshot(path=DOCS / f"{name}.png")
        page.close()


def _open(page: Page, address: str, words: str) -> None:
    """Open a release, and in it the sentence with these words, in the middle of the screen."""
    with page.expect_response(lambda answer: answer.url.endswith("/findings")):
        page.goto(address)
    row = page.locator(".unit", has=page.locator(".source", has_text=words)).first
    with page.expect_response(lambda answer: "/unit/" in answer.url):
        row.locator(".target").click()
    row.evaluate("row => row.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)


if __name__ == "__main__":
    main()

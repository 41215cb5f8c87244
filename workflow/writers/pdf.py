"""A finished HTML page → PDF, through WeasyPrint, which is an optional part of the program (``workflow[pdf]``).

The fonts of the machine decide the bytes, so no ledger records a PDF and ``verify`` cannot vouch for its words. Its
last line says which page it was made from.
"""

import re
from collections.abc import Callable, Mapping
from mimetypes import guess_type
from urllib.parse import unquote, urlsplit

from workflow.contracts.pages import Notice, Page
from workflow.contracts.writers import Printer, Writer
from workflow.errors import BadInput, MissingError
from workflow.interface import say

_SUFFIX = ".pdf"
_MARK = re.compile(rb"\n%workflow ([0-9a-f]{64})\n\Z")
_SITE = "https://site.invalid/"  # never asked: a scheme of our own would not be resolved against

_SHEET = """
@page { size: A4; @bottom-center { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #5b626b } }
sup, sub { line-height: 0; font-size: 0.75em }
"""
"""What a page on paper has besides."""

Read = Callable[[str], bytes | None]
"""Returns a file of the site by its path, None if there is none."""


def printed(page: bytes, path: str, read: Read, basis: str) -> bytes:
    """Return a page of the site as PDF (tagged, PDF/UA-1).

    Nothing but the site's own files is ever read for it.

    Args:
        page: The page.
        path: Its path on the site.
        read: Returns its style sheet and pictures.
        basis: What ``made_from`` will return of it, 64 hexadecimal digits.

    Raises:
        BadInput: WeasyPrint fails on the page, or on the theme's style sheet.
        MissingError: WeasyPrint, or a library of the system that it needs, is not installed.
    """
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError) as error:  # OSError: Pango is missing
        raise MissingError(
            say(
                'publish.formats has "pdf", which needs WeasyPrint and its library Pango: pip install '
                '"workflow[pdf]", and install Pango as '
                "https://doc.courtbouillon.org/weasyprint/stable/first_steps.html says; or take pdf out"
            )
        ) from error

    class Site(URLFetcher):  # type: ignore[misc, unused-ignore]
        """Fetches nothing but files of the site."""

        def fetch(self, url: str, headers: object = None) -> "URLFetcherResponse":
            """Return a file of the site."""
            where = unquote(urlsplit(url).path.lstrip("/"))
            found = read(where) if url.startswith(_SITE) else None
            if found is None:
                raise ValueError(url)
            kind = guess_type(where)[0] or "application/octet-stream"
            return URLFetcherResponse(url, found, {"Content-Type": kind})

    document = weasyprint.HTML(string=page.decode("utf-8"), base_url=f"{_SITE}{path}", url_fetcher=Site())
    try:
        data: bytes = document.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[weasyprint.CSS(string=_SHEET)])
    except Exception as error:  # a page on which the library fails must not keep the others from being made
        raise BadInput(
            say(
                "{path}: WeasyPrint cannot make a PDF of this page ({error}); simplify theme/style.css, or take pdf "
                "out of publish.formats",
                path=path,
                error=f"{type(error).__name__}: {error}"[:200],
            )
        ) from error
    return data.rstrip(b"\n") + b"\n%workflow " + basis.encode("ascii") + b"\n"


def made_from(data: bytes) -> str:
    """Return which page a PDF was made from, as ``printed`` was told; "" if this program did not make it."""
    found = _MARK.search(data[-100:]) if data.startswith(b"%PDF-") else None
    return found[1].decode("ascii") if found else ""


def _nothing(_: Page | Notice) -> Mapping[str, bytes]:
    """Return nothing: a PDF is made from the finished page."""
    return {}


WRITER = Writer(
    suffixes=(_SUFFIX,),
    write=_nothing,
    notice=_nothing,
    wrote=lambda _, data: bool(made_from(data)),
    prints=Printer(printed, made_from),
)

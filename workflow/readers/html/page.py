"""A saved page as a tree: parsed within bounds, its article found, and what its head says of it.

The parser is justhtml, which builds the tree that browsers build. (libxml2 does not: in the template of www.gov.cn, the
header is included with its own ``</html>``, and libxml2 drops the article below it without a word.)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from justhtml import JustHTML

from workflow.errors import BadInput, UsageError
from workflow.files import decode
from workflow.interface import clauses, say
from workflow.languages.chinese.dates import day_of_name, iso_day
from workflow.markup.spans import web_address
from workflow.model import HAN
from workflow.patterns import late
from workflow.readers.html import elements

# The types of the parser are looser than its values.
Node = object
"""A node of the tree; read it with the functions below."""

LARGEST = 64 << 20
"""The largest page, in bytes; one with its pictures inside (SingleFile) has some megabytes."""
_MOST_TAGS = 400_000
_MOST_COPIES = 1_000_000
DEEPEST = 150
"""How deep elements may nest inside an article; honest pages stay below 60."""

# --- nodes ---


def name_of(node: Node) -> str:
    """Return the name of an element, in lower case, or "#text" or "#comment"."""
    return node.name  # type: ignore[attr-defined,no-any-return]


def children_of(node: Node) -> Sequence[Node]:
    """Return what is directly inside a node."""
    return getattr(node, "children", None) or ()


def attribute(node: Node, name: str) -> str:
    """Return the value of an attribute, "" if it is missing or empty."""
    attributes: dict[str, str | None] = getattr(node, "attrs", None) or {}
    return attributes.get(name) or ""


def has(node: Node, name: str) -> bool:
    """Return whether an element has an attribute."""
    return name in (getattr(node, "attrs", None) or {})


def data_of(node: Node) -> str:
    """Return the characters of a text or a comment."""
    data = getattr(node, "data", None)
    return data if isinstance(data, str) else ""


def below(node: Node) -> Iterator[Node]:
    """Yield a node and everything inside it, in the order of the document; also what is inside a template."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        inside = list(children_of(node))
        if template := getattr(node, "template_content", None):
            inside.append(template)
        waiting += reversed(inside)


def text_of(node: Node) -> str:
    """Return all characters inside a node, with its white space as single spaces."""
    return " ".join("".join(data_of(each) for each in below(node) if name_of(each) == "#text").split())


def style_of(node: Node) -> dict[str, str]:
    """Return the declarations of a ``style`` attribute, in lower case."""
    written = attribute(node, "style")[:2000].lower()
    pairs = (each.partition(":") for each in written.split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value}


def is_hidden(node: Node) -> bool:
    """Return whether an element is not shown, as far as its own attributes say."""
    if has(node, "hidden"):
        return True
    style = style_of(node) if has(node, "style") else {}
    size = style.get("font-size", "")
    return style.get("display") == "none" or style.get("visibility") == "hidden" or bool(_NOTHING.fullmatch(size))


_NOTHING = late(r"0(?:\.0+)?(?:px|pt|em|rem|%)?")


# --- the page ---


@dataclass(frozen=True, slots=True)
class Article:
    """Where a page has its text.

    Attributes:
        nodes: Its nodes; neighbours, if there are several.
        name: What it is called in messages ("div#UCAP-CONTENT").
    """

    nodes: tuple[Node, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page.

    Attributes:
        root: The document.
        text: The decoded file.
        path: Its path, for messages.
        metas: The first value of each meta element, by its name in lower case.
        address: Where the page was on the web, "" if nothing says so.
        base: What relative addresses are relative to, "" if nothing says so.
    """

    root: Node
    text: str
    path: str
    metas: dict[str, str]
    address: str
    base: str

    @property
    def day(self) -> str:
        """The day that the page's head says it is of, ISO 8601, or ""."""
        for name in _DAYS:
            value = self.metas.get(name, "").strip()
            if day := iso_day(value) or iso_day(value[:10]) or day_of_name(value):
                return day
        return ""

    @property
    def title(self) -> tuple[str, str]:
        """The title that the page's head states, and where; two empty texts if there is none."""
        for name in _TITLES:
            if words := _plain(self.metas.get(name, "")):
                return words if name == "articletitle" else _without_site(words), f"meta {name}"
        return "", ""

    @property
    def tab_words(self) -> str:
        """The title of the browser's tab."""
        return next((text_of(each) for each in below(self.root) if name_of(each) == "title"), "")

    @property
    def tab(self) -> str:
        """The title of the browser's tab, without the names of the site and its column behind it."""
        return _without_site(self.tab_words)


def _without_site(title: str) -> str:
    """Return a title without the names of a site and its column behind it."""
    return _SITE_AT_END.sub("", _SITE.split(title, maxsplit=1)[0]).strip()


_SITE_AT_END = late(r"-[^-]{2,20}(?:网|網|网站|門戶|门户|频道|在线)$")
_SITE = late(r"\s+[-–—|]+\s+|[_|｜]+|[-–—]{2,}")
_TITLES = ("articletitle", "og:title", "article:title", "dc.title")
_DAYS = (
    "pubdate",
    "publishdate",
    "firstpublishedtime",
    "article:published_time",
    "og:published_time",
    "dc.date",
    "dc.date.issued",
    "publish_time",
)


def _plain(written: str) -> str:
    """Return the words of a meta element, which may have tags and references in them."""
    words = re.sub(r"<br\s*/?>|\s+", " ", written, flags=re.IGNORECASE)
    return " ".join(re.sub(r"&nbsp;|&#160;", " ", words).split())


def parse(data: bytes, path: str) -> Page:
    """Parse a page.

    Raises:
        BadInput: It is no text, too large, or made so that its tree would be.
    """
    if len(data) > LARGEST:
        raise BadInput(
            say(
                "{path}: is larger than {largest} MB; save the page without its pictures inside",
                path=path,
                largest=LARGEST >> 20,
            )
        )
    if _ARCHIVE.match(data):
        raise BadInput(
            say(
                "{path}: is an archive of a page (.mht); open it in a browser and save it as “Webpage, complete”",
                path=path,
            )
        )
    text = decode(data, path)
    if text.count("<") > _MOST_TAGS or _copies(text) > _MOST_COPIES:
        raise BadInput(
            say("{path}: has too many tags to be a page of text; paste its text instead (workflow add -)", path=path)
        )
    root: Node = JustHTML(text, sanitize=False).root
    metas: dict[str, str] = {}
    links: dict[str, str] = {}
    for each in below(root):
        match name_of(each):
            case "meta":
                name = attribute(each, "name") or attribute(each, "property")
                metas.setdefault(name.strip().lower(), attribute(each, "content"))
            case "link" if "canonical" in attribute(each, "rel").lower().split():
                links.setdefault("canonical", attribute(each, "href"))
            case "base":
                links.setdefault("base", attribute(each, "href"))
            case "#comment" if "saved" not in links and (found := _SAVED.search(data_of(each)[:4000])):
                links["saved"] = found[1] or found[2]
    stated = (links.get("saved", ""), links.get("canonical", ""), metas.get("og:url", ""), metas.get("url", ""))
    address = next(filter(None, (web_address(each.strip()) for each in stated)), "")
    written = links.get("base", "").strip()
    base = web_address(written) or (urljoin(address, written) if address else "")
    if not address and base and not base.endswith("/"):
        address = base
    return Page(root, text, path, metas, address, base or address)


_ARCHIVE = re.compile(rb"\s*(?:From: <Saved by|MIME-Version:|Snapshot-Content-Location:)", re.IGNORECASE)
_SAVED = late(r"saved from url=\(\d+\)(\S+)|saved with SingleFile\s+url:\s*(\S+)", re.IGNORECASE)

_TAG = late(r"<(?:(/?)([A-Za-z][^\s/<>]*)([^<>]*)(>?))?")
_COPIED = frozenset("b big code em font i s small strike strong tt u".split())
_HARMLESS = _COPIED | frozenset(
    "a p br span img div center h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote sup sub o:p".split()
)


def _copies(text: str) -> int:
    """Return at most how many elements the parser would have to make beyond those that are written.

    The standard repeats formatting that a block left open in every later block (``<p><font></p><p>…``), three times for
    each different tag. Hundreds of such tags make millions of elements. What is counted here is never fewer: an end tag
    counts only if nothing but harmless tags is between it and its start tag.
    """
    closable: dict[str, list[str]] = {}
    left: dict[str, int] = {}
    tags = most = unclosed = stuck = 0
    for found in _TAG.finditer(text):
        tags += 1
        name = (found[2] or "").lower()
        starts = name in _COPIED and not found[1]
        whole = found[4] == ">" and found[3].count('"') % 2 == 0 and found[3].count("'") % 2 == 0
        if starts:
            closable.setdefault(name, []).append(f"{name} {found[3]}" if whole else f"{found.start()}")
            unclosed += 1
            most = max(most, stuck + unclosed)
        elif name in _COPIED and whole and (several := closable.get(name)):
            several.pop()
            unclosed -= 1
        if unclosed and (name not in _HARMLESS or not whole):
            for each in (each for several in closable.values() for each in several):
                if left.get(each, 0) < _SAME:
                    left[each] = left.get(each, 0) + 1
                    stuck += 1
            closable.clear()
            unclosed = 0
    return tags * max(most - _HONEST, 0)


_SAME = 3
_HONEST = 50
"""How many tags left open are no danger with ``_MOST_TAGS``."""

# --- the article ---

_IDS = frozenset(
    """
    ucap-content zoom p-detail rwb_zw dochtmlcon div_article_content vsb_content ivs_content js_content endtext artibody
    """.split()
)
_CLASSES = frozenset(
    """
    trs_editor trs_editor_view trs_ueditor trs_paper_default pages_content v_news_content article-body detailcon
    rm_txt_con article-content news_txt
    """.split()
)
"""Where the programs of Chinese sites put an article, in lower case: in quirks mode, which many are in, case does not
count."""
_BEGIN = late(r"(?:content|正文|article|文章|内容)[^\w\s]*\s*[^\w\s]*\s*(?:begin|start|开始)", re.IGNORECASE)
_END = late(r"(?:content|正文|article|文章|内容)[^\w\s]*\s*[^\w\s]*\s*(?:end|over|结束)", re.IGNORECASE)
_OFFICE = late(r"Microsoft (?:Word|Excel)|LibreOffice|OpenOffice|WPS|Kingsoft|pandoc", re.IGNORECASE)


def article(page: Page, selector: str) -> Article:
    """Return where a page has its text.

    Args:
        page: The page.
        selector: A CSS selector from the settings, "" if there is none; a page in which nothing fits it is searched for
            the known places.

    Raises:
        BadInput: There is no such place, or there are several.
        UsageError: The selector is none.
    """
    for search in (_selected(page, selector), _known(page), _between_comments(page), _by_meaning(page)):
        found = [each for each in search if any(map(_has_content, each.nodes))]
        if len(found) > 1:
            raise BadInput(
                say(
                    "{path}: has {found} places that may be the article ({places}); name one as "
                    "readers.html.body in workflow.toml, such as body = {selector!r}",
                    path=page.path,
                    found=len(found),
                    places=_list(found),
                    selector=_one_of(found),
                )
            )
        if found:
            return found[0]
    some = _likely(page)
    if not some:
        raise BadInput(
            say("{path}: has no text; open the page in a browser, and save it when it is all there", path=page.path)
        )
    raise BadInput(
        say(
            "{path}: it is not clear where the article is; name the element as readers.html.body in "
            "workflow.toml, such as body = {selector!r} (the most text is in {places})",
            path=page.path,
            selector=_selector(some[0]),
            places=", ".join(map(_described, some)),
        )
    )


def _one_of(found: Sequence[Article]) -> str:
    """Return a selector that fits only one of several places, or else one thing that all are in."""
    selectors = [_selector(each.nodes[0]) for each in found]
    alone = [each for each in selectors if selectors.count(each) == 1]
    if alone:
        return alone[0]
    around = [[id(each) for each in _above(article.nodes[0])] for article in found]
    return next(_selector(each) for each in _above(found[0].nodes[0]) if all(id(each) in ids for ids in around))


def _above(node: Node) -> Iterator[Node]:
    """Yield the elements around a node, the innermost first."""
    while (node := getattr(node, "parent", None)) is not None and name_of(node) != "#document":
        yield node


def _list(found: Sequence[Article]) -> str:
    return clauses(
        say("{name}, {n} characters", name=each.name, n=sum(len(HAN.findall(text_of(node))) for node in each.nodes))
        for each in found[:5]
    )


def _has_content(node: Node) -> bool:
    return any(
        name_of(each) == "img" or (name_of(each) == "#text" and not data_of(each).isspace()) for each in below(node)
    )


def _outermost(page: Page, fits: "frozenset[int]") -> list[Article]:
    """Return the elements with these identities that are not inside another one."""
    found: list[Article] = []
    waiting = [page.root]
    while waiting:
        node = waiting.pop()
        if id(node) in fits:
            found.append(Article((node,), called(node)))
        elif name_of(node) not in elements.LEFT_OUT:
            waiting += reversed(children_of(node))
    return found


def _selected(page: Page, selector: str) -> list[Article]:
    if not selector:
        return []
    try:
        found = page.root.query(selector)  # type: ignore[attr-defined]
    except ValueError as error:
        raise UsageError(
            say(
                "workflow.toml: readers.html.body is {selector!r}, no CSS selector ({error})",
                selector=selector,
                error=error,
            )
        ) from None
    return _outermost(page, frozenset(map(id, found)))


def _known(page: Page) -> list[Article]:
    def fits(node: Node) -> bool:
        name = attribute(node, "id").lower()
        return name in _IDS or name.startswith("vsb_content_") or not _CLASSES.isdisjoint(_classes(node))

    return _outermost(page, frozenset(id(each) for each in below(page.root) if has_attributes(each) and fits(each)))


def has_attributes(node: Node) -> bool:
    """Return whether a node has any attribute."""
    return bool(getattr(node, "attrs", None))


def _classes(node: Node) -> list[str]:
    return attribute(node, "class").lower().split()


def _between_comments(page: Page) -> list[Article]:
    """Return what is between two comments that say where the text begins and ends."""
    found: list[Article] = []
    for parent in below(page.root):
        start = -1
        inside = children_of(parent)
        for i, each in enumerate(inside):
            if name_of(each) != "#comment":
                continue
            words = data_of(each)[:200]
            if start < 0 and _BEGIN.search(words):
                start = i
            elif start >= 0 and _END.search(words):
                found.append(
                    Article(
                        tuple(inside[start + 1 : i]),
                        say("what <!--{mark}--> begins", mark=data_of(inside[start]).strip()),
                    )
                )
                start = -1
    return found


def _by_meaning(page: Page) -> list[Article]:
    """Return the elements that HTML itself has for articles; the whole body of what a word processor saved."""
    if _OFFICE.search(page.metas.get("generator", "")):
        return _outermost(page, frozenset(id(each) for each in below(page.root) if name_of(each) == "body"))
    marked = [each for each in below(page.root) if "articlebody" in attribute(each, "itemprop").lower()]
    return _outermost(page, frozenset(map(id, marked or [e for e in below(page.root) if name_of(e) == "article"])))


def _likely(page: Page) -> list[Node]:
    """Return up to three elements that may have the article: those around most of the words that are no links."""
    words: dict[int, int] = {}
    order = [each for each in below(page.root) if not name_of(each).startswith("#")]
    for node in reversed(order):
        inside = sum(
            len(HAN.findall(data_of(each))) if name_of(each) == "#text" else words.get(id(each), 0)
            for each in children_of(node)
        )
        name = name_of(node)
        words[id(node)] = 0 if name == "a" or name in elements.LEFT_OUT or is_hidden(node) else inside
    most = max(words.values(), default=0)
    around = [node for node in order if words[id(node)] > most / 2 and name_of(node) not in ("html", "p")]
    named = [node for node in around if attribute(node, "id") or attribute(node, "class")]
    return list(reversed(named or around))[:3] if most else []


def called(node: Node) -> str:
    """Return what an element is called in messages: div#zoom, div.TRS_Editor, body."""
    own = attribute(node, "id")
    classes = attribute(node, "class").split()
    mark = f"#{own}" if own else f".{classes[0]}" if classes else ""
    return f"{name_of(node)}{mark}"[:80]


def _described(node: Node) -> str:
    return f"{called(node)}, {len(HAN.findall(text_of(node)))} characters"


def _selector(node: Node) -> str:
    """Return a selector that fits an element."""
    own, classes = attribute(node, "id"), attribute(node, "class").split()
    for mark, word in (("#", own), (".", classes[0] if classes else "")):
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", word):
            return f"{mark}{word}"
    return f'[id="{own}"]' if own and '"' not in own else name_of(node)


# --- pictures and links ---

_DATA = late(r"data:image/(png|jpeg|jpg|gif|webp|avif)(?:;[^,;]*)*;base64,", re.IGNORECASE)
_RELATIVE = late(r"(?![A-Za-z][A-Za-z0-9+.-]*:|[/\\])")


def source_of(node: Node) -> str:
    """Return the address of a picture; sites that load pictures late keep it in another attribute meanwhile."""
    own = attribute(node, "src").strip()
    late = next((said for name in ("data-src", "data-original", "_src") if (said := attribute(node, name).strip())), "")
    return late if late and (not own or (own.startswith("data:") and len(own) < _PLACEHOLDER)) else own


_PLACEHOLDER = 400


def data_pictures(root: Node) -> Iterator[tuple[Node, str]]:
    """Yield the pictures that are written in the page itself, each with its name."""
    number = 0
    for each in below(root):
        if name_of(each) == "img" and (found := _DATA.match(source_of(each)[:200])):
            number += 1
            yield each, f"data-{number}.{found[1].lower()}"


def data_of_picture(node: Node) -> str:
    """Return the Base64 text of a picture that is written in the page."""
    return _DATA.sub("", source_of(node), count=1)


def path_beside(address: str) -> str:
    """Return the path of a file beside the page, percent-decoded; "" for an address on the web or in another place."""
    plain = re.split("[?#]", address, maxsplit=1)[0] if "%" in address or "?" in address else address
    try:
        path = unquote(plain, errors="strict")
    except UnicodeDecodeError:
        return ""
    while path.startswith("./"):
        path = path[2:]
    relative = _RELATIVE.match(address) and _RELATIVE.match(path) and path.isprintable()
    return path if relative else ""


def link_to(address: str, base: str) -> str:
    """Return the absolute address of a link; "" if it leads nowhere outside the page, or cannot be known."""
    address = address.strip()
    if not address or address.startswith("#"):
        return ""
    try:
        return mail_or_web(urljoin(base, address))
    except ValueError:
        return ""


def mail_or_web(address: str) -> str:
    """Return an address that pages may link to, "" for any other."""
    if re.fullmatch(r"mailto:[A-Za-z0-9.!#$&'*+/=?^_`{|}~%-]+@[A-Za-z0-9.-]+", address, re.IGNORECASE):
        return address
    return web_address(address)

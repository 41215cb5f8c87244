"""What the words of a text may bring into a page, and what not."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from pages import CERTIFICATE, LAYOUTS, SOUP, Tree, article, certified, everything, page

from workflow.contracts.pages import Correction, Frame, Link, Notice, Page, SignOff, Waived
from workflow.markup import spans
from workflow.markup.spans import Inline
from workflow.model import BlockKind, PublicState
from workflow.writers import feeds, html, inline, lists
from workflow.writers import text as writers_text
from workflow.writers.lists import Lists


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** _c_ ~~d~~ `e`", "a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code>"),
        ("H<sub>2</sub>O, m<sup>2</sup>", "H<sub>2</sub>O, m<sup>2</sup>"),
        ("one<br>two<br/>three", "one<br>two<br>three"),
        ("<b>b</b> <i>i</i> <del>d</del>", "<strong>b</strong> <em>i</em> <s>d</s>"),
        ("[x](https://example.org/?a=1&b=2 'T')", '<a href="https://example.org/?a=1&amp;b=2" title="T">x</a>'),
        ("[公报][g]", '<a href="https://example.org/g">公报</a>'),
        ("[unknown][u]", "[unknown][u]"),
        ("<https://example.org/>", '<a href="https://example.org/">https://example.org/</a>'),
        ("[mail](mailto:press@example.org)", '<a href="mailto:press@example.org">mail</a>'),
        ("[x](javascript:alert(1))", "x"),
        ("[x](JaVaScRiPt:alert(1))", "x"),
        ("[x](data:text/html;base64,PHNjcmlwdD4=)", "x"),
        ("[x](vbscript:x) [y](file:///etc/passwd)", "x y"),
        ("[x](../other.md) [y](//evil.example/) [z](#top)", "x y z"),
        ("[x](http://) [y](http://a..b/) [z](https://a b/)", "x y [z](https://a b/)"),
        ("<a href='https://evil.example/'>x</a>", "x"),
        ("<a href=\"javascript:alert(1)\" onclick='x()'>x</a>", "x"),
        ("a<script>alert(1)</script>b", "ab"),
        ("a<style>body{display:none}</style>b", "ab"),
        ("a<script>alert(1)", "aalert(1)"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<svg/onload=alert(1)>x", "&lt;svg/onload=alert(1)&gt;x"),
        ("<svg onload=alert(1)>x", "x"),
        ("<b onmouseover=alert(1)>x</b>", "<strong>x</strong>"),
        ("<b>open", "open"),
        ("</div></p></article>", ""),
        ("**open _crossing** closed_", "<strong>open _crossing</strong> closed_"),
        ("<sub>*a</sub>b*", "<em>ab</em>"),
        ("<!-- hidden -->x", "x"),
        ("# not a heading", "# not a heading"),
        ("line\n\n- not a list", "line - not a list"),
        ("a\x00b\ud800c\u2028d", "abc d"),
        ("![hall](hall.jpg)", '<img src="images/hall.jpg" alt="hall">'),
        ("![hall](other.jpg) ![x](data:image/png;base64,AAAA)", "hall x"),
        ("![evil](evil.jpg)", "evil"),
        ("<EMPTY> is not all of it", "&lt;EMPTY&gt; is not all of it"),
    ],
)
def test_inline_markup_becomes_a_few_safe_elements(text: str, expected: str) -> None:
    how = Inline(
        "markdown",
        (("g", "https://example.org/g", ""),),
        {"hall.jpg": "images/hall.jpg", "evil.jpg": "javascript:alert(1)"},
    )
    assert inline.html(how.spans(text)) == expected


def test_plain_text_has_no_markup_at_all() -> None:
    assert inline.html(Inline("plain").spans("**a** <b>&amp; [x](https://example.org)")) == (
        "**a** &lt;b&gt;&amp;amp; [x](https://example.org)"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10<sup>5</sup> m<sup>2</sup>, CO<sub>2</sub>", "10⁵ m², CO₂"),
        ("10<sup>-3</sup> and 2<sup>n+1</sup>", "10⁻³ and 2ⁿ⁺¹"),
        ("10<sup>5x</sup>, a<sub>12,3</sub>", "10^5x, a_12,3"),
        ("the 1<sup>st</sup> of x<sub>max</sub>", "the 1st of xmax"),
    ],
)
def test_a_raised_figure_is_none_of_the_number_before_it(text: str, expected: str) -> None:
    assert spans.plain(Inline("markdown").spans(text)) == writers_text.plain(Inline("markdown").spans(text)) == expected


def test_a_picture_among_words_is_not_read_as_words() -> None:
    how = Inline("markdown", images={"icon.png": "../images/1.png"})
    assert writers_text.plain(how.spans("Windows ![green](icon.png)![](icon.png) open.")) == "Windows [green] open."


def test_hundreds_of_open_elements_are_no_burden() -> None:
    deep = "<b>" * 5000 + "x" + "</b>" * 5000
    assert spans.plain(Inline("markdown").spans(deep)) == "x"
    assert spans.plain(Inline("markdown").spans("[" * 3000 + "x")) == "[" * 3000 + "x"


ATTACKS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<img src=x onerror=alert(1)>",
    "<style>*{display:none}</style>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example/x.jpg",
    "../../etc/passwd",
    "https://example.org/\"onload='x'",
    "https://user@evil.example:99999/",
    "<b><i><sub>open",
    "<!-- open",
    "<![CDATA[ x ]]>",
    "<?php x ?>",
    "</p></article></main><h1>x",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "{0.__class__} {title}",
    "\n\n# heading\n\n- list\n\n<div>block</div>\n",
    "| a | b |\n|---|---|",
    "\x00\x1b\ud800\ufffe",
    "a`b<script>`c",
    "](https://evil.example/)",
    "--- \nx: y",
    "%s %(x)s %",
]


SAFE = {
    "html": {"lang", "dir"},
    "head": set(),
    "meta": {"charset", "name", "property", "content"},
    "title": set(),
    "link": {"rel", "href", "hreflang", "type", "title"},
    "body": {"class", "data-watermark"},
    "a": {"class", "href", "title", "aria-current", "aria-label", "lang", "dir", "rel", "hreflang"},
    "div": {"class", "role", "aria-label", "tabindex", "lang", "dir"},
    "header": {"class"},
    "footer": {"class"},
    "main": {"id"},
    "nav": {"class", "aria-label", "lang", "dir"},
    "article": set(),
    "section": {"class", "id", "lang", "dir"},
    "h1": {"class", "lang", "dir"},
    "h2": {"class", "lang", "dir"},
    "h3": set(),
    "del": set(),
    "ins": set(),
    "p": {"class", "role", "lang", "dir"},
    "span": {"class", "lang", "dir", "aria-hidden", "aria-current"},
    "time": {"datetime"},
    "mark": {"class", "lang", "title"},
    "ul": {"class", "lang", "dir"},
    "ol": {"class", "lang", "dir", "start"},
    "li": {"class"},
    "blockquote": {"lang", "dir"},
    "figure": {"class"},
    "figcaption": {"class"},
    "img": {"class", "src", "alt", "title", "lang", "dir"},
    "table": {"lang", "dir"},
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "class"},
    "td": {"class"},
    "pre": set(),
    "form": {"class", "role", "hidden", "data-releases", "data-pages", "data-none", "data-found", "lang", "dir"},
    "label": {"for"},
    "input": {"id", "name", "type", "autocomplete", "spellcheck", "placeholder"},
    "script": {"type", "src", "defer"},
    "dl": set(),
    "dt": set(),
    "dd": set(),
    **{key: set() for key in ["strong", "em", "s", "code", "sub", "sup", "br", "hr"]},
}


PHRASES = {"strong", "em", "s", "code", "sub", "sup", "br", "img", "a", "mark"}


KIND: dict[str, BlockKind] = {"table": "table", "row": "row", "cell": "cell"}


FRAME = Frame(address="https://www.example.org/news/", logo="images/logo.png", languages=("en", "fr"))


def attacked(attack: str, *, draft: bool) -> Page:
    """A page with the attack in every field that data reaches."""
    blocks, targets = everything(attack, attack)
    attacked_certificate = replace(
        CERTIFICATE,
        source_path=attack,
        engines=((attack, 1), ("mt: " + attack, 1)),
        sign_offs=(SignOff("translator", attack, attack), SignOff(attack, attack, "2018-09-13T02:14:09Z")),
        approval=attack,
        tool=attack,
        checks=((attack, 1, 0), (attack, 0, 0)),
        waived=(
            Waived(attack, attack, attack, attack, attack),
            Waived("figures", "1a2b3c4d", attack + "字", "", "2018"),
        ),
        four_eyes=False,
    )
    made = page(
        blocks,
        targets,
        draft=draft,
        office=attack,
        project=attack,
        note=attack,
        date=attack,
        url=attack,
        references=(("x", attack, attack), (attack, "https://example.org/", attack)),
        images={"images/厅.jpg": attack},
        corrections=(
            Correction(
                attack, ((attack, "x" + attack), ("One " + attack, "Two " + attack), (attack, ""), ("", attack))
            ),
            Correction("2018-09-14T01:40:51Z", (("[x](https://example.org/)", "x"),), moved=True, pictures=True),
        ),
        superseded_by=(Link(attack, attack), Link("later", "")),
        supersedes=(Link(attack, attack),),
        frame=FRAME,
        languages=("fr",),
        issued=attack,
        updated=attack,
    )
    return replace(made, certificate=attacked_certificate)


def attacked_notice(attack: str) -> Notice:
    return Notice(
        release=attack,
        language="en",
        source_language="zh-Hans",
        source_title=attack,
        date=attack,
        when=attack,
        reason=attack + "\n\n" + attack,
        office=attack,
        project=attack,
        locale="en_GB",
        layouts=LAYOUTS,
        frame=FRAME,
        updated=attack,
    )


def skeleton(source: str) -> list[str]:
    """The elements of a page without the inline ones of texts."""
    return [tag for tag, _ in Tree(source).elements if tag not in PHRASES]


def unsafe(source: str) -> Iterator[str]:
    """What a page has that no writer writes."""
    tree = Tree(source)
    yield from (f"</{tag}>" for tag in tree.unbalanced)
    yield from (f"<{tag}> left open" for tag, _ in tree.open)
    for script in re.findall(r"<script[^>]*>(.*?)</script>", source, re.DOTALL):
        if script and not isinstance(json.loads(script), dict):
            yield "a script"
    for tag, attributes in tree.elements:
        if tag == "script" and attributes not in (
            {"type": "application/ld+json"},
            {"src": "../search.js", "defer": None},
        ):
            yield f"<script {attributes}>"
        if tag not in SAFE:
            yield f"<{tag}>"
            continue
        yield from (f"<{tag} {name}>" for name in attributes if name not in SAFE[tag])
        for name in ("href", "src"):
            address = attributes.get(name)
            if address is not None and not re.match(
                r"https?://[A-Za-z0-9]|mailto:[a-z]|(?![a-zA-Z.+-]*:|/)[^\s<>\"']+$", address
            ):
                yield f"<{tag} {name}={address!r}>"


@pytest.mark.parametrize("draft", [False, True], ids=["approved", "draft"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_field_brings_an_element_or_attribute_into_a_page(attack: str, draft: bool) -> None:
    judge_attack(attack, draft=draft)


@settings(max_examples=25)
@given(SOUP)
def test_no_soup_of_markup_brings_an_element_or_attribute_into_a_page(soup: str) -> None:
    judge_attack(soup, draft=False)


def judge_attack(attack: str, *, draft: bool) -> None:
    made = attacked(attack, draft=draft)
    index = {
        "office": attack,
        "project": attack,
        "language": "en",
        "locale": "en_GB",
        "frame": FRAME,
    }
    notice = html.notice(attacked_notice(attack))
    for name, content in notice.items():
        if name.endswith(".html"):
            assert list(unsafe(content.decode())) == [], name
    withdrawn = lists.withdrawn_entry(attacked_notice(attack))
    entries = [withdrawn, lists.entry(made, PublicState.OUTDATED), replace(withdrawn, updated="2018-09-14T01:40:51Z")]
    for content in dict(feeds.write(Lists(**index), entries)).values():
        ET.fromstring(content)  # noqa: S314 - our own
    assert list(unsafe(dict(Lists(**index).pages([withdrawn]))["index.html"].decode())) == []
    pages = {**certified(made), **dict(Lists(**index).pages([lists.entry(made, PublicState.OUTDATED)]))}
    for name, content in pages.items():
        source = content.decode()
        if name.endswith(".html"):
            assert list(unsafe(source)) == [], name
    # In the text itself not one element more or less.
    for layout, expected in benign(draft).items():
        body = article(pages[f"visit{html.SUFFIXES[layout]}"].decode()).partition("</header>")[2]
        if inline.closing_note(attack, "en"):
            assert skeleton(body) == expected, layout


@cache
def benign(draft: bool) -> dict[str, list[str]]:
    written = html.write(attacked("x", draft=draft))
    return {
        layout: skeleton(article(written[f"visit{suffix}"].decode()).partition("</header>")[2])
        for layout, suffix in html.SUFFIXES.items()
    }

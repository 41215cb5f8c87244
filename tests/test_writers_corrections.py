"""After publication: corrections, releases that took the place of others, and notices of withdrawal."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import (
    LAYOUTS,
    SOUP,
    TITLE,
    VISIT,
    Tree,
    block,
    corrected,
    front_and_body,
    line_of,
    listed,
    page,
    parsed,
    rendered,
    shape,
    written_markdown,
)

from workflow.contracts.pages import Correction, Link, Notice
from workflow.markup import spans
from workflow.model import Segment
from workflow.writers import corrections, html, lists, markdown


def section(source: str) -> str:
    found = re.search(r'<section class="corrections" id="corrections">\n(.*?)</section>', source, re.DOTALL)
    return found[1] if found else ""


OUT, IN = '<del><span class="unseen">removed: </span>', '<ins><span class="unseen">added: </span>'


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_correction_is_dated_and_shows_which_words_changed(layout: str) -> None:
    made = corrected(("It granted 43.2 patents in August.", "It granted 43.5 patents in August."))
    source = rendered(made, layout)
    when = '<time datetime="2018-09-14">14 September 2018</time>'
    assert f'<p class="corrected"><a href="#corrections">Corrected on {when}</a></p>\n</header>' in source
    assert section(source) == (
        f"<h2>Corrections</h2>\n<h3>{when}</h3>\n<ul>\n"
        f"<li>It granted {OUT}43.2</del>{IN}43.5</ins> patents in August.</li>\n</ul>\n"
    )
    assert source.index("</article>") < source.index('id="corrections"') < source.index("</main>")
    body = front_and_body(written_markdown(made))[1]
    assert body.startswith("\n# Delegation visits Switzerland\n\nCorrected on 14 September 2018\n")
    assert body.endswith(
        "\n\n## Corrections\n\n### 14 September 2018\n\n- It granted ~~43.2~~ **43.5** patents in August.\n"
    )


def test_what_was_added_removed_moved_or_got_another_picture_is_said_in_a_sentence_each() -> None:
    made = corrected(("", "New."), ("Old.", "<EMPTY>"), ("<EMPTY>", ""), moved=True, pictures=True)
    said = [
        "Added: <ins>New.</ins>",
        "Removed: <del>Old.</del>",
        "The order or structure of the text changed.",
        "A picture, the date or the address of the original changed.",
    ]
    assert re.findall(r"<li>(.*)</li>", section(rendered(made))) == said
    assert written_markdown(made).endswith(
        "- Added: **New.**\n- Removed: ~~Old.~~\n"
        "- The order or structure of the text changed.\n"
        "- A picture, the date or the address of the original changed.\n"
    )


def test_markup_in_a_corrected_sentence_is_gone_or_shown_as_text() -> None:
    made = corrected(
        ("See [the **page**](https://a.example/) here.", "See [the **paper**](https://a.example/) here."),
        ("See [it](https://a.example/).", "See [it](https://b.example/)."),
        ("a < b & c", "a > b & c"),
    )
    assert re.findall(r"<li>(.*)</li>", section(rendered(made))) == [
        f"See the {OUT}page</del>{IN}paper</ins> here.",
        "Emphasis or a link changed in: See it.",
        f"a {OUT}&lt;</del>{IN}&gt;</ins> b &amp; c",
    ]


@pytest.mark.parametrize(
    ("count", "rest"),
    [(20, []), (21, ["1 more changed sentence is not shown"]), (45, ["25 more changed sentences are not shown"])],
)
def test_no_more_than_twenty_changed_sentences_are_shown_and_the_rest_counted(count: int, rest: list[str]) -> None:
    made = corrected(*((f"Number {n} fell.", f"Number {n} rose.") for n in range(count)))
    assert section(rendered(made)).count("<del>") == 20
    assert written_markdown(made).count("~~ **") == 20
    for written in (section(rendered(made)), written_markdown(made)):
        assert re.findall(r"\d+ more changed sentences? (?:is|are) not shown", written) == rest


def test_words_of_which_only_the_markup_changed_are_text_and_never_markup() -> None:
    made = corrected((r"*Rules* of \<b>1 & 2\</b>", r"Rules of \<b>1 & 2\</b>"))
    for layout in LAYOUTS:
        said = section(rendered(made, layout))
        assert "Rules of &lt;b&gt;1 &amp; 2&lt;/b&gt;" in said
        assert "<b>" not in said


def test_a_column_is_aligned_as_the_source_says_and_has_no_other_class() -> None:
    cells = [
        block("cell", Segment(f"格{number}", "cell"), info=info)
        for number, info in enumerate(("left", "right", "center", "unseen", "s1 x"))
    ]
    made = page(
        [TITLE, block("table", children=[block("row", children=cells)])],
        VISIT | {f"格{number}": f"Cell {number}" for number in range(5)},
    )
    for layout in LAYOUTS:
        found = [attributes.get("class") for tag, attributes in elements(rendered(made, layout)) if tag == "td"]
        assert found[:3] == ["left", "right", "center"]
        assert {each for each in found if each not in ("left", "right", "center")} <= {None}


def elements(text: str) -> list[tuple[str, dict[str, str | None]]]:
    """Every start tag with its attributes."""
    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    Reader().feed(text)
    return found


@pytest.mark.parametrize(("title", "marked"), [("访问", True), ("WIPO", False)])
def test_a_title_that_stayed_as_it_was_is_marked_as_chinese_only_if_it_is(title: str, marked: bool) -> None:
    source = listed(replace(line_of("visit", "2018-09-12"), title=title, source_title=title))
    assert f'''<a href="visit.html"{' lang="zh-Hans"' * marked}>{title}</a>''' in source


def test_of_several_corrections_the_newest_comes_first_and_one_that_nobody_sees_is_left_out() -> None:
    first, second = Correction("2018-09-14T01:40:51Z", moved=True), Correction("2018-10-01T23:30:00-02:00", moved=True)
    made = page([TITLE], VISIT, corrections=(first, second, Correction("2018-11-01", (("<EMPTY>", ""), ("a", " a ")))))
    source = rendered(made)
    assert '>Last corrected on <time datetime="2018-10-02">2 October 2018</time></a>' in source
    assert re.findall(r"<h3>.*>(.*)</time></h3>", source) == ["2 October 2018", "14 September 2018"]
    assert front_and_body(written_markdown(made))[0]["corrected"] == "2018-10-02"
    assert lists.entry(made).corrected == "2018-10-02"


def test_a_page_that_was_never_corrected_or_replaced_does_not_speak_of_it() -> None:
    made = page([TITLE], VISIT)
    for written in (rendered(made), written_markdown(made)):
        assert not re.search("correct|supersede|replaces", written, re.IGNORECASE)
    assert (lists.entry(made).corrected, lists.entry(made).superseded_by) == ("", ())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b d", "a c b d", "a {+c+} b d"),
        ("The quick brown fox runs.", "A slow brown fox runs.", "[-The quick-]{+A slow+} brown fox runs."),
        ("Hello there", "Nothing at all", "[-Hello there-]{+Nothing at all+}"),
        ("It is a data base of ours", "It is a database of ours", "It is a [-data base-]{+database+} of ours"),
        ("U.S.A for all", "U.S. A for all", "[-U.S.A for all-]{+U.S. A for all+}"),
        ("an e mail of ours", "an e-mail of ours", "an e[- -]{+-+}mail of ours"),
        ("专利43.2万件", "专利43.5万件", "专利[-43.2-]{+43.5+}万件"),
        ("x" * 999 + " y", "x" * 999 + " z", f"[-{'x' * 999} y-]{{+{'x' * 999} z+}}"),
    ],
)
def test_changed_words_are_marked_where_that_helps(before: str, after: str, expected: str) -> None:
    marks = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    parts = corrections.Change("changed", before, after).parts
    assert "".join(marks[kind].format(text) for kind, text in parts) == expected


SENTENCE = st.lists(st.sampled_from(["one", "two", "3.5", "(four)", " ", " ", " ", ",", "五", "-"]), max_size=12).map(
    lambda words: spans.clean(re.sub(" +", " ", "".join(words)))
)


@given(SENTENCE, SENTENCE)
def test_what_stayed_with_what_went_out_is_the_old_sentence_and_with_what_came_in_the_new(old: str, new: str) -> None:
    parts = corrections.Change("changed", old, new).parts
    for kept, whole in (("out", old), ("in", new)):
        said = "".join(text for kind, text in parts if kind in {"same", kept})
        # A space beside what went out or came in may stand once more.
        assert "".join(said.split()) == "".join(whole.split())
        assert "  " not in "".join(text for _, text in parts)


@given(SOUP, SOUP)
def test_no_correction_or_link_breaks_markdown(old: str, new: str) -> None:
    changes = Correction("2018-09-14", ((old, new), ("one " + old, "one " + new), ("", new)), moved=True)
    made = page(
        [TITLE], VISIT, note="", corrections=(changes,), superseded_by=(Link("a", old),), supersedes=(Link("b", new),)
    )
    shapes = shape(parsed(front_and_body(written_markdown(made))[1]))
    heading, lists = shapes.pop(-2), shapes.pop()
    assert heading == ["h3"]
    assert lists[0] == "bullet_list"
    assert {json.dumps(one) for one in lists[1:]} == {'["list_item", ["paragraph"]]'}
    assert shapes == [*[["blockquote", ["paragraph"]]] * 2, ["h1"], ["paragraph"], ["h2"]]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_and_the_one_that_took_its_place_link_to_each_other_in_the_same_layout(layout: str) -> None:
    made = page(
        [TITLE], VISIT, superseded_by=(Link("新 版", "A <newer> one"),), supersedes=(Link("old", "An older one"),)
    )
    source, suffix = rendered(made, layout), html.SUFFIXES[layout]
    banner = f'<p class="superseded">Superseded by <a href="%E6%96%B0%20%E7%89%88{suffix}">A &lt;newer&gt; one</a></p>'
    other = f'<p class="supersedes">Replaces <a href="old{suffix}">An older one</a></p>'
    assert f"{banner}\n{other}\n<article>" in source


def test_markdown_links_to_the_markdown_of_the_release_that_took_its_place() -> None:
    made = page([TITLE], VISIT, superseded_by=(Link("a (1)", "A [newer]\none"),), supersedes=(Link("b", ""),))
    assert front_and_body(written_markdown(made))[1].startswith(
        "\n> Superseded by [A \\[newer\\] one](a%20%281%29.md)\n\n> Replaces [b](b.md)\n\n# Delegation"
    )


NOTICE = Notice(
    release="visit",
    language="en",
    source_language="zh-Hans",
    source_title="代表团访问瑞士",
    date="2018-09-12",
    when="2018-09-14T01:40:51Z",
    reason="A figure was <wrong> & the office asked for it.\nSee the note.",
    office="Example Office",
    project="Newsroom",
    locale="en_GB",
    layouts=("target", "side"),
)


def test_a_notice_stands_at_every_address_of_what_was_withdrawn() -> None:
    files = html.notice(NOTICE)
    made = page([TITLE], VISIT, layouts=NOTICE.layouts)
    assert set(files) == {*html.write(made), *html.certify(made, {})}
    assert set(markdown.notice(NOTICE)) == set(markdown.write(made))
    assert len({content for name, content in files.items() if name.endswith(".html")}) == 1


def test_a_notice_says_what_was_withdrawn_when_and_why_and_nothing_else() -> None:
    files = {**html.notice(NOTICE), **markdown.notice(NOTICE)}
    source = files["visit.html"].decode()
    assert '<meta name="robots" content="noindex">' in source
    assert '<h1 lang="zh-Hans">代表团访问瑞士</h1>' in source
    assert '<time datetime="2018-09-12">12 September 2018</time>' in source
    assert 'was withdrawn on <time datetime="2018-09-14">14 September 2018</time>.' in source
    assert "<p>Reason given: A figure was &lt;wrong&gt; &amp; the office asked for it. See the note.</p>" in source
    assert [attributes["href"] for tag, attributes in Tree(source).elements if tag == "a"] == [
        "#content",
        "index.html",
        "index.html",
    ]
    assert json.loads(files["visit.certificate.json"]) == {
        "release": "visit",
        "language": "en",
        "withdrawn": {"when": NOTICE.when, "reason": NOTICE.reason},
    }
    front, body = front_and_body(files["visit.md"].decode())
    assert (front["withdrawn"], front["source_title"]) == (NOTICE.when, "代表团访问瑞士")
    assert body == (
        "\n# Withdrawn: 代表团访问瑞士\n\nThe translation of this release was withdrawn on 14 September 2018.\n\n"
        "Reason given: A figure was \\<wrong> & the office asked for it. See the note.\n"
    )


def test_a_reason_in_chinese_says_that_it_is_and_none_is_no_sentence() -> None:
    chinese = html.notice(replace(NOTICE, reason="数字有误"))["visit.html"].decode()
    assert 'Reason given: <span lang="zh-Hans">数字有误</span></p>' in chinese
    silent = replace(NOTICE, reason=" \n")
    for content in (*html.notice(silent).values(), *markdown.notice(silent).values()):
        assert "Reason given" not in content.decode()


@given(SOUP)
def test_no_reason_or_title_breaks_a_notice_in_markdown(soup: str) -> None:
    content = markdown.notice(replace(NOTICE, reason="x" + soup, source_title=soup, date=soup))["visit.md"].decode()
    front, body = front_and_body(content)
    assert front["reason"] == spans.clean("x" + soup)
    assert shape(parsed(body)) == [["h1"], ["paragraph"], ["paragraph"]]


def test_the_index_leads_to_the_notice_with_the_chinese_title() -> None:
    entry = lists.withdrawn_entry(NOTICE)
    source = listed(entry)
    assert '<a href="visit.html" lang="zh-Hans">代表团访问瑞士</a>' in source
    assert "Withdrawn on" in source
    assert entry.layouts == NOTICE.layouts

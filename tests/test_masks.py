"""The fifth law, and what counts as markup."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.drafting.inline import Kept, Lost, Marked, Node, Words, marks, scan, written
from workflow.drafting.masks import MASKS, Hidden, hide, names, restore
from workflow.drafting.plans import plan

# Small alphabets, so that masks, marks and words collide.
PIECES = st.lists(
    st.one_of(
        st.text(alphabet="局访WTQ a1，。", max_size=4), st.builds(Hidden, st.text(alphabet="xW`TQK*", max_size=4))
    ),
    max_size=6,
)
MARKDOWN = st.text(alphabet="词局**__``[]()<>!\\a b/&;~“”。", max_size=14)


def hidden_in(pieces: list[str | Hidden], masks: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(masks, (piece.text for piece in pieces if isinstance(piece, Hidden)), strict=True))


@given(PIECES)
def test_what_a_mask_hid_comes_back_exactly_once(pieces: list[str | Hidden]) -> None:
    visible = "".join(piece for piece in pieces if isinstance(piece, str))
    masks = names(visible, sum(isinstance(piece, Hidden) for piece in pieces))
    text = hide(pieces, masks)
    back = restore(text, hidden_in(pieces, masks))
    assert back is not None
    expected = "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
    assert back.replace(" ", "") == expected.replace(" ", "")


@given(PIECES.filter(lambda pieces: any(isinstance(piece, Hidden) for piece in pieces)), st.data())
def test_a_mask_lost_repeated_or_altered_makes_the_draft_worthless(
    pieces: list[str | Hidden], data: st.DataObject
) -> None:
    visible = "".join(piece for piece in pieces if isinstance(piece, str))
    masks = names(visible, sum(isinstance(piece, Hidden) for piece in pieces))
    text = hide(pieces, masks)
    hidden = hidden_in(pieces, masks)
    mask = data.draw(st.sampled_from(masks))
    damage = data.draw(
        st.sampled_from(["", f"{mask} {mask}", f"{mask}s", f"S{mask}", mask.lower(), mask[:2], f"{mask}1"])
    )
    assert restore(text.replace(mask, damage), hidden) is None


def test_masks_are_pairwise_unlike_and_each_is_there_once() -> None:
    assert len(set(MASKS)) == len(MASKS)
    assert all(re.fullmatch("[A-Z]{3}", mask) for mask in MASKS)
    for one, other in itertools.combinations(MASKS, 2):
        assert sum(a == b for a, b in zip(one, other, strict=True)) < 2, (one, other)


@pytest.mark.parametrize("attempt", [0, 1, 2])
def test_a_mask_never_occurs_in_the_text(attempt: int) -> None:
    chosen = names("WTQ与kpo签署EUBX", 10, attempt)
    assert len(set(chosen)) == 10
    assert not {"WTQ", "KPO", "EUB"}.intersection(chosen)


def test_another_attempt_takes_other_masks() -> None:
    assert not set(names("", 5, 0)).intersection(names("", 5, 1))


def test_more_to_hide_than_masks_is_refused_before_anything_is_sent() -> None:
    source = "见" + "和".join(f"`c{number}`" for number in range(len(MASKS) + 1)) + "。"
    made = plan(source)
    with pytest.raises(Lost, match="more code"):
        made.finish(dict.fromkeys(made.requests, "See."))


@pytest.mark.parametrize(
    ("markdown", "nodes"),
    [
        ("双方达成**共识**。", (Words("双方达成"), Marked("**", (Words("共识"),), "**"), Words("。"))),
        ("双方达成_共识_。", (Words("双方达成_共识_。"),)),  # inside a word, "_" is no markup
        ("说：_共识_。", (Words("说："), Marked("_", (Words("共识"),), "_"), Words("。"))),
        ("**“词”**说", (Marked("**", (Words("“词”"),), "**"), Words("说"))),  # Chinese needs no spaces beside marks
        ("2*3*4", (Words("2*3*4"),)),
        ("5 * 3 * 2", (Words("5 * 3 * 2"),)),
        ("***词***", (Marked("*", (Marked("**", (Words("词"),), "**"),), "*"),)),
        ("~~旧~~新", (Marked("~~", (Words("旧"),), "~~"), Words("新"))),
        ("用`` a`b ``。", (Words("用"), Kept("`` a`b ``"), Words("。"))),
        ("用``a`。", (Words("用``a`。"),)),
        (
            '就[《条约》](https://a.b/c_(d) "题")谈',
            (Words("就"), Marked("[", (Words("《条约》"),), '](https://a.b/c_(d) "题")'), Words("谈")),
        ),
        ("[甲][ref]和[乙][]", (Marked("[", (Words("甲"),), "][ref]"), Words("和"), Marked("[", (Words("乙"),), "][]"))),
        ("[2018]5号", (Words("[2018]5号"),)),
        ("[甲][other]", (Words("[甲][other]"),)),  # leads nowhere, so that pages print it
        ("根据<PCT>规定", (Words("根据<PCT>规定"),)),
        ("[**甲**](u)", (Marked("[", (Marked("**", (Words("甲"),), "**"),), "](u)"),)),
        ("[![图](a.png)](u)", (Marked("[", (Kept("![图](a.png)"),), "](u)"),)),
        ("见<https://a.b/>。", (Words("见"), Kept("<https://a.b/>"), Words("。"))),
        ("见https://a.b/c?d=e。", (Words("见"), Kept("https://a.b/c?d=e"), Words("。"))),
        ("（https://a.b/c）", (Words("（"), Kept("https://a.b/c"), Words("）"))),
        ("详见www.sipo.gov.cn。", (Words("详见"), Kept("www.sipo.gov.cn"), Words("。"))),
        ("登录sipo.gov.cn查询", (Words("登录"), Kept("sipo.gov.cn"), Words("查询"))),
        ("发至help@example.org。", (Words("发至"), Kept("help@example.org"), Words("。"))),
        ("版本1.9和18.8%", (Words("版本1.9和18.8%"),)),
        ("x<b>粗</b>y", (Words("x"), Marked("<b>", (Words("粗"),), "</b>"), Words("y"))),
        ("甲<br>乙", (Words("甲"), Kept("<br>"), Words("乙"))),
        ("甲\\*乙\\*", (Words("甲"), Kept("\\*"), Words("乙"), Kept("\\*"))),
        ("甲&amp;乙", (Words("甲"), Kept("&amp;"), Words("乙"))),
        ("注[^1]。", (Words("注"), Kept("[^1]"), Words("。"))),
    ],
)
def test_inline_markup_is_read_as_commonmark_reads_it(markdown: str, nodes: tuple[Node, ...]) -> None:
    assert scan(markdown, references=(("ref", "u", ""), ("乙", "u", ""))) == nodes


@given(MARKDOWN)
def test_scanning_loses_nothing(text: str) -> None:
    assert written(scan(text)) == text


def test_a_long_row_of_brackets_is_scanned_in_reasonable_time() -> None:
    text = "[" * 5000 + "词" + "]" * 5000
    assert written(scan(text)) == text


def machine(**made: str) -> dict[str, str]:
    """What a machine would have made: from a request to English."""
    return made


def test_code_and_addresses_are_never_sent() -> None:
    made = plan('请用`git add 文件`并见[说明](https://a.b/秘密 "题目")或https://a.b/c及me@a.org。')
    for request in made.requests:
        assert not re.search(r"git|a\.b|a\.org|秘密|题目|https|[`\[\]()]", request), request


def test_notes_and_raised_figures_follow_their_word_without_a_space() -> None:
    made = plan("占地500m<sup>2</sup>[^1]，见`代码`。")
    assert made.requests == ("占地500m2 WTQ，见KPO。", "占地500m WTQ KPO，见EUB。")
    got = {made.requests[1]: "The site covers 500 m WTQ KPO , see EUB ."}
    assert made.finish(got) == "The site covers 500 m<sup>2</sup>[^1] , see `代码` ."


def test_markup_goes_round_its_words_where_they_stand_in_the_plain_translation() -> None:
    made = plan("双方达成**共识**。")
    assert made.requests == ("双方达成共识。", "双方达成WTQ。", "共识")
    got = {
        "双方达成共识。": "The two sides reached consensus.",
        "双方达成WTQ。": "Both reached WTQ.",
        "共识": "Consensus",
    }
    assert made.finish(got) == "The two sides reached **consensus**."


@pytest.mark.parametrize("plain", ["They agreed.", "A consensus is a consensus.", "Consensuses were reached."])
def test_words_that_are_not_found_once_go_where_their_mask_came_back(plain: str) -> None:
    made = plan("双方达成**共识**。")
    assert made.finish({"双方达成共识。": plain, "双方达成WTQ。": "Both reached WTQ.", "共识": "The consensus"}) == (
        "Both reached **the consensus**."
    )


def test_a_draft_that_would_lose_a_link_is_thrown_away() -> None:
    made = plan("参见[说明](u)。")
    got = {"参见说明。": "See it.", "参见WTQ。": "See.", "说明": "Description"}
    with pytest.raises(Lost):
        made.finish(got)


def test_a_sentence_that_is_marked_up_as_a_whole_is_translated_without_the_markup() -> None:
    made = plan("**[全文如下](u)**")
    assert made.requests == ("全文如下",)
    assert made.finish({"全文如下": "The full text"}) == "**[The full text](u)**"


def test_a_reference_by_its_own_label_still_finds_its_address() -> None:
    made = plan("见[专利][]。", references=(("专利", "u", ""),))
    got = {"见专利。": "See patent.", "见WTQ。": "See WTQ.", "专利": "Patent"}
    assert made.finish(got) == "See [patent][专利]."
    assert plan("见[专利]。", references=(("专利", "u", ""),)).finish(got) == "See [patent][专利]."


def test_an_article_is_not_said_twice() -> None:
    made = plan("就[条约](u)谈。")
    got = {"就条约谈。": "On it.", "就WTQ谈。": "On the WTQ.", "条约": "The treaty"}
    assert made.finish(got) == "On the [treaty](u)."


def test_markup_that_the_machine_adds_is_noticed() -> None:
    made = plan("评论。")
    with pytest.raises(Lost):
        made.finish({"评论。": "A `comment`."})


def test_nothing_is_sent_of_a_sentence_without_chinese_outside_its_code() -> None:
    made = plan("`代码` OK")
    assert made.requests == ()
    assert made.finish({}) == "`代码` OK"


@given(MARKDOWN, st.lists(st.text(alphabet="ab WTQKPO*`[]()", max_size=12), min_size=1, max_size=6))
def test_whatever_the_machine_says_a_finished_target_has_the_markup_of_its_source(source: str, said: list[str]) -> None:
    made = plan(source)
    got = {request: said[number % len(said)] for number, request in enumerate(made.requests)}
    try:
        target = made.finish(got)
    except Lost:
        return
    # "[词][]" is written out as "[word][词]" in the target.
    assert sum(marks(scan(target)).values()) == sum(marks(scan(source)).values())
    atoms = sorted(key for key in marks(scan(source)).elements() if len(key) == 1)
    assert sorted(key for key in marks(scan(target)).elements() if len(key) == 1) == atoms


@given(MARKDOWN)
def test_a_machine_that_copies_gives_every_sentence_back_with_its_markup(source: str) -> None:
    made = plan(source)
    try:
        target = made.finish({request: request for request in made.requests})
    except Lost:
        return
    assert re.sub(r"\s", "", target).count("词") == re.sub(
        r"\s", "", re.sub(r"(\[[^\[\]]*\])\[\]", r"\1\1", source)
    ).count("词")

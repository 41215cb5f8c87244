"""The house style of English drafts, and its settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_drafting import drafted, fake

from workflow.drafting.drafter import Drafter
from workflow.errors import UsageError
from workflow.languages.english.style import styled
from workflow.model import Match, Sentence, Style, Term
from workflow.settings import parse

AMERICAN = Style()
BRITISH = Style(dates="day-month", percent="per cent", clock="24-hour", quotes="straight")


@pytest.mark.parametrize(
    ("text", "american", "british"),
    [
        ("On 12 March 2018, it rained.", "On March 12, 2018, it rained.", "On 12 March 2018, it rained."),
        ("from 19 to 21 February 2022", "from February 19 to 21, 2022", "from 19 to 21 February 2022"),
        ("from 30 June to 5 July", "from June 30 to July 5", "from 30 June to 5 July"),
        ("On October 20th, 2016, it", "On October 20, 2016, it", "On 20 October 2016, it"),
        ("the 12th of March", "March 12", "12 March"),
        ("1, 2 and 3 March", "March 1, 2 and 3", "1, 2 and 3 March"),
        ("In March 2018 and in May", "In March 2018 and in May", "In March 2018 and in May"),
        ("up 3.5 per cent", "up 3.5%", "up 3.5 per cent"),
        ("by 2.5 to 3.5 per cent", "by 2.5% to 3.5%", "by 2.5 to 3.5 per cent"),
        ("in 2017 and 5 per cent", "in 2017 and 5%", "in 2017 and 5 per cent"),
        ("ten per cent of it", "ten percent of it", "ten per cent of it"),
        ("2 percentage points", "2 percentage points", "2 percentage points"),
        ("at 1730 hours on Friday", "at 5:30 p.m. on Friday", "at 17:30 on Friday"),
        ("It ended at 1600 hours.", "It ended at 4 p.m.", "It ended at 16:00."),
        ("between 0800 and 2000 hours", "between 8 a.m. and 8 p.m.", "between 08:00 and 20:00"),
        ("From 0000 hours on, at 1200 hours", "From midnight on, at noon", "From 00:00 on, at 12:00"),
        ("from 17:30 p.m. on", "from 5:30 p.m. on", "from 17:30 on"),
        ("at 8.30 a.m. sharp", "at 8:30 a.m. sharp", "at 08:30 sharp"),
        ("He left at 6 p.m. She stayed.", "He left at 6 p.m. She stayed.", "He left at 18:00. She stayed."),
        ('He said, "Yes."', "He said, “Yes.”", 'He said, "Yes."'),
        ("the “two mountains” idea", "the “two mountains” idea", 'the "two mountains" idea'),
    ],
)
def test_one_text_in_two_styles(text: str, american: str, british: str) -> None:
    assert styled(text, "8时", AMERICAN) == american
    assert styled(text, "8时", BRITISH) == british


def test_a_ratio_or_a_number_of_four_digits_is_no_time_where_the_source_has_none() -> None:
    assert styled("a ratio of 17:30 and 1730 hours of work", "17与30之比，共1730小时", AMERICAN) == (
        "a ratio of 17:30 and 1730 hours of work"
    )


def test_an_article_of_a_law_has_a_capital() -> None:
    assert styled("under article 14, paragraph 1", "第十四条第一款", AMERICAN) == "under Article 14, paragraph 1"
    assert styled("the article 14 people read", "14人读了文章", AMERICAN) == "the article 14 people read"


@given(st.text(alphabet='ab 0123456789.,:%-–"“”', max_size=40), st.sampled_from([AMERICAN, BRITISH]))
def test_a_style_that_is_there_already_changes_nothing(text: str, style: Style) -> None:
    once = styled(text, "8时", style)
    assert styled(once, "8时", style) == once


def test_a_draft_is_in_the_house_style_and_names_and_code_are_not() -> None:
    name = "九三"
    term = Term(name, "Society of 3 September", "office")
    drafter, engine = fake(lambda text: text.replace("于3日访问", " visited on 3 March, up 5 per cent, "))
    source = f"{name}于3日访问`3 March`"
    sentence = Sentence(source, (Match(0, 2, (term,)),))
    (draft,) = drafted(drafter, sentence)
    assert draft.text == "The Society of 3 September visited on March 3, up 5%, `3 March`"
    british = Drafter(engine, "en", house_style=BRITISH)
    assert drafted(british, sentence)[0].text == (
        "The Society of 3 September visited on 3 March, up 5 per cent, `3 March`"
    )


SETTINGS = '[project]\nname = "N"\ntarget_languages = ["en", "fr"]\n'


def test_dates_follow_the_locale_unless_the_style_says_otherwise() -> None:
    assert parse(SETTINGS, "workflow.toml").style("en") == AMERICAN
    british = SETTINGS + '[publish]\nlocales = { en = "en_GB" }\n'
    assert parse(british, "workflow.toml").style("en") == Style(dates="day-month")
    both = british + '[draft.style.en]\ndates = "month-day"\nclock = "24-hour"\n'
    assert parse(both, "workflow.toml").style("en") == Style(dates="month-day", clock="24-hour")


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ('en = "british"', "draft.style must be a table for each language"),
        ('en = { date = "day-month" }', "draft.style has no en.date; did you mean dates?"),
        ('en = { dates = "iso" }', 'draft.style is wrong: en.dates must be one of "month-day", "day-month"'),
        ("en = { dates = [1] }", 'draft.style is wrong: en.dates must be one of "month-day", "day-month"'),
        ("de = { }", "draft.style names de, which is not in project.target_languages"),
    ],
)
def test_a_style_that_nobody_knows_is_one_sentence(style: str, message: str) -> None:
    with pytest.raises(UsageError, match=r"draft\.style") as refused:
        parse(f"{SETTINGS}[draft]\nstyle = {{ {style} }}\n", "workflow.toml")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There's been a decline.", "There has been a decline."),
        ("It's closed, and they won't open.", "It is closed, and they will not open."),
        ("We're gonna do it; he can't.", "We are going to do it; he cannot."),
        ("“It’s open,” she said; it’s closed.", "“It’s open,” she said; it is closed."),
        ("China's economy grew. Let's go.", "China's economy grew. Let's go."),
        ("He's dedicated to it; he's a teacher.", "He's dedicated to it; he is a teacher."),
    ],
)
def test_short_forms_stand_in_quotations_only(text: str, expected: str) -> None:
    assert styled(text, "", Style()) == expected

"""Chinese, the language of releases, and of pages in its other script: sentence boundaries, figures, dates, marks."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from workflow.contracts.facts import Length
from workflow.contracts.languages import (
    Calendar,
    Mechanics,
    Mentions,
    Negation,
    Numbers,
    Room,
    TermForms,
    Trends,
)
from workflow.languages.plain import Plain


class Chinese(Plain):
    """See ``contracts.languages.Language``."""

    name = "Chinese"
    writes_han = full_width = True
    length = Length(shortest=0.8, fewer=3, longest=1.5, allowance=12)

    def in_other_script(self, text: str) -> tuple[Sequence[str], Sequence[str]]:
        """Return the simplified characters in a traditional text, or the other way round."""
        from workflow.languages.chinese import script

        if script.of_tag(self.tag) == "Hans":
            return script.traditional_in(text), ()
        return script.simplified_in(text)

    def plain(self, text: str) -> str:
        """Return the text in simplified characters with half-width digits, without what hides words."""
        from workflow.languages.chinese.numbers import as_read
        from workflow.languages.chinese.script import simplified
        from workflow.languages.chinese.spelling import closed, with_characters

        return as_read(simplified(with_characters(closed(text)[0])))

    @cached_property
    def numbers(self) -> Numbers:
        """Digits with 万 and 亿, numerals, money."""
        from workflow.languages.chinese import numbers

        return numbers.Traditional() if "hant" in self.tag.lower() else numbers

    @cached_property
    def calendar(self) -> Calendar:
        """Dates, 星期, 上半年 and 季度."""
        from workflow.languages.chinese import calendar

        return calendar

    @cached_property
    def trends(self) -> Trends:
        """增长 and 下降, 同比 and 环比, 近 and 逾."""
        from workflow.languages.chinese import trends

        return trends

    @cached_property
    def negation(self) -> Negation:
        """不得, 必须, 可以."""
        from workflow.languages.chinese import negation

        return negation

    @cached_property
    def mentions(self) -> Mentions:
        """Countries, provinces, posts, people."""
        from workflow.languages.chinese import mentions

        return mentions

    @cached_property
    def mechanics(self) -> Mechanics:
        """Full-width punctuation, 「」 in Taiwan and Hong Kong."""
        from workflow.languages.chinese import mechanics, script

        return mechanics.SIMPLIFIED if script.of_tag(self.tag) == "Hans" else mechanics.TRADITIONAL

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The words of pages, in the usage of the mainland, Taiwan or Hong Kong."""
        from workflow.languages.chinese import pages, script

        return pages.WORDS[script.of_tag(self.tag)]

    @cached_property
    def terms(self) -> TermForms:
        """Words as they are; 原 and 前 before a name mean that it is a former one."""
        from workflow.languages.chinese import terms

        return terms


ROOM = Room(Chinese)

"""Chinese, the language of releases: sentence boundaries, scripts, figures, dates, trends, negation."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from workflow.contracts import (
    Calendar,
    Length,
    Mechanics,
    Mentions,
    Negation,
    Numbers,
    Rewriting,
    Room,
    TermForms,
    Tidying,
    Trends,
)
from workflow.languages.plain import narrowed


class Chinese:
    """See ``contracts.Language``."""

    name = "Chinese"
    writes_han = full_width = True
    length: Length = narrowed(0.33)
    closing_marks: Mapping[str, str] = {}
    pages: Mapping[str, str] = {}
    mechanics: Mechanics | None = None
    rewriting: Rewriting | None = None
    tidying: Tidying | None = None
    starter: Sequence[Path] = ()

    def __init__(self, tag: str) -> None:
        """Take the tag, such as ``zh-Hant``."""
        self.tag = tag

    def plain(self, text: str) -> str:
        """Return the text in simplified characters with half-width digits, without what hides words."""
        from workflow.languages.chinese.numbers import as_read
        from workflow.languages.chinese.script import simplified
        from workflow.languages.chinese.spelling import closed, with_characters

        return as_read(simplified(with_characters(closed(text)[0])))

    def written_by_its_day(self, date: str) -> str:
        """Return the date unchanged."""
        return date

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
    def terms(self) -> TermForms:
        """Words as they are; 原 and 前 before a name mean that it is a former one."""
        from workflow.languages.chinese import terms

        return terms


ROOM = Room(Chinese)

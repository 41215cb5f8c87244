"""Which kind of document a title names: 关于召开会议的通知 is a notice."""

import re
from functools import cache, lru_cache

from workflow.languages import lists
from workflow.languages.chinese.script import simplified
from workflow.patterns import late

_REMARK = late(r"[（(][^（()）]{1,20}[）)]$")
_TOLD = late(r"(?:发布|发出|印发|公布|出台|发表|下发|刊发|推出)[^的]{0,12}$")
"""A headline about a document: 国家知识产权局发布公告."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], bool, str], ...]:
    """Return, for each row of the list, its pattern, whether that may stand anywhere, and the kind."""
    found = []
    for row in lists.rows("chinese", "kinds"):
        anywhere = any(word.startswith(r"\w*") for word in row.words)
        pattern = row.pattern.replace(r"\w*", "") if anywhere else f"(?:{row.pattern})$"
        found.append((re.compile(pattern), anywhere, row.kind))
    return tuple(found)


@lru_cache(maxsize=4096)
def kind(title: str) -> str:
    """Return the kind of document that a title names, such as "notice"; "" if it names none."""
    words = simplified("".join(title.split()))
    words = _REMARK.sub("", words).strip("《》")
    for pattern, anywhere, kind_ in _patterns():
        match = pattern.search(words)
        if match and (anywhere or not _TOLD.search(words[: match.start()])):
            return kind_
    return ""

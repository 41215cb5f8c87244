"""Which kind of document a title names: 关于召开会议的通知 is a notice."""

import re

from workflow.languages import lists
from workflow.languages.chinese.script import simplified

_REMARK = re.compile(r"[（(][^（()）]{1,20}[）)]$")
_TOLD = re.compile(r"(?:发布|发出|印发|公布|出台|发表|下发|刊发|推出)[^的]{0,12}$")
"""A headline about a document: 国家知识产权局发布公告."""


def kind(title: str) -> str:
    """Return the kind of document that a title names, such as "notice"; "" if it names none."""
    words = simplified("".join(title.split()))
    words = _REMARK.sub("", words).strip("《》")
    for row in lists.rows("chinese", "kinds"):
        if any(word.startswith(r"\w*") for word in row.words):
            if re.search(row.pattern.replace(r"\w*", ""), words):
                return row.kind
        elif (found := re.search(f"(?:{row.pattern})$", words)) and not _TOLD.search(words[: found.start()]):
            return row.kind
    return ""

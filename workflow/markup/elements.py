"""The HTML elements that are markup in a text, and what pages do with them. Anything else in angle brackets is words.

A release that says ``根据<PCT>规定`` or ``<name to be confirmed>`` means the words. Browsers, and CommonMark too, take
them for unknown elements and show nothing.
"""

import re
from collections.abc import Mapping
from typing import Literal

KNOWN = frozenset(
    """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br
    button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
    fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img
    input ins isindex kbd label legend li link main map mark marquee math menu menuitem meta meter nav nobr noframes
    noscript object ol optgroup option output p param picture pre progress q rb rp rt rtc ruby s samp script search
    section select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot
    th thead time title tr track tt u ul var video wbr xmp
    """.split()
)
"""The elements of the HTML standard, including obsolete ones."""

KEPT: Mapping[str, Literal["strong", "em", "s", "sub", "sup"]] = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "s": "s",
    "del": "s",
    "strike": "s",
    "sub": "sub",
    "sup": "sup",
}
"""The elements that pages keep, by their meaning; of all others only the words are printed."""

HIDDEN = frozenset("script style template iframe object noscript textarea title svg math select xmp".split())
"""The elements whose content is never printed, because it is not meant to be read."""

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""The elements without content and end tag."""

_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_ALONE = frozenset("br hr wbr p li dt dd td th tr tbody thead tfoot option optgroup rt rp".split())
_SMALL = re.compile(r"<[a-z][a-z0-9]*\s*/?>")


def name_of(tag: str) -> str:
    """Return the name in a tag, in lower case; "" if it is not a tag of an element in ``KNOWN``."""
    found = _NAME.match(tag)
    name = found[1].lower() if found else ""
    return name if name in KNOWN else ""


def reads_as_words(tag: str, name: str) -> bool:
    """Return whether a start tag without an end tag is words in angle brackets, such as ``<time to come>``.

    One in lower case with nothing else, or with an attribute that has a value, was meant as HTML.
    """
    return name not in _ALONE and "=" not in tag and not _SMALL.fullmatch(tag)

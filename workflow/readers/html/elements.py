"""What each HTML element means inside an article. Of any other element, only an empty one may be there.

The table is the law of this reader: the characters of an article are either in the text or left out by name.
"""

from collections.abc import Mapping

TRANSPARENT = frozenset(
    """
    a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label map mark marquee nobr output
    picture q rb ruby s samp slot small span strike strong sub sup time tt u var
    ucaptitle ucapcontent founder-content founder-title enpcontent content
    """.split()
)
"""Elements around words of a paragraph. The last line's are made up by the programs of Chinese sites."""

PREFIXES = ("o:", "st1:", "st2:", "w:", "v:", "x:")
"""What the names of Word's own elements start with (``<o:p>``, ``<st1:chsdate>``), which are like a ``span``."""

BLOCKS = frozenset(
    """
    address article aside body center dd details dir div dl dt fieldset figcaption footer form head header hgroup html
    legend li listing main menu ol optgroup p plaintext search section summary ul xmp
    h1 h2 h3 h4 h5 h6 blockquote figure pre
    table caption colgroup tbody td tfoot th thead tr
    """.split()
)
"""Elements that begin and end a paragraph."""

SILENT = frozenset("area base basefont bgsound col link meta param source track wbr".split())
"""Elements without words; ``br``, ``hr`` and ``img`` are text."""

LEFT_OUT: Mapping[str, str] = {
    "script": "script",
    "style": "style sheet",
    "noscript": "script",
    "template": "script",
    "iframe": "frame",
    "noframes": "frame",
    "object": "object",
    "embed": "object",
    "applet": "object",
    "video": "video",
    "audio": "sound",
    "canvas": "object",
    "svg": "drawing",
    "math": "formula",
    "button": "form",
    "input": "form",
    "select": "form",
    "textarea": "form",
    "datalist": "form",
    "progress": "form",
    "meter": "form",
    "nav": "navigation",
    "dialog": "hidden",
    "title": "hidden",
    "rt": "ruby",
    "rp": "ruby",
    "rtc": "ruby",
}
"""Elements that are no part of a release's text, by what they are called in ``LeftOut``."""

STYLES: Mapping[str, str] = {
    "b": "strong",
    "strong": "strong",
    "em": "em",
    "i": "em",
    "cite": "",
    "s": "s",
    "strike": "s",
    "del": "s",
    "sub": "sub",
    "sup": "sup",
}
"""Elements that give their words a look."""

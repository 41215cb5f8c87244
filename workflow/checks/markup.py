"""What is not words must survive translation: code, addresses, links, images, footnote marks, emphasis, HTML."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from workflow.checks.example import Example
from workflow.contracts.checks import Check, Context, Printed, Said
from workflow.interface import say
from workflow.model import DELIBERATELY_EMPTY, Finding, Unit
from workflow.patterns import late

_NAME = "markup"
_SHOWN = 5  # names in one message
_LONGEST = 120  # characters of a name in a message

EXPLANATION = say(
    "Compares what is not words: code, addresses, links, pictures, the marks of footnotes, emphasis and HTML must "
    "survive the translation. A "
    "link that runs a program instead of opening a page, and a picture that the source does not have here, are errors: "
    "they would be published in the office's name. Waive a warning if the translation omits a link or emphasis on "
    "purpose."
)
EXAMPLES = (
    Example("见[条约](https://www.example.org/pct)。", "See the [treaty](javascript:alert(1)).", "error"),
    Example("见[条约](https://www.example.org/pct)。", "See the treaty.", "warning"),
    Example("见[条约](https://www.example.org/pct)。", "See the [treaty](https://www.example.org/pct).", ""),
    Example("**重要**", "Important", "warning"),
    Example("运行`make`。", "Run `make`.", ""),
    Example("增长18.1%[^1]。", "It rose by 18.1%.", "error"),
)

_SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
_DANGEROUS_SCHEMES = frozenset({"javascript", "vbscript", "data", "file"})

_PERCENT = late(r"(?:%[0-9A-Fa-f]{2})+")
_SCHEME = late(r"([A-Za-z][A-Za-z0-9+.-]*+):")
_SPACE_AND_CONTROLS = late(r"[\x00-\x20\x7f]+")


def listed(names: Iterable[str], join: Callable[[Iterable[str]], str] = ", ".join) -> str:
    """List names for a message: each once, the first few, the rest counted, without control characters."""
    unique = tuple(dict.fromkeys(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…" for name in names))
    text = join("".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in name) for name in unique[:_SHOWN])
    return say("{names} and {count} more", names=text, count=len(unique) - _SHOWN) if len(unique) > _SHOWN else text


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield findings about code, addresses, links, images, footnote marks, emphasis and HTML.

    Errors: a link to anything but http, https or mailto, an image that the source sentence does not have, and a
    footnote mark too few or too many. The rest are warnings.
    """
    unit, source, target = said.unit, said.source, said.target
    if unit.target == DELIBERATELY_EMPTY:
        return
    if unit.target.strip() and not target.visible.strip() and not target.images:
        message = say(
            "a page prints nothing of the translation; write words, or {empty} if there are to be none",
            empty=DELIBERATELY_EMPTY,
        )
        yield Finding(_NAME, "error", message, unit)
    yield from _about_addresses(unit, source, target)
    if context.release.markup != "markdown":
        return
    yield from _about_schemes(unit, source, target)
    known = {_key(path) for path in source.images}
    added = [path for path in target.images if _key(path) not in known]
    if added:
        yield Finding(
            _NAME, "error", say("an image that the source does not have here: {added}", added=listed(added)), unit
        )
    if source.code and (missing := Counter(source.code) - Counter(target.code)):
        yield _warning(
            unit,
            say("code of the source is not in the translation: {codes}", codes=listed(f"`{code}`" for code in missing)),
        )
    if lost := Counter(source.notes) - Counter(target.notes):
        message = say("the mark of a footnote is missing: {marks}", marks=listed(f"[^{label}]" for label in lost))
        yield Finding(_NAME, "error", message, unit)
    if added := list(Counter(target.notes) - Counter(source.notes)):
        message = say(
            "a footnote mark that the source does not have here: {marks}",
            marks=listed(f"[^{label}]" for label in added),
        )
        yield Finding(_NAME, "error", message, unit)
    names = {name for _, name in source.tags}
    added = [tag for tag, name in target.tags if name not in names]
    if added:
        yield _warning(unit, say("HTML that the source does not have: {added}", added=listed(added)))
    yield from _about_emphasis(unit, source, target)


def _about_addresses(unit: Unit, source: Printed, target: Printed) -> Iterator[Finding]:
    def all_of(side: Printed) -> dict[str, str]:
        return {_key(address): address for address in (*side.links, *side.images, *side.addresses)}

    wanted, found = all_of(source), all_of(target)
    if wanted.keys() == found.keys():
        return
    pictures = {_key(path) for path in target.images}
    missing = [
        address for key, address in wanted.items() if key not in found and _scheme(address) not in _DANGEROUS_SCHEMES
    ]
    if missing:
        yield _warning(
            unit, say("an address of the source is not in the translation: {addresses}", addresses=listed(missing))
        )
    added = [
        address
        for key, address in found.items()
        if key not in wanted and key not in pictures and _scheme(address) in _SAFE_SCHEMES
    ]
    if added:
        yield _warning(unit, say("an address in the translation is not in the source: {added}", added=listed(added)))


def _about_schemes(unit: Unit, source: Printed, target: Printed) -> Iterator[Finding]:
    accepted = {address for address in (*source.links, *source.images) if _scheme(address) not in _DANGEROUS_SCHEMES}
    bad = [
        address
        for address in (*target.links, *target.images)
        if _scheme(address) not in _SAFE_SCHEMES and address not in accepted
    ]
    if bad:
        yield Finding(
            _NAME, "error", say("a link may only use http, https or mailto: {addresses}", addresses=listed(bad)), unit
        )


def _about_emphasis(unit: Unit, source: Printed, target: Printed) -> Iterator[Finding]:
    loose = Counter(target.loose) - Counter(source.loose) if target.loose else Counter()
    if any("`" in mark for mark in loose):
        yield _warning(unit, say("a backtick in the translation is not closed"))
    if "<!--" in loose:
        yield _warning(unit, say("a comment in the translation, <!--, is not closed and is printed"))
    if marks := [mark for mark in loose if mark[0] in "*_~"]:
        yield _warning(unit, say("emphasis in the translation opens or closes with {mark} but not both", mark=marks[0]))
        return
    for kind, name in (("strong", say("strong emphasis")), ("em", say("emphasis"))):
        before, after = source.emphasis.count(kind), target.emphasis.count(kind)
        if after < before:
            yield _warning(
                unit,
                say(
                    "{emphasis} of the source is lost: {before} there, {after} in the translation",
                    emphasis=name,
                    before=before,
                    after=after,
                ),
            )


def _warning(unit: Unit, message: str) -> Finding:
    return Finding(_NAME, "warning", message, unit)


def _key(address: str) -> str:
    """Return a key for comparing addresses; percent-encoding, a final slash and http or https do not matter."""
    decoded = _PERCENT.sub(lambda m: bytes.fromhex(m[0].replace("%", "")).decode("utf-8", "replace"), address)
    for prefix in ("mailto:", "http://", "https://"):
        if decoded[: len(prefix)].lower() == prefix:
            decoded = decoded[len(prefix) :]
            break
    return decoded.rstrip("/")


def _scheme(address: str) -> str:
    """Return the scheme in lower case, as a browser sees it; "https" for a relative address."""
    visible = _SPACE_AND_CONTROLS.sub("", address)
    match = _SCHEME.match(visible)
    return match[1].lower() if match else "https"


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)

"""A msgid with inline Markdown → the texts to send to a machine, and the machine's output → the target with its markup.

What ``masks`` hid is inserted as English grammar requires (``grammar``).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from workflow.contracts.composing import NAME, OBJECT, PERSON, Composing, Form, Then
from workflow.drafting import amounts, clauses, days, wording
from workflow.drafting.amounts import Amount
from workflow.drafting.inline import (
    Kept,
    Lost,
    Marked,
    Node,
    Words,
    attached,
    bare_texts,
    closing_of,
    flattened,
    has_name,
    marks,
    scan,
    term_names,
    with_names,
    words_of,
    written,
)
from workflow.drafting.masks import Hidden, Piece, each_once, hide, names, restore
from workflow.languages.chinese.pinyin import by_syllable
from workflow.languages.chinese.spelling import unspaced
from workflow.languages.english import grammar
from workflow.languages.english.grammar import Name
from workflow.languages.english.style import with_percent
from workflow.markup.nodes import Markup, References
from workflow.model import HAN, Match, Style

Translate = Mapping[str, str]
"""From texts of ``Plan.requests`` to the machine's output, repaired, with masks; failed ones are missing."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one msgid goes through a machine.

    Attributes:
        source: The msgid.
        requests: What to send, each once; all of it can go in one batch.
        finish: Makes the target from the output; raises Lost.
    """

    source: str
    requests: tuple[str, ...]
    finish: Callable[[Translate], str]


def plan(
    source: str,
    attempt: int = 0,
    terms: Sequence[Match] = (),
    markup: Markup = "markdown",
    references: References = (),
    *,
    english: bool = True,
    composing: Composing | None = None,
    piecewise: bool = False,
    date: str = "",
    style: Style | None = None,
    chinese: bool = True,
) -> Plan:
    """Cut ``source`` (inline text) into what a machine is sent.

    Words in markup are translated in three ways: the sentence without the markup, the words by themselves, and the
    sentence with the words hidden. If the words' own translation occurs exactly once in the first, the markup is put
    around it there; otherwise the third is used. A target whose markup differs from the source's is Lost.

    Args:
        source: The msgid.
        attempt: Another attempt uses other masks.
        terms: What must be written as the term base says; a term inside code or an address, or across markup, is
            ignored.
        markup: What the text is written in.
        references: What its reference links lead to.
        english: Whether the target is English. If so, terms that belong together are one name, names get the grammar
            that they need, the second attempt also hides figures with 万 or 亿 and sums of money, and later ones hide
            all risky figures (``amounts``). In any other language each term is written as it is, and figures are left
            to the machine.
        composing: Writes by rule in the target language; with it, forms are looked for.
        piecewise: Translate each clause by itself.
        date: The release's date, if the source refers to it.
        style: The house style of English.
        chinese: Whether the source is Chinese, so that words without a Han character need no translation.
    """
    plain = scan(source, markup, references)
    wanted = marks(plain)
    if english:  # a currency is written with its amount
        terms = [match for match in terms if not amounts.is_before_a_sum(source, match.start, match.end)]
    names = grammar.joined(source, terms) if english else term_names(source, terms)
    nodes = with_names(plain, names) if names else plain
    # A heading that consists of a name starts with a capital and has no article.
    name = nodes[0] if len(nodes) == 1 and isinstance(nodes[0], Name) else None
    finders = (
        ((composing.forms,) if composing else ())
        + ((composing.framed,) if composing and not attempt else ())
        + ((clauses.found,) if piecewise else ())
    )
    part = _part(
        nodes,
        _Masking(source, attempt, english, composing, finders, date, style or Style(), HAN if chinese else _LETTER),
    )

    def finish(translated: Translate) -> str:
        target = name.text[:1].upper() + name.text[1:] if name else part.marked(translated)
        if marks(scan(target, markup, references)) != wanted:
            raise Lost("links, emphasis or code came back changed")
        return target

    return Plan(source, tuple(dict.fromkeys(part.requests)), finish)


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence, or the words of a span.

    Attributes:
        requests: What to send.
        marked: The target with all markup.
        bare: The target without any span's.
        name: The name that is all there is.
    """

    requests: tuple[str, ...]
    marked: Callable[[Translate], str]
    bare: Callable[[Translate], str]
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class _Masking:
    """What all parts of a source share.

    Attributes:
        source: The source.
        attempt: The attempt.
        english: Whether the target is English.
        composing: Writes by rule.
        finders: What cuts a text up.
        date: The release's date if the source refers to it.
        style: The house style of English.
        says: Finds whether there is anything to translate in words.
    """

    source: str
    attempt: int
    english: bool
    composing: Composing | None = None
    finders: tuple[Callable[[str], tuple[Form, ...]], ...] = ()
    date: str = ""
    style: Style = field(default_factory=Style)
    says: "re.Pattern[str]" = HAN


_LETTER = re.compile(r"[^\W\d_]")


def _part(nodes: "tuple[Node, ...]", how: _Masking) -> _Part:
    if len(nodes) == 1 and isinstance(nodes[0], Marked):  # the whole is marked up
        span = nodes[0]
        inner = _part(span.inner, how)
        return _Part(inner.requests, lambda got: span.open + inner.marked(got) + closing_of(span), inner.bare)
    if len(nodes) == 1 and isinstance(nodes[0], Name):
        name = nodes[0].text  # its article is before the markup
        return _Part((), lambda _got: name, lambda _got: name, nodes[0] if nodes[0].kind != "term" else None)
    if how.english and (people := _listed(nodes)):
        return _Part((), lambda _got: people, lambda _got: people)
    for number, find in enumerate(how.finders, 1):
        if stretches := _cut(nodes, find, how):
            return _joined(stretches, replace(how, finders=how.finders[number:]))
    if not any(how.says.search(text) for text in words_of(nodes)) and not has_name(nodes):
        as_it_is = written(nodes)
        return _Part((), lambda _got: as_it_is, lambda _got: "".join(bare_texts(nodes)))
    plain = _Sent.of(flattened(nodes), how)
    spans = [node for node in nodes if isinstance(node, Marked)]
    if not spans:
        return _Part((plain.text,), plain.restored, plain.restored)
    inner_parts = [_part(span.inner, how) for span in spans]
    covered = _Sent.of(
        [piece for node in nodes for piece in ([node] if isinstance(node, Marked) else flattened([node]))], how
    )
    requests = (plain.text, covered.text, *(request for part in inner_parts for request in part.requests))

    def marked(got: Translate) -> str:
        whole = plain.try_restored(got)
        words = [part.bare(got) for part in inner_parts]
        dressed = [part.marked(got) for part in inner_parts]
        if whole is not None and (wrapped := _wrap(whole, spans, words, dressed, english=how.english)) is not None:
            return wrapped
        return covered.restored(
            got, [(span.open, dress, closing_of(span)) for span, dress in zip(spans, dressed, strict=True)]
        )

    def bare(got: Translate) -> str:
        whole = plain.try_restored(got)
        if whole is None:
            raise Lost("the machine lost code or an address")
        return whole

    return _Part(requests, marked, bare)


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A fixed form (``forms``): ``text`` is its English with all markup, ``bare`` without, ``then`` what follows it."""

    text: str
    bare: str
    then: Then = "sentence"


def _cut(
    nodes: "tuple[Node, ...]", find: Callable[[str], tuple[Form, ...]], how: _Masking
) -> "list[_Fixed | tuple[Node, ...]]":
    """Cut nodes at the fixed forms in them; nothing if there are none."""
    lead: list[_Fixed | tuple[Node, ...]] = []
    if len(nodes) > 1 and isinstance(nodes[0], Marked) and isinstance(nodes[1], Words):
        span, label = nodes[0], find(written(nodes[0].inner))
        if len(label) == 1 and (label[0].start, label[0].end) == (0, len(written(span.inner))):
            mark = re.match(r"\s*([：:]?)\s*", nodes[1].text)
            assert mark
            after = (":" if mark[1] else "") + " "
            text = label[0].text.strip()
            lead = [_Fixed(span.open + text + closing_of(span) + after, text + after)]
            nodes = (Words(nodes[1].text[mark.end() :]), *nodes[2:])
    shapes = [
        node.text
        if isinstance(node, Words)
        else (PERSON if node.kind == "person" else NAME)
        if isinstance(node, Name)
        else OBJECT
        for node in nodes
    ]
    found = find("".join(shapes))
    if not found:
        return [*lead, nodes] if lead else []
    stretches, at = lead, 0
    for form in found:
        stretches.append(_between(nodes, shapes, at, form.start))
        text = with_percent(form.text, how.style) if how.english else form.text
        stretches.append(_Fixed(text, text, form.then))
        at = form.end
    return [*stretches, _between(nodes, shapes, at, sum(map(len, shapes)))]


def _between(nodes: "tuple[Node, ...]", shapes: Sequence[str], start: int, end: int) -> "tuple[Node, ...]":
    """Return the nodes between two places of their shapes, with words cut there."""
    between: list[Node] = []
    at = 0
    for node, shape in zip(nodes, shapes, strict=True):
        first, last = max(start, at), min(end, at + len(shape))
        if first < last:
            between.append(Words(shape[first - at : last - at]) if isinstance(node, Words) else node)
        at += len(shape)
    return tuple(between)


def _joined(stretches: "Sequence[_Fixed | tuple[Node, ...]]", how: _Masking) -> _Part:
    """Make a part of fixed forms and of nodes that are translated by themselves."""
    parts: list[_Fixed | _Part] = []
    for stretch in stretches:
        if isinstance(stretch, _Fixed):
            parts.append(stretch)
        elif stretch:
            frame = _FRAMES.get(parts[-1].then) if parts and isinstance(parts[-1], _Fixed) else None
            parts.append(_framed(stretch, frame, how) if frame else _part(stretch, how))

    def joined(texts: Sequence[str]) -> str:
        whole = ""
        then: Then = "sentence"
        for number, (part, text) in enumerate(zip(parts, texts, strict=True)):
            if isinstance(part, _Fixed):
                whole, then = whole + text, part.then
            else:
                fitted = text.strip()
                if how.composing:
                    fitted = how.composing.fitted(fitted, then, part.name.takes_the if part.name else None)
                last = number + 1 == len(parts)
                whole += fitted if last else _OPEN_END.sub("", fitted.rstrip("!") if then == "clause" else fitted)
        starts = parts and (isinstance(parts[0], _Part) or not parts[0].text)
        return re.sub("^(?:former|then) (?=[A-Z])", _capital, whole) if starts else whole

    return _Part(
        tuple(request for part in parts if isinstance(part, _Part) for request in part.requests),
        lambda got: joined([part.text if isinstance(part, _Fixed) else part.marked(got) for part in parts]),
        lambda got: joined([part.bare if isinstance(part, _Fixed) else part.bare(got) for part in parts]),
    )


def _capital(match: re.Match[str]) -> str:
    return match[0].capitalize()


_CONSEQUENCE = "\ue004"
"""What stands for what follows from a condition."""

_FRAMES: Mapping[Then, "tuple[tuple[Node, ...], tuple[Node, ...], re.Pattern[str]]"] = {
    "he": ((Words("他"),), (Words("。"),), re.compile(r"(?:He|She) (?P<inside>(?:(?!\b[Hh]e\b).)+?)\.?")),
    "she": ((Words("她"),), (Words("。"),), re.compile(r"She (?P<inside>(?:(?!\b(?:[Hh]e|[Hh]is|him|she)\b).)+?)\.?")),
    "if": (
        (Words("如果"),),
        (Words("，则"), Kept(_CONSEQUENCE), Words("。")),
        re.compile(rf"(?:If (?P<inside>.+?),? (?:then )?{_CONSEQUENCE}|{_CONSEQUENCE},? if (?P<behind>.+?))\.?"),
    ),
}
"""What is put before and after a stretch (``Then``), and what is left of its English."""

_WITHOUT_SUBJECT = re.compile("[未不擅拒伪违非隐瞒骗倒转超逾弄虚]")


def _framed(
    nodes: "tuple[Node, ...]", frame: "tuple[tuple[Node, ...], tuple[Node, ...], re.Pattern[str]]", how: _Masking
) -> _Part:
    """Make a part of nodes that are sent inside a frame, which must come back and is removed."""
    before, after, kept = frame
    if frame is _FRAMES["if"] and _WITHOUT_SUBJECT.match(written(nodes)):
        before = (Words("如果任何人"),)
    whole = _part((*before, *nodes, *after), replace(how, finders=()))

    def inside(text: str) -> str:
        match = kept.fullmatch(text.strip())
        if match is None:
            raise Lost("the machine did not translate a clause as one")
        return next(group for group in match.groups() if group)

    return _Part(whole.requests, lambda got: inside(whole.marked(got)), lambda got: inside(whole.bare(got)))


_OPEN_END = re.compile(r"(?:(?<!\b[ap]\.m)\.|[ ,;:])+$")
"""What ends a translation that goes on."""

_LIST = re.compile(r"\s*(?:[、，,]|(?P<last>[和与及]))\s*|\s+")


def _listed(nodes: "tuple[Node, ...]") -> str:
    """Return people who are nothing but listed, as English lists them; "" for anything else."""
    people, marks = nodes[::2], nodes[1::2]
    names = [node.text for node in people if isinstance(node, Name) and node.kind == "person"]
    between = [_LIST.fullmatch(node.text) for node in marks if isinstance(node, Words)]
    if marks[len(names) - 1 :] and not written(marks[len(names) - 1 :]).isspace():  # 甲及 goes on
        return ""
    if not names or len(names) < len(people) or len(between) < len(marks) or not all(between):
        return ""
    return ", ".join(names[:-1]) + " and " + names[-1] if names[1:] else names[0]


@dataclass(frozen=True, slots=True)
class _Sent:
    """One text as it is sent, with what its masks hide, in order."""

    text: str
    masks: tuple[str, ...]
    hidden: "tuple[Hidden | Name | Amount | Marked, ...]"
    english: bool
    taken: tuple[days.Taken, ...] = ()
    style: Style = field(default_factory=Style)
    dates: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, pieces: "Sequence[Piece | Marked]", how: _Masking) -> "_Sent":
        source, attempt = how.source, how.attempt
        pieces = [part for piece in pieces for part in (_copied(piece, how) if isinstance(piece, str) else (piece,))]
        cut = [
            part
            for piece in pieces
            for part in (
                amounts.hidden_in(piece, all_risky=attempt > 1)
                if isinstance(piece, str) and attempt and how.english
                else (piece,)
            )
        ]
        hidden = tuple(piece for piece in cut if not isinstance(piece, str))
        figures = sum(isinstance(piece, Amount) for piece in hidden)
        words = iter(names(source, len(hidden) - figures, attempt))
        numbers = iter(amounts.stand_ins(source, figures, attempt))
        masks = tuple(
            mask
            for piece in hidden
            if (mask := next(numbers if isinstance(piece, Amount) else words, None)) is not None
        )
        if len(masks) < len(hidden):
            return cls("", (), hidden, how.english)
        sent = hide([Hidden("") if isinstance(piece, Marked) else piece for piece in cut], masks)
        sent, taken = days.taken(unspaced(sent), how.date) if how.english and not attempt else (unspaced(sent), ())
        dates: dict[str, tuple[int, int]] = {}
        if how.english:
            named = {mask: each.text for mask, each in zip(masks, hidden, strict=True) if isinstance(each, Name)}
            sent, dates = days.with_stand_ins(sent, named, attempt)
        return cls(
            wording.clear(days.worded(sent, attempt, how.date)), masks, hidden, how.english, taken, how.style, dates
        )

    def try_restored(self, got: Translate) -> str | None:
        try:
            return self.restored(got)
        except Lost:
            return None

    def restored(self, got: Translate, spans: Sequence[tuple[str, str, str]] = ()) -> str:
        """Return the output with everything hidden restored, and ``spans`` (open, words, close) in place of the spans.

        Raises:
            Lost: It cannot be restored.
        """
        if len(self.masks) < len(self.hidden):
            raise Lost("it has more code, addresses and markup than can be hidden at once")
        text = got.get(self.text)
        if not text:
            raise Lost("the machine returned nothing")
        text = days.put_back(text, self.taken, self.style)
        if text is None:
            raise Lost("the machine changed a date that has a day of the week")
        text = days.with_masks(text, self.dates)
        if text is None:
            raise Lost("the machine changed a date that stands for a day of the lunar calendar")
        hidden = list(zip(self.masks, self.hidden, strict=True))
        named = {mask: piece for mask, piece in hidden if isinstance(piece, Name)}
        words = [mask for mask, piece in hidden if not isinstance(piece, Amount)]
        plurals = [mask for mask, name in named.items() if name.kind == "term" and self.english]
        if words and not each_once(text, words, plurals):
            raise Lost("the machine lost or repeated what was hidden from it")
        # Figures come first: the names' grammar looks at them, and no name has a stand-in's digits yet.
        filled = amounts.restored(text, [(mask, piece) for mask, piece in hidden if isinstance(piece, Amount)])
        if filled is None:
            raise Lost("the machine lost, repeated or changed a figure that was hidden from it")
        if self.english:
            people = [mask for mask, name in named.items() if name.kind == "person"]
            filled = _with_titles(filled, self.text, people)
        text = grammar.inserted(filled, named) if self.english else filled
        left = iter(spans)
        put = {} if self.english else {mask: name.text for mask, name in named.items()}
        for mask, piece in hidden:
            if isinstance(piece, Hidden):
                put[mask] = piece.text
            elif isinstance(piece, Marked):
                opening, inside, closing = next(left)
                put[mask] = opening + (_fitted(inside, text, mask) if self.english else inside) + closing
        close = [mask for mask, piece in hidden if _is_attached(piece)]
        back = restore(text, put, close)
        if back is None:
            raise Lost("the machine lost or repeated what was hidden from it")
        return back


def _is_attached(piece: object) -> bool:
    return piece.attached if isinstance(piece, Hidden) else isinstance(piece, Marked) and attached(piece)


_TITLE_BEFORE = re.compile(
    "(?:[市省县縣区區局部处處厅廳院校会會行社署司队隊][长長]|主任|书记|書記|主席|总理|總理|经理|經理)$"
)


def _with_titles(text: str, sent: str, people: Iterable[str]) -> str:
    """Return the output without the "of" between a title and who bears it: 市长WTQ is no "Mayor of WTQ"."""
    for mask in people:
        before, found, _ = sent.partition(mask)
        if found and _TITLE_BEFORE.search(before.rstrip()):
            text = re.sub(rf"\b([A-Z][a-z]+|[Mm]ayor|[Gg]overnor) of {mask}\b", rf"\1 {mask}", text)
    return text


_COPIED = re.compile(
    r"(?<![0-9A-Za-z.,-])(?:[(（]?0[0-9]{2,3}[)）]?[-－—]?[0-9]{7,8}(?:[-－—转][0-9]{1,6})?|1[3-9][0-9]{9}"
    r"|(?:400|800)-?[0-9]{3}-?[0-9]{4}|(?<=[话話真机線线编号][：:])[0-9]{5,12})(?![0-9A-Za-z]|[.,-][0-9])"
)
"""Numbers of telephones and the like, of which the model drops digits."""

_DOCUMENT = re.compile(
    rf"(?<!{HAN.pattern})(?P<office>(?:{HAN.pattern}){{2,8}})[〔\[［（(](?P<year>(?:19|20)[0-9]{{2}})[〕\]］）)]第?"
    r"(?P<number>[0-9]{1,5})号"
)
"""The number of a document, 国办发〔2022〕4号."""


def _copied(text: str, how: "_Masking") -> Iterator[str | Hidden]:
    """Yield a text as words and what is written by rule: numbers as they are, in English documents and periods too."""
    found = [
        (*match.span(), match[0].translate(_NARROW).replace("转", " ext. " if how.english else "转"))
        for match in _COPIED.finditer(text)
    ]
    if how.english:
        found += [
            (*match.span(), f"{by_syllable(match['office'])} [{match['year']}] No. {match['number']}")
            for match in _DOCUMENT.finditer(text)
        ]
        found += [(*match.span(), put) for match, put in days.periods(text, how.style)]
        found += amounts.in_taiwan_dollars(text)
        found += amounts.below_zero(text)
    at = 0
    for start, end, put in sorted(found):
        if start < at:
            continue
        if start > at:
            yield text[at:start]
        yield Hidden(put)
        at = end
    if at < len(text):
        yield text[at:]


_NARROW = str.maketrans("（）－—", "()--")


def _fitted(words: str, text: str, mask: str) -> str:
    """Fit separately translated English words into a sentence: no capital where none belongs, no second article."""
    before = text[: text.find(mask)].rstrip(" “\"'(‘")
    if re.search(r"(?:^|\s)(?:the|a|an|this|that|these|those|its|their|his|her|our|your|my)$", before, re.IGNORECASE):
        words = re.sub(r"^(?:The|A|An) (?=\S)", "", words)
    if before and before[-1] not in ".!?:…":
        first, _, rest = words.partition(" ")
        ordinary = first in {"The", "A", "An"} or (rest and rest == rest.lower())
        if ordinary and re.fullmatch(r"[A-Z][a-z]*(?:-[a-z]+)*", first):
            words = first[0].lower() + words[1:]
    return words


def _wrap(
    whole: str, spans: Sequence[Marked], words: Sequence[str], dressed: Sequence[str], *, english: bool
) -> str | None:
    """Put the spans' markup around their words in a translation without markup; None unless each is found once."""
    places = []
    for span, word, dress in zip(spans, words, dressed, strict=True):
        place = _place(whole, word, english=english)
        if place is None:
            return None
        start, end = place
        # Nested markup cannot be moved onto other words; plain words keep the sentence's own letter case.
        inside = dress if dress != word else whole[start:end]
        places.append((start, end, span.open + inside + closing_of(span)))
    places.sort()
    if any(after[0] < before[1] for before, after in pairwise(places)):
        return None
    result, at = "", 0
    for start, end, put in places:
        result += whole[at:start] + put
        at = end
    return result + whole[at:]


def _place(whole: str, word: str, *, english: bool) -> tuple[int, int] | None:
    """Return where ``word`` occurs as whole words, if exactly once, ignoring case and (in English) its article."""
    bare = re.sub(r"^(?:the|a|an)\s+", "", word, flags=re.IGNORECASE) if english else word
    for looked_for in (word, bare):
        if not looked_for:
            return None
        found = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(looked_for)}(?!\w)", whole, re.IGNORECASE)]
        if found:
            return found[0] if len(found) == 1 else None
    return None

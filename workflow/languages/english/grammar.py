"""English grammar around a name or term that replaces a mask: articles, capitals, plurals, possessives.

Nothing here knows a language model. What is next to the term in the source decides what one name is (``joined``); the
words next to the mask decide its article and its number (``inserted``).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from workflow.languages import lists
from workflow.languages.english import articles
from workflow.model import Match, Term, TermKind
from workflow.patterns import late


@dataclass(frozen=True, slots=True)
class Name:
    """What one mask hides.

    Attributes:
        source: What it stands for in the source.
        text: In English, without an article at its start.
        kind: The kind of name.
        terms: The rows that it is made of.
        owns: Whether 的 follows in the source.
        apposed: Whether the text ends with an apposition (Li Ming, Director of the Office).
        ranked: Whether a rank that is in no term base is part of it.
    """

    source: str
    text: str
    kind: TermKind
    terms: tuple[Term, ...] = ()
    owns: bool = False
    apposed: bool = False
    ranked: bool = False

    @property
    def takes_the(self) -> bool:
        """Whether it takes "the" unless another word takes the article's place."""
        if self.ranked and self.kind == "title":
            return not self.text.startswith(_ONE_OF_MANY)
        return _takes_the(self.text, self.kind, self.terms)


def joined(source: str, matches: Sequence[Match]) -> list[tuple[int, int, Name]]:
    """Return where the names of a source are (start, end, name), in text order, without ambiguous matches.

    An office, a title and a person in a row are one name: 甲局局长张三 is "Commissioner Zhang San of the Office of
    Jia". So are a title and a person, and an office and a title that no person's name can follow. Ranks that need no
    row of a term base (``ranks.tsv``) are titles after an office. 《》 around a name belong to it.
    """
    rows = [(match.start, match.end, match.term) for match in matches if match.term is not None]
    names: list[tuple[int, int, Name]] = []
    at = 0
    while at < len(rows):
        ranked = (
            _titled(source, rows[at : at + _MOST_TITLES])
            or _addressed(source, rows[at : at + 2])
            or _ranked(source, rows[at : at + 4])
        )
        if ranked:
            used, end, text, kind = ranked
            start = rows[at][0]
        else:
            row = rows[at : at + 3]
            adjacent = 1 + (len(row) > 1 and row[0][1] == row[1][0])
            if adjacent == 2 and len(row) > 2 and row[1][1] == row[2][0]:
                adjacent = 3
            owns = source.startswith("的", row[adjacent - 1][1])
            used, text, kind = _composed(source, [term for _, _, term in row[:adjacent]], row, owns=owns)
            start, end = row[0][0], row[used - 1][1]
        owns = source.startswith("的", end)
        terms = tuple(term for _, _, term in rows[at : at + used])
        if source[start - 1 : start] == "《" and source[end : end + 1] == "》":
            start, end = start - 1, end + 1
        held = kind == "title" or (kind == "person" and text != rows[at + used - 1][2].target)
        if held and (former := _FORMERLY.search(source, max(0, start - 3), start)):
            start = former.start("word")
            person, mark, post = text.partition(", ")
            words = _FORMER[former["word"]]
            text = f"{person}, {words}{post}" if kind == "person" and mark else f"{words}{_bare(text)}"
        apposed = kind == "person" and ", " in text
        names.append((start, end, Name(source[start:end], _bare(text), kind, terms, owns, apposed, bool(ranked))))
        at += used
    return names


class _Rank(NamedTuple):
    """A row of ``ranks.tsv``; ``of`` is a pattern for the offices in English."""

    words: frozenset[str]
    kind: str
    of: "re.Pattern[str]"
    rank: str
    deputy: str


@cache
def _ranks() -> tuple[_Rank, ...]:
    return tuple(
        _Rank(frozenset(row.words), row.kind, re.compile(row.more["of"]), row.more["rank"], row.more["deputy"])
        for row in lists.rows("english", "ranks")
    )


@cache
def _rank_words() -> re.Pattern[str]:
    words = sorted({word for rank in _ranks() for word in rank.words}, key=len, reverse=True)
    return re.compile(rf"(?P<former>原|前|时任)?(?P<deputy>副|常务副)?(?P<rank>{'|'.join(words)})(?P<more>、)?")


_FORMERLY = late("(?:^|[^\u4e00-\u9fff]|[由对和与及被是为向])(?P<word>原|前|时任)$")
_FORMER = {"原": "former ", "前": "former ", "时任": "then "}
_MOST_TITLES = 9
"""How many terms in a row are looked at: several posts and who has them."""


def _titled(source: str, row: Sequence[tuple[int, int, Term]]) -> tuple[int, int, str, TermKind] | None:
    """Return a person with two posts or more in a row before the name, as ``_ranked`` does: 市委常委、副市长何志成."""
    titles: list[str] = []
    at = used = 0
    while used < len(row):
        start, end, term = row[used]
        if titles and start != at:
            return None
        if term.kind == "person":
            if len(titles) < 2:
                return None
            if address := _ADDRESS.match(source, end):
                end = address.end()
            person = f"{_ADDRESSES.get(address[0], '') if address else ''}{term.target}"
            return used + 1, end, f"{person}, {', '.join(titles[:-1])} and {titles[-1]}", "person"
        if term.kind == "title":
            titles.append(_bare(term.target))
            used += 1
        elif held := _posts_of(source, row[used:]):
            more, end, said = held
            titles.append(_of_office(term, said))
            used += more
        elif used + 1 < len(row) and term.kind == "office" and row[used + 1][2].kind == "title":
            if row[used + 1][0] != end:
                return None
            titles.append(f"{_bare(row[used + 1][2].target)} of {_with_the(term)}")
            end, used = row[used + 1][1], used + 2
        else:
            return None
        at = end + source.startswith("、", end)
    return None


def _addressed(source: str, row: Sequence[tuple[int, int, Term]]) -> tuple[int, int, str, TermKind] | None:
    """Return a person with the rank behind the name, as ``_ranked`` does: 何志成局长 is Director He Zhicheng."""
    (_, at, person), *after = row
    match = _rank_words().match(source, at) if person.kind == "person" else None
    if match is None or match["more"] or (after and after[0][0] < match.end()):
        return None
    for rank in _ranks():
        if match["rank"] in rank.words and (rank.kind == "ministry" or not rank.of.pattern):
            words = rank.deputy if match["deputy"] else rank.rank
            if not words or match["former"] or rank.kind not in _BEFORE_NAMES:
                return None
            executive = "Executive " * (match["deputy"] == "常务副")
            return 1, match.end(), f"{executive}{words} {person.target}", "person"
    return None


_BEFORE_NAMES = frozenset({"of", "ministry", "place"})
"""The kinds of ranks that English writes before a name."""


def _posts_of(source: str, row: Sequence[tuple[int, int, Term]]) -> tuple[int, int, list[tuple[str, str]]] | None:
    """Return how many terms an office with ranks after it is made of, where it ends, and its ranks with their kinds."""
    (_, at, office), *after = row
    if office.kind not in {"office", "term"}:
        return None
    said: list[tuple[str, str]] = []
    is_place = office.kind == "term"
    if is_place and not _PLACE.search(office.source):
        if source[at : at + 1] not in {"省", "市"}:
            return None
        at += 1  # 上海 stands for 上海市
    while match := _rank_words().match(source, at):
        bare = _bare(office.target)
        rank = next(
            (
                each
                for each in _ranks()
                if match["rank"] in each.words and (each.kind == "place") == is_place and each.of.search(bare)
            ),
            None,
        )
        words = rank and (rank.deputy if match["deputy"] else rank.rank)
        if rank is None or not words:
            return None
        former = _FORMER.get(match["former"], "")
        said.append((rank.kind, former + "Executive " * (match["deputy"] == "常务副") + words))
        at = match.end("rank")
        if not match["more"] or not _rank_words().match(source, match.end()):
            break
        at = match.end()
    titles = [term for start, end, term in after if start < at]
    if not said or not all(term.starter and term.kind == "title" for term in titles):
        return None  # the office's term base has a title of its own there
    return 1 + len(titles), at, said


def _ranked(source: str, row: Sequence[tuple[int, int, Term]]) -> tuple[int, int, str, TermKind] | None:
    """Return how many terms an office with ranks after it is made of, where it ends, its English and its kind."""
    held = _posts_of(source, row)
    if held is None:
        return None
    used, at, said = held
    office, after = row[0][2], row[used:]
    text = _of_office(office, said)
    if after and after[0][0] == at and after[0][2].kind == "person":
        end, person = after[0][1], after[0][2].target
        kind, words = said[0]
        if address := _ADDRESS.match(source, end):
            end, person = address.end(), f"{_ADDRESSES.get(address[0], '')}{person}"
        if len(said) > 1 or kind in {"for", "long"} or person != after[0][2].target:
            return used + 1, end, f"{person}, {text}", "person"
        if kind in {"ministry", "front"}:
            return used + 1, end, f"{text} {person}", "person"
        return used + 1, end, f"{words} {person} of {_with_the(office)}", "person"
    return (used, at, text, "title") if _NO_NAME_FOLLOWS.match(source, at) else None


_PLACE = late("(?:省|市|自治区|特别行政区|州|县|区|旗)$")
_ADDRESSES = {"教授": "Professor ", "博士": "Dr "}
_ADDRESS = late("教授|博士|先生|女士|同志")
"""What may follow a name that already has a rank; Mr, Ms and Comrade are left out in English beside one."""


def _of_office(office: Term, ranks: Sequence[tuple[str, str]]) -> str:
    """Return ranks with their office: Deputy Director of the Office of Jia; Minister of Finance."""
    ministry = re.sub("^Ministry of ", "of ", _bare(office.target))
    words = [f"{rank} {ministry}" if kind == "ministry" else rank for kind, rank in ranks]
    text = " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
    if any(kind == "ministry" for kind, _ in ranks):
        return text
    if any(kind == "front" for kind, _ in ranks):
        return f"{_bare(office.target)} {text}"
    return f"{text} {'for' if ranks[-1][0] == 'for' else 'of'} {_with_the(office)}"


def _composed(
    source: str, terms: Sequence[Term], row: Sequence[tuple[int, int, Term]], *, owns: bool
) -> tuple[int, str, TermKind]:
    """Return how many of the terms in a row are one name, its English, and what kind of name it is."""
    kinds = [term.kind for term in terms]
    if kinds == ["office", "title", "person"]:
        return 3, f"{terms[1].target} {terms[2].target} of {_with_the(terms[0])}", "person"
    if kinds[:2] in (["title", "person"], ["person", "title"]):
        title, person = sorted(terms[:2], key=lambda term: term.kind == "person")
        if _JOINTS.search(title.target) and not owns:
            return 2, f"{person.target}, {_bare(title.target)}", "person"
        return 2, f"{_bare(title.target)} {person.target}", "person"
    if kinds[:2] == ["office", "title"] and _NO_NAME_FOLLOWS.match(source, row[1][1]):
        return 2, f"{_bare(terms[1].target)} of {_with_the(terms[0])}", "title"
    return 1, terms[0].target, terms[0].kind


_NO_NAME_FOLLOWS = late(
    r"$|[，。；：！？、”）)（(\s]|表示|说|出席|指出|认为|在|于|会见|率|介绍|强调|和|与|及|的|等|致辞|发言|讲话|访问|签署|一行|参加|共同|分别|担任|对|向|就|将|也|还|职务|一职|人选|候选人|主持|陪同|应邀|作"
)


# --- what takes "the" ---

_THE = late(r"(?i:the)\s+")
_COMPANY = late(
    r"\b(?:Inc|Ltd|Limited|Corp|Co|Company|PLC|plc|GmbH|AG|SA|LLC|LLP|N\.?V|S\.A|Airlines|Motors|Technologies|Holdings)\.?$"
)
_OFFICE_HEADS = frozenset(
    """office administration organization organisation ministry bureau commission committee council department agency
    institute institution court union association federation academy bank center centre government congress chamber
    authority board secretariat embassy consulate fund party army foundation alliance league society registry register
    service procuratorate procuracy tribunal division directorate delegation mission group conference assembly
    parliament senate house nations states presidency palace corps fleet force forces team museum library laboratory
    college front zone body bodies station headquarters branch section network consortium mechanism""".split()
)
_TREATY_HEADS = frozenset(
    """treaty convention agreement law act protocol regulations regulation rules measures arrangement accord accords
    charter constitution declaration outline code framework guidelines decision decisions provisions interpretation
    opinions notice memorandum communique communiqué pact plan strategy programme program system union initiative forum
    summit conference symposium seminar exhibition expo fair congress fund index report award prize committee catalogue
    catalog list highway zone area corridor belt road movement campaign olympics games dialogue meeting directive
    classification statute bill amendment amendments standard standards principles region""".split()
)
_NO_THE = late(
    r"(?:News Agency|University|Hospital|School|Polytechnic|Television|Airport|Street|Avenue|Square|Park|Lake|Mount|(?<!Silk )(?<!and )Road)\b(?! of)"
    r"|(?<=\w )University of\b|^(?:Interpol|Eurojust|Congress|Parliament)$"
)
_AT_A_LEVEL = late(
    r"(?:Municipal|Provincial|Regional|Prefectural|County|District|Affiliated|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth)\b"
)
"""What begins the name of a hospital or a school that does not begin with that of a place."""
_JOINTS = late(
    r"\s(?:of|for|on|to|between|in|against|and|with|concerning|regarding|relating|governing|under|at|by|from)\s"
)
_AFTER_HEAD = late(_JOINTS.pattern.replace("|and|", "|"))
"""What ends the part of a term with its noun: small and micro *businesses*, *memorandum* of understanding."""


_SPELT_WITH_THE = frozenset("EU UN US USA UK UAE IMF WTO WHO ILO WCO OECD SCO EAEU NPC CPC CPPCC PRC".split())
"""Abbreviations that are read letter by letter, with the article: the EU, but UNESCO and ASEAN."""


def _takes_the(text: str, kind: str, terms: Sequence[Term]) -> bool:
    if kind in {"person", "keep", "title"}:
        return kind == "title" and len(terms) > 1
    if kind == "office" and _AT_A_LEVEL.match(text):
        return True
    if re.fullmatch(r"\S+", text) or _COMPANY.search(text) or _NO_THE.search(text):
        # One word is a firm or an abbreviation: of these, only some that are spelt out have an article.
        return text in _SPELT_WITH_THE or (terms[:1] != () and _THE.match(terms[0].target) is not None)
    if terms and _THE.match(terms[0].target):
        return True
    words = _AFTER_HEAD.split(text)[0].split()
    head = words[-1].casefold() if words else ""
    if kind == "office":
        return head in _OFFICE_HEADS or len(_JOINTS.split(text)) > 1 or "(" in text
    proper = all(word[:1].isupper() or word[:1].isdigit() or word == "and" for word in words)
    return proper and head in _TREATY_HEADS


def _bare(target: str) -> str:
    return _THE.sub("", target, count=1) if _THE.match(target) else target


def _with_the(term: Term) -> str:
    bare = _bare(term.target)
    return f"the {bare}" if _takes_the(bare, term.kind, (term,)) else bare


# --- into a sentence ---

_DETERMINER = late(
    r"(?:^|[\s“\"‘(\[—-])(?:the|a|an|this|these|those|its|their|his|her|our|your|my|each|every|any|no|some|such|what|whose|which|another|"
    r"both|all|many|several|two|three|four|five|six|seven|eight|nine|ten|\w+['’]s?)\s+$",
    re.IGNORECASE,
)
_ARTICLE = late(r"(?<![\w'’-])(?P<article>the|an?)(?P<space>\s+)$", re.IGNORECASE)
_ADJECTIVE = late(
    r"\b(?:former|new|current|then|joint|other|national|international|relevant|local|old|first|second|third|fourth|fifth|same|latest|last|next|"
    r"annual|own|present|entire|whole|(?:six|seven|eigh|nin|ten|eleven|twelf|thirteen|fourteen|fifteen)th|[A-Z]\w+(?:ese|ish|ian|an|ch))\s+$"
)
_CAPITALISED = late(r"[^\s“\"(]*[A-Z][\w.'’-]*\s+$")
_SENTENCE_START = late(r"(?:^|[.!?…][”\"’)]?\s+|:\s+[“\"]|^[“\"‘(\[*_]+)[“\"‘(\[*_]*$")
_TITLES = late(
    r"\s+(?:Vice|Deputy|Acting|Assistant|Executive|Director|Commissioner|President|Chairman|Chairwoman|Chairperson|Chair|Minister|Secretary|"
    r"spokes(?:man|woman|person)|officials|staff|experts|examiners|members|representatives|delegates)\b"
)
_PLURAL_NEXT = late(r"\s+(?!is\b|was\b|has\b|does\b)[a-z]+[^s\W]s\b")
_ENDS_HERE = late(
    r"\s*(?:$|[^\w\s]|\s(?:of|in|on|at|for|to|from|by|with|and|or|but|as|that|which|who|was|were|is|are|has|have|had|will|would|can|may|shall|"
    r"should|must|said|says|held|signed|visited|met|attended|issued|announced|during|after|before|under|since|than|between|through|into|"
    r"over|within|among|without|not|also|this|last|he|she|it|they)\b)"
)
_SEVERAL = late(
    r"(?:^|\s|\b)(?:(?P<number>[0-9][0-9,.]*(?: (?:thousand|million|billion|trillion))?)|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w+teen|\w*(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|hundred|thousand|million|several|many|various|numerous|"
    r"both|these|those|few|multiple|dozens of|hundreds of|thousands of|number of|types of|kinds of|items of|pieces of)\s+(?:(?:new|valid|domestic|foreign|international|"
    r"national|key|such|other|more|existing|additional)\s+)?$",
    re.IGNORECASE,
)


def inserted(text: str, names: Mapping[str, Name]) -> str:
    """Put the names in their masks' places; each mask occurs once, perhaps with the plural's "s"."""
    for mask, name in names.items():
        match = re.search(rf"{re.escape(mask)}(?P<plural>s(?![A-Za-z]))?", text)
        if match is None:
            continue
        text = _put(text[: match.start()], name, text[match.end() :], plural=match["plural"] is not None)
    return text


def _put(before: str, name: Name, after: str, *, plural: bool) -> str:
    words = name.text
    if name.ranked and name.owns and (owned := _OWNED.match(after)) and _ENDS_HERE.match(after, owned.end()):
        # The speech of Director Gu Wei of the Office of Jia, not … of the Office of Jia's speech.
        start = _SENTENCE_START.search(_ARTICLE.sub("", before)) is not None
        before = f"{_ARTICLE.sub('', before)}{'The' if start else 'the'} {owned['noun']} of "
        after = after[owned.end() :]
    if name.kind == "term" and not name.takes_the:
        several = _SEVERAL.search(before)
        one = several and several["number"] in {"1", "1.0"}
        if plural or (several and not one and _ENDS_HERE.match(after)):
            words = plural_of(words)
        elif _ONE_OF_IT.search(before) and words[:1].islower() and (one_of_them := singular_of(words)):
            words = one_of_them
        elif _is_bare(before, words, after):
            # The model takes a mask for a name and writes no article.
            words = f"{articles.article(words) or 'a'} {words}" if _SINGULAR_VERB.match(after) else plural_of(words)
    after = _without_second_head(words, after)
    before, words = _with_article(before, name, words, after)
    after = _with_comma(name, _owned(name, after))
    if _SENTENCE_START.search(before) and name.kind != "keep" and re.match(r"[a-z]+(?![A-Z])\b", words):
        words = words[0].upper() + words[1:]
    return before + words + _possessive(words, name, after)


_ONE_OF_IT = late(r"\b[Aa]n?\s+(?:[a-z]+(?:-[a-z]+)*\s+)?$")
"""What comes before one of something: a new sewage outfall."""
_OWNED = late(r"(?:['’]s)?\s+(?P<noun>[a-z]+)")
_SINGULAR_VERB = late(r"\s+(?:is|was|has|does|becomes|remains|requires|means)\b")
_OPEN_TO_BARE = late(r"(?:^|[,;:(]\s|\b[a-z]+\s)$")
_MASS = late(r"(?:ness|ity|ty|ing|ism|ance|(?<!lic)ence|ment|ship|copyright|art)$")


def _is_bare(before: str, words: str, after: str) -> bool:
    """Return whether a singular countable term has no word in the article's place and is not before another noun."""
    head = _AFTER_HEAD.split(words)[0].split()[-1].lower()
    return (
        words[:1].islower()
        and not words.rpartition(" ")[2][:1].isupper()
        and not is_plural(words)
        and bool(_OPEN_TO_BARE.search(before))
        and not _DETERMINER.search(before)
        and not _QUANTITY_OF.search(before)
        and bool(_ENDS_HERE.match(after))
        and not re.match(r"\s*[-”\"]", after)
        and bool(before or after.strip(" .!?"))
        and _plural_noun(head) != head
        and not _MASS.search(head)
    )


_QUANTITY_OF = late(r"\b(?:of|per|as|for|in|into|under|by)\s+(?:[a-z]+ed|[a-z]+al|valid|new)\s+$|\bper\s+$|\bas\s+$")


def _owned(name: Name, after: str) -> str:
    """Return what follows a person, with the possessive if the source has one and a noun follows."""
    if name.kind == "person" and name.owns and re.match(r"\s[a-z]", after) and not _ENDS_HERE.match(after):
        return f"'s{after}"
    return after


def _without_second_head(words: str, after: str) -> str:
    """Return what follows a name without its last noun once more: the Belt and Road Initiative, not … initiative."""
    if next_word := re.match(r"\s+(?P<noun>[A-Za-z]+)\b(?!['’-])", after):
        noun, last = next_word["noun"].lower(), words.rpartition(" ")[2].lower()
        if " " in words and len(noun) > 2 and noun == last:
            return after[next_word.end() :]
    return after


def _with_comma(name: Name, after: str) -> str:
    return f",{after}" if name.apposed and re.match(r"\s+\w", after) else after


def _with_article(before: str, name: Name, words: str, after: str) -> tuple[str, str]:
    """Return the text before a name and the name, with the article that belongs between them."""
    article = _ARTICLE.search(before)
    head = _ENDS_HERE.match(after) is not None
    if name.kind in {"person", "title"}:
        single = name.kind == "title" and len(name.terms) < 2 and not name.ranked
        if article and name.kind == "person" and (head or name.owns or re.match(r"['’]", after)):
            return before[: article.start()], words
        bare = _DETERMINER.search(before) or _NAMES_A_POST.search(before) or _COURTESY.search(before)
        alone = single and _POST_ALONE.match(after) and not _holds_the_post(before)
        if name.takes_the and not article and not bare:
            return before, f"{_the(before)} {words}"
        if alone and words[:1].isupper() and not article and not bare:
            return before, f"{_the(before)} {words}"
        former = words.startswith(tuple(_FORMER.values()))
        if (alone or name.ranked) and words[:1].islower() and not former and not article and not bare:
            return before, f"{_cased(articles.article(words) or 'a', _the(before))} {words}"  # one of several
        return (_fitting_a(before, article, words), words) if single or article else (before, words)
    if article:
        if article["article"].lower() != "the" and name.takes_the and head:
            return before[: article.start()] + _cased("the", article["article"]) + article["space"], words
        return _fitting_a(before, article, words), words
    if not name.takes_the or _DETERMINER.search(before) or _TITLES.match(after):
        return before, words
    if _ADJECTIVE.search(before) or (_CAPITALISED.search(before) and not _SENTENCE_START.search(_less_a_word(before))):
        return before, words
    if before and (before[-1] in "-–/'’" or (before[-1] in '“‘"(' and after[:1] in '”’")')):
        return before, words
    noun_next = before and not _SENTENCE_START.search(before) and _PLURAL_NEXT.match(after)
    if noun_next and not _AT_A_LEVEL.match(words):
        return before, words
    return before, f"{_the(before)} {words}"


_NAMES_A_POST = late(
    r"\b(?:(?:posts?|positions?|duties|functions?|office|roles?|title) (?:of|as)|as|appointed|named|elected|becomes?|became)\s+$",
    re.IGNORECASE,
)
"""What a title without an article follows: removed from the post of Vice Minister of Finance."""
_POST_ALONE = late(r"\s*[,;:.!?]|\s+(?!and\b|or\b)[a-z]")
_HELD = late(
    r"(?:(?P<name>[A-Z][\w.'’-]*)|[A-Z][\w.'’-]*,|\b(?:as|former|then|current|new|acting|be|is|was|are|were|been|being|became|becomes?|named|elected|appointed))\s+$"
)


def _holds_the_post(before: str) -> bool:
    """Return whether a post follows who has it (Li Ming, Director) or a verb for getting it (elected President)."""
    held = _HELD.search(before)
    return held is not None and not (held["name"] and _SENTENCE_START.search(_less_a_word(before)))


_ONE_OF_MANY = "member of "
_COURTESY = late(r"\b(?:Comrade|Mrs?|Ms|Dr|Professor)\.?\s+$", re.IGNORECASE)


def _less_a_word(before: str) -> str:
    return re.sub(r"\S+\s+$", "", before)


def _the(before: str) -> str:
    return "The" if _SENTENCE_START.search(before) else "the"


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


def _fitting_a(before: str, article: "re.Match[str] | None", words: str) -> str:
    """Return the text before a name with "a" or "an" as the name is pronounced."""
    if article is None or article["article"].lower() == "the":
        return before
    return before[: article.start()] + _cased(articles.article(words) or "a", article["article"]) + article["space"]


def _possessive(words: str, name: Name, after: str) -> str:
    """Return what follows a name: after one that ends in the plural's "s", the possessive is only the apostrophe."""
    if re.match(r"['’]s\b", after) and words.endswith("s") and name.kind != "person":
        return after[0] + after[2:]
    if re.match(r"['’](?=\s)", after) and not words.endswith("s"):
        return after[0] + "s" + after[1:]
    return after


_IRREGULAR = {
    "memorandum": "memorandums", "man": "men", "woman": "women", "person": "people", "child": "children", "criterion": "criteria",
    "phenomenon": "phenomena", "basis": "bases", "analysis": "analyses", "crisis": "crises", "index": "indices", "datum": "data",
    "tradesman": "tradesmen", "spokesman": "spokesmen", "half": "halves", "shelf": "shelves", "life": "lives", "leaf": "leaves",
}  # fmt: skip
_UNCOUNTABLE = frozenset(
    """information equipment research property infrastructure data software hardware innovation progress knowledge
    protection cooperation staff personnel series species means news advice evidence financing development production
    trade commerce training governance money prosecution examination technology management litigation arbitration work
    art law security health education people circulation alleviation civilization modernization urbanization rejuvenation
    revitalization reunification securitization commercialization autonomy finance peaking prosperity neutrality cooperation
    income revenue expenditure output consumption connectivity infringement folklore licensing invalidation transportation""".split()
)


def plural_of(words: str) -> str:
    """Return the plural of a term: of the noun before "of", "for" and the like, else of its last word."""
    joint = _AFTER_HEAD.search(words)
    head, rest = (words[: joint.start()], words[joint.start() :]) if joint else (words, "")
    before, space, noun = head.rpartition(" ")
    return before + space + _plural_noun(noun) + rest


def singular_of(words: str) -> str:
    """Return the singular of a term that is a plural; "" if it is none or its singular is not clear."""
    if not is_plural(words) or words.endswith(("goods", "statistics", "savings")):
        return ""
    joint = _AFTER_HEAD.search(words)
    head, rest = (words[: joint.start()], words[joint.start() :]) if joint else (words, "")
    ways = [head[:-1], *([f"{head[:-3]}y"] if head.endswith("ies") else [])]
    if re.search(r"(?:ss|x|zz|ch|sh)es$", head):
        ways.append(head[:-2])
    found = [way for way in ways if plural_of(way) == head]
    return found[-1] + rest if found else ""


def is_plural(words: str) -> bool:
    """Return whether the noun of a term is a plural, as far as its ending shows."""
    noun = _AFTER_HEAD.split(words)[0].rpartition(" ")[2].lower()
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and noun not in _UNCOUNTABLE


def starts_sentence(before: str) -> bool:
    """Return whether what follows ``before`` starts a sentence."""
    return _SENTENCE_START.search(before) is not None


def _plural_noun(noun: str) -> str:
    lower = noun.lower()
    if lower in _UNCOUNTABLE or not noun[-1:].isalpha():
        return noun
    if lower in _IRREGULAR:
        return _cased(_IRREGULAR[lower], noun)
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
        return noun  # is one
    if re.search(r"(?:s|x|z|ch|sh)$", lower):
        return f"{noun}es"
    if re.search(r"[^aeiou]y$", lower):
        return f"{noun[:-1]}ies"
    return f"{noun}s"

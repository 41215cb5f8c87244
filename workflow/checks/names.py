"""Names: countries, provinces, abbreviations, people, and who is appointed to what, without a term base."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from workflow.checks.example import Example
from workflow.checks.organizations import exchanged
from workflow.checks.pairs import plain_words, read
from workflow.checks.words import LONGEST
from workflow.contracts.checks import Check, Context, Said
from workflow.contracts.facts import Person
from workflow.contracts.languages import Language, Mentions
from workflow.interface import say
from workflow.languages import of
from workflow.languages.scanning import blanked
from workflow.model import DELIBERATELY_EMPTY, Finding, Match, Unit
from workflow.patterns import late

_NAME = "names"

EXPLANATION = say(
    "Compares names that need no term base: countries, Chinese provinces, cities, companies, languages and currencies "
    "by built-in lists, abbreviations in Latin letters (RCEP must not become CPTPP), the rank of a post (副, 助理, 代, "
    "原), and who is appointed (任命) and removed (免去). One in the place of another is an error, and so is another "
    "Chinese name in the place of a person's (何志敏 as He Zhimei); a person whose name leaves no syllable in the "
    "translation is a warning. Cities and companies are known in languages in Latin letters, and organizations by the "
    "starter. Waive a finding if the translation says the same in other words."
)
EXAMPLES = (
    Example("土耳其代表团来访。", "A delegation from Greece visited.", "error"),
    Example("土耳其代表团来访。", "A Turkish delegation visited.", ""),
    Example("陕西省举办展览。", "An exhibition was held in Shanxi Province.", "error"),
    Example("会议在广州召开。", "The meeting was held in Hangzhou.", "error"),
    Example("会议在广州召开。", "The meeting was held in Guangzhou.", ""),
    Example("腾讯公布业绩。", "Alibaba announced its results.", "error"),
    Example("网站有法语版。", "The website is available in German.", "error"),
    Example("RCEP生效。", "The CPTPP entered into force.", "warning"),
    Example("RCEP生效。", "The RCEP entered into force.", ""),
    Example("副局长李明出席。", "Commissioner Li Ming attended.", "warning"),
    Example("副局长李明出席。", "Deputy Commissioner Li Ming attended.", ""),
    Example("任命李明为局长。", "Li Ming was removed as commissioner.", "error"),
    Example("局长何志成会见来宾。", "The commissioner met the guests.", "warning"),
    Example("局长何志成会见来宾。", "Commissioner He Zhichang met the guests.", "error"),
    Example("局长何志成会见来宾。", "The guests met Zhicheng He, the commissioner.", ""),
)


def knows(language: Language) -> bool:
    """Return whether names are known in a language."""
    return language.mentions is not None


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Yield errors for other countries, provinces and acts, and warnings for abbreviations, ranks and people."""
    unit = said.unit
    here, there = of(context.release.language).mentions, of(context.language).mentions
    if here is None or there is None or unit.target == DELIBERATELY_EMPTY:
        return
    if max(len(unit.source), len(unit.target)) > LONGEST:
        return
    source, target = plain_words(said, context)
    yield from _others(unit, source, target, context, here, there)
    yield from _abbreviations(unit, source.translate(_HALF_WIDTH), target, there)
    yield from _posts(unit, source, target, here, there)
    known = tuple(context.terms.find(source, context.release.date))
    kinds = {term.kind for match in known for term in match.terms}
    if "office" in kinds:
        for name, other in exchanged(said, context, source, known):
            message = say("{name} is not in the translation, which has {other}", name=name, other=other)
            yield Finding(_NAME, "error", message, unit)
    people = context.people or here.people([(source, known)])
    places = list(people.find(source, known))
    if places or "person" in kinds:
        spelled = {
            (match.start, match.end, _forms(match))
            for match in known
            if any(term.kind == "person" for term in match.terms)
        }
        spelled |= {(start, end, (person.in_latin_letters,)) for start, end, person in places}
        if len(spelled) > 1:
            yield from _exchanged(sorted(spelled), unit, source, target, here, there)
    named = dict.fromkeys(person for _, _, person in places)
    if missing := [person for person in named if not _is_plainly(person.in_latin_letters, target)]:
        yield from _people(missing, unit, source, target, known, here, there)


def _is_plainly(name: str, text: str) -> bool:
    """Return whether a text has a name that goes on in no further letter where it stands first."""
    start = text.find(name)
    return start >= 0 and not text[start + len(name) : start + len(name) + 1].isalpha()


def _people(
    missing: Iterable[Person],
    unit: Unit,
    source: str,
    target: str,
    known: Iterable[Match],
    here: Mentions,
    there: Mentions,
) -> Iterator[Finding]:
    """Yield an error if another Chinese name stands in the place of a person's, and a warning if nothing does.

    A name is another one if no characters of the source can be read so. Where people write their Chinese names in
    other ways than pinyin, and where a hyphen says that somebody does (Li-qun), it is a warning.
    """
    spelled = list(islice(there.spelled(_without_terms(target, known)), _MANY + 1))
    if len(spelled) > _MANY:
        spelled = []
    read_so = [name for name in spelled if here.reads(source, name)]
    others = [name for name in spelled if not any(name.start < each.end and each.start < name.end for each in read_so)]
    others = [name for name in others if not there.places(name.text)]
    rest = blanked(target, ((name.start, name.end) for name in (*read_so, *others))) if others else target
    for person in missing:
        if any(here.reads(person.text, name) for name in read_so) or there.names(rest, person):
            continue
        said = {"person": person.text, "latin": person.in_latin_letters}
        if others:
            sure = not here.spells_otherwise(source) and "-" not in others[0].text
            message = say(
                "{person} ({latin}?) is not in the translation, which has {other}", **said, other=others[0].text
            )
            yield Finding(_NAME, "error" if sure else "warning", message, unit)
        else:
            yield Finding(_NAME, "warning", say("{person} ({latin}?) is not in the translation", **said), unit)


_MANY = 200
"""Of so many possible names a text is a table of people, in which nobody is in the place of anybody."""


def _forms(match: Match) -> tuple[str, ...]:
    """Return how a translation may write what the term base has for a part of the source."""
    return tuple(dict.fromkeys(name for term in match.terms for name in (term.target, *term.variants) if name))


def _without_terms(target: str, known: Iterable[Match]) -> str:
    """Return a text with blanks in place of the names that the term base has for the source."""
    for match in known:
        for name in _forms(match):
            target = target.replace(name, " " * len(name))
    return target


def _others(
    unit: Unit, source: str, target: str, context: Context, here: Mentions, there: Mentions
) -> Iterator[Finding]:
    """Yield an error if a name is missing and another of its kind is in the translation.

    China is rarely missing: Chinese texts name it where English ones say "the country", and the other way round.
    """
    named = {name: codes for name, codes in read(here.named, source).items() if "CN" not in codes}
    if not named:
        return
    written = there.named(target)
    said = frozenset().union(*written.values()) if written else frozenset()
    yield from _currencies(unit, source, target, named, context)
    missing: dict[str, str] = {}
    for name, codes in reversed(named.items()):
        if not _met(codes, said):
            missing[_kind(codes)] = name
        elif codes.isdisjoint(said) and (level := _level(codes)) != "none":
            # 四川 is there as Luzhou, but Yunnan or Japan beside it is wrong.
            missing |= dict.fromkeys({level, "country"} - missing.keys(), name)
        elif codes.isdisjoint(said) and any(_is_in(codes, others) for others in named.values()):
            missing.setdefault("", name)  # 江苏 is there as itself, and not for 南京 beside it
    if not missing:
        return
    meant = frozenset().union(*named.values()) | here.hinted(source) | {"CN"}
    for name, codes in written.items():
        kinds = {_level(codes), *(_kind({code}) for code in codes)} & missing.keys()
        # Everybody may speak of China, but the Chinese language must be in the source.
        by_name = meant - {"CN"} if kinds == {"language"} else meant
        if kinds and not _met(codes, by_name) and not here.may_mean(source, name, codes):
            message = say("{name} is not in the translation, which has {other}", name=missing[min(kinds)], other=name)
            yield Finding(_NAME, "error", message, unit)
            return


_CERTAIN = frozenset({"CNY", "USD", "EUR", "JPY", "RUB"})
"""The currencies whose names are no other words, as "pound" and "won" are."""


def _currencies(
    unit: Unit, source: str, target: str, named: Mapping[str, frozenset[str]], context: Context
) -> Iterator[Finding]:
    """Yield an error for another currency where no figure is beside it; ``values`` has those with figures."""
    meant = {
        code.removeprefix("money:"): name for name, codes in named.items() for code in codes if _kind({code}) == "money"
    }
    here, there = of(context.release.language).numbers, of(context.language).numbers
    if not meant or here is None or there is None:
        return
    said = there.currencies(target)
    missing = [name for code, name in meant.items() if code not in said]
    strange = sorted((said & _CERTAIN) - meant.keys() - here.currencies(source)) if missing else []
    if strange:
        message = say("{name} is not in the translation, which has {other}", name=missing[0], other=strange[0])
        yield Finding(_NAME, "error", message, unit)


def _kind(codes: Collection[str]) -> str:
    """Return the kind of a name by its codes: "language", "body"; "" for a place."""
    return next(iter(codes)).rpartition(":")[0]


def _level(codes: Collection[str]) -> str:
    """Return "country" or "province" for the name of one, "none" for a city and for everything else."""
    if any(":" in code or "/" in code for code in codes):
        return "none"
    return "province" if all("-" in code for code in codes) else "country"


def _is_in(codes: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether the name of a city is in a country or province that another name means."""
    return all("/" in code for code in codes) and not others.isdisjoint(code.partition("/")[0] for code in codes)


def _met(codes: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether a name can mean one of others, or its country or province, or a city in it."""
    if not codes.isdisjoint(others):
        return True
    wider = {code.partition("/")[0] for code in codes}
    return not wider.isdisjoint(others) or any(code.partition("/")[0] in codes for code in others if "/" in code)


_HALF_WIDTH = {0xFF21 + number: chr(0x41 + number) for number in range(26)}
_CAPITALS = late(r"(?<![A-Za-z0-9.&-])[A-Z][A-Z&]{0,8}[A-Z](?![A-Za-z0-9-])|(?<!\w)[А-ЯЁ]{2,8}(?!\w)")
_TWO = late("[A-ZА-ЯЁ][A-Z&А-ЯЁ]")
_INITIAL = late(r"\b[A-Za-z]")
_COMMON = frozenset("US UK UN EU AM PM II III IV VI VII IX XI OK TV PRC USA RMB CNY USD MR MS DR CEO GMT UTC".split())


def _abbreviations(unit: Unit, source: str, target: str, there: Mentions) -> Iterator[Finding]:
    """Yield a warning if an abbreviation is neither there nor written out, and another is in the translation."""
    yield from _letters(unit, source, target)
    if not (_TWO.search(source) and _TWO.search(target)):
        return
    named, written = _CAPITALS.findall(source), _CAPITALS.findall(target)
    meant = {name: there.abbreviated(name) for name in written}
    strange = [name for name in written if meant[name].isdisjoint(named) and name not in source and name not in _COMMON]
    if not strange or not _SMALL_LETTER.search(target):
        return
    said = frozenset().union(*meant.values())
    initials = "".join(_INITIAL.findall(target)).upper()
    for name in dict.fromkeys(named):
        if name not in target and name not in said and name.replace("&", "") not in initials:
            yield Finding(
                _NAME,
                "warning",
                say("{name} is not in the translation, which has {other}", name=name, other=strange[0]),
                unit,
            )
            return


_SMALL_LETTER = late("[a-zа-я]")
_CLASS = late("(?<![A-Za-z0-9])[A-Z](?=[股类型座栋楼轮组])")
_ONE_LETTER = late(
    r"(?<![\w.&'’])(?:[B-HJ-Z]|A(?=-)|(?<=lass )A|(?<=ype )A|(?<=roup )A|(?<=ound )A|(?<=uilding )A)(?![\w.&'’])"
)


def _letters(unit: Unit, source: str, target: str) -> Iterator[Finding]:
    """Yield a warning for B股 translated as "A-share"."""
    for name in dict.fromkeys(_CLASS.findall(source)):
        others = [letter for letter in _ONE_LETTER.findall(target) if letter not in source]
        if others and not re.search(rf"(?<!\w){name}(?!\w)", target):
            message = say("{name} is not in the translation, which has {other}", name=name, other=others[0])
            yield Finding(_NAME, "warning", message, unit)
            return


def _posts(unit: Unit, source: str, target: str, here: Mentions, there: Mentions) -> Iterator[Finding]:
    if not (meant := here.posts(source)):
        return
    said = there.posts(target)
    acts, others = ({act for act in ("appoint", "remove") if act in posts} for posts in (meant, said))
    if len(acts) == 1 and others and acts.isdisjoint(others):
        (act,) = acts
        contrary = said[next(iter(others))]
        yield Finding(
            _NAME,
            "error",
            say("{meant} in the source, “{contrary}” in the translation", meant=meant[act], contrary=contrary),
            unit,
        )
    for rank in ("deputy", "assistant", "acting", "former", "woman"):
        if rank in meant and rank not in said:
            yield Finding(
                _NAME,
                "warning",
                say("{meant}: nothing in the translation says it ({rank})", meant=meant[rank], rank=rank),
                unit,
            )


_FIRST = 0xE100
"""The private character that stands for the first person of a text."""


def _exchanged(
    people: Sequence[tuple[int, int, tuple[str, ...]]],
    unit: Unit,
    source: str,
    target: str,
    here: Mentions,
    there: Mentions,
) -> Iterator[Finding]:
    """Yield an error if who is appointed is removed in the translation, and who is removed is appointed.

    Args:
        people: Where the source names people, in order, and how the translation may.
        unit: The unit.
        source: Its source.
        target: Its translation.
        here: What is known about the source language.
        there: What is known about the target language.
    """
    signs = {forms: chr(_FIRST + number) for number, forms in enumerate(dict.fromkeys(forms for _, _, forms in people))}
    if len(signs) > _TOGETHER:
        return
    names: dict[str, str] = {}
    parts: list[str] = []
    after = len(source)
    for start, end, forms in reversed(people):
        names[signs[forms]] = source[start:end]
        parts += source[end:after], signs[forms]
        after = start
    written = "".join((source[:after], *reversed(parts)))
    meant = _acts(here.acts(written))
    if {"appoint", "remove"} - {act for those in meant.values() if len(those) == 1 for act in those}:
        return
    for form, sign in sorted(
        ((form, sign) for forms, sign in signs.items() for form in forms), key=lambda each: len(each[0]), reverse=True
    ):
        target = target.replace(form, sign)
    said = _acts(there.acts(target))
    turned = {
        act: names[sign]
        for sign in names
        if len(meant.get(sign, ())) == len(said.get(sign, ())) == 1 and not meant[sign] & said[sign]
        for act in meant[sign]
    }
    if len(turned) > 1:
        message = say(
            "{appointed} is appointed and {removed} removed; it is the other way round in the translation",
            appointed=turned["appoint"],
            removed=turned["remove"],
        )
        yield Finding(_NAME, "error", message, unit)


_TOGETHER = 100
"""So many people are a list, not a sentence."""


def _acts(found: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    acts: dict[str, set[str]] = {}
    for sign, act in found:
        acts.setdefault(sign, set()).add(act)
    return acts


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES, knows=knows)

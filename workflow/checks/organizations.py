"""One organization in the place of another; part of the check ``names``.

Which organizations there are is known from the starter rows, whether or not drafts use them. An office has many
descriptions ("China's top court"), so nothing is said where one is missing; but the official name of another, of which
nothing in the source speaks, is a mistake.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from workflow.checks.terms import unnamed
from workflow.contracts.checks import Context, Said
from workflow.languages import of
from workflow.languages.organizations import Organizations, organizations
from workflow.languages.scanning import blanked
from workflow.model import Match


def exchanged(said: Said, context: Context, source: str, known: Sequence[Match]) -> Iterator[tuple[str, str]]:
    """Yield the organizations of a source in whose place the translation names another: both names.

    Args:
        said: What a unit says.
        context: What checks get.
        source: The words of the source.
        known: Its terms.
    """
    offices = [match for match in known if any(term.kind == "office" for term in match.terms)]
    forms = of(context.language).terms
    target = forms.plain(said.target.words) if offices else ""
    lacking = [
        match
        for match in {match.terms: match for match in offices if any(term.starter for term in match.terms)}.values()
        if not any(term.target in target for term in match.terms) and unnamed(said, match, source, target, context)
    ]
    if not lacking:
        return
    there = organizations(context.language)
    named = list(there.find(target))
    meant = {term.target for match in known for term in (*match.terms, *match.expired)}
    strange = {
        name.codes: name
        for name in reversed(named)
        if name.codes.isdisjoint(meant) and target[name.start : name.end] not in source  # OPEC
    }
    if not strange:
        return
    rest = blanked(source, ((match.start, match.end) for match in offices))
    terms = {source[match.start : match.end] for match in known}
    other = next((name for codes, name in strange.items() if not _spoken_of(codes, source, rest, terms, there)), None)
    if other is None:
        return
    # "the Ministry" in another name is no allusion.
    without = blanked(target, ((name.start, name.end) for name in named))
    for match in lacking:
        if unnamed(said, match, source, without, context, alluded_to=True):
            yield source[match.start : match.end], target[other.start : other.end]
            return


def _spoken_of(officials: Iterable[str], source: str, rest: str, terms: Collection[str], there: Organizations) -> bool:
    """Return whether a source may speak of an organization.

    Args:
        officials: The official names of those that may be meant.
        source: The source.
        rest: The source without the offices in it.
        terms: The terms in it, of which an organization may be a part.
        there: The organizations.
    """
    return any(
        name in source or any(name in term or term in name for term in terms) or _short(name).search(rest)
        for official in officials
        for name in there.sources[official]
    )


_OTHERWISE = {"中国共产党": "党|中共|[省市县区州]委"}
"""How a source speaks of an organization besides."""
_COMMON = frozenset("国家中华人民共和全总局部委员会办公厅院组织央最高省市")


@cache
def _short(name: str) -> re.Pattern[str]:
    """Return a pattern for what may be a short form of a Chinese name: two of its characters, in order and close by."""
    own = list(dict.fromkeys(char for char in name if char not in _COMMON))
    pairs = [f"{one}.{{0,2}}{other}" for number, one in enumerate(own) for other in own[number + 1 :]]
    return re.compile("|".join([*(pairs or own), *filter(None, [_OTHERWISE.get(name)])]) or "(?!)")

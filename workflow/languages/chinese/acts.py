"""Who is appointed and who is removed, in a Chinese text in which a private character stands for each person."""

from collections.abc import Iterator

from workflow.patterns import late

_PERSON = "[\ue100-\ue1ff]"
_NAMED = rf"{_PERSON}(?:[（(][^（()）]{{1,12}}[）)])?(?:同志|先生|女士)?"
# At most so many, because each of them starts a list too.
_MORE = rf"(?:[、和]{_NAMED}){{0,40}}+"
_ACTS = (
    ("appoint", late(rf"(?:任命|聘任|委任|提名|选举|增补|任用)(?P<who>{_NAMED}{_MORE})")),
    (
        "appoint",
        late(rf"(?<!接替)(?P<who>{_NAMED}{_MORE})(?:任|担任|出任|接任|接替|就任|兼任|当选)(?!期)"),
    ),
    ("remove", late(rf"(?:免去|免除|罢免|撤销|解除|接替|接受)(?P<who>{_NAMED}{_MORE})")),
    (
        "remove",
        late(rf"(?P<who>{_NAMED}{_MORE})(?:因[^，。；]{{1,12}})?(?:辞去|不再担任|不再兼任|卸任|被免|被罢免)"),
    ),
)
_ONE = late(_PERSON)


def acts(text: str) -> Iterator[tuple[str, str]]:
    """Yield people and what is done to them: "appoint" or "remove"."""
    for act, pattern in _ACTS:
        for match in pattern.finditer(text):
            for person in _ONE.findall(match["who"]):
                yield person, act

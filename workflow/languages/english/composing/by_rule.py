"""See ``contracts.composing.Composing``."""

from collections.abc import Iterator

from workflow.contracts.composing import Composed
from workflow.languages.english.composing import events, fitting, institutions, lives, lunar, offices, places, winds
from workflow.languages.english.composing import forms as fixed
from workflow.languages.english.composing import indicators as figures

units = figures.UNITS
forms = fixed.found
framed = fixed.framed
indicators = figures.named
fitted = fitting.fitted


def names(text: str) -> Iterator[Composed]:
    """Yield places, local offices, institutions, posts, winds, days and pairs of countries; they may overlap."""
    yield from (Composed("term", *place) for place in places.found(text))
    yield from (Composed("term", *city, common=True) for city in places.alone(text))
    yield from (Composed("term", *wind, sure=True) for wind in (*winds.winds(text), *winds.pairs(text)))
    yield from (Composed("term", *day, sure=True) for day in lunar.days(text))
    yield from (Composed("term", *event, sure=True) for event in events.days(text, places.found(text)))
    yield from (Composed("term", *place) for place in institutions.places_named(text))
    yield from (Composed("person", *somebody, sure=True) for somebody in lives.called(text))
    yield from (Composed("term", *seat) for seat in offices.seats(text))
    yield from (Composed("office", *office) for office in (*offices.found(text), *institutions.found(text)))
    yield from (Composed("title", *post) for post in offices.posts(text))

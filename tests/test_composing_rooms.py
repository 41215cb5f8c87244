"""Any language may bring what writes by rule (``Composing``); English's is in ``test_written_by_rule``."""

import re
from collections.abc import Iterable, Iterator

import pytest
from test_drafting import drafted, fake
from test_drafting_terms import UNDATED

from workflow import languages
from workflow.contracts.composing import Composed, Form, Then
from workflow.contracts.terms import NoTerms
from workflow.model import Sentence, Style
from workflow.newsroom.asking import asking


class French:
    """Writes one label and one place in French."""

    units = frozenset({"元"})

    def forms(self, text: str) -> tuple[Form, ...]:
        label = re.match("来源：", text)
        return (Form(0, label.end(), "Source (à 100%) : ", "noun"),) if label else ()

    def framed(self, text: str) -> tuple[Form, ...]:
        return ()

    def indicators(self, text: str, terms: Iterable[tuple[int, int]] = ()) -> frozenset[tuple[int, int]]:
        return frozenset()

    def names(self, text: str) -> Iterator[Composed]:
        yield from (Composed("term", *found.span(), "Pékin", sure=True) for found in re.finditer("北京", text))

    def fitted(self, text: str, then: Then, takes_the: bool | None = None) -> str:
        return f"l’{text}" if then == "noun" else text


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(languages.of("fr")), "composing", French())


def test_the_forms_of_a_language_are_written_in_it_and_its_grammar_fits_the_rest_in() -> None:
    drafter, engine = fake(lambda _: "agence", "fr")
    (draft,) = drafted(drafter, Sentence("来源：新华社"))
    assert draft.text == "Source (à 100%) : l’agence"
    assert engine.sent == ["新华社"]


def test_the_names_that_a_language_composes_are_terms_of_a_sentence() -> None:
    (match,) = asking(NoTerms(), [UNDATED], "fr")("北京下雨。", "undated").terms
    assert (match.start, match.end, match.terms[0].target) == (0, 2, "Pékin")


def test_no_house_style_of_english_touches_another_language() -> None:
    drafter, _ = fake(lambda _: "agence", "fr")
    styled = type(drafter)(drafter.engine, "fr", house_style=Style(percent="per cent"))
    (draft,) = drafted(styled, Sentence("来源：新华社"))
    assert "100%" in draft.text

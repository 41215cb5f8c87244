"""Sentences → drafts in another script of the same language: nothing is hidden, and every sentence has one draft."""

from collections.abc import Iterator, Sequence

from workflow.contracts.engines import Translator
from workflow.drafting import inline, written
from workflow.drafting.drafter import Findings, no_findings
from workflow.model import Draft, Sentence


class Converting:
    """Drafts sentences with an engine that converts (``Engine.converts``); the same interface as ``Drafter``."""

    def __init__(self, engine: Translator, values: Findings = no_findings) -> None:
        """Draft with a loaded engine.

        Args:
            engine: The engine.
            values: Compares figures.
        """
        self.engine = engine
        self._values = values

    def drafts(self, sentences: Sequence[Sentence]) -> Iterator[tuple[int, Draft]]:
        """Yield the index into ``sentences`` and the draft of each, in order; see ``Drafter.drafts``."""
        for index, sentence in enumerate(sentences):
            yield index, self._draft(sentence)

    def alternatives(self, sentence: Sentence) -> tuple[Draft, ...]:
        """Return the draft of a sentence, if it has one."""
        draft = self._draft(sentence)
        return (draft,) if draft.text else ()

    def _draft(self, sentence: Sentence) -> Draft:
        origin = f"mt: {self.engine.name}"
        try:
            text = inline.converted(sentence.text, self._convert, sentence.terms, sentence.markup, sentence.references)
        except inline.Lost as lost:
            return Draft("", origin, problem=str(lost))
        doubts = (*written.ambiguous(sentence), *_forbidden(sentence, text))
        findings = (finding.message for finding in self._values(sentence, text))
        return Draft(text, origin, doubts=tuple(dict.fromkeys((*doubts, *findings))))

    def _convert(self, text: str) -> str:
        ((_, (made,)),) = self.engine.translate([text], hypotheses=1, no_repeat=0)
        return made.text


def _forbidden(sentence: Sentence, text: str) -> Iterator[str]:
    for match in sentence.terms:
        for term in match.terms:
            if term.kind == "forbidden" and term.target in text:
                yield f"{sentence.text[match.start : match.end]} must not be translated as {term.target}"

"""Sentences → drafts, through any engine.

What an engine must not see is hidden from it (``plans``); its output is judged (``faults``, ``written``, the comparison
of figures); whatever has something wrong is tried again in another way. The best output becomes the draft.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from workflow import languages
from workflow.contracts.engines import Adapted, Background, Hypothesis, Informed, Translator
from workflow.drafting import amounts, clauses, composed, days, faults, inline, plans, written
from workflow.errors import WorkflowError
from workflow.languages.chinese.script import simplified
from workflow.languages.english import grammar, mechanics, style, tidy
from workflow.model import Draft, Finding, Match, Sentence, Style, Term

ATTEMPTS = 3
"""How often a sentence with something missing or wrong is tried again, with other masks and more figures hidden."""
PIECEWISE = ATTEMPTS + 1
"""The attempt at a sentence that still has a fault or a wrong figure, clause by clause."""
HYPOTHESES = 4
"""How many hypotheses an engine is asked for, to choose the best."""
NO_REPEAT = 4
"""How many tokens in a row must not be repeated when a sentence that repeated itself is translated again."""

_BY_CLAUSES = "the machine translated this clause by clause, and may have put them together wrongly"
Findings = Callable[[Sentence, str], Sequence[Finding]]
"""From sentence and draft to what is wrong with the draft."""


def no_findings(_sentence: Sentence, _target: str) -> tuple[Finding, ...]:
    """Look for nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class _Made:
    """A draft and what is wrong with it.

    Attributes:
        draft: The draft.
        wrong: How much: no text, slips and terms not as in the base, errors and warnings about figures. Any of it is
            worth another attempt.
        worse: How much the checks find besides, errors and warnings, which decides between drafts as wrong as each
            other: another attempt seldom helps.
        fault: Why it is no translation.
        short: Whether it may lack a clause.
        doubts: Clauses about figures and errors.
    """

    draft: Draft
    wrong: tuple[int, int, int, int]
    worse: tuple[int, int] = (0, 0)
    fault: str = ""
    short: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether there is no text, or there is a finding about its figures, names or terms."""
        return any(self.wrong)

    @property
    def rank(self) -> tuple[tuple[int, int, int, int], tuple[int, int]]:
        """What it is compared by; less is better."""
        return self.wrong, self.worse


_Request = tuple[str, bool]
"""A text to send, and whether with NO_REPEAT."""

_Answers = Mapping[_Request, Sequence[Hypothesis]]


class Drafter:
    """Drafts sentences with an engine.

    English is tidied, its terms get the articles and plurals that they need, and figures that machines get wrong are
    written by rule. In other languages terms are written as the term base has them, and nothing else is changed.
    """

    def __init__(
        self,
        engine: Translator,
        language: str,
        values: Findings = no_findings,
        house_style: Style | None = None,
        findings: Findings = no_findings,
        background: Callable[[Sentence], Background] | None = None,
    ) -> None:
        """Draft with a loaded engine.

        Args:
            engine: The engine.
            language: The BCP 47 tag of the language it translates into.
            values: Compares figures, so that a draft with correct ones is preferred to a likelier one with wrong ones.
            house_style: How English writes dates, percentages, times of day and quotation marks.
            findings: Finds what else is wrong; among hypotheses with the same figures and terms, the one with the
                least is used.
            background: Returns what is known about a sentence, for an engine that is ``Informed``.
        """
        self.engine = engine
        self._background = background
        self.language = language
        self._english = languages.of(language).tidying is not None
        self._composing = languages.of(language).composing
        self._values = values
        self._style = house_style or Style()
        self._findings = findings
        self._unadapted = engine.unadapted if isinstance(engine, Adapted) else None
        self._renderings: dict[str, tuple[str, ...]] = {}

    def drafts(self, sentences: Sequence[Sentence]) -> Iterator[tuple[int, Draft]]:
        """Draft sentences with inline Markdown; one that occurs twice is translated once.

        Of a sentence's hypotheses and attempts, the first that has its terms as in the base, no wrong figure and no
        fault is used; otherwise the one with the fewest errors, whose ``doubts`` say what they are. If an adapted
        engine makes only wrong ones, those of the engine that it was adapted from count too. A draft is empty if its
        markup did not come back or no attempt was free of faults (``faults``). If Ctrl-C ends it, everything
        finished by then has been yielded, except what waits for that other engine.

        Yields:
            The index into ``sentences`` and the draft, as drafts are finished, each index once.
        """
        users: dict[Sentence, list[int]] = {}
        for index, sentence in enumerate(sentences):
            users.setdefault(sentence, []).append(index)
        wrong: dict[Sentence, _Made] = {}
        for sentence, made in self._chosen(list(users)):
            if self._unadapted and made.is_wrong:
                wrong[sentence] = made
                continue
            for index in users[sentence]:
                yield index, self._doubted(made, sentence)
        for sentence, draft in self._corrected(wrong):
            for index in users[sentence]:
                yield index, draft

    def _corrected(self, wrong: Mapping[Sentence, _Made]) -> Iterator[tuple[Sentence, Draft]]:
        """Draft what an adapted engine got wrong with the one that it was adapted from, and yield the better drafts."""
        best = {sentence: self._doubted(made, sentence) for sentence, made in wrong.items()}
        if wrong and self._unadapted:
            with suppress(WorkflowError):  # if its files were changed, the drafts that there are have to do
                other = Drafter(
                    self._unadapted(), self.language, self._values, self._style, self._findings, self._background
                )
                for sentence, made in other._chosen(list(wrong)):
                    if made.rank < wrong[sentence].rank:
                        best[sentence] = other._doubted(made, sentence)
        yield from best.items()

    def _chosen(self, sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, _Made]]:
        """Yield the best that the engine makes of each sentence, as they are finished; none may occur twice."""
        if self._english:
            self._learn(sentences)
        answers: dict[_Request, Sequence[Hypothesis]] = {}
        best: dict[Sentence, _Made] = {}
        said: dict[str, str] = {}
        left = list(sentences)
        for attempt in range(PIECEWISE + 1):
            again = []
            for sentence, plan, careful in self._ready(left, attempt, answers, best):
                made = self._best(sentence, plan, careful, answers, said)
                if attempt == PIECEWISE:
                    made = replace(made, doubts=(_BY_CLAUSES, *made.doubts))
                if sentence not in best or made.rank < best[sentence].rank:
                    best[sentence] = made
                if plan.requests and _is_tried_after(attempt, sentence, best[sentence]):
                    again.append(sentence)
                    continue
                said.setdefault(best[sentence].draft.text, sentence.text)
                yield sentence, best[sentence]
            left = again

    def alternatives(self, sentence: Sentence) -> tuple[Draft, ...]:
        """Return every different draft that can be made of a sentence, in the order of ``drafts``: the best first."""
        if self._english:
            self._learn([sentence])
        answers: dict[_Request, Sequence[Hypothesis]] = {}
        best: dict[Sentence, _Made] = {}
        made: list[_Made] = []
        for attempt in range(PIECEWISE + 1):
            again = False
            for _, plan, careful in self._ready([sentence], attempt, answers, best):
                ranks = range(_ranks(plan, careful, answers))
                made += (self._made(sentence, plan, self._ranked(plan, careful, answers, rank), {}) for rank in ranks)
                best[sentence] = min(made, key=lambda each: each.rank)
                again = bool(plan.requests) and _is_tried_after(attempt, sentence, best[sentence])
            if not again:
                break
        texts: dict[str, Draft] = {}
        for each in sorted(made, key=lambda each: each.rank):
            if each.draft.text:
                texts.setdefault(each.draft.text, self._doubted(each, sentence))
        return tuple(texts.values())

    def _ready(
        self,
        sentences: Iterable[Sentence],
        attempt: int,
        answers: dict[_Request, Sequence[Hypothesis]],
        best: Mapping[Sentence, _Made],
    ) -> Iterator[tuple[Sentence, plans.Plan, bool]]:
        """Put what the sentences need into ``answers``, in one stream; yield each with its plan once it is complete.

        The attempt ATTEMPTS leaves the terms to the engine. What had a fault before is translated with NO_REPEAT.
        """
        planned = []
        for sentence in sentences:
            careful = sentence in best and bool(best[sentence].fault)
            # With the masks of the first attempt, so that a sentence whose terms were lost is not sent twice.
            terms, masked = (self._to_hide(sentence, attempt), attempt) if attempt != ATTEMPTS else ((), 0)
            plan = plans.plan(
                _read(sentence),
                masked,
                terms,
                sentence.markup,
                sentence.references,
                english=self._english,
                composing=self._composing,
                piecewise=attempt == PIECEWISE,
                date=sentence.date,
                style=self._style,
                chinese=not sentence.original,
            )
            planned.append((sentence, plan, careful))
        missing = []
        users: dict[_Request, list[int]] = {}
        for number, (_, plan, careful) in enumerate(planned):
            wanted = {request for text in plan.requests if (request := (text, careful)) not in answers}
            missing.append(len(wanted))
            for text in plan.requests:
                if (text, careful) in wanted:
                    users.setdefault((text, careful), []).append(number)
        for each, lacking in zip(planned, missing, strict=True):
            if not lacking:
                yield each
        if self._background and isinstance(self.engine, Informed):
            self.engine.inform(
                {text: _of_text(self._background(planned[of[0]][0]), text) for (text, _), of in users.items()}
            )
        for careful in (False, True):
            requests = [request for request in users if request[1] is careful]
            for index, made in self._translated([text for text, _ in requests], no_repeat=NO_REPEAT if careful else 0):
                answers[requests[index]] = made
                for number in users[requests[index]]:
                    missing[number] -= 1
                    if not missing[number]:
                        yield planned[number]

    def _translated(self, texts: Sequence[str], no_repeat: int = 0) -> Iterator[tuple[int, Sequence[Hypothesis]]]:
        if texts:
            yield from self.engine.translate(texts, hypotheses=HYPOTHESES, no_repeat=no_repeat)

    def _learn(self, sentences: Iterable[Sentence]) -> None:
        """Find out how the engine translates each term by itself."""
        sources = {
            match.term.source
            for sentence in sentences
            for match in sentence.terms
            if match.term and match.term.kind in {"term", "office"} and not match.term.known
        }
        new = sorted(sources - self._renderings.keys())
        for index, made in self._translated(new):
            ways = (tidied(new[index], each) for each in made)
            plain = (re.sub(r"^(?:the|an?) ", "", way.casefold().rstrip(".,;:!?")) for way in ways)
            self._renderings[new[index]] = tuple(dict.fromkeys(way for way in plain if len(way) > 2))

    def _to_hide(self, sentence: Sentence, attempt: int) -> tuple[Match, ...]:
        """Return the terms to hide: at first, not those that can be corrected or that the engine gets right.

        A machine writes better English around words that it knows than around masks; what is translated by itself has
        nothing around it. What machines usually write right (``Term.known``) is hidden only after two attempts.
        """
        if not self._english:
            return sentence.terms
        units = self._composing.units if self._composing else frozenset()
        named = tuple(match for match in sentence.terms if not (match.term and match.term.source in units))
        if attempt > 1:
            return named
        terms = [(match.start, match.end) for match in sentence.terms if match.term]
        whole = self._composing.indicators(_read(sentence), terms) if self._composing else frozenset()
        left = {
            (term.source, start, end)
            for start, end, name in grammar.joined(_read(sentence), sentence.terms)
            if len(name.terms) == 1
            and not name.ranked
            and (start, end) not in whole
            and ((term := name.terms[0]).known or (not attempt and self._may_be_left(term)))
        }
        return tuple(
            match
            for match in named
            if match.term is None
            or not any(
                match.term.source == source and start <= match.start and match.end <= end for source, start, end in left
            )
        )

    def _may_be_left(self, term: Term) -> bool:
        if term.note == composed.WRITTEN:
            return False
        if term.kind == "term" and term.target.removeprefix("the ")[:1].islower():
            return True
        rendering = (self._renderings.get(term.source) or ("",))[0]
        return rendering in {re.sub(r"^the ", "", way.casefold()) for way in written.ways(term)}

    def _best(
        self, sentence: Sentence, plan: plans.Plan, careful: bool, answers: _Answers, said: Mapping[str, str]
    ) -> _Made:
        """Return the likeliest hypothesis with nothing wrong, else the one with the fewest errors."""
        best: _Made | None = None
        for rank in range(_ranks(plan, careful, answers)):
            made = self._made(sentence, plan, self._ranked(plan, careful, answers, rank), said)
            if best is None or made.rank < best.rank:
                best = made
            if not best.is_wrong and not any(best.worse):
                break
        assert best
        return best

    def _ranked(self, plan: plans.Plan, careful: bool, answers: _Answers, rank: int) -> dict[str, Hypothesis]:
        """Return the hypothesis of this rank for each request, 0 for the likeliest, else its last one."""
        ranked = {text: (answers[text, careful] or (Hypothesis(""),))[: rank + 1][-1] for text in plan.requests}
        if not self._english:
            return ranked
        # Before anything hidden comes back: no rule of style changes a name, a term or code.
        return {
            text: replace(each, text=style.styled(tidied(text, each), text, self._style))
            for text, each in ranked.items()
        }

    def _made(
        self, sentence: Sentence, plan: plans.Plan, used: Mapping[str, Hypothesis], said: Mapping[str, str]
    ) -> _Made:
        score = _score(used.values())
        origin = f"mt: {self.engine.name}" + (f" (score {score:.2f})" if score is not None else "")
        text, problem = "", ""
        faulty = (
            faults.fault(request, each.text, self.language, chinese=not sentence.original)
            for request, each in used.items()
        )
        fault = next(filter(None, faulty), "")
        if not all(each.whole for each in used.values()):
            fault = "the machine did not finish the sentence"
        try:
            text = plan.finish({request: each.text for request, each in used.items() if each.whole})
        except inline.Lost as lost:
            problem = str(lost)
        if text and (other := said.get(text)) and other != sentence.text and not faults.alike(other, sentence.text):
            fault = "the machine wrote the same as for another sentence"
        if not text or fault:
            return _Made(Draft("", origin, score, fault or problem), (1, 0, 0, 0), fault=fault)
        if self._english:
            source = _read(sentence)
            text = amounts.separated(amounts.in_yuan(text, source), source)
            text = written.compared(written.corrected(sentence, text, self._renderings), source)
        slips = len(written.missing(sentence, text, english=self._english)) + len(self._slips(sentence, text))
        values, others = self._values(sentence, text), self._findings(sentence, text)
        return _Made(
            Draft(text, origin, score),
            (0, slips, *_by_severity(values)),
            _by_severity(others),
            short=self._english and not sentence.original and faults.is_short(_read(sentence), text),
            doubts=tuple(each.message for each in (*values, *others) if each in values or each.severity == "error"),
        )

    def _slips(self, sentence: Sentence, text: str) -> tuple[str, ...]:
        return faults.slips(_read(sentence), text) if self._english and not sentence.original else ()

    def _doubted(self, made: _Made, sentence: Sentence) -> Draft:
        """Return the draft with what a person must review."""
        if not made.draft.text:
            return made.draft
        missing = written.missing(sentence, made.draft.text, english=self._english)
        months = days.guessed(_read(sentence), sentence.date, made.draft.text) if self._english else ""
        guessed = written.unverified(sentence, made.draft.text)
        slips = self._slips(sentence, made.draft.text)
        doubts = (*missing, *slips, *written.ambiguous(sentence), *guessed, *filter(None, [months]), *made.doubts)
        return replace(made.draft, doubts=tuple(dict.fromkeys(doubts)))


def _read(sentence: Sentence) -> str:
    """Return a source as the rules read it: they know simplified characters; no character changes its place."""
    return simplified(sentence.text)


def _of_text(background: Background, text: str) -> Background:
    """Return a background without the terms that are hidden from the engine."""
    return replace(background, terms=tuple((source, target) for source, target in background.terms if source in text))


def _ranks(plan: plans.Plan, careful: bool, answers: _Answers) -> int:
    """Return how many drafts the hypotheses make, one by one in their order."""
    return max([1, *(len(answers[text, careful]) for text in plan.requests)])


def _by_severity(found: Sequence[Finding]) -> tuple[int, int]:
    errors = sum(finding.severity == "error" for finding in found)
    return errors, len(found) - errors


def _is_tried_after(attempt: int, sentence: Sentence, best: _Made) -> bool:
    """Return whether a sentence is tried again; clause by clause only if it has no draft or a bad one."""
    if attempt < ATTEMPTS:
        return best.is_wrong
    nothing, _, *figures = best.wrong
    lacking = any(figures) or best.short or (nothing and best.fault)
    return attempt == ATTEMPTS and bool(lacking) and bool(clauses.found(_read(sentence)))


def tidied(source: str, made: Hypothesis) -> str:
    """Return the English of a hypothesis, tidied piece by piece and joined, with the right "a" or "an"."""
    pieces = made.pieces or ((source, made.text),)
    parts = [part for part, _ in pieces]
    texts = [tidy.repair(faults.tidied(part, text), part) for part, text in pieces]
    return mechanics.with_right_articles(tidy.repair(tidy.join(texts, parts), source))


def _score(used: Iterable[Hypothesis]) -> float | None:
    """Return the natural log probability per token overall; None if the engine gives none, or nothing was sent."""
    logprobs = [each.logprob for each in used]
    tokens = sum(each.tokens for each in used)
    known = [each for each in logprobs if each is not None]
    return sum(known) / tokens if tokens and len(known) == len(logprobs) else None

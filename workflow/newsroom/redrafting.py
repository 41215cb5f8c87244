"""The machine's drafts of a single sentence, for a person who wants to see others, or one with today's terms."""

from collections import OrderedDict

from workflow.contracts.engines import Translator
from workflow.errors import UsageError
from workflow.interface import say
from workflow.model import Draft, Release, Unit
from workflow.newsroom.asking import asking_along, drafter
from workflow.newsroom.folder import Newsroom
from workflow.newsroom.routes import Ways
from workflow.starter import credited

_KEPT = 64


class Machine:
    """The newsroom's engine, loaded at the first sentence and kept. Use it in one thread."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._engines: dict[tuple[str, str, str], Translator] = {}
        self._drafts: OrderedDict[tuple[str, str, str], tuple[Draft, ...]] = OrderedDict()

    def drafts(self, room: Newsroom, release: Release, language: str, unit: Unit) -> tuple[Draft, ...]:
        """Return the drafts that the machine can make of a sentence, the best first.

        Raises:
            UsageError: The newsroom works without a machine.
            MissingError: Its model is not installed.
            UsageError: The draft is made from another language's approved text, and there is none yet.
        """
        name = room.settings.engine
        if name == "none":
            raise UsageError(say('workflow.toml says engine = "none": this newsroom translates without a machine'))
        way = Ways(room).to(language)
        sentence = asking_along(way, room, {release.id: release})(unit, release.id)
        if sentence is None:
            raise UsageError(
                say(
                    "drafts in {language} are made from the approved text in {bridge}, which this sentence has not yet",
                    language=language,
                    bridge=way.route.bridge,
                )
            )
        source_language = release.language if way.route.converts else way.source_language
        wanted = way.route.engine, way.route.bridge or source_language, language
        if wanted not in self._engines:
            self._engines[wanted] = way.route.load(room, source_language)
        style, converts = room.settings.style(language), way.route.converts
        machine = drafter(self._engines[wanted], language, lambda _: release, style, converts=converts)
        made = tuple(
            way.credited(credited(draft, sentence.terms, language), release.id)
            for draft in machine.alternatives(sentence)
        )
        self._drafts[release.id, language, unit.source] = made
        if len(self._drafts) > _KEPT:
            self._drafts.popitem(last=False)
        return made

    def offered(self, release: Release, language: str, unit: Unit, target: str) -> Draft | None:
        """Return the draft with this text, if it was among the last ones made of the sentence."""
        made = self._drafts.get((release.id, language, unit.source), ())
        return next((draft for draft in made if draft.text == target), None)

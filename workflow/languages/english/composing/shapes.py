"""What sentences by rule are made of, before they are cut into forms (``contracts.composing.Form``)."""

from dataclasses import dataclass

from workflow.contracts.composing import Then


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a source that is translated by itself."""

    start: int
    end: int
    then: Then = "sentence"

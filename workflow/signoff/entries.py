"""What an entry of a ledger says: each act is a frozen class, read from JSON and written back exactly as it was.

The envelope of an act (who, when, what it follows, its hash and its signature) is ``ledger.Entry``.

A newer program may add fields. Those that this one does not know are kept in ``unknown`` and written back, in nested
objects too, so that ``to_json`` of what ``from_json`` read is the same JSON and has the same hash. An older program
wrote fewer fields: one that is None is not in the entry. Input is hostile until parsed: a required field that is
missing, or is of another type than this program writes, is BadInput.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from workflow.errors import BadInput
from workflow.interface import say
from workflow.model import Edition
from workflow.signoff.editions import edition_from_json, edition_to_json

HASH = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 as it is written in a ledger."""

Json = Mapping[str, Any]
"""A JSON object, or what is left of one."""

_CHECK = re.compile(r"[a-z]{1,20}")
_KEY = re.compile(r"[0-9a-f]{8}")
_SUFFIX = re.compile(r"(\.[A-Za-z0-9_-]+)+")


# --- parts of acts ---


PERSON = "a person"
"""The origin of a unit that was not drafted."""


@dataclass(frozen=True, slots=True)
class SubmittedUnit:
    """A unit as it was submitted.

    Attributes:
        digest: What was submitted of it, as ``model.unit_digest`` makes it.
        origin: What drafted it, as in the catalog ("mt: argos zh→en 1.9 (score -0.21)"); ``PERSON`` if nothing did.
        changed: Whether a person changed that draft.
        unknown: The fields that only a newer program knows.
    """

    digest: str
    origin: str
    changed: bool
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read a unit; ``_Malformed`` if it is not one."""
        fields = _Fields(value)
        return cls(fields.text("digest", HASH), fields.text("origin"), fields.flag("changed"), fields.rest)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        return {**self.unknown, "digest": self.digest, "origin": self.origin, "changed": self.changed}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings a check had when somebody acted.

    Attributes:
        errors: Findings of error severity, waived ones among them.
        warnings: Findings of warning severity.
        unknown: The fields that only a newer program knows.
    """

    errors: int
    warnings: int
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read the counts; ``_Malformed`` if they are not counts."""
        fields = _Fields(value)
        return cls(fields.number("error"), fields.number("warning"), fields.rest)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        return {**self.unknown, "error": self.errors, "warning": self.warnings}


@dataclass(frozen=True, slots=True)
class Source:
    """The source as an approval found it.

    Attributes:
        path: The file in the newsroom, with forward slashes.
        digest: SHA-256 of its bytes.
        text: SHA-256 of its segments and their roles (``model.Release.source_digest``).
        unknown: The fields that only a newer program knows.
    """

    path: str
    digest: str
    text: str
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read a source; ``_Malformed`` if it is not one."""
        fields = _Fields(value)
        return cls(fields.text("path"), fields.text("digest"), fields.text("text"), fields.rest)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        return {**self.unknown, "path": self.path, "digest": self.digest, "text": self.text}


@dataclass(frozen=True, slots=True)
class Around:
    """What a page shows besides its edition.

    Attributes:
        after: The approvals that were published before, by hash, oldest first: what the page's corrections are made
            from.
        superseded_by: Ids of releases that replaced this one, if they have a page.
        supersedes: Ids of releases that this one replaced, if they have a page.
        editions: The other languages in which the release has a page.
    """

    after: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the fields of a publication that this was read from."""
        return {
            "after": list(self.after),
            "superseded_by": list(self.superseded_by),
            "supersedes": list(self.supersedes),
            **({"editions": list(self.editions)} if self.editions else {}),
        }


# --- acts ---


@dataclass(frozen=True, slots=True)
class Submit:
    """The translator submits the text.

    Attributes:
        edition: SHA-256 of the edition (``editions.edition_digest``).
        units: Every unit of it, in source order.
        checks: By check, how many findings there were, including checks that found nothing.
        unknown_checks: Checks that were not run because they do not support the language. Older entries do not name
            them.
        last_translator: The catalog's ``Last-Translator``: shown, never trusted.
        reason: Why a text that was returned is submitted as it was, on one line; None if it was not.
        unknown: The fields that only a newer program knows.
    """

    action: ClassVar[str] = "submit"
    wrong: ClassVar[str] = say("does not say what was submitted")

    edition: str
    units: tuple[SubmittedUnit, ...]
    checks: Mapping[str, Counts] | None = None
    unknown_checks: tuple[str, ...] | None = None
    last_translator: str | None = None
    reason: str | None = None
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """Read the act; BadInput, starting with ``where``, if it is incomplete or malformed."""
        with _Fields(value, where, cls.wrong) as fields:
            return cls(
                edition=fields.text("edition"),
                units=tuple(SubmittedUnit.from_json(unit) for unit in fields.list("units")),
                checks=fields.optional(fields.counts, "checks"),
                unknown_checks=fields.optional(fields.texts, "unknown_checks"),
                last_translator=fields.optional(fields.text, "last_translator"),
                reason=fields.optional(fields.text, "reason"),
                unknown=fields.rest,
            )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        return _known(
            self.unknown,
            edition=self.edition,
            units=[unit.to_json() for unit in self.units],
            checks=_counts_to_json(self.checks),
            unknown_checks=_listed(self.unknown_checks),
            last_translator=self.last_translator,
            reason=self.reason,
        )


@dataclass(frozen=True, slots=True)
class Approve:
    """Somebody else approves the text.

    Attributes:
        edition: The text, with everything that its page is made from.
        submission: Hash of the submission that it approves.
        source: The source that was translated.
        checks: By check, how many findings there were, including checks that found nothing.
        unknown_checks: Checks that were not run because they do not support the language. Older entries do not name
            them.
        four_eyes: Whether the newsroom let nobody approve what they had submitted. None means no.
        switched_off: Checks that were not run because the settings switch them off. Older entries do not name them.
        unknown: The fields that only a newer program knows.
    """

    action: ClassVar[str] = "approve"
    wrong: ClassVar[str] = say("does not say what was approved")

    edition: Edition
    submission: str
    source: Source
    checks: Mapping[str, Counts] | None = None
    unknown_checks: tuple[str, ...] | None = None
    four_eyes: bool | None = None
    switched_off: tuple[str, ...] | None = None
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """Read the act; BadInput, starting with ``where``, if it is incomplete or malformed."""
        with _Fields(value, where, cls.wrong) as fields:
            return cls(
                edition=edition_from_json(fields.take("edition"), where),
                submission=fields.text("submission"),
                source=Source.from_json(fields.take("source")),
                checks=fields.optional(fields.counts, "checks"),
                unknown_checks=fields.optional(fields.texts, "unknown_checks"),
                four_eyes=fields.optional(fields.flag, "four_eyes"),
                switched_off=fields.optional(fields.texts, "switched_off"),
                unknown=fields.rest,
            )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        return _known(
            self.unknown,
            edition=edition_to_json(self.edition),
            submission=self.submission,
            source=self.source.to_json(),
            checks=_counts_to_json(self.checks),
            unknown_checks=_listed(self.unknown_checks),
            four_eyes=self.four_eyes,
            switched_off=_listed(self.switched_off),
        )


@dataclass(frozen=True, slots=True)
class Return:
    """The text goes back: its submission, its approval and its waivers end.

    Attributes:
        reason: What is to be corrected, on one line.
        checks: By check, how many findings there were, including checks that found nothing.
        units: The short keys of the units that are to be corrected; None for the text as a whole.
        unknown: The fields that only a newer program knows.
    """

    action: ClassVar[str] = "return"
    wrong: ClassVar[str] = say("does not say why the text was returned")

    reason: str
    checks: Mapping[str, Counts] | None = None
    units: tuple[str, ...] | None = None
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """Read the act; BadInput, starting with ``where``, if it is incomplete or malformed."""
        with _Fields(value, where, cls.wrong) as fields:
            return cls(
                reason=fields.text("reason"),
                checks=fields.optional(fields.counts, "checks"),
                units=fields.optional(fields.texts, "units"),
                unknown=fields.rest,
            )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        return _known(self.unknown, reason=self.reason, checks=_counts_to_json(self.checks), units=_listed(self.units))


@dataclass(frozen=True, slots=True)
class Waive:
    """Somebody accepts the findings of a check in a unit with exactly these words.

    Attributes:
        check: The check's name.
        unit: The unit's digest (``model.unit_digest``): another wording is another unit.
        key: The unit's short key, as ``check`` and pages show it.
        reason: Why the findings are acceptable, on one line.
        until: The last day on which the waiver is valid (ISO), "" for no end date.
        found: The findings' messages: one that is reported later is not covered. None: from an older program; covers
            none.
        unknown: The fields that only a newer program knows.
    """

    action: ClassVar[str] = "waive"
    wrong: ClassVar[str] = say("does not say what was waived")

    check: str
    unit: str
    key: str
    reason: str
    until: str
    found: tuple[str, ...] | None = None
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """Read the act; BadInput, starting with ``where``, if it is incomplete or malformed."""
        with _Fields(value, where, cls.wrong) as fields:
            return cls(
                check=fields.text("check", _CHECK),
                unit=fields.text("unit", HASH),
                key=fields.text("key", _KEY),
                reason=fields.text("reason"),
                until=fields.day("until"),
                found=fields.optional(fields.texts, "found"),
                unknown=fields.rest,
            )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        return _known(
            self.unknown,
            check=self.check,
            unit=self.unit,
            key=self.key,
            reason=self.reason,
            until=self.until,
            found=_listed(self.found),
        )

    def covers(self, day: str) -> bool:
        """Return whether the waiver is valid on a day (ISO), which may be its last."""
        return not self.until or day <= self.until


@dataclass(frozen=True, slots=True)
class Publish:
    """The site shows what was approved.

    Attributes:
        approval: Hash of the approval.
        pages: From the path of each page, below the site's folder, to its SHA-256.
        around: What the pages show besides the edition. None: from an older program, whose pages showed nothing else.
        settings: SHA-256 of the settings that pages depend on.
        index: SHA-256 of the index that was written with them.
        lists: SHA-256 of all lists of the language that were written with them (``newsroom.site_files.lists_digest``).
        unknown: The fields that only a newer program knows.
    """

    action: ClassVar[str] = "publish"
    wrong: ClassVar[str] = say("does not say which pages were published")

    approval: str
    pages: Mapping[str, str]
    around: Around | None = None
    settings: str | None = None
    index: str | None = None
    lists: str | None = None
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """Read the act; BadInput, starting with ``where``, if it is incomplete or malformed."""
        with _Fields(value, where, cls.wrong) as fields:
            return cls(
                approval=fields.text("approval"),
                pages=fields.pages("pages"),
                around=fields.around(),
                settings=fields.optional(fields.text, "settings"),
                index=fields.optional(fields.text, "index"),
                lists=fields.optional(fields.text, "lists"),
                unknown=fields.rest,
            )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        known = _known(
            self.unknown,
            approval=self.approval,
            pages=dict(self.pages),
            settings=self.settings,
            index=self.index,
            lists=self.lists,
        )
        return {**known, **(self.around.to_json() if self.around else {})}


@dataclass(frozen=True, slots=True)
class PublishNotice:
    """The site shows the notice of a withdrawal.

    Attributes:
        withdrawal: Hash of the withdrawal.
        pages: From the path of each page, below the site's folder, to its SHA-256.
        settings: SHA-256 of the settings that pages depend on.
        index: SHA-256 of the index that was written with them.
        lists: SHA-256 of all lists of the language that were written with them (``newsroom.site_files.lists_digest``).
        unknown: The fields that only a newer program knows.
    """

    action: ClassVar[str] = "publish"
    wrong: ClassVar[str] = Publish.wrong

    withdrawal: str
    pages: Mapping[str, str]
    settings: str | None = None
    index: str | None = None
    lists: str | None = None
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """Read the act; BadInput, starting with ``where``, if it is incomplete or malformed."""
        with _Fields(value, where, cls.wrong) as fields:
            return cls(
                withdrawal=fields.text("withdrawal"),
                pages=fields.pages("pages"),
                settings=fields.optional(fields.text, "settings"),
                index=fields.optional(fields.text, "index"),
                lists=fields.optional(fields.text, "lists"),
                unknown=fields.rest,
            )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        return _known(
            self.unknown,
            withdrawal=self.withdrawal,
            pages=dict(self.pages),
            settings=self.settings,
            index=self.index,
            lists=self.lists,
        )


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The text is taken off the site; a notice replaces it.

    Attributes:
        reason: What readers should know, on one line.
        unknown: The fields that only a newer program knows.
    """

    action: ClassVar[str] = "withdraw"
    wrong: ClassVar[str] = say("does not say why the text was withdrawn")

    reason: str
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """Read the act; BadInput, starting with ``where``, if it is incomplete or malformed."""
        with _Fields(value, where, cls.wrong) as fields:
            return cls(fields.text("reason"), fields.rest)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        return _known(self.unknown, reason=self.reason)


@dataclass(frozen=True, slots=True)
class Supersede:
    """Another release replaces this one; both pages link to each other.

    Attributes:
        by: The id of that release.
        unknown: The fields that only a newer program knows.
    """

    action: ClassVar[str] = "supersede"
    wrong: ClassVar[str] = say("does not say which release replaced it")

    by: str
    unknown: Json = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """Read the act; BadInput, starting with ``where``, if it is incomplete or malformed."""
        with _Fields(value, where, cls.wrong) as fields:
            return cls(fields.text("by"), fields.rest)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that this was read from."""
        return _known(self.unknown, by=self.by)


Act = Submit | Approve | Return | Waive | Publish | PublishNotice | Withdraw | Supersede
"""What an entry can say."""

ACTIONS = ("submit", "approve", "return", "waive", "publish", "withdraw", "supersede")
"""The names of the acts, as ledgers write them."""

NOBODY = frozenset({"publish"})
"""Acts that need no person."""


def act_from_json(action: str, value: Json, where: str) -> Act:
    """Read an act.

    Args:
        action: One of ``ACTIONS``.
        value: The fields of the entry, without its envelope.
        where: The file and line, to start messages with.

    Raises:
        BadInput: It is not a whole act of this name.
    """
    match action:
        case "submit":
            return Submit.from_json(value, where)
        case "approve":
            return Approve.from_json(value, where)
        case "return":
            return Return.from_json(value, where)
        case "waive":
            return Waive.from_json(value, where)
        case "publish" if "withdrawal" in value:
            return PublishNotice.from_json(value, where)
        case "publish":
            return Publish.from_json(value, where)
        case "withdraw":
            return Withdraw.from_json(value, where)
        case _:
            return Supersede.from_json(value, where)


def is_page_of(path: str, release: str, language: str) -> bool:
    """Return whether a path can be a page of a release: a file in its language's folder, named by id and suffix.

    Writers decide which suffixes exist: another program may have had others.
    """
    start = f"{language}/{release}"
    return path.startswith(start) and bool(_SUFFIX.fullmatch(path.removeprefix(start)))


# --- reading and writing JSON ---

T = TypeVar("T")


class _Malformed(Exception):
    """A field is missing or is of another kind; the name of the field."""


@dataclass(slots=True)
class _Fields:
    """The fields of a JSON object, each taken once; ``rest`` is what is left.

    As a context manager, it turns malformed input into BadInput: ``where`` and ``wrong``, which says what is wrong with
    the act.
    """

    value: Any
    where: str = ""
    wrong: str = ""
    rest: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.value, Mapping):
            raise _Malformed
        self.rest = dict(self.value)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, _Malformed):
            raise BadInput(
                say("{where} {problem}; restore the ledger from version control", where=self.where, problem=self.wrong)
            ) from error

    def take(self, name: str) -> Any:
        """Return the value of a required field."""
        if name not in self.rest:
            raise _Malformed(name)
        return self.rest.pop(name)

    def optional(self, read: Callable[[str], T], name: str) -> T | None:
        """Return what ``read`` makes of a field; None if it is missing."""
        return read(name) if name in self.rest else None

    def text(self, name: str, pattern: re.Pattern[str] | None = None) -> str:
        value = self._of(str, name)
        if pattern and not pattern.fullmatch(value):
            raise _Malformed(name)
        return value

    def flag(self, name: str) -> bool:
        return self._of(bool, name)

    def number(self, name: str) -> int:
        return self._of(int, name)

    def list(self, name: str) -> "list[Any]":
        return self._of(list, name)

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.list(name)
        if not all(isinstance(value, str) for value in values):
            raise _Malformed(name)
        return tuple(values)

    def day(self, name: str) -> str:
        """Read an ISO day, or ""."""
        value = self.text(name)
        try:
            good = not value or date.fromisoformat(value).isoformat() == value
        except ValueError:
            good = False
        if not good:
            raise _Malformed(name)
        return value

    def counts(self, name: str) -> Mapping[str, Counts]:
        return {check: Counts.from_json(value) for check, value in self._of(dict, name).items()}

    def pages(self, name: str) -> Mapping[str, str]:
        """Read a mapping from path to SHA-256; the ledger decides whose pages they can be."""
        values: dict[str, Any] = self._of(dict, name)
        if not all(isinstance(digest, str) and HASH.fullmatch(digest) for digest in values.values()):
            raise _Malformed(name)
        return values

    def around(self) -> Around | None:
        """Read all fields, or return None if none is there; older programs did not write the last one."""
        if not self.rest.keys() & Around().to_json().keys():
            return None
        return Around(
            self.texts("after"),
            self.texts("superseded_by"),
            self.texts("supersedes"),
            self.optional(self.texts, "editions") or (),
        )

    def _of(self, kind: type[T], name: str) -> T:
        value = self.take(name)
        if type(value) is not kind:  # True is not a number
            raise _Malformed(name)
        return value


def _known(unknown: Json, **fields: Any) -> dict[str, Any]:
    """Return the JSON object of an act, without the fields that are None."""
    return {**unknown, **{name: value for name, value in fields.items() if value is not None}}


def _counts_to_json(checks: Mapping[str, Counts] | None) -> dict[str, Any] | None:
    return None if checks is None else {check: counts.to_json() for check, counts in checks.items()}


def _listed(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)

"""What the program says to the people who use it, in English or in a language that it has a catalog for.

A message is made where something happens and translated only where a person reads it: ``say`` returns text in English
that remembers what it was made from, and ``shown`` translates it. So ledgers, catalogs, JSON and whatever else programs
read stay the same in every language, without anybody having to think of it. (Pages do not use this: they are in their
own language, whoever makes them.)

The catalogs are ``locale/<language>/LC_MESSAGES/workflow.po``; ``make messages`` brings them up to date.
"""

import gettext
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, reduce
from io import BytesIO
from pathlib import Path
from typing import Any, Self

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "workflow"
ENGLISH = "en"

_CATALOGS = {"zh": "zh_CN", "en": ENGLISH, "c": ENGLISH, "posix": ENGLISH}
"""By the first part of a language's tag: the folder of its catalog. Whoever reads traditional characters gets the
simplified ones, which they read more easily than English."""


class Message(str):
    """A text in English that can be shown in another language.

    Attributes:
        template: The msgid, with ``{name}`` where a value goes.
        plural: The msgid for several, "" if the message does not count.
        values: The values; those that are messages are translated too. A message that counts has its number as "n".
    """

    __slots__ = ("plural", "template", "values")
    template: str
    plural: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, template: str, plural: str, values: Mapping[str, Any]) -> Self:
        """Return the message."""
        chosen = plural if plural and values["n"] != 1 else template
        made = cls(chosen.format(**values) if values else chosen)
        made.template, made.plural, made.values = template, plural, values
        return made

    def instead(self, **values: Any) -> "Message":
        """Return the message with some other values."""
        return Message.of(self.template, self.plural, {**self.values, **values})

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it whole."""
        return (type(self).of, (self.template, self.plural, dict(self.values)))


def replaced(text: str, old: str, new: str) -> str:
    """Return a message with other words in its values; other text with other words."""
    if not isinstance(text, Message):
        return text.replace(old, new)
    values = {key: replaced(each, old, new) if isinstance(each, str) else each for key, each in text.values.items()}
    return text.instead(**values)


def say(template: str, /, **values: Any) -> Message:
    """Return a message.

    Args:
        template: A whole sentence in English, a literal, so that it is found by ``make messages``. Braces are doubled
            only if there are values.
        values: What goes into the template.
    """
    return Message.of(template, "", values)


def say_n(one: str, many: str, n: int, /, **values: Any) -> Message:
    """Return a message that counts; ``{n}`` is the number."""
    return Message.of(one, many, {**values, "n": n})


def listed(parts: Iterable[str]) -> str:
    """Return parts, of which any may be a message, as "a, b, c"; "" without any."""
    return reduce(lambda some, more: say("{some}, {more}", some=some, more=more), *_first(parts))


def clauses(parts: Iterable[str]) -> str:
    """Return parts as "a; b; c"; "" without any."""
    return reduce(lambda some, more: say("{some}; {more}", some=some, more=more), *_first(parts))


def both(parts: Iterable[str]) -> str:
    """Return parts as "a and b and c"; "" without any."""
    return reduce(lambda some, more: say("{some} and {more}", some=some, more=more), *_first(parts))


def either(parts: Iterable[str]) -> str:
    """Return parts as "a or b or c"; "" without any."""
    return reduce(lambda some, more: say("{some} or {more}", some=some, more=more), *_first(parts))


def _first(parts: Iterable[str]) -> tuple[list[str], str]:
    """Return all but the first of the parts, and the first."""
    first, *rest = tuple(parts) or ("",)
    return rest, first


def shown(text: str) -> str:
    """Return a message in the language of whoever reads it; other text as it is."""
    words = _current()
    return _translated(text, words) if words and isinstance(text, Message) else str(text)


def _translated(message: Message, words: gettext.NullTranslations) -> str:
    values = {
        key: _translated(value, words) if isinstance(value, Message) else value for key, value in message.values.items()
    }
    if message.plural:
        template = words.ngettext(message.template, message.plural, message.values["n"])
    else:
        template = words.gettext(message.template)
    return template.format(**values) if values else template


def stored(text: str) -> Any:
    """Return a message as JSON values, from which ``restored`` makes it again; other text as it is."""
    if not isinstance(text, Message):
        return text
    return {"say": [text.template, text.plural], "values": {key: _plain(value) for key, value in text.values.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return stored(value)
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def restored(value: Any) -> str:
    """Return what ``stored`` was given.

    Raises:
        TypeError, ValueError, KeyError: It was not ``stored`` that wrote it.
    """
    if isinstance(value, str):
        return value
    template, plural = value["say"]
    values = {key: restored(each) if isinstance(each, dict) else each for key, each in value["values"].items()}
    return Message.of(template, plural, values)


def in_words(text: str) -> str:
    """Return a text that is a msgid itself, such as the help of a command, in the language of whoever reads it."""
    words = _current()
    return words.gettext(text) if words and text else text


# --- the language ---

_own: ContextVar[str] = ContextVar("interface")
_process: list[str] = [ENGLISH]


def _current() -> gettext.NullTranslations | None:
    language = _own.get(_process[0])
    return None if language == ENGLISH else _words(language)


def use(language: str) -> None:
    """Set the language of this process."""
    _process[0] = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Set the language for what is shown inside: one process may serve several people."""
    token = _own.set(language)
    try:
        yield
    finally:
        _own.reset(token)


def language() -> str:
    """Return the language in which messages are shown now: "en" or the folder of a catalog."""
    return _own.get(_process[0])


def catalog(tag: str) -> str | None:
    """Return the folder of the catalog for a language that somebody calls "zh_SG.UTF-8" or "zh-Hans"; None for none."""
    return _CATALOGS.get(re.split("[-_.@]", tag.strip().lower(), maxsplit=1)[0])


def preferred(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language that the environment asks for, if there is a catalog; else "en".

    As with other programs, LANGUAGE is a list and comes first, except in the locale C.
    """
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for value in map(environment.get, names) if value), "")
    wanted = [] if locale in ("C", "POSIX") else environment.get("LANGUAGE", "").split(":")
    return next((found for found in map(catalog, [*wanted, locale]) if found), ENGLISH)


def speak_for_click() -> None:
    """Let click say its own words in the language of whoever reads it.

    It asks ``gettext`` for them, which only looks for folders that are called as the environment calls the language.
    """
    usual = gettext.translation

    def translation(domain: str, *args: Any, **options: Any) -> gettext.NullTranslations:
        if domain != DOMAIN:
            return usual(domain, *args, **options)  # type: ignore[no-any-return]
        return _current() or gettext.NullTranslations()

    if gettext.textdomain() != DOMAIN:
        gettext.textdomain(DOMAIN)
        gettext.translation = translation  # type: ignore[assignment]


@lru_cache(maxsize=4)
def _words(language: str) -> gettext.NullTranslations:
    folder = LOCALE / language / "LC_MESSAGES"
    source, compiled = folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"
    try:
        fresh = compiled.stat().st_mtime >= source.stat().st_mtime if source.is_file() else True
        if fresh:
            with compiled.open("rb") as file:
                return gettext.GNUTranslations(file)
    except OSError:
        pass
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made = BytesIO()
    write_mo(made, read_po(BytesIO(source.read_bytes()), locale=language))
    made.seek(0)
    return gettext.GNUTranslations(made)

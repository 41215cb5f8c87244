"""The catalogs of the interface: what has to be in them, and ``make messages``, which brings them up to date.

Run as a program, it updates every catalog: new messages are added without a translation, old ones are removed. Messages
without a translation get it from the PO files that are named, if they have one.
"""

import ast
import sys
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import workflow
from workflow import cli, interface

PACKAGE = Path(workflow.__file__).parent
Id = str | tuple[str, str]


def _calls() -> Iterator[Id]:
    """Yield what ``say`` and ``say_n`` are called with; the web page's own words have a catalog of their own."""
    for file in sorted(PACKAGE.rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        own = file.name == "interface.py" or "from workflow.interface import" in source
        for node in ast.walk(ast.parse(source)) if own else ():
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if (count := {"say": 1, "say_n": 2}.get(node.func.id, 0)) == 0:
                continue
            words = [ast.literal_eval(each) for each in node.args[:count]]  # fails for anything but a literal
            yield words[0] if count == 1 else (words[0], words[1])


def _help() -> Iterator[str]:
    """Yield the help texts of all commands."""
    yield from cli.COMMANDS.values()

    def texts(command: click.Command) -> Iterator[str]:
        import inspect

        for each in (command, *command.params):
            for key in ("help", "short_help", "epilog"):
                # A command that has run in this process may be in another language.
                if text := cli._texts.get(id(each), {key: getattr(each, key, None) or ""})[key]:
                    yield inspect.cleandoc(text)
        for below in command.commands.values() if isinstance(command, click.Group) else ():
            yield from texts(below)

    yield from texts(cli.cli)
    for name in cli.COMMANDS:
        yield from texts(import_module(f"workflow.cli.{cli._MODULES.get(name, name)}").command)


def _of_click() -> Iterator[Id]:
    """Yield click's own words."""
    folder = str(Path(click.__file__).parent)
    for _, _, message, _, _ in extract_from_dir(folder, [("**.py", "python")]):
        yield tuple(message) if isinstance(message, tuple | list) else message  # type: ignore[misc]


def wanted() -> dict[Id, None]:
    """Return every message that a catalog must have."""
    return dict.fromkeys([*_calls(), *_help(), *_of_click()])


def catalogs() -> list[Path]:
    """Return the files of the catalogs."""
    return sorted(interface.LOCALE.glob(f"*/LC_MESSAGES/{interface.DOMAIN}.po"))


def read(file: Path) -> Catalog:
    """Return a catalog."""
    return read_po(BytesIO(file.read_bytes()), locale=file.parent.parent.name)


def written(old: Catalog, ids: dict[Id, None], language: str) -> bytes:
    """Return a catalog brought up to date."""
    new = Catalog(locale=old.locale, charset="utf-8", fuzzy=False)
    new.header_comment = old.header_comment
    plurals = new.num_plurals
    for id_ in sorted(ids, key=lambda each: each if isinstance(each, str) else each[0]):
        key = id_ if isinstance(id_, str) else id_[0]
        before = old.get(key)
        string = before.string if before else ""
        if isinstance(id_, tuple) and not isinstance(string, tuple | list):
            string = (string,) + ("",) * (plurals - 1)
        elif isinstance(id_, str) and isinstance(string, tuple | list):
            string = string[0]
        new.add(id_, string, flags=[f for f in before.flags if f == "fuzzy"] if before else ())
    made = BytesIO()
    write_po(made, new, width=120, no_location=True, omit_header=True)
    header = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
    header += '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    header += f'"Plural-Forms: {new.plural_forms}\\n"\n'
    return header.encode() + b"\n" + made.getvalue().lstrip(b"\n")


if __name__ == "__main__":
    ids = wanted()
    for path in catalogs():
        old = read(path)
        for more in map(Path, sys.argv[1:]):
            for message in read_po(BytesIO(more.read_bytes()), locale=path.parent.parent.name):
                known = old.get(message.id if isinstance(message.id, str) else message.id[0])
                if message.id and known is None:
                    old.add(message.id, message.string)
                elif message.id and known and (not known.string or not any(known.string)):
                    known.string = message.string  # add would keep the empty one
        path.write_bytes(written(old, ids, path.parent.parent.name))
        with path.with_suffix(".mo").open("wb") as file:  # click's words are read from here alone
            write_mo(file, read(path))
        left = sum(not message.string or not any(message.string) for message in read(path) if message.id)
        sys.stdout.write(f"{path.relative_to(PACKAGE.parent)}: {len(ids)} messages, {left} without a translation\n")

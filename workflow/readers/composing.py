"""Front matter as YAML reads it; imported only where a line of it is more than a key and plain words."""

import yaml

from workflow.errors import BadInput
from workflow.interface import say
from workflow.readers.front_matter import KEYS, Value, line_of, short

_DEEPEST = 10


def composed(text: str, path: str) -> dict[str, Value] | None:
    """Return the known keys of front matter; None if ``text`` is not a mapping.

    No objects are constructed, so nothing can be expanded; aliases are rejected.

    Raises:
        BadInput: It is not YAML, or a known key has no plain value.
    """
    try:
        root = _Composer(text).get_single_node()
    except _NotPlain as error:
        raise BadInput(
            say(
                "{path}: line {line}: the front matter has {what}; write plain values",
                path=path,
                line=line_of(text, error.start),
                what=error.args[0],
            )
        ) from None
    except yaml.YAMLError as error:
        mark: yaml.Mark | None = getattr(error, "problem_mark", None)
        if mark and mark.index >= len(text):  # something was never closed: report where it was opened
            mark = getattr(error, "context_mark", None) or mark
        at = mark.index if mark else getattr(error, "position", 0)
        problem = " ".join(str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).split())
        raise BadInput(
            say(
                "{path}: line {line}: the front matter is not YAML ({problem}); put values that contain "
                "a colon or quotation marks in quotation marks",
                path=path,
                line=line_of(text, at),
                problem=short(problem, 200),
            )
        ) from None
    except (ValueError, OverflowError):  # PyYAML asks chr() for any number
        raise BadInput(
            say(
                "{path}: line 1: the front matter has an escape such as \\U00110000 that is not a "
                "character; write the character itself",
                path=path,
            )
        ) from None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        return None
    values: dict[str, Value] = {}
    for key, value in root.value:
        name = key.value.lower() if isinstance(key, yaml.ScalarNode) else ""
        if name not in KEYS or value.tag == "tag:yaml.org,2002:null":
            continue
        line = line_of(text, _start(key))
        if not isinstance(value, yaml.ScalarNode):
            raise BadInput(
                say(
                    "{path}: line {line}: {name} must be one value, not a list or a mapping",
                    path=path,
                    line=line,
                    name=name,
                )
            )
        if name in values:
            raise BadInput(say("{path}: line {line}: {name} is set twice; keep one", path=path, line=line, name=name))
        values[name] = Value(value.value, _start(value), value.end_mark.index, plain=value.style is None)
    return values


class _NotPlain(Exception):
    """What is refused in front matter. start: where it is."""

    def __init__(self, what: str, start: int) -> None:
        super().__init__(what)
        self.start = start


class _Composer(yaml.SafeLoader):
    """Composes front matter without aliases, and no deeper than a reader needs."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose a value, as the parser asks for it."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise _NotPlain(say("a YAML alias"), _start(event))
        if self.depth >= _DEEPEST and isinstance(event, yaml.CollectionStartEvent):
            raise _NotPlain(say("too deeply nested lists"), _start(event))
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def _start(node: yaml.Node | yaml.Event) -> int:
    """Return where a node or an event starts in the front matter."""
    return node.start_mark.index if node.start_mark else 0

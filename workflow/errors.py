"""What can go wrong, each error one sentence that says what to do next.

Only these leave the package: the command line prints the sentence on standard error and exits with ``exit_status``; a traceback is
a bug.
"""


class WorkflowError(Exception):
    """The base of every error a user may see. ``str(error)`` is the whole message: one sentence, with the file and the place."""

    exit_status = 1


class GateError(WorkflowError):
    """The gate is closed: something must be translated, checked, submitted or approved first (exit status 1)."""


class BadInput(WorkflowError):
    """A file's content cannot be used: a broken catalog, a binary source, a digest that does not match (exit status 1)."""


class UsageError(WorkflowError):
    """The command was asked for something that makes no sense here: an unknown release or setting, nobody to sign as (exit status 2)."""

    exit_status = 2


class MissingError(WorkflowError):
    """Something outside is missing or refuses: a model, a file, a tool, room on the disk (exit status 3)."""

    exit_status = 3

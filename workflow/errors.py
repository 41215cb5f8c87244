"""What can go wrong; each error is one sentence that says what to do next.

Only these errors leave the package: the command line prints the sentence on standard error and exits with
``exit_status``. A traceback is a bug.
"""


class WorkflowError(Exception):
    """The base of every error that users see; ``str(error)`` is the whole message, one sentence with file and place."""

    exit_status = 1

    @property
    def message(self) -> str:
        """The message, which ``interface.shown`` can translate if it was made by ``interface.say``."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class GateError(WorkflowError):
    """Something must be translated, checked, submitted or approved first (exit status 1)."""


class ReasonMissing(GateError):
    """It may be done by whoever gives a reason (exit status 1)."""


class SomebodyElseError(GateError):
    """Not this person, but somebody else may do it (exit status 1)."""


class BadInput(WorkflowError):
    """A file's content cannot be used: a broken catalog, a binary source, a wrong digest (exit status 1)."""


class UsageError(WorkflowError):
    """The command makes no sense here: an unknown release or setting, or no signer (exit status 2)."""

    exit_status = 2


class MissingError(WorkflowError):
    """Something outside is missing or fails: a model, a file, a tool, disk space (exit status 3)."""

    exit_status = 3

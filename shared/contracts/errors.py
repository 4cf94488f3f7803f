"""The refusals a caller may meet: a stable code, a Chinese sentence, and details a program can read.

Arguments are positional because nameko rebuilds an error from its ``args`` on the caller's side.
"""

from collections.abc import Mapping
from typing import Any, Self


class LianxiError(Exception):
    """An expected refusal; anything else that is raised is a defect."""

    code = "error"

    def __init__(self, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, dict(details or {}))

    @classmethod
    def at(cls, field: str, message: str, problem: str | None = None) -> Self:
        """Return a refusal because of one *field*; *problem* says it beside the field, in fewer words."""
        return cls(message, {"fields": {field: [problem or message]}})

    @property
    def message(self) -> str:
        """The sentence for the person, in Chinese."""
        return str(self.args[0])

    @property
    def details(self) -> dict[str, Any]:
        """What a program may branch on: field problems, violations, identifiers."""
        return dict(self.args[1])

    def __str__(self) -> str:
        return self.message


class InvalidInput(LianxiError):
    """The input has the wrong shape; ``details["fields"]`` maps a field to its problems."""

    code = "invalid_input"


class RuleViolated(LianxiError):
    """Rules refuse the command; ``details["violations"]`` lists all of them (R-GEN-09)."""

    code = "rule_violated"


class NotFound(LianxiError):
    """What the call names is not on record."""

    code = "not_found"


class Conflict(LianxiError):
    """The state on record does not allow the command, or another one came first."""

    code = "conflict"


class Outdated(Conflict):
    """The record has gone on since the caller saw it; ``details`` say by what, and what is otherwise now."""

    code = "outdated"


class NotSignedIn(LianxiError):
    """No token, or one that cannot be trusted."""

    code = "not_signed_in"


class NotAllowed(LianxiError):
    """The caller is known and has no right to this."""

    code = "not_allowed"


class DeadlinePassed(LianxiError):
    """No answer by the deadline; whether the command took effect is unknown: repeat with the same key."""

    code = "deadline_passed"


class Unavailable(LianxiError):
    """The service cannot be reached now; nothing was done."""

    code = "unavailable"


ERRORS: dict[str, type[LianxiError]] = {
    kind.__name__: kind
    for kind in (
        InvalidInput,
        RuleViolated,
        NotFound,
        Conflict,
        Outdated,
        NotSignedIn,
        NotAllowed,
        DeadlinePassed,
        Unavailable,
    )
}

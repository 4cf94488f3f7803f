"""What violations say, as tests compare it."""

from shared.rules.violation import Violation


def broken(violations: list[Violation]) -> set[tuple[str, str | None]]:
    """Return rule and field of each violation."""
    return {(violation.rule, violation.field) for violation in violations}

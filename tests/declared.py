"""Real answers, held against what the question's declaration says it gives."""

from collections.abc import Sequence
from typing import Any

from shared.contracts.answers import ListOf
from shared.contracts.base import Contract, load
from shared.contracts.errors import InvalidInput
from shared.contracts.service import Service


def declared(service: Service, method: str, answer: Any) -> Any:
    """Return *answer*, which has nothing that is not declared, and lacks nothing that is."""
    call = service.calls.get(method)
    if call is not None and call.gives is not None:
        contract, rows = _taken_apart(call.gives, answer)
        for row in rows:
            try:
                load(contract, row)
            except InvalidInput as problem:
                raise AssertionError(f"{service.name}.{method}: {problem.details}") from problem
    return answer


def _taken_apart(gives: type[Contract] | ListOf, answer: Any) -> tuple[type[Contract], Sequence[Any]]:
    return (gives.row, answer) if isinstance(gives, ListOf) else (gives, [answer])

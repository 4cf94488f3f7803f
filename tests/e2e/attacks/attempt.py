"""An attack beside its twin: the same act as somebody may do it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.attacks.web import Answer, call
from tests.e2e.attacks.world import World

Act = Callable[[World], Answer]
DONE = (200, 201, 202)


@dataclass(frozen=True)
class Attack:
    """
    What is tried, how it has to be refused, and what goes through beside it.

    Attributes:
        refusal: Status, code, and what the Chinese detail says.
        rules: What it proves.
        before: What has to be on record for both.
    """

    name: str
    attempt: Act
    refusal: tuple[int, str, str]
    twin: Act
    rules: tuple[str, ...] = ()
    before: Act | None = None

    def check(self, world: World) -> None:
        """Hold the refusal to what it has to be, the records to what they were, and the twin to success."""
        if self.before is not None:
            begun = self.before(world)
            assert begun.status in DONE, begun.text
        before = world.entries()
        answer = self.attempt(world)
        status, code, detail = self.refusal
        assert answer.refusal == (status, code), answer.text
        assert detail in answer.json["detail"], answer.text
        assert world.entries() == before
        done = self.twin(world)
        assert done.status in DONE, done.text


def as_parameters(attacks: tuple[Attack, ...]) -> list[Any]:
    """Return the attacks as parameters of a test, each marked with the rules that it proves."""
    return [
        pytest.param(one, id=one.name, marks=[pytest.mark.rule(rule) for rule in one.rules])
        for one in attacks
    ]


def by(user: str, verb: str, path: str, body: Any = None, **headers: str) -> Act:
    """Return the act of a person at the API."""
    return lambda world: world.call(user, verb, path, body, **headers)


def asked_with(token: Callable[[World], str], verb: str, path: str, body: Any = None) -> Act:
    """Return what whoever holds a token asks."""
    return lambda world: call(world.url, verb, path, token(world), body)

"""A service whose code contradicts its declaration does not start."""

from typing import Any

import pytest

from shared.city.service import CityService, Following, check, check_handled
from shared.contracts.base import Command, Event
from shared.contracts.department.events import TaskAccepted
from shared.contracts.registry.events import DayStarted, MemberRegistered
from shared.contracts.service import ANYONE, Call, DeclarationError, Of, Service
from shared.contracts.training.events import ClassHeld
from shared.messaging.service import answers


class DoIt(Command):
    """Do something."""


class Unregistered(Event):
    """A class that is no event of anybody."""


DECLARED = Service(
    name="trying", title="试", commands={"do": Call(DoIt, "办理", ANYONE)}, follows=("registry", Of.CONVENERS)
)


def nothing(*_: Any) -> None:
    """Change nothing."""


class Right(CityService):
    """Answers all that it declares."""

    declared = DECLARED
    following = Following(
        effects={MemberRegistered: nothing, TaskAccepted: nothing}, corrected={MemberRegistered: nothing}
    )

    @answers(DECLARED)
    def do(self, unit: Any, command: DoIt) -> None:
        """Do something."""


def test_a_service_that_keeps_its_word_starts() -> None:
    check(Right)


def test_an_answer_to_a_call_that_is_not_declared_is_refused() -> None:
    def undo(self: Any, unit: Any, command: DoIt) -> None:
        """Undo something."""

    with pytest.raises(DeclarationError, match=r"trying answers undo, a call it does not declare"):
        answers(DECLARED)(undo)


def test_a_declared_call_that_is_not_answered_is_refused() -> None:
    class Silent(CityService):
        declared = DECLARED

    with pytest.raises(DeclarationError, match=r"trying declares do, which Silent does not answer"):
        check(Silent)


@pytest.mark.rule("R-GEN-09")
def test_who_follows_what_can_be_corrected_hears_of_corrections() -> None:
    class Deaf(Right):
        following = Following(effects={MemberRegistered: nothing})

    with pytest.raises(DeclarationError, match=r"follows registry.member_registered.v1 and does not hear"):
        check(Deaf)


@pytest.mark.parametrize("key", [Unregistered, "registry.member_registred.v1", DoIt])
def test_a_handler_of_an_unknown_event_is_refused(key: Any) -> None:
    with pytest.raises(DeclarationError, match="which is no event"):
        check_handled(DECLARED, [key])


def test_a_handler_of_an_event_that_never_arrives_is_refused() -> None:
    with pytest.raises(
        DeclarationError, match=r"handles training.class_held.v1, but follows no log of training"
    ):
        check_handled(DECLARED, [ClassHeld])


def test_who_follows_every_log_may_handle_every_event() -> None:
    all_logs = Service(name="counting", title="数", follows=(Of.EVERY_LOG,))

    check_handled(all_logs, [ClassHeld, DayStarted, TaskAccepted])

"""A declaration that contradicts itself, or another, keeps everything from starting."""

from pathlib import Path
from typing import Any

import pytest

from shared.contracts.base import Command, Event, Query, event
from shared.contracts.packages import CONTRACTS, LISTED, listing
from shared.contracts.service import ANYONE, Call, DeclarationError, Of, Outlet, Service
from shared.contracts.services import ROLES, SERVICES, checked


class DoIt(Command):
    """Do something."""


class AskIt(Query):
    """Ask something."""


class Untold(Event):
    """An event that nobody declared."""


@event("trying.tried.v1", "试验")
class Tried(Event):
    """Something was tried."""


def service(name: str = "trying", **more: object) -> Service:
    return Service(name=name, title="试", **more)  # type: ignore[arg-type]


def test_a_command_without_roles_is_refused() -> None:
    with pytest.raises(DeclarationError, match=r"trying.do names no role that may call it"):
        service(commands={"do": Call(DoIt, "办理", ())})


def test_a_question_is_no_command() -> None:
    with pytest.raises(DeclarationError, match=r"trying.do: AskIt is of another kind"):
        service(commands={"do": Call(AskIt, "办理", ANYONE)})


@pytest.mark.parametrize(
    "calls",
    [
        {"questions": {"ask": Call(AskIt, "询问", ANYONE, "GET /things")}},
        {"commands": {"do": Call(DoIt, "办理", ANYONE, "POST /things", gives=Tried)}},
    ],
)
def test_every_question_from_outside_says_what_it_gives_and_no_command_does(calls: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match=r"a question says what it gives, no command does"):
        service(**calls)


@pytest.mark.parametrize("published", [Untold, Tried])
def test_a_service_tells_only_events_that_are_declared_as_its_own(published: type[Event]) -> None:
    with pytest.raises(DeclarationError, match=r"which is no event of its own"):
        service("other", events=(published,))


def test_a_role_nobody_declares_is_refused() -> None:
    asking = service(commands={"do": Call(DoIt, "办理", ("registry_clark",))})

    with pytest.raises(DeclarationError, match=r"trying.do is for registry_clark, a role nobody declares"):
        checked({"trying": asking})


def test_a_role_is_declared_once() -> None:
    one, other = service("one", roles={"clerk": "甲"}), service("other", roles={"clerk": "乙"})

    with pytest.raises(DeclarationError, match=r"the role clerk is declared by one and by other"):
        checked({"one": one, "other": other})


@pytest.mark.parametrize(
    ("log", "said"),
    [("nobody", "there is no service nobody"), ("one.public", "one has no such outlet")],
)
def test_only_logs_that_exist_can_be_followed(log: str, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        checked({"one": service("one"), "trying": service(follows=(log,))})


def test_outlets_and_choices_of_departments_can_be_followed() -> None:
    one = service("one", outlets=(Outlet("public", ("day",)),))

    assert checked({"one": one, "trying": service(follows=("one", "one.public", Of.CONVENERS))})


def test_every_role_of_the_city_has_a_chinese_name() -> None:
    assert ROLES["registry_clerk"] == "名册管理员"
    assert all(ROLES.values())


def test_every_service_folder_is_declared() -> None:
    assert {"registry", "development", "training", "department", "reporting", "portal"} <= set(SERVICES)


def test_a_new_package_of_contracts_is_listed_as_a_service(tmp_path: Path) -> None:
    for name in ("trying", "asking"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "values.py").touch()

    made = listing(tmp_path)

    assert made.index("asking.SERVICE,") < made.index("trying.SERVICE,")
    assert "values" not in made


def test_the_list_of_services_is_that_of_the_packages() -> None:
    assert LISTED.read_text(encoding="utf-8") == listing(CONTRACTS)

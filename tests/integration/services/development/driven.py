"""What the side doors are tried on: development's entrypoints, or the portal of a whole city."""

from collections.abc import Mapping
from typing import Any, Protocol

from pymongo.database import Database

from shared.security.tokens import Actor


class Driven(Protocol):
    """Development with people who act on its cases, whichever way, and with what others tell it."""

    people: Mapping[str, Actor]

    @property
    def db(self) -> Database[dict[str, Any]]: ...

    def act(self, user: str, method: str, **arguments: Any) -> Any: ...

    def apply_for(self, case_id: str, number: int = 1, **change: Any) -> Any: ...

    def course(self, case_id: str, completed_on: str = ...) -> None: ...

    def recommend(self, body: str, case_id: str, recommendation: str, on: str) -> None: ...

    def changed(self, member_id: str, on: str, **changes: Any) -> None: ...

    def member(self, member_id: str, org_code: str, status: str, on: str) -> None: ...

    def meeting(self, step: str, *, meeting: str, case_id: str, on: str, **details: Any) -> str: ...

    def recorded(self, stream: str) -> list[dict[str, Any]]: ...

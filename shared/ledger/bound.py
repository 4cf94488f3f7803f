"""A database whose every operation runs in one session, so that none can be forgotten outside a transaction."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from pymongo.client_session import ClientSession
from pymongo.database import Database


class Collections(Protocol):
    """Collections by name: of a database, or of one within a session."""

    def __getitem__(self, name: str) -> Any: ...


class BoundCollection:
    """A collection within a session; offers what a collection does, but for the session."""

    def __init__(self, collection: Any, session: ClientSession) -> None:
        self._collection = collection
        self._session = session

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        return partial(getattr(self._collection, operation), session=self._session)


class Bound:
    """The collections of *db* within *session*."""

    def __init__(self, db: Database[dict[str, Any]], session: ClientSession) -> None:
        self._db = db
        self._session = session

    def __getitem__(self, name: str) -> BoundCollection:
        return BoundCollection(self._db[name], self._session)

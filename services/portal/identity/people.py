"""People with their passwords, departments, roles and areas."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.portal.identity.sessions import Sessions
from shared.contracts.errors import Conflict, InvalidInput, NotFound, NotSignedIn
from shared.contracts.services import ROLES
from shared.security.tokens import Actor

Db = Database[dict[str, Any]]
MIN_PASSWORD = 10
# What is longer is nobody's, and is not worth the work of hashing.
MAX_USER, MAX_PASSWORD = 64, 256
# The third failure in a row brings a pause of one second; each further one doubles it.
FREE_FAILURES = 3
MAX_PAUSE_SECONDS = 900
MAX_DOUBLINGS = 10
FORGET_SECONDS = 24 * 3600
WRONG = "用户名或密码不正确"

_hasher = PasswordHasher()
# Verified when there is no such user, so that both answers take the same time.
_NOBODY = _hasher.hash("no such user")


@dataclass(frozen=True)
class Person:
    """An account."""

    user: str
    name: str
    department: str
    roles: tuple[str, ...]
    areas: tuple[str, ...]

    def actor(self) -> Actor:
        """Return what a token says of this person."""
        return Actor(self.user, self.department, self.roles, self.areas)


class People:
    """The accounts of the portal."""

    def __init__(self, db: Db) -> None:
        self._people = db["people"]
        self._failures = db["failures"]
        self._sessions = Sessions(db)

    def prepare(self) -> None:
        """Let the database forget failures that are long past."""
        self._failures.create_index([("until", 1)], expireAfterSeconds=FORGET_SECONDS)

    def add(self, person: Person, password: str) -> None:
        """Add an account; raises Conflict when the user name is taken, InvalidInput for a weak password."""
        check_password(password)
        if not 0 < len(person.user) <= MAX_USER:
            raise InvalidInput(f"用户名应为1到{MAX_USER}个字符", {"fields": {"user": ["长度不符"]}})
        unknown = sorted(set(person.roles) - set(ROLES))
        if unknown:
            known = "、".join(f"{role}（{title}）" for role, title in ROLES.items())
            raise InvalidInput.at("roles", f"没有这个角色：{'、'.join(unknown)}；可用：{known}")
        added = self._people.update_one(
            {"_id": person.user},
            {
                "$setOnInsert": {
                    "name": person.name,
                    "department": person.department,
                    "roles": list(person.roles),
                    "areas": list(person.areas),
                    "password": _hasher.hash(password),
                }
            },
            upsert=True,
        )
        if added.matched_count:
            raise Conflict(f"用户名{person.user}已使用", {"fields": {"user": ["已使用"]}})

    def set_password(self, user: str, password: str) -> None:
        """Give a person a new password and end their sessions; raises NotFound or InvalidInput."""
        check_password(password)
        changed = self._people.update_one({"_id": user}, {"$set": {"password": _hasher.hash(password)}})
        if not changed.matched_count:
            raise NotFound(f"没有用户{user}")
        self._failures.delete_one({"_id": user})
        self._sessions.end_all(user)

    def all(self) -> list[Person]:
        """Return every account, in the order of user names."""
        return [_person(row) for row in self._people.find().sort("_id", 1)]

    def names(self, users: Sequence[str]) -> dict[str, str]:
        """Return the names of those of *users* who have an account."""
        return {row["_id"]: row["name"] for row in self._people.find({"_id": {"$in": [*users]}}, {"name": 1})}

    def find(self, user: str) -> Person | None:
        """Find an account."""
        row = self._people.find_one({"_id": user})
        return _person(row) if row else None

    def check(self, user: str, password: str, now: datetime | None = None) -> Person:
        """
        Return the person that *user* and *password* belong to.

        Raises:
            NotSignedIn: they do not match, or the pause after failures is not over; both say no more than
                they must.
        """
        if not (0 < len(user) <= MAX_USER and 0 < len(password) <= MAX_PASSWORD):
            raise NotSignedIn(WRONG)
        self._attempt(user, now or datetime.now(UTC))
        row = self._people.find_one({"_id": user})
        try:
            _hasher.verify(row["password"] if row else _NOBODY, password)
        except (VerifyMismatchError, InvalidHashError) as error:
            raise NotSignedIn(WRONG) from error
        if row is None:
            raise NotSignedIn(WRONG)
        self._failures.delete_one({"_id": user})
        return _person(row)

    def _attempt(self, user: str, now: datetime) -> None:
        """
        Count a failure before the password is looked at, so that guesses at the same time count each.

        Raises:
            NotSignedIn: the pause is not over. (The filter then finds nothing, and adding meets the document.)
        """
        doublings = {"$min": [{"$subtract": ["$times", FREE_FAILURES]}, MAX_DOUBLINGS]}
        pause = {"$min": [{"$pow": [2, doublings]}, MAX_PAUSE_SECONDS]}
        seconds = {"$cond": [{"$lt": ["$times", FREE_FAILURES]}, 0, pause]}
        try:
            self._failures.update_one(
                {"_id": user, "until": {"$lte": now}},
                [
                    {"$set": {"times": {"$add": [{"$ifNull": ["$times", 0]}, 1]}}},
                    {
                        "$set": {
                            "until": {"$dateAdd": {"startDate": now, "unit": "second", "amount": seconds}}
                        }
                    },
                ],
                upsert=True,
            )
        except DuplicateKeyError as error:
            failure = self._failures.find_one({"_id": user}) or {"until": now}
            wait = max(1, math.ceil((failure["until"] - now).total_seconds()))
            raise NotSignedIn(f"失败次数过多，请{wait}秒后再试", {"retry_after": wait}) from error


def check_password(password: str) -> None:
    """Raise InvalidInput unless *password* is long enough and not of one kind of characters only."""
    problems = []
    if len(password) > MAX_PASSWORD:
        problems.append(f"至多{MAX_PASSWORD}个字符")
    if len(password) < MIN_PASSWORD:
        problems.append(f"至少{MIN_PASSWORD}个字符")
    if password.isdigit() or password.isalpha():
        problems.append("应同时含有字母和数字或符号")
    if problems:
        raise InvalidInput(f"密码过于简单：{'，'.join(problems)}", {"fields": {"password": problems}})


def _person(row: dict[str, Any]) -> Person:
    return Person(row["_id"], row["name"], row["department"], _words(row["roles"]), _words(row["areas"]))


def _words(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(values)

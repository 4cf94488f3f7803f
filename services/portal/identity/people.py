"""People with their passwords, departments, roles and areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from pymongo.database import Database

from shared.contracts.errors import Conflict, InvalidInput, NotFound, NotSignedIn
from shared.security.tokens import Actor

Db = Database[dict[str, Any]]
ROLES = ("administrator", "registry_clerk", "department_clerk", "convener", "leader", "operator")
MIN_PASSWORD = 10
# After the third failure each further one doubles the pause.
FREE_FAILURES = 3
MAX_PAUSE_SECONDS = 900
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
        """Give what a token says of this person."""
        return Actor(self.user, self.department, self.roles, self.areas)


class People:
    """The accounts of the portal."""

    def __init__(self, db: Db) -> None:
        self._people = db["people"]
        self._failures = db["failures"]

    def add(self, person: Person, password: str) -> None:
        """Add an account; raises Conflict when the user name is taken, InvalidInput for a weak password."""
        check_password(password)
        unknown = sorted(set(person.roles) - set(ROLES))
        if unknown:
            raise InvalidInput(f"没有这个角色：{'、'.join(unknown)}", {"fields": {"roles": list(unknown)}})
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
        """Give a person a new password; raises NotFound or InvalidInput."""
        check_password(password)
        changed = self._people.update_one({"_id": user}, {"$set": {"password": _hasher.hash(password)}})
        if not changed.matched_count:
            raise NotFound(f"没有用户{user}")
        self._failures.delete_one({"_id": user})

    def all(self) -> list[Person]:
        """Give every account, in the order of user names."""
        return [_person(row) for row in self._people.find().sort("_id", 1)]

    def find(self, user: str) -> Person | None:
        """Find an account."""
        row = self._people.find_one({"_id": user})
        return _person(row) if row else None

    def check(self, user: str, password: str, now: datetime | None = None) -> Person:
        """
        Give the person that *user* and *password* belong to.

        Raises:
            NotSignedIn: they do not match, or the pause after failures is not over; both say no more than
                they must.
        """
        moment = now or datetime.now(UTC)
        self._wait_out(user, moment)
        row = self._people.find_one({"_id": user})
        try:
            _hasher.verify(row["password"] if row else _NOBODY, password)
        except (VerifyMismatchError, InvalidHashError) as error:
            self._failed(user, moment)
            raise NotSignedIn(WRONG) from error
        if row is None:
            self._failed(user, moment)
            raise NotSignedIn(WRONG)
        self._failures.delete_one({"_id": user})
        return _person(row)

    def _wait_out(self, user: str, now: datetime) -> None:
        failure = self._failures.find_one({"_id": user})
        if failure and failure["until"] > now:
            seconds = int((failure["until"] - now).total_seconds()) + 1
            raise NotSignedIn(f"失败次数过多，请{seconds}秒后再试", {"retry_after": seconds})

    def _failed(self, user: str, now: datetime) -> None:
        times = (self._failures.find_one({"_id": user}) or {"times": 0})["times"] + 1
        pause = 0 if times < FREE_FAILURES else min(2 ** (times - FREE_FAILURES), MAX_PAUSE_SECONDS)
        self._failures.update_one(
            {"_id": user}, {"$set": {"times": times, "until": now + timedelta(seconds=pause)}}, upsert=True
        )


def check_password(password: str) -> None:
    """Raise InvalidInput unless *password* is long enough and not of one kind of characters only."""
    problems = []
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

"""The accounts: people with their passwords and the roles that they hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from pymongo.database import Database

from services.portal.identity.attempts import Attempts, Place
from services.portal.identity.passwords import LEAST_ALONE, MAX_PASSWORD, check_password, hashed, is_right
from services.portal.identity.person import Held, Person
from services.portal.identity.sessions import Sessions
from shared.contracts.errors import Conflict, InvalidInput, NotFound, NotSignedIn
from shared.contracts.services import ROLES

Db = Database[dict[str, Any]]
MAX_USER = 64
WRONG = "用户名或密码不正确"
NOWHERE = Place()


class People:
    """The accounts of the portal."""

    def __init__(self, db: Db, city_names: Sequence[str] = ()) -> None:
        self._people = db["people"]
        self._city_names = city_names
        self._sessions = Sessions(db)
        self.attempts = Attempts(db)

    def prepare(self) -> None:
        """Create the indexes."""
        self.attempts.prepare()

    def add(self, person: Person, password: str | None) -> None:
        """
        Add an account; None: it has no password until one is chosen, and nobody signs in by it.

        Raises:
            Conflict: the user name is taken.
            InvalidInput: a weak password, or a role that cannot be held.
        """
        if password is not None:
            self.check_new(person, password)
        if not 0 < len(person.user) <= MAX_USER:
            raise InvalidInput(f"用户名应为1到{MAX_USER}个字符", {"fields": {"user": ["长度不符"]}})
        for held in person.held:
            held.check()
        added = self._people.update_one(
            {"_id": person.user},
            {
                "$setOnInsert": {
                    "name": person.name,
                    "department": person.department,
                    "held": [one.as_row() for one in person.held],
                    **({"password": hashed(password)} if password is not None else {}),
                }
            },
            upsert=True,
        )
        if added.matched_count:
            raise Conflict(f"用户名{person.user}已使用", {"fields": {"user": ["已使用"]}})

    def set_password(self, user: str, password: str, least: int = LEAST_ALONE) -> None:
        """Give a person a new password and end their sessions; raises NotFound or InvalidInput."""
        self.check_new(self.known(user), password, least)
        self._people.update_one({"_id": user}, {"$set": {"password": hashed(password)}})
        self.attempts.forget(user)
        self._sessions.end_all(user)

    def give(self, user: str, held: Held) -> None:
        """Give a person one more role; raises NotFound or InvalidInput."""
        held.check()
        person = self.known(user)
        self._hold(person, replace(person, held=(*person.held, held)))

    def end_role(self, user: str, role: str, last: date) -> None:
        """Let *last* be the last day of a role; raises NotFound when there is no such person or role."""
        person = self.known(user)
        if role not in {one.role for one in person.held}:
            raise NotFound(f"用户{user}没有角色{ROLES.get(role, role)}")
        self._hold(person, person.ending(role, last))

    def _hold(self, before: Person, after: Person) -> None:
        """Store what *after* holds unless it has become other than *before*; raises Conflict."""
        rows = [one.as_row() for one in before.held]
        # What was written in the older form has no list yet.
        unchanged = {"_id": before.user, "$or": [{"held": rows}, {"held": {"$exists": False}}]}
        told = {"$set": {"held": [one.as_row() for one in after.held]}, "$unset": {"roles": "", "areas": ""}}
        if not self._people.update_one(unchanged, told).matched_count:
            raise Conflict(f"用户{before.user}的角色刚被修改，请重新查看后再改")
        # A session of before the change knows other rights.
        self._sessions.end_all(before.user)

    def lock(self, user: str, locked: bool = True) -> None:
        """Lock an account, which ends its sessions, or open it again; raises NotFound."""
        if not self._people.update_one({"_id": user}, {"$set": {"locked": locked}}).matched_count:
            raise NotFound(f"没有用户{user}")
        if locked:
            self._sessions.end_all(user)

    def has(self, role: str) -> bool:
        """Return whether any account has ever been given *role*."""
        return self._people.find_one({"$or": [{"held.role": role}, {"roles": role}]}, {"_id": 1}) is not None

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

    def known(self, user: str) -> Person:
        """Return an account; raises NotFound."""
        if (person := self.find(user)) is None:
            raise NotFound(f"没有用户{user}")
        return person

    def check(self, user: str, password: str, now: datetime | None = None, place: Place = NOWHERE) -> Person:
        """
        Return the person that *user* and *password* belong to.

        Raises:
            NotSignedIn: they do not match, the account is locked, or the pause after failures is not over; none
                says more than it must.
            TooMany: too many are verified at once.
        """
        if not (0 < len(user) <= MAX_USER and 0 < len(password) <= MAX_PASSWORD):
            raise NotSignedIn(WRONG)
        moment = now or datetime.now(UTC)
        counted = self.attempts.begin(user, place, moment)
        row = self._people.find_one({"_id": user})
        # Unknown, without a password yet, locked and wrong take the same work.
        right = is_right(row.get("password") if row else None, password)
        if row is None or not right or row.get("locked"):
            raise NotSignedIn(WRONG)
        self.attempts.succeed(counted)
        return _person(row)

    def check_new(self, person: Person, password: str, least: int = LEAST_ALONE) -> None:
        """Raise InvalidInput unless *person* may have *password*."""
        check_password(password, (person.user, person.name, *self._city_names), least)

    def forget_password(self, user: str) -> None:
        """Let nobody sign in as *user* until a new password is chosen, and end the sessions."""
        self._people.update_one({"_id": user}, {"$unset": {"password": ""}})
        self._sessions.end_all(user)


def _person(row: dict[str, Any]) -> Person:
    locked = row.get("locked", False)
    if "held" not in row:
        # Accounts of before roles had an end: every role over every area.
        older = Person.always(row["_id"], row["name"], row["department"], row["roles"], row["areas"])
        return replace(older, locked=locked)
    held = tuple(Held.of(one) for one in row["held"])
    return Person(row["_id"], row["name"], row["department"], held, locked)

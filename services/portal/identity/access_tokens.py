"""Tokens that people make for their programs: known by a digest, for some of their roles, and for a while."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pymongo.database import Database

from services.portal.identity.sessions import NAME_BYTES, NOTED_SECONDS, digest
from shared.contracts.errors import Conflict, InvalidInput, NotFound, NotSignedIn
from shared.contracts.services import ROLES

# Anybody who finds one knows what it is, and programs that look for secrets find it.
MARK = "lxp_"
MOST_DAYS, MOST_TOKENS, MAX_NAME = 366, 20, 60
REFUSED = "令牌无效、已过期或已撤销；请在“我的账户”中重新生成"


@dataclass(frozen=True)
class Scope:
    """
    What a token may be used for.

    Attributes:
        roles: Of those that the person holds when it is used, no others count.
        read_only: Whether it asks questions only.
    """

    user: str
    roles: tuple[str, ...]
    read_only: bool


class AccessTokens:
    """The tokens of everybody, in the portal's own database."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._tokens = db["access_tokens"]

    def prepare(self) -> None:
        """Let the database forget tokens that are over."""
        self._tokens.create_index([("until", 1)], expireAfterSeconds=0)
        self._tokens.create_index([("user", 1)])

    def make(self, scope: Scope, name: str, last: date, now: datetime | None = None) -> str:
        """
        Make a token that is good to the end of the day *last* and return it, which nobody can do again.

        Raises:
            InvalidInput: a name that is too long, or a day that is past or too far.
            Conflict: the person has as many as one may have.
        """
        moment = now or datetime.now(UTC)
        if not 0 < len(name) <= MAX_NAME:
            raise InvalidInput.at("name", f"名称应为1到{MAX_NAME}个字")
        if not moment.date() <= last <= moment.date() + timedelta(days=MOST_DAYS):
            raise InvalidInput.at("until", "有效期从今天起，最长一年")
        if len(self.of(scope.user, moment)) >= MOST_TOKENS:
            raise Conflict(f"每人最多{MOST_TOKENS}个令牌；请先撤销不用的")
        token = f"{MARK}{secrets.token_urlsafe(NAME_BYTES)}"
        told = {"name": name, "roles": [*scope.roles], "read_only": scope.read_only}
        end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
        row = {"user": scope.user, **told, "since": moment, "until": end, "used": None, "address": ""}
        self._tokens.insert_one({"_id": digest(token), **row})
        return token

    def scope(self, token: str, address: str, now: datetime | None = None) -> Scope:
        """Return what *token* may be used for, and note that it was, from *address*; raises NotSignedIn."""
        moment = now or datetime.now(UTC)
        found = self._tokens.find_one({"_id": digest(token), "until": {"$gt": moment}})
        if found is None:
            raise NotSignedIn(REFUSED)
        noted = found["used"]
        if noted is None or noted <= moment - timedelta(seconds=NOTED_SECONDS) or found["address"] != address:
            self._tokens.update_one({"_id": found["_id"]}, {"$set": {"used": moment, "address": address}})
        return Scope(found["user"], tuple(found["roles"]), found["read_only"])

    def of(self, user: str, now: datetime | None = None) -> list[Mapping[str, Any]]:
        """Return the tokens of *user* that are not over, the latest first."""
        alive = {"user": user, "until": {"$gt": now or datetime.now(UTC)}}
        return list(self._tokens.find(alive).sort("since", -1))

    def revoke(self, user: str, number: str) -> None:
        """End the token of *user* that ``of`` lists as *number*; raises NotFound."""
        if not self._tokens.delete_one({"_id": number, "user": user}).deleted_count:
            raise NotFound("没有这个令牌，或已过期、已撤销")

    def revoke_all(self, user: str) -> None:
        """End every token of *user*."""
        self._tokens.delete_many({"user": user})


def check_roles(wanted: Sequence[str], held: Sequence[str]) -> None:
    """Raise InvalidInput unless a token may be for the roles *wanted* of somebody who holds *held*."""
    if not wanted:
        raise InvalidInput.at("roles", "请至少选择一个角色", "必填")
    if strange := [role for role in wanted if role not in held]:
        named = "、".join(ROLES.get(role, role) for role in strange)
        raise InvalidInput.at("roles", f"只能选择您现有的角色；没有：{named}")

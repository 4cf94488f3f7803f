"""Pauses that grow with failed attempts, and that nobody can bring upon somebody else."""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.contracts.errors import NotSignedIn

FORGET_SECONDS = 24 * 3600
MAX_DOUBLINGS = 10
SAME_MOMENT_SECONDS, TRIES = 60, 3
# One who is given an IPv6 address has all of these.
IPV6_PREFIX = 64
DEVICE_DAYS, ADDRESS_DAYS = 180, 30


@dataclass(frozen=True)
class Limit:
    """So many failures are free; the last of them brings a pause of one second, which doubles up to *most* seconds."""

    free: int
    most: int


# Of one user from one place; from one address, whoever is tried; of one user, from wherever.
OF_ONE, OF_AN_ADDRESS, OF_A_USER = Limit(3, 900), Limit(100, 60), Limit(50, 60)
# Six digits are guessed sooner than a password.
OF_A_CODE = Limit(10, 900)


@dataclass(frozen=True)
class Place:
    """Where an attempt comes from: an address, and what the browser keeps of earlier log-ins."""

    address: str = ""
    device: str | None = None

    @property
    def network(self) -> str:
        """What stands for the address: itself, or of IPv6 the network that belongs to one customer."""
        try:
            address = ip_address(self.address)
        except ValueError:
            return self.address
        if isinstance(address, IPv6Address):
            return str(ip_network((address, IPV6_PREFIX), strict=False))
        return str(address)


@dataclass(frozen=True)
class Counted:
    """What an attempt was counted under."""

    own: str
    shared: Sequence[str]


class Attempts:
    """
    Failures by user and place, and far more generously by address and by user.

    Whoever signed in from a place before is counted there alone: failures from elsewhere never hold it up.
    """

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._failures = db["failures"]
        self._places = db["known_places"]

    def prepare(self) -> None:
        """Let the database forget failures and places that are long past."""
        self._failures.create_index([("until", 1)], expireAfterSeconds=FORGET_SECONDS)
        self._failures.create_index([("of", 1)])
        self._places.create_index([("until", 1)], expireAfterSeconds=0)

    def begin(self, user: str, place: Place, now: datetime, wide: Limit = OF_A_USER) -> Counted:
        """
        Count a failure before anything is looked at, so that guesses at the same time count each.

        Raises:
            NotSignedIn: a pause is not over; ``retry_after`` says for how many seconds.
        """
        known = self._known_as(user, place, now)
        shared = [] if known else [("address", place.network), ("user", user)]
        limits = {_key("wide", *one): (OF_AN_ADDRESS if one[0] == "address" else wide) for one in shared}
        # What is refused by the wider pauses is not counted against the narrow one.
        for key in limits:
            self._refuse_paused(key, now)
        own, of = _key("own", user, known or place.network), _key("of", user)
        self._count(own, of, OF_ONE, now)
        for key, limit in limits.items():
            self._count(key, None if limit is OF_AN_ADDRESS else of, limit, now)
        return Counted(own, [*limits])

    def succeed(self, counted: Counted) -> None:
        """Take back what was counted; of the wider counts this attempt only."""
        self._failures.delete_one({"_id": counted.own})
        self._failures.update_many({"_id": {"$in": [*counted.shared]}}, {"$inc": {"times": -1}})

    def forget(self, user: str) -> None:
        """Forget every failure of *user*."""
        self._failures.delete_many({"of": _key("of", user)})

    def remember(self, user: str, place: Place, now: datetime) -> None:
        """Know a place where *user* has signed in."""
        for name, days in ((place.device, DEVICE_DAYS), (place.network, ADDRESS_DAYS)):
            if name:
                until = {"$set": {"until": now + timedelta(days=days)}}
                self._places.update_one({"_id": _key("known", user, name)}, until, upsert=True)

    def _known_as(self, user: str, place: Place, now: datetime) -> str | None:
        """Return the name under which a place of *user* is known: the device's before the address's."""
        for name in (place.device, place.network):
            sought = {"_id": _key("known", user, name or ""), "until": {"$gt": now}}
            if name and self._places.find_one(sought, {"_id": 1}):
                return name
        return None

    def _refuse_paused(self, key: str, now: datetime) -> None:
        found = self._failures.find_one({"_id": key, "until": {"$gt": now}})
        if found is not None:
            wait = max(1, math.ceil((found["until"] - now).total_seconds()))
            raise NotSignedIn(f"失败次数过多，请{wait}秒后再试", {"retry_after": wait})

    def _count(self, key: str, of: str | None, limit: Limit, now: datetime) -> None:
        """Count; raises NotSignedIn: a pause is not over. (The filter finds nothing, and adding meets the document.)"""
        doublings = {"$min": [{"$subtract": ["$times", limit.free]}, MAX_DOUBLINGS]}
        pause = {"$min": [{"$pow": [2, doublings]}, limit.most]}
        # Attempts at the same moment do not come in the order of their times: a free one holds up none of them.
        seconds = {"$cond": [{"$lt": ["$times", limit.free]}, -SAME_MOMENT_SECONDS, pause]}
        until = {"$dateAdd": {"startDate": now, "unit": "second", "amount": seconds}}
        once_more = {"times": {"$add": [{"$ifNull": ["$times", 0]}, 1]}, "of": of}
        more: list[dict[str, Any]] = [{"$set": once_more}, {"$set": {"until": until}}]
        for _ in range(TRIES):
            try:
                self._failures.update_one({"_id": key, "until": {"$lte": now}}, more, upsert=True)
            except DuplicateKeyError:
                # There is a pause, or somebody else's first attempt was added at the same moment.
                self._refuse_paused(key, now)
            else:
                return
        raise NotSignedIn("失败次数过多，请1秒后再试", {"retry_after": 1})


def _key(*parts: str) -> str:
    """Return a digest: a password typed into the wrong field is not kept as a user name."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

"""Identity tokens: EdDSA, naming user, department, roles, areas and the one instance they are for."""

import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.contracts.errors import NotAllowed, NotSignedIn

# What the portal gives to people, and what it passes on to a service for the calls of half a minute.
LIFETIME_SECONDS, CALL_SECONDS = 300, 60
LEEWAY_SECONDS = 5
SYSTEM_ROLE = "system"
ALGORITHM = "Ed25519"
ANY = "*"
# Tokens whose signature was found good.
MOST_KNOWN = 2048


@dataclass(frozen=True)
class Actor:
    """
    Who acts: a person, or ``system:<instance>`` for timers and appliers.

    Attributes:
        own: To what the person's rights are narrowed within the areas: ``organisation:<code>``, ``area:<code>`` with
            all in it and below; empty: they reach all that lies in the areas.
    """

    user: str
    department: str
    roles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @classmethod
    def system(cls, instance: str) -> "Actor":
        """Return the actor that *instance* is when nobody asked."""
        return cls(f"system:{instance}", instance, (SYSTEM_ROLE,))

    def as_dict(self) -> dict[str, Any]:
        """Return the form that is stored in a ledger entry."""
        known = {name: value for name, value in asdict(self).items() if name != "own"}
        return {**known, "roles": list(self.roles), "areas": list(self.areas)}

    def own_of(self, kind: str) -> tuple[str, ...]:
        """Return the codes of what the rights are narrowed to that is of a *kind*."""
        return tuple(one.removeprefix(f"{kind}:") for one in self.own if one.startswith(f"{kind}:"))


@dataclass(frozen=True)
class Grant:
    """What an issuer may assert of people; ``("*",)``: anything. An area stands for itself, not for those below it."""

    departments: tuple[str, ...]
    roles: tuple[str, ...]
    areas: tuple[str, ...]

    def excess(self, actor: Actor) -> dict[str, list[str]]:
        """Return what of *actor* the issuer may not assert, by field; empty: all of it may be."""
        asserted = {
            "department": (self.departments, (actor.department,)),
            "roles": (self.roles, actor.roles),
            "areas": (self.areas, actor.areas),
        }
        return {
            name: sorted({*told} - {*allowed})
            for name, (allowed, told) in asserted.items()
            if ANY not in allowed and not {*told} <= {*allowed}
        }


def issue(
    key: OKPKey,
    issuer: str,
    actor: Actor,
    audience: str,
    *,
    now: float | None = None,
    seconds: int = LIFETIME_SECONDS,
) -> str:
    """Sign a token for *actor* in the name of *issuer*, which *audience* takes for *seconds* from *now* (epoch)."""
    moment = int(time.time() if now is None else now)
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": actor.user,
        "department": actor.department,
        "roles": list(actor.roles),
        "areas": list(actor.areas),
        "own": list(actor.own),
        "iat": moment,
        "exp": moment + seconds,
    }
    return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, key, algorithms=[ALGORITHM])


class Verifier:
    """
    Checks tokens that are made for one instance against the issuers' public keys.

    Args:
        audience: The instance.
        keys: Public keys by issuer, several while one is exchanged; an issuer without one is unknown.
        grants: What each issuer may assert of people; an issuer that is not listed speaks for nobody but
            itself, as the system that it is.
    """

    def __init__(
        self, audience: str, keys: Mapping[str, Sequence[OKPKey]], grants: Mapping[str, Grant]
    ) -> None:
        self._audience = audience
        self._keys = keys
        self._grants = grants
        # A person sends the same token for minutes; whether it is still good is looked at each time.
        self._known = lru_cache(MOST_KNOWN)(self._claims)

    def verify(self, token: str | None, *, now: float | None = None) -> Actor:
        """
        Return the actor that *token* names.

        Raises:
            NotSignedIn: no token, a foreign or altered one, one for another instance, or one past its time.
            NotAllowed: the issuer may not say this of anybody.
        """
        if not token:
            raise NotSignedIn("请先登录")
        claims = self._known(token)
        moment = time.time() if now is None else now
        if not claims["iat"] - LEEWAY_SECONDS <= moment < claims["exp"]:
            raise NotSignedIn("登录已过期，请重新登录")
        if claims["aud"] != self._audience:
            raise NotSignedIn("登录凭证不是签发给本服务的")
        several = (tuple(claims[name]) for name in ("roles", "areas", "own"))
        actor = Actor(claims["sub"], claims["department"], *several)
        if actor != Actor.system(claims["iss"]):
            self._check_granted(claims["iss"], actor)
        return actor

    def _check_granted(self, issuer: str, actor: Actor) -> None:
        if SYSTEM_ROLE in actor.roles:
            raise NotAllowed("签发方无权代表该系统")
        grant = self._grants.get(issuer)
        if grant is None:
            raise NotAllowed("签发方无权代表人员")
        if excess := grant.excess(actor):
            raise NotAllowed("签发方无权签发这样的部门、角色或地区", excess)

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            # The issuer only chooses which key must have signed; nothing else is believed before that.
            token_issuer = _unverified_issuer(token)
            claims = _signed_by(self._keys[token_issuer], token)
        except (JoseError, LookupError, ValueError, TypeError) as error:
            raise NotSignedIn("登录凭证无效") from error
        words = [claims.get(name) for name in ("iss", "aud", "sub", "department")]
        several = [claims.get(name) for name in ("roles", "areas", "own")]
        moments = [claims.get(name) for name in ("iat", "exp")]
        if not all(isinstance(one, list) for one in several):
            raise NotSignedIn("登录凭证无效")
        words += [one for told in several for one in told or ()]
        # True is an int to isinstance, and no moment.
        if not all(isinstance(one, str) for one in words) or not all(type(one) is int for one in moments):
            raise NotSignedIn("登录凭证无效")
        return claims


def _signed_by(keys: Sequence[OKPKey], token: str) -> dict[str, Any]:
    """Return what *token* says if one of *keys* signed it; raises JoseError otherwise."""
    *others, last = keys
    for key in others:
        with suppress(JoseError):
            return dict(jwt.decode(token, key, algorithms=[ALGORITHM]).claims)
    return dict(jwt.decode(token, last, algorithms=[ALGORITHM]).claims)


def _unverified_issuer(token: str) -> str:
    payload = token.split(".")[1]
    return str(orjson.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["iss"])

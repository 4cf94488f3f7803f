"""Identity tokens: EdDSA, five minutes, naming user, department, roles and areas."""

import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.contracts.errors import NotAllowed, NotSignedIn

LIFETIME_SECONDS = 300
LEEWAY_SECONDS = 5
SYSTEM_ROLE = "system"
ALGORITHM = "Ed25519"
EVERY_DEPARTMENT = "*"
# Tokens whose signature was found good.
MOST_KNOWN = 2048


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, or ``system:<instance>`` for timers and appliers."""

    user: str
    department: str
    roles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    @classmethod
    def system(cls, instance: str) -> "Actor":
        """Return the actor that *instance* is when nobody asked."""
        return cls(f"system:{instance}", instance, (SYSTEM_ROLE,))

    def as_dict(self) -> dict[str, Any]:
        """Return the form that is stored in a ledger entry."""
        return {**asdict(self), "roles": list(self.roles), "areas": list(self.areas)}


def issue(key: OKPKey, issuer: str, actor: Actor, *, now: float | None = None) -> str:
    """Sign a token for *actor* in the name of *issuer*, valid for LIFETIME_SECONDS from *now* (epoch)."""
    moment = int(time.time() if now is None else now)
    claims = {
        "iss": issuer,
        "sub": actor.user,
        "department": actor.department,
        "roles": list(actor.roles),
        "areas": list(actor.areas),
        "iat": moment,
        "exp": moment + LIFETIME_SECONDS,
    }
    return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, key, algorithms=[ALGORITHM])


class Verifier:
    """
    Checks tokens against the issuers' public keys.

    Args:
        keys: Public keys by issuer; an issuer without one is unknown.
        issuers: Departments each issuer may assert (``"*"`` for any); an issuer that is not listed may
            assert itself only, which is how a service names its own timers.
    """

    def __init__(self, keys: Mapping[str, OKPKey], issuers: Mapping[str, tuple[str, ...]]) -> None:
        self._keys = keys
        self._issuers = issuers
        # A person sends the same token for minutes; whether it is still good is looked at each time.
        self._known = lru_cache(MOST_KNOWN)(self._claims)

    def verify(self, token: str | None, *, now: float | None = None) -> Actor:
        """
        Return the actor that *token* names.

        Raises:
            NotSignedIn: no token, a foreign or altered one, or one past its time.
            NotAllowed: the issuer may not speak for that department.
        """
        if not token:
            raise NotSignedIn("请先登录")
        claims = self._known(token)
        moment = time.time() if now is None else now
        if not claims["iat"] - LEEWAY_SECONDS <= moment < claims["exp"]:
            raise NotSignedIn("登录已过期，请重新登录")
        allowed = self._issuers.get(claims["iss"], (claims["iss"],))
        if EVERY_DEPARTMENT not in allowed and claims["department"] not in allowed:
            raise NotAllowed("签发方无权代表该部门", {"department": claims["department"]})
        if SYSTEM_ROLE in claims["roles"] and claims["sub"] != f"system:{claims['iss']}":
            raise NotAllowed("签发方无权代表该系统")
        return Actor(claims["sub"], claims["department"], tuple(claims["roles"]), tuple(claims["areas"]))

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            # The issuer only chooses which key must have signed; nothing else is believed before that.
            token_issuer = _unverified_issuer(token)
            claims = dict(jwt.decode(token, self._keys[token_issuer], algorithms=[ALGORITHM]).claims)
        except (JoseError, LookupError, ValueError, TypeError) as error:
            raise NotSignedIn("登录凭证无效") from error
        expected = {
            "iss": str,
            "sub": str,
            "department": str,
            "roles": list,
            "areas": list,
            "iat": int,
            "exp": int,
        }
        if not all(isinstance(claims.get(name), kind) for name, kind in expected.items()):
            raise NotSignedIn("登录凭证无效")
        return claims


def _unverified_issuer(token: str) -> str:
    payload = token.split(".")[1]
    return str(orjson.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["iss"])

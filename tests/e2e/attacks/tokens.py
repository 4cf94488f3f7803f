"""Tokens that are forged, altered, out of their time, or made for somebody else."""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from joserfc import jwt
from joserfc.jwk import OKPKey

from shared.security.tokens import ALGORITHM, LIFETIME_SECONDS, Actor
from tests.e2e.attacks.attempt import Attack, asked_with, by
from tests.e2e.attacks.records import CITY, HERE, LEAD, OTHER, enterprise
from tests.e2e.attacks.web import Answer, call, send
from tests.e2e.attacks.world import World

CLERK = Actor("registrar_a", LEAD, ("registry_clerk",), (HERE,))
ROOT = Actor("root1", LEAD, ("administrator",), (CITY,))
ASKED = "/members"
INVALID, FOREIGN = (401, "not_signed_in", "登录凭证无效"), (401, "not_signed_in", "不是签发给本服务的")
OVER = (401, "not_signed_in", "登录已过期，请重新登录")
NOBODYS = (403, "not_allowed", "签发方无权代表人员")
HONEST = by("registrar_a", "GET", ASKED)
# What stands in a signed token, and what of it the portal has to find out by itself.
WRONG_TYPES: Mapping[str, Any] = {
    "sub": ["registrar_a"],
    "roles": "administrator",
    "areas": {"0": CITY},
    "exp": "9999999999",
    "iat": None,
}


def encoded(part: Any) -> str:
    """Return a part of a token."""
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Return what a token says, and its signature."""
    head, claims, signature = token.split(".")
    read = [json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in (head, claims)]
    return read[0], read[1], signature


def now_and_then(moment: float) -> Callable[[World], str]:
    """Return a clerk's token as it would be signed at another time (seconds from now)."""
    return lambda world: world.signed("portal", CLERK, "portal", now=time.time() + moment)


def unsigned(world: World) -> str:
    """Return a token of the algorithm `none`."""
    _, claims, _ = parts_of(world.signed("portal", ROOT, "portal"))
    return f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{encoded(claims)}."


def confused(world: World) -> str:
    """Return a token whose secret is the public key, which everybody may know."""
    _, claims, _ = parts_of(world.signed("portal", ROOT, "portal"))
    said = f"{encoded({'alg': 'HS256', 'typ': 'JWT'})}.{encoded(claims)}"
    secret = (world.directory / "keys" / "portal.public.json").read_bytes()
    mac = hmac.HMAC(secret, hashes.SHA256())
    mac.update(said.encode())
    return f"{said}.{encoded(mac.finalize())}"


def altered(world: World) -> str:
    """Return a clerk's token that names more roles, with the signature that it had."""
    head, claims, signature = parts_of(world.signed("portal", CLERK, "portal"))
    return f"{encoded(head)}.{encoded({**claims, 'roles': ['administrator'], 'areas': [CITY]})}.{signature}"


def forged(world: World) -> str:
    """Return a token of a key that was made a moment ago."""
    _, claims, _ = parts_of(world.signed("portal", ROOT, "portal"))
    head = {"alg": ALGORITHM, "typ": "JWT"}
    return jwt.encode(head, claims, OKPKey.generate_key("Ed25519"), algorithms=[ALGORITHM])


def of_nobody_known(world: World) -> str:
    """Return a token of an issuer that there is not."""
    _, claims, _ = parts_of(world.signed("portal", ROOT, "portal"))
    head = {"alg": ALGORITHM, "typ": "JWT"}
    return jwt.encode(head, {**claims, "iss": "../portal"}, world.key("union"), algorithms=[ALGORITHM])


def with_claim(name: str, value: Any) -> Callable[[World], str]:
    """Return a well signed token in which one claim is of another type."""

    def made(world: World) -> str:
        _, claims, _ = parts_of(world.signed("portal", CLERK, "portal"))
        head = {"alg": ALGORITHM, "typ": "JWT"}
        return jwt.encode(head, {**claims, name: value}, world.key("portal"), algorithms=[ALGORITHM])

    return made


def in_the_address(world: World) -> Answer:
    """Ask with the token in the address, where logs and other sites see it."""
    token = world.token("registrar_a")
    return send(world.url, "GET", f"/api/v1{ASKED}?token={token}&access_token={token}")


def by_cookie(world: World) -> Answer:
    """Ask the API with the token where a session's name belongs."""
    return send(
        world.url, "GET", f"/api/v1{ASKED}", headers={"Cookie": f"lianxi_session={world.token('root1')}"}
    )


def more_than_held(world: World) -> Answer:
    """Write with a token that names a role which its person does not hold."""
    token = world.signed("portal", Actor("registrar_a", LEAD, ("administrator",), (CITY,)), "portal")
    return call(world.url, "POST", "/days", token, {"date": "2026-10-09"})


def of_nobody(world: World) -> str:
    """Return a token of a person who has no account."""
    return world.signed("portal", Actor("ghost", LEAD, ("administrator",), (CITY,)), "portal")


ATTACKS = (
    Attack("expired", asked_with(now_and_then(-LIFETIME_SECONDS - 1), "GET", ASKED), OVER, HONEST),
    Attack("not yet valid", asked_with(now_and_then(60), "GET", ASKED), OVER, HONEST),
    Attack(
        "for another service",
        asked_with(lambda world: world.signed("portal", CLERK, "registry"), "GET", ASKED),
        FOREIGN,
        HONEST,
    ),
    Attack(
        "of a department for people",
        asked_with(
            lambda world: world.signed(OTHER, ROOT, "portal"), "POST", "/days", {"date": "2099-01-01"}
        ),
        NOBODYS,
        HONEST,
        ("R-PRV-02",),
    ),
    Attack(
        "of a system at the door for people",
        asked_with(lambda world: world.signed("portal", Actor.system("portal"), "portal"), "GET", ASKED),
        (403, "not_allowed", "系统密钥不能代表人员"),
        HONEST,
        ("R-PRV-02",),
    ),
    Attack("without a signature", asked_with(unsigned, "GET", ASKED), INVALID, HONEST),
    Attack("signed with the public key", asked_with(confused, "GET", ASKED), INVALID, HONEST),
    Attack("altered under its old signature", asked_with(altered, "GET", ASKED), INVALID, HONEST),
    Attack("signed with a key of one's own", asked_with(forged, "GET", ASKED), INVALID, HONEST),
    Attack("of an issuer that there is not", asked_with(of_nobody_known, "GET", ASKED), INVALID, HONEST),
    *(
        Attack(f"{name} of another type", asked_with(with_claim(name, value), "GET", ASKED), INVALID, HONEST)
        for name, value in WRONG_TYPES.items()
    ),
    Attack(
        "roles that are no words",
        asked_with(with_claim("roles", [{"$ne": None}]), "GET", ASKED),
        INVALID,
        HONEST,
    ),
    Attack(
        "a moment that is true",
        asked_with(with_claim("iat", True), "GET", ASKED),
        INVALID,
        HONEST,
    ),
    Attack("a token in the address", in_the_address, (401, "not_signed_in", "请先登录"), HONEST),
    Attack("a token as a cookie", by_cookie, (401, "not_signed_in", "请先登录"), HONEST),
    Attack(
        "of nobody known", asked_with(of_nobody, "GET", ASKED), (401, "not_signed_in", "请先登录"), HONEST
    ),
    Attack(
        "roles that the person does not hold",
        more_than_held,
        (403, "not_allowed", "您的角色无权办理此项"),
        by("registrar_a", "POST", "/enterprises", enterprise(101)),
        ("R-PRV-02",),
    ),
)

"""Identity tokens: who signed, for whom, and how long they are good."""

from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt

from shared.contracts.errors import NotAllowed, NotSignedIn
from shared.security import keys
from shared.security.tokens import ALGORITHM, LEEWAY_SECONDS, LIFETIME_SECONDS, Actor, Grant, Verifier, issue

NOW = 1_790_000_000.0
CITY, COUNTY = "411300000000", "411302000000"
LI = Actor("li", "union", ("department_clerk",), (CITY,))
ANYTHING = ("*",)
GRANTS = {
    "portal": Grant(ANYTHING, ANYTHING, ANYTHING),
    "youth_portal": Grant(("youth_league",), ("department_clerk", "leader"), (COUNTY,)),
}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.create(made, ("portal", "union", "youth_portal"))
    return made


@pytest.fixture
def verifier(directory: Path) -> Verifier:
    return Verifier("registry", keys.public_keys(directory), GRANTS)


def signed(directory: Path, issuer: str = "portal", actor: Actor = LI, audience: str = "registry") -> str:
    return issue(keys.private_key(directory, issuer), issuer, actor, audience, now=NOW)


def test_a_token_names_who_acts(directory: Path, verifier: Verifier) -> None:
    assert verifier.verify(signed(directory), now=NOW) == LI


@pytest.mark.parametrize(
    ("after", "good"),
    [
        (-LEEWAY_SECONDS - 1, False),
        (-LEEWAY_SECONDS, True),
        (LIFETIME_SECONDS - 1, True),
        (LIFETIME_SECONDS, False),
    ],
)
def test_it_is_good_for_its_time_also_when_it_was_seen_before(
    directory: Path, verifier: Verifier, after: float, good: bool
) -> None:
    token = signed(directory)
    verifier.verify(token, now=NOW)

    if good:
        assert verifier.verify(token, now=NOW + after) == LI
    else:
        with pytest.raises(NotSignedIn, match="已过期"):
            verifier.verify(token, now=NOW + after)


def test_what_was_altered_or_signed_by_somebody_else_is_refused(directory: Path, verifier: Verifier) -> None:
    head, payload, signature = signed(directory).split(".")
    other = signed(directory, "union")
    swapped = f"{head}.{payload}.{other.rsplit('.', 1)[1]}"

    for token in (None, "", "x", f"{head}.{payload}x.{signature}", swapped):
        for _ in range(2):
            with pytest.raises(NotSignedIn):
                verifier.verify(token, now=NOW)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("roles", [{"$ne": None}]),
        ("areas", [CITY, 1]),
        ("own", [["x"]]),
        ("sub", 1),
        ("iat", True),
        ("exp", 1e12),
    ],
)
def test_a_claim_of_another_type_is_refused_however_well_it_is_signed(
    directory: Path, verifier: Verifier, claim: str, value: Any
) -> None:
    key = keys.private_key(directory, "portal")
    claims = {**jwt.decode(signed(directory), key, algorithms=[ALGORITHM]).claims, claim: value}
    token = jwt.encode({"alg": ALGORITHM}, claims, key, algorithms=[ALGORITHM])

    with pytest.raises(NotSignedIn, match="登录凭证无效"):
        verifier.verify(token, now=NOW)


def test_who_has_no_key_here_is_refused(directory: Path) -> None:
    known = {"portal": keys.public_keys(directory)["portal"]}

    with pytest.raises(NotSignedIn):
        Verifier("registry", known, GRANTS).verify(signed(directory, "union"), now=NOW)


def test_a_token_is_good_for_the_instance_that_it_was_made_for_only(
    directory: Path, verifier: Verifier
) -> None:
    assert verifier.verify(signed(directory, audience="registry"), now=NOW) == LI
    for audience in ("development", "portal", ""):
        with pytest.raises(NotSignedIn, match="不是签发给本服务的"):
            verifier.verify(signed(directory, audience=audience), now=NOW)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({}, None),
        ({"roles": ("department_clerk", "leader")}, None),
        ({"department": "organisation"}, "department"),
        ({"roles": ("department_clerk", "administrator")}, "roles"),
        ({"areas": (CITY,)}, "areas"),
        ({"areas": (COUNTY, "411302001000")}, "areas"),
    ],
)
def test_an_issuer_asserts_what_it_was_granted_and_nothing_else(
    directory: Path, verifier: Verifier, said: dict[str, Any], named: str | None
) -> None:
    told = {"department": "youth_league", "roles": ("department_clerk",), "areas": (COUNTY,), **said}
    person = Actor("wang", **told)
    token = signed(directory, "youth_portal", person)

    if named is None:
        assert verifier.verify(token, now=NOW) == person
    else:
        with pytest.raises(NotAllowed) as refusal:
            verifier.verify(token, now=NOW)
        assert list(refusal.value.details) == [named]


def test_an_instance_speaks_for_nobody_but_the_system_that_it_is(directory: Path, verifier: Verifier) -> None:
    for person in (
        Actor("wang", "union"),
        Actor("wang", "union", ("registry_clerk",), (CITY,)),
        Actor("system:union", "union", ("system", "operator")),
        Actor("system:union", "union", ("system",), (CITY,)),
        Actor("system:union", "organisation", ("system",)),
    ):
        with pytest.raises(NotAllowed):
            verifier.verify(signed(directory, "union", person), now=NOW)


def test_only_an_instance_itself_acts_as_its_system(directory: Path, verifier: Verifier) -> None:
    assert verifier.verify(signed(directory, "union", Actor.system("union")), now=NOW) == Actor.system(
        "union"
    )
    with pytest.raises(NotAllowed, match="无权代表该系统"):
        verifier.verify(signed(directory, "portal", Actor.system("union")), now=NOW)


@pytest.fixture
def exchanged(tmp_path: Path) -> Path:
    keys.create(tmp_path, ("portal",))
    return tmp_path


def good(directory: Path, *tokens: str) -> list[bool]:
    """Return which of *tokens* whoever starts now takes."""
    verifier, found = Verifier("registry", keys.public_keys(directory), GRANTS), []
    for token in tokens:
        try:
            found.append(verifier.verify(token, now=NOW) == LI)
        except NotSignedIn:
            found.append(False)
    return found


def test_while_a_key_is_exchanged_both_are_good(exchanged: Path) -> None:
    old = signed(exchanged)
    keys.prepare_next(exchanged, "portal")
    assert signed(exchanged) == old
    assert good(exchanged, old) == [True]

    keys.use_next(exchanged, "portal")
    new = signed(exchanged)
    assert new != old
    assert good(exchanged, old, new) == [True, True]

    keys.retire(exchanged, "portal")
    assert good(exchanged, old, new) == [False, True]


def test_a_key_is_exchanged_step_by_step(exchanged: Path) -> None:
    with pytest.raises(keys.KeyFileError, match="没有下一把密钥"):
        keys.use_next(exchanged, "portal")
    keys.prepare_next(exchanged, "portal")
    for step in (keys.prepare_next, keys.retire):
        with pytest.raises(keys.KeyFileError, match="下一把密钥"):
            step(exchanged, "portal")
    keys.create(exchanged, ("portal",))
    keys.use_next(exchanged, "portal")
    assert good(exchanged, signed(exchanged)) == [True]

"""Identity tokens: who signed, for whom, and how long they are good."""

from pathlib import Path

import pytest

from shared.contracts.errors import NotAllowed, NotSignedIn
from shared.security import keys
from shared.security.tokens import LEEWAY_SECONDS, LIFETIME_SECONDS, Actor, Verifier, issue

NOW = 1_790_000_000.0
LI = Actor("li", "union", ("department_clerk",), ("411300000000",))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.create(made, ("portal", "union", "youth_league"))
    return made


@pytest.fixture
def verifier(directory: Path) -> Verifier:
    return Verifier(keys.public_keys(directory), {"portal": ("*",), "youth_league": ("youth_league",)})


def signed(directory: Path, issuer: str = "portal", actor: Actor = LI) -> str:
    return issue(keys.private_key(directory, issuer), issuer, actor, now=NOW)


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


def test_who_has_no_key_here_is_refused(directory: Path) -> None:
    known = {"portal": keys.public_keys(directory)["portal"]}

    with pytest.raises(NotSignedIn):
        Verifier(known, {"portal": ("*",)}).verify(signed(directory, "union"), now=NOW)


def test_an_issuer_speaks_for_its_own_department_only(directory: Path, verifier: Verifier) -> None:
    own = Actor("wang", "youth_league", ("department_clerk",))

    assert verifier.verify(signed(directory, "youth_league", own), now=NOW) == own
    for issuer in ("youth_league", "union"):
        with pytest.raises(NotAllowed, match="无权代表该部门"):
            verifier.verify(signed(directory, issuer, Actor("wang", "organisation")), now=NOW)


def test_only_an_instance_itself_acts_as_its_system(directory: Path, verifier: Verifier) -> None:
    assert verifier.verify(signed(directory, "union", Actor.system("union")), now=NOW) == Actor.system(
        "union"
    )
    with pytest.raises(NotAllowed, match="无权代表该系统"):
        verifier.verify(signed(directory, "portal", Actor.system("union")), now=NOW)

"""The generated definitions as a document."""

import base64
import hashlib
from typing import Any

import pytest

from deploy.definitions import definitions, users_of
from shared.city.sites import Sites


@pytest.fixture
def sites() -> Sites:
    return Sites.load()


def document(sites: Sites, broker_major: int = 4) -> dict[str, Any]:
    return definitions(
        sites, {user: f"secret of {user}" for user in users_of(sites)}, broker_major=broker_major
    )


def test_passwords_are_salted_hashes(sites: Sites) -> None:
    made = document(sites)
    first = made["users"][0]

    raw = base64.b64decode(first["password_hash"])
    assert raw[4:] == hashlib.sha256(raw[:4] + f"secret of {first['name']}".encode()).digest()
    assert "secret" not in str(made)


def test_only_the_operator_administers(sites: Sites) -> None:
    assert [user["name"] for user in document(sites)["users"] if user["tags"]] == ["operator"]


@pytest.mark.parametrize(
    ("broker_major", "limit"),
    [
        pytest.param(3, None, id="version 3 has no limit, and refuses a negative one"),
        pytest.param(4, -1, id="from version 4 on it has to be lifted"),
    ],
)
def test_lost_connections_never_drop_a_followed_event(
    sites: Sites, broker_major: int, limit: int | None
) -> None:
    policies = {policy["name"]: policy["definition"] for policy in document(sites, broker_major)["policies"]}

    assert policies.get("inbox", {}).get("delivery-limit") == limit
    assert policies["intake"].get("delivery-limit") == limit


def test_a_user_without_a_password_is_no_oversight(sites: Sites) -> None:
    with pytest.raises(KeyError):
        definitions(sites, {}, broker_major=4)

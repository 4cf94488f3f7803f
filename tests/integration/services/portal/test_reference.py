"""What people look up at the portal itself: indicators, rules, workdays, accounts."""

from flask.testing import FlaskClient

from services.portal.api.reference import MAX_NAMES
from tests.integration.services.portal.conftest import Client


def test_who_put_something_on_record_is_named_to_whoever_is_signed_in(
    clerk: Client, web: FlaskClient
) -> None:
    named = clerk("GET", "/people/names?users=leader,nobody")

    assert named.json == [{"user": "leader", "name": "leader"}]
    assert web.get("/api/v1/people/names?users=leader").status_code == 401


def test_names_are_given_of_so_many_people_at_once_and_not_of_everybody(clerk: Client) -> None:
    assert clerk("GET", "/people/names").json == []
    assert clerk("GET", "/people/names?users=" + ",".join(["leader"] * MAX_NAMES)).status_code == 200
    assert clerk("GET", "/people/names?users=" + ",".join(["leader"] * (MAX_NAMES + 1))).status_code == 422


def test_accounts_with_their_rights_are_shown_to_the_administrator_only(
    clerk: Client, web: FlaskClient
) -> None:
    (leader,) = [
        one for one in Client(web, "administrator")("GET", "/people").json or [] if one["user"] == "leader"
    ]

    assert leader["roles"] == ["leader"]
    assert clerk("GET", "/people").status_code == 403

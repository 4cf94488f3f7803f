"""Lists of persons leave for a purpose, noted and marked; many of them with a second person, and for a while only."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.portal.excel import exporting
from services.portal.excel.marking import SHEET
from services.portal.exports.store import GOOD_FOR
from services.portal.identity.people import People
from services.portal.identity.person import Person
from tests.e2e.city import PASSWORD, City
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.excel_files import TOWNSHIP, Json, credit_code, enterprise, opened

MEMBERS, OPERATION = "/exports/members_in_members", "members_in_members"
PURPOSE = "核对组织关系"
CITY, COUNTY, ELSEWHERE = "411300000000", "411323000000", "411302000000"
REQUESTS = "/export-requests"


@pytest.fixture(scope="module", autouse=True)
def rows(city: City) -> None:
    """Three members, and people beside the demo's: one more clerk of the city, one of another county, an auditor."""
    clerk = Client(city.web, "clerk")
    values = {"size": "small", "operation_state": "operating", "registered_on": "2020-05-18", "sample": True}
    put(clerk, "/enterprises", {**enterprise(0), **values, "name": "虚构一厂"})
    body = {
        "org_code": "X1",
        "name": "虚构支部",
        "type": "branch",
        "area": TOWNSHIP,
        "established_on": "2020-06-01",
    }
    put(clerk, "/organisations", {**body, "form": None, "parent": None, "units": []})
    for number, name in enumerate(("张三", "李四", "王五")):
        member = {"member_id": f"M{number}", "name": name, "status": "FULL", "org_code": "X1"}
        rest = {"credit_code": credit_code(0), "basis": "transfer", "letter": "JS1"}
        put(clerk, "/members", {**member, **rest, "effective_on": "2020-06-01"})
    city.pump()
    people = People(city.client[f"{city.prefix}_portal"])
    for user, role, area in (
        ("clerk2", "registry_clerk", CITY),
        ("far", "registry_clerk", ELSEWHERE),
        ("auditor", "auditor", CITY),
    ):
        people.add(Person.always(user, "样例", "organisation", (role,), (area,)), PASSWORD)


@pytest.fixture
def two_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are as many as one person takes out alone."""
    monkeypatch.setattr(exporting, "most_of", lambda _: 2)


def put(clerk: Client, path: str, body: Json) -> None:
    answer = clerk("POST", path, body)
    assert answer.status_code == 201, answer.text


def noted(web: FlaskClient, what: str) -> list[Json]:
    day = datetime.now(UTC) + timedelta(hours=8)
    answer = Client(web, "auditor")("GET", f"/access/portal?day={day.date()}&what={what}&limit=200")
    assert answer.status_code == 200, answer.text
    assert answer.json["broken"] is None  # type: ignore[index]
    return list(answer.json["items"])  # type: ignore[index]


def ask(client: Client, **change: Any) -> Any:
    return client("POST", REQUESTS, {"operation": OPERATION, "filters": {}, "purpose": PURPOSE, **change})


@pytest.mark.rule("R-PRV-22")
@pytest.mark.parametrize("purpose", ["", "%20", "用" * 201])
def test_a_list_of_persons_leaves_for_a_purpose_only(clerk: Client, purpose: str) -> None:
    answer = clerk("GET", f"{MEMBERS}?purpose={purpose}")

    assert (answer.status_code, [*answer.json["fields"]]) == (422, ["purpose"])  # type: ignore[index]
    assert clerk("GET", f"{MEMBERS}?purpose={'用' * 200}").status_code == 200
    assert clerk("GET", "/exports/enterprises_in_enterprises").status_code == 200


@pytest.mark.rule("R-PRV-20")
@pytest.mark.rule("R-PRV-22")
def test_an_export_is_noted_and_says_on_every_page_who_took_it_out_for_what(
    clerk: Client, web: FlaskClient
) -> None:
    before = len(noted(web, "export"))
    book = opened(clerk("GET", f"{MEMBERS}?purpose={PURPOSE}"))

    (row,) = noted(web, "export")[before:]
    assert (row["user"], row["method"], row["count"], row["purpose"]) == ("clerk", OPERATION, 3, PURPOSE)
    assert row["address"]
    told = dict(book[SHEET].iter_rows(values_only=True))
    assert (told["导出人"], told["用途"]) == ("clerk", PURPOSE)
    assert "clerk" in book.worksheets[0].oddHeader.center.text
    assert PURPOSE in book.worksheets[0].oddHeader.center.text


def test_no_formula_comes_in_by_the_purpose(clerk: Client) -> None:
    book = opened(clerk("GET", f"{MEMBERS}?purpose==1%2B1"))
    assert dict(book[SHEET].iter_rows(values_only=True))["用途"] == "'=1+1"


@pytest.mark.rule("R-PRV-22")
@pytest.mark.usefixtures("two_alone")
def test_more_persons_leave_with_a_second_person_and_for_a_while_only(
    clerk: Client, web: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = clerk("GET", f"{MEMBERS}?purpose={PURPOSE}")
    assert (refused.status_code, refused.json["violations"][0]["rule"]) == (422, "R-PRV-22")  # type: ignore[index]

    asked = ask(clerk)
    assert (asked.status_code, asked.json["state"], asked.json["rows"]) == (201, "waiting", 3)
    of = f"{REQUESTS}/{asked.json['request']}"
    assert clerk("GET", f"{of}/file").status_code == 403
    assert clerk("POST", f"{of}/approve", {}).status_code == 403

    second = Client(web, "clerk2")
    assert asked.json["request"] in [one["request"] for one in second("GET", REQUESTS).json]  # type: ignore[union-attr]
    approved = second("POST", f"{of}/approve", {})
    assert (approved.status_code, approved.json["decided_by"]) == (200, "clerk2")  # type: ignore[index]
    assert second("POST", f"{of}/refuse", {}).status_code == 409

    told = dict(opened(clerk("GET", f"{of}/file"))[SHEET].iter_rows(values_only=True))
    assert (told["批准人"], told["用途"]) == ("clerk2", PURPOSE)
    assert second("GET", f"{of}/file").status_code == 403
    monkeypatch.setattr("services.portal.exports.routes.datetime", Later)
    assert clerk("GET", f"{of}/file").status_code == 403


class Later(datetime):
    """A clock at the end of what was just approved."""

    @classmethod
    def now(cls, tz: Any = None) -> "Later":
        moment = datetime.now(tz) + GOOD_FOR
        return cls(*moment.timetuple()[:6], moment.microsecond, tzinfo=tz)


@pytest.mark.rule("R-PRV-22")
@pytest.mark.parametrize(
    ("user", "status"), [("far", 403), ("leader", 403), ("administrator", 403), ("clerk2", 200)]
)
def test_the_second_person_sees_the_list_wherever_the_first_one_does(
    clerk: Client, web: FlaskClient, user: str, status: int
) -> None:
    request = ask(clerk).json["request"]

    assert Client(web, user)("POST", f"{REQUESTS}/{request}/approve", {}).status_code == status


def test_what_was_refused_is_not_fetched(clerk: Client, web: FlaskClient) -> None:
    request = ask(clerk).json["request"]

    assert Client(web, "clerk2")("POST", f"{REQUESTS}/{request}/refuse", {}).json["state"] == "refused"  # type: ignore[index]
    assert clerk("GET", f"{REQUESTS}/{request}/file").status_code == 403


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"purpose": ""}, 422),
        ({"purpose": None}, 422),
        ({"operation": "nothing"}, 404),
        ({"filters": ["x"]}, 422),
        ({"filters": {str(number): "x" for number in range(21)}}, 422),
        ({"filters": {"colour": "red"}}, 422),
    ],
)
def test_a_request_says_what_and_for_what(clerk: Client, change: Json, status: int) -> None:
    assert ask(clerk, **change).status_code == status


@pytest.mark.rule("R-PRV-20")
def test_only_auditors_read_the_trail_and_their_own_looks_are_in_it(web: FlaskClient, clerk: Client) -> None:
    day = (datetime.now(UTC) + timedelta(hours=8)).date()
    for path in (f"/access/portal?day={day}", f"/access/registry?day={day}"):
        assert clerk("GET", path).status_code == 403
        assert Client(web, "administrator")("GET", path).status_code == 403
        auditor = Client(web, "auditor")
        assert auditor("GET", path).status_code == 200
        looks = auditor("GET", f"{path}&what=look&user=auditor").json["items"]  # type: ignore[index]
        assert [row["method"] for row in looks][:1] == ["access"]
    assert Client(web, "auditor")("GET", f"/access/nothing?day={day}").status_code == 404


@pytest.mark.rule("R-PRV-20")
def test_a_look_at_a_member_and_a_refusal_are_in_the_trail_of_the_registry(
    web: FlaskClient, clerk: Client
) -> None:
    day = (datetime.now(UTC) + timedelta(hours=8)).date()
    clerk("GET", "/members/M0")
    Client(web, "leader")("GET", "/members/M1")

    found = Client(web, "auditor")("GET", f"/access/registry?day={day}&limit=200").json["items"]  # type: ignore[index]
    told = [(row["what"], row["user"], row["method"], row["subjects"], row["full"]) for row in found]
    assert ("look", "clerk", "member", ["M0"], 1) in told
    assert ("refusal", "leader", "member", ["M1"], None) in told

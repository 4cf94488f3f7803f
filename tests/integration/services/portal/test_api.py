"""The REST API before real services: what gets in, and how what does not is answered."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.portal.api.problems import MEDIA_TYPE
from services.portal.api.routes import ROUTES
from services.portal.server import MAX_BODY_BYTES
from tests.e2e.city import PASSWORD, City
from tests.integration.services.portal.conftest import FIRST_DAY, Client, as_csv

TOWNSHIP = "411323001000"
CODES = ("91411323DEM000001E", "91411323DEM000002H")


def enterprise(code: str = CODES[0], **changed: Any) -> dict[str, Any]:
    return {
        "credit_code": code,
        "name": "虚构机械厂",
        "area": TOWNSHIP,
        "ownership": "私营有限责任公司",
        "industry": "C31",
        "size": "small",
        "employees": 42,
        "operation_state": "operating",
        "registered_on": "2020-05-18",
        "sample": True,
        **changed,
    }


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Check that *answer* is a problem document as it should be, and return it."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == MEDIA_TYPE
    body: dict[str, Any] = answer.get_json()
    assert {"type", "title", "detail", "call_id"} <= set(body)
    assert (body["status"], body["code"]) == (status, code)
    assert body["call_id"] == answer.headers["X-Call-Id"]
    return body


def test_every_route_leads_to_a_call_that_exists(city: City) -> None:
    for route in ROUTES:
        department = "union" if "department" in route.names else city.sites.convener
        instance = department if route.service.per_department else route.service.name
        assert callable(getattr(city.services[instance], route.method)), route


def test_a_log_in_gives_a_token_for_five_minutes(web: FlaskClient) -> None:
    answer = web.post("/api/v1/login", json={"user": "clerk", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json["expires_in"] == 300  # type: ignore[index]


def test_a_wrong_password_is_a_problem_in_chinese(web: FlaskClient) -> None:
    answer = web.post("/api/v1/login", json={"user": "nobody", "password": "wrong-passw0rd"})
    assert problem(answer, 401, "not_signed_in")["detail"] == "用户名或密码不正确"


@pytest.mark.parametrize("body", [{"user": "clerk"}, {"user": {"$ne": ""}, "password": {"$ne": ""}}])
def test_a_log_in_takes_text_only(web: FlaskClient, body: dict[str, Any]) -> None:
    assert problem(web.post("/api/v1/login", json=body), 422, "invalid_input")["fields"]


@pytest.mark.parametrize("value", ["", "Bearer ", "Bearer x.y.z", "Basic Y2xlcms6eA=="])
def test_without_a_token_of_ours_nothing_is_answered(web: FlaskClient, value: str) -> None:
    problem(web.get("/api/v1/areas", headers={"Authorization": value}), 401, "not_signed_in")


def test_the_session_of_a_browser_opens_pages_only(web: FlaskClient) -> None:
    web.post("/login", data={"user": "clerk", "password": PASSWORD})
    problem(web.post("/api/v1/affiliations", json={}), 401, "not_signed_in")


@pytest.mark.parametrize(
    "body", ["{", "[]", "NaN", '{"name": "\\ud800"}', "[" * 2000, '{"a": 1' + "0" * 400 + "}"]
)
def test_a_body_that_is_no_json_object_is_refused(clerk: Client, body: str) -> None:
    answer = clerk("POST", "/enterprises", data=body, content_type="application/json")
    told = problem(answer, 400, "malformed")["detail"]
    assert not re.search("[a-z]{4,}", told), told


def test_a_body_of_another_type_is_refused(clerk: Client) -> None:
    problem(clerk("POST", "/enterprises", data="credit_code=1"), 415, "wrong_type")


def test_unknown_paths_and_wrong_verbs_are_problems_too(clerk: Client) -> None:
    assert "/api/v1/docs" in problem(clerk("GET", "/nothing"), 404, "http")["detail"]
    answer = clerk("DELETE", "/enterprises")
    assert "可用" in problem(answer, 405, "http")["detail"]
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))
    problem(clerk("GET", "/departments/treasury/tasks"), 404, "not_found")


def test_each_field_is_named_with_its_problem(clerk: Client) -> None:
    body = {**enterprise(), "employees": "many", "colour": "red"}
    fields = problem(clerk("POST", "/enterprises", body), 422, "invalid_input")["fields"]
    assert fields == {"employees": ["应为整数"], "colour": ["没有这个字段"]}


@pytest.mark.parametrize("limit", ["0", "-1", "²", "many", "9" * 5000])
def test_a_wrong_number_in_the_query_is_named(clerk: Client, limit: str) -> None:
    answer = clerk("GET", "/enterprises", query_string={"limit": limit})
    fields = problem(answer, 422, "invalid_input")["fields"]
    assert list(fields) == ["limit"]
    assert not re.search("[a-z]", str(fields["limit"]))


def test_a_slash_at_the_end_changes_nothing(clerk: Client) -> None:
    assert clerk("GET", "/enterprises/?limit=1").status_code == 200


def test_too_large_a_body_is_told_how_large_it_may_be(clerk: Client) -> None:
    answer = clerk("POST", "/imports/areas", data=b"x" * (MAX_BODY_BYTES + 1))
    assert "8 MB" in problem(answer, 413, "http")["detail"]


def test_a_command_is_stamped_with_the_business_day_and_found_again(clerk: Client, city: City) -> None:
    answer = clerk("POST", "/enterprises", enterprise(), headers={"Idempotency-Key": "first"})
    assert answer.status_code == 201, answer.json
    assert answer.json["stream"] == f"enterprise:{CODES[0]}"  # type: ignore[index]
    # The same key again: the same answer, and nothing recorded twice.
    again = clerk("POST", "/enterprises", enterprise(), headers={"Idempotency-Key": "first"})
    assert again.json == answer.json
    city.pump()
    entries = [entry for entry in city.page("registry", 0, 10_000) if entry.stream.startswith("enterprise:")]
    assert [str(entry.recorded_on) for entry in entries] == [FIRST_DAY]
    assert clerk("GET", f"/enterprises/{CODES[0]}").status_code == 200
    problem(
        clerk("POST", "/enterprises", enterprise(), headers={"Idempotency-Key": "second"}), 409, "conflict"
    )


@pytest.mark.parametrize("key", ["", "k" * 65])
def test_an_idempotency_key_has_a_length(clerk: Client, key: str) -> None:
    answer = clerk("POST", "/enterprises", enterprise(), headers={"Idempotency-Key": key})
    assert "Idempotency-Key" in problem(answer, 422, "invalid_input")["fields"]


def test_who_has_no_right_is_told_so(web: FlaskClient) -> None:
    problem(Client(web, "union")("POST", "/enterprises", enterprise()), 403, "not_allowed")


@pytest.mark.rule("R-JM-10")
def test_broken_rules_are_listed_with_their_sources(web: FlaskClient, city: City) -> None:
    convener = Client(web, "convener")
    meeting = {
        "meeting": "2026-01", "period": "2026Q3", "held_on": FIRST_DAY,
        "attended": list(city.sites.departments), "absent": [],
    }  # fmt: skip
    assert convener("POST", "/meetings", meeting).status_code == 201
    body = {
        "no": "JM-2026-01", "meeting": "2026-01", "text": "摸底", "lead": "union", "co": ["union"],
        "due_on": "2026-09-30", "deliverable": "台账", "measure": "全覆盖",
    }  # fmt: skip
    answer = convener("POST", "/resolutions", body)
    violations = problem(answer, 422, "rule_violated")["violations"]
    assert "R-JM-10" in {one["rule"] for one in violations}
    assert all(one["message"] and one["source"] for one in violations)


def test_the_call_id_of_the_caller_is_kept_if_it_is_one(clerk: Client) -> None:
    answer = clerk("GET", "/areas", headers={"X-Call-Id": "abcd-1234-efgh"})
    assert answer.headers["X-Call-Id"] == "abcd-1234-efgh"
    answer = clerk("GET", "/areas", headers={"X-Call-Id": "a\tb{}"})
    assert len(answer.headers["X-Call-Id"]) == 36


def test_answers_keep_browsers_careful(clerk: Client) -> None:
    headers = clerk("GET", "/areas").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


def test_an_import_with_a_problem_writes_nothing_and_names_the_row(clerk: Client) -> None:
    rows = [{name: str(value) for name, value in enterprise(CODES[1]).items()} for _ in range(3)]
    for row in rows:
        row.update({"recorded_on": FIRST_DAY, "sample": "true"})
    rows[1]["employees"] = "many"
    answer = clerk("POST", "/imports/enterprises?first_row=202", data=as_csv(*rows[:2]))
    found = problem(answer, 422, "invalid_input")["rows"]
    assert [(one["row"], one["field"]) for one in found] == [(203, "employees")]
    problem(clerk("GET", f"/enterprises/{CODES[1]}"), 404, "not_found")
    answer = clerk("POST", "/imports/enterprises?dry_run=1", data=as_csv(rows[0]))
    assert answer.status_code == 201, answer.json
    problem(clerk("GET", f"/enterprises/{CODES[1]}"), 404, "not_found")


def test_a_crooked_row_is_named_by_its_number_in_the_file(clerk: Client) -> None:
    content = "code,name\n1,一\n\n2,二,2\n3,三\n\n"
    rows = problem(clerk("POST", "/imports/areas", data=content), 422, "invalid_input")["rows"]
    assert [one["row"] for one in rows] == [3, 4]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "code,name\n",
        "code\n" + "1\n" * 201,
        "code\n" + "x" * 140_000,
        'code\n"open',
        "编码\n1".encode("gbk"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(clerk: Client, content: str | bytes) -> None:
    problem(clerk("POST", "/imports/areas", data=content), 422, "invalid_input")


def test_imports_have_kinds_and_numbers(clerk: Client) -> None:
    problem(clerk("POST", "/imports/spells", data="a\n1"), 404, "not_found")
    for query in ("first_row=x", "dry_run=yes", "first_row=-1"):
        problem(clerk("POST", f"/imports/areas?{query}", data="code\n1"), 422, "invalid_input")


def test_operators_see_how_far_the_ledgers_are(web: FlaskClient, city: City) -> None:
    answer = Client(web, "operator")("GET", "/ledgers")
    assert answer.status_code == 200, answer.json
    assert [one["log"] for one in answer.json] == list(city.sites.ledger_instances)  # type: ignore[union-attr]

"""The pages before real services: signing in, the report, and what goes wrong, in Chinese."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from services.portal.api.cookies import SESSION
from services.portal.identity.people import People
from services.portal.identity.person import Person
from services.portal.pack import KINDS
from services.portal.report import CONTENT_SECURITY_POLICY
from tests.e2e.city import PASSWORD, City
from tests.integration.services.portal.conftest import Client

HOME, REPORT = "/console/", "/reports/joint-meeting"
QUERY = "?period=2026Q3&area=411300000000"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def reader(web: FlaskClient) -> FlaskClient:
    """A browser that is signed in."""
    assert web.post("/login", data={"user": "leader", "password": PASSWORD}).status_code == 303
    return web


def test_who_is_not_signed_in_comes_back_after_the_log_in(web: FlaskClient) -> None:
    sent = web.get(REPORT + QUERY)
    assert sent.status_code == 302
    form = web.get(sent.location).text
    assert f'value="{REPORT}{QUERY.replace("&", "&amp;")}"' in form
    answer = web.post("/login", data={"user": "leader", "password": PASSWORD, "next": REPORT + QUERY})
    assert (answer.status_code, answer.location) == (303, REPORT + QUERY)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_the_log_in_leads_to_this_site_only(web: FlaskClient, target: str) -> None:
    answer = web.post("/login", data={"user": "leader", "password": PASSWORD, "next": target})
    assert answer.location == HOME


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(web: FlaskClient) -> None:
    answer = web.post("/login", data={"user": "leader", "password": PASSWORD})
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{SESSION}=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "leader" not in cookie


def test_over_https_the_cookie_is_for_this_host_and_https_only(web: FlaskClient) -> None:
    secure = {"base_url": "https://localhost"}
    set_ = web.post("/login", data={"user": "leader", "password": PASSWORD}, **secure).headers.getlist(
        "Set-Cookie"
    )
    [cookie] = [one for one in set_ if one.startswith(f"__Host-{SESSION}=")]
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert web.post("/session/token", **secure).status_code == 200
    # One that somebody put in by a line without encryption counts for nothing.
    name = web.get_cookie(f"__Host-{SESSION}")
    assert name is not None
    other = web.application.test_client()
    other.set_cookie(SESSION, name.value)
    assert other.post("/session/token", **secure).status_code == 401


def test_each_log_in_has_a_session_of_its_own(web: FlaskClient) -> None:
    web.set_cookie(SESSION, "chosen-by-somebody-else")
    names = []
    for _ in range(2):
        web.post("/login", data={"user": "leader", "password": PASSWORD})
        names.append(web.get_cookie(SESSION).value)  # type: ignore[union-attr]
    assert "chosen-by-somebody-else" not in names
    assert len({*names}) == 2
    web.set_cookie(SESSION, names[0])
    assert web.post("/session/token").status_code == 401


def test_a_wrong_password_is_said_on_the_page(web: FlaskClient) -> None:
    answer = web.post("/login", data={"user": "nobody", "password": "wrong-passw0rd"})
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "用户名或密码不正确" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_form_of_another_site_is_refused(web: FlaskClient) -> None:
    form = {"user": "leader", "password": PASSWORD}
    answer = web.post("/login", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert web.post("/login", data=form, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


@pytest.mark.parametrize(
    ("origin", "status"), [("http://evil.example", 403), ("null", 403), ("http://localhost", 303)]
)
def test_a_browser_on_a_plain_line_says_by_its_origin_whose_form_it_is(
    web: FlaskClient, origin: str, status: int
) -> None:
    form = {"user": "leader", "password": PASSWORD}
    assert web.post("/login", data=form, headers={"Origin": origin}).status_code == status


def test_the_report_is_shown_with_the_names_of_places(reader: FlaskClient, city: City) -> None:
    answer = reader.get(REPORT + QUERY)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert '<html lang="zh-CN">' in answer.text
    assert "<script" not in answer.text
    for name in ("南阳市", "西峡县", *(one.name for one in city.sites.departments.values() if one.data_set)):
        assert name in answer.text
    assert 'data-definition="K-01.v1"' in answer.text


def test_without_a_period_the_first_quarter_on_record_is_shown(reader: FlaskClient) -> None:
    # Business is in 2026Q3, and of 2026Q2 there are no figures.
    assert "2026Q3" in reader.get(REPORT).text


def test_a_program_gets_the_page_by_its_token(web: FlaskClient) -> None:
    token = Client(web, "leader").token
    answer = web.get(REPORT + QUERY, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_report_is_handed_over_as_a_file(reader: FlaskClient, kind: str) -> None:
    answer = reader.get(f"{REPORT}/{kind}{QUERY}")
    assert (answer.status_code, answer.mimetype) == (200, KINDS[kind].media_type)
    name = quote(f"非公企业党建联席会议报告_南阳市_2026年第3季度.{kind}")
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert answer.data.startswith(b"%PDF" if kind == "pdf" else b"PK")
    assert f'href="{REPORT}/{kind}?' in reader.get(REPORT).text


def test_the_file_is_for_whom_the_page_is_for(web: FlaskClient, city: City) -> None:
    assert web.get(f"{REPORT}/pdf{QUERY}").location.startswith("/login?next=")
    people = People(city.client[f"{city.prefix}_portal"])
    people.add(
        Person.always("of_one_county", "甲", city.sites.convener, ("leader",), ("411303000000",)), PASSWORD
    )
    head = {"Authorization": f"Bearer {Client(web, 'of_one_county').token}"}
    own = QUERY.replace("411300000000", "411303000000")
    asked = [f"{REPORT}{kind}{query}" for kind in ("", "/pdf") for query in (QUERY, own)]
    assert [web.get(path, headers=head).status_code for path in asked] == [403, 200, 403, 200]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{REPORT}?period=2001Q1", 404),
        (f"{REPORT}/odt", 404),
        (f"{REPORT}/pdf?period=2001Q1", 404),
        (f"{REPORT}?period=summer", 422),
        ("/nothing", 404),
    ],
)
def test_what_goes_wrong_is_a_page_with_a_way_on(reader: FlaskClient, path: str, status: int) -> None:
    answer = reader.get(path, headers=HTML)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert 'role="alert"' in answer.text
    assert answer.headers["X-Call-Id"] in answer.text
    assert f'href="{HOME}"' in answer.text


def test_signing_out_ends_the_session(reader: FlaskClient) -> None:
    cookie = reader.get_cookie(SESSION)
    assert cookie is not None
    assert 'formaction="/logout"' in reader.get(REPORT).text
    assert reader.post("/logout").status_code == 303
    reader.set_cookie(SESSION, cookie.value)
    assert reader.get(REPORT).status_code == 302


def test_the_style_sheet_is_our_own(web: FlaskClient) -> None:
    with web.get("/static/portal.css") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "text/css")


def test_health_tells_of_broker_and_database(web: FlaskClient) -> None:
    answer = web.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"broker": True, "database": True})

"""The console's files and its session, before the real portal."""

import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.portal.pages import console
from tests.e2e.city import PASSWORD


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built console: a page, and a script that is packed as well."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>联席</title>", encoding="utf-8")
    (tmp_path / "assets" / "main-1.js").write_text("let a = 1", encoding="utf-8")
    (tmp_path / "assets" / "main-1.js.gz").write_bytes(gzip.compress(b"let a = 1"))
    monkeypatch.setattr(console, "BUILT", tmp_path)
    return tmp_path


@pytest.fixture
def reader(web: FlaskClient) -> FlaskClient:
    """A browser that is signed in."""
    web.post("/login", data={"user": "leader", "password": PASSWORD})
    return web


def test_a_session_gives_the_console_a_token_and_says_who_is_there(reader: FlaskClient) -> None:
    told = reader.post("/session/token").json
    assert told is not None
    answer = reader.get("/api/v1/areas", headers={"Authorization": f"Bearer {told['token']}"})

    assert answer.status_code == 200
    assert (told["user"], told["roles"]) == ("leader", {"leader": "领导"})
    assert told["department"] == {"code": "organisation", "name": "组织部", "data_set": None}


def test_without_a_session_there_is_no_token(web: FlaskClient) -> None:
    assert web.post("/session/token").status_code == 401


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_gets_no_token_in_the_browser_s_name(reader: FlaskClient, site: str) -> None:
    assert reader.post("/session/token", headers={"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize("path", ["/console/", "/console/members", "/console/cases/C1"])
def test_every_page_of_the_console_is_its_one_file(built: Path, web: FlaskClient, path: str) -> None:
    with web.get(path) as answer:
        assert "<title>联席</title>" in answer.text
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_what_is_packed_is_sent_packed_and_may_be_kept(built: Path, web: FlaskClient) -> None:
    with web.get("/console/assets/main-1.js", headers={"Accept-Encoding": "gzip"}) as answer:
        assert (answer.headers["Content-Encoding"], answer.mimetype) == ("gzip", "text/javascript")
        assert gzip.decompress(answer.data) == b"let a = 1"
        assert "immutable" in answer.headers["Cache-Control"]


def test_nothing_outside_the_built_files_is_sent(built: Path, web: FlaskClient) -> None:
    (built.parent / "secret").write_text("x", encoding="utf-8")

    assert web.get("/console/assets/../../secret").status_code == 404
    assert web.get("/console/assets/none.js").status_code == 404


def test_a_console_that_was_not_built_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, web: FlaskClient
) -> None:
    monkeypatch.setattr(console, "BUILT", tmp_path)
    answer = web.get("/console/")

    assert answer.status_code == 404
    assert "make console" in answer.text


def test_the_api_is_described_to_whoever_asks_on_a_page_that_loads_nothing_from_elsewhere(
    web: FlaskClient, built: Path
) -> None:
    (built / "api.html").write_text("<title>接口</title>", encoding="utf-8")

    for place in ("/openapi.json", "/api/v1/openapi.json"):
        assert web.get(place).json["openapi"] == "3.1.0"  # type: ignore[index]
    page = web.get("/api/v1/docs")
    assert "接口" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "http" not in policy
    page.close()

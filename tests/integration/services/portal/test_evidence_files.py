"""Evidence files through the portal: in by parts, out only as they were recorded, to those who may see them."""

import hashlib
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared.contracts.department.terms import MAX_FILE_BYTES
from shared.contracts.files import PART_BYTES
from shared.files import store
from tests.e2e.city import City
from tests.evidence import PDF, pdf
from tests.integration.services.portal.conftest import FIRST_DAY, Client
from tests.integration.services.portal.test_api import problem

NO = "JM-2026-01"
FILES = "/departments/union/files"
CONTENT = pdf(PART_BYTES + 77, b"at the end")


def upload(client: Client, content: bytes, name: str = "名单.pdf", path: str = FILES) -> TestResponse:
    return client("POST", path, data=content, query_string={"name": name})


@pytest.fixture(scope="module")
def kept(city: City) -> Any:
    """Evidence with which the union has handed its task in."""
    convener, union = (Client(city.web.application.test_client(), user) for user in ("convener", "union"))
    meeting = {"meeting": "2026-02", "period": "2026Q2", "held_on": FIRST_DAY, "absent": []}
    attended = ["organisation", "union", "youth_league"]
    resolution = {
        "no": NO,
        "meeting": "2026-02",
        "text": "摸清底数",
        "lead": "union",
        "co": [],
        "due_on": "2026-09-30",
        "deliverable": "名单",
        "measure": "齐全",
    }
    for client, path, body in (
        (convener, "/meetings", {**meeting, "attended": attended}),
        (convener, "/resolutions", resolution),
        (union, f"/departments/union/tasks/{NO}/accept", {}),
    ):
        answer = client("POST", path, body)
        assert answer.status_code == 201, answer.json
        city.pump()
    answer = upload(union, CONTENT, "资料/名\r单.pdf")
    assert answer.status_code == 201, answer.json
    files = [answer.json["file"]]  # type: ignore[index]
    body = {"evidence": "名单已报", "files": files}
    assert union("POST", f"/departments/union/tasks/{NO}/submit", body).status_code == 201
    city.pump()
    return answer.json


def test_what_was_recorded_is_what_was_sent(kept: Any, web: FlaskClient) -> None:
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert {**kept, "file": ""} == {"file": "", "name": "名单.pdf", "size": len(CONTENT), "sha256": digest}

    (row,) = Client(web, "convener")("GET", "/resolutions").json  # type: ignore[misc]
    assert row["files"] == [kept]


@pytest.mark.rule("R-JM-13")
@pytest.mark.parametrize("user", ["convener", "union"])
def test_evidence_is_given_as_an_attachment_that_no_browser_runs(
    kept: Any, web: FlaskClient, user: str
) -> None:
    answer = Client(web, user)("GET", f"{FILES}/{kept['file']}")

    assert (answer.status_code, answer.data) == (200, CONTENT)
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    shown = answer.headers["Content-Disposition"]
    assert shown == "attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95.pdf"


@pytest.mark.rule("R-JM-13")
@pytest.mark.parametrize("user", ["youth_league", "clerk", "leader"])
def test_nobody_else_is_given_evidence(kept: Any, web: FlaskClient, user: str) -> None:
    problem(Client(web, user)("GET", f"{FILES}/{kept['file']}"), 403, "not_allowed")


def test_what_no_task_names_and_what_another_department_is_asked_for_is_not_found(
    kept: Any, web: FlaskClient
) -> None:
    union, convener = Client(web, "union"), Client(web, "convener")
    waiting = upload(union, PDF).json["file"]  # type: ignore[index]

    for client, path in (
        (union, f"{FILES}/{waiting}"),
        (convener, f"{FILES}/{waiting}"),
        (convener, f"/departments/youth_league/files/{kept['file']}"),
        (convener, f"/departments/nobody/files/{kept['file']}"),
    ):
        problem(client("GET", path), 404, "not_found")


@pytest.mark.rule("R-JM-13")
def test_a_file_that_is_not_the_recorded_one_is_not_given_out(
    kept: Any, city: City, web: FlaskClient
) -> None:
    ledger = city.runtimes["union"].ledger
    chunks, place = ledger.db[store.CHUNKS], {"files_id": kept["file"], "n": 0}
    before = chunks.find_one(place)["data"]  # type: ignore[index]
    # Sealed as it should be, by whoever has the department's keys: only the recorded hash tells.
    other = ledger.vault.seal_part(f"file:{kept['file']}", 0, CONTENT[: PART_BYTES - 1] + b"!")
    chunks.update_one(place, {"$set": {"data": other}})
    try:
        body = problem(Client(web, "convener")("GET", f"{FILES}/{kept['file']}"), 409, "conflict")
        assert "SHA-256 不符" in body["detail"]
    finally:
        chunks.update_one(place, {"$set": {"data": before}})
    assert Client(web, "convener")("GET", f"{FILES}/{kept['file']}").data == CONTENT


@pytest.mark.rule("R-JM-13")
@pytest.mark.parametrize("more", [0, 1])
def test_a_file_may_be_so_large_and_no_larger(city: City, web: FlaskClient, more: int) -> None:
    db = city.runtimes["union"].ledger.db
    before = db[store.FILES].count_documents({})
    answer = upload(Client(web, "union"), pdf(MAX_FILE_BYTES + more))

    if more:
        assert "超过10 MB；请压缩或分成几份再上传" in problem(answer, 413, "too_large")["detail"]
        assert db[store.FILES].count_documents({}) == before
    else:
        assert (answer.status_code, answer.json["size"]) == (201, MAX_FILE_BYTES)  # type: ignore[index]


def test_refusals_say_what_to_do(web: FlaskClient) -> None:
    union = Client(web, "union")

    assert "请选择" in problem(upload(union, b""), 422, "invalid_input")["detail"]
    body = problem(upload(union, b"MZ a program", "名单.pdf"), 422, "rule_violated")
    assert body["violations"][0]["rule"] == "R-JM-13-TYPE"
    problem(upload(union, PDF, path="/departments/youth_league/files"), 403, "not_allowed")
    problem(upload(Client(web, "convener"), PDF, path="/departments/organisation/files"), 403, "not_allowed")
    assert web.post(f"/api/v1{FILES}", data=PDF).status_code == 401
    assert web.get(f"/api/v1{FILES}/x").status_code == 401


def test_an_upload_that_is_cut_off_leaves_an_orphan_and_nothing_else(
    city: City, web: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(io.BytesIO):
        """The line of a person who goes away after the first part."""

        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= PART_BYTES:
                raise OSError("gone")
            return super().read(size)

        def readinto(self, buffer: Any, /) -> int:
            part = self.read(min(len(buffer), PART_BYTES - self.tell()))
            buffer[: len(part)] = part
            return len(part)

    db = city.runtimes["union"].ledger.db
    entries = db["ledger"].count_documents({})
    before = set(db[store.FILES].distinct("_id"))
    answer = Client(web, "union")(
        "POST", FILES, input_stream=Cut(CONTENT), content_length=len(CONTENT), query_string={"name": "a.pdf"}
    )

    assert answer.status_code >= 400
    (orphan,) = set(db[store.FILES].distinct("_id")) - before
    assert db[store.FILES].find_one({"_id": orphan})["sha256"] is None  # type: ignore[index]
    assert [row["n"] for row in db[store.CHUNKS].find({"files_id": orphan})] == [0]
    assert db[store.HEADS].find_one({"_id": orphan}) is None
    assert db["ledger"].count_documents({}) == entries

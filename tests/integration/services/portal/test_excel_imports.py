"""Files that are imported in the background: all or nothing, once, and told row by row."""

import io
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from services.development.commands.back_entry import KINDS as CASES
from services.portal.excel import importing
from services.portal.excel.kinds import COLUMNS, KEYS
from services.registry.commands.imports import KINDS as REGISTER
from shared.contracts.errors import DeadlinePassed, Unavailable
from tests.e2e.city import City
from tests.integration.services.portal.conftest import Client
from tests.integration.services.portal.excel_files import (
    TOWNSHIP,
    Json,
    credit_code,
    ended,
    enterprise,
    opened,
    upload,
    workbook,
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def failing(city: City, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the registry not answer real imports, from the given one on, before or after it did them."""

    def fail(first: int, error: Exception, *, after: bool = False) -> None:
        real, seen = city.call, [0]

        def call(instance: str, method: str, arguments: Json, **more: Any) -> Any:
            if method == "import_rows" and not arguments["dry_run"]:
                seen[0] += 1
                if seen[0] >= first:
                    if after:
                        real(instance, method, arguments, **more)
                    raise error
            return real(instance, method, arguments, **more)

        caller = edge_of(city).caller
        monkeypatch.setattr(caller, "call", call)

    return fail


def edge_of(city: City) -> Any:
    """Return the edge of the running portal, as a view holds it."""
    view = city.web.application.view_functions["ledgers"]
    cells = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=True))
    return cells["edge"].cell_contents


def known(clerk: Client, number: int) -> bool:
    return clerk("GET", f"/enterprises/{credit_code(number)}").status_code == 200


KINDS = {**REGISTER, **CASES}


def test_the_columns_are_those_of_the_services() -> None:
    assert {kind: {*columns} for kind, columns in COLUMNS.items()} == {
        kind: {*one.command.declared} for kind, one in KINDS.items()
    }
    assert set(KEYS) == set(KINDS)


def test_a_template_can_be_fetched(clerk: Client, web: FlaskClient) -> None:
    book = opened(clerk("GET", "/imports/members/template"))

    assert book.sheetnames[:2] == ["党员", "填写说明"]
    assert clerk("GET", "/imports/nothing/template").status_code == 404
    assert web.get("/api/v1/imports/members/template").status_code == 401


def test_a_workbook_of_many_parts_is_imported(clerk: Client) -> None:
    job = upload(clerk, "enterprises", workbook("enterprises", [enterprise(n) for n in range(450)]))

    assert (job["state"], job["total"], job["done"], job["problems"]) == ("done", 450, 450, [])
    assert [part["state"] for part in job["parts"]] == ["in", "in", "in"]
    assert known(clerk, 449)


def test_the_same_file_is_the_same_job(clerk: Client) -> None:
    content = workbook("enterprises", [enterprise(1000)])
    first, second = (upload(clerk, "enterprises", content) for _ in range(2))

    assert first == second
    assert second["done"] == 1


def test_form_data_and_csv_go_in_as_well(clerk: Client) -> None:
    row = enterprise(1001)
    text = ";".join(row) + "\n" + ";".join(map(str, row.values()))
    form = {"file": (io.BytesIO(text.encode("gbk")), "企业.csv")}
    answer = clerk("POST", "/imports/enterprises/files", data=form)

    assert answer.status_code == 202
    job = ended(clerk, answer.json["id"])  # type: ignore[index]
    assert (job["state"], job["file"]) == ("done", "企业.csv")


def test_a_dry_run_writes_nothing(clerk: Client) -> None:
    content = workbook("enterprises", [enterprise(1010)])
    job = upload(clerk, "enterprises", content, "?dry_run=1")

    assert (job["state"], job["checked"], job["done"]) == ("done", 1, 0)
    assert not known(clerk, 1010)


def test_nothing_is_written_when_a_row_of_a_later_part_has_a_problem(clerk: Client) -> None:
    rows = [enterprise(2000 + n) for n in range(250)]
    rows[240]["area"] = "411323000000"
    job = upload(clerk, "enterprises", workbook("enterprises", rows))

    assert (job["state"], job["done"], job["problem_count"]) == ("failed", 0, 1)
    problem = job["problems"][0]
    assert (problem["row"], problem["column"], problem["field"]) == (242, "C", "area")
    assert problem["problem"].startswith("第242行C列“所在乡镇（街道）”：")
    assert not known(clerk, 2000)


def test_problems_of_reading_are_told_without_asking_the_registry(clerk: Client) -> None:
    rows = [enterprise(2300), enterprise(2301, size="特大", employees="约30")]
    job = upload(clerk, "enterprises", workbook("enterprises", rows))

    assert [(one["row"], one["column"]) for one in job["problems"]] == [(3, "F"), (3, "G")]
    assert "没有写入任何数据" in job["message"]


def test_a_row_may_need_one_of_an_earlier_part(clerk: Client) -> None:
    head = {"org_code": "XL-C", "name": "虚构党委", "type": "党委", "form": None, "area": TOWNSHIP}
    rest = {"parent": None, "units": None, "established_on": "2020-05-18"}
    rows = [{**head, **rest}]
    rows += [
        {**head, **rest, "org_code": f"XL-{n}", "name": f"虚构第{n}支部", "type": "党支部", "parent": "XL-C"}
        for n in range(230)
    ]
    job = upload(clerk, "organisations", workbook("organisations", rows))

    assert job["state"] == "done", job


def test_a_file_that_is_none_gives_a_job_that_says_so(clerk: Client) -> None:
    job = upload(clerk, "enterprises", b"%PDF-1.7")

    assert job["state"] == "failed"
    assert "PDF" in job["message"]
    assert clerk("GET", f"/jobs/{job['id']}/result").status_code == 422
    assert clerk("POST", "/imports/enterprises/files", data=b"").status_code == 422
    assert clerk("POST", "/imports/nothing/files", data=b"x").status_code == 404


def test_who_may_not_import_is_told_so(web: FlaskClient) -> None:
    job = upload(Client(web, "leader"), "enterprises", workbook("enterprises", [enterprise(2400)]))

    assert job["message"] == "您的角色无权办理此项"


def test_jobs_are_seen_by_their_owner_only(clerk: Client, web: FlaskClient) -> None:
    job = upload(clerk, "enterprises", workbook("enterprises", [enterprise(2500)]), "?dry_run=1")
    other = Client(web, "administrator")

    assert other("GET", f"/jobs/{job['id']}").status_code == 404
    assert other("GET", f"/jobs/{job['id']}/result").status_code == 404
    assert job["id"] in [one["id"] for one in clerk("GET", "/jobs").json]  # type: ignore[union-attr]
    assert other("GET", "/jobs").json == []


def test_a_part_that_fails_leaves_word_which_rows_are_in(
    clerk: Client, failing: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = workbook("enterprises", [enterprise(3000 + n) for n in range(450)])
    failing(2, Unavailable("名册服务未启动"))
    job = upload(clerk, "enterprises", content)

    assert (job["state"], job["done"]) == ("failed", 200)
    assert [part["state"] for part in job["parts"]] == ["in", "out", "out"]
    assert "第2至201行已经写入；第202至451行没有写入" in job["message"]
    assert job["resumable"]
    monkeypatch.undo()

    again = upload(clerk, "enterprises", content)
    assert (again["id"], again["state"], again["done"]) == (job["id"], "done", 450)


def test_a_part_whose_answer_was_lost_is_not_written_twice(
    clerk: Client, failing: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = workbook("enterprises", [enterprise(4000 + n) for n in range(210)])
    failing(1, DeadlinePassed("名册未应答"), after=True)
    job = upload(clerk, "enterprises", content)

    assert [part["state"] for part in job["parts"]] == ["unknown", "out"]
    monkeypatch.undo()
    assert upload(clerk, "enterprises", content)["state"] == "done"
    assert len(clerk("GET", f"/enterprises/{credit_code(4000)}").json["statements"]) == 1  # type: ignore[index]


def test_a_job_that_the_portal_left_behind_is_interrupted_and_goes_on(
    city: City, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = workbook("enterprises", [enterprise(5000 + n) for n in range(210)])
    died = Event()
    with monkeypatch.context() as killed:
        killed.setattr(importing._Run, "_note_part", _killed)
        killed.setattr(importing.Importing, "_give_up", lambda *_: died.set())
        job_id = clerk("POST", "/imports/enterprises/files", data=content).json["id"]  # type: ignore[index]
        assert died.wait(60)
    jobs = city.client[f"{city.prefix}_portal"]["jobs"]
    lease = timedelta(minutes=5)
    jobs.update_one({"_id": job_id}, [{"$set": {"beat": {"$subtract": ["$beat", lease.seconds * 1000]}}}])
    job = clerk("GET", f"/jobs/{job_id}").json

    assert (job["state"], job["state_title"], job["resumable"]) == ("interrupted", "中断", True)  # type: ignore[index]
    again = upload(clerk, "enterprises", content)
    assert (again["id"], again["state"], again["done"]) == (job_id, "done", 210)


NOTE_PART = importing._Run._note_part


def _killed(run: Any, parts: Any, number: int, state: str) -> None:
    if state == importing.IN:
        raise RuntimeError("the process ends here")
    NOTE_PART(run, parts, number, state)


def test_the_result_is_the_same_file_with_what_became_of_each_row(clerk: Client) -> None:
    rows = [enterprise(6000), enterprise(6001, name="=1+1"), enterprise(6002, area="411323000000")]
    job = upload(clerk, "enterprises", workbook("enterprises", rows))
    sheet = opened(clerk("GET", f"/jobs/{job['id']}/result")).worksheets[0]
    told = [row[-1].value for row in sheet.iter_rows()]

    assert told[:2] == ["结果", "未导入"]
    assert "公式" in told[2]
    assert sheet["B3"].value == "'=1+1"
    assert sheet["B3"].fill.fgColor.rgb == "FFF8CBAD"
    assert sheet["A3"].fill.fgColor.rgb != "FFF8CBAD"


def test_a_corrected_result_can_be_sent_again(clerk: Client) -> None:
    job = upload(clerk, "enterprises", workbook("enterprises", [enterprise(6100, size="特大")]))
    answer = clerk("GET", f"/jobs/{job['id']}/result")
    book = load_workbook(io.BytesIO(answer.data))
    book.worksheets[0]["F2"] = "大型"
    written = io.BytesIO()
    book.save(written)

    assert upload(clerk, "enterprises", written.getvalue())["state"] == "done"


def test_the_result_of_a_finished_job_says_so(clerk: Client) -> None:
    job = upload(clerk, "enterprises", workbook("enterprises", [enterprise(6200)]))
    sheet = opened(clerk("GET", f"/jobs/{job['id']}/result")).worksheets[0]

    assert sheet["K2"].value == "已导入"

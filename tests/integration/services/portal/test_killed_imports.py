"""A portal process that is killed in the middle of an import: the same file, sent again, doubles nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.lock import await_nobody
from services.portal.excel.store import LEASE
from tests.importing_stack import ImportingStack, Json
from tests.integration.services.development.conftest import id_number
from tests.integration.services.portal.excel_files import TOWNSHIP, workbook

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
HEAD = {"form": None, "area": TOWNSHIP, "units": None, "established_on": "2020-05-18"}
ORGANISATIONS = (
    {"org_code": "PC", "name": "虚构党委", "type": "党委", "parent": None, **HEAD},
    {"org_code": "PB", "name": "虚构支部", "type": "党支部", "parent": "PC", **HEAD},
)
SECONDS = 240
REASON = "纸质材料"


@pytest.fixture(scope="module")
def importing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImportingStack]:
    """Registry, development and portal as processes; a committee and its branch."""
    with pytest.MonkeyPatch.context() as own_servers:
        own_servers.delenv("AMQP_URI", raising=False)
        own_servers.delenv("MONGODB_URI", raising=False)
        directory = tmp_path_factory.mktemp("killed")
        with ImportingStack(directory) as started:
            job_id = started.upload("clerk", "organisations", workbook("organisations", ORGANISATIONS))
            assert started.ended("clerk", job_id, SECONDS)["state"] == "done"
            yield started
        assert await_nobody(Path(directory), 20)


def database(importing: ImportingStack, client: MongoClient[Json], instance: str) -> Database[Json]:
    (name,) = [one for one in client.list_database_names() if one.endswith(f"_{instance}")]
    return client[name]


def killed_and_sent_again(
    importing: ImportingStack, client: MongoClient[Json], user: str, kind: str, content: bytes, **query: str
) -> Json:
    """Kill the portal once a part is in and others are not; send the file again, and return the job at its end."""
    job_id = importing.upload(user, kind, content, **query)
    job = importing.until(user, job_id, lambda one: one["done"] > 0, SECONDS)
    assert (job["state"], 0 < job["done"] < job["total"]) == ("running", True), (
        job["message"],
        job["problems"][:3],
    )
    importing.stack.kill("portal")
    importing.stack.await_ready()
    # Nobody waits a minute until the job is known to be left behind.
    back = {"$set": {"beat": {"$subtract": ["$beat", 2 * int(LEASE.total_seconds()) * 1000]}}}
    database(importing, client, "portal")["jobs"].update_one({"_id": job_id}, [back])
    assert importing.job(user, job_id)["state"] == "interrupted"
    assert importing.upload(user, kind, content, **query) == job_id
    return importing.ended(user, job_id, SECONDS)


def streams(db: Database[Json], event_type: str) -> list[str]:
    return sorted(row["stream"] for row in db["ledger"].find({"type": event_type}))


def test_members_go_in_once_each(importing: ImportingStack) -> None:
    many = 800
    fixed = {"status": "正式党员", "org_code": "PB", "basis": "补录", "effective_on": "2021-07-01"}
    rows = [{"member_id": f"KM{n:04}", "name": f"虚构{n}", **fixed} for n in range(many)]
    with MongoClient[Json](importing.stack.mongodb_uri, tz_aware=True) as client:
        content = workbook("members", rows)
        job = killed_and_sent_again(importing, client, "clerk", "members", content, reason=REASON)
        entered = streams(database(importing, client, "registry"), "registry.opening_entered.v1")

    assert (job["state"], job["done"], job["problems"]) == ("done", many, [])
    assert {part["state"] for part in job["parts"]} == {"in"}
    assert entered == [f"member:KM{n:04}" for n in range(many)]


@pytest.mark.rule("R-GEN-10")
def test_running_cases_go_in_once_each_with_the_whole_report(importing: ImportingStack) -> None:
    many = 100
    with MongoClient[Json](importing.stack.mongodb_uri, tz_aware=True) as client:
        content = workbook("cases", [late(n) for n in range(many)])
        # Development has heard of the branch by the time it takes a first row.
        content_of_one: Any = workbook("cases", [late(many)])
        for _ in range(SECONDS):
            tried = importing.upload("committee", "cases", content_of_one, reason=REASON, dry_run="1")
            if importing.ended("committee", tried, SECONDS)["state"] == "done":
                break
        job = killed_and_sent_again(importing, client, "committee", "cases", content, reason=REASON)
        opened = streams(database(importing, client, "development"), "development.case_opened.v1")

    assert (job["state"], job["done"], job["report_count"]) == ("done", many, many)
    assert [one["row"] for one in job["report"]] == [*range(2, many + 2)]
    assert opened == [f"case:KC{n:04}" for n in range(many)]


def late(number: int) -> Json:
    """Return a row whose talk was held too late, which is told and does not keep it out."""
    return {
        "case_id": f"KC{number:04}",
        "org_code": "PB",
        "name": f"虚构{number}",
        "sex": "女",
        "on": "2025-01-10",
        "birth_date": "1990-01-01",
        "id_number": id_number(number),
        "written": "是",
        "record_talk_on": "2025-02-11",
        "record_talk_talker": "书记",
        "record_recommendation_on": "2025-02-12",
        "decide_activist_on": "2025-03-01",
        "decide_activist_decided_by": "支部委员会",
    }

"""Many lives with corrections among them: the state is the fold, and figures are as if all had been right at once."""

import os
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from services.development import store
from shared.contracts.errors import LianxiError
from shared.ledger import Entry
from shared.ledger.corrected import as_they_stand
from tests.integration.services.development.conftest import Development, id_number
from tests.integration.services.development.forbidden import problems
from tests.integration.services.development.test_back_entry import PAPER, bring, paper
from tests.integration.services.development.test_cases import fold
from tests.integration.services.reporting.conftest import Reporting

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-GEN-09"), pytest.mark.rule("R-IND-07")]
LIVES, CORRECTIONS = (int(one) for one in os.environ.get("LIANXI_LIVES", "60,30").split(","))
TOWN = "411302001000"
QUARTERS = tuple(
    (f"{year}Q{number}", date(year, 3 * number, 30)) for year in (2025, 2026) for number in (1, 2, 3, 4)
)
STAGES = (("S10", "S11", "S20"), ("S21", "S30", "S31"), ("S32", "S33", "S40", "S41", "S42", "S43", "S44"))
UNTIL = tuple(step for step, _, _ in PAPER)
ROWS = 20
# So many invented identity numbers there are for each day of birth.
A_DAY = 900
Document = dict[str, Any]


def live(development: Development, chance: random.Random) -> None:
    """Let people come as far as chance will have it, some of them with days of their own."""
    for start in range(0, LIVES, ROWS):
        rows = []
        for number in range(start + 1, min(start + ROWS, LIVES) + 1):
            born = date(1990, 1, 1) + timedelta(days=number // A_DAY)
            identity = {
                "id_number": id_number(number % A_DAY, born.isoformat()),
                "birth_date": born.isoformat(),
            }
            row = paper(chance.choice(UNTIL), case_id=f"L{number}", **identity)
            if "approve_admission_on" in row:
                row["member_id"] = f"Y{number}"
                development.member(row["member_id"], "BRANCH", status="PROBATIONARY", on="2026-04-10")
            rows.append(row | {name: f"ZL{number}" for name in row if name.endswith("_form_no")})
        bring(development, *rows)


def put_right(development: Development, chance: random.Random) -> Counter[str]:
    """Correct entries by chance; return what became of it."""
    done: Counter[str] = Counter()
    while done["approved"] < CORRECTIONS:
        case_id = f"L{chance.randint(1, LIVES)}"
        standing = as_they_stand(development.recorded(f"case:{case_id}"))
        if len(standing) < 2:
            continue
        entry = chance.choice(standing[1:])
        on = date.fromisoformat(entry["effective_on"]) + timedelta(days=chance.choice((-3, -1, 1, 3, 40)))
        change: Document = {"void": True} if chance.random() < 0.2 else {"on": on.isoformat()}
        named = {
            "stream": f"case:{case_id}",
            "seq": entry["seq"],
            "reason": f"第{sum(done.values())}次核对原件",
        }
        number = f"GZ-{sum(done.values())}"
        try:
            told = development.act("wei", "propose_correction", correction=number, **named, **change)
            development.act("xian", "approve_correction", correction=number)
        except LianxiError:
            done["refused"] += 1
        else:
            done["approved"] += 1
            done["undone"] += len(told["undone"])
    return done


def told_by(development: Development) -> list[Document]:
    return list(
        development.db["ledger"].find({"stream": {"$regex": "^case:"}}).sort([("recorded_at", 1), ("seq", 1)])
    )


def entries_of(documents: Iterable[Document]) -> list[Entry]:
    """Return ledger documents as a follower reads them."""
    return [
        Entry(
            log="development",
            n=number,
            hash="",
            id=row["_id"],
            stream=row["stream"],
            seq=row["seq"],
            type=row["type"],
            recorded_at=row["recorded_at"],
            recorded_on=date.fromisoformat(row["recorded_on"]),
            effective_on=date.fromisoformat(row["effective_on"]),
            department="organisation",
            cause=None,
            call_id=None,
            data=row["data"],
        )
        for number, row in enumerate(documents, 1)
    ]


def figures(development: Development, name: str, entries: list[Entry]) -> dict[str, Any]:
    """Return what reporting counts in each quarter of what it hears."""
    reporting = Reporting(development.db.client, f"{development.db.name}_{name}")
    reporting.clear()
    try:
        registry = development.elsewhere.page("registry", 0, 10_000)
        for first in range(0, len(registry), 200):
            reporting.take(registry[first : first + 200])
        for first in range(0, len(entries), 200):
            reporting.take(entries[first : first + 200])
        reporting.settle()
        return {period: reporting.figures(period) for period, _ in QUARTERS}
    finally:
        development.db.client.drop_database(reporting.db.name)


def counted(standing: Mapping[str, list[Document]], day: date) -> list[int]:
    """Count applicants, activists and candidates at the end of a day, step by step."""
    found = [0, 0, 0]
    for entries in standing.values():
        states = [
            row["data"].get("state", "S10") for row in entries if row["effective_on"] <= day.isoformat()
        ]
        for number, stage in enumerate(STAGES):
            found[number] += bool(states) and states[-1] in stage
    return found


def test_figures_after_corrections_are_those_of_lives_that_were_right_at_once(
    development: Development,
) -> None:
    chance = random.Random(2026)
    for _, day in QUARTERS:
        development.hear("registry", "registry.day_started.v1", "day", day.isoformat(), date=day.isoformat())
    development.db["day"].update_many({}, {"$set": {"first": "2027-01-01"}})
    live(development, chance)

    done = put_right(development, chance)

    written = told_by(development)
    streams = sorted({row["stream"] for row in written})
    standing = {
        stream: as_they_stand(row for row in written if row["stream"] == stream) for stream in streams
    }
    for stream, entries in standing.items():
        case_id = stream.partition(":")[2]
        kept = development.db["cases"].find_one({"_id": case_id})
        assert problems(entries, "COMMITTEE") == []
        assert (kept is None) == (not entries)
        assert kept is None or store.case_of(kept).state == fold(entries).state
        assert kept is None or [one.on for one in store.case_of(kept).taken] == [
            one.on for one in fold(entries).taken
        ]
    corrected = figures(development, "a", entries_of(written))
    right = [row for entries in standing.values() for row in entries]
    assert corrected == figures(development, "b", entries_of(right))
    for period, day in QUARTERS:
        assert corrected[period][TOWN]["K-22"] == counted(standing, day), period
    trail(development, done["approved"])


def trail(development: Development, approved: int) -> None:
    """Who proposed, who approved, when, what was and what is, and why: all of it is on record."""
    found = 0
    for row in development.db["corrections"].find({"state": "approved"}):
        told = development.db["ledger"].find({"data.correction": row["_id"]}).sort("recorded_at", 1)
        by_type: dict[str, list[Document]] = {}
        for entry in told:
            by_type.setdefault(entry["type"].split(".")[1], []).append(entry)
        (proposed,), (decided,) = by_type["correction_proposed"], by_type["correction_approved"]
        assert (proposed["actor"]["user"], decided["actor"]["user"]) == ("wei", "xian")
        assert proposed["reason"] == row["reason"] == by_type["entry_corrected"][0]["reason"]
        before = {one["seq"]: one for one in development.recorded(row["stream"])}
        for one in by_type["entry_corrected"]:
            assert one["data"]["seq"] in before
            assert one["data"]["was_on"] <= one["recorded_on"]
        assert row["told"]["changed"]
        found += 1
    assert found == approved

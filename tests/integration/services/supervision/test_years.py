"""Random years of organisations: each duty is open, met, late or void, and the ledger says the same."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from shared.contracts.errors import LianxiError
from shared.rules.deadlines import table
from tests.integration.services.supervision.conftest import Supervision

pytestmark = pytest.mark.integration
YEARS = 4
KINDS = (
    *("quarterly_meeting", "activity_day", "committee_meeting", "members_meeting"),
    *("lecture", "life_meeting", "review", "group_meeting"),
)
STATE_AFTER = {"duty_opened": "open", "duty_met": "met", "duty_late": "late", "duty_lapsed": "lapsed"}


class Year:
    """A year of two organisations, from one random number."""

    def __init__(self, supervision: Supervision, seed: int) -> None:
        self.supervision, self.chance = supervision, random.Random(seed)
        self.today = date(2026, 1, 1)
        self.number = 0
        self.refused = 0
        supervision.organisation("OTHER", on="2026-02-10")
        supervision.start(self.today.isoformat())

    def name(self, letter: str) -> str:
        """Return a number nobody has used."""
        self.number += 1
        return f"{letter}{self.number}"

    def pass_days(self) -> None:
        """Let some days begin, each of them or only the last."""
        for _ in range(self.chance.choice((1, 1, 3, 12, 31))):
            self.today += timedelta(days=1)
            if self.chance.random() < 0.9:
                self.supervision.start(self.today.isoformat())
        self.supervision.start(self.today.isoformat())

    def some_day(self) -> str:
        """Return a day around today, mostly before."""
        return (self.today - timedelta(days=self.chance.randint(-3, 60))).isoformat()

    def meet(self) -> None:
        """Record a meeting, mostly one that counts."""
        counts = self.chance.random() < 0.8
        self.supervision.meeting(
            self.name("M"),
            self.some_day(),
            self.chance.choice(KINDS),
            org_code=self.chance.choice(("BRANCH", "OTHER")),
            present=8 if counts else 4,
        )

    def exempt(self) -> None:
        """Ask for an exemption, and grant it or not."""
        number, first = self.name("E"), self.some_day()
        last = (date.fromisoformat(first) + timedelta(days=self.chance.randint(0, 120))).isoformat()
        asked = {"deadline": self.chance.choice(("activity_day", "lecture", "review")), "ground": "停产检修"}
        asked |= {"exemption": number, "org_code": "BRANCH", "from_on": first, "until_on": last}
        self.supervision.act("shu", "request_exemption", **asked)
        if self.chance.random() < 0.7:
            self.supervision.act("zu", "grant_exemption", exemption=number)

    def inspect(self) -> None:
        """Inspect an organisation, and take a finding some way."""
        if self.supervision.db["checklists"].count_documents({}) == 0:
            self.supervision.act("cha", "issue_checklist", version="1", items=[{"item": "x", "text": "项目"}])
        finding = self.name("F")
        found = {
            "finding": finding,
            "item": "x",
            "severity": self.chance.choice(("normal", "serious")),
            "text": "问题",
        }
        self.supervision.act(
            "cha", "record_inspection", inspection=self.name("D"), org_code="BRANCH",
            inspected_on=self.some_day(), version="1", findings=[found],
        )  # fmt: skip
        day = self.today.isoformat()
        steps: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("cha", "issue_notice", {}),
            ("shu", "reply_to_notice", {"replied_on": day, "text": "已整改"}),
            ("cha", "recheck_finding", {"rechecked_on": day, "passed": self.chance.random() < 0.7}),
            ("cha", "close_finding", {"closed_on": day}),
        )
        for user, method, details in steps[: self.chance.randint(0, 4)]:
            self.supervision.act(user, method, finding=finding, **details)

    def change_members(self) -> None:
        """Let a member come or go, around the number from which there is a committee."""
        member = f"N{self.chance.randrange(4)}"
        if self.supervision.db["members"].find_one({"_id": member}) is None:
            self.supervision.member(member, "BRANCH", on=self.some_day())
        else:
            status = self.chance.choice(("FULL", "TRANSFERRED_OUT"))
            self.supervision.changed(member, self.some_day(), status=status)

    def hear_again(self) -> None:
        """Let everything that others told arrive again."""
        self.supervision.rebuild()
        self.supervision.follower.settle()

    def end_the_other(self) -> None:
        """Let the other organisation end."""
        stream = "organisation:OTHER"
        day = max(self.some_day(), "2026-02-11")
        self.supervision.hear("registry", "registry.organisation_dissolved.v1", stream, day, org_code="OTHER")

    def live(self, acts: int) -> None:
        """Do *acts* random things, and look after each."""
        choices = (self.pass_days, self.pass_days, self.meet, self.meet, self.meet, self.exempt, self.inspect)
        choices += (
            (self.change_members, self.hear_again) if self.chance.random() < 0.5 else (self.end_the_other,)
        )
        for _ in range(acts):
            try:
                self.chance.choice(choices)()
            except LianxiError:
                self.refused += 1
            self.look()

    def look(self) -> None:
        """Hold what must always hold."""
        told: dict[str, list[dict[str, Any]]] = defaultdict(list)
        entries = self.supervision.db["ledger"].find({"stream": {"$regex": "^duty:"}}).sort([("seq", 1)])
        for entry in entries:
            told[entry["data"]["duty"]].append(entry)
        documents = {row["_id"]: row for row in self.supervision.db["duties"].find()}
        assert set(documents) == set(told)
        for duty, row in documents.items():
            self.check(row, told[duty])

    def check(self, row: dict[str, Any], entries: list[dict[str, Any]]) -> None:
        """Hold one duty against what was told of it."""
        kinds = [entry["type"].split(".")[1] for entry in entries]
        assert STATE_AFTER[kinds[-1]] == row["state"] or (
            row["state"] == "late" and not table()[row["deadline"]].is_limit
        )
        assert kinds.count("duty_opened") == 1 + kinds.count("duty_lapsed") - (row["state"] == "lapsed")
        assert kinds.count("duty_met") <= 1
        if row["state"] == "met":
            assert row["in_time"] == (row["met_on"] <= row["last_on"])
            assert kinds[-1] == "duty_met"
        if row["state"] == "open":
            assert row["last_on"] >= self.today.isoformat()
        if "duty_late" in kinds:
            late = entries[kinds.index("duty_late")]
            assert late["recorded_on"] > row["last_on"]


@pytest.mark.rule("R-GEN-13")
@pytest.mark.parametrize("seed", range(YEARS))
def test_no_year_leaves_a_duty_that_is_neither_done_nor_to_do(supervision: Supervision, seed: int) -> None:
    year = Year(supervision, seed)

    year.live(acts=40)

    assert supervision.db["duties"].count_documents({}) > 5

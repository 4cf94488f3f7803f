"""Development on a real database, and the people of a branch, a committee and the county."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from services.development.service import DevelopmentService
from shared.ledger import Actor
from shared.rules.id_number import check_character
from shared.security import keys
from tests.integration.services.hosted import CITY, TOWN, XIXIA, Hosted

FOLLOWS = ("registry", "supervision", "training", "union", "youth_league", "womens_federation")
VOTERS = 15
PEOPLE = {
    user: Actor(user, "organisation", roles, areas)
    for user, roles, areas in (
        ("zhi", ("branch_secretary",), (TOWN,)),
        ("wei", ("committee_secretary",), (CITY,)),
        ("xian", ("county_organiser",), (CITY,)),
        ("xian2", ("county_organiser",), (CITY,)),
        ("xixia", ("county_organiser",), (XIXIA,)),
        ("other", ("branch_secretary", "committee_secretary"), (XIXIA,)),
        ("visitor", ("leader",), (CITY,)),
    )
}
FOUR = ["group", "contacts", "members", "masses"]
TALLY = {"meeting": "BM", "due": VOTERS, "present": 8, "yes": 8, "no": 0, "abstain": 0}
BY_COMMITTEE = {"approver": "COMMITTEE", "meeting": "PC"}
# The way of the unit tests, as callers tell it.
WAY: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("zhi", "record_talk", "2025-01-20", {"talker": "secretary"}),
    ("zhi", "record_recommendation", "2025-01-25", {"body": "members", "recommendation": "R1"}),
    ("zhi", "decide_activist", "2025-03-01", {"meeting": "BC", "decided_by": "committee"}),
    ("wei", "file_activist", "2025-03-05", {"filing": "F1"}),
    ("zhi", "assign_contacts", "2025-03-06", {"members": ["M0", "M1"]}),
    ("zhi", "half_year_review", "2025-08-20", {"meeting": "BC"}),
    ("zhi", "half_year_review", "2026-02-20", {"meeting": "BC"}),
    ("zhi", "propose_candidate", "2026-03-02", {"meeting": "BC", "opinions": FOUR}),
    ("wei", "superior_agree", "2026-05-12", {**BY_COMMITTEE, "reply": "agreement"}),
    ("zhi", "end_notice", "2026-05-21", {"posted_on": "2026-05-13"}),
    ("zhi", "set_introducers", "2026-05-22", {"members": ["M0", "M1"]}),
    ("zhi", "political_review", "2026-06-01", {"reviewer": "branch"}),
    ("zhi", "branch_review", "2026-06-05", {"meeting": "BC"}),
    ("wei", "pre_review_pass", "2026-06-08", {**BY_COMMITTEE, "form_no": "ZY1", "leaves_soon": False}),
    ("zhi", "complete_form", "2026-06-09", {"form_no": "ZY1"}),
    ("zhi", "vote_admission", "2026-06-10", TALLY),
    ("wei", "org_talk", "2026-06-20", {"talker": "organiser"}),
    ("wei", "approve_admission", "2026-08-20", BY_COMMITTEE),
    ("wei", "file_admission", "2026-08-25", {"filing": "F2"}),
    ("zhi", "assign_to_branch", "2026-08-28", {"group": "第一党小组"}),
    ("zhi", "oath", "2026-09-01", {"meeting": "OATH"}),
    ("zhi", "probation_review", "2026-11-20", {"meeting": "BC"}),
    ("zhi", "probation_review", "2027-02-20", {"meeting": "BC"}),
    ("zhi", "probation_review", "2027-05-10", {"meeting": "BC"}),
    ("zhi", "apply_conversion", "2027-05-15", {}),
    (
        "zhi",
        "vote_conversion",
        "2027-06-10",
        {**TALLY, "opinions": FOUR, "reviewed_on": "2027-06-05"},
    ),
    ("wei", "approve_conversion", "2027-07-10", BY_COMMITTEE),
    (
        "zhi",
        "archive",
        "2027-07-20",
        {"documents": ["form", "application", "political_review", "conversion_application", "cultivation"]},
    ),
)
COURSE_AFTER = "set_introducers"


def id_number(number: int, born: str = "1990-01-01") -> str:
    """Make the *number*th invented identity number of somebody born on a day."""
    first = f"411302{born.replace('-', '')}{number:03d}"
    return first + check_character(first)


class Development(Hosted):
    """The service, a branch of fifteen voters, and its committee."""

    people: Mapping[str, Actor] = PEOPLE

    def begin(self) -> None:
        """Let what the registry knows arrive."""
        self.day = "2027-12-31"
        self.learn_the_tree()
        self.organisation("COMMITTEE", type="committee", form=None, can_approve_member=True)
        self.organisation("BRANCH", parent="COMMITTEE")
        self.organisation("FAR", area="411323001000", parent="COMMITTEE")
        for number in range(VOTERS):
            self.member(f"M{number}", "BRANCH")

    def apply_for(self, case_id: str, number: int = 1, **change: Any) -> Any:
        """Hand in an application."""
        details = {
            "case_id": case_id,
            "on": "2025-01-10",
            "org_code": "BRANCH",
            "name": "赵样例",
            "id_number": id_number(number),
            "sex": "female",
            "birth_date": "1990-01-01",
            "written": True,
        }
        return self.act("zhi", "submit_application", **{**details, **change})

    def course(self, case_id: str, completed_on: str = "2026-05-28") -> None:
        """Let the end of a course arrive from training."""
        self.hear(
            "training",
            "training.candidate_course_completed.v1",
            f"course:{case_id}",
            completed_on,
            case_id=case_id,
            days=3.0,
            hours=24.0,
            organiser="committee",
            classes=["CLASS1"],
            completed_on=completed_on,
        )

    def act(self, user: str, method: str, **arguments: Any) -> Any:
        """Act; of a meeting that decides a step, the record arrives before."""
        if "meeting" in arguments and not self.knows(arguments["meeting"]):
            arguments["meeting"] = self.meeting(method, **arguments)
        if method.startswith("vote_"):
            arguments = {name: value for name, value in arguments.items() if name not in ("due", "present")}
        return super().act(user, method, **arguments)

    def knows(self, meeting: str) -> bool:
        """Return whether a meeting's record has arrived."""
        return self.db["meetings"].find_one({"_id": meeting}) is not None

    def meeting(self, step: str, *, meeting: str, case_id: str, on: str, **details: Any) -> str:
        """Let the record of a meeting that decides *step* arrive; return its number, one for each day and case."""
        superior = "approver" in details and not step.startswith("vote_")
        case = self.db["cases"].find_one({"_id": case_id})
        assert case is not None
        number = f"{meeting}-{case_id}-{on}"
        kind = "members_meeting" if step.startswith("vote_") else "committee_meeting"
        self.hear(
            "supervision",
            "supervision.meeting_held.v1",
            f"meeting:{number}",
            on,
            meeting=number,
            org_code=details["approver"] if superior else case["org_code"],
            kind="superior_meeting" if superior else kind,
            held_on=on,
            voters_due=details.get("due"),
            voters_present=details.get("present"),
        )
        return number

    def recommend(
        self, body: str, case_id: str, recommendation: str, on: str, valid_until: str = "2026-12-31"
    ) -> None:
        """Let a department's recommendation arrive."""
        stream = f"recommendation:{recommendation}"
        named = {"case_id": case_id, "recommendation": recommendation}
        meeting = {"held_on": on, "due": 9, "present": 8, "yes": 8, "valid_until": valid_until}
        self.hear(body, "department.recommendation_made.v1", stream, on, **named, **meeting)

    def go(self, case_id: str, *, until: str, form_no: str = "ZY1") -> None:
        """Take the steps of the way up to *until*, that one included."""
        last = max(number for number, row in enumerate(WAY) if row[1] == until)
        for user, step, on, details in WAY[: last + 1]:
            form = {"form_no": form_no} if "form_no" in details else {}
            self.act(user, step, case_id=case_id, on=on, **{**details, **form})
            if step == COURSE_AFTER:
                self.course(case_id)


@pytest.fixture(scope="session")
def development_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.create(made, ("portal", "development"))
    return made


@pytest.fixture
def development(database: Database[dict[str, Any]], development_keys: Path) -> Development:
    made = Development("development", DevelopmentService, database, development_keys, FOLLOWS, PEOPLE)
    made.begin()
    return made

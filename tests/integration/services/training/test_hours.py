"""Who reached the hours of a year, who is exempt, and whose certificate is genuine."""

from datetime import date
from typing import Any

import pytest

from services.training import rules
from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated
from shared.rules import pack
from tests.integration.services.hosted import TOWN, WANCHENG, XIXIA
from tests.integration.services.training.conftest import Training

pytestmark = pytest.mark.integration
FULL_DAYS = tuple((f"2026-09-{day:02d}", "full_day") for day in range(1, 9))


@pytest.mark.rule("R-TRN-04")
@pytest.mark.parametrize(("last", "missing"), [("half_day", 4.0), ("full_day", None)])
def test_a_member_below_thirty_two_hours_is_short_of_the_rest(
    training: Training, last: str, missing: float | None
) -> None:
    training.held("K1", *FULL_DAYS[:3], ("2026-09-30", last))
    training.attend("K1", 1, 2, 3, 4, member_id="M1")

    row = training.short().get("M1")

    assert (row["missing"] if row else None) == missing


@pytest.mark.rule("R-TRN-09")
def test_hours_of_later_days_and_of_other_years_do_not_count(training: Training) -> None:
    training.day = "2027-01-20"
    days = (("2026-12-30", "full_day"), ("2026-12-31", "full_day"), ("2027-01-01", "full_day"))
    training.held("K1", *days)
    training.attend("K1", 1, 2, 3, member_id="M1")

    assert training.short("2026-12-30")["M1"]["hours"] == 8.0
    assert training.short("2026-12-31")["M1"]["hours"] == 16.0
    assert training.short("2027-01-20")["M1"]["hours"] == 16.0
    assert training.short("2027-01-20", 2027)["M1"]["hours"] == 8.0


@pytest.mark.rule("R-TRN-05")
@pytest.mark.parametrize(("days", "missing"), [(6, 8.0), (7, None)])
def test_a_secretary_is_asked_for_fifty_six_hours(
    training: Training, days: int, missing: float | None
) -> None:
    training.secretary("M1", "2026-06-01")
    training.held("K1", *FULL_DAYS[:days])
    training.attend("K1", *range(1, days + 1), member_id="M1")

    row = training.short().get("M1")

    assert (row["missing"] if row else None) == missing


@pytest.mark.rule("R-TRN-05-CLASSES")
@pytest.mark.parametrize(("form", "missing"), [("class", None), ("outside", 1)])
def test_a_secretary_is_asked_for_one_concentrated_class(
    training: Training, form: str, missing: int | None
) -> None:
    training.secretary("M1", "2026-06-01")
    training.held("K1", *FULL_DAYS[:7], form=form)
    training.attend("K1", *range(1, 8), member_id="M1")

    row = training.short().get("M1")

    assert (row["classes_missing"] if row else None) == missing


@pytest.mark.rule("R-TRN-05")
@pytest.mark.parametrize(
    ("post", "due"),
    [
        ({"on": "2026-09-30"}, 56),
        ({"on": "2026-10-01"}, 32),
        ({"on": "2026-06-01", "until": "2026-09-30"}, 32),
        ({"on": "2026-06-01", "until": "2026-10-01"}, 56),
        ({"on": "2026-06-01", "kind": "deputy_secretary"}, 32),
    ],
)
def test_secretary_is_who_holds_the_post_at_the_end_of_the_day(
    training: Training, post: dict[str, str], due: int
) -> None:
    training.secretary("M1", **post)

    assert training.short("2026-09-30")["M1"]["due"] == due


@pytest.mark.rule("R-TRN-05")
def test_a_secretary_s_own_hours_are_shown_beside_what_is_asked_of_secretaries(training: Training) -> None:
    training.secretary("M1", "2026-06-01")

    assert (training.hours_of("M1", 2025)["due"], training.hours_of("M1", 2026)["due"]) == (32, 56)


def test_posts_are_known_again_after_a_rebuild(training: Training) -> None:
    training.secretary("M1", "2026-06-01")

    training.rebuild()

    assert training.short()["M1"]["secretary"] is True


def test_the_list_is_of_an_area_or_of_an_organisation_page_by_page(training: Training) -> None:
    training.organisation("OTHER")
    for number in range(2, 5):
        training.member(f"M{number}", "OTHER")
    training.changed("M1", "2026-09-30", org_code="OTHER")

    assert sorted(training.short("2026-09-29", org_code="OTHER")) == ["M2", "M3", "M4"]
    assert sorted(training.short("2026-09-30", area=TOWN)) == ["M1", "M2", "M3", "M4"]
    first = training.ask("xue", "shortfall", area=TOWN, year=2026, as_of="2026-09-30", limit=3)
    rest = training.ask("xue", "shortfall", area=TOWN, year=2026, as_of="2026-09-30", after=first["next"])
    assert ([row["member_id"] for row in rest["items"]], rest["next"]) == (["M4"], None)
    with pytest.raises(InvalidInput):
        training.short(area=WANCHENG, org_code="OTHER")
    with pytest.raises(NotAllowed):
        training.short(area=XIXIA)
    with pytest.raises(NotAllowed):
        training.ask("visitor", "shortfall", area=TOWN, year=2026, as_of="2026-09-30")


@pytest.mark.rule("R-TRN-11")
def test_who_is_exempt_is_not_asked_for_hours_in_that_year_only(training: Training) -> None:
    training.exempt("M1", 2026)

    assert training.short("2026-12-31", 2026) == {}
    assert "M1" in training.short("2027-01-01", 2027)


@pytest.mark.rule("R-TRN-11")
def test_an_exemption_needs_what_it_is_for_and_counts_once_it_is_granted(training: Training) -> None:
    arguments = {"exemption": "E1", "member_id": "M1", "year": 2026}
    with pytest.raises(InvalidInput):
        training.act("xue", "request_exemption", **arguments)
    training.act("xue", "request_exemption", **arguments, exempt_for="old_age")
    assert "M1" in training.short()

    training.act("shen", "grant_exemption", exemption="E1")

    assert training.short() == {}
    with pytest.raises(Conflict):
        training.act("shen", "grant_exemption", exemption="E1")
    with pytest.raises(NotFound):
        training.act("shen", "grant_exemption", exemption="E2")


@pytest.mark.rule("R-PRV-23")
@pytest.mark.parametrize(("member", "user"), [("M1", "xue"), ("shen", "shen")])
def test_neither_who_asked_nor_the_person_grants_an_exemption(
    training: Training, member: str, user: str
) -> None:
    training.member("shen", "BRANCH")
    arguments = {"exemption": "E1", "member_id": member, "year": 2026, "exempt_for": "illness"}
    training.act("xue", "request_exemption", **arguments)

    with pytest.raises(RuleViolated):
        training.act(user, "grant_exemption", exemption="E1")


def test_a_batch_is_recorded_whole_or_not_at_all(training: Training) -> None:
    training.member("M2", "BRANCH")
    training.held("K1", *FULL_DAYS[:2])
    both = [{"member_id": "M1", "sessions": [1, 2]}, {"member_id": "M2", "sessions": [1]}]

    for wrong in (
        {"member_id": "UNKNOWN", "sessions": [1]},
        {"member_id": "M1", "sessions": [1]},
        {"case_id": "C1", "sessions": [3]},
    ):
        with pytest.raises((NotFound, Conflict, InvalidInput)):
            training.attend_all("K1", *both, wrong)
    assert training.recorded("study:member:M1") == []

    training.attend_all("K1", *both)

    hours = [training.recorded(f"study:member:{name}")[0]["data"]["hours"] for name in ("M1", "M2")]
    assert hours == [{"2026-09-01": 8.0, "2026-09-02": 8.0}, {"2026-09-01": 8.0}]


@pytest.mark.parametrize(("people", "refused"), [(200, False), (201, True)])
def test_a_batch_takes_two_hundred_people(training: Training, people: int, refused: bool) -> None:
    training.held("K1", *FULL_DAYS[:1], layer="candidate", organiser="committee")
    attendees = [{"case_id": f"C{number}", "sessions": [1]} for number in range(people)]

    if refused:
        with pytest.raises(InvalidInput):
            training.attend_all("K1", *attendees)
    else:
        training.attend_all("K1", *attendees)
        assert training.ask("visitor", "training_class", class_id="K1")["attended"] == people


def issued(training: Training, number: str = "Z1", **who: str) -> str:
    training.held(f"K-{number}", *FULL_DAYS[:2])
    training.attend(f"K-{number}", 1, 2, **who)
    training.act("xue", "issue_certificate", class_id=f"K-{number}", certificate=number, **who)
    return str(training.recorded(f"study:member:{who['member_id']}")[-1]["data"]["check_code"])


def checked(training: Training, number: str, code: str) -> Any:
    return training.ask("visitor", "certificate", certificate=number, code=code)


def test_anybody_can_check_a_certificate_and_learns_no_name(training: Training) -> None:
    code = issued(training, member_id="M1")

    assert checked(training, "Z1", code) == {"valid": True, "class_id": "K-Z1", "on": "2026-09-02"}
    assert checked(training, "Z1", code.lower().replace("-", ""))["valid"] is True
    assert training.hours_of("M1")["classes"][0]["check_code"] == code
    assert len(code) == 9


def test_another_number_or_another_code_is_no_certificate(training: Training) -> None:
    code, other = issued(training, member_id="M1"), issued(training, "Z2", member_id="M1")

    for number, typed in (("Z1", other), ("Z3", code), ("Z1", code[:-1])):
        assert checked(training, number, typed) == {"valid": False, "class_id": None, "on": None}


def test_the_number_of_a_certificate_is_used_once(training: Training) -> None:
    issued(training, member_id="M1")
    training.member("M2", "BRANCH")
    training.attend("K-Z1", 1, 2, member_id="M2")

    with pytest.raises(Conflict, match="已使用"):
        training.act("xue", "issue_certificate", class_id="K-Z1", certificate="Z1", member_id="M2")


@pytest.mark.rule("R-DEV-27")
@pytest.mark.rule("R-TRN-09")
@pytest.mark.parametrize(
    ("hours", "enough"), [((7, 7, 7), True), ((7, 7, 4), False), ((7, 7, 4, 4), True), ((5, 5, 5), True)]
)
def test_three_days_are_enough_for_a_candidate_though_they_are_fewer_than_24_hours(
    training: Training, hours: tuple[int, ...], enough: bool
) -> None:
    planned = {"class_id": "K1", "area": WANCHENG, "layer": "candidate", "organiser": "committee"}
    training.act("xue", "plan_class", **planned, planned_on="2026-09-01", reason="临时需要")
    sessions = [
        {"on": f"2026-09-{day:02d}", "part": "hour", "count": count} for day, count in enumerate(hours, 1)
    ]
    training.act("xue", "hold_class", class_id="K1", sessions=sessions)

    training.attend("K1", *range(1, len(hours) + 1), case_id="C1")

    assert bool(training.recorded("course:C1")) is enough


@pytest.mark.rule("R-TRN-09-HALF")
@pytest.mark.parametrize(("hours", "days"), [(1, 0.125), (4, 0.5), (4.5, 1.0), (8, 1.0), (12, 1.0)])
def test_more_than_half_a_day_is_a_day(hours: float, days: float) -> None:
    assert rules.days_of(pack.load("training", date.max), hours) == days


@pytest.mark.rule("R-PRV-17")
def test_who_is_erased_in_the_registry_is_erased_here_once_and_stays_exempt(training: Training) -> None:
    training.exempt("M1")
    erased = {"person": "M1", "rule": "R-PRV-17", "entries": 1}

    training.hear("registry", "registry.person_erased.v1", "member:M1", "2026-10-01", **erased)
    training.rebuild()

    assert [entry["data"] for entry in training.recorded("erasure:M1")] == [erased]
    assert "private" not in training.recorded("exemption:E1")[0]
    assert "sealed" not in training.db["exemptions"].find_one({"_id": "E1"})
    assert training.short() == {}

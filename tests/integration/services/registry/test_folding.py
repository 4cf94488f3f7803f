"""The registry's documents are the fold of its ledger entries; names apart, which never leave their seal."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from shared.contracts.errors import LianxiError

OTHER_TOWN = "411323001000"
NAMES = (
    "areas",
    "enterprises",
    "organisations",
    "affiliations",
    "members",
    "posts",
    "day",
    "duties",
    "persons",
    "staff",
)
Documents = dict[str, dict[str, dict[str, Any]]]
STATED = {
    "enterprises": "credit_code",
    "organisations": "org_code",
    "affiliations": "credit_code",
    "members": "member_id",
    "staff": "assignment",
}


def kept(registry: Any) -> Documents:
    """Return the documents as they are stored."""
    hidden = {"announced_on": 0, "version": 0, "sealed": 0, "unnamed": 0}
    return {name: {row["_id"]: row for row in registry.db[name].find({}, hidden)} for name in NAMES}


def folded(entries: list[dict[str, Any]]) -> Documents:
    """Make the documents from entries, each stream in its own order, as of the last day that something was recorded."""
    today = max(entry["recorded_on"] for entry in entries)
    made: Documents = {name: {} for name in NAMES}
    for entry in put_right(sorted(entries, key=lambda row: (row["stream"], row["seq"]))):
        FOLDS[entry["type"].split(".")[1]](made, entry["effective_on"], dict(entry["data"]))
    for name in ("enterprises", "organisations", "members", "staff"):
        for row in made[name].values():
            first, *later = sorted(row["statements"], key=lambda one: one["on"])
            for statement in (first, *(one for one in later if one["on"] <= today)):
                row |= {key: value for key, value in statement.items() if key != "on"}
    return made


def put_right(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries as the corrections among them leave them."""
    stand = {(entry["stream"], entry["seq"]): entry for entry in entries}
    for entry in entries:
        if entry["type"].endswith("entry_corrected.v1"):
            told = entry["data"]
            key = (entry["stream"], told["seq"])
            del stand[entry["stream"], entry["seq"]]
            if told["void"]:
                del stand[key]
            else:
                stand[key] = {**stand[key], "effective_on": told["on"], "data": told["data"]}
    return list(stand.values())


def state(collection: str, *fixed: str) -> Callable[..., None]:
    """Fold a statement into a document; *fixed* values are no statements."""

    def take(made: Documents, on: str, data: dict[str, Any]) -> None:
        key = data.pop(STATED[collection])
        row = made[collection].setdefault(key, {"_id": key, "statements": []})
        row |= {name: data.pop(name) for name in fixed}
        data.pop("from_area", None)
        row["statements"].append({"on": on, **data})

    return take


def established(made: Documents, on: str, data: dict[str, Any]) -> None:
    code = data["org_code"]
    state("organisations", "area", "units")(made, on, data)
    made["organisations"][code] |= {"established_on": on, "dissolved_on": None}


def elected(made: Documents, on: str, data: dict[str, Any]) -> None:
    told = {name: data[name] for name in ("org_code", "term_end")}
    state("organisations")(made, on, told)


def put(collection: str, key: str, first: str, last: str) -> Callable[..., None]:
    """Fold the beginning of what has a first and a last day."""

    def take(made: Documents, on: str, data: dict[str, Any]) -> None:
        code = data.pop(key)
        made[collection][code] = {"_id": code, **data, first: on, last: None}

    return take


def end(collection: str, key: str, last: str) -> Callable[..., None]:
    def take(made: Documents, on: str, data: dict[str, Any]) -> None:
        made[collection][data.pop(key)] |= {last: on, **data}

    return take


def staff_assigned(made: Documents, on: str, data: dict[str, Any]) -> None:
    code = data["assignment"]
    state("staff", "member_id", "person_id", "kind", "source_type")(made, on, data)
    made["staff"][code] |= {"assigned_on": on, "ended_on": None}


def extended(made: Documents, on: str, data: dict[str, Any]) -> None:
    made["posts"][data.pop("post_id")] |= data


def area(made: Documents, on: str, data: dict[str, Any]) -> None:
    code = data.pop("code")
    made["areas"][code] = {"_id": code, **data}


def person(made: Documents, on: str, data: dict[str, Any]) -> None:
    code = data.pop("person_id")
    made["persons"][code] = {"_id": code, **data}


def day(made: Documents, on: str, data: dict[str, Any]) -> None:
    first = made["day"].get("day", {}).get("first", data["date"])
    made["day"]["day"] = {"_id": "day", "first": first, **data}


def nothing(made: Documents, on: str, data: dict[str, Any]) -> None:
    """Erasing takes a name away, which lies sealed beside the facts."""


def member_changed(made: Documents, on: str, data: dict[str, Any]) -> None:
    grounds = ("basis", "letter")
    state("members")(made, on, {name: value for name, value in data.items() if name not in grounds})


def duty(state: str, *kept: str) -> Callable[..., None]:
    """Fold what becomes of a duty."""

    def take(made: Documents, on: str, data: dict[str, Any]) -> None:
        row = made["duties"].setdefault(data["duty"], {"_id": data["duty"]})
        # Handed on to somebody else, a duty that is late stays so.
        now = "late" if (row.get("state"), state) == ("late", "open") else state
        row |= {name: value for name, value in data.items() if name in kept} | {"state": now}

    return take


WHOLE = ("deadline", "subject", "org_code", "area", "department", "set_on", "due_on", "last_on")
FOLDS: dict[str, Callable[..., None]] = {
    "area_added": area,
    "day_started": day,
    # Who wants it lies beside the day until somebody else does, too.
    "day_jump_proposed": nothing,
    "enterprise_registered": state("enterprises", "registered_on", "sample"),
    "enterprise_changed": state("enterprises"),
    "enterprise_moved": state("enterprises"),
    "organisation_established": established,
    "organisation_changed": state("organisations"),
    "committee_elected": elected,
    "organisation_dissolved": end("organisations", "org_code", "dissolved_on"),
    "affiliation_set": state("affiliations"),
    "member_registered": state("members", "sex", "minority", "birth_month", "basis", "letter"),
    "member_named": nothing,
    "opening_entered": nothing,
    "opening_returned": nothing,
    "correction_proposed": nothing,
    "correction_approved": nothing,
    "correction_rejected": nothing,
    "coverage_told": nothing,
    "member_changed": member_changed,
    "person_erased": nothing,
    "post_assigned": put("posts", "post_id", "assigned_on", "ended_on"),
    "duty_opened": duty("open", *WHOLE),
    "duty_met": duty("met", "met_on", "in_time"),
    "duty_lapsed": duty("lapsed"),
    "duty_late": duty("late"),
    "person_registered": person,
    "staff_assigned": staff_assigned,
    "staff_changed": state("staff"),
    "staff_ended": end("staff", "assignment", "ended_on"),
    "post_extended": extended,
    "post_ended": end("posts", "post_id", "ended_on"),
}

CORRECTABLE = ("enterprise:", "organisation:", "affiliation:", "member:", "post:")
DAYS = st.sampled_from(["2026-06-01", "2026-07-01", "2026-07-20", "2026-09-30", "2026-10-02"])
CODES, MEMBERS = st.integers(1, 3), st.sampled_from([f"M{number:04d}" for number in range(6)])
ORGANISATIONS, FORMS = (
    st.sampled_from(["H1", "H2", "O1"]),
    st.sampled_from(["attached", "independent", "none"]),
)
PARKS = st.sampled_from(["样例产业园", None])
PARENTS, FORMS_OR_NONE = st.sampled_from(["H1", "H2", None]), st.sampled_from(["independent", "joint", None])
TYPES = st.sampled_from(["branch", "general_branch", "committee"])


def step(method: str, **arguments: Any) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    return st.tuples(st.just(method), st.fixed_dictionaries({"effective_on": DAYS, **arguments}))


STEPS = st.lists(
    st.one_of(
        step("change_enterprise", credit_code=CODES, employees=st.integers(0, 99)),
        step("change_enterprise", credit_code=CODES, area=st.just(OTHER_TOWN), name=st.just("更名")),
        step(
            "change_enterprise", credit_code=CODES, size=st.just("large"), park=PARKS, industry=st.just("C17")
        ),
        step("change_enterprise", credit_code=CODES, ownership=st.just("股份合作"), park=PARKS),
        step("change_member", member_id=MEMBERS, status=st.sampled_from(["PROBATIONARY", "FULL", "REMOVED"])),
        step("change_member", member_id=MEMBERS, org_code=ORGANISATIONS, credit_code=st.none()),
        step("change_member", member_id=MEMBERS, education=st.just("college"), mobile_since=DAYS),
        step("change_member", member_id=MEMBERS, front_line=st.booleans(), is_owner=st.none()),
        step("set_affiliation", credit_code=CODES, org_code=ORGANISATIONS, form=FORMS),
        step("set_affiliation", credit_code=CODES, form=st.just("none")),
        step("change_organisation", org_code=ORGANISATIONS, name=st.just("更名"), parent=PARENTS),
        step("change_organisation", org_code=ORGANISATIONS, form=FORMS_OR_NONE, type=TYPES),
        step("dissolve_organisation", org_code=ORGANISATIONS, received_by=PARENTS),
        step("assign_post", post_id=MEMBERS, member_id=MEMBERS, org_code=ORGANISATIONS, kind=st.just("head")),
        step("end_post", post_id=MEMBERS),
    ),
    max_size=12,
)


# Entries by their place in the ledger, whatever they are: what cannot be corrected is refused.
CORRECTIONS = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.one_of(
            st.fixed_dictionaries({"void": st.just(True)}),
            st.fixed_dictionaries({"on": DAYS}),
            st.fixed_dictionaries({"changes": st.fixed_dictionaries({"employees": st.integers(0, 99)})}),
            st.fixed_dictionaries({"changes": st.fixed_dictionaries({"org_code": ORGANISATIONS})}),
            st.fixed_dictionaries({"changes": st.fixed_dictionaries({"type": TYPES})}),
            st.fixed_dictionaries(
                {"changes": st.fixed_dictionaries({"status": st.sampled_from(["PROBATIONARY", "FULL"])})}
            ),
        ),
    ),
    max_size=8,
)


ELECTION = {"due": 3, "present": 3, "issued": 3, "returned": 3, "seats": 1, "candidates": 1, "votes": [3]}


@pytest.fixture
def busy(registry: Any) -> Any:
    codes = [registry.staffed(number, full=2) for number in (1, 2)] + [registry.enterprise(3)]
    registry.organisation("H2", area=OTHER_TOWN, parent="H1")
    registry.members(2, "H2", codes[2])
    registry.members(1, "H1", codes[0])
    registry.organisation("O1", form="independent", units=[codes[0]], members=["M0000", "M0001"])
    return registry


@pytest.mark.rule("R-GEN-10")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_folding_the_entries_gives_the_documents(busy: Any, steps: list[tuple[str, dict[str, Any]]]) -> None:
    play(busy, steps)

    assert folded(busy.entries()) == kept(busy)


def play(busy: Any, steps: list[tuple[str, dict[str, Any]]]) -> None:
    """Take all steps that the rules let pass."""
    for method, arguments in steps:
        numbers = (
            {"credit_code": busy.credit_code(arguments["credit_code"])}
            if arguments.get("credit_code")
            else {}
        )
        with suppress(LianxiError):  # a refused step leaves nothing, which the comparison proves
            busy.act(method, **{**arguments, **numbers, "reason": "试"})


@pytest.mark.rule("R-GEN-09")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, corrections=CORRECTIONS)
def test_folding_the_entries_as_corrected_gives_the_documents(
    busy: Any, steps: list[tuple[str, dict[str, Any]]], corrections: list[tuple[int, dict[str, Any]]]
) -> None:
    play(busy, steps)

    done = 0
    for place, change in corrections:
        done += put_one_right(busy, place, change)

    event(f"corrections taken: {done}")
    assert folded(busy.entries()) == kept(busy)


def put_one_right(registry: Any, place: int, change: dict[str, Any]) -> bool:
    """Propose and approve the correction of an entry by its place; return whether it was taken."""
    entries = [row for row in registry.entries() if row["stream"].startswith(CORRECTABLE)]
    entry, number = entries[place % len(entries)], f"GZ-{uuid4().hex[:8]}"
    with suppress(LianxiError):
        told = {"correction": number, "stream": entry["stream"], "seq": entry["seq"], **change}
        registry.act("propose_correction", **told, reason="录入有误")
        registry.act("approve_correction", by="county", correction=number)
        return True
    return False


def test_an_erased_person_folds_to_the_same_documents(busy: Any) -> None:
    busy.act("erase_person", by="admin", member_id="M0000", rule="R-PRV-17", reason="本人申请")

    assert folded(busy.entries()) == kept(busy)


@pytest.mark.rule("R-ORG-24")
def test_an_election_folds_to_the_same_documents(busy: Any) -> None:
    busy.organisation("C1", type="committee")
    for on in ("2026-07-01", "2023-07-05"):
        busy.act("record_election", org_code="H1", elected_on=on, approved_by="C1", reason="试", **ELECTION)

    assert folded(busy.entries()) == kept(busy)

"""A running case as the clerk's paper file has it: one row per person, with the day and the details of each step."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from shared.contracts import values as v
from shared.contracts.development.calls import SubmitApplication
from shared.contracts.development.facts import StepFacts
from shared.contracts.development.steps import DEFAULTS, DETAILS_OF, NAMES
from shared.contracts.development.terms import MEMBERS

# The steps as they follow one another; those of one group may come in any order. Objections, refusals, falls and
# moves are no columns: a case that had one is entered as far as it stands now, and a converted person is a member.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("record_recommendation", "record_talk"),
    ("decide_activist",),
    ("file_activist",),
    ("assign_contacts", "half_year_review"),
    ("propose_candidate",),
    ("superior_agree",),
    ("end_notice",),
    ("set_introducers", "political_review", "complete_training", "exempt_from_training"),
    ("branch_review",),
    ("pre_review_pass",),
    ("complete_form",),
    ("vote_admission",),
    ("org_talk",),
    ("approve_admission",),
    ("file_admission", "assign_to_branch", "oath", "probation_review"),
    ("apply_conversion",),
    ("vote_extend", "vote_conversion"),
)
STEPS = tuple(step for group in GROUPS for step in group)
# Steps that come again; their column holds all their days.
REPEATED = ("half_year_review", "probation_review")
# What a paper file has no number of: its meetings and recommendations were never entered here. A vote counts one
# person, and the form that is filled in is the one that was issued.
LACKING = ("meeting", "recommendation", "persons")
SAME_FORM = "complete_form"
VOTES = "vote_"
TOTALS = ("due", "present")
TRAINING = ("days", "hours", "organiser")
# What a file may lack beside: who numbered nothing then, or had no groups.
MAY_LACK = ("filing", "group")
USUAL: Mapping[str, Any] = {**DEFAULTS, "body": MEMBERS, "leaves_soon": False}


def details_of(step: str) -> tuple[str, ...]:
    """Return the details of a step that a paper file has."""
    if step == SAME_FORM:
        return ()
    named = TRAINING if step == "complete_training" else DETAILS_OF[step][1]
    totals = TOTALS if step.startswith(VOTES) else ()
    return (*totals, *(name for name in named if name not in LACKING))


def day_column(step: str) -> str:
    """Return the column of the day of a step."""
    return f"{step}_on"


def detail_column(step: str, detail: str) -> str:
    """Return the column of a detail of a step."""
    return f"{step}_{detail}"


def column_of(step: str, field: str | None) -> str:
    """Return the column that a refusal of a step is about, when it names *field* of the step's command."""
    return detail_column(step, field) if field in details_of(step) else day_column(step)


def _columns() -> dict[str, Any]:
    columns: dict[str, Any] = {"member_id": v.code("党员编号（党员名册中已有的）")}
    for step in STEPS:
        title = f"{NAMES[step]}日期"
        day = v.several(v.day(title), title) if step in REPEATED else v.day(title)
        columns[day_column(step)] = day
        for detail in details_of(step):
            field = deepcopy(StepFacts.declared[detail])
            field.metadata = {**field.metadata, "label": f"{NAMES[step]}：{field.metadata['label']}"}
            columns[detail_column(step, detail)] = field
    return columns


_COLUMNS = _columns()
# A row: the application as it is handed in, then what is given of each step.
PaperCase: type[SubmitApplication] = type(
    "PaperCase",
    (SubmitApplication,),
    {
        "__doc__": "补录一份发展材料。",
        "__module__": __name__,
        "__annotations__": dict.fromkeys(_COLUMNS, Any),
        **_COLUMNS,
    },
)

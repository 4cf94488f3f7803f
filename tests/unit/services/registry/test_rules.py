"""The rules on setting up organisations, each on both sides of its limit."""

from datetime import date

import pytest

from services.registry import rules
from services.registry.model import CoveredEnterprise, Organisation
from shared.rules import pack
from shared.rules.violation import Level, Violation

RULES = pack.load("organisation", date.max)


def organisation(code: str, name: str, kind: str, form: str | None, *units: str) -> Organisation:
    return Organisation(
        org_code=code,
        name=name,
        type=kind,
        form=form,
        area="411302001000",
        parent=None,
        units=units,
        established_on=date(2020, 1, 1),
    )


OWN = organisation("O1", "某支部", "branch", "independent", "A")
JOINT = organisation("O2", "某联合支部", "joint_branch", "joint")
HOST = organisation("O3", "某村支部", "branch", None)


def unit(full: int, code: str = "A", set_in: str | None = None) -> CoveredEnterprise:
    return CoveredEnterprise(code, f"企业{code}", full, set_in)


def broken(violations: list[Violation]) -> list[tuple[str, Level]]:
    return [(violation.rule, violation.level) for violation in violations]


@pytest.mark.rule("R-ORG-01")
@pytest.mark.parametrize(("full", "expected"), [(2, [("R-ORG-01", Level.BLOCK)]), (3, []), (4, [])])
def test_an_organisation_of_its_own_needs_three_full_members(full: int, expected: list[object]) -> None:
    assert broken(rules.setting_violations(RULES, "independent", [unit(full)])) == expected
    assert broken(rules.joining_violations(RULES, "independent", unit(full), others=0)) == expected


@pytest.mark.rule("R-ORG-01")
@pytest.mark.parametrize("units", [[], [unit(3, "A"), unit(3, "B")]])
def test_an_organisation_of_its_own_covers_one_unit(units: list[CoveredEnterprise]) -> None:
    assert broken(rules.setting_violations(RULES, "independent", units)) == [("R-ORG-01", Level.BLOCK)]


@pytest.mark.rule("R-ORG-01")
def test_a_second_unit_cannot_join_an_independent_organisation() -> None:
    assert broken(rules.joining_violations(RULES, "independent", unit(3), others=1)) == [
        ("R-ORG-01", Level.BLOCK)
    ]


@pytest.mark.rule("R-ORG-02")
@pytest.mark.parametrize(("count", "expected"), [(0, True), (1, True), (2, False)])
def test_a_joint_branch_covers_at_least_two_units(count: int, expected: bool) -> None:
    units = [unit(2, str(number)) for number in range(count)]

    assert (("R-ORG-02", Level.BLOCK) in broken(rules.setting_violations(RULES, "joint", units))) == expected


@pytest.mark.rule("R-ORG-02")
@pytest.mark.parametrize(
    ("full", "expected"),
    [((0, 0), True), ((1, 1), True), ((2, 0), True), ((2, 1), False), ((1, 1, 1), False)],
)
def test_the_units_of_a_joint_branch_have_three_full_members_together(
    full: tuple[int, ...], expected: bool
) -> None:
    units = [unit(members, str(number)) for number, members in enumerate(full)]
    found = [("R-ORG-02", Level.BLOCK)] if expected else []

    assert broken(rules.setting_violations(RULES, "joint", units)) == found
    assert broken(rules.reforming_violations(RULES, "joint", units)) == found


@pytest.mark.rule("R-ORG-02")
@pytest.mark.parametrize(
    ("kind", "fits"),
    [
        ("branch", True),
        ("joint_branch", True),
        ("temporary_branch", False),
        ("general_branch", False),
        ("committee", False),
    ],
)
def test_what_is_set_up_jointly_is_a_branch(kind: str, fits: bool) -> None:
    assert broken(rules.form_violations(RULES, kind, "joint")) == (
        [] if fits else [("R-ORG-02", Level.BLOCK)]
    )
    assert broken(rules.form_violations(RULES, kind, "independent")) == []
    assert broken(rules.form_violations(RULES, kind, None)) == []


@pytest.mark.rule("R-MEM-13")
@pytest.mark.parametrize(
    ("on", "first_day", "fits"),
    [
        (date(2026, 6, 30), date(2026, 8, 17), True),
        (date(2026, 7, 1), date(2026, 8, 17), False),
        (date(2026, 7, 1), None, True),
    ],
)
def test_the_opening_stock_was_there_before_the_first_quarter(
    on: date, first_day: date | None, fits: bool
) -> None:
    found = rules.opening_violations(RULES, on, first_day)

    assert broken(found) == ([] if fits else [("R-MEM-13", Level.BLOCK)])


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.parametrize(
    ("received_by", "left", "coming", "expected"),
    [
        (None, [], [], False),
        (None, ["M1"], [], True),
        ("H1", ["M1"], [], False),
        ("H1", [], [], False),
        ("O1", ["M1"], [], True),
        ("H1", ["M1"], ["M2"], True),
    ],
)
def test_no_member_is_left_behind_by_an_ending(
    received_by: str | None, left: list[str], coming: list[str], expected: bool
) -> None:
    found = [("R-ORG-16b", Level.BLOCK)] if expected else []

    assert broken(rules.dissolution_violations(RULES, "O1", received_by, left, coming)) == found


@pytest.mark.rule("R-ORG-03")
@pytest.mark.parametrize(("count", "expected"), [(5, []), (6, [("R-ORG-03", Level.WARN)])])
def test_a_joint_branch_generally_covers_five_units(count: int, expected: list[object]) -> None:
    units = [unit(1, str(number)) for number in range(count)]

    assert broken(rules.setting_violations(RULES, "joint", units)) == expected
    assert broken(rules.joining_violations(RULES, "joint", unit(1), others=count - 1)) == expected


@pytest.mark.rule("R-ORG-04")
@pytest.mark.parametrize(("full", "expected"), [(2, []), (3, [("R-ORG-04", Level.WARN)])])
def test_who_has_three_full_members_should_have_its_own(full: int, expected: list[object]) -> None:
    assert broken(rules.setting_violations(RULES, "joint", [unit(full), unit(1, "B")])) == expected
    assert broken(rules.joining_violations(RULES, "joint", unit(full), others=1)) == expected
    assert broken(rules.joining_violations(RULES, "attached", unit(full), others=9)) == expected
    assert broken(rules.joining_violations(RULES, "none", unit(full), others=0)) == []


@pytest.mark.rule("R-ORG-06")
@pytest.mark.parametrize("form", ["independent", "joint"])
def test_an_enterprise_is_set_in_one_organisation_only(form: str) -> None:
    units = [unit(3, "A", set_in="O9"), *([unit(1, "B")] if form == "joint" else [])]

    assert ("R-ORG-06", Level.BLOCK) in broken(rules.setting_violations(RULES, form, units))


def test_all_violations_are_told_at_once() -> None:
    units = [unit(3, "A", set_in="O9"), *(unit(1, str(number)) for number in range(5))]

    assert {rule for rule, _ in broken(rules.setting_violations(RULES, "joint", units))} == {
        "R-ORG-03",
        "R-ORG-04",
        "R-ORG-06",
    }


@pytest.mark.rule("R-ORG-06")
@pytest.mark.parametrize(
    ("form", "organisation", "exists", "field"),
    [
        ("none", None, False, None),
        ("none", OWN, True, "org_code"),
        ("attached", None, False, "org_code"),
        ("attached", HOST, True, None),
        ("attached", HOST, False, "org_code"),
        ("attached", OWN, True, None),
        ("independent", OWN, True, None),
        ("independent", JOINT, True, "form"),
        ("joint", JOINT, True, None),
        ("joint", HOST, True, "form"),
    ],
)
def test_an_affiliation_fits_its_organisation(
    form: str, organisation: Organisation | None, exists: bool, field: str | None
) -> None:
    found = rules.affiliation_violations(RULES, form, organisation, exists)

    assert [violation.field for violation in found] == ([] if field is None else [field])


@pytest.mark.rule("R-ORG-18")
@pytest.mark.parametrize(
    ("ancestors", "known", "sound"),
    [((), True, True), (("P", "Q"), True, True), (("P", "O1"), True, False), ((), False, False)],
)
def test_the_chain_of_parents_is_whole_and_has_no_cycle(
    ancestors: tuple[str, ...], known: bool, sound: bool
) -> None:
    assert (rules.tree_violations(RULES, "O1", ancestors, known) == []) == sound


@pytest.mark.parametrize(
    "violation",
    [
        *rules.setting_violations(RULES, "independent", [unit(2, set_in="O9")]),
        *rules.setting_violations(RULES, "joint", [unit(3)]),
        *rules.tree_violations(RULES, "O1", (), parent_known=False),
    ],
    ids=lambda violation: violation.rule,
)
def test_a_violation_names_source_field_and_enterprise(violation: Violation) -> None:
    assert violation.source
    assert violation.field
    assert violation.message

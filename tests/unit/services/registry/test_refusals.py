"""What the registry's refusals say: of which rule and field, and what is wrong."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.registry import rules
from services.registry.model import Member, Organisation, Statement
from shared.rules.violation import Violation
from tests.unit.services.registry.test_rules import HOST, JOINT, OWN, RULES, organisation, unit

ON = date(2026, 7, 1)
BRANCHES = organisation("C1", "某党委", "committee", None)


def said(violations: Sequence[Violation]) -> list[tuple[str, str | None, str]]:
    return [(one.rule, one.field, one.message) for one in violations]


def test_what_a_setting_breaks_is_said_of_the_units() -> None:
    assert said(rules.setting_violations(RULES, "independent", [unit(2, set_in="O9"), unit(3, "B")])) == [
        ("R-ORG-06", "units", "企业A已隶属党组织O9，一个企业只有一个主隶属关系"),
        ("R-ORG-01", "units", "单独组建的党组织覆盖且只覆盖一个企业"),
        ("R-ORG-01", "units", "企业A有正式党员2名，单独组建需要3名以上；可联合组建或挂靠"),
    ]
    assert said(rules.setting_violations(RULES, "joint", [unit(2)])) == [
        ("R-ORG-02", "units", "联合党支部至少覆盖2个企业"),
        ("R-ORG-02", "units", "各企业共有正式党员2名，联合党支部须有3名以上；可挂靠已有党组织"),
    ]
    six = [unit(3), *(unit(1, str(number)) for number in range(5))]
    assert said(rules.setting_violations(RULES, "joint", six)) == [
        ("R-ORG-03", "units", "联合党支部覆盖6个企业，一般不超过5个"),
        ("R-ORG-04", "units", "企业A有正式党员3名，达到3名，应单独建立党组织"),
    ]


def test_what_an_affiliation_breaks_is_said_of_the_form_or_of_the_organisation() -> None:
    assert said(rules.joining_violations(RULES, "independent", unit(2), others=1)) == [
        ("R-ORG-01", "org_code", "该党组织已单独覆盖另一个企业，请改用挂靠或另行成立"),
        ("R-ORG-01", "form", "企业A有正式党员2名，单独组建需要3名以上；可联合组建或挂靠"),
    ]
    assert said(rules.joining_violations(RULES, "joint", unit(3), others=5)) == [
        ("R-ORG-04", "form", "企业A有正式党员3名，达到3名，应单独建立党组织"),
        ("R-ORG-03", "org_code", "联合党支部覆盖6个企业，一般不超过5个"),
    ]


@pytest.mark.rule("R-ORG-06")
@pytest.mark.parametrize(
    ("form", "host", "exists", "field", "message"),
    [
        ("none", OWN, True, "org_code", "“未隶属”不应填写党组织代码"),
        ("joint", None, False, "org_code", "请填写所隶属的党组织代码"),
        ("joint", JOINT, False, "org_code", "党组织O2在生效日尚未成立或已撤销"),
        ("joint", HOST, True, "form", "党组织O3不是按此方式组建的，只能登记为挂靠"),
    ],
)
def test_an_affiliation_that_does_not_fit_says_why(
    form: str, host: Organisation | None, exists: bool, field: str, message: str
) -> None:
    assert said(rules.affiliation_violations(RULES, form, host, exists)) == [("R-ORG-06", field, message)]


@pytest.mark.rule("R-ORG-02")
@pytest.mark.parametrize(
    ("kind", "form", "fits"),
    [
        ("branch", "joint", True),
        ("joint_branch", "joint", True),
        ("general_branch", "joint", False),
        ("committee", "joint", False),
        ("committee", "independent", True),
        ("committee", None, True),
    ],
)
def test_only_branches_are_set_up_jointly(kind: str, form: str | None, fits: bool) -> None:
    found = rules.form_violations(RULES, kind, form)

    assert [(one.rule, one.field) for one in found] == ([] if fits else [("R-ORG-02", "type")])
    assert all(one.message.startswith("联合组建的是党支部，类型不能是党") for one in found)


def test_a_chain_of_parents_that_is_not_whole_says_so() -> None:
    assert said(rules.tree_violations(RULES, "O1", (), parent_known=False)) == [
        ("R-ORG-18", "parent", "上级党组织在该日不存在，请先登记上级")
    ]
    assert said(rules.tree_violations(RULES, "O1", ("P", "O1"), parent_known=True)) == [
        ("R-ORG-18", "parent", "上级关系形成循环")
    ]


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.parametrize("kind", ["branch", "joint_branch", "general_branch", "committee"])
def test_only_a_committee_may_have_the_power_to_approve_members(kind: str) -> None:
    refused = [("R-ORG-16b", "can_approve_member", "只有党委可以有审批预备党员的权限")]

    assert rules.power_violations(RULES, kind, can_approve=False) == []
    assert said(rules.power_violations(RULES, kind, can_approve=True)) == (
        [] if kind == "committee" else refused
    )


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.parametrize(
    ("known", "rule", "field", "message"),
    [
        (
            {"cases": 1},
            "R-ORG-16b",
            "received_by",
            "该党组织仍有党员0名、在办发展材料1份，请填写接收的党组织",
        ),
        (
            {"left": ["M1"]},
            "R-ORG-16b",
            "received_by",
            "该党组织仍有党员1名、在办发展材料0份，请填写接收的党组织",
        ),
        ({"received_by": "O1"}, "R-ORG-16b", "received_by", "接收党员的党组织不能是被撤销的党组织"),
        (
            {"received_by": "H1", "coming": ["M1", "M2"]},
            "R-ORG-16b",
            "received_by",
            "党员M1、M2在撤销日之后转入该党组织，请先更正",
        ),
        (
            {"below": ["O2", "O3"]},
            "R-ORG-18",
            "org_code",
            "党组织O2、O3的上级是该党组织，请先变更其上级或先撤销",
        ),
    ],
)
def test_an_ending_that_would_leave_something_behind_says_what(
    known: dict[str, Any], rule: str, field: str, message: str
) -> None:
    given = {"received_by": None, "left": [], "coming": [], **known}

    assert said(rules.dissolution_violations(RULES, "O1", **given)) == [(rule, field, message)]


@pytest.mark.rule("R-ORG-16b")
def test_nobody_comes_afterwards_to_stay_in_an_organisation_that_ended() -> None:
    ended = Organisation(**{**vars(OWN), "dissolved_on": ON})

    assert rules.staying_violations(RULES, OWN, "org_code") == []
    assert said(rules.staying_violations(RULES, ended, "to_org")) == [
        (
            "R-ORG-16b",
            "to_org",
            "党组织O1已于2026-07-01撤销，撤销前的党员已转出，不能再补入；请填写接收其党员的党组织",
        )
    ]


@pytest.mark.rule("R-MEM-14")
def test_members_lie_in_branches_only() -> None:
    assert rules.relation_violations(RULES, OWN) == []
    assert said(rules.relation_violations(RULES, BRANCHES)) == [
        ("R-MEM-14", "org_code", "某党委是党委，党员的组织关系应在其下的党支部")
    ]
    assert rules.founding_violations(RULES, "branch", 3) == []
    assert rules.founding_violations(RULES, "general_branch", 0) == []
    assert said(rules.founding_violations(RULES, "general_branch", 1)) == [
        ("R-MEM-14", "members", "党总支不直接接收党员，请转入其下的党支部")
    ]


@pytest.mark.rule("R-MEM-13")
@pytest.mark.parametrize(
    ("before", "status", "after", "wrong"),
    [
        (None, "PROBATIONARY", None, []),
        ("PROBATIONARY", "FULL", None, []),
        ("FULL", "FULL", "FULL", []),
        ("FULL", "PROBATIONARY", None, [("正式党员", "预备党员")]),
        (None, "FULL", "PROBATIONARY", [("正式党员", "预备党员")]),
        ("REMOVED", "FULL", "PROBATIONARY", [("除名", "正式党员"), ("正式党员", "预备党员")]),
        ("DECEASED", "FULL", None, [("去世", "正式党员")]),
    ],
)
def test_a_status_leads_only_where_the_rules_let_it(
    before: str | None, status: str, after: str | None, wrong: list[tuple[str, str]]
) -> None:
    assert said(rules.status_violations(RULES, before, status, after)) == [
        ("R-MEM-13", "status", f"党员状态不能由“{one}”变为“{two}”") for one, two in wrong
    ]


def member(basis: str | None, *statuses: tuple[date, str]) -> Member:
    return Member("M1", tuple(Statement(on, {"status": status}) for on, status in statuses), basis=basis)


BY_APPROVAL = "预备党员转正由发展党员的审批产生，不能直接变更；系统启用前已办理的，变更依据填写“补录”"
BY_LETTER = "组织关系已转出，转回须填写变更依据（转入）和介绍信编号"
PROBATION, AWAY = (date(2026, 1, 1), "PROBATIONARY"), (date(2026, 3, 1), "TRANSFERRED_OUT")


@pytest.mark.rule("R-MEM-13")
@pytest.mark.parametrize(
    ("known", "status", "basis", "message"),
    [
        (member("opening", PROBATION), "FULL", None, BY_APPROVAL),
        (member("opening", PROBATION), "FULL", "opening", None),
        (member(None, PROBATION), "FULL", "opening", None),
        (member("admission", PROBATION), "FULL", "opening", BY_APPROVAL),
        (member("admission", PROBATION), "REMOVED", None, None),
        (member("opening", (date(2026, 1, 1), "FULL")), "SUSPENDED_RIGHTS", None, None),
        (member("opening", (date(2026, 1, 1), "FULL"), AWAY), "FULL", None, BY_LETTER),
        (member("opening", (date(2026, 1, 1), "FULL"), AWAY), "FULL", "transfer", None),
        (member("opening", PROBATION, AWAY), "PROBATIONARY", "opening", BY_LETTER),
        (member("opening", PROBATION, AWAY), "FULL", "transfer", None),
        (member("opening", PROBATION, AWAY), "DECEASED", None, None),
    ],
)
def test_a_clerk_s_word_on_a_status_needs_a_basis(
    known: Member, status: str, basis: str | None, message: str | None
) -> None:
    expected = [] if message is None else [("R-MEM-13", "basis", message)]

    assert said(rules.basis_violations(RULES, known, status, ON, basis)) == expected


TOO_LATE = (
    "补录只用于系统启用的季度（2026-07-01起）以前已有的党员和已办理的变更；"
    "之后转入的填写“组织关系转入”和介绍信编号，新吸收和转正的由发展党员产生"
)


@pytest.mark.rule("R-GEN-10")
def test_who_comes_after_the_opening_is_sent_to_the_right_basis() -> None:
    assert said(rules.opening_violations(RULES, ON, date(2026, 8, 17))) == [
        (
            "R-MEM-13",
            "effective_on",
            TOO_LATE,
        )
    ]


@pytest.mark.rule("R-ORG-09")
@pytest.mark.rule("R-ORG-10")
@pytest.mark.parametrize(
    ("kind", "full", "direct", "expected"),
    [
        ("general_branch", 50, 0, []),
        (
            "general_branch",
            49,
            0,
            [
                (
                    "R-ORG-09",
                    "type",
                    "有正式党员49名，设党总支一般应有50名以上；确因工作需要的，请填写上级批准的情况",
                )
            ],
        ),
        ("committee", 100, 0, []),
        (
            "committee",
            99,
            0,
            [
                (
                    "R-ORG-10",
                    "type",
                    "有正式党员99名，设党委一般应有100名以上；确因工作需要的，请填写上级批准的情况",
                )
            ],
        ),
        (
            "committee",
            100,
            1,
            [
                (
                    "R-MEM-14",
                    "type",
                    "有党员1名的组织关系直接在该党组织，请先转入其下的党支部，再改为党委",
                )
            ],
        ),
    ],
)
def test_becoming_more_than_a_branch_asks_for_members_and_for_branches_to_hold_them(
    kind: str, full: int, direct: int, expected: list[object]
) -> None:
    assert said(rules.upgrade_violations(RULES, kind, full, direct)) == expected


@pytest.mark.rule("R-ORG-11")
@pytest.mark.parametrize(
    ("kind", "full", "below"),
    [
        ("branch", 49, False),
        ("branch", 50, True),
        ("joint_branch", 50, True),
        ("general_branch", 50, False),
        ("general_branch", 99, False),
        ("general_branch", 100, True),
        ("committee", 1000, False),
    ],
)
def test_an_organisation_with_the_members_of_a_higher_level_is_below_its_own(
    kind: str, full: int, below: bool
) -> None:
    assert rules.is_below_level(RULES, kind, full) is below


@pytest.mark.rule("R-ORG-06")
@pytest.mark.parametrize(
    ("form", "units", "expected"),
    [
        ("independent", [], []),
        (None, [], []),
        ("independent", [unit(3)], []),
        ("independent", [unit(2)], ["R-ORG-01"]),
        ("joint", [unit(1), unit(2, "B")], []),
        ("joint", [unit(2)], ["R-ORG-02", "R-ORG-02"]),
        # What an organisation of its own is set in already is the organisation itself.
        ("independent", [unit(3, set_in="O1")], []),
    ],
)
def test_a_form_fits_what_the_organisation_covers(
    form: str | None, units: list[Any], expected: list[str]
) -> None:
    assert [one.rule for one in rules.reforming_violations(RULES, form, units)] == expected


def test_an_organisation_without_form_covers_nothing_any_more() -> None:
    assert said(rules.reforming_violations(RULES, None, [unit(3)])) == [
        ("R-ORG-06", "form", "该党组织仍有按原方式覆盖的企业，请先变更其隶属关系")
    ]

"""Evidence of a task, and the steps of figures on their way up: both sides of each limit, and what is said."""

from collections.abc import Sequence

import pytest

from services.department.model import Submission
from services.department.rules import evidence, submissions
from shared.contracts.department.facts import Figure
from shared.contracts.department.terms import MAX_FILE_BYTES, SubmissionState
from shared.rules.violation import Violation
from tests.unit.services.department.test_rules import RULES, WANCHENG, XIXIA

Said = tuple[str, str | None, str]


def said(violations: Sequence[Violation]) -> list[Said]:
    return [(one.rule, one.field, one.message) for one in violations]


@pytest.mark.rule("R-JM-13")
def test_a_file_is_no_larger_than_ten_megabytes_and_thirty_wait_at_most() -> None:
    too_large = ("R-JM-13-SIZE", "size", "文件超过10 MB；请压缩或分成几份再上传")
    too_many = "已上传而未报结的文件有30份，不得超过30份；请先报结任务，或待其清理后再上传"

    assert MAX_FILE_BYTES == 10 * 1024 * 1024
    assert evidence.size_violations(RULES, MAX_FILE_BYTES, 29) == []
    assert said(evidence.size_violations(RULES, MAX_FILE_BYTES + 1, 30)) == [
        too_large,
        ("R-JM-13-WAITING", "file", too_many),
    ]


@pytest.mark.rule("R-JM-13")
@pytest.mark.parametrize(
    ("kind", "has_macros", "message"),
    [
        ("pdf", False, None),
        (
            None,
            False,
            "文件内容不是PDF、JPEG、PNG 图片或 Word（docx）、Excel（xlsx）文件；请转换后再上传",
        ),
        ("docx", True, "文件含有宏；请另存为不含宏的文件再上传"),
    ],
)
def test_evidence_is_of_a_known_kind_and_without_macros(
    kind: str | None, has_macros: bool, message: str | None
) -> None:
    expected = [] if message is None else [("R-JM-13-TYPE", "file", message)]

    assert said(evidence.kind_violations(RULES, kind, has_macros=has_macros)) == expected


@pytest.mark.rule("R-JM-13")
def test_work_is_handed_in_with_ten_files_at_most() -> None:
    assert evidence.evidence_violations(RULES, ["f"] * 10) == []
    assert said(evidence.evidence_violations(RULES, ["f"] * 11)) == [
        ("R-JM-13-FILES", "files", "佐证材料有11份，不得超过10份；请合并后再报结")
    ]
    assert evidence.keep_days(RULES) == 1


def part(state: SubmissionState, area: str = WANCHENG) -> Submission:
    return Submission("2026Q3", area, state, (), by="zhang")


@pytest.mark.rule("R-JM-16")
@pytest.mark.parametrize(
    ("allowed", "fitting", "wanted"),
    [
        (submissions.DRAFTED, {None, "draft", "returned", "approved"}, "草稿、已退回、已审核"),
        (submissions.HANDED_UP, {"draft"}, "草稿"),
        (submissions.RETURNED, {"submitted", "approved"}, "待审核、已审核"),
        (submissions.APPROVED, {"submitted"}, "待审核"),
    ],
)
def test_each_step_of_a_part_finds_it_in_its_states(
    allowed: frozenset[SubmissionState | None], fitting: set[str | None], wanted: str
) -> None:
    names = {"draft": "草稿", "submitted": "待审核", "returned": "已退回", "approved": "已审核"}
    for state in (None, *SubmissionState):
        known = None if state is None else part(state)
        now = "尚未填报" if state is None else names[state]
        message = f"{WANCHENG}的数据目前是“{now}”，此项只能在“{wanted}”时办理"
        expected = [] if state in fitting else [("R-JM-16-STEPS", "area", message)]
        assert said(submissions.step_violations(RULES, known, None, allowed, WANCHENG)) == expected


@pytest.mark.rule("R-JM-16")
def test_while_the_whole_waits_its_parts_stay_as_they_are() -> None:
    for state in SubmissionState:
        found = submissions.step_violations(
            RULES, part(SubmissionState.DRAFT), part(state), submissions.DRAFTED, WANCHENG
        )
        assert said(found) == (
            [("R-JM-16-STEPS", "area", "全市数据已上报待审核，请先退回全市数据")]
            if state is SubmissionState.SUBMITTED
            else []
        )


@pytest.mark.rule("R-JM-16")
def test_the_whole_goes_up_once_every_part_is_approved_and_says_nothing_twice() -> None:
    approved, waiting = part(SubmissionState.APPROVED), part(SubmissionState.SUBMITTED, XIXIA)
    own, other = (Figure(item="R-JM-30", area=area, value=1) for area in (WANCHENG, XIXIA))

    assert submissions.whole_violations(RULES, [approved], [other]) == []
    assert submissions.whole_violations(RULES, [approved], []) == []
    assert submissions.whole_violations(RULES, [], [own]) == []
    assert said(submissions.whole_violations(RULES, [approved, waiting], [own])) == [
        ("R-JM-16-STEPS", "figures", f"{XIXIA}的数据目前是“待审核”，审核后方可报送全市数据"),
        (
            "R-JM-16-STEPS",
            "figures",
            f"{WANCHENG}的数据由本级上报，不在全市数据中另填；有误请退回该地",
        ),
    ]
    assert said(submissions.whole_violations(RULES, [], [])) == [
        ("R-JM-16-STEPS", "figures", "没有可以报送的数据，请先填报")
    ]


@pytest.mark.rule("R-PRV-23")
def test_another_person_approves_what_was_handed_up() -> None:
    nothing = [("R-JM-16-STEPS", "area", "没有待审核的数据，请先上报")]

    assert submissions.approval_violations(RULES, part(SubmissionState.SUBMITTED), "li") == []
    assert said(submissions.approval_violations(RULES, part(SubmissionState.SUBMITTED), "zhang")) == [
        ("R-PRV-23", "area", "上报人不得审核本数据，请由另一人办理")
    ]
    assert said(submissions.approval_violations(RULES, None, "li")) == nothing
    assert said(submissions.approval_violations(RULES, part(SubmissionState.DRAFT), "li")) == nothing

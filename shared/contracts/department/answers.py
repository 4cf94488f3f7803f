"""What the departments' questions give."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.answers import Answer
from shared.contracts.department import facts
from shared.contracts.department import terms as t
from shared.contracts.development.terms import OUTCOMES
from shared.contracts.files import KeptFile
from shared.contracts.supervision import facts as supervision
from shared.contracts.supervision.terms import OUTCOMES as SETTLED

RECEIPTS: Mapping[str, str] = {"accepted": "已接收", "quarantined": "已隔离"}


class Problem(Answer):
    """A rule that something does not fit."""

    rule: str = v.words("规则", required=True)
    level: str = v.words("级别", required=True)
    message: str = v.words("问题", required=True)


class Version(Answer):
    """A version of a quarter's figures."""

    version: int = v.whole("版本", validate.Range(min=1), required=True)
    recorded_on: date = v.day("报送日", required=True)
    figures: tuple[facts.Figure, ...] = v.rows(facts.Figure, "数据", required=True)


class Submission(Answer):
    """
    Where an area's part stands, or the whole.

    Attributes:
        by: Who wrote it down or handed it up last; that person does not approve it (R-PRV-23).
        problems: What does not fit, as it stands now: what blocks, and what needs a reason.
    """

    area: str = v.area(required=True)
    state: str = v.choice("状态", t.SUBMISSION_STATES, required=True)
    by: str = v.words("经办人", required=True)
    comment: str | None = v.words("退回原因", required=True, allow_none=True)
    figures: tuple[facts.Figure, ...] = v.rows(facts.Figure, "数据", required=True)
    problems: tuple[Problem, ...] = v.rows(Problem, "校验结果", required=True)


class Burden(Answer):
    """
    What a form asks of people.

    Attributes:
        asked: How many fields it has.
        filled: How many of them are filled in from the department's own records.
        again: How many are asked although the system has what they say.
    """

    asked: int = v.count("填报格数", required=True)
    filled: int = v.count("系统已填", required=True)
    again: int = v.count("重复填报", required=True)


class Versions(Answer):
    """
    All versions of a quarter's figures, the first one first, and what is on its way to the next.

    Attributes:
        edition, items: What is asked for the quarter.
        filled: What the department's own records say.
    """

    period: str = v.period(required=True)
    edition: str = v.words("数据集版本", required=True)
    items: tuple[str, ...] = v.several(v.words("数据项", facts.ITEM), "数据项", required=True)
    filled: tuple[facts.Figure, ...] = v.rows(facts.Figure, "系统已填", required=True)
    burden: Burden = v.nested(Burden, "填报负担", required=True)
    versions: tuple[Version, ...] = v.rows(Version, "各版本", required=True)
    open_until: date | None = v.day("补报开放至", required=True, allow_none=True)
    submissions: tuple[Submission, ...] = v.rows(Submission, "各地上报情况", required=True)


class CountyCount(Answer):
    """How many enterprises of a county were handed in."""

    area: str = v.area("县（市、区）", required=True)
    enterprises: int = v.count("企业数", required=True)


class CoverageVersion(Answer):
    """A version of what was handed in, under which key its pseudonyms are."""

    version: int = v.whole("版本", validate.Range(min=1), required=True)
    recorded_on: date = v.day("报送日", required=True)
    key: str = v.words("密钥编号", required=True)
    counties: tuple[CountyCount, ...] = v.rows(CountyCount, "各县（市、区）", required=True)


class CoverageVersions(Answer):
    """All versions of the covered enterprises of a quarter, the first one first; only how many they are."""

    period: str = v.period(required=True)
    item: str | None = v.words("与之核对的数据项", required=True, allow_none=True)
    versions: tuple[CoverageVersion, ...] = v.rows(CoverageVersion, "各版本", required=True)


class Recommendation(Answer, facts.Recommendation):
    """A recommendation, and what became of it."""

    outcome: str | None = v.choice("结果", OUTCOMES, required=True, allow_none=True)
    outcome_on: date = v.day("结果日期")
    county: str | None = v.area("所属县（市、区）", allow_none=True)


class Difficulty(Answer, supervision.Difficulty):
    """A difficulty that was handed to the department; who handed it over, and as whose, is not told."""

    may_lack = ("point", "department")

    handed_on: date = v.day("交办日期")
    county: str | None = v.area("所属县（市、区）", allow_none=True)
    outcome: str = v.choice("办理结果", SETTLED)
    outcome_on: date = v.day("答复日期")
    answer: str = v.words("答复")


class Topic(Answer, facts.Topic):
    """A topic, who proposed it, and whether the agenda has it."""

    topic: str = v.words("议题编号", required=True)
    department: str = v.code("提出单位", required=True)
    place: int | None = v.whole("议程中的次序", required=True, allow_none=True)


class Meeting(Answer, facts.Meeting):
    """A joint meeting: what was planned, what was held, and what came of it."""

    may_lack = ("held_on", "attended", "absent", "substitutes")

    kind: str = v.choice("会议类型", t.MEETING_KINDS)
    planned_on: date = v.day("拟召开日期")
    agenda: tuple[str, ...] = v.several(v.words("议题编号"), "议程")
    minutes: str = v.words("会议议定")
    issued_on: date = v.day("纪要印发日")
    resolutions: tuple[str, ...] = v.several(v.words("编号"), "议定事项")
    supplements: tuple[str, ...] = v.several(v.words("补充"), "补充纪要")


class Resolution(Answer, facts.Resolution):
    """A resolution, and where it stands; a county's with the area whose meeting decided it."""

    convened_for: str = v.area("会议所属县（市、区）")
    original_due_on: date = v.day("原期限", required=True)
    extensions: int = v.count("延期次数", required=True)
    urging: str = v.choice("督办", t.URGINGS)
    files: tuple[KeptFile, ...] = v.rows(KeptFile, "佐证材料")
    state: str = v.choice("状态", t.RESOLUTION_STATES, required=True)
    state_name: str = v.words("状态名称", required=True)


class Receipt(Answer):
    """What became of an external event."""

    source: str = v.words("来源系统", required=True)
    id: str = v.words("事件编号", required=True)
    type: str | None = v.text("事件类型", required=True)
    received_at: str = v.words("收到时间", required=True)
    state: str = v.choice("状态", RECEIPTS, required=True)
    stream: str = v.words("数据流")
    seq: int = v.count("序号")
    entry: str = v.words("账簿条目")
    quarantine: str = v.words("隔离编号")
    problem: Mapping[str, Any] = v.anything("问题")

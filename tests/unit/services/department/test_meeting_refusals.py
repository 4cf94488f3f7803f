"""What is said when a joint meeting, a recommendation or a quarter's figures are refused."""

from dataclasses import replace
from datetime import date

import pytest

from services.department import rules
from services.department.model import Meeting
from shared.contracts.data_sets import ON_RECORD
from shared.contracts.department.facts import Agenda, Figure, Figures, Opening
from shared.contracts.department.terms import HEADINGS
from tests.unit.services.department.test_evidence import said
from tests.unit.services.department.test_figures import UNION, WANCHENG, XIXIA, frozen
from tests.unit.services.department.test_meetings import HELD, ISSUED, PLANNED, RULES, plan
from tests.unit.services.department.test_rules import (
    CONVENER,
    DEPARTMENTS,
    MEETING,
    RECOMMENDATION,
    RESOLUTION,
)

ON = date(2026, 10, 8)


@pytest.mark.rule("R-JM-08")
def test_all_that_is_wrong_with_a_meeting_is_said_of_its_fields() -> None:
    wrong = replace(MEETING, attended=("union",), absent=("union", "tax"), substitutes=("women", "tax"))

    assert said(rules.meeting_violations(RULES, wrong, DEPARTMENTS, CONVENER, date(2026, 7, 14))) == [
        ("R-JM-08", "held_on", "会议尚未召开"),
        ("R-JM-08", "absent", "既列为到会又列为缺席：union"),
        ("R-JM-08", "attended", "不是成员单位：tax"),
        ("R-JM-08", "substitutes", "未到会，不能代会：tax、women"),
        ("R-JM-08", "attended", "牵头单位未到会，会议无效"),
        ("R-JM-08", "attended", "到会1个单位，不足成员单位4个的半数"),
    ]


@pytest.mark.rule("R-JM-01")
@pytest.mark.rule("R-JM-05")
def test_a_call_says_what_stands_against_it() -> None:
    of_county = replace(PLANNED, area=WANCHENG)

    assert said(rules.plan_violations(RULES, plan(date(2026, 10, 22)), None, date(2026, 10, 22))) == [
        ("R-JM-05", "planned_on", "全体会议应在季度开始后20日内，即2026-10-21之前召开")
    ]
    assert said(rules.plan_violations(RULES, plan(date(2026, 10, 20)), of_county, date(2026, 10, 20))) == [
        ("R-JM-01", "area", f"会议2026-04属于{WANCHENG}，请另用一个会议编号")
    ]
    assert said(rules.plan_violations(RULES, plan(date(2026, 10, 19)), HELD, date(2026, 10, 20))) == [
        ("R-JM-07", "meeting", "会议已召开，不能再改期"),
        ("R-JM-07", "planned_on", "拟召开日期已过"),
    ]
    county_s = replace(plan(date(2026, 10, 20)), area=WANCHENG)
    assert said(rules.place_violations(RULES, county_s, PLANNED)) == [
        ("R-JM-01", "area", "会议2026-04属于全市，请另用一个会议编号")
    ]


@pytest.mark.rule("R-JM-06")
@pytest.mark.rule("R-JM-07")
def test_topics_and_agenda_say_until_when_they_are_taken() -> None:
    topics = rules.topic_violations(RULES, PLANNED, date(2026, 10, 20))
    first, *_, last = HEADINGS
    agenda = Agenda(meeting="2026-04", topics=("b", "a", "c"))
    found = rules.agenda_violations(RULES, agenda, HELD, {"a": first, "b": last}, ON)

    assert said(rules.topic_violations(RULES, HELD, ON)) == [
        ("R-JM-07", "meeting", "会议已召开，请提交下次会议")
    ]
    ((rule, field, message),) = said(topics)
    assert (rule, field) == ("R-JM-06", "meeting")
    assert message.startswith("议题应在会前")
    assert said(found) == [
        ("R-JM-07", "meeting", "会议已召开，议程不能再改"),
        ("R-JM-07", "topics", "没有为本次会议提出：c"),
        ("R-JM-07", "topics", f"议程应依次为：{'、'.join(HEADINGS.values())}"),
    ]


@pytest.mark.rule("R-JM-09")
def test_minutes_say_whether_they_are_late_frozen_or_not_there() -> None:
    assert said(rules.preparation_violations(RULES, PLANNED)) == [
        ("R-JM-06-AGENDA", "meeting", "会议的议程尚未确定")
    ]
    assert said(rules.minutes_violations(RULES, PLANNED, ON)) == [("R-JM-07", "meeting", "会议尚未召开")]
    assert said(rules.minutes_violations(RULES, ISSUED, date(2026, 10, 21))) == [
        ("R-JM-09-FROZEN", "meeting", "纪要已印发并冻结；更正请用补充纪要")
    ]
    ((rule, field, message),) = said(rules.minutes_violations(RULES, HELD, date(2026, 12, 1)))
    assert (rule, field) == ("R-JM-09-ISSUE", "meeting")
    assert message.startswith("纪要应在会后")
    assert said(rules.supplement_violations(RULES, Meeting("2026-04", "2026Q3"))) == [
        ("R-JM-09-FROZEN", "meeting", "纪要尚未印发，无需补充")
    ]


def quarter(*figures: Figure) -> Figures:
    return Figures(period="2026Q3", figures=figures)


def one(item: str, area: str = WANCHENG, value: int = 3) -> Figure:
    return Figure(item=item, area=area, value=value)


@pytest.mark.rule("R-JM-15")
@pytest.mark.rule("R-JM-16")
def test_figures_out_of_time_or_place_say_so() -> None:
    def drafted(told: Figures, on: date, version: int = 1, open_until: date | None = None) -> object:
        return said(
            rules.draft_violations(
                RULES, told, on, version=version, data_set=UNION, counties={XIXIA}, open_until=open_until
            )
        )

    assert drafted(quarter(one("R-JM-99"), one("R-JM-20", XIXIA), one("R-JM-20", XIXIA)), ON) == [
        ("R-JM-15", "figures", "R-JM-99不是本部门这一季度的数据项"),
        ("R-JM-15", "figures", f"{WANCHENG}不是本市的县（市、区）"),
        ("R-JM-15", "figures", f"R-JM-20 在 {XIXIA} 填报了两次"),
    ]
    assert drafted(quarter(), date(2026, 9, 30)) == [("R-JM-16", "period", "2026Q3尚未结束")]
    assert drafted(quarter(), date(2026, 10, 16), version=2) == [
        ("R-JM-16-CORRECTION", "period", "更正截止于2026-10-15，数据已锁定")
    ]
    locked = "数据已于2026-10-15锁定{}；请牵头单位说明理由，开放补报"
    assert drafted(quarter(), date(2026, 10, 21), open_until=date(2026, 10, 20)) == [
        ("R-JM-16-OPENING", "period", locked.format("，补报已于2026-10-20截止"))
    ]
    assert drafted(quarter(), date(2026, 10, 16)) == [("R-JM-16-OPENING", "period", locked.format(""))]


@pytest.mark.rule("R-JM-16")
@pytest.mark.rule("R-IND-07")
def test_opening_and_freezing_say_what_stands_against_them() -> None:
    opening = Opening(department="tax", period="2026Q3", until=date(2026, 10, 14))

    assert said(rules.opening_violations(RULES, opening, {"union"}, date(2026, 10, 15))) == [
        ("R-JM-16-OPENING", "department", "tax没有季度数据集"),
        ("R-JM-16-OPENING", "period", "2026Q3到2026-10-15之前无需开放，可以直接报送"),
        ("R-JM-16-OPENING", "until", "截止日早于今天"),
    ]
    assert said(frozen(3, date(2026, 10, 15), date(2026, 10, 14), last=1)) == [
        ("R-IND-07", "period", "2026Q3的数据到2026-10-15还可以更正，之后方可冻结"),
        ("R-IND-07", "as_of", "截至日期晚于今天"),
        ("R-IND-07", "version", "2026Q3的下一个冻结版本应为2"),
        ("R-IND-07", "comment", "已冻结，再次冻结须说明更正了什么"),
    ]


@pytest.mark.rule("R-JM-08")
def test_several_departments_are_named_one_after_the_other() -> None:
    wrong = replace(MEETING, attended=("union", "tax", "bank"), absent=("union", "tax"), substitutes=())
    found = said(rules.meeting_violations(RULES, wrong, DEPARTMENTS, CONVENER, date(2026, 7, 15)))

    assert ("R-JM-08", "absent", "既列为到会又列为缺席：tax、union") in found
    assert ("R-JM-08", "attended", "不是成员单位：bank、tax") in found


@pytest.mark.rule("R-JM-06-AGENDA")
def test_an_agenda_says_what_nobody_proposed_and_until_when_it_was_to_be_settled() -> None:
    agenda = Agenda(meeting="2026-04", topics=("c", "d"))

    assert said(rules.agenda_violations(RULES, agenda, PLANNED, {}, date(2026, 10, 19))) == [
        ("R-JM-07", "topics", "没有为本次会议提出：c、d"),
        ("R-JM-06-AGENDA", "meeting", "议程应在会前2日，即2026-10-18之前确定"),
    ]


@pytest.mark.rule("R-DEV-11")
@pytest.mark.rule("R-DEV-11-VOTES")
@pytest.mark.rule("R-DEV-11-MAJORITY")
def test_a_recommendation_says_what_is_wrong_with_its_day_its_term_and_its_votes() -> None:
    def told(**change: object) -> object:
        return said(rules.recommendation_violations(RULES, replace(RECOMMENDATION, **change), ON))

    assert told(held_on=date(2026, 10, 9), valid_until=date(2026, 10, 9)) == [
        ("R-DEV-11", "held_on", "推荐会尚未召开")
    ]
    assert told(valid_until=date(2026, 6, 30)) == [("R-DEV-11", "valid_until", "有效期早于推荐会")]
    assert told(yes=16) == [("R-DEV-11", "yes", "赞成票、实到、应到人数应依次不减")]
    assert told(yes=0) == [("R-DEV-11-VOTES", "yes", "赞成票0票，至少应有1票")]
    assert told(yes=7) == [("R-DEV-11-MAJORITY", "yes", "赞成票7票，未超过实到15人的半数")]
    assert told(present=20) == []


@pytest.mark.rule("R-DEV-11")
@pytest.mark.rule("R-JM-10")
@pytest.mark.rule("R-JM-16")
def test_who_is_too_early_or_too_late_is_told_the_first_day_that_is_right() -> None:
    over = replace(RECOMMENDATION, valid_until=date(2026, 6, 30))
    opening = Opening(department="union", period="2026Q3", until=date(2026, 10, 16))
    due = replace(RESOLUTION, due_on=date(2026, 10, 7))
    found = [
        *rules.recommendation_violations(RULES, over, ON),
        *rules.opening_violations(RULES, opening, {"union"}, date(2026, 10, 17)),
        *rules.resolution_violations(RULES, due, DEPARTMENTS, [], ON),
        *rules.timing_violations(RULES, "2026Q3", date(2026, 9, 30), 1, None),
    ]

    assert [(one.field, one.earliest) for one in found] == [
        ("valid_until", RECOMMENDATION.held_on),
        ("until", date(2026, 10, 17)),
        ("due_on", ON),
        ("period", date(2026, 10, 1)),
    ]


@pytest.mark.rule("R-JM-17")
@pytest.mark.rule("R-JM-17-JUMP")
def test_figures_that_contradict_say_which_and_by_how_much() -> None:
    told = quarter(
        one("R-JM-25.settled", value=2),
        one("R-JM-25.mediated", value=1),
        one("R-JM-27"),
        one("R-JM-20", value=61),
    )
    before = {("R-JM-20", WANCHENG): 40}
    settled, mediated, recommended, founded = (
        UNION[item].label for item in ("R-JM-25.settled", "R-JM-25.mediated", "R-JM-27", "R-JM-20")
    )

    assert said(rules.submission_violations(RULES, told, UNION, before, {"recommended": 2})) == [
        ("R-JM-17", "figures", f"{WANCHENG} {settled} 2 大于{mediated} 1"),
        ("R-JM-17", "figures", f"{recommended}合计 3 大于{ON_RECORD['recommended']} 2"),
        ("R-JM-17-JUMP", "figures", f"{WANCHENG} {founded}由上季度的40变为61，请核对并说明"),
    ]

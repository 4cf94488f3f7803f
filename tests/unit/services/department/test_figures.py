"""Handing in figures: when, of what, and what cannot exceed what, each on both sides of its limit."""

from datetime import date
from typing import Any

import pytest

from services.department import rules
from shared.contracts.data_sets import data_sets
from shared.contracts.department.facts import Figure, Figures, Manifest, Opening
from shared.rules import pack
from shared.rules.violation import Level, Violation
from tests.unit.services.department.broken import broken

RULES = pack.load("joint_meeting", date.max)

WANCHENG, XIXIA = "411302000000", "411323000000"
UNION = data_sets()["union"]
IN_TIME = date(2026, 10, 8)


def figure(item: str, area: str, value: int) -> Figure:
    return Figure(item=item, area=area, value=value)


def submitted(
    *figures: Figure, on: date = IN_TIME, version: int = 1, open_until: date | None = None
) -> list[Violation]:
    submission = Figures(period="2026Q3", figures=figures)
    counties = {WANCHENG, XIXIA}
    return [
        *rules.draft_violations(
            RULES, submission, on, version=version, open_until=open_until, data_set=UNION, counties=counties
        ),
        *rules.submission_violations(RULES, submission, UNION, before={}, on_record={}),
    ]


@pytest.mark.rule("R-JM-16")
@pytest.mark.parametrize(
    ("on", "version", "taken"),
    [
        pytest.param(date(2026, 9, 30), 1, False, id="the quarter's last day"),
        pytest.param(date(2026, 10, 1), 1, True, id="the day after the quarter"),
        pytest.param(date(2026, 10, 15), 1, True, id="a first submission may be late, up to the lock"),
        pytest.param(date(2026, 10, 16), 1, False, id="a first submission after the lock"),
        pytest.param(date(2026, 10, 15), 2, True, id="a correction on the window's last day"),
        pytest.param(date(2026, 10, 16), 2, False, id="a correction one day after the window"),
    ],
)
def test_figures_are_taken_after_the_quarter_and_corrected_within_the_window(
    on: date, version: int, taken: bool
) -> None:
    found = submitted(figure("R-JM-20", WANCHENG, 3), on=on, version=version)

    assert (found == []) is taken
    assert all(violation.level is Level.BLOCK and violation.field == "period" for violation in found)


@pytest.mark.rule("R-JM-16")
@pytest.mark.parametrize(
    ("on", "version", "taken"),
    [
        pytest.param(date(2026, 10, 20), 1, True, id="on the last day of the opening"),
        pytest.param(date(2026, 10, 21), 1, False, id="the day after"),
        pytest.param(date(2026, 10, 20), 2, False, id="no correction"),
    ],
)
def test_after_the_lock_a_first_version_is_taken_as_far_as_the_convener_has_opened_it(
    on: date, version: int, taken: bool
) -> None:
    found = submitted(figure("R-JM-20", WANCHENG, 3), on=on, version=version, open_until=date(2026, 10, 20))

    assert (found == []) is taken


def opened(on: date, **change: Any) -> list[Violation]:
    told = {"department": "union", "period": "2026Q3", "until": date(2026, 10, 25), **change}
    return rules.opening_violations(RULES, Opening(**told), {"union"}, on)


@pytest.mark.rule("R-JM-16")
def test_the_convener_opens_what_is_locked_for_who_owes_figures_to_a_day_that_comes() -> None:
    lock, after = date(2026, 10, 15), date(2026, 10, 16)

    assert opened(after) == opened(after, until=after) == []
    assert broken(opened(lock)) == {("R-JM-16-OPENING", "period")}
    assert opened(lock)[0].earliest == after
    assert broken(opened(after, until=lock)) == {("R-JM-16-OPENING", "until")}
    assert broken(opened(after, department="organisation")) == {("R-JM-16-OPENING", "department")}


@pytest.mark.rule("R-JM-16")
def test_the_window_of_the_last_quarter_lies_in_the_next_year() -> None:
    submission = Figures(period="2026Q4", figures=(figure("R-JM-20", WANCHENG, 3),))

    taken = [
        rules.draft_violations(RULES, submission, on, version=2, data_set=UNION, counties={WANCHENG}) == []
        for on in (date(2026, 12, 31), date(2027, 1, 15), date(2027, 1, 16))
    ]

    assert taken == [False, True, False]


@pytest.mark.rule("R-JM-15")
@pytest.mark.parametrize(
    ("figure", "word"),
    [
        pytest.param(figure("R-JM-30", WANCHENG, 1), "R-JM-30", id="another department's item"),
        pytest.param(figure("R-JM-20", "411302001000", 1), "411302001000", id="a street, not a county"),
    ],
)
def test_only_the_own_items_of_the_citys_counties_are_taken(figure: Figure, word: str) -> None:
    (found,) = submitted(figure)

    assert (found.rule, found.level) == ("R-JM-15", Level.BLOCK)
    assert word in found.message


@pytest.mark.rule("R-JM-15")
def test_one_item_of_one_county_is_told_once() -> None:
    once = submitted(figure("R-JM-20", WANCHENG, 1), figure("R-JM-20", XIXIA, 1))
    twice = submitted(figure("R-JM-20", WANCHENG, 1), figure("R-JM-20", WANCHENG, 1))

    assert once == []
    assert broken(twice) == {("R-JM-15", "figures")}


@pytest.mark.rule("R-JM-17")
@pytest.mark.parametrize(("women", "warned"), [(20, False), (21, True)])
def test_women_above_members_warn_without_blocking(women: int, warned: bool) -> None:
    found = submitted(figure("R-JM-23.women", XIXIA, women), figure("R-JM-23.members", XIXIA, 20))

    assert [violation.level for violation in found] == [Level.WARN] * warned


@pytest.mark.rule("R-JM-17")
def test_parts_and_wholes_are_compared_within_one_county() -> None:
    assert submitted(figure("R-JM-23.women", XIXIA, 5), figure("R-JM-23.members", WANCHENG, 4)) == []


@pytest.mark.rule("R-JM-17")
@pytest.mark.parametrize(
    ("here", "there", "on_record", "warned"),
    [
        pytest.param(2, 1, {"recommended": 3}, False, id="as many as are on record"),
        pytest.param(2, 2, {"recommended": 3}, True, id="together one more"),
        pytest.param(0, 0, {"recommended": 0}, False, id="nobody"),
        pytest.param(1, 0, {"recommended": 0}, True, id="somebody where nobody is on record"),
        pytest.param(9, 9, {}, False, id="nothing to compare with"),
    ],
)
def test_more_recommended_people_than_are_on_record_are_to_be_explained(
    here: int, there: int, on_record: dict[str, int], warned: bool
) -> None:
    figures = (figure("R-JM-27", XIXIA, here), figure("R-JM-27", WANCHENG, there))
    submission = Figures(period="2026Q3", figures=figures)

    found = rules.submission_violations(RULES, submission, UNION, before={}, on_record=on_record)

    assert [(one.rule, one.level) for one in found] == [("R-JM-17", Level.WARN)] * warned


@pytest.mark.rule("R-JM-17-JUMP")
@pytest.mark.rule("R-JM-17-JUMP-FROM")
@pytest.mark.parametrize(
    ("last", "now", "warned"),
    [
        pytest.param(40, 60, False, id="half more"),
        pytest.param(40, 61, True, id="more than half more"),
        pytest.param(40, 20, False, id="half"),
        pytest.param(40, 19, True, id="less than half"),
        pytest.param(2, 19, False, id="both are small"),
        pytest.param(2, 20, True, id="it grew out of being small"),
        pytest.param(0, 20, True, id="from nothing"),
        pytest.param(None, 900, False, id="nothing to compare with"),
    ],
)
def test_what_differs_much_from_the_quarter_before_is_to_be_explained(
    last: int | None, now: int, warned: bool
) -> None:
    before = {} if last is None else {("R-JM-20", XIXIA): last}
    submission = Figures(period="2026Q3", figures=(figure("R-JM-20", XIXIA, now),))

    found = rules.submission_violations(RULES, submission, UNION, before, on_record={})

    assert [(one.rule, one.level) for one in found] == [("R-JM-17-JUMP", Level.WARN)] * warned


def test_all_violations_are_told_at_once() -> None:
    found = submitted(
        figure("R-JM-99", WANCHENG, 1),
        figure("R-JM-20", "1" * 12, 1),
        figure("R-JM-25.settled", XIXIA, 2),
        figure("R-JM-25.mediated", XIXIA, 1),
        on=date(2026, 9, 1),
    )

    assert [violation.rule for violation in found] == ["R-JM-16", "R-JM-15", "R-JM-15", "R-JM-17"]


def frozen(
    version: int = 1, as_of: date = date(2026, 10, 16), on: date = date(2026, 10, 16), **known: Any
) -> list[Violation]:
    manifest = Manifest(
        period="2026Q3",
        version=version,
        as_of=as_of,
        sources=(),
        definitions=(),
        packs=(),
        figures="0" * 64,
    )
    return rules.freeze_violations(RULES, manifest, on, known.get("last", 0), known.get("reason"))


@pytest.mark.rule("R-IND-07")
@pytest.mark.parametrize(("as_of", "taken"), [(date(2026, 10, 15), False), (date(2026, 10, 16), True)])
def test_a_quarter_is_frozen_once_nothing_of_it_can_be_corrected_any_more(as_of: date, taken: bool) -> None:
    found = frozen(as_of=as_of)

    assert (found == []) is taken
    assert [violation.earliest for violation in found] == [date(2026, 10, 16)] * (not taken)


@pytest.mark.rule("R-IND-07")
@pytest.mark.parametrize(
    ("known", "field"),
    [
        pytest.param({"version": 2}, "version", id="the second before the first"),
        pytest.param({"version": 1, "last": 1, "reason": "补登"}, "version", id="the first again"),
        pytest.param({"version": 2, "last": 1}, "comment", id="once more, without saying why"),
        pytest.param({"as_of": date(2026, 10, 17)}, "as_of", id="to a day that has not come"),
    ],
)
def test_a_freeze_that_does_not_follow_the_last_one_is_refused(known: dict[str, Any], field: str) -> None:
    found = frozen(**known)

    assert [(one.rule, one.field, one.level) for one in found] == [("R-IND-07", field, Level.BLOCK)]


@pytest.mark.rule("R-IND-07")
def test_a_second_version_that_says_why_is_taken() -> None:
    assert frozen(version=2, last=1, reason="补登企业三家") == []


@pytest.mark.rule("R-JM-17-JUMP")
def test_a_figure_that_is_not_compared_keeps_none_after_it_from_being_compared() -> None:
    told = Figures(period="2026Q3", figures=(figure("R-JM-20", WANCHENG, 3), figure("R-JM-20", XIXIA, 61)))

    found = rules.submission_violations(RULES, told, UNION, {("R-JM-20", XIXIA): 40}, on_record={})

    assert [one.rule for one in found] == ["R-JM-17-JUMP"]

"""A quarter's figures on their way up: counties write down and hand up, a second person approves, then the whole."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.department import limits, rules, store
from services.department.model import Submission, figures_of
from shared.city import areas
from shared.city.sites import Department
from shared.contracts.data_sets import Item, catalogue
from shared.contracts.department import HEAD, calls, events, facts
from shared.contracts.department.terms import SubmissionState
from shared.contracts.errors import NotAllowed, Unavailable
from shared.ledger import Unit
from shared.rules.periods import Quarter
from shared.rules.violation import Violation


@dataclass(frozen=True)
class Asked:
    """What a department is asked for, and where; and whether it has its recommendations on record."""

    department: str
    city: str
    counties: frozenset[str]
    data_set: Mapping[str, Item]
    recommends: bool


def asked_of(unit: Unit, department: Department, city: str, period: str) -> Asked:
    """
    Return what *department* is asked for a quarter.

    Raises:
        NotAllowed: it has no data set.
        Unavailable: the area tree is still on its way from the registry.
    """
    if department.data_set is None:
        raise NotAllowed("本部门没有季度数据集", {"department": department.instance})
    counties = areas.right_below(unit.db, city)
    if not counties:
        # To refuse the areas now would be wrong for good.
        raise Unavailable("地区目录尚未同步，请稍后重试", {"city": city})
    items = catalogue().asked(department.data_set, Quarter.parse(period))
    return Asked(department.instance, city, frozenset(counties), items, bool(department.recommends))


def draft_figures(unit: Unit, draft: calls.DraftFigures, asked: Asked) -> None:
    """Keep a county's part as it stands; what it held before is replaced."""
    areas.within(unit, draft.area)
    figures = tuple(facts.Figure(item=row.item, area=draft.area, value=row.value) for row in draft.figures)
    part = Submission(draft.period, draft.area, SubmissionState.DRAFT, figures, unit.actor.user)
    known, whole = _standing(unit, draft, asked)
    unit.check(
        [
            *rules.step_violations(rules.of_quarter(draft.period), known, whole, rules.DRAFTED, draft.area),
            *_draft_violations(unit, part, asked),
        ]
    )
    _keep(unit, part, asked, events.FiguresDrafted)


def hand_up_figures(unit: Unit, about: facts.Part, asked: Asked) -> None:
    """Hand a county's part up for approval."""
    areas.within(unit, about.area)
    known, whole = _standing(unit, about, asked)
    figures = known.figures if known else ()
    part = Submission(about.period, about.area, SubmissionState.SUBMITTED, figures, unit.actor.user)
    unit.check(
        [
            *rules.step_violations(rules.of_quarter(about.period), known, whole, rules.HANDED_UP, about.area),
            *_violations(unit, part, asked),
        ]
    )
    _keep(unit, part, asked, events.FiguresHandedUp)


def submit_figures(unit: Unit, submission: facts.Figures | calls.SubmitFigures, asked: Asked) -> None:
    """Hand up the whole: the approved parts of the counties, and what is given for those without one."""
    period, city = submission.period, asked.city
    parts = [part for part in store.submissions(unit.db, period) if part.area != city]
    figures = (*(figure for part in parts for figure in part.figures), *submission.figures)
    whole = Submission(period, city, SubmissionState.SUBMITTED, figures, unit.actor.user)
    unit.check(
        [
            *rules.whole_violations(rules.of_quarter(period), parts, submission.figures),
            *_violations(unit, whole, asked),
        ]
    )
    _keep(unit, whole, asked, events.FiguresHandedUp)


def return_figures(unit: Unit, part: calls.ReturnFigures, asked: Asked) -> None:
    """Give a county's part, or the whole, back to be put right."""
    known, whole = _judged(unit, part, asked)
    allowed = rules.APPROVED if part.area == asked.city else rules.RETURNED
    unit.check(rules.step_violations(rules.of_quarter(part.period), known, whole, allowed, part.area))
    if known is not None:
        store.keep_submission(unit, replace(known, state=SubmissionState.RETURNED, comment=part.comment))
    event = events.FiguresReturned(**_about(part, asked), reason=part.comment)
    unit.record(_stream(part, asked), event)


def approve_figures(unit: Unit, part: facts.Part, asked: Asked) -> None:
    """Approve a county's part; the whole is handed in to the joint meeting as the next version (R-JM-16)."""
    known, _ = _judged(unit, part, asked)
    version, until = _next(unit, part.period, asked)
    unit.check(
        [
            *rules.approval_violations(rules.of_quarter(part.period), known, unit.actor.user),
            *rules.timing_violations(
                rules.of_quarter(part.period), part.period, unit.stamp.recorded_on, version, until
            ),
        ]
    )
    if known is None:
        return
    store.keep_submission(unit, replace(known, state=SubmissionState.APPROVED))
    if part.area != asked.city:
        unit.record(_stream(part, asked), events.FiguresApproved(**_about(part, asked)))
        return
    event = events.FiguresSubmitted(
        department=asked.department, period=part.period, version=version, figures=known.figures
    )
    told = {"figures": event.as_json()["figures"]}
    store.insert_version(unit, store.FIGURES, part.period, version, told)
    unit.record(_stream(part, asked), event)
    limits.meet_figures(unit, asked.department, part.period)


def _violations(unit: Unit, part: Submission, asked: Asked) -> list[Violation]:
    """Return what does not fit in a part, or the whole, that is handed up now."""
    before = store.values_of(unit.db, str(Quarter.parse(part.period).previous()))
    on_record = store.on_record(unit.db, Quarter.parse(part.period), recommends=asked.recommends)
    submission = facts.Figures(period=part.period, figures=part.figures)
    return [
        *_draft_violations(unit, part, asked),
        *rules.submission_violations(
            rules.of_quarter(part.period), submission, asked.data_set, before, on_record
        ),
    ]


def _draft_violations(unit: Unit, part: Submission, asked: Asked) -> list[Violation]:
    version, until = _next(unit, part.period, asked)
    return rules.draft_violations(
        rules.of_quarter(part.period),
        facts.Figures(period=part.period, figures=part.figures),
        unit.stamp.recorded_on,
        version=version,
        open_until=until,
        data_set=asked.data_set,
        counties=asked.counties,
    )


def _next(unit: Unit, period: str, asked: Asked) -> tuple[int, date | None]:
    """Return the next version, and to when the convener has opened the quarter."""
    return store.last_version(unit, store.FIGURES, period) + 1, store.open_until(
        unit.db, asked.department, period
    )


def _judged(unit: Unit, part: facts.Part, asked: Asked) -> tuple[Submission | None, Submission | None]:
    """Return what is approved or returned, and the whole it goes into; raises NotAllowed: not for this person."""
    # What a county hands up is judged above it, and the whole by who answers for the department.
    areas.within(unit, asked.city, "全市数据")
    if part.area == asked.city and not set(HEAD) & set(unit.actor.roles):
        raise NotAllowed("全市数据由本部门负责人审核或退回", {"needs_one_of": [*HEAD]})
    return _standing(unit, part, asked)


def _standing(unit: Unit, part: facts.Part, asked: Asked) -> tuple[Submission | None, Submission | None]:
    """Return a part as it stands, and the whole that it goes into; above the whole there is none."""
    known = store.find_submission(unit, part.period, part.area)
    whole = None if part.area == asked.city else store.find_submission(unit, part.period, asked.city)
    return known, whole


def _keep(
    unit: Unit,
    part: Submission,
    asked: Asked,
    event: type[events.FiguresDrafted] | type[events.FiguresHandedUp],
) -> None:
    store.keep_submission(unit, part)
    unit.record(_stream(part, asked), event(**_about(part, asked), figures=part.figures))


def _about(part: Submission | facts.Part, asked: Asked) -> dict[str, str]:
    return {"department": asked.department, "period": part.period, "area": part.area}


def _stream(part: Submission | facts.Part, asked: Asked) -> str:
    quarter = figures_of(asked.department, part.period)
    return f"figures:{quarter}" if part.area == asked.city else f"figures:{quarter}:{part.area}"

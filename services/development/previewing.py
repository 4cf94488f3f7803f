"""What the rules of another day would change, and which open cases they touch; asking touches nothing."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.development import store
from services.development.commands.cases import PACK
from services.development.rules.editions import Change, Touch, changes, touches
from shared.city import copies, day
from shared.contracts.development import calls
from shared.contracts.development.steps import NAMES
from shared.contracts.development.terms import STATES
from shared.ledger.bound import Collections
from shared.paging import page
from shared.rules import pack
from shared.rules.pack import Rule
from shared.security.tokens import Actor

Document = dict[str, Any]


def edition_preview(db: Collections, question: calls.FindEditionPreview, actor: Actor) -> Document:
    """
    Return what differs between the rules of two days, and page by page the open cases whose next step it touches.

    Each case is looked at with the rows of its own place; the list of differences has those of every place.

    Source: R-GEN-06, R-GEN-07.
    """
    today = day.today(db) or question.on
    against = question.against or today
    organisations = copies.organisations_of(db, actor, question.area)
    found = []
    for row in store.open_cases(db, organisations, question.after):
        if touched := list(_touched(db, row, against, question.on)):
            found.append({**row, "touched": touched})
        if len(found) > question.limit:
            break
    announced = sorted(one for one in _announced() if one > today)
    return {
        "against": against.isoformat(),
        "on": question.on.isoformat(),
        "edition_against": pack.edition_on(PACK, against),
        "edition_on": pack.edition_on(PACK, question.on),
        "announced": [one.isoformat() for one in announced],
        "changes": list(_changes(against, question.on)),
        **page(found, question.limit, _case),
    }


def _touched(db: Collections, row: Document, against: date, on: date) -> Iterator[Touch]:
    case = store.case_of(row)
    before, after = (copies.rules(db, PACK, one, case.org_code) for one in (against, on))
    return touches(case, changes(before, after), on)


def _announced() -> set[date]:
    begun = {row.effective_from for row in pack.rows(PACK)}
    return begun | {
        row.effective_to + pack.ONE_DAY for row in pack.rows(PACK) if row.effective_to is not None
    }


def _changes(against: date, on: date) -> Iterator[Document]:
    """Yield what differs everywhere, then what differs at each place that has rows of its own."""
    everywhere = changes(pack.load(PACK, against), pack.load(PACK, on))
    yield from (_change(one, None) for one in everywhere)
    for place in sorted(pack.places(PACK)):
        here = changes(pack.load(PACK, against, [place]), pack.load(PACK, on, [place]))
        yield from (_change(one, place) for one in here if one not in everywhere)


def _change(one: Change, place: str | None) -> Document:
    return {"rule": one.rule, "place": place, "before": _wording(one.before), "after": _wording(one.after)}


def _wording(row: Rule | None) -> Document | None:
    if row is None:
        return None
    told = {"text": row.text, "number": _number(row), "source": row.source, "level": row.level.value}
    return {**told, "effective_from": row.effective_from.isoformat()}


def _number(row: Rule | None) -> str | None:
    return None if row is None or row.value is None else f"{row.value} {row.unit or ''}".strip()


def _case(row: Mapping[str, Any]) -> Document:
    case = store.case_of(row)
    return {
        "case_id": case.case_id,
        "org_code": case.org_code,
        "state": case.state.value,
        "state_name": STATES[case.state],
        "touches": [_touch(one) for one in row["touched"]],
    }


def _touch(one: Touch) -> Document:
    return {
        "step": one.step,
        "step_name": NAMES[one.step],
        "rule": one.change.rule,
        "before": _number(one.change.before),
        "after": _number(one.change.after),
        "since": one.since.isoformat(),
    }

"""Questions to development; asking changes nothing."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from services.development import store
from services.development.commands.cases import PACK, rules_for
from services.development.model import Case, Taken
from services.development.rules import Prospect, outlook
from shared.city import copies, day
from shared.contracts.development import OF_THE_COMMITTEE, WITH_CASES, calls, facts
from shared.contracts.development.answers import OwnCase, OwnNext
from shared.contracts.development.facts import Quota, StepFacts
from shared.contracts.development.steps import NAMES, STEPS
from shared.contracts.development.terms import STATES, State
from shared.ledger.bound import Collections
from shared.ledger.history import history
from shared.ledger.seen import last
from shared.paging import page, rows_of
from shared.security.sealing import Vault, masked, names_in
from shared.security.tokens import Actor

Document = dict[str, Any]
TOLD_BY_TRAINING = "complete_training"
CASE, MOST_OWN = "case", 20


def case(db: Collections, vault: Vault, question: calls.FindCase, actor: Actor) -> Document:
    """
    Return a case with its steps and dates; the name as in the list.

    Raises:
        NotFound: there is no such case.
        NotAllowed: it lies outside the actor's areas.
    """
    seq = last(db, f"case:{question.case_id}")
    found = store.get_document(db, question.case_id)
    copies.allow(db, actor, found["org_code"])
    known = store.case_of(found)
    end = known.probation_end(copies.rules(db, PACK, known.last_on, known.org_code).number("R-DEV-62"))
    return {
        **_row(found),
        "name": _names(vault, [found], actor)[question.case_id],
        "next": _next(db, known, day.today(db)),
        "seq": seq,
        "probation_end": end.isoformat() if end else None,
        "extended_by": known.extended_by,
        "again": list(known.to_do_again()),
        "steps": [_step(taken) for taken in known.taken],
        "doubts": [{**row, "name": NAMES[row["step"]]} for row in store.doubts_in(found)],
    }


def cases(db: Collections, vault: Vault, question: calls.FindCases, actor: Actor) -> Document:
    """
    Return a page of cases in the actor's areas, in the order of their numbers.

    Names are masked for whoever does not work with cases; one that is None was erased (R-PRV-05, field table).
    """
    organisations = copies.organisations_of(db, actor, question.area)
    if question.org_code:
        organisations &= {question.org_code}
    wanted: Document = {"org_code": {"$in": sorted(organisations)}}
    if question.state:
        wanted["state"] = question.state
    rows = rows_of(db, store.CASES, wanted, question.after, question.limit)
    now = day.today(db) if question.with_next else None
    names = _names(vault, rows, actor)

    def shown(row: Mapping[str, Any]) -> Document:
        return {
            **_row(row),
            "name": names[row["_id"]],
            **({"next": _next(db, store.case_of(row), now)} if question.with_next else {}),
        }

    return page(rows, question.limit, shown)


def case_history(db: Collections, question: calls.FindCaseHistory, actor: Actor) -> Document:
    """Return what happened to a case; raises NotFound or NotAllowed."""
    found = store.get_document(db, question.case_id)
    copies.allow(db, actor, found["org_code"])
    return history(db, f"case:{question.case_id}", question)


def own_cases(db: Collections, vault: Vault, actor: Actor) -> list[Document]:
    """Return the cases that are the actor's own, each with what was done and what leads on (R-PRV-06)."""
    rows = rows_of(db, store.CASES, {"_id": {"$in": [*actor.own_of(CASE)]}}, None, MOST_OWN)
    now = day.today(db)
    names = names_in(vault, rows)

    def shown(row: Mapping[str, Any]) -> Document:
        known = store.case_of(row)
        told = {name: value for name, value in _row(row).items() if name in OwnCase.declared}
        coming = (one for one in _next(db, known, now) if one["leads_on"] and not one["done"])
        return {
            **told,
            "name": names[row["_id"]],
            "steps": [{"name": NAMES[taken.step], "on": taken.on.isoformat()} for taken in known.taken],
            "next": [{name: one[name] for name in OwnNext.declared} for one in coming],
        }

    return [shown(row) for row in rows]


def quotas(db: Collections, question: calls.FindQuotas, actor: Actor) -> Document:
    """Return a page of the places of a year in the actor's areas, in the order of the organisations."""
    organisations = copies.organisations_of(db, actor, question.area)
    rows = store.quotas(db, organisations, question.year, question.after, question.limit + 1)
    listed = [row["org_code"] for row in rows]
    used, ended = store.admissions_of(db, listed, question.year), copies.endings(db, listed)

    def shown(row: Mapping[str, Any]) -> Document:
        taken = used.get(row["org_code"], 0)
        told = {name: row[name] for name in Quota.declared}
        gone = {"dissolved_on": ended[row["org_code"]]} if row["org_code"] in ended else {}
        return {**told, "used": taken, "left": row["places"] - taken, **gone}

    return page(rows, question.limit, shown)


def _step(taken: Taken) -> Document:
    return {
        "step": taken.step,
        "name": NAMES[taken.step],
        "on": taken.on.isoformat(),
        "edition": taken.edition,
        "state": taken.to.value,
        "told": StepFacts(**taken.facts).as_json(),
        "backfilled": taken.backfilled,
    }


def _names(vault: Vault, rows: Iterable[Mapping[str, Any]], actor: Actor) -> dict[str, str | None]:
    """Return the applicants' names as *actor* sees them, by case; None: erased."""
    whole = not {*actor.roles}.isdisjoint(WITH_CASES)
    return {
        case_id: name if whole or name is None else masked(name)
        for case_id, name in names_in(vault, rows).items()
    }


def _row(found: Mapping[str, Any]) -> Document:
    return {
        "case_id": found["_id"],
        "org_code": found["org_code"],
        "credit_code": found["credit_code"],
        "state": found["state"],
        "state_name": STATES[State(found["state"])],
        "since": found["taken"][-1]["on"],
    }


def _next(db: Collections, known: Case, now: date | None) -> list[Document]:
    """Return what may come next, with what stands against each *now*: what people record, and what training tells."""
    today = max(now or known.last_on, known.last_on)
    rules = rules_for(db, known.org_code, today, store.confirmations(db))
    return [
        _prospect(one)
        for one in outlook(known, today, rules)
        if one.step in STEPS or (one.step == TOLD_BY_TRAINING and not one.done)
    ]


def _by(step: str) -> str:
    if step == TOLD_BY_TRAINING:
        return "training"
    return "committee" if step in OF_THE_COMMITTEE else "branch"


def _prospect(one: Prospect) -> Document:
    return {
        "step": one.step,
        "name": NAMES[one.step],
        "by": _by(one.step),
        "leads_on": one.leads_on,
        "done": one.done,
        "earliest": one.earliest.isoformat() if one.earliest else None,
        "against": [violation.as_dict() for violation in one.against],
    }


def confirmations(db: Collections) -> list[Document]:
    """Return all confirmations of rules' texts, and where each stands."""
    return [
        {
            **facts.Confirmation(**one.only(facts.Confirmation)).as_json(),
            **{name: getattr(one, name) for name in ("by", "state", "approved_by", "reason")},
            **{name: _day(getattr(one, name)) for name in ("approved_on", "withdrawn_on")},
        }
        for one in store.confirmations(db)
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

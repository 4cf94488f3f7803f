"""Questions about areas, enterprises and organisations."""

from typing import Any

from services.registry import store
from services.registry.queries.rows import in_area, plain
from shared.city import areas as tree
from shared.contracts.base import Paged
from shared.contracts.history import FindHistory
from shared.contracts.registry import calls
from shared.ledger.bound import Collections
from shared.ledger.history import REASON, history
from shared.ledger.seen import last
from shared.paging import page, rows_of
from shared.security.tokens import Actor

Document = dict[str, Any]
LAST = "\U0010ffff"  # after every code that begins alike


def areas(db: Collections, question: calls.FindAreas) -> list[Document]:
    """Return the areas right below one, in the order of their codes."""
    return [plain(row, store.AREAS) for row in store.areas_below(db, question.parent)]


def enterprises(db: Collections, question: calls.FindEnterprises) -> Document:
    """Return a page of enterprises with their latest facts, in the order of their codes."""
    named = {"operation_state": question.operation_state, "size": question.size}
    return _found(db, store.ENTERPRISES, question, question.area, question.text, named)


def enterprise(db: Collections, question: calls.FindEnterprise) -> Document:
    """Return one enterprise with everything stated of it, and its affiliations."""
    seq = last(db, store.stream_of(store.ENTERPRISES, question.credit_code))
    found = store.get(db, store.ENTERPRISES, question.credit_code)
    affiliation = store.find(db, store.AFFILIATIONS, question.credit_code)
    return {
        **plain(found, store.ENTERPRISES),
        "seq": seq,
        "statements": found["statements"],
        "affiliations": affiliation["statements"] if affiliation else [],
    }


def enterprise_history(db: Collections, question: calls.FindEnterpriseHistory, actor: Actor) -> Document:
    """Return what happened to an enterprise, with reasons in the actor's areas only; raises NotFound."""
    return _history(db, store.ENTERPRISES, question.credit_code, question, actor)


def affiliation_history(db: Collections, question: calls.FindAffiliationHistory, actor: Actor) -> Document:
    """Return what happened to an enterprise's affiliation, with reasons as of the enterprise; raises NotFound."""
    return _history(db, store.ENTERPRISES, question.credit_code, question, actor, store.AFFILIATIONS)


def organisations(db: Collections, question: calls.FindOrganisations) -> Document:
    """Return a page of organisations, in the order of their codes."""
    named = {"type": question.type}
    return _found(db, store.ORGANISATIONS, question, question.area, question.text, named)


def organisation(db: Collections, question: calls.FindOrganisation) -> Document:
    """Return one organisation with everything stated of it, its superior, and its members by status."""
    seq = last(db, store.stream_of(store.ORGANISATIONS, question.org_code))
    found = store.get(db, store.ORGANISATIONS, question.org_code)
    above = store.find(db, store.ORGANISATIONS, found["parent"]) if found["parent"] else None
    return {
        **plain(found, store.ORGANISATIONS),
        "seq": seq,
        "statements": found["statements"],
        "superior": plain(above, store.ORGANISATIONS) if above else None,
        "members": store.members_by_status(db, question.org_code),
    }


def organisation_history(db: Collections, question: calls.FindOrganisationHistory, actor: Actor) -> Document:
    """Return what happened to an organisation, with reasons in the actor's areas only; raises NotFound."""
    return _history(db, store.ORGANISATIONS, question.org_code, question, actor)


def _found(
    db: Collections, kind: store.Kind, question: Paged, area: str | None, text: str | None, named: Document
) -> Document:
    """Return a page of what has the values *named*, and *text* in its name or at the beginning of its code."""
    wanted = {**in_area(db, area), **{name: value for name, value in named.items() if value}}
    if text:
        in_name = {"$expr": {"$gte": [{"$indexOfCP": ["$name", text]}, 0]}}
        wanted["$or"] = [in_name, {"_id": {"$gte": text, "$lt": text + LAST}}]
    rows = rows_of(db, kind.collection, wanted, question.after, question.limit)
    return page(rows, question.limit, lambda row: plain(row, kind))


def _history(
    db: Collections,
    kind: store.Kind,
    key: str,
    question: FindHistory,
    actor: Actor,
    told: store.Kind | None = None,
) -> Document:
    """Return the history of a thing, or of what else is *told* under its key."""
    # People write reasons freely: of other people, too.
    mine = tree.covers(db, actor.areas, store.get(db, kind, key)["area"])
    return history(db, store.stream_of(told or kind, key), question, () if mine else (REASON,))

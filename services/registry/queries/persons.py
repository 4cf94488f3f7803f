"""Questions about members, their posts, other persons and the two staff."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.registry import places, store
from services.registry.queries.rows import in_area, plain
from shared.city import areas
from shared.contracts.registry import calls
from shared.contracts.registry.answers import PERSONAL
from shared.contracts.registry.terms import NAME_TO_COME
from shared.ledger.bound import Collections
from shared.ledger.history import REASON, history
from shared.ledger.seen import last
from shared.paging import page, rows_of
from shared.security.sealing import Vault, masked, names_in
from shared.security.tokens import Actor

Document = dict[str, Any]


def members(db: Collections, vault: Vault, question: calls.FindMembers, actor: Actor) -> Document:
    """
    Return a page of members; names are masked and personal facts left out outside the actor's own areas.

    A name that is None was erased; one that a clerk has yet to give is said to come.

    Source: R-PRV-05 (field table).
    """
    wanted = _given(question, "org_code", "credit_code", "status")
    rows = rows_of(db, store.MEMBERS.collection, wanted, question.after, question.limit)
    own = _own_organisations(db, (row["org_code"] for row in rows), actor)
    names = _names(vault, rows)

    def shown(row: Mapping[str, Any]) -> Document:
        return _member(row, names[row["_id"]], mine=row["org_code"] in own)

    return page(rows, question.limit, shown)


def member(db: Collections, vault: Vault, question: calls.FindMember, actor: Actor) -> Document:
    """Return one member as the list shows it, and its last number; raises NotFound."""
    seq = last(db, store.stream_of(store.MEMBERS, question.member_id))
    found = store.get(db, store.MEMBERS, question.member_id)
    name = _names(vault, [found])[found["_id"]]
    return {**_member(found, name, mine=_is_own(db, found, actor)), "seq": seq}


def member_history(db: Collections, question: calls.FindMemberHistory, actor: Actor) -> Document:
    """Return what happened to a member, without what is personal outside the actor's own areas (R-PRV-05)."""
    found = store.get(db, store.MEMBERS, question.member_id)
    hidden = () if _is_own(db, found, actor) else (*PERSONAL, REASON)
    return history(db, store.stream_of(store.MEMBERS, question.member_id), question, hidden)


def openings(db: Collections, vault: Vault, question: calls.FindOpenings, actor: Actor) -> Document:
    """Return a page of what was entered of the opening stock in the actor's areas, in the order of the numbers."""
    wanted = {**_given(question, "org_code", "state"), "area": {"$in": sorted(areas.of(db, actor))}}
    rows = rows_of(db, store.OPENINGS.collection, wanted, question.after, question.limit)
    # Of a member on record the name lies with the member.
    unsealed = [row["_id"] for row in rows if "sealed" not in row]
    names = names_in(vault, [*rows, *store.find_all(db, store.MEMBERS, unsealed)])

    def shown(row: Mapping[str, Any]) -> Document:
        kept = ("act", "org_code", "state", "by", "entered_on", "reason", "comment")
        told = {name: row["told"].get(name) for name in ("status", "credit_code", "effective_on")}
        named = {"member_id": row["_id"], "name": names.get(row["_id"])}
        return {**named, **told, **{name: row[name] for name in kept}}

    return page(rows, question.limit, shown)


def posts(db: Collections, question: calls.FindPosts) -> Document:
    """Return a page of posts, ended ones too, in the order of their numbers."""
    wanted = _given(question, "org_code", "credit_code", "member_id")
    rows = rows_of(db, store.POSTS.collection, wanted, question.after, question.limit)
    return page(rows, question.limit, lambda row: plain(row, store.POSTS))


def post_history(db: Collections, question: calls.FindPostHistory, actor: Actor) -> Document:
    """Return what happened to a post, with reasons in the actor's own areas only; raises NotFound."""
    mine = areas.covers(db, actor.areas, places.area_of(db, store.get(db, store.POSTS, question.post_id)))
    return history(db, store.stream_of(store.POSTS, question.post_id), question, () if mine else (REASON,))


def persons(db: Collections, vault: Vault, question: calls.FindPersons, actor: Actor) -> Document:
    """Return a page of people who are no members; names as of members."""
    rows = rows_of(db, store.PERSONS.collection, in_area(db, question.area), question.after, question.limit)
    names = _names(vault, rows)

    def shown(row: Mapping[str, Any]) -> Document:
        mine = areas.covers(db, actor.areas, row["area"])
        return {**plain(row, store.PERSONS), "name": _shown(names[row["_id"]], whole=mine)}

    return page(rows, question.limit, shown)


def staff(db: Collections, question: calls.FindStaff) -> Document:
    """Return a page of assignments of the two staff, ended ones too, in the order of their numbers."""
    wanted: Document = {"units": question.credit_code} if question.credit_code else {}
    rows = rows_of(db, store.STAFF.collection, wanted, question.after, question.limit)
    return page(rows, question.limit, lambda row: plain(row, store.STAFF))


def _given(question: Any, *names: str) -> Document:
    return {name: value for name in names if (value := getattr(question, name))}


def _is_own(db: Collections, found: Mapping[str, Any], actor: Actor) -> bool:
    return bool(_own_organisations(db, [found["org_code"]], actor))


def _own_organisations(db: Collections, codes: Iterable[str], actor: Actor) -> set[str]:
    found = store.find_all(db, store.ORGANISATIONS, codes)
    mine = (row for row in found if areas.covers(db, actor.areas, row["area"]))
    return {row["_id"] for row in mine if areas.is_own(db, actor, row["area"], row["_id"])}


def _member(row: Mapping[str, Any], name: str | None, *, mine: bool) -> Document:
    told = {name: value for name, value in row.items() if mine or name not in PERSONAL}
    return {**plain(told, store.MEMBERS), "name": _shown(name, whole=mine)}


def _names(vault: Vault, rows: Sequence[Mapping[str, Any]]) -> dict[str, str | None]:
    """Return the whole names of people by their numbers; None: erased."""
    unnamed = {row["_id"]: NAME_TO_COME for row in rows if store.UNNAMED in row}
    return {**names_in(vault, rows), **unnamed}


def _shown(name: str | None, *, whole: bool) -> str | None:
    return name if whole or name in (None, NAME_TO_COME) else masked(name)

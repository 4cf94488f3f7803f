"""The registry's documents as their entries tell them: what a correction leaves is folded from the first entry on."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from services.registry.store import AFFILIATIONS, ENTERPRISES, MEMBERS, ORGANISATIONS, POSTS, Kind, statement
from shared.contracts.base import Event
from shared.contracts.registry import events, facts

Document = dict[str, Any]
Entries = Iterable[Mapping[str, Any]]
OF_ENTERPRISES = (*facts.EnterpriseChanges.declared, "area")
OF_ORGANISATIONS = (*facts.OrganisationChanges.declared, "term_end")
OF_MEMBERS = tuple(facts.MemberChanges.declared)
OF_AFFILIATIONS = ("org_code", "form")


def _enterprise(entries: Entries) -> Document:
    return _stated(entries, events.EnterpriseRegistered, OF_ENTERPRISES)


def _member(entries: Entries) -> Document:
    return _stated(entries, events.MemberRegistered, OF_MEMBERS)


def _affiliation(entries: Entries) -> Document:
    return {"statements": [_statement(entry, OF_AFFILIATIONS) for entry in entries]}


def _organisation(entries: Entries) -> Document:
    made = _stated(entries, events.OrganisationEstablished, OF_ORGANISATIONS)
    made |= {"established_on": None, "dissolved_on": None}
    for entry in entries:
        if entry["type"] == events.OrganisationEstablished.event_type:
            made["established_on"] = entry["effective_on"]
        elif entry["type"] == events.OrganisationDissolved.event_type:
            made |= {"dissolved_on": entry["effective_on"], "received_by": entry["data"]["received_by"]}
    return made


def _post(entries: Entries) -> Document:
    made: Document = {"ended_on": None}
    for entry in entries:
        if entry["type"] == events.PostAssigned.event_type:
            made |= {**entry["data"], "assigned_on": entry["effective_on"]}
        elif entry["type"] == events.PostExtended.event_type:
            made["expected_end"] = entry["data"]["expected_end"]
        else:
            made["ended_on"] = entry["effective_on"]
    return made


def _stated(entries: Entries, first: type[Event], names: Iterable[str]) -> Document:
    """Return what began a thing, and its statements."""
    made: Document = {"statements": []}
    for entry in entries:
        if entry["type"] == first.event_type:
            made = {**entry["data"], **made}
        told = _statement(entry, names)
        if len(told) > 1:
            made["statements"].append(told)
    return made


def _statement(entry: Mapping[str, Any], names: Iterable[str]) -> Document:
    told = {name: entry["data"][name] for name in names if name in entry["data"]}
    return statement(date.fromisoformat(entry["effective_on"]), told)


FOLDS: Mapping[Kind, Callable[[Entries], Document]] = {
    ENTERPRISES: _enterprise,
    ORGANISATIONS: _organisation,
    AFFILIATIONS: _affiliation,
    MEMBERS: _member,
    POSTS: _post,
}
BEGINNINGS: Mapping[Kind, type[Event]] = {
    ENTERPRISES: events.EnterpriseRegistered,
    ORGANISATIONS: events.OrganisationEstablished,
    AFFILIATIONS: events.AffiliationSet,
    MEMBERS: events.MemberRegistered,
    POSTS: events.PostAssigned,
}


def folded(kind: Kind, entries: Entries) -> Document | None:
    """
    Return what a document of *kind* holds, without its key, by the standing *entries* of its stream.

    None: what began it does not stand, so there is no such thing.
    """
    known = sorted(entries, key=lambda one: one["seq"])
    if not any(entry["type"] == BEGINNINGS[kind].event_type for entry in known):
        return None
    made = FOLDS[kind](known)
    made.pop(kind.field, None)
    return made

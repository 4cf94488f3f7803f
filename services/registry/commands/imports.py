"""The kinds of files that the registry takes, and what a row of each does."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.registry.commands import areas, enterprises, openings, organisations, posts, reorganising
from shared.city.importing import Kind, take_rows
from shared.contracts import values as v
from shared.contracts.base import Command
from shared.contracts.errors import NotAllowed
from shared.contracts.registry import SERVICE, calls, facts
from shared.ledger import Unit


class AddArea(Command, facts.Area):
    """A row of areas."""


class AssignFormerPost(calls.AssignPost):
    """A row of posts, which may have ended already."""

    ended_on: date | None = v.day("离任日期", load_default=None, allow_none=True)


def import_rows(unit: Unit, command: calls.ImportRows) -> dict[str, Any]:
    """
    Take rows of a file as ``shared.city.importing`` does.

    Raises:
        NotAllowed: the actor has not the role for this kind.
    """
    kind = KINDS[command.kind]
    needed = SERVICE.commands[kind.method].roles
    if not set(needed) & set(unit.actor.roles):
        raise NotAllowed("您的角色无权导入此类数据", {"needs_one_of": list(needed)})
    return take_rows(unit, kind, command)


def _add_area(unit: Unit, command: AddArea) -> None:
    areas.add_areas(unit, calls.AddAreas(areas=(facts.Area(**vars(command)),)))


def _assign(unit: Unit, command: AssignFormerPost) -> None:
    posts.assign_post(unit, command)
    if command.ended_on is not None:
        posts.end_post(unit, calls.EndPost(post_id=command.post_id, effective_on=command.ended_on))


KINDS: Mapping[str, Kind] = {
    "areas": Kind("add_areas", AddArea, _add_area),
    "enterprises": Kind("register_enterprise", calls.RegisterEnterprise, enterprises.register_enterprise),
    "enterprise_changes": Kind("change_enterprise", calls.ChangeEnterprise, enterprises.change_enterprise),
    "organisations": Kind(
        "establish_organisation", calls.EstablishOrganisation, organisations.establish_organisation
    ),
    "organisation_changes": Kind(
        "change_organisation", calls.ChangeOrganisation, reorganising.change_organisation
    ),
    "organisation_endings": Kind(
        "dissolve_organisation", calls.DissolveOrganisation, organisations.dissolve_organisation
    ),
    "affiliations": Kind("set_affiliation", calls.SetAffiliation, organisations.set_affiliation),
    "members": Kind("register_member", calls.RegisterMember, openings.register_member),
    "member_changes": Kind("change_member", calls.ChangeMember, openings.change_member),
    "posts": Kind("assign_post", AssignFormerPost, _assign),
}

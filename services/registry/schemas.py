"""What callers send, turned into what the commands take."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import fields, post_load

from services.registry.model import Area, Organisation, Post
from shared.contracts.base import ENVELOPE_FIELDS
from shared.contracts.registry import calls as contract

Loaded = dict[str, Any]


def _row(command: Any) -> Any:
    """Give a command's contract without its envelope, for a row of a file."""
    without = {"exclude": ENVELOPE_FIELDS}

    class Row(command):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(**without)

    Row.__name__ = f"{command.__name__}Row"
    return Row


def _text(values: Loaded) -> Loaded:
    """Give days in ISO form, as they are recorded."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _own(data: Loaded) -> Loaded:
    return {name: value for name, value in data.items() if name not in ENVELOPE_FIELDS}


class AreaRow(contract.Area):
    """One area."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> Area:
        return Area(**data)


class AddAreas(contract.AddAreas):
    """Areas to add."""

    areas = fields.List(
        fields.Nested(AreaRow), required=True, validate=contract.AddAreas._declared_fields["areas"].validate
    )

    @post_load
    def make(self, data: Loaded, **_: Any) -> list[Area]:
        return list(data["areas"])


class StartDay(contract.StartDay):
    """A day to start."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> date:
        day: date = data["date"]
        return day


class RegisterEnterprise(contract.RegisterEnterprise):
    """An enterprise and the day it counts from."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> tuple[Loaded, date]:
        own = _own(data)
        on = own.pop("effective_on", None) or own["registered_on"]
        return _text(own), on


class ChangeEnterprise(contract.ChangeEnterprise):
    """Changes of an enterprise."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> tuple[str, date, Loaded]:
        own = _own(data)
        return own.pop("credit_code"), own.pop("effective_on"), own


class EstablishOrganisation(contract.EstablishOrganisation):
    """An organisation and its founding members."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> tuple[Organisation, list[str]]:
        own = _own(data)
        members: list[str] = own.pop("members")
        return Organisation(**{**own, "units": tuple(own["units"])}), members


class DissolveOrganisation(contract.DissolveOrganisation):
    """An organisation to end."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> tuple[str, date]:
        return data["org_code"], data["effective_on"]


class SetAffiliation(contract.SetAffiliation):
    """An affiliation to set."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> tuple[str, str | None, str, date]:
        return data["credit_code"], data["org_code"], data["form"], data["effective_on"]


class RegisterMember(contract.RegisterMember):
    """A member, the name apart from what travels."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> tuple[str, str, Loaded, date]:
        facts = {name: data[name] for name in ("status", "org_code", "credit_code")}
        return data["member_id"], data["name"], facts, data["effective_on"]


class ChangeMember(contract.ChangeMember):
    """Changes of a member."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> tuple[str, date, Loaded]:
        own = _own(data)
        return own.pop("member_id"), own.pop("effective_on"), own


class AssignPost(contract.AssignPost):
    """A post to give."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> Post:
        own = _own(data)
        assigned_on = own.pop("effective_on")
        return Post(**own, assigned_on=assigned_on)


class EndPost(contract.EndPost):
    """A post to end."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> tuple[str, date]:
        return data["post_id"], data["effective_on"]


class ErasePerson(contract.ErasePerson):
    """A person to erase."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> tuple[str, str]:
        return data["member_id"], data["rule"]


class ImportRows(contract.ImportRows):
    """Rows to import."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> Loaded:
        return _own(data)


@dataclass(frozen=True)
class PostRowWish:
    """A post of a file, which may have ended already."""

    post: Post
    ended_on: date | None


class PostRow(_row(contract.AssignPost)):  # type: ignore[misc]
    """A row of posts."""

    ended_on = fields.Date(load_default=None, allow_none=True)

    @post_load
    def make(self, data: Loaded, **_: Any) -> PostRowWish:
        ended_on = data.pop("ended_on")
        assigned_on = data.pop("effective_on")
        return PostRowWish(Post(**data, assigned_on=assigned_on), ended_on)


EnterpriseRow = _row(RegisterEnterprise)
EnterpriseChangeRow = _row(ChangeEnterprise)
OrganisationRow = _row(EstablishOrganisation)
EndingRow = _row(DissolveOrganisation)
AffiliationRow = _row(SetAffiliation)
MemberRow = _row(RegisterMember)
MemberChangeRow = _row(ChangeMember)

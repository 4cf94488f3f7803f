"""What callers send, turned into what the commands take."""

from typing import Any

from marshmallow import post_load

from services.development.model import Applicant, Application
from shared.contracts.base import ENVELOPE_FIELDS
from shared.contracts.development import calls as contract

Loaded = dict[str, Any]


class SubmitApplication(contract.SubmitApplication):
    """An application."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> Application:
        who = Applicant(data["name"], data["id_number"], data["sex"], data["birth_date"])
        return Application(
            case_id=data["case_id"],
            org_code=data["org_code"],
            credit_code=data["credit_code"],
            focus_group=data["focus_group"],
            on=data["on"],
            written=data["written"],
            applicant=who,
        )


def told_of(loaded: Loaded) -> Loaded:
    """Give what a step tells, without the envelope and what names the step itself."""
    named = (*ENVELOPE_FIELDS, "case_id", "on")
    return {name: value for name, value in loaded.items() if name not in named}

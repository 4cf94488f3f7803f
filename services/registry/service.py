"""The registry as a nameko service: load, call, dump."""

from datetime import date
from typing import Any

from services.registry import queries, schemas, store
from services.registry.clock import keep_time
from services.registry.commands import imports, people, places, settings
from services.registry.model import Area, Organisation, Post
from shared.contracts.registry import calls as contract
from shared.ledger import Actor, Unit
from shared.messaging.service import ANY, LedgerService, command, query
from shared.settings import Settings

prepare = store.prepare

CLERK = ("registry_clerk",)
ADMINISTRATOR = ("administrator",)
TIMER = ("administrator", "system")


class RegistryService(LedgerService):
    """名册: areas, the business day, enterprises, organisations, members, posts."""

    name = "registry"
    keep_time = staticmethod(keep_time)

    @command(schemas.AddAreas, roles=ADMINISTRATOR)
    def add_areas(self, unit: Unit, areas: list[Area]) -> None:
        places.add_areas(unit, areas)

    @command(schemas.StartDay, roles=TIMER)
    def start_day(self, unit: Unit, day: date) -> None:
        places.start_day(unit, day)

    @command(schemas.RegisterEnterprise, roles=CLERK)
    def register_enterprise(self, unit: Unit, wish: tuple[dict[str, Any], date]) -> None:
        places.register_enterprise(unit, *wish)

    @command(schemas.ChangeEnterprise, roles=CLERK)
    def change_enterprise(self, unit: Unit, wish: tuple[str, date, dict[str, Any]]) -> None:
        places.change_enterprise(unit, *wish)

    @command(schemas.EstablishOrganisation, roles=CLERK)
    def establish_organisation(self, unit: Unit, wish: tuple[Organisation, list[str]]) -> None:
        settings.establish_organisation(unit, *wish)

    @command(schemas.DissolveOrganisation, roles=CLERK)
    def dissolve_organisation(self, unit: Unit, wish: tuple[str, date]) -> None:
        settings.dissolve_organisation(unit, *wish)

    @command(schemas.SetAffiliation, roles=CLERK)
    def set_affiliation(self, unit: Unit, wish: tuple[str, str | None, str, date]) -> None:
        settings.set_affiliation(unit, *wish)

    @command(schemas.RegisterMember, roles=CLERK)
    def register_member(self, unit: Unit, wish: tuple[str, str, dict[str, Any], date]) -> None:
        people.register_member(unit, *wish)

    @command(schemas.ChangeMember, roles=CLERK)
    def change_member(self, unit: Unit, wish: tuple[str, date, dict[str, Any]]) -> None:
        people.change_member(unit, *wish)

    @command(schemas.AssignPost, roles=CLERK)
    def assign_post(self, unit: Unit, post: Post) -> None:
        people.assign_post(unit, post)

    @command(schemas.EndPost, roles=CLERK)
    def end_post(self, unit: Unit, wish: tuple[str, date]) -> None:
        people.end_post(unit, *wish)

    @command(schemas.ErasePerson, roles=ADMINISTRATOR)
    def erase_person(self, unit: Unit, wish: tuple[str, str]) -> None:
        people.erase_person(unit, *wish)

    @command(schemas.ImportRows, roles=(*CLERK, *ADMINISTRATOR))
    def import_rows(self, unit: Unit, wish: dict[str, Any]) -> dict[str, Any]:
        return imports.import_rows(unit, **wish)

    @query(contract.FindAreas, roles=ANY)
    def areas(self, db: Any, wanted: dict[str, Any], actor: Actor) -> list[dict[str, Any]]:
        return queries.areas(db, wanted["parent"])

    @query(contract.FindEnterprises, roles=ANY)
    def enterprises(self, db: Any, wanted: dict[str, Any], actor: Actor) -> dict[str, Any]:
        return queries.enterprises(db, wanted)

    @query(contract.FindEnterprise, roles=ANY)
    def enterprise(self, db: Any, wanted: dict[str, Any], actor: Actor) -> dict[str, Any]:
        return queries.enterprise(db, wanted["credit_code"])

    @query(contract.FindOrganisations, roles=ANY)
    def organisations(self, db: Any, wanted: dict[str, Any], actor: Actor) -> dict[str, Any]:
        return queries.organisations(db, wanted)

    @query(contract.FindMembers, roles=CLERK)
    def members(self, db: Any, wanted: dict[str, Any], actor: Actor) -> dict[str, Any]:
        return queries.members(db, self.calling.runtime.vault, wanted, actor)


def build(settings: Settings) -> type[RegistryService]:
    """Give the service class of the instance; there is one registry."""
    return type("Registry", (RegistryService,), {"name": settings.instance})

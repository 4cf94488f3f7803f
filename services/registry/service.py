"""The registry as a nameko service: load, call, dump."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Self

from services.registry import store
from services.registry.apply import FOLLOWING, following_with
from services.registry.clock import keep_time
from services.registry.commands import (
    areas,
    elections,
    enterprises,
    growth,
    imports,
    openings,
    organisations,
    people,
    posts,
    reorganising,
    staff,
)
from services.registry.commands.correcting import CORRECTING
from services.registry.queries import persons, register, rows
from shared.city.correctable import takes_corrections
from shared.city.service import CityService
from shared.contracts.registry import SERVICE, calls
from shared.ledger import Actor, Unit
from shared.ledger.bound import Collections
from shared.messaging.service import answers
from shared.security.pseudonyms import Pseudonyms
from shared.settings import Settings

answer = answers(SERVICE)
Document = dict[str, Any]


def looking(method: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command end with a look at what it made grow or shrink."""

    @wraps(method)
    def looked(self: Any, unit: Unit, command: Any) -> Any:
        answered = method(self, unit, command)
        growth.look(unit)
        return answered

    return looked


@takes_corrections(CORRECTING)
class RegistryService(CityService):
    """名册: areas, the business day, enterprises, organisations, members, posts."""

    declared = SERVICE
    following = FOLLOWING
    keep_time = staticmethod(keep_time)
    prepare_store = staticmethod(store.prepare)

    @classmethod
    def of(cls, settings: Settings) -> type[Self]:
        """Return the class of the registry; raises DeclarationError as every service does."""
        made = super().of(settings)
        made.following = following_with(Pseudonyms.of(settings.keys))
        return made

    def shows(self, db: Collections, stream: str, actor: Actor) -> bool:
        """Return whether what *stream* tells of lies in the actor's areas."""
        return rows.is_own(db, stream, actor)

    @answer
    def add_areas(self, unit: Unit, command: calls.AddAreas) -> None:
        areas.add_areas(unit, command)

    @answer
    def start_day(self, unit: Unit, command: calls.StartDay) -> Document:
        return areas.start_day(unit, command)

    @answer
    def register_enterprise(self, unit: Unit, command: calls.RegisterEnterprise) -> None:
        enterprises.register_enterprise(unit, command)

    @answer
    @looking
    def change_enterprise(self, unit: Unit, command: calls.ChangeEnterprise) -> None:
        enterprises.change_enterprise(unit, command)

    @answer
    @looking
    def establish_organisation(self, unit: Unit, command: calls.EstablishOrganisation) -> None:
        organisations.establish_organisation(unit, command)

    @answer
    @looking
    def change_organisation(self, unit: Unit, command: calls.ChangeOrganisation) -> None:
        reorganising.change_organisation(unit, command)

    @answer
    def record_election(self, unit: Unit, command: calls.RecordElection) -> None:
        elections.record_election(unit, command)

    @answer
    @looking
    def dissolve_organisation(self, unit: Unit, command: calls.DissolveOrganisation) -> None:
        organisations.dissolve_organisation(unit, command)

    @answer
    @looking
    def set_affiliation(self, unit: Unit, command: calls.SetAffiliation) -> None:
        organisations.set_affiliation(unit, command)

    @answer
    @looking
    def register_member(self, unit: Unit, command: calls.RegisterMember) -> None:
        openings.register_member(unit, command)

    @answer
    @looking
    def confirm_openings(self, unit: Unit, command: calls.ConfirmOpenings) -> None:
        openings.confirm(unit, command)

    @answer
    def return_openings(self, unit: Unit, command: calls.ReturnOpenings) -> None:
        openings.give_back(unit, command)

    @answer
    def name_member(self, unit: Unit, command: calls.NameMember) -> None:
        people.name_member(unit, command)

    @answer
    @looking
    def change_member(self, unit: Unit, command: calls.ChangeMember) -> None:
        openings.change_member(unit, command)

    @answer
    def assign_post(self, unit: Unit, command: calls.AssignPost) -> None:
        posts.assign_post(unit, command)

    @answer
    def end_post(self, unit: Unit, command: calls.EndPost) -> None:
        posts.end_post(unit, command)

    @answer
    def extend_post(self, unit: Unit, command: calls.ExtendPost) -> None:
        posts.extend_post(unit, command)

    @answer
    def erase_person(self, unit: Unit, command: calls.ErasePerson) -> None:
        people.erase_person(unit, command)

    @answer
    def register_person(self, unit: Unit, command: calls.RegisterPerson) -> None:
        staff.register_person(unit, command)

    @answer
    def erase_registered(self, unit: Unit, command: calls.EraseRegistered) -> None:
        staff.erase_registered(unit, command)

    @answer
    def assign_staff(self, unit: Unit, command: calls.AssignStaff) -> None:
        staff.assign_staff(unit, command)

    @answer
    def change_staff(self, unit: Unit, command: calls.ChangeStaff) -> None:
        staff.change_staff(unit, command)

    @answer
    def end_staff(self, unit: Unit, command: calls.EndStaff) -> None:
        staff.end_staff(unit, command)

    @answer
    @looking
    def import_rows(self, unit: Unit, command: calls.ImportRows) -> Document:
        return imports.import_rows(unit, command)

    @answer
    def areas(self, db: Any, question: calls.FindAreas, actor: Actor) -> list[Document]:
        return register.areas(db, question)

    @answer
    def enterprises(self, db: Any, question: calls.FindEnterprises, actor: Actor) -> Document:
        return register.enterprises(db, question)

    @answer
    def enterprise(self, db: Any, question: calls.FindEnterprise, actor: Actor) -> Document:
        return register.enterprise(db, question)

    @answer
    def enterprise_history(self, db: Any, question: calls.FindEnterpriseHistory, actor: Actor) -> Document:
        return register.enterprise_history(db, question, actor)

    @answer
    def affiliation_history(self, db: Any, question: calls.FindAffiliationHistory, actor: Actor) -> Document:
        return register.affiliation_history(db, question, actor)

    @answer
    def organisations(self, db: Any, question: calls.FindOrganisations, actor: Actor) -> Document:
        return register.organisations(db, question)

    @answer
    def organisation(self, db: Any, question: calls.FindOrganisation, actor: Actor) -> Document:
        return register.organisation(db, question)

    @answer
    def organisation_history(
        self, db: Any, question: calls.FindOrganisationHistory, actor: Actor
    ) -> Document:
        return register.organisation_history(db, question, actor)

    @answer
    def members(self, db: Any, question: calls.FindMembers, actor: Actor) -> Document:
        return persons.members(db, self.calling.runtime.vault, question, actor)

    @answer
    def member(self, db: Any, question: calls.FindMember, actor: Actor) -> Document:
        return persons.member(db, self.calling.runtime.vault, question, actor)

    @answer
    def member_history(self, db: Any, question: calls.FindMemberHistory, actor: Actor) -> Document:
        return persons.member_history(db, question, actor)

    @answer
    def posts(self, db: Any, question: calls.FindPosts, actor: Actor) -> Document:
        return persons.posts(db, question)

    @answer
    def post_history(self, db: Any, question: calls.FindPostHistory, actor: Actor) -> Document:
        return persons.post_history(db, question, actor)

    @answer
    def openings(self, db: Any, question: calls.FindOpenings, actor: Actor) -> Document:
        return persons.openings(db, self.calling.runtime.vault, question, actor)

    @answer
    def persons(self, db: Any, question: calls.FindPersons, actor: Actor) -> Document:
        return persons.persons(db, self.calling.runtime.vault, question, actor)

    @answer
    def staff(self, db: Any, question: calls.FindStaff, actor: Actor) -> Document:
        return persons.staff(db, question)


build = RegistryService.of

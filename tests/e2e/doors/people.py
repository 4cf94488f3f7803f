"""Who tries the doors of a whole city: somebody of every role there is, and somebody of none."""

from collections.abc import Mapping

from shared.contracts.services import ROLES
from shared.security.tokens import Actor
from tests.integration.services.development.conftest import PEOPLE as OF_CASES
from tests.integration.services.hosted import CITY, OTHER_TOWN, TOWN

LEAD = "organisation"
# By role, for every role that whoever has to do with cases has not.
OTHERS: Mapping[str, Actor] = {
    role: Actor(role, LEAD, (role,), (CITY,))
    for role in sorted({*ROLES} - {role for person in OF_CASES.values() for role in person.roles})
}
MORE = (
    Actor("nobody", LEAD, (), (CITY,)),
    Actor("recorder", LEAD, ("branch_secretary", "committee_secretary"), (CITY,)),
    Actor("clerk_town", LEAD, ("registry_clerk",), (TOWN,)),
    Actor("clerk_far", LEAD, ("registry_clerk",), (OTHER_TOWN,)),
    Actor("clerk2", LEAD, ("registry_clerk",), (CITY,)),
    Actor("training_far", LEAD, ("training_clerk",), (OTHER_TOWN,)),
    Actor("inspector_far", LEAD, ("inspector",), (OTHER_TOWN,)),
    *(Actor(f"of_{name}", name, ("department_clerk",), (CITY,)) for name in ("union", "youth_league")),
    Actor("of_womens_federation", "womens_federation", ("department_clerk",), (CITY,)),
)
PEOPLE: Mapping[str, Actor] = {**OF_CASES, **OTHERS, **{person.user: person for person in MORE}}

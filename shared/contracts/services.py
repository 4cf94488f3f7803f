"""All services of the city, by name; what their declarations say of one another is checked here."""

from collections.abc import Mapping

from shared.contracts.declared import DECLARED
from shared.contracts.service import ANYONE, SYSTEM, WORKING, DeclarationError, Of, Service


def checked(declared: Mapping[str, Service]) -> Mapping[str, Service]:
    """
    Return *declared* when its services fit one another.

    Raises:
        DeclarationError: a role is declared by nobody or twice, a followed service or outlet does not exist.
    """
    owners: dict[str, str] = {SYSTEM: "every service"}
    for service in declared.values():
        for role in (*service.roles, *service.apart):
            if role in owners:
                raise DeclarationError(f"the role {role} is declared by {owners[role]} and by {service.name}")
            owners[role] = service.name
    for service in declared.values():
        for method, call in service.calls.items():
            if unknown := sorted({*call.roles} - {*owners, *ANYONE, *WORKING}):
                raise DeclarationError(f"{service.name}.{method} is for {unknown[0]}, a role nobody declares")
        for log in service.follows:
            _check_log(service, log, declared)
    return declared


def _check_log(service: Service, log: str, declared: Mapping[str, Service]) -> None:
    if log in [*Of]:
        return
    owner, _, outlet = log.partition(".")
    if owner not in declared:
        raise DeclarationError(f"{service.name} follows {log}, but there is no service {owner}")
    if outlet and outlet not in {one.name for one in declared[owner].outlets}:
        raise DeclarationError(f"{service.name} follows {log}, but {owner} has no such outlet")


SERVICES: Mapping[str, Service] = checked({service.name: service for service in DECLARED})
ROLES: Mapping[str, str] = {
    role: title for service in SERVICES.values() for role, title in {**service.roles, **service.apart}.items()
}
_WORKING = tuple(role for service in SERVICES.values() for role in service.roles)


def named(roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the roles of a call by name, those of the work among them; ANYONE stays what it is."""
    return tuple(name for role in roles for name in (_WORKING if (role,) == WORKING else (role,)))

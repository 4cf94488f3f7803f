"""Who may change whose account."""

from collections.abc import Callable, Iterable

from services.portal.identity.person import Held, Person
from shared.contracts.errors import NotAllowed
from shared.contracts.portal.accounts import ADMINISTRATOR, AREA_ADMINISTRATOR, OF_THE_WHOLE_CITY
from shared.contracts.services import ROLES
from shared.security.tokens import Actor

MANAGERS = (ADMINISTRATOR, AREA_ADMINISTRATOR)


def check_manager(actor: Actor) -> None:
    """Raise NotAllowed unless *actor* manages accounts somewhere."""
    if not {*MANAGERS} & {*actor.roles}:
        raise NotAllowed("只有系统管理员和地区管理员可以管理用户")


def check_may_give(actor: Actor, held: Iterable[Held], covers: Callable[[Held], bool]) -> None:
    """
    Raise NotAllowed unless *actor* may give, or take, every one of *held*.

    Args:
        actor: As holder of the roles in MANAGERS only, so that the areas are those that it manages.
        covers: Whether all that a role is held over lies within those areas.
    """
    check_manager(actor)
    if ADMINISTRATOR in actor.roles:
        return
    for one in held:
        if one.role in OF_THE_WHOLE_CITY:
            raise NotAllowed(f"角色{ROLES.get(one.role, one.role)}只能由系统管理员授予或管理")
        if not (one.areas or one.organisations) or not covers(one):
            raise NotAllowed("只能授予或管理本地区范围内的角色", {"role": one.role})


def check_may_manage(actor: Actor, person: Person, covers: Callable[[Held], bool]) -> None:
    """Raise NotAllowed unless *actor* may change the account of *person*: everything held there has to be in reach."""
    check_may_give(actor, person.held, covers)
    if ADMINISTRATOR not in actor.roles and not person.held:
        raise NotAllowed("该用户没有本地区的角色，由系统管理员管理")


def may_manage(actor: Actor, person: Person, covers: Callable[[Held], bool]) -> bool:
    """Return whether *actor* may change the account of *person*."""
    try:
        check_may_manage(actor, person, covers)
    except NotAllowed:
        return False
    return True

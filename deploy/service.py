"""Finding the code of an instance: the one import by name, so that a process loads its own service only."""

from importlib import import_module

from shared.city.service import CityService
from shared.settings import Settings


def service_of(settings: Settings) -> type[CityService]:
    """Return the class of an instance, as its service's module builds it; every department runs the same code."""
    kind = settings.sites.kinds[settings.instance]
    built: type[CityService] = import_module(f"services.{kind.name}.service").build(settings)
    return built

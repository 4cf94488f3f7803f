"""What lies within some areas, by the area tree; it is asked for only when it is needed."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.portal.api.edge import Edge
from services.portal.identity.person import Held
from shared.contracts.registry import SERVICE as REGISTRY
from shared.contracts.reporting import SERVICE as REPORTING


class Reach:
    """Areas with all below them, asked about with the token of whoever wants to know."""

    def __init__(self, edge: Edge, token: str, areas: Iterable[str]) -> None:
        self._edge, self._token, self._areas = edge, token, {*areas}
        self._tree: Mapping[str, Any] | None = None

    def covers(self, area: str) -> bool:
        """Return whether *area* is one of the areas or lies below one."""
        if self._tree is None:
            self._tree = self._edge.ask(REPORTING.name, "area_tree", {}, self._token)
        current: str | None = area
        while current is not None and current not in self._areas:
            current = self._tree[current]["parent"] if current in self._tree else None
        return current is not None

    def covers_all(self, held: Held) -> bool:
        """Return whether every area, and the area of every organisation, of a role is covered."""
        places = [*held.areas, *(self._area_of(code) for code in held.organisations)]
        return all(self.covers(area) for area in places)

    def _area_of(self, organisation: str) -> str:
        found = self._edge.ask(REGISTRY.name, "organisation", {"org_code": organisation}, self._token)
        return str(found["area"])

"""The registry's contracts: areas, days, enterprises, organisations, members, posts."""

from shared.contracts.registry import calls as calls
from shared.contracts.registry import events as events

"""The departments' contracts: quarterly figures, recommendations, meetings, resolutions, tasks."""

from shared.contracts.department import calls as calls
from shared.contracts.department import events as events

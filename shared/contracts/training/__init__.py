"""Training's contracts: plans, classes, attendance, study hours."""

from shared.contracts.training import calls as calls
from shared.contracts.training import events as events

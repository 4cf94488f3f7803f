"""Development's contracts: cases and the steps taken in them, quotas, confirmations of rules."""

from shared.contracts.development import calls as calls
from shared.contracts.development import events as events

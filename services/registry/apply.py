"""What the registry learns from others: whom development admitted, converted or struck off (R-MEM-13)."""

from services.registry.commands.admissions import step_completed
from shared.city.service import Following
from shared.contracts.development.events import StepCompleted

# It keeps day and area tree itself and follows no log that tells of them, so neither is applied twice.
# Nothing is emptied for a rebuild: all that comes of a step is an entry of our own, and a step heard again adds none.
FOLLOWING = Following(effects={StepCompleted: step_completed})

"""What each package of this folder declares; made by ``python -m shared.contracts.packages``."""

from shared.contracts import (
    department,
    development,
    notifications,
    portal,
    registry,
    reporting,
    supervision,
    training,
)
from shared.contracts.service import Service

DECLARED: tuple[Service, ...] = (
    department.SERVICE,
    development.SERVICE,
    notifications.SERVICE,
    portal.SERVICE,
    registry.SERVICE,
    reporting.SERVICE,
    supervision.SERVICE,
    training.SERVICE,
)

"""What each package of this folder declares; made by ``python -m shared.contracts.packages``."""

from shared.contracts import (
    department,
    development,
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
    portal.SERVICE,
    registry.SERVICE,
    reporting.SERVICE,
    supervision.SERVICE,
    training.SERVICE,
)

"""What the department's own systems report by event, recorded by the same command and rules."""

from collections.abc import Callable

from services.department import schemas
from services.department.model import Submission
from shared.contracts.base import load
from shared.contracts.errors import InvalidInput
from shared.ledger import Unit
from shared.messaging.wire import CloudEvent

FIGURES_REPORTED = "department.figures_reported.v1"


def acceptor(submit: Callable[[Unit, Submission], None]) -> Callable[[Unit, CloudEvent], None]:
    """Make what takes external events: figures go to *submit*, anything else is refused."""

    def accept(unit: Unit, event: CloudEvent) -> None:
        if event.type != FIGURES_REPORTED:
            raise InvalidInput(
                f"不接收此类事件：{event.type}", {"fields": {"type": [f"应为 {FIGURES_REPORTED}"]}}
            )
        if not isinstance(event.data, dict):
            raise InvalidInput("事件数据应为对象", {"fields": {"data": ["应为 JSON 对象"]}})
        submit(unit, load(schemas.FiguresReported(), event.data))

    return accept

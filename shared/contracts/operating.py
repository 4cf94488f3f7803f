"""What operators ask of any running service, and do to it."""

from shared.contracts import values as v
from shared.contracts.base import Operation, Query


class FindState(Query):
    """Ask how a service is doing."""


class RetryStream(Operation):
    """Try a halted stream again at once; None: each."""

    stream: str | None = v.words("数据流", load_default=None, allow_none=True)


class DropEntry(Operation):
    """Give up the entry that halted a stream."""

    stream: str = v.words("数据流", required=True)


class DropMessage(Operation):
    """Throw away a message that lies aside."""

    message: str = v.words("隔离消息编号", required=True)

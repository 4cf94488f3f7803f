"""What followers and operators ask of the logs of a service."""

from shared.contracts import values as v
from shared.contracts.base import Query

MAX_PAGE = 500


class FindHead(Query):
    """Ask for the last number of a log of this service."""

    log: str = v.words("账簿", v.NAME, required=True)


class FindPage(FindHead):
    """Ask for a page of a log: entries with ``after < n``."""

    after: int = v.whole("之后", required=True)
    limit: int = v.whole("条数", load_default=MAX_PAGE)


class FindStream(FindHead):
    """Ask for one stream of a log, from a sequence number on."""

    stream: str = v.words("数据流", required=True)
    from_seq: int = v.whole("起始序号", required=True)
    limit: int = v.whole("条数", load_default=MAX_PAGE)

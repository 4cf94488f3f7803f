"""The logs of ledgers at hand, answered as their owners would answer followers that pull."""

from shared.ledger import Entry
from shared.ledger.entry import from_wire, to_wire
from shared.ledger.log import Log
from shared.messaging.pull import PAGE


class LogSource:
    """A follower's source; a subclass returns the log of a name."""

    def _log(self, name: str) -> Log:
        raise NotImplementedError

    def head(self, log: str) -> tuple[int, str]:
        head = self._log(log).head()
        return head["n"], head["hash"]

    def page(self, log: str, after: int, limit: int = PAGE) -> list[Entry]:
        return [from_wire(log, to_wire(row)) for row in self._log(log).page(after, limit)]

    def stream(self, log: str, stream: str, from_seq: int) -> list[Entry]:
        return [from_wire(log, to_wire(row)) for row in self._log(log).of_stream(stream, from_seq, PAGE)]

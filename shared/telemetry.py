"""What operators see: metrics, health and structured logs, on a port and a thread of their own."""

import logging
import re
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

# prometheus_client is imported before any monkey patching (see runner): its locks must be real ones, because
# the health port answers from a real thread even when the event loop hangs.
import prometheus_client
import structlog
from eventlet import patcher
from prometheus_client import Counter, Gauge, Histogram

RPC_REQUESTS = Counter("lianxi_rpc_requests_total", "Calls answered", ["method", "outcome"])
RPC_SECONDS = Histogram("lianxi_rpc_duration_seconds", "Time from receipt to answer", ["method"])
REFUSALS = Counter("lianxi_refusals_total", "Commands refused by a rule", ["rule"])
APPLIED = Counter("lianxi_entries_applied_total", "Entries applied", ["log"])
DUPLICATES = Counter("lianxi_entries_duplicate_total", "Entries received again and passed over", ["log"])
PULLED = Counter("lianxi_entries_pulled_total", "Entries fetched from their owner's ledger", ["log"])
POSITION = Gauge("lianxi_position", "Number of the last applied entry", ["log"])
SUSPECT = Gauge("lianxi_log_suspect", "1 when a log lost its tail or its past was rewritten", ["log"])
HALTED = Gauge("lianxi_halted_streams", "Streams that wait for a retry")
QUARANTINED = Counter("lianxi_quarantined_total", "Messages put aside", ["reason"])
PUBLISHED = Counter("lianxi_relay_published_total", "Entries confirmed by the broker", ["log"])
RELAY_LAG = Gauge("lianxi_relay_unpublished", "Entries numbered and not yet confirmed", ["log"])
RECEIPTS = Counter("lianxi_receipts_total", "External events received", ["state"])
LOOP_LAG = Gauge("lianxi_loop_lag_seconds", "How late the event loop runs")
CLOCK_REFUSED = Gauge("lianxi_clock_refused", "1 while the clock starts no business day", ["reason"])
ACCESS_ALARMS = Counter("lianxi_access_alarms_total", "Alarms about looks at personal values", ["alarm"])
PROVIDER_ERRORS = Counter("lianxi_provider_errors_total", "Errors swallowed around a call", ["where"])

LIVE_WITHIN_SECONDS = 20.0
# 18-character identity numbers and 11-digit mobile numbers never reach a log line.
MASK = "***"
PERSONAL = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")

_socket = patcher.original("socket")
_threading = patcher.original("threading")


def configure_logging(instance: str) -> None:
    """Write one JSON line per event to standard error, with the instance and what the context binds."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(Masking("%(name)s %(message)s"))
    logging.basicConfig(handlers=[lines], level=logging.WARNING, force=True)
    # nameko tells of every refusal with a traceback; refusals are answers, and are counted.
    logging.getLogger("nameko.containers").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask_personal,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(instance=instance)


class Masking(logging.Formatter):
    """Lines of libraries, tracebacks included, without identity and phone numbers (R-PRV-05)."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return PERSONAL.sub(MASK, super().format(record))


def mask_personal(_logger: object, _method: str, event: Any) -> Any:
    """Blank identity and phone numbers wherever they stand in a log event, keys and numbers included (R-PRV-05)."""
    return without_numbers(event)


def without_numbers(value: Any) -> Any:
    """Return *value* with the identity and phone numbers in it blanked."""
    if isinstance(value, Mapping):
        return {without_numbers(name): without_numbers(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [without_numbers(inner) for inner in value]
    if value is None or isinstance(value, bool | float):
        return value
    text = value if isinstance(value, str) else repr(value)
    told = PERSONAL.sub(MASK, text)
    return value if told == text and isinstance(value, int) else told


class Health:
    """What ``/live`` and ``/ready`` answer: a pulse from the loop, and named conditions."""

    def __init__(self) -> None:
        self._pulse = time.monotonic()
        self._ready: dict[str, bool] = {}

    def beat(self, period_seconds: float = 0.0) -> None:
        """Note that the loop runs; *period_seconds* is how long ago it meant to."""
        now = time.monotonic()
        LOOP_LAG.set(max(0.0, now - self._pulse - period_seconds))
        self._pulse = now

    def set(self, condition: str, ready: bool) -> None:
        """Note whether *condition* (``broker``, ``database``, …) holds."""
        self._ready[condition] = ready

    def answer(self, path: str) -> tuple[int, bytes]:
        """Return status and body of a GET of *path*."""
        if path == "/metrics":
            return 200, prometheus_client.generate_latest()
        if path == "/live":
            alive = time.monotonic() - self._pulse < LIVE_WITHIN_SECONDS
            return (200, b"alive\n") if alive else (503, b"the loop does not run\n")
        if path == "/ready":
            missing = [name for name, holds in sorted(self._ready.items()) if not holds]
            ready = bool(self._ready) and not missing
            return (200, b"ready\n") if ready else (503, f"waiting for {missing or 'start'}\n".encode())
        return 404, b"/live /ready /metrics\n"


def serve_health(host: str, port: int, health: Health) -> int:
    """
    Answer ``/live``, ``/ready`` and ``/metrics`` on *host* from a real thread; return the port (0 asks for a
    free one).
    """
    listener = _socket.socket()
    listener.setsockopt(_socket.SOL_SOCKET, _socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(16)
    _threading.Thread(target=_serve, args=(listener, health.answer), daemon=True, name="health").start()
    bound: int = listener.getsockname()[1]
    return bound


def _serve(listener: Any, answer: Callable[[str], tuple[int, bytes]]) -> None:
    while True:
        connection, _ = listener.accept()
        try:
            connection.settimeout(2)
            line = connection.recv(4096).split(b"\r\n", 1)[0].decode("ascii", "replace").split(" ")
            status, body = answer(line[1] if len(line) > 1 else "")
            head = (
                f"HTTP/1.0 {status} {'OK' if status == 200 else 'No'}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            connection.sendall(head.encode() + body)
        except OSError:
            continue
        finally:
            connection.close()

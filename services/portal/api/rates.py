"""How much one person, or one address, may ask within a minute; beyond that: 429, and when to go on."""

import math
import time

from flask import Request
from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from services.portal.identity.attempts import Place
from shared.contracts.errors import LianxiError
from shared.settings import COMMANDS, LOGINS, QUESTIONS, STRANGERS, Settings

READING = ("GET", "HEAD", "OPTIONS")
WORDS = {QUESTIONS: "查询", COMMANDS: "办理", LOGINS: "登录", STRANGERS: "未登录的请求"}
UNITS = {"second": "秒", "minute": "分钟", "hour": "小时", "day": "天", "month": "个月", "year": "年"}


class TooOften(LianxiError):
    """More was asked within a while than is answered; ``details["retry_after"]`` says after how many seconds."""

    code = "too_many"


class Rates:
    """The counts of one process, which is the only one that people reach."""

    def __init__(self, settings: Settings) -> None:
        self._allowed = {kind: parse_many(text) for kind, text in settings.rates.items()}
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def person(self, user: str, request: Request) -> None:
        """Count a request of *user*; raises TooOften."""
        self._count(QUESTIONS if request.method in READING else COMMANDS, user)

    def log_in(self, place: Place) -> None:
        """Count a try to sign in from *place*, whoever it is; raises TooOften."""
        self._count(LOGINS, place.network)

    def stranger(self, place: Place) -> None:
        """Count a request of nobody that is known; raises TooOften."""
        self._count(STRANGERS, place.network)

    def _count(self, kind: str, whose: str) -> None:
        for allowed in self._allowed[kind]:
            if not self._limiter.hit(allowed, kind, whose):
                reset = self._limiter.get_window_stats(allowed, kind, whose).reset_time
                wait = max(1, math.ceil(reset - time.time()))
                much = f"{allowed.multiples}{UNITS[allowed.GRANULARITY.name]}内至多{allowed.amount}次"
                raise TooOften(f"{WORDS[kind]}过于频繁（{much}），请{wait}秒后再试", {"retry_after": wait})

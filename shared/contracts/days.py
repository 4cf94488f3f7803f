"""The business day, as every service answers it."""

import datetime

from shared.contracts import values as v
from shared.contracts.answers import Answer


class Today(Answer):
    """The business day that a service knows of."""

    date: datetime.date = v.day("业务日", required=True)

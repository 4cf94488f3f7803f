"""What a service tells when it erased the personal values of a person."""

from shared.contracts import values as v
from shared.contracts.base import Event


class Erasure(Event):
    """The personal values of a person were erased; what counts stays (R-PRV-17)."""

    person: str = v.code("人员编号", required=True)
    rule: str = v.words("依据", v.NAME, required=True)
    entries: int = v.count("涉及条目数", required=True)

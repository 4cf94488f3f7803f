"""The number that a person admitted by a case has in the register of members (R-MEM-13)."""

from hashlib import sha256

from shared.contracts.registry.terms import ADMITTED, LONGEST_CODE

DIGITS = 32


def member_of(case_id: str) -> str:
    """Return the number that a case's person has as a member, always the same."""
    plain = f"{ADMITTED}{case_id}"
    return plain if len(plain) <= LONGEST_CODE else ADMITTED + sha256(case_id.encode()).hexdigest()[:DIGITS]

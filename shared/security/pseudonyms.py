"""Names of enterprises that can be compared within a quarter, and that nobody without the city's key can read."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.contracts.coverage import PSEUDONYM_DIGITS, CountyCoverage

SECRET_FILE = "overlap.secret"  # noqa: S105 - the name of the file
KEY_BYTES = 32
KEY_ID, QUARTER = "lianxi overlap key id", "lianxi overlap quarter"
KEY_ID_DIGITS = 16


class Pseudonyms:
    """
    Keyed hashes of credit codes, under a key of their own for each quarter.

    Credit codes are public, so a plain hash could be looked up by trying all of them. Pseudonyms of two quarters have
    nothing in common.

    Attributes:
        key_id: Tells this secret from another one; it says nothing of the secret.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.key_id = self._derived(KEY_ID).hex()[:KEY_ID_DIGITS]

    @classmethod
    def of(cls, directory: Path) -> "Pseudonyms | None":
        """Load the secret of the city from the key files; None: this instance was not given it."""
        path = directory / SECRET_FILE
        return cls(path.read_bytes()) if path.exists() else None

    def in_quarter(self, period: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the pseudonyms of *codes* in a quarter, sorted, so that their order does not tell which is whose."""
        key = self._derived(f"{QUARTER} {period}")
        found = (hmac.digest(key, code.encode(), hashlib.sha256).hex() for code in codes)
        return tuple(sorted(one[:PSEUDONYM_DIGITS] for one in found))

    def in_counties(self, period: str, codes: Mapping[str, Iterable[str]]) -> tuple[CountyCoverage, ...]:
        """Return what others are told of the enterprises of each county, in the order of the counties."""
        return tuple(
            CountyCoverage(area=area, pseudonyms=self.in_quarter(period, codes[area]))
            for area in sorted(codes)
        )

    def _derived(self, purpose: str) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(self._secret)

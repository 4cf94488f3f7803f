"""The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes for when it is lost."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pyotp
import segno
from pymongo.database import Database

from services.portal.identity.attempts import OF_A_CODE, Attempts, Place
from services.portal.identity.codes import ALPHABET
from shared.contracts.errors import Conflict, InvalidInput, NotSignedIn
from shared.security.sealing import Vault

ISSUER = "联席"
STEP_SECONDS, AROUND = 30, 1
RECOVERY_CODES, RECOVERY_LENGTH = 10, 10
WRONG_CODE = "验证码不正确或已用过；请等待下一个"


class SecondFactors:
    """Who has an authenticator; its secret is sealed, and recovery codes are kept as keyed hashes."""

    def __init__(self, db: Database[dict[str, Any]], vault: Vault, attempts: Attempts) -> None:
        self._factors = db["second_factors"]
        self._vault = vault
        self._attempts = attempts

    def is_enrolled(self, user: str) -> bool:
        """Return whether *user* is asked for a code."""
        return self._factors.find_one({"_id": user, "sealed": {"$exists": True}}, {"_id": 1}) is not None

    def begin(self, user: str) -> str:
        """Return the address (``otpauth:``) of a new secret for *user*'s authenticator; raises Conflict: has one."""
        if self.is_enrolled(user):
            raise Conflict("已设置动态验证码；请先停用，再重新设置")
        secret = pyotp.random_base32()
        sealed = self._vault.seal(user, {"secret": secret})
        self._factors.update_one({"_id": user}, {"$set": {"draft": sealed}}, upsert=True)
        return str(pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=ISSUER))

    def confirm(self, user: str, code: str, now: datetime | None = None) -> list[str]:
        """
        Take what ``begin`` made into use, shown by a right *code*; return the recovery codes, shown once.

        Raises:
            InvalidInput: the code is wrong. Conflict: nothing was begun.
        """
        row = self._factors.find_one({"_id": user, "draft": {"$exists": True}, "sealed": {"$exists": False}})
        if row is None:
            raise Conflict("请先开始设置动态验证码")
        step = self._step(user, row["draft"], code, now or datetime.now(UTC))
        if step is None:
            raise InvalidInput.at("code", WRONG_CODE)
        codes = [
            "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)
        ]
        kept = {"sealed": row["draft"], "step": step, "recovery": [self._kept(user, one) for one in codes]}
        unchanged = {"_id": user, "draft": row["draft"], "sealed": {"$exists": False}}
        if not self._factors.update_one(unchanged, {"$set": kept, "$unset": {"draft": ""}}).matched_count:
            raise Conflict("设置已在别处完成，请重新查看")
        return codes

    def check(self, user: str, code: str, place: Place, now: datetime | None = None) -> None:
        """Raise NotSignedIn unless *code* is right and was never taken before, or while a pause is not over."""
        moment = now or datetime.now(UTC)
        # Counted apart from passwords: whoever gets as far as this has given the right one.
        counted_as = f"{user}\ncode"
        counted = self._attempts.begin(counted_as, place, moment, OF_A_CODE)
        row = self._factors.find_one({"_id": user, "sealed": {"$exists": True}})
        if row is None or not (self._takes(user, row, code, moment) or self._recovers(user, code)):
            raise NotSignedIn(WRONG_CODE)
        self._attempts.succeed(counted)
        self._attempts.remember(counted_as, place, moment)

    def remove(self, user: str) -> None:
        """Ask *user* for no code any longer."""
        self._factors.delete_one({"_id": user})

    def left(self, user: str) -> int:
        """Return how many recovery codes are left."""
        row = self._factors.find_one({"_id": user}, {"recovery": 1}) or {}
        return len(row.get("recovery", ()))

    def _takes(self, user: str, row: dict[str, Any], code: str, now: datetime) -> bool:
        step = self._step(user, row["sealed"], code, now)
        if step is None:
            return False
        # Of two who bring the same code at once only one finds it not yet taken.
        later = {"_id": user, "step": {"$lt": step}}
        return self._factors.update_one(later, {"$set": {"step": step}}).matched_count > 0

    def _recovers(self, user: str, code: str) -> bool:
        kept = self._kept(user, code)
        found = self._factors.update_one({"_id": user, "recovery": kept}, {"$pull": {"recovery": kept}})
        return found.matched_count > 0

    def _step(self, user: str, sealed: bytes, code: str, now: datetime) -> int | None:
        """Return the step of time that *code* belongs to, this one or one beside it; None: to none of these."""
        values = self._vault.open(user, bytes(sealed)) or {}
        otp = pyotp.HOTP(values["secret"]) if values else None
        this, typed = int(now.timestamp()) // STEP_SECONDS, code.replace(" ", "").encode()
        steps: Sequence[int] = range(this - AROUND, this + AROUND + 1) if otp else ()
        return next((n for n in steps if otp and hmac.compare_digest(otp.at(n).encode(), typed)), None)

    def _kept(self, user: str, code: str) -> str:
        typed = "".join(character for character in code.upper() if character in ALPHABET)
        return self._vault.fingerprint([user, typed])


def picture(address: str) -> str:
    """Return *address* as a QR code, an SVG in a ``data:`` address, which no other site is asked for."""
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=4))

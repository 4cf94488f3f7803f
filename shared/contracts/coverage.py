"""Which enterprises somebody covers in a quarter, told so that sets can be compared but not read."""

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.base import Contract

# 128 bits: among a million enterprises two alike are not to be expected in the lifetime of a city.
PSEUDONYM_DIGITS = 32
PSEUDONYM = validate.Regexp(f"^[0-9a-f]{{{PSEUDONYM_DIGITS}}}" + v.END, error="应为32位十六进制的假名")
KEY_ID = validate.Regexp("^[0-9a-f]{16}" + v.END, error="应为16位十六进制的密钥编号")


class CountyCoverage(Contract):
    """The enterprises of a county, each under its pseudonym of the quarter."""

    area: str = v.area("县（市、区）", required=True)
    pseudonyms: tuple[str, ...] = v.several(v.words("假名", PSEUDONYM), "假名", required=True)


class Coverage(Contract):
    """
    The enterprises that are covered at the end of a quarter.

    ``key`` names the secret that the pseudonyms are made with: those of another one cannot be compared with them.
    """

    period: str = v.period(required=True)
    key: str = v.words("密钥编号", KEY_ID, required=True)
    counties: tuple[CountyCoverage, ...] = v.rows(CountyCoverage, "各县（市、区）", required=True)

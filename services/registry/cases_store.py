"""Where the cases of membership development are gone on with, as the registry hears of them (R-ORG-16b)."""

from collections.abc import Mapping

from pymongo import ReturnDocument

from services.registry.store import CASES
from shared.ledger import Unit
from shared.ledger.bound import Collections


def put_case(unit: Unit, case_id: str, seq: int, org_code: str | None) -> None:
    """Keep where a case of membership development is gone on with after its step *seq*; None: nowhere any more."""
    _put_places(unit, case_id, {f"places.{seq}": org_code}, {})


def take_back(unit: Unit, case_id: str, seq: int) -> None:
    """Keep that a step of a case does not count any more: it is gone on with where it was before."""
    _put_places(unit, case_id, {}, {f"places.{seq}": ""})


def _put_places(unit: Unit, case_id: str, kept: Mapping[str, str | None], taken: Mapping[str, str]) -> None:
    change = {name: values for name, values in (("$set", dict(kept)), ("$unset", dict(taken))) if values}
    found = unit.db[CASES].find_one_and_update(
        {"_id": case_id}, change, upsert=True, return_document=ReturnDocument.AFTER
    )
    places = found.get("places", {})
    last = places[max(places, key=int)] if places else None
    unit.db[CASES].update_one({"_id": case_id}, {"$set": {"org_code": last}})


def cases_in(db: Collections, org_code: str) -> int:
    """Count the cases of membership development that are gone on with in an organisation."""
    return int(db[CASES].count_documents({"org_code": org_code}))

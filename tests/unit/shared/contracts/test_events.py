"""Every event that was ever published decodes for ever, and documents say what the code does."""

import json

import jsonschema
import pytest

from shared.contracts import department, documents, registry
from shared.contracts.base import load
from shared.contracts.errors import InvalidInput
from shared.contracts.services import SERVICES

DECLARED = {
    declared.event_type: declared
    for service in SERVICES.values()
    for declared in (*service.events, *service.accepts)
}


@pytest.mark.parametrize("event_type", sorted(DECLARED))
def test_the_frozen_sample_of_each_event_decodes(event_type: str) -> None:
    assert load(DECLARED[event_type], documents.sample(event_type))


@pytest.mark.parametrize("event_type", sorted(DECLARED))
def test_the_frozen_sample_fits_the_generated_json_schema(event_type: str) -> None:
    generated = json.loads((documents.GENERATED / "schemas.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator({**generated, **generated["events"][event_type]})

    assert list(validator.iter_errors(documents.sample(event_type))) == []


def test_generated_documents_are_up_to_date() -> None:
    committed = {
        name: (documents.GENERATED / name).read_text(encoding="utf-8") for name in documents.documents()
    }

    assert committed == documents.documents()


@pytest.mark.rule("R-JM-15")
@pytest.mark.parametrize("extra", [{"name": "王样例"}, {"phone": "x"}])
def test_figures_have_no_room_for_persons(extra: dict[str, str]) -> None:
    figure = {"item": "R-JM-27", "area": "411302000000", "value": 1, **extra}

    with pytest.raises(InvalidInput):
        load(department.events.FiguresReported, {"period": "2026Q3", "figures": [figure]})


def test_a_refusal_names_every_wrong_field_in_chinese() -> None:
    raw = {
        "credit_code": "914113020000000001",
        "effective_on": "gestern",
        "employees": -1,
    }

    with pytest.raises(InvalidInput) as refusal:
        load(registry.calls.ChangeEnterprise, raw)

    assert set(refusal.value.details["fields"]) == {"credit_code", "effective_on", "employees"}
    assert "统一社会信用代码" in refusal.value.message

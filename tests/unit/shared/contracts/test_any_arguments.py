"""Whatever the arguments of a call are: it is made of them, or they are refused as input."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.base import Command, load, load_with
from shared.contracts.errors import InvalidInput
from shared.contracts.services import SERVICES

EXAMPLES = 25
CALLS = [
    pytest.param(call.takes, id=f"{service.name}.{method}")
    for service in SERVICES.values()
    for method, call in service.calls.items()
]
# What has the form of something, and is it only just, or not quite.
DAYS = ("", "0000Q1", "2026Q3", "9999Q4", "2026-02-30", "0001-01-01", "9999-12-31", "2100-12-31")
CODES = (
    "411300000000",
    "91411323DEM000001E",
    "11010519491231002X",
    "\0",
    "９",
    "1e400",
    "-0",
    "true",
    "\ud800",
)
NEARLY = st.sampled_from((*DAYS, *CODES))
NUMBERS = st.one_of(st.integers(), st.floats(), st.just(10**400))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=10), NEARLY),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("taken", CALLS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_arguments_are_taken_or_refused(taken: Any, data: st.DataObject) -> None:
    schema = taken.call if issubclass(taken, Command) else taken.schema
    raw = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(schema.fields, VALUES)))
    with suppress(InvalidInput):
        load_with(schema, raw) if issubclass(taken, Command) else load(taken, raw)

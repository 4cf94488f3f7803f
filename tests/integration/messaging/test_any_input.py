"""Whatever comes to the door for external events: nothing escapes, and the next event is taken."""

import os
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo import MongoClient

from tests.integration.messaging.test_intake import SYSTEM, Door, message

pytestmark = pytest.mark.integration
INPUTS = int(os.environ.get("LIANXI_INPUTS", "400"))

ODD = st.sampled_from(["\ud800", "\0", "a" * 5000])
WORDS = st.one_of(st.text(max_size=20), ODD, st.binary(max_size=20), st.integers(), st.none(), st.booleans())
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = ("specversion", "id", "source", "type", "data", "data_base64", "datacontenttype", "reason", "time")
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "specversion": st.one_of(st.just("1.0"), WORDS),
        "id": st.one_of(st.text(max_size=300), WORDS),
        "source": st.one_of(st.just(SYSTEM), WORDS),
        "type": st.one_of(st.just("any.type.v1"), WORDS),
        "reason": WORDS,
    },
)
JSON, STRUCTURED = "application/json", "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
KINDS = st.one_of(st.sampled_from([JSON, STRUCTURED, BATCH, "", None, "TEXT/plain ; a=b"]), WORDS)
WRITTEN = ATTRIBUTES.map(
    lambda found: {name: one for name, one in found.items() if not isinstance(one, bytes)}
)
EVENTS = st.builds(
    lambda attributes, more: _dumped({**attributes, **more}),
    WRITTEN,
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3),
)
BODIES = st.one_of(st.binary(max_size=60), EVENTS, VALUES.map(lambda value: _dumped(value)))
HEADERS = st.one_of(
    st.builds(
        lambda attributes, prefix, more: {
            **{f"{prefix}{name}": value for name, value in attributes.items()},
            **more,
        },
        ATTRIBUTES,
        st.sampled_from(["ce-", "CE-", "cloudEvents:", "cloudEvents_", "x-"]),
        st.dictionaries(WORDS.filter(lambda key: not isinstance(key, bytes)), WORDS, max_size=2),
    ),
    WORDS,
)


def _dumped(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except (TypeError, orjson.JSONEncodeError):
        return repr(value).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def door(mongodb_uri: str) -> Iterator[Door]:
    with MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client:
        door = Door(client, "t_any_input")
        yield door
        client.drop_database("t_any_input")


@settings(
    max_examples=INPUTS,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(body=BODIES, kind=KINDS, headers=HEADERS, user=st.sampled_from([None, SYSTEM, "nobody"]), named=WORDS)
def test_nothing_that_comes_stops_the_door(
    door: Door, body: bytes, kind: Any, headers: Any, user: str | None, named: Any
) -> None:
    sent = SimpleNamespace(
        body=body,
        properties={
            "content_type": kind,
            "application_headers": headers,
            "user_id": user,
            "message_id": named,
        },
        delivery_info={"exchange": f"{SYSTEM}.events", "routing_key": "x"},
    )

    door.intake.rehearse(sent)
    told = door.intake.outcome(sent)

    assert told["state"] in ("accepted", "quarantined")


def test_the_door_still_takes_what_is_right(door: Door) -> None:
    door.intake.take([message("right")])

    assert door.receipt("right")["state"] == "accepted"

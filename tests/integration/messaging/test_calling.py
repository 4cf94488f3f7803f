"""Calls: every one has a deadline, and every error is told apart."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import amqp
import orjson
import pytest

from shared.contracts.errors import Conflict, DeadlinePassed, InvalidInput, NotSignedIn, Unavailable
from shared.messaging.caller import RemoteFailure
from tests.integration.messaging.town import TODAY, Town

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, amqp_uri: str, mongodb_uri: str) -> Iterator[Town]:
    """A town whose owner answers; the tests of this module change nothing of each other's."""
    directory: Path = tmp_path_factory.mktemp("busy")
    town = Town(directory, amqp_uri, mongodb_uri)
    town.start(town.owner)
    yield town
    town.stop()


def test_an_answer_comes_back_and_knows_who_asked(busy: Town) -> None:
    assert busy.call(busy.owner, "echo", text="你好") == {"text": "你好", "user": "tester"}


def test_a_call_that_takes_too_long_ends_by_its_deadline(busy: Town) -> None:
    begun = time.monotonic()

    with pytest.raises(DeadlinePassed):
        busy.call(busy.owner, "echo", timeout=1.0, text="slow", seconds=3)

    assert 0.9 < time.monotonic() - begun < 2


def test_an_unknown_service_is_told_at_once(busy: Town) -> None:
    begun = time.monotonic()

    with pytest.raises(Unavailable):
        busy.call("nobody-at-all", "echo", text="x")

    assert time.monotonic() - begun < 1


def test_a_refusal_comes_back_with_its_code_and_details(busy: Town) -> None:
    with pytest.raises(Conflict) as refusal:
        busy.note("refuse")

    assert refusal.value.message == "不行"
    assert refusal.value.details == {"why": [1, None, {"deep": True}]}


def test_wrong_arguments_name_the_fields(busy: Town) -> None:
    with pytest.raises(InvalidInput) as refusal:
        busy.call(busy.owner, "note", stream=5, recorded_on=TODAY)

    assert set(refusal.value.details["fields"]) == {"stream", "note"}


@pytest.mark.parametrize("token", [None, "forged.forged.forged"])
def test_who_has_no_true_token_is_not_signed_in(busy: Town, token: str | None) -> None:
    with pytest.raises(NotSignedIn):
        busy.caller.call(busy.owner, "echo", {"text": "x"}, token=token)


def test_what_goes_wrong_inside_stays_inside(busy: Town) -> None:
    with pytest.raises(RemoteFailure) as failure:
        busy.call(busy.owner, "fail", text="a secret of the service")

    assert "secret" not in repr(failure.value.details)


def test_an_answer_that_cannot_be_sent_is_a_failure_and_no_hang(busy: Town) -> None:
    with pytest.raises(RemoteFailure):
        busy.call(busy.owner, "unserialisable", text="x")

    assert busy.call(busy.owner, "echo", text="x")["text"] == "x"


def test_many_threads_share_one_caller_and_get_their_own_answers(busy: Town) -> None:
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = busy.call(busy.owner, "echo", text=str(number), seconds=0.2)["text"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == {number: str(number) for number in range(20)}


def test_a_repeated_command_with_its_key_is_answered_alike_and_recorded_once(busy: Town) -> None:
    first, second = (busy.note("once", "note:key", key="the-key") for _ in range(2))

    assert first == second
    assert busy.db(busy.owner)["ledger"].count_documents({"stream": "note:key"}) == 1


def test_a_key_used_for_something_else_is_refused(busy: Town) -> None:
    busy.note("one thing", "note:other", key="other-key")

    with pytest.raises(Conflict):
        busy.note("another", "note:other", key="other-key")


@pytest.mark.parametrize("seconds_ago", [0.1, 3600])
def test_a_call_that_arrives_past_its_deadline_is_not_run(busy: Town, seconds_ago: float) -> None:

    asked = {"stream": "note:late", "note": "late", "recorded_on": TODAY, "key": f"late-{seconds_ago}"}
    headers = {"nameko.deadline": f"{time.time() - seconds_ago:.3f}", "nameko.token": busy.token()}
    request = amqp.Message(
        orjson.dumps({"args": [], "kwargs": asked}),
        content_type="application/json",
        content_encoding="utf-8",
        reply_to="nobody",
        application_headers=headers,
    )

    busy.broker.publish(request, "nameko-rpc", f"{busy.owner}.note")
    busy.call(busy.owner, "echo", text="after it")

    assert busy.db(busy.owner)["ledger"].count_documents({"stream": "note:late"}) == 0

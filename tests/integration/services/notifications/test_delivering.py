"""Messages by mail and webhook: each ends as sent or given up, and says so once."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.notifications.deliver import send_waiting
from shared.contracts.errors import InvalidInput
from shared.settings import Settings
from tests.integration.services.notifications.conftest import Notifications

pytestmark = pytest.mark.integration
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def settings_of(notifications: Notifications, **change: Any) -> Settings:
    settings: Settings = notifications._service.settings
    return replace(settings, **change)


def deliver(notifications: Notifications, settings: Settings) -> None:
    """Send what waits, as if its time had come."""
    notifications.db["messages"].update_many({"state": "pending"}, {"$set": {"next_at": LONG_AGO}})
    send_waiting(notifications.ledger, settings)


def deliveries(notifications: Notifications) -> list[tuple[str, int]]:
    entries = notifications.db["ledger"].find({"type": "notifications.message_delivered.v1"})
    return [(row["data"]["state"], row["data"]["tries"]) for row in entries]


def test_a_letter_goes_to_who_asked_for_mail_and_to_nobody_else(
    notifications: Notifications, post: Any
) -> None:
    office, uri = post
    for user in ("shu", "far"):
        notifications.act(user, "set_channel", channel="mail", address=f"{user}@example.cn")
    notifications.opened("talk", "2026-07-01")
    notifications.walk("2026-07-01", "2026-07-21")

    for _ in range(2):
        deliver(notifications, settings_of(notifications, smtp=uri))

    (letter,) = office.letters
    assert letter["To"] == "shu@example.cn"
    assert letter.get_payload(decode=True).decode().splitlines() == ["派人谈话（C1）应于2026-08-01前办理"]
    assert deliveries(notifications) == [("sent", 1)]


def test_a_digest_gathers_what_one_day_brings_in_one_letter(notifications: Notifications, post: Any) -> None:
    office, uri = post
    notifications.act("shu", "set_channel", channel="mail", address="shu@example.cn", digest="daily")
    for number in range(3):
        notifications.opened("talk", "2026-07-01", f"C{number}")
    notifications.walk("2026-07-01", "2026-07-21")

    deliver(notifications, settings_of(notifications, smtp=uri))

    (letter,) = office.letters
    assert len(letter.get_payload(decode=True).decode().splitlines()) == 3


def test_a_letter_that_is_refused_is_tried_again_with_the_same_number(
    notifications: Notifications, post: Any
) -> None:
    office, uri = post
    office.refuses = 2
    notifications.act("shu", "set_channel", channel="mail", address="shu@example.cn")
    notifications.opened("talk", "2026-07-01")
    notifications.walk("2026-07-01", "2026-07-21")

    for _ in range(3):
        deliver(notifications, settings_of(notifications, smtp=uri))

    assert deliveries(notifications) == [("sent", 3)]
    assert len(office.letters) == 1


def test_a_letter_that_is_never_taken_is_given_up_and_the_operator_sees_it(
    notifications: Notifications, post: Any
) -> None:
    office, uri = post
    office.refuses = 100
    notifications.act("shu", "set_channel", channel="mail", address="shu@example.cn")
    notifications.opened("talk", "2026-07-01")
    notifications.walk("2026-07-01", "2026-07-21")

    for _ in range(10):
        deliver(notifications, settings_of(notifications, smtp=uri))

    assert deliveries(notifications) == [("given_up", 6)]
    (shown,) = notifications.ask("yun", "deliveries", state="given_up")["items"]
    assert (shown["user"], shown["state_name"]) == ("shu", "多次失败，已放弃")


def test_a_webhook_is_called_only_where_the_operator_allows_it(
    notifications: Notifications, hook: Any
) -> None:
    posted, host = hook
    notifications.act("shu", "set_channel", channel="webhook", address=f"http://{host}/told")
    notifications.act("wei", "set_channel", channel="webhook", address="http://127.0.0.1:1/elsewhere")
    notifications.opened("talk", "2026-07-01")
    notifications.walk("2026-07-01", "2026-08-16")

    deliver(notifications, settings_of(notifications, webhook_hosts=(host,)))

    bodies = [json.loads(body) for _, body in posted]
    assert [body["lines"] for body in bodies] == [["派人谈话（C1）应于2026-08-01前办理"]] * 2
    assert {key for key, _ in posted} == {body["message"] for body in bodies}
    assert sorted(deliveries(notifications)) == [("given_up", 1), ("sent", 1), ("sent", 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "mail", "address": "nobody"},
        {"channel": "mail"},
        {"channel": "webhook", "address": "ftp://example.cn"},
        {"channel": "pigeon", "address": "x"},
    ],
)
def test_an_address_fits_its_channel(notifications: Notifications, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="填写有误"):
        notifications.act("shu", "set_channel", **wrong)


@pytest.mark.rule("R-PRV-24")
def test_an_address_is_sealed_and_never_told(notifications: Notifications) -> None:
    notifications.act("shu", "set_channel", channel="mail", address="shu@example.cn")

    everything = [*notifications.db["ledger"].find(), *notifications.db["channels"].find()]
    assert "shu@example.cn" not in str(everything)

    notifications.act("shu", "set_channel")
    assert notifications.db["channels"].count_documents({}) == 0

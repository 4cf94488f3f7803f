"""One demo on the real stack, every service killed once while it works, reporting rebuilt beside it."""

import http.client
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import amqp
import pytest
from gridfs import GridFS
from playwright.sync_api import Page, sync_playwright
from pymongo import MongoClient

from deploy.cli import demo
from deploy.demo.playing.action import Action
from deploy.demo.playing.plan import plan
from deploy.demo.playing.player import Client, Systems, play, settled_report
from deploy.local.stack import Stack
from shared.city.logs import outlets_of
from shared.city.sites import Sites
from shared.contracts.services import ROLES
from shared.messaging.caller import Caller
from shared.messaging.line import connect
from shared.security.keys import private_key
from shared.security.tokens import Actor, issue
from tests.e2e import dump, rights, rights_world
from tests.e2e.conftest import INPUTS
from tests.e2e.differing import differing
from tests.e2e.recompute import CITY, PERIOD, recompute

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
DIRECTORY = Path("var") / "e2e"
CHROMIUM = "/usr/bin/chromium"
SEED = 7
BROKER = "broker"
# What a broker has taken stands in its log within moments.
PLANTED_SECONDS = 30
PLANTED_FILES = ("log/planted.log", "planted.txt")
LEAST_NAMES = 500
# Program -> the actions it has work with: a department at its own, the others at any import.
WORK = {
    "registry": "/imports/",
    "development": "/cases/",
    "training": "/training/classes",
    "supervision": "/meeting-records",
    "notifications": "/days",
    "relay": "/imports/",
    "reporting": "/imports/",
    "portal": "/imports/",
    "organisation": "/resolutions",
    **{name: f"/departments/{name}/figures" for name in Sites.load().reporters},
}


# What no quarter has to have; tests of the services tell these.
NOT_PLAYED = {
    "department.coverage_submitted.v1",
    *("department.figures_opened.v1", "department.quarter_frozen.v1", "department.resolution_cancelled.v1"),
    *("department.meeting_planned.v1", "department.topic_proposed.v1", "department.agenda_confirmed.v1"),
    *("department.minutes_issued.v1", "department.minutes_supplemented.v1"),
    *("department.figures_drafted.v1", "department.figures_returned.v1", "department.figures_approved.v1"),
    *("development.quota_used.v1", "development.year_end_bunched.v1"),
    *("development.confirmation_withdrawn.v1", "development.rule_confirmed.v1"),
    "development.doubts_noted.v1",
    *("notifications.channel_set.v1", "notifications.message_delivered.v1", "notifications.message_read.v1"),
    *("registry.committee_elected.v1", "registry.member_named.v1", "registry.organisation_changed.v1"),
    *("registry.opening_returned.v1", "registry.day_jump_proposed.v1"),
    *("registry.post_extended.v1", "registry.staff_changed.v1", "training.class_put_off.v1"),
    *("registry.person_registered.v1", "registry.staff_assigned.v1", "registry.staff_ended.v1"),
    *("supervision.demonstration_point_reviewed.v1", "supervision.demonstration_point_revoked.v1"),
    *("supervision.finding_handed_over.v1", "supervision.finding_ended.v1", "supervision.staff_visited.v1"),
    *(
        f"{service}.{what}.v1"
        for service in ("development", "registry", "supervision", "training")
        for what in ("correction_proposed", "correction_approved", "correction_rejected", "entry_corrected")
    ),
}


@dataclass
class Played:
    """The stack after the quarter was played on it."""

    stack: Stack
    report: dict[str, Any]
    passwords: dict[str, str]
    killed: list[str]


def lianxi(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LIANXI_INSTANCES_FILE": str(DIRECTORY / "instances.json")}
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )


def moments(actions: list[Action]) -> dict[int, list[str]]:
    """Choose, for each program, the action during which it is killed."""
    chance = random.Random(SEED)
    chosen: dict[int, list[str]] = {}
    for program, prefix in WORK.items():
        indexes = [number for number, action in enumerate(actions) if action.path.startswith(prefix)]
        chosen.setdefault(chance.choice(indexes), []).append(program)
    return chosen


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    stack = Stack(DIRECTORY, fresh=True)
    stack.start()
    try:
        passwords = demo.admit(DIRECTORY)
        client = Client(stack.portal_url, passwords)
        systems = Systems(stack.layout.amqp_uri_of, demo.portal_settings(DIRECTORY).broker_user, client)
        actions = plan(INPUTS)
        due, killed, number = moments(actions), [], iter(range(len(actions)))

        def kill(program: str) -> None:
            stack.kill(program)
            killed.append(program)

        def on_action(_action: Action) -> None:
            index = next(number)
            for program in due.get(index, ()):
                threading.Timer(0.05, kill, [program]).start()
            if index == len(actions) // 2:
                assert lianxi("rebuild", "reporting").returncode == 0

        play(actions, client, systems, on_action)
        report = settled_report(client, PERIOD, CITY)
        client.close()
        yield Played(stack, report, passwords, killed)
    finally:
        stack.stop()


def test_each_service_killed_once_and_a_rebuild_change_no_figure(played: Played) -> None:
    known = {
        name: value
        for name, value in played.report.items()
        if name not in ("complete_to", "halted", "generated_at")
    }

    assert sorted(played.killed) == sorted(WORK)
    assert played.report["halted"] == 0
    assert [*differing(known, recompute(INPUTS))] == []


def test_every_ledger_verifies_after_the_kills(played: Played) -> None:
    verified = lianxi("ledger", "verify", "-i", "all")

    sites = played.stack.layout.sites
    logs = sum(1 + len(outlets_of(name, sites)) for name in sites.ledger_instances)
    assert (verified.returncode, verified.stdout.count("完好")) == (0, logs), (
        verified.stdout + verified.stderr
    )


def test_every_declared_event_was_published_in_the_demo(played: Played) -> None:
    published: set[str] = set()
    with MongoClient(played.stack.mongodb_uri) as client:
        for instance in played.stack.layout.sites.ledger_instances:
            published |= set(client[played.stack.layout.database_of(instance)]["ledger"].distinct("type"))
    sites = played.stack.layout.sites
    declared = {told.event_type for service in sites.services.values() for told in service.events}

    assert declared - published == NOT_PLAYED


@pytest.mark.rule("R-DEV-27")
def test_a_candidate_s_training_comes_from_the_training_service(played: Played) -> None:
    with MongoClient(played.stack.mongodb_uri) as client:
        development, training = (
            client[played.stack.layout.database_of(name)]["ledger"] for name in ("development", "training")
        )
        wanted = {"type": "training.candidate_course_completed.v1"}
        courses = {entry["data"]["case_id"] for entry in training.find(wanted)}
        done = {entry["data"]["case_id"] for entry in development.find({"data.step": "complete_training"})}

    assert courses
    assert done == courses


@pytest.fixture(scope="module")
def page(played: Played) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        opened = browser.new_page(viewport={"width": 1366, "height": 900})
        opened.goto(f"{played.stack.portal_url}/reports/joint-meeting?period={PERIOD}")
        opened.fill("#user", "leader")
        opened.fill("#password", played.passwords["leader"])
        opened.click("button")
        opened.goto(f"{played.stack.portal_url}/reports/joint-meeting?period={PERIOD}&area={CITY}")
        yield opened
        browser.close()


def shown(cell: dict[str, Any]) -> str:
    return "—" if cell["value"] is None else str(cell["value"])


def test_the_page_shows_the_numbers_of_the_report(played: Played, page: Page) -> None:
    cells = page.eval_on_selector_all(
        "[data-area][data-definition]",
        "found => found.map(cell => [cell.dataset.area, cell.dataset.definition, cell.dataset.value])",
    )
    report = played.report
    for area, definition, value in cells:
        row = report["indicators"] if area == CITY else report["by_area"][area]
        cell = row[definition.split(".")[0]]
        assert value in (shown(cell), str(cell["value"] if cell["value"] is not None else "")), (
            area,
            definition,
        )

    assert {area for area, *_ in cells} >= {CITY, "411302000000", "411381000000"}
    assert {definition.split(".")[0] for _, definition, _ in cells} == set(report["indicators"])


@pytest.mark.parametrize("width", [360, 1366])
def test_the_page_fits_a_phone_and_a_desk(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.screenshot(path=str(DIRECTORY / f"report-{width}.png"), full_page=True)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_three_hundred_browsers_that_keep_their_connections_lock_nobody_out(played: Played) -> None:
    place = urlsplit(played.stack.portal_url)
    kept = [http.client.HTTPConnection(str(place.hostname), place.port, timeout=20) for _ in range(300)]
    try:
        for connection in kept:
            connection.request("GET", "/healthz")
            assert connection.getresponse().read()
    finally:
        for connection in kept:
            connection.close()


def test_the_cli_prints_the_same_report(played: Played) -> None:
    environment = {**os.environ, "LIANXI_PASSWORD": played.passwords["leader"]}
    words = ["report", "joint-meeting", "--period", PERIOD, "--url", played.stack.portal_url]
    printed = subprocess.run(
        [sys.executable, "-m", "deploy.cli", *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )

    assert printed.returncode == 0, printed.stderr
    for indicator, cell in played.report["indicators"].items():
        assert f"{indicator}" in printed.stdout
        assert ("—" if cell["value"] is None else f"{cell['value']:,}") in printed.stdout


@pytest.mark.rule("R-PRV-02")
@pytest.mark.rule("R-PRV-15")
def test_every_role_gets_in_where_the_table_of_rights_says_and_nowhere_else(played: Played) -> None:
    layout = played.stack.layout
    caller = Caller(layout.amqp_uri_of("portal"), "rights")
    keys: dict[str, Any] = {}

    def ask(instance: str, method: str, arguments: dict[str, Any], actor: Actor) -> Any:
        issuer = actor.department if actor.user.startswith("system:") else "portal"
        key = keys.setdefault(issuer, private_key(DIRECTORY / "keys", issuer))
        token = issue(key, issuer, actor, instance)
        return caller.call(instance, method, arguments, token=token, timeout=30)

    try:
        rights_world.furnish(ask)
        trying = rights.Trying(ask)
        instances = {name: kind.name for name, kind in layout.sites.kinds.items()}
        tried = [(cell, *trying.gets_in(cell)) for cell in rights.cells(instances)]
    finally:
        caller.stop()
    wrong = [(cell, found) for cell, got_in, found in tried if got_in != cell.allowed]

    assert not wrong, "\n".join(f"{cell}: {found!r}" for cell, found in wrong)
    assert len(tried) >= len(rights.table()) * len(ROLES) * 2


def everything_stored(played: Played, persons: dump.Persons) -> list[dump.Found]:
    """Return what of the persons stands in clear in databases, broker, logs and files of the stack."""
    with MongoClient(played.stack.mongodb_uri) as client:
        found = [*dump.in_databases(client, persons)]
    # The database's own files are compressed; what is in them was read above.
    return [*found, *dump.in_files(DIRECTORY, persons, lambda path: "mongo" not in path.parts)]


@pytest.mark.rule("R-PRV-05")
@pytest.mark.rule("R-PRV-24")
def test_no_sample_person_stands_in_clear_in_anything_that_is_stored(played: Played) -> None:
    persons = dump.Persons.of(INPUTS)
    assert len(persons.names) > LEAST_NAMES
    assert everything_stored(played, persons) == []

    planted = plant(played, sorted(persons.names)[0], sorted(persons.numbers)[0])
    until = time.monotonic() + PLANTED_SECONDS
    try:
        while missing := planted - {_kind(place) for place, _ in everything_stored(played, persons)}:
            assert time.monotonic() < until, f"what was planted in {missing} is not found"
    finally:
        # The stack's next start begins with an empty database and broker, and keeps these.
        for file in PLANTED_FILES:
            (DIRECTORY / file).unlink(missing_ok=True)


def _kind(place: str) -> str:
    return BROKER if place.startswith(f"{BROKER}/") else place


def plant(played: Played, name: str, number: str) -> set[str]:
    """Put a person in clear into each kind of place; return the places."""
    layout = played.stack.layout
    with MongoClient(played.stack.mongodb_uri) as client:
        registry, union = client[layout.database_of("registry")], client[layout.database_of("union")]
        registry["members"].insert_one({"_id": "planted", "rows": [{"told": {"name": name}}]})
        GridFS(union).put(f"申请人{name}".encode(), filename="planted")
    connection = connect(layout.amqp_uri_of("operator"), "planting")
    channel = connection.channel()
    channel.queue_declare("planted", durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
    channel.basic_publish(amqp.Message(number.encode(), delivery_mode=2), "", "planted")
    connection.close()
    for file, text in zip(PLANTED_FILES, (f"身份证号 {number}", name), strict=True):
        (DIRECTORY / file).write_text(text, encoding="utf-8")
    return {f"{registry.name}.members", f"{union.name}.fs", *PLANTED_FILES, BROKER}

"""The machine: what starts, restarts, and is gone afterwards."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from deploy.local.lock import await_nobody, owner_of
from deploy.local.program import ROOT, LocalError
from deploy.local.stack import Stack, answers

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]

OWNER = """
import sys, pathlib
from deploy.local.stack import Stack
stack = Stack(pathlib.Path(sys.argv[1]), instances=["registry"])
stack.start()
print("started", flush=True)
input()
"""


@pytest.fixture
def own_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMQP_URI", raising=False)
    monkeypatch.delenv("MONGODB_URI", raising=False)


@pytest.fixture
def directory(tmp_path: Path, own_servers: None) -> Iterator[Path]:
    """A path with the signs that trip over-eager configuration files."""
    place = tmp_path / "城 市 %s; #1"
    place.mkdir()
    yield place
    assert await_nobody(place, 20)


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def listening() -> set[str]:
    """Return the local addresses in state LISTEN."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]]
    return {row[1] for row in rows if row[3] == "0A"}


def test_a_service_that_is_killed_comes_back_and_nothing_stays_behind(directory: Path) -> None:
    stack = Stack(directory, instances=["registry"])
    steps: list[str] = []
    stack.start(steps.append)
    chosen = stack.layout.ports
    try:
        before = stack.pid("registry")
        stack.kill("registry")
        assert eventually(lambda: stack.pid("registry") not in (0, before))
        stack.await_ready()
    finally:
        stack.stop()

    assert steps
    assert not answers(chosen["registry"], "/live")
    assert await_nobody(directory, 0)
    assert not {f"0100007F:{port:04X}" for port in chosen.values()} & listening()


def forget_port(directory: Path, name: str) -> None:
    """Make the next start choose another port, as when somebody took this one."""
    path = directory / "ports.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    del known[name]
    path.write_text(json.dumps(known), encoding="utf-8")


def test_killing_the_owner_ends_everything_and_the_next_start_finds_the_data(directory: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", OWNER, str(directory)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    assert owner.stdin is not None
    with owner:
        assert owner.stdout.readline() == "started\n"
        assert owner_of(directory) == owner.pid
        owner.send_signal(signal.SIGKILL)
        assert owner.wait(10) == -signal.SIGKILL
        assert await_nobody(directory, 10)

    forget_port(directory, "database")
    with Stack(directory, instances=[]) as stack, MongoClient[dict[str, object]](stack.mongodb_uri) as client:
        assert "lianxi_registry" in client.list_database_names()


def test_two_places_run_side_by_side_and_no_place_twice(directory: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    with Stack(directory, instances=[]) as first, Stack(other, instances=[]) as second:
        assert not set(first.layout.ports.values()) & set(second.layout.ports.values())
        assert first.amqp_uri != second.amqp_uri
        with pytest.raises(LocalError, match="已有一套系统在运行"):
            Stack(directory, instances=[]).start()


def test_a_start_that_fails_on_servers_of_others_leaves_nothing_and_shows_the_log(
    directory: Path, amqp_uri: str, mongodb_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMQP_URI", amqp_uri)
    monkeypatch.setenv("MONGODB_URI", mongodb_uri)
    monkeypatch.setattr("deploy.local.layout.SITES_FILE", Path(os.devnull))
    stack = Stack(directory, instances=["registry"])

    with pytest.raises(LocalError, match="registry 反复退出"):
        stack.start()

    assert stack.amqp_uri == amqp_uri
    assert await_nobody(directory, 0)

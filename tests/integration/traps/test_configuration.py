"""Traps that are escaped by how things are set up: each is a check of our configuration."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.definitions import definitions, users_of
from shared.city.sites import Sites
from shared.city.topology import topology_of

ROOT = Path(__file__).parents[3]
SITES = Sites.load()
PINNED = ("nameko", "kombu", "amqp", "eventlet", "pymongo")
LOCKS = ("requirements.lock", "requirements-local.lock", "requirements-dev.lock")


def ours() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in ("shared", "services", "deploy")
        for path in (ROOT / folder).rglob("*.py")
    }


def policies(broker_major: int) -> list[dict[str, Any]]:
    passwords = dict.fromkeys(users_of(SITES), "secret")
    found: list[dict[str, Any]] = definitions(SITES, passwords, broker_major=broker_major)["policies"]
    return found


def in_fresh_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.trap("nameko-9")
def test_no_attempt_is_counted_by_the_brokers_own_header() -> None:
    assert [name for name, text in ours().items() if "x-death" in text] == []


@pytest.mark.trap("nameko-9")
def test_no_queue_hands_messages_on_to_another_so_that_there_is_nothing_to_count() -> None:
    arguments = [queue.arguments for queue in topology_of(SITES).queues]

    assert not any("dead-letter" in name for found in arguments for name in found)
    assert not any("dead-letter" in name for policy in policies(4) for name in policy["definition"])


@pytest.mark.trap("nameko-13")
def test_every_queue_of_events_is_a_quorum_queue_from_the_first_day() -> None:
    queues = topology_of(SITES).queues

    assert len(queues) >= len(SITES.departments)
    assert all(queue.arguments["x-queue-type"] == "quorum" for queue in queues)


@pytest.mark.trap("nameko-13")
def test_what_may_have_to_change_is_a_policy_and_no_argument_of_a_queue() -> None:
    fixed = {"x-queue-type", "x-single-active-consumer"}

    assert all(set(queue.arguments) <= fixed for queue in topology_of(SITES).queues)
    assert {policy["name"] for policy in policies(4)} >= {"intake", "calls", "inbox"}


@pytest.mark.trap("nameko-14")
def test_the_runner_patches_before_anything_else_is_imported() -> None:
    seen = in_fresh_python(
        "import deploy.runner, os\n"
        "from eventlet.patcher import is_monkey_patched as patched\n"
        "import socket, threading, time, select\n"
        "print(*[patched(m) for m in ('socket', 'thread', 'time', 'select')], os.environ['EVENTLET_NO_GREENDNS'])"
    )

    assert seen == "True True True True yes"


@pytest.mark.trap("nameko-14")
def test_nothing_of_nameko_or_pymongo_is_imported_before_the_patch() -> None:
    lines = ours()["deploy/runner.py"].splitlines()
    before = [line for line in lines[: lines.index("eventlet.monkey_patch()")] if "import " in line]

    assert before == [
        "import shared.telemetry as telemetry  # its locks must be the real ones",
        "import os",
        "import warnings",
        "import eventlet",
    ]


@pytest.mark.trap("nameko-14")
def test_how_late_the_loop_runs_can_be_watched() -> None:
    seen = in_fresh_python(
        "from shared.telemetry import Health; h = Health(); print(h.answer('/metrics')[1].decode())"
    )

    assert "lianxi_loop_lag_seconds" in seen


@pytest.mark.trap("nameko-15")
@pytest.mark.parametrize("lock", LOCKS)
def test_the_whole_set_is_pinned_with_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    named = re.findall(
        r"^([a-z0-9][a-z0-9._-]*)==(\S+)((?:.*\\\n\s+--hash=sha256:[0-9a-f]{64})+)", text, re.M
    )
    required = re.findall(r"^[a-z0-9].*$", text, re.M)

    assert set(PINNED) <= {name for name, _, _ in named}
    assert len(named) == len(required)


@pytest.mark.trap("nameko-15")
def test_the_domain_knows_no_type_of_the_frameworks() -> None:
    domain = [
        text
        for name, text in ours().items()
        if name.endswith(("model.py", "rules.py")) or "shared/rules/" in name
    ]

    assert domain
    assert not any(
        re.search(r"^(from|import) (nameko|eventlet|kombu|amqp|pymongo)", text, re.M) for text in domain
    )


@pytest.mark.trap("nameko-16")
def test_our_runner_needs_neither_namekos_command_line_nor_pkg_resources() -> None:
    seen = in_fresh_python(
        "import deploy.runner, sys\n"
        "print(sorted({'pkg_resources', 'setuptools', 'nameko.cli.main', 'nameko.cli.run'} & set(sys.modules)))"
    )

    assert seen == "[]"


@pytest.mark.trap("nameko-16")
def test_containers_start_services_by_our_runner() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    commands = {
        name: " ".join(map(str, row.get("command") or [])) for name, row in compose["services"].items()
    }

    assert all("deploy.runner" in commands[instance] for instance in SITES.instances)
    assert not any("nameko run" in command for command in commands.values())

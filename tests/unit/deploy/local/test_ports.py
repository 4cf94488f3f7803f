"""Ports are free, distinct, and the same again."""

import json
import socket
from pathlib import Path

from deploy.local.ports import ports


def test_the_same_names_get_the_same_ports_again(tmp_path: Path) -> None:
    first = ports(tmp_path / "ports.json", ["broker", "database"])

    assert ports(tmp_path / "ports.json", ["broker", "database"]) == first


def test_no_two_names_share_a_port(tmp_path: Path) -> None:
    chosen = ports(tmp_path / "ports.json", [f"service_{number}" for number in range(30)])

    assert len(set(chosen.values())) == 30


def test_a_port_that_somebody_took_meanwhile_is_replaced(tmp_path: Path) -> None:
    first = ports(tmp_path / "ports.json", ["broker"])["broker"]

    with socket.socket() as other:
        other.bind(("127.0.0.1", first))
        other.listen()
        second = ports(tmp_path / "ports.json", ["broker"])["broker"]

    assert second != first
    assert json.loads((tmp_path / "ports.json").read_text())["broker"] == second

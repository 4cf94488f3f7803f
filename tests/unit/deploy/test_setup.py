"""The set-up of a fresh machine, with stand-ins for the system's own commands only."""

import ast
import hashlib
import os
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``deploy/setup`` at work in an empty checkout, with no command on PATH but what a test puts there."""
    loader = SourceFileLoader("lianxi_setup", str(ROOT / "deploy" / "setup"))
    spec = spec_from_loader("lianxi_setup", loader)
    assert spec is not None
    module: Any = module_from_spec(spec)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    loader.exec_module(module)
    var = tmp_path / "var of it"
    var.mkdir()
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "VAR", str(var))
    monkeypatch.setattr(module, "VENV", str(var / "venv"))
    monkeypatch.setattr(module, "PYTHON", str(var / "venv" / "bin" / "python"))
    monkeypatch.setattr(module, "STAMP", str(var / "venv" / "lianxi.json"))
    monkeypatch.setattr(module, "LOG", str(var / "setup.log"))
    return module


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "bin"
    place.mkdir()
    monkeypatch.setenv("PATH", f"{place}:/usr/bin:/bin")
    return place


def stand_in(commands: Path, name: str, script: str) -> None:
    (commands / name).write_text(f"#!/bin/sh\n{script}\n")
    (commands / name).chmod(0o755)


def write_locks(setup: Any, root: Path) -> None:
    for purpose, lock in setup.LOCKS.items():
        (root / lock).write_text(f"# nothing for {purpose}\n")


def test_an_old_python_is_told_that_it_is_too_old(setup: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.sys, "version_info", (3, 8, 10))

    with pytest.raises(setup.Problem, match=r"需要 Python 3\.11 或更高版本"):
        setup.main()


def test_an_old_python_can_read_as_far_as_that() -> None:
    tree = ast.parse((ROOT / "deploy" / "setup").read_text(encoding="utf-8"), feature_version=(3, 7))

    annotations = [
        annotation
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for annotation in (function.returns, *(argument.annotation for argument in function.args.args))
        if annotation is not None
    ]

    # Those in quotes are not looked up; `list[str]` or `int | None` would end an old Python.
    assert [ast.unparse(each) for each in annotations if isinstance(each, ast.Subscript | ast.BinOp)] == []


def test_without_rights_one_sentence_says_what_to_run_and_what_else_would_do(
    setup: Any, commands: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(commands, "apt-get", "exit 1")
    stand_in(commands, "sudo", "exit 1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(setup.Problem) as problem:
        setup.install_packages(["rabbitmq-server"])

    assert "sudo apt-get install rabbitmq-server" in str(problem.value)
    assert "docker compose up" in str(problem.value)
    assert "AMQP_URI" in str(problem.value)


def test_root_installs_what_is_missing(
    setup: Any, commands: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(commands, "apt-get", f'echo "$@" >> "{tmp_path}/asked"')
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    setup.install_packages(["rabbitmq-server", "chromium"])

    update, install = (tmp_path / "asked").read_text().splitlines()
    assert update.startswith("update")
    assert install.startswith("install -y --no-install-recommends")
    assert install.endswith("rabbitmq-server chromium")


def test_a_failed_installation_names_the_log(
    setup: Any, commands: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(commands, "apt-get", "echo no network >&2; exit 100")
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    with pytest.raises(setup.Problem, match=r"setup\.log"):
        setup.install_packages(["rabbitmq-server"])

    assert "no network" in Path(setup.LOG).read_text()


def test_an_external_step_that_hangs_is_ended(setup: Any) -> None:
    with pytest.raises(setup.Problem, match="超过 1 秒"):
        setup.run(["sleep", "60"], 1, "pip")


def test_existing_servers_need_no_package(setup: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.os.path, "exists", lambda _path: False)
    monkeypatch.setenv("AMQP_URI", "amqp://there")
    monkeypatch.setenv("MONGODB_URI", "mongodb://there")

    assert "rabbitmq-server" not in setup.missing_packages("local")


def test_an_environment_is_made_once_and_anew_if_it_was_not_finished(setup: Any, tmp_path: Path) -> None:
    write_locks(setup, tmp_path)
    setup.make_venv("dev")
    made = Path(setup.STAMP).stat().st_mtime_ns
    setup.make_venv("dev")
    setup.make_venv("local")

    assert Path(setup.STAMP).stat().st_mtime_ns == made

    half = Path(setup.VENV) / "half"
    half.touch()
    Path(setup.STAMP).unlink()
    setup.make_venv("local")

    assert not half.exists()
    assert Path(setup.STAMP).exists()


def test_a_release_newer_than_the_lock_does_not_stop_the_installation(setup: Any, tmp_path: Path) -> None:
    wheel = tmp_path / "locked-1.0-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        facts = "Metadata-Version: 2.1\nName: locked\nVersion: 1.0\nRequires-Dist: released-later[extra]>=1\n"
        archive.writestr("locked-1.0.dist-info/METADATA", facts)
        archive.writestr("locked-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        archive.writestr("locked-1.0.dist-info/RECORD", "")
    write_locks(setup, tmp_path)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (tmp_path / setup.LOCKS["local"]).write_text(f"locked @ {wheel.as_uri()} --hash=sha256:{digest}\n")

    setup.make_venv("local")

    assert [*Path(setup.VENV).glob("lib/python*/site-packages/locked-1.0.dist-info")]


def test_what_is_there_serves_for_more_but_not_for_another_lock(setup: Any, tmp_path: Path) -> None:
    write_locks(setup, tmp_path)
    setup.make_venv("local")
    kept = Path(setup.VENV) / "kept"
    kept.touch()

    setup.make_venv("dev")
    assert kept.exists()

    (tmp_path / setup.LOCKS["dev"]).write_text("# changed\n")
    setup.make_venv("dev")
    assert not kept.exists()

"""``lianxi up``, ``down``, ``status`` and ``doctor``: the city on this machine."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli import running
from deploy.local import mongo, rabbit
from deploy.local.layout import PORTAL, Existing
from deploy.local.lock import await_nobody, owner_of
from deploy.local.owner import READY
from deploy.local.program import ROOT, LocalError, write_private
from deploy.local.stack import answers
from deploy.local.supervise import Supervisor
from shared.city.sites import SITES_FILE, Sites

UP = ROOT / "var" / "up"
DOWN_SECONDS = 90
MIN_FREE_BYTES = 2 << 30

Format = Annotated[str, typer.Option("--format", help="text 或 json")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    for command in (up, down, status, doctor):
        app.command(command.__name__)(command)


def up() -> None:
    """在本机后台启动整套系统；数据保存在 var/up。"""
    UP.mkdir(parents=True, exist_ok=True)
    if owner_of(UP) is not None:
        raise LocalError("系统已在运行；查看：lianxi status")
    with (UP / "owner.log").open("w", encoding="utf-8") as problems:
        owner = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.owner", str(UP)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=problems,
            text=True,
            start_new_session=True,
        )
    assert owner.stdout is not None  # noqa: S101 - it was asked for
    console = Console()
    for line in owner.stdout:
        if line.startswith(READY):
            console.print(f"门户：{line.split()[1]}    停止：lianxi down")
            return
        console.print(line.rstrip(), markup=False, highlight=False)
    raise LocalError(f"启动失败，详见 {UP / 'owner.log'}")


def down() -> None:
    """停止 lianxi up 启动的系统。"""
    pid = owner_of(UP)
    if pid is None:
        Console().print("系统没有在运行")
        return
    os.kill(pid, signal.SIGTERM)
    if not await_nobody(UP, DOWN_SECONDS):
        os.kill(pid, signal.SIGKILL)  # and the kernel ends all that it started
        await_nobody(UP, DOWN_SECONDS)
    Console().print("已停止")


def status(format: Format = "text") -> None:  # noqa: A002
    """各进程的状态、进程号、运行时间和就绪情况。"""
    directory = running.directory()
    rows = [_row(directory, state) for state in _supervisor(directory).states()]
    if format == "json":
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        table = Table("进程", "状态", "进程号", "已运行（秒）", "就绪")
        for row in rows:
            ready = {True: "是", False: "[red]否[/]", None: "—"}[row["ready"]]
            table.add_row(row["program"], row["state"], str(row["pid"] or "—"), str(row["seconds"]), ready)
        Console().print(table)
    if any(row["ready"] is False or row["state"] != "RUNNING" for row in rows):
        raise typer.Exit(1)


def doctor(format: Format = "text") -> None:  # noqa: A002
    """检查本机是否具备运行条件，并逐项说明如何补齐。"""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("Python", lambda: sys.version.split()[0]),
        ("RabbitMQ", _broker),
        ("MongoDB", _database),
        ("可写目录", _writable),
        ("磁盘空间", _disk),
        ("城市配置", lambda: f"{len(Sites.load(SITES_FILE).instances)} 个服务实例"),
        ("测试用浏览器", _browser),
    ]
    rows = [{"check": name, **_verdict(check)} for name, check in checks]
    if format == "json":
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        for row in rows:
            mark = "[green]通过[/]" if row["ok"] else "[red]缺少[/]"
            Console(soft_wrap=True).print(f"{mark}  {row['check']}：{row['detail']}")
    if not all(row["ok"] for row in rows):
        raise typer.Exit(1)


def _supervisor(directory: Path) -> Supervisor:
    ports = json.loads((directory / "ports.json").read_text(encoding="utf-8"))
    passwords = json.loads((directory / rabbit.PASSWORDS_FILE).read_text(encoding="utf-8"))
    return Supervisor.of(ports, passwords)


def _row(directory: Path, state: dict[str, Any]) -> dict[str, Any]:
    ports = json.loads((directory / "ports.json").read_text(encoding="utf-8"))
    ready = None
    if state["group"] in ("services", "web"):
        ready = answers(ports[state["name"]], "/healthz" if state["name"] == PORTAL else "/ready")
    return {
        "program": state["name"],
        "state": state["statename"],
        "pid": state["pid"],
        "seconds": max(0, state["now"] - state["start"]) if state["pid"] else 0,
        "ready": ready,
    }


def _verdict(check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"ok": True, "detail": check()}
    except (LocalError, OSError, ValueError, KeyError) as error:
        return {"ok": False, "detail": str(error)}


def _broker() -> str:
    if uri := Existing.from_environment().amqp_uri:
        rabbit.await_ready(uri, lambda: None)
        return "使用 AMQP_URI 指定的服务"
    return str(rabbit.find())


def _database() -> str:
    if Existing.from_environment().mongodb_uri:
        return "使用 MONGODB_URI 指定的服务"
    return str(mongo.find())


def _writable() -> str:
    probe = ROOT / "var" / "doctor"
    write_private(probe, "")
    probe.unlink()
    return f"可写入 {probe.parent}"


def _disk() -> str:
    free = shutil.disk_usage(ROOT).free
    if free < MIN_FREE_BYTES:
        raise LocalError(f"剩余 {free >> 20} MB，至少需要 {MIN_FREE_BYTES >> 20} MB")
    return f"剩余 {free >> 30} GB"


def _browser() -> str:
    if (found := shutil.which("chromium")) is None:
        raise LocalError("没有 chromium，只影响页面测试；请执行 sudo apt-get install chromium fonts-noto-cjk")
    return found

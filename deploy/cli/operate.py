"""What the operator does at two in the morning: see what halted, what lies aside, what the ledger says."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from deploy.cli import running
from shared import storage
from shared.city.logs import outlets_of
from shared.city.sites import SITES_FILE, Sites
from shared.city.topology import topology_of
from shared.contracts.errors import NotFound
from shared.ledger.trail import OPERATION, Trail
from shared.ledger.verify import Witness, verify
from shared.messaging import operating, positions, topology
from shared.messaging.quarantine import Quarantine
from shared.security.keys import master_key
from shared.security.sealing import Vault
from shared.security.tokens import Actor
from shared.settings import Settings

Instance = Annotated[str, typer.Option("--instance", "-i", help="服务实例，如 reporting；all 表示全部")]
Format = Annotated[str, typer.Option("--format", help="text 或 json")]
Places = list[tuple[Settings, Any]]


def register(app: typer.Typer) -> None:
    """Add the operator's commands to *app*."""
    halted_app = typer.Typer(help="暂停的数据流：查看、重试、放弃一条。例：lianxi halted list -i reporting")
    halted_app.command("list")(halted_list)
    halted_app.command("retry")(halted_retry)
    halted_app.command("drop")(halted_drop)
    app.add_typer(halted_app, name="halted")
    quarantine_app = typer.Typer(help="隔离的消息：查看、丢弃。例：lianxi quarantine list -i union")
    quarantine_app.command("list")(quarantine_list)
    quarantine_app.command("show")(quarantine_show)
    quarantine_app.command("drop")(quarantine_drop)
    app.add_typer(quarantine_app, name="quarantine")
    ledger_app = typer.Typer(help="账簿：核验。例：lianxi ledger verify -i all")
    ledger_app.command("verify")(ledger_verify)
    app.add_typer(ledger_app, name="ledger")
    app.command("rebuild")(rebuild)
    topology_app = typer.Typer(help="消息拓扑：声明、查看。例：lianxi topology apply --uri amqp://…")
    topology_app.command("apply")(topology_apply)
    topology_app.command("show")(topology_show)
    app.add_typer(topology_app, name="topology")


def halted_list(instance: Instance = "all", format: Format = "text") -> None:  # noqa: A002
    """列出暂停的数据流。"""
    with _databases(instance) as places:
        rows = [
            {"instance": settings.instance, **row} for settings, db in places for row in operating.halted(db)
        ]
    _show(rows, ("instance", "log", "stream", "n", "type", "attempts", "next_try_at", "error"), format)


def halted_retry(stream: str, instance: Instance = "all") -> None:
    """立即重试一条暂停的数据流（all 表示全部）；由正在运行的服务执行。"""
    chosen = None if stream == "all" else stream
    with _databases(instance) as places:
        changed = sum(operating.retry(db, chosen) for _, db in places)
    _say(f"{changed} 条数据流将在几秒内重试", failed=changed == 0)


def halted_drop(stream: str, instance: Annotated[str, typer.Option("--instance", "-i")]) -> None:
    """放弃使数据流暂停的那一条记录，其后的记录继续；放弃本身留有记录。"""
    with _databases(instance) as places:
        for settings, db in places:
            try:
                dropped = operating.drop_entry(db, stream, _noting(settings, db))
            except NotFound:
                continue
            _say(f"已放弃 {dropped['log']} 第 {dropped['n']} 条，数据流将在几秒内继续")
            return
    _say("没有这条暂停的数据流", failed=True)


def quarantine_list(instance: Instance = "all", format: Format = "text") -> None:  # noqa: A002
    """列出隔离的消息。"""
    with _databases(instance) as places:
        rows = [
            {"instance": settings.instance, **row}
            for settings, db in places
            for row in operating.quarantined(db)
        ]
    _show(rows, ("instance", "id", "at", "queue", "source", "event_id", "call_id", "reason", "size"), format)


def quarantine_show(
    message: str,
    instance: Instance = "all",
    reason: Annotated[str, typer.Option("--reason", help="查看内容的事由；不填则不显示内容")] = "",
) -> None:
    """显示一条隔离的消息；内容可能含个人信息，须填事由才显示，查看本身留有记录。"""
    with _databases(instance) as places:
        for settings, db in places:
            rows = [row for row in operating.quarantined(db) if row["id"] == message]
            for row in rows:
                content = {}
                if reason:
                    quarantine = Quarantine(db, _vault(settings, db))
                    content = operating.read_message(db, quarantine, message, reason, _noting(settings, db))
                _print_json({"instance": settings.instance, **row, **content})
                return
    _say("没有这条隔离的消息", failed=True)


def quarantine_drop(message: str, instance: Annotated[str, typer.Option("--instance", "-i")]) -> None:
    """丢弃一条隔离的消息；丢弃本身留有记录。"""
    with _databases(instance) as places:
        for settings, db in places:
            try:
                operating.drop_message(db, message, _noting(settings, db))
            except NotFound:
                continue
            _say("已丢弃")
            return
    _say("没有这条隔离的消息", failed=True)


def _vault(settings: Settings, db: Any) -> Vault:
    return Vault(db, master_key(settings.keys, settings.instance))


def _noting(settings: Settings, db: Any) -> operating.Note:
    """Return what notes in the instance's trail what is done on its machine (R-PRV-20)."""
    trail = Trail(db, _vault(settings, db))

    def note(method: str, **details: Any) -> None:
        trail.note(OPERATION, Actor(_user(), settings.instance), method=method, **details)

    return note


def ledger_verify(instance: Instance = "all", format: Format = "text") -> None:  # noqa: A002
    """核验账簿：篡改、缺失、乱序、改号、截尾、缺失的数据流；已删除的个人信息显示为 erased。"""
    with _databases("all") as places:
        chosen = [
            (settings, db)
            for settings, db in places
            if instance in ("all", settings.instance) and settings.instance in settings.sites.ledger_instances
        ]
        verdicts = [verdict for settings, db in chosen for verdict in _verdicts(settings, db, places)]
    if format == "json":
        _print_json(verdicts)
    else:
        _show_verdicts(verdicts)
    if not all(verdict["clean"] for verdict in verdicts):
        raise typer.Exit(1)


def rebuild(instance: str) -> None:
    """从各账簿重建一个服务的读模型（服务继续运行）。例：lianxi rebuild reporting"""
    with _databases(instance) as places:
        for _, db in places:
            positions.request_rebuild(db)
            _say(f"{instance} 将从头重建；进度见 lianxi status")


def topology_apply(
    uri: Annotated[str, typer.Option(envvar="AMQP_URI", help="有声明权限的 AMQP 地址")],
    sites: Annotated[Path, typer.Option(help="sites.yaml")] = SITES_FILE,
) -> None:
    """声明全部交换机、队列和绑定；可重复执行。"""
    needed = topology_of(Sites.load(sites))
    topology.apply(uri, needed)
    _say(f"已声明 {len(needed.exchanges)} 个交换机、{len(needed.queues)} 个队列")


def topology_show(
    sites: Annotated[Path, typer.Option(help="sites.yaml")] = SITES_FILE,
    format: Format = "text",  # noqa: A002
) -> None:
    """显示拓扑。"""
    needed = topology_of(Sites.load(sites)).as_dict()
    if format == "json":
        _print_json(needed)
        return
    _show(needed["queues"], ("name", "bound_to", "arguments"), format)


@contextmanager
def _databases(instance: str) -> Iterator[Places]:
    """Open the databases of *instance* (``all``: of every one whose settings are at hand)."""
    names = () if instance == "all" else (instance,)
    with ExitStack() as opened:
        yield [
            (settings, opened.enter_context(storage.client(settings, "cli"))[settings.database])
            for settings in running.settings(*names)
        ]


def _verdicts(settings: Settings, db: Any, places: Places) -> Iterator[dict[str, Any]]:
    """Verify each log of an instance, with *places* as witnesses."""
    vault = Vault(db, master_key(settings.keys, settings.instance))
    for name in (
        settings.instance,
        *(outlet.name for outlet in outlets_of(settings.instance, settings.sites)),
    ):
        yield verify(db, name, vault, list(_witnesses(places, name))).as_dict()


def _witnesses(places: Places, log: str) -> Iterable[Witness]:
    for settings, db in places:
        mark = db["positions"].find_one({"_id": log})
        if mark is not None and "hash" in mark:
            yield Witness(settings.instance, mark["n"], mark["hash"])


def _user() -> str:
    return f"os:{os.getuid()}"


def _show(rows: list[dict[str, Any]], columns: tuple[str, ...], format: str) -> None:  # noqa: A002
    if format == "json":
        _print_json(rows)
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*(str(row.get(column, "")) for column in columns))
    console = Console()
    console.print(table if rows else "没有")


def _show_verdicts(verdicts: Iterable[Mapping[str, Any]]) -> None:
    console = Console()
    for verdict in verdicts:
        state = "[green]完好[/]" if verdict["clean"] else "[red]有问题[/]"
        console.print(
            f"{verdict['log']}: {verdict['entries']} 条，已删除个人信息 {verdict['erased']} 处，{state}"
        )
        for finding in verdict["findings"]:
            console.print(f"  {finding['kind']}  {finding['where']}  {finding['detail']}")


def _print_json(value: Any) -> None:
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode() + "\n")


def _say(text: str, *, failed: bool = False) -> None:
    Console(stderr=failed).print(text)
    if failed:
        raise typer.Exit(1)

"""``lianxi demo``: a quarter of Nanyang, played through the public interfaces."""

import os
import secrets
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.cli.user import MADE_UP_BYTES, add_person
from deploy.demo.playing.action import head_of
from deploy.demo.playing.plan import plan, read
from deploy.demo.playing.player import Client, Refused, Systems, play, settled_report
from deploy.local.layout import INSTANCES_FILE
from deploy.local.lock import Lock
from deploy.local.stack import Stack
from services.portal.pack import KINDS, content, file_name
from services.portal.report import as_text
from services.portal.report.view import FILES
from shared.city.sites import Sites
from shared.contracts.services import ROLES
from shared.settings import INSTANCES, Settings, settings_of

PERIOD = "2026Q3"
INPUTS = Path("deploy") / "demo" / "inputs"
REPORT = "report.json"
# Who acts in the demo for the lead department: short name -> roles. All are invented, and so are the clerk of each
# department, who is called after it, and who answers for it.
OFFICERS: dict[str, tuple[str, ...]] = {
    "administrator": ("administrator",),
    "administrator2": ("administrator",),
    "operator": ("operator",),
    "leader": ("leader",),
    "clerk": ("registry_clerk",),
    "convener": ("convener",),
    "branch": ("branch_secretary",),
    "committee": ("committee_secretary",),
    "county": ("county_organiser",),
    "county2": ("county_organiser",),
    "inspector": ("inspector",),
    "training": ("training_clerk",),
    "training_approver": ("training_approver",),
}


def people_of(sites: Sites) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return department and roles of everybody who acts in the demo, by user."""
    officers = {user: (sites.convener, roles) for user, roles in OFFICERS.items()}
    clerks = {name: (name, ("department_clerk",)) for name in sites.departments}
    return officers | clerks | {head_of(name): (name, ("department_head",)) for name in sites.departments}


def register(app: typer.Typer) -> None:
    """Add the demo to *app*."""
    app.command("demo")(demo)


def demo(
    once: Annotated[bool, typer.Option("--once", help="生成报告后结束")] = False,
    directory: Annotated[Path, typer.Option(help="运行目录")] = Path("var") / "demo",
    inputs: Annotated[Path, typer.Option(help="输入的 CSV 文件所在目录")] = INPUTS,
    clear: Annotated[bool, typer.Option("--clear", help="只删除上次演示的全部数据")] = False,
) -> None:
    """演示一个季度：启动整套系统，按日办理，生成联席会议报告，然后提供页面直到 Ctrl-C。例：lianxi demo --once"""
    console = Console()
    if clear:
        remove(directory)
        console.print(f"已删除 {directory} 中的演示数据；正式数据在别处（var/up），没有改动")
        return
    stack = Stack(directory, fresh=True)
    try:
        stack.start(lambda step: console.print(f"· {step}"))
        passwords = admit(directory)
        report = run(stack, directory, inputs, passwords, console)
        write(report, directory / REPORT)
        names = {name: department.name for name, department in stack.layout.sites.departments.items()}
        names |= {row["code"]: row["name"] for row in read(inputs / "areas.csv")}
        console.print(as_text(report, names), markup=False, highlight=False)
        hand_over(report, names, directory)
        console.print(f"报告已写入 {directory / REPORT}，同一目录另有 {'、'.join(FILES.values())} 文件")
        if not once:
            serve(stack, console, passwords)
    except Refused as refusal:
        console.print(f"演示中断：{refusal}", style="red", markup=False)
        raise typer.Exit(1) from refusal
    except KeyboardInterrupt:
        console.print("正在停止…")
    finally:
        stack.stop()


def remove(directory: Path) -> None:
    """Remove all that the demo left; raises LocalError while it runs."""
    lock = Lock(directory)
    try:
        shutil.rmtree(directory)
    finally:
        lock.release()


def admit(directory: Path) -> dict[str, str]:
    """Make the demo's accounts, with passwords of this run only; return them by user."""
    settings = portal_settings(directory)
    people = people_of(settings.sites)
    passwords = {user: secrets.token_urlsafe(MADE_UP_BYTES) for user in people}
    for user, (department, roles) in people.items():
        name = f"{ROLES[roles[0]]}（演示）"
        add_person(settings, user, name, department, roles, (settings.sites.city,), passwords[user])
    return passwords


def portal_settings(directory: Path) -> Settings:
    """Read the portal's settings from the running stack."""
    table = {**os.environ, INSTANCES: str(directory / INSTANCES_FILE)}
    return settings_of(["portal"], table)[0]


def run(
    stack: Stack, directory: Path, inputs: Path, passwords: dict[str, str], console: Console
) -> dict[str, Any]:
    """Play the quarter, day by day, and return the report once it covers everything."""
    client = Client(stack.portal_url, passwords)
    settings = portal_settings(directory)
    systems = Systems(stack.layout.amqp_uri_of, settings.broker_user, client)
    actions = plan(inputs)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("开始", total=len(actions))
        play(
            actions,
            client,
            systems,
            lambda action: progress.update(task, advance=1, description=_told(action.title)),
        )
    console.print("· 等待统计完成")
    report: dict[str, Any] = settled_report(client, PERIOD, settings.sites.city)
    client.close()
    return report


def write(report: dict[str, Any], path: Path) -> None:
    """Write the report whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
    draft.replace(path)


def hand_over(report: dict[str, Any], names: Mapping[str, str], directory: Path) -> None:
    """Write the report as the files that an office hands over."""
    pack = content(report, names)
    for kind, one in KINDS.items():
        path = directory / file_name(pack.area, report["period"], kind)
        path.write_bytes(one.make(pack))


def serve(stack: Stack, console: Console, passwords: dict[str, str]) -> None:
    """Keep everything running until Ctrl-C."""
    console.print(f"网页控制台：{stack.portal_url}/console/", soft_wrap=True)
    console.print(f"可打印的报告：{stack.portal_url}/reports/joint-meeting?period={PERIOD}", soft_wrap=True)
    console.print("用户和密码（仅本次演示有效）：")
    for user, (_, roles) in people_of(stack.layout.sites).items():
        titles = "、".join(ROLES[role] for role in roles)
        console.print(f"  {user:20} {passwords[user]}  {titles}", highlight=False, markup=False)
    console.print("按 Ctrl-C 结束")
    signal.pause()


def _told(title: str, width: int = 28) -> str:
    return title[:width].ljust(width)

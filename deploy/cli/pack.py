"""``lianxi pack``: the joint meeting's report as Word, PDF and Excel files, from a running system."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.cli.report import PortalRefused, asked, signed_in, up_to_date
from services.portal.report.view import FILES
from shared.city.sites import SITES_FILE, Sites


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("pack")(pack)


def pack(
    period: Annotated[str, typer.Option(help="季度，如 2026Q3")],
    area: Annotated[str, typer.Option(help="地区代码，12位；默认全市")] = "",
    to: Annotated[Path, typer.Option(help="写入的目录")] = Path("var") / "reports",
    url: Annotated[str, typer.Option(envvar="LIANXI_URL", help="门户地址；默认是本机正在运行的系统")] = "",
    user: Annotated[str, typer.Option(envvar="LIANXI_USER", help="用户名")] = "leader",
) -> None:
    """
    把联席会议报告写成 Word、PDF、Excel 三份文件。密码取自环境变量 LIANXI_PASSWORD，否则提示输入。

    例：lianxi pack --period 2026Q3 --to var/reports
    """
    query = asked(period, area or Sites.load(SITES_FILE).city)
    console = Console()
    try:
        portal = signed_in(url, user)
        up_to_date(portal, query)
        to.mkdir(parents=True, exist_ok=True)
        for kind in FILES:
            content, name = portal.fetch(f"/reports/joint-meeting/{kind}", query)
            path = to / Path(name or f"report.{kind}").name
            path.write_bytes(content)
            console.print(f"已写入 {path}", soft_wrap=True, markup=False)
    except PortalRefused as refusal:
        Console(stderr=True).print(str(refusal), style="red", markup=False)
        raise typer.Exit(1) from refusal

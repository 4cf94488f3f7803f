"""The ``lianxi`` command: one module per subject, each with ``register(app)``."""

import os
import sys
import warnings

import typer
from rich.console import Console

from deploy.cli import demo, keys, operate, pack, report, stack, user
from deploy.local.program import LocalError
from shared.city.sites import SitesError
from shared.settings import SettingsError


def main() -> None:
    """Run the command line."""
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    app = typer.Typer(
        help="联席：各部门共同办理民营企业党建工作的系统。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=bool(os.environ.get("LIANXI_DEBUG")),
    )
    for module in (stack, demo, report, pack, user, keys, operate):
        module.register(app)
    try:
        app()
    except (LocalError, SettingsError, SitesError) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        sys.exit(1)

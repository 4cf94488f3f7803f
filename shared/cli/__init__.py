"""The ``lianxi`` command: one module per subject, each with ``register(app)``."""

import importlib
import os
import pkgutil
import sys
import warnings

import typer
from rich.console import Console

from shared.local.program import LocalError


def main() -> None:
    """Run the command line."""
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    app = typer.Typer(
        help="联席：各部门共同办理民营企业党建工作的系统。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=bool(os.environ.get("LIANXI_DEBUG")),
    )
    for module in pkgutil.iter_modules(__path__):
        register = getattr(importlib.import_module(f"{__name__}.{module.name}"), "register", None)
        if register is not None:
            register(app)
    try:
        app()
    except LocalError as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        sys.exit(1)

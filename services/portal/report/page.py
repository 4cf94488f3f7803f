"""The report as one HTML page: printable, without scripts and without anything to fetch."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from services.portal.report import view
from shared.contracts.indicators import INDICATORS

HERE = Path(__file__).parent
STYLE = (HERE / "page.css").read_text(encoding="utf-8")
CHARTED = "K-01"
BAR_HEIGHT, LABEL_WIDTH, CHART_WIDTH, PLOT_WIDTH = 24, 180, 760, 500

_DIGEST = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# The page may apply its own style sheet, show its own pictures, and nothing else.
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; img-src 'self' data:; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)


def render(report: Mapping[str, Any], names: view.Names | None = None, *, signed_in: bool = False) -> str:
    """
    Return the page of *report* (the content of ``report.json``).

    Args:
        names: Chinese names of areas and departments by their codes; a code without a name is shown as it is.
        signed_in: Whether to offer another period and signing out, which a saved page cannot.
    """
    known = names or {}
    return _template().render(
        report=report,
        signed_in=signed_in,
        names=known,
        name=lambda code: known.get(code, code),
        view=view,
        style=STYLE,
        charted=INDICATORS[CHARTED],
        bars=_bars(report),
        chart={"width": CHART_WIDTH, "label": LABEL_WIDTH, "plot": PLOT_WIDTH, "bar": BAR_HEIGHT},
    )


def _bars(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lay the chart out: one bar per area, from the top; lengths in pixels."""
    return [
        {
            "area": code,
            "cell": (cell := report["by_area"][code][CHARTED]),
            "top": index * BAR_HEIGHT,
            "length": round((cell["value"] or 0) * PLOT_WIDTH / 100, 1),
        }
        for index, code in enumerate(view.main_areas(report))
    ]


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")

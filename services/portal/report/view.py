"""What page and text have in common: how figures, states and names are written for people."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from shared.contracts.data_sets import item
from shared.contracts.department.terms import RESOLUTION_STATES
from shared.contracts.indicators import INDICATORS, SECTIONS, Indicator, Level, Section
from shared.contracts.reporting.terms import BELOW, HIDDEN, PROTECT, REPORTING_RATES, WITHHELD
from shared.rules import pack
from shared.rules.periods import Quarter

Names = Mapping[str, str]
Report = Mapping[str, Any]
Cell = Mapping[str, Any]
Cells = Mapping[str, Cell]
Naming = Callable[[str], str]
MISSING = "—"
# How a number of persons is written that is not shown (R-PRV-14).
KEPT_BACK: Mapping[str, str] = {
    BELOW: f"<{pack.load('privacy', date.max).number('R-PRV-14')}",
    PROTECT: f"{MISSING}*",
    WITHHELD: f"{MISSING}**",
}
NOTE = "；".join(f"“{KEPT_BACK[why]}”：{text}" for why, text in HIDDEN.items()) + "（R-PRV-14）"
# The kinds of files that the report is handed over as, by the endings of their names.
FILES: Mapping[str, str] = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel"}
UNSENT = "未报送"
STATES: Mapping[str, str] = {state.value: title for state, title in RESOLUTION_STATES.items()}
# An indicator that counties have and townships have not tells the two apart.
OF_COUNTIES = next(
    one.id for one in INDICATORS.values() if Level.COUNTY in one.levels and Level.TOWNSHIP not in one.levels
)

PARTS: Mapping[str, str] = {
    "full": "正式",
    "probationary": "预备",
    "applicants": "申请人",
    "activists": "积极分子",
    "candidates": "发展对象",
    "recommended": "推优",
    "admitted": "吸收",
    "organisations": "有联系点的党组织",
    "solved": "解决的困难",
    "to_28": "28岁及以下",
    "to_35": "29至35岁",
    "to_45": "36至45岁",
    "to_55": "46至55岁",
    "to_60": "56至60岁",
    "above_60": "61岁及以上",
    "unknown_age": "未登记",
}


def value(cell: Cell) -> str:
    """
    Write a figure: a rate with one decimal, what has no value as a dash; a rate that is not shown is never small.

    Source: R-GEN-12, R-PRV-14.
    """
    why = cell.get("hidden")
    if cell["unit"] != "%":
        return number(cell["value"], why)
    return number(None, why and PROTECT) if cell["value"] is None else f"{cell['value']:.1f}%"


def number(count: float | None, why: str | None = None) -> str:
    """Write a count; one that is not shown as its reason asks, one that is missing as a dash."""
    if count is None:
        return MISSING if why is None else KEPT_BACK[why]
    return f"{int(count) if float(count).is_integer() else count:,}"


def titled(indicator: Indicator) -> str:
    """Write an indicator's name, of a count with its unit."""
    return indicator.name if indicator.is_rate else f"{indicator.name}（{indicator.unit}）"


def day(written: str) -> str:
    """Write a day as people say it: 2026-10-16 → 2026年10月16日."""
    on = date.fromisoformat(written)
    return f"{on.year}年{on.month}月{on.day}日"


def quarter(period: str) -> str:
    """Write a quarter as people say it: 2026Q3 → 2026年第3季度."""
    return Quarter.parse(period).title


def generated(report: Report) -> str:
    """Write when the report was made; nothing where it does not say."""
    return str(report.get("generated_at", ""))[:16].replace("T", " ")


def notices(report: Report) -> Iterator[str]:
    """Yield what the reader has to know before any figure."""
    if "version" in report:
        yield f"本季度第{report['version']}个冻结版本：冻结以后登记的变动不在其中。"
    if report.get("updating"):
        yield "更新中：部分数据正在重新计算，请稍后刷新。"
    if report["halted"]:
        yield f"有 {report['halted']} 条数据流因错误暂停，以下数据可能不全，请联系运维人员。"


def targets(report: Report) -> dict[str, float]:
    """Return what resolutions aim at for the report's own area, by indicator; of several the latest."""
    aims = [row["aim"] for row in report["resolutions"] if "aim" in row]
    return {aim["indicator"]: aim["target"] for aim in aims if aim["area"] == report["area"]}


def rates(report: Report) -> str:
    """Write how well the departments report: five rates, each with what it is made of."""
    told = report["reporting"]
    return "；".join(
        f"{title} {value(told[name])}（{basis(told[name])}）" for name, title in REPORTING_RATES.items()
    )


def basis(cell: Cell) -> str:
    """
    Write what a figure is made of: numerator and denominator of a rate, the parts of a count.

    Source: R-IND-03, R-PRV-14.
    """
    why = cell.get("hidden_parts", {})
    if "parts" in cell:
        parts = cell["parts"].items()
        return "、".join(f"{PARTS.get(name, name)} {number(many, why.get(name))}" for name, many in parts)
    if cell["unit"] != "%":
        return ""
    return " / ".join(number(cell[side], why.get(side)) for side in ("numerator", "denominator"))


def note(report: Mapping[str, Any]) -> str:
    """Say what stands for numbers that are not shown; nothing where all are."""
    rows = [report["indicators"], *report["by_area"].values()]
    cells = any("hidden_parts" in cell for row in rows for cell in row.values())
    items = any("hidden" in told for told in report["departments"].values())
    aims = any("hidden" in one.get("aim", {}) for one in report["resolutions"])
    return NOTE if cells or items or aims else ""


def aim(told: Mapping[str, Any], names: Names) -> str:
    """Write what a resolution is to move: the figure, where, from what to what, and where it stands."""
    indicator = INDICATORS[told["indicator"]]
    why = told.get("hidden", {})
    values = {
        name: value({"value": told[name], "unit": indicator.unit, "hidden": why.get(name)})
        for name in ("before", "now", "target")
    }
    where = names.get(told["area"], told["area"])
    return f"{where}{indicator.name}：印发前{values['before']}，现在{values['now']}，目标{values['target']}"


def item_label(code: str) -> str:
    """Return the name of a data item; one that is no longer collected is shown as its code."""
    try:
        return item(code).label
    except KeyError:
        return code


def indicators(report: Report) -> list[Indicator]:
    """Return the declarations of the indicators in *report*, in its order."""
    return [INDICATORS[name] for name in report["indicators"]]


def sections(report: Report) -> list[tuple[Section, list[Indicator]]]:
    """Return the sections that *report* has indicators in, with these."""
    shown = indicators(report)
    found = [(section, [one for one in shown if one.section == section.id]) for section in SECTIONS.values()]
    return [(section, its) for section, its in found if its]


def main_areas(report: Report) -> list[str]:
    """Return the areas to compare: the counties of a city, the townships of a county."""
    areas: Mapping[str, Any] = report["by_area"]
    counties = [code for code in areas if OF_COUNTIES in areas[code]]
    return counties or list(areas)


def lesser_areas(report: Report) -> list[str]:
    """Return the other areas."""
    main = set(main_areas(report))
    return [code for code in report["by_area"] if code not in main]


def columns(report: Report, areas: Sequence[str]) -> list[Indicator]:
    """Return the indicators that any of *areas* has."""
    return [one for one in INDICATORS.values() if any(one.id in report["by_area"][area] for area in areas)]


def complete_to(report: Report) -> str:
    """Write how far each log is contained in the report."""
    return "，".join(f"{log} {n}" for log, n in report["complete_to"].items())

"""What page and text have in common: how figures, states and names are written for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.contracts.data_sets import item
from shared.contracts.department.terms import RESOLUTION_STATES
from shared.contracts.indicators import INDICATORS, Indicator, Level

Names = Mapping[str, str]
MISSING = "—"
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


def value(cell: Mapping[str, Any]) -> str:
    """
    Write a figure: a rate with one decimal, what has no value as a dash.

    Source: R-GEN-12.
    """
    if cell["value"] is None:
        return MISSING
    return f"{cell['value']:.1f}%" if cell["unit"] == "%" else f"{cell['value']:,}"


def basis(cell: Mapping[str, Any]) -> str:
    """
    Write what a figure is made of: numerator and denominator of a rate, the parts of a count.

    Source: R-IND-03.
    """
    if "parts" in cell:
        return "、".join(f"{PARTS.get(name, name)} {number:,}" for name, number in cell["parts"].items())
    if cell["unit"] != "%":
        return ""
    return " / ".join(
        MISSING if cell[side] is None else f"{cell[side]:,}" for side in ("numerator", "denominator")
    )


def aim(told: Mapping[str, Any], names: Names) -> str:
    """Write what a resolution is to move: the figure, where, from what to what, and where it stands."""
    indicator = INDICATORS[told["indicator"]]
    values = {
        name: value({"value": told[name], "unit": indicator.unit}) for name in ("before", "now", "target")
    }
    where = names.get(told["area"], told["area"])
    return f"{where}{indicator.name}：印发前{values['before']}，现在{values['now']}，目标{values['target']}"


def item_label(code: str) -> str:
    """Return the name of a data item; one that is no longer collected is shown as its code."""
    try:
        return item(code).label
    except KeyError:
        return code


def indicators(report: Mapping[str, Any]) -> list[Indicator]:
    """Return the declarations of the indicators in *report*, in its order."""
    return [INDICATORS[name] for name in report["indicators"]]


def main_areas(report: Mapping[str, Any]) -> list[str]:
    """Return the areas to compare: the counties of a city, the townships of a county."""
    areas: Mapping[str, Any] = report["by_area"]
    counties = [code for code in areas if OF_COUNTIES in areas[code]]
    return counties or list(areas)


def lesser_areas(report: Mapping[str, Any]) -> list[str]:
    """Return the other areas."""
    main = set(main_areas(report))
    return [code for code in report["by_area"] if code not in main]


def columns(report: Mapping[str, Any], areas: Sequence[str]) -> list[Indicator]:
    """Return the indicators that any of *areas* has."""
    return [one for one in INDICATORS.values() if any(one.id in report["by_area"][area] for area in areas)]


def complete_to(report: Mapping[str, Any]) -> str:
    """Write how far each log is contained in the report."""
    return "，".join(f"{log} {n}" for log, n in report["complete_to"].items())

"""The report as plain text for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.portal.report import view


def as_text(report: Mapping[str, Any], names: view.Names | None = None) -> str:
    """
    Return *report* (the content of ``report.json``) as lines of text.

    Args:
        names: Chinese names of areas and departments by their codes; a code without a name is shown as it is.
    """
    return "\n".join(_lines(report, names or {})) + "\n"


def _lines(report: Mapping[str, Any], names: view.Names) -> Iterator[str]:
    area = names.get(report["area"], report["area"])
    yield f"非公企业党建联席会议报告  {area}  {report['period']}  截至 {report['as_of']}"
    if report.get("updating"):
        yield "更新中：部分数据正在重新计算。"
    if report["halted"]:
        yield f"有 {report['halted']} 条数据流因错误暂停，数据可能不全。"
    yield from _indicators(report)
    yield from _areas(report, names)
    yield from _departments(report, names)
    yield from _resolutions(report, names)
    yield "\n交叉核对"
    for row in report["checks"]:
        yield f"  {row['rule']}  {names.get(row['area'], row['area'])}  {row['detail']}"
    if not report["checks"]:
        yield "  未发现差异"
    if note := view.note(report):
        yield f"\n{note}"
    yield f"\n数据已包含各账簿至：{view.complete_to(report)}"


def _indicators(report: Mapping[str, Any]) -> Iterator[str]:
    yield "\n指标"
    for one in view.indicators(report):
        cell = report["indicators"][one.id]
        definition = f"{one.name}：{one.text()}（{cell['definition']}）"
        yield f"  {one.id:6}{view.value(cell):>10}  {view.basis(cell):14}  {definition}"


def _areas(report: Mapping[str, Any], names: view.Names) -> Iterator[str]:
    areas = view.main_areas(report)
    if not areas:
        return
    shown = view.columns(report, areas)
    yield "\n各地区  " + "  ".join(one.id for one in shown)
    for area in areas:
        cells = report["by_area"][area]
        values = (view.value(cells[one.id]) if one.id in cells else "" for one in shown)
        yield f"  {names.get(area, area)}  " + "  ".join(values)


def _departments(report: Mapping[str, Any], names: view.Names) -> Iterator[str]:
    yield "\n成员单位季度数据"
    yield f"  {view.rates(report)}"
    for code, sent in report["departments"].items():
        punctual = "按时" if sent["on_time"] else "逾期"
        yield f"  {names.get(code, code)}  " + (
            f"{sent['submitted_on']} {punctual}" if sent["submitted_on"] else "未报送"
        )


def _resolutions(report: Mapping[str, Any], names: view.Names) -> Iterator[str]:
    yield "\n议定事项"
    for row in report["resolutions"]:
        late = "（逾期）" if row["overdue"] else ""
        lead = names.get(row["lead"], row["lead"])
        yield f"  {row['text']}（{row['no']}）  {lead}  期限 {row['due']}  {view.STATES[row['state']]}{late}"
        if "aim" in row:
            yield f"    {view.aim(row['aim'], names)}"

"""The tables of figures: a section's indicators, and the areas compared by them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from services.portal.pack.model import Block, Chart, Entry, Figure, Source, Table, table
from services.portal.report import view
from shared.contracts.indicators import INDICATORS, Indicator, Section

CHARTED = "K-01"
ENTERPRISES = "家"
MOST_COLUMNS = 8
NAME_WIDTH, COLUMN_WIDTH = 13, 10
SAME = "持平"


@dataclass(frozen=True)
class Column:
    """A column of a table of areas: its head, and how its entry is read from an area's figures."""

    head: str
    read: Callable[[view.Cells], Entry]


def of_section(source: Source, section: Section) -> Iterator[Block]:
    """Yield the blocks with the figures of *section*: the area's own, the chart, the areas below."""
    shown = [one for one in view.indicators(source.report) if one.section == section.id]
    if section.populations:
        yield _populations(source, section)
    if shown:
        yield _own(source, shown)
    areas = view.main_areas(source.report)
    if areas and CHARTED in [one.id for one in shown]:
        yield _chart(source, areas)
    yield from by_area(source, areas, section, [("地区", NAME_WIDTH, source.name)])


def by_area(
    source: Source, areas: Sequence[str], section: Section, leading: Sequence[tuple[str, int, view.Naming]]
) -> Iterator[Table]:
    """Yield as many tables of *areas* as the page is too narrow for; *leading* columns name the areas."""
    for columns in _columns(source, areas, section):
        heads = [(head, width) for head, width, _ in leading]
        rows = [
            [*(naming(area) for _, _, naming in leading), *(one.read(source.cells(area)) for one in columns)]
            for area in areas
        ]
        widths = [(one.head, COLUMN_WIDTH) for one in columns]
        yield table(f"{section.title}：各{leading[-1][0]}", [*heads, *widths], rows)


def _own(source: Source, shown: Sequence[Indicator]) -> Table:
    cells = source.report["indicators"]
    targets = view.targets(source.report)
    rows = [
        [
            view.titled(one),
            _figure(cells[one.id]),
            view.basis(cells[one.id]),
            *_compared(source, one, one.unit, "value"),
            Figure(targets[one.id], one.unit) if one.id in targets else "",
        ]
        for one in shown
    ]
    columns = [("指标", 25), ("本季度", 11), ("构成", 26), ("上季度", 11), ("变化", 18), ("目标", 10)]
    return table("本级指标", columns, rows)


def _populations(source: Source, section: Section) -> Table:
    """Return what the rates count of, as figures of their own."""
    cells = source.report["indicators"]
    shown = [INDICATORS[name] for name in section.populations if name in cells]
    rows = [
        [
            f"{one.population}（{ENTERPRISES}）",
            Figure(cells[one.id]["denominator"], ENTERPRISES),
            *_compared(source, one, ENTERPRISES, "denominator"),
        ]
        for one in shown
    ]
    return table("本级名册", [("项目", 45), ("本季度", 15), ("上季度", 15), ("变化", 15)], rows)


def _compared(source: Source, one: Indicator, unit: str, side: str) -> tuple[Entry, str]:
    """Return the figure of the quarter before, and by how much it has changed."""
    earlier = source.earlier(one.id)
    then = earlier[side] if earlier else None
    return Figure(then, unit), change(source.report["indicators"][one.id][side], then, unit)


def change(now: float | None, then: float | None, unit: str) -> str:
    """Write a change; of a rate in percentage points."""
    if now is None or then is None:
        return view.MISSING
    difference = round(now - then, 1)
    if difference == 0:
        return SAME
    size = f"{abs(difference):.1f}个百分点" if unit == "%" else view.number(abs(difference))
    return f"{'增' if difference > 0 else '减'}{size}"


def _chart(source: Source, areas: Sequence[str]) -> Chart:
    one = INDICATORS[CHARTED]
    bars = tuple((source.name(area), _figure(source.cells(area)[CHARTED])) for area in areas)
    return Chart(f"{one.name}，按地区", ("地区", one.name), 100, bars)


def _figure(cell: view.Cell, *, below: bool = False) -> Figure:
    return Figure(cell["value"], cell["unit"], view.basis(cell) if below else "", cell.get("hidden"))


def _columns(source: Source, areas: Sequence[str], section: Section) -> Iterator[list[Column]]:
    """Yield the columns of each table: an indicator's stay together."""
    if not areas:
        return
    row: list[Column] = []
    for group in _groups(source, areas, section):
        if row and len(row) + len(group) > MOST_COLUMNS:
            yield row
            row = []
        row = [*row, *group]
    if row:
        yield row


def _groups(source: Source, areas: Sequence[str], section: Section) -> Iterator[list[Column]]:
    shown = view.columns(source.report, areas)
    for name in section.populations:
        one = INDICATORS[name]
        if one in shown:
            yield [Column(f"{one.population}（{ENTERPRISES}）", _reader(one.id, _denominator))]
    for one in shown:
        if one.section == section.id:
            parts = [
                Column(f"其中：{view.PARTS.get(name, name)}", _reader(one.id, _part(name)))
                for name in one.parts
            ]
            yield [Column(view.titled(one), _reader(one.id, _whole)), *parts]


def _reader(indicator: str, read: Callable[[view.Cell], Entry]) -> Callable[[view.Cells], Entry]:
    return lambda cells: read(cells[indicator]) if indicator in cells else ""


def _whole(cell: view.Cell) -> Figure:
    return _figure(cell, below="parts" not in cell)


def _denominator(cell: view.Cell) -> Figure:
    return Figure(cell["denominator"], ENTERPRISES, hidden=_why(cell, "denominator"))


def _part(name: str) -> Callable[[view.Cell], Figure]:
    return lambda cell: Figure(
        cell["parts"].get(name) if "parts" in cell else None, cell["unit"], hidden=_why(cell, name)
    )


def _why(cell: view.Cell, part: str) -> str | None:
    """Return why a side or a part is not shown; None where it is."""
    hidden: dict[str, str] = cell.get("hidden_parts", {})
    return hidden.get(part)

"""What stands in a pack: the cover, the sections of the report (rules §10.3), the annexes."""

from collections.abc import Iterator

from services.portal.pack import annexes
from services.portal.pack.figures import of_section
from services.portal.pack.model import Block, Entry, Figure, Note, Pack, Part, Row, Source, table
from services.portal.report import view
from shared.contracts.data_sets import item
from shared.contracts.indicators import SECTIONS, Section

TITLE = "非公企业党建联席会议报告"
SIGNATURES = ("填报人", "审核人", "签发人", "日期")
NUMERALS = "一二三四五六七八九十"
UNITS, DECISIONS, PROBLEMS = "G", "H", "I"
NOTHING = Note("本季度没有这方面的数据。")


def content(report: view.Report, names: view.Names, before: view.Report | None = None) -> Pack:
    """
    Return what stands in the pack of *report* (the content of ``report.json``).

    Args:
        names: Chinese names of areas and departments by their codes; a code without a name is shown as it is.
        before: The report of the quarter before, to compare with; None where there is none.
    """
    source = Source(report, before, names)
    sections = tuple(
        _section(source, section, numeral)
        for section, numeral in zip(SECTIONS.values(), NUMERALS, strict=False)
    )
    mark = annexes.mark(report)
    return Pack(
        title=TITLE,
        area=source.name(report["area"]),
        quarter=view.quarter(report["period"]),
        facts=(
            ("统计截止", view.day(report["as_of"])),
            ("数据更新至", view.generated(report) or "见附件一"),
            ("核验码", mark),
        ),
        signatures=SIGNATURES,
        notices=tuple(view.notices(report)),
        mark=mark,
        parts=(*sections, *annexes.annexes(source)),
    )


def _section(source: Source, section: Section, numeral: str) -> Part:
    blocks = [*of_section(source, section), *_more(source, section)]
    return Part(f"{numeral}、{section.title}", f"{numeral} {section.title}", tuple(blocks) or (NOTHING,))


def _more(source: Source, section: Section) -> Iterator[Block]:
    """Yield what a section shows besides figures of indicators."""
    if section.id == UNITS:
        yield from _units(source)
    elif section.id == DECISIONS:
        yield from _resolutions(source)
    elif section.id == PROBLEMS:
        yield from _problems(source)


def _units(source: Source) -> Iterator[Block]:
    sent = source.report["departments"]
    rows = [[source.name(code), *_submitted(one)] for code, one in sent.items()]
    yield Note(f"{view.rates(source.report)}。")
    yield table("报送情况", [("单位", 40), ("首次报送", 30), ("是否按时", 20), ("版本", 20)], rows)
    for code, one in sent.items():
        if one["figures"]:
            hidden = one.get("hidden", {})
            figures = [[*_item(name, number, hidden.get(name))] for name, number in one["figures"].items()]
            yield table(f"{source.name(code)}报送数据", [("项目", 70), ("数量", 30)], figures)


def _submitted(one: view.Cell) -> Row:
    if not one["submitted_on"]:
        return (view.UNSENT, view.MISSING, view.MISSING)
    return (view.day(one["submitted_on"]), "按时" if one["on_time"] else "逾期", f"第{one['version']}版")


def _item(code: str, number: int | None, hidden: str | None) -> Row:
    try:
        unit = item(code).unit
    except KeyError:
        unit = ""
    label = view.item_label(code)
    return (f"{label}（{unit}）" if unit else label, Figure(number, unit, hidden=hidden))


def _resolutions(source: Source) -> Iterator[Block]:
    decided = source.report["resolutions"]
    if not decided:
        yield Note("没有议定事项。")
        return
    rows = [
        [
            str(index),
            one["text"],
            view.aim(one["aim"], source.names) if "aim" in one else "",
            source.name(one["lead"]),
            view.day(one["due"]),
            view.STATES[one["state"]] + ("（逾期）" if one["overdue"] else ""),
        ]
        for index, one in enumerate(decided, 1)
    ]
    heads = [("序号", 7), ("事项", 26), ("对应指标", 26), ("牵头单位", 13), ("期限", 20), ("状态", 16)]
    yield table("议定事项", heads, rows)


def _problems(source: Source) -> Iterator[Block]:
    yield from (Note(f"{text}。") for text in _open(source))
    checks = source.report["checks"]
    if not checks:
        yield Note("交叉核对未发现差异。")
        return
    rows: list[list[Entry]] = [
        [str(index), source.name(one["area"]), one["detail"]] for index, one in enumerate(checks, 1)
    ]
    yield table("交叉核对差异", [("序号", 10), ("地区", 25), ("差异", 65)], rows)


def _open(source: Source) -> Iterator[str]:
    """Yield what is not as it should be: units that have not reported in time, resolutions that are late."""
    sent = source.report["departments"]
    unsent = [source.name(code) for code, one in sent.items() if not one["submitted_on"]]
    late = [source.name(code) for code, one in sent.items() if one["submitted_on"] and not one["on_time"]]
    overdue = [f"“{one['text']}”" for one in source.report["resolutions"] if one["overdue"]]
    if unsent:
        yield f"未报送季度数据的单位：{'、'.join(unsent)}"
    if late:
        yield f"逾期报送季度数据的单位：{'、'.join(late)}"
    if overdue:
        yield f"逾期未办结的议定事项{len(overdue)}项：{'、'.join(overdue)}"
    if not (unsent or late or overdue):
        yield "报送和议定事项没有逾期"

"""The annexes: what each figure means and where it comes from, and the areas that are too many for the sections."""

import hashlib
import json
from collections.abc import Iterator

from services.portal.pack.figures import by_area
from services.portal.pack.model import Block, Entry, Note, Part, Source, table
from services.portal.report import view
from shared.contracts.data_sets import COUNTED
from shared.contracts.indicators import SECTIONS, Indicator
from shared.contracts.services import SERVICES

MEANING, LESSER = "附件一：口径说明与数据来源", "附件二：各乡镇（街道）指标"
COUNTY_DIGITS, CODE_DIGITS = 6, 12
MARK_DIGITS = 16
LEGEND = (
    "核验标记：“逐条汇总”由登记记录计算，可逐条查询、重新计算；“已核对”指单位报送后经交叉核对未发现差异；"
    "“有差异”见第九部分；“未报送”指没有收到数据；“更新中”指部分数据尚在重新计算。"
    "核验码由报告全部数据算出：Word、PDF、Excel文件的核验码相同，数据即相同。"
)


def annexes(source: Source) -> Iterator[Part]:
    """Yield the annexes of a pack."""
    yield Part(MEANING, "附件一 口径与来源", tuple(_meaning(source)), annex=True)
    lesser = view.lesser_areas(source.report)
    if not lesser:
        return
    leading = [
        ("县（市、区）", 11, lambda code: source.name(_county(code))),
        ("乡镇（街道）", 13, source.name),
    ]
    tables = [one for section in SECTIONS.values() for one in by_area(source, lesser, section, leading)]
    yield Part(LESSER, "附件二 乡镇（街道）", tuple(tables), annex=True)


def mark(report: view.Report) -> str:
    """Return the verification mark of a report: the beginning of the digest of all it says but when it was made."""
    said = {name: what for name, what in report.items() if name != "generated_at"}
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(written.encode()).hexdigest()[:MARK_DIGITS].upper()
    return "-".join(digest[at : at + 4] for at in range(0, MARK_DIGITS, 4))


def _meaning(source: Source) -> Iterator[Block]:
    report = source.report
    yield Note(LEGEND)
    if kept_back := view.note(report):
        yield Note(kept_back)
    rows: list[list[Entry]] = [
        [
            one.name,
            report["indicators"][one.id]["definition"],
            one.text(),
            _origin(one),
            _verified(source, one),
        ]
        for one in view.indicators(report)
    ]
    heads = [("指标", 22), ("口径版本", 14), ("口径", 38), ("数据来源", 15), ("核验标记", 12)]
    yield table("指标口径", heads, rows)
    items = [
        [source.name(code), view.item_label(name), name]
        for code, one in report["departments"].items()
        for name in one["figures"]
    ]
    if items:
        yield table("报送项目编号", [("单位", 25), ("项目", 45), ("编号", 30)], items)
    if report["resolutions"]:
        numbers = [[str(index), one["text"], one["no"]] for index, one in enumerate(report["resolutions"], 1)]
        yield table("议定事项编号", [("序号", 10), ("事项", 60), ("编号", 30)], numbers)
    if report["checks"]:
        rules = [[str(index), one["rule"]] for index, one in enumerate(report["checks"], 1)]
        yield table("交叉核对所依规则", [("差异序号", 30), ("规则编号", 70)], rules)
    logs = [[_log(source, name), name, f"{n:,}"] for name, n in report["complete_to"].items()]
    yield table("数据已包含各账簿至", [("账簿", 40), ("代码", 35), ("最后编号", 25)], logs)


def _origin(one: Indicator) -> str:
    if not one.reported:
        return "登记账簿"
    return "单位报送、名册" if set(one.reported) & set(COUNTED) else "单位报送"


def _verified(source: Source, one: Indicator) -> str:
    report = source.report
    if report.get("updating") or report["halted"]:
        return "更新中"
    if not one.reported:
        return "逐条汇总"
    if report["indicators"][one.id]["value"] is None:
        return view.UNSENT
    labels = [view.item_label(name) for name in one.reported if name not in COUNTED]
    differing = any(label in check["detail"] for check in report["checks"] for label in labels)
    return "有差异" if differing else "已核对"


def _log(source: Source, name: str) -> str:
    if name in source.names:
        return source.names[name]
    return SERVICES[name].title if name in SERVICES else name


def _county(code: str) -> str:
    """Return the county that a township lies in: codes begin with the one of the area above (GB/T 2260)."""
    return code[:COUNTY_DIGITS].ljust(CODE_DIGITS, "0")

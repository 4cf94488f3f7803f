"""Lists as workbooks: the pages are asked for in the name of the person, who sees what they see elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from services.portal.api.routes import ROUTES, Route
from services.portal.excel.labels import Declared, flat_of, row_of, shown, titles_of
from services.portal.excel.marking import Mark
from services.portal.excel.sheets import BOLD, GREY, TEXT, as_bytes, safe
from shared.contracts.base import MAX_PAGE_ROWS, Paged
from shared.contracts.errors import InvalidInput, NotFound, RuleViolated
from shared.rules import pack
from shared.rules.pack import RulePack
from shared.rules.periods import ZONE

# What a workbook holds.
MOST_PUBLIC = 10_000
WIDTH = 20
MAX_TITLE = 31
FORBIDDEN_IN_TITLES = str.maketrans("", "", "[]:*?/\\（）")

Item = Mapping[str, Any]
Ask = Callable[[Mapping[str, Any]], Any]


# Every question that gives a list.
OPERATIONS: Mapping[str, Route] = {route.operation: route for route in ROUTES if row_of(route) is not None}


def route_of(operation: str) -> Route:
    """Return the question that an operation is; raises NotFound."""
    if operation not in OPERATIONS:
        raise NotFound(f"没有可以导出的名单：{operation}；可用：{'、'.join(OPERATIONS)}")
    return OPERATIONS[operation]


def most_of(operation: str) -> int:
    """Return how many rows of a list one person may take out alone (R-PRV-22)."""
    return _privacy().number("R-PRV-21-ROWS") if route_of(operation).call.personal else MOST_PUBLIC


def items_of(operation: str, ask: Ask, filters: Mapping[str, Any], most: int) -> list[Item]:
    """
    Return every item of a list, at most so many.

    Raises:
        InvalidInput, RuleViolated: there are more than may be exported.
    """
    items: list[Item] = []
    for item in walk(route_of(operation), ask, filters):
        items.append(item)
        if len(items) > most:
            raise _too_many(operation, most)
    return items


def walk(route: Route, ask: Ask, filters: Mapping[str, Any]) -> Iterator[Item]:
    """Yield the items of a list, page by page."""
    asked = {name: value for name, value in filters.items() if name not in ("after", "limit")}
    if not issubclass(route.call.takes, Paged):
        yield from ask(asked)
        return
    after: str | None = None
    while True:
        page = ask({**asked, "limit": MAX_PAGE_ROWS, **({"after": after} if after else {})})
        yield from page["items"]
        after = page["next"]
        if after is None:
            return


def _too_many(operation: str, most: int) -> Exception:
    text = f"一次最多导出{most}行；请缩小查询范围"
    if not route_of(operation).call.personal or most == MOST_PUBLIC:
        return InvalidInput(text)
    text = f"{text}，或申请导出，经另一人批准后下载"
    return RuleViolated(text, {"violations": [_privacy().violation("R-PRV-22", text).as_dict()]})


def _privacy() -> RulePack:
    return pack.load("privacy", datetime.now(ZONE).date())


def workbook(route: Route, items: list[Item]) -> tuple[Workbook, Declared]:
    """Return a workbook of *items* that can be written once, and the fields of its columns."""
    declared = columns_of(route, items)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(route.call.title.translate(FORBIDDEN_IN_TITLES)[:MAX_TITLE])
    sheet.freeze_panes = "A2"
    for index in range(1, len(declared) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = WIDTH
    sheet.append([_cell(sheet, title, head=True) for title in titles_of(declared)])
    for item in items:
        sheet.append([_cell(sheet, shown(item.get(name), field)) for name, field in declared.items()])
    return book, declared


def columns_of(route: Route, items: list[Item]) -> Declared:
    """Return the fields of the columns: those that fit into a cell, in the order of the answer."""
    flat = flat_of(row_of(route) or {})
    given = {name: flat[name] for item in items for name in item if name in flat}
    return given if items else flat


def export(operation: str, items: list[Item], mark: Mark | None = None) -> bytes:
    """Return the items of a list as a workbook, with its mark where it tells of persons."""
    book, _ = workbook(route_of(operation), items)
    if mark is not None:
        mark.put_on(book)
    return as_bytes(book)


def _cell(sheet: Any, value: Any, *, head: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=safe(value))
    if isinstance(value, str):
        cell.number_format = TEXT
    if head:
        cell.font, cell.fill = BOLD, GREY
    return cell

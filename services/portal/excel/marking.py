"""The mark of an export: who took it out, when, for what, who approved, and when it ends (R-PRV-22)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.portal.excel.sheets import safe
from shared.rules.periods import ZONE

SHEET = "导出说明"
MINUTES = "%Y-%m-%d %H:%M"
END = "逾期应销毁，不得转发"


@dataclass(frozen=True)
class Mark:
    """
    What is written on every page of an export and on a sheet of its own.

    Attributes:
        until: When it ends; None: at the end of the working day that it was made for.
    """

    user: str
    at: datetime
    purpose: str
    approver: str | None = None
    until: datetime | None = None

    def put_on(self, book: Any) -> None:
        """Mark a workbook that is being written."""
        line = f"{self.user} {_written(self.at)} {self.purpose}"
        for sheet in book.worksheets:
            # What is printed carries it, too; "&" begins a code there.
            sheet.oddHeader.center.text = line.replace("&", "＆")
            sheet.oddFooter.center.text = END
        told = book.create_sheet(SHEET)
        for row in self._rows():
            told.append([safe(text) for text in row])

    def _rows(self) -> list[tuple[str, str]]:
        rows = [("导出人", self.user), ("导出时间", _written(self.at)), ("用途", self.purpose)]
        if self.approver is not None:
            rows.append(("批准人", self.approver))
        if self.until is not None:
            rows.append(("有效期至", _written(self.until)))
        return [*rows, ("要求", END)]


def _written(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime(MINUTES)

"""What a pack is made of: parts with tables, charts and notes, the same for every kind of file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.portal.report import view


@dataclass(frozen=True)
class Figure:
    """
    A figure as people see it.

    Attributes:
        number: Its value; None: there is none.
        basis: What it is made of, where that stands below it.
        hidden: Why a number of persons is not shown; None where it is (R-PRV-14).
    """

    number: float | int | None
    unit: str
    basis: str = ""
    hidden: str | None = None

    @property
    def text(self) -> str:
        """The figure as every kind of file writes it (R-GEN-12)."""
        return view.value({"value": self.number, "unit": self.unit, "hidden": self.hidden})


Entry = str | Figure
Row = tuple[Entry, ...]


@dataclass(frozen=True)
class Table:
    """A table; *widths* are shares of the page's width."""

    title: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Chart:
    """Areas compared by an indicator: bars from 0 to *most*."""

    title: str
    heads: tuple[str, str]
    most: float
    bars: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True)
class Note:
    """A sentence of its own."""

    text: str


Block = Table | Chart | Note


@dataclass(frozen=True)
class Part:
    """A section or an annex; *short* is its title where there is little room."""

    title: str
    short: str
    blocks: tuple[Block, ...]
    annex: bool = False


@dataclass(frozen=True)
class Pack:
    """
    The report as it is handed over.

    Attributes:
        facts: The lines of the cover sheet: what it says and the words.
        signatures: Whose names are put in by hand.
        notices: What the reader has to know before any figure.
        mark: The verification mark, which all files of one report share.
    """

    title: str
    area: str
    quarter: str
    facts: tuple[tuple[str, str], ...]
    signatures: tuple[str, ...]
    notices: tuple[str, ...]
    mark: str
    parts: tuple[Part, ...]

    @property
    def charts(self) -> list[Chart]:
        """The charts in it."""
        return [block for part in self.parts for block in part.blocks if isinstance(block, Chart)]


@dataclass(frozen=True)
class Source:
    """
    What a pack is made from.

    Attributes:
        report: The content of ``report.json``.
        before: The same of the quarter before; None where there is none.
        names: Chinese names of areas and departments by their codes.
    """

    report: view.Report
    before: view.Report | None
    names: view.Names

    def name(self, code: str) -> str:
        """Return the name of an area or a department."""
        return self.names.get(code, code)

    def cells(self, area: str) -> view.Cells:
        """Return the figures of *area* by indicator."""
        own: view.Cells = self.report["indicators"]
        return own if area == self.report["area"] else self.report["by_area"][area]

    def earlier(self, indicator: str) -> dict[str, Any] | None:
        """Return an indicator's figure of the quarter before, if its definition was the same."""
        now = self.report["indicators"][indicator]
        found: dict[str, Any] | None = (self.before or {"indicators": {}})["indicators"].get(indicator)
        return found if found and found["definition"] == now["definition"] else None


def table(title: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Entry]]) -> Table:
    """Return a table of *rows*; *columns* are heads with their widths."""
    heads, widths = zip(*columns, strict=True)
    return Table(title, heads, widths, tuple(tuple(row) for row in rows))

"""What is wrong with a cell, said by row, column and way out."""

from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

# Who has so many puts them right first; what comes after them is not looked at.
MAX_PROBLEMS = 20_000


class Unreadable(Exception):
    """A cell cannot be read; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Column:
    """
    A column of a file.

    Attributes:
        index: From 0.
        heading: As it stands in the file.
    """

    index: int
    field: str
    heading: str

    @property
    def letter(self) -> str:
        """The column's name in a spreadsheet."""
        return get_column_letter(self.index + 1)


@dataclass(frozen=True)
class Problem:
    """
    Something that keeps a file from being taken.

    Attributes:
        row: As the spreadsheet numbers it; None: the whole file.
        column: Its letter.
    """

    row: int | None
    column: str | None
    field: str | None
    problem: str

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return dict(vars(self))


def at(row: int, column: Column | None, text: str, field: str | None = None) -> Problem:
    """Return a problem of a cell, or of a whole row."""
    if column is None:
        return Problem(row, None, field, f"第{row}行：{text}")
    named = f"第{row}行{column.letter}列“{column.heading}”"
    return Problem(row, column.letter, column.field, f"{named}：{text}")

"""Rows of a file, as text by column: what every service that takes files is told."""

from collections.abc import Mapping

from marshmallow import fields, validate

from shared.contracts import values as v
from shared.contracts.base import Command

MAX_IMPORT_ROWS = 200


class ImportedRows(Command):
    """Rows of a file, as text by column; all are checked before one is written."""

    rows: tuple[Mapping[str, str | None], ...] = v.several(
        fields.Dict(keys=fields.Str(), values=fields.Str(allow_none=True)),
        "数据行",
        validate.Length(1, MAX_IMPORT_ROWS),
        required=True,
    )
    first_row: int = v.whole("首行行号", load_default=2)
    dry_run: bool = v.flag("仅检查", load_default=False)

"""Packs of rules as they would be with a row more."""

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.rules import pack


def new_folder(folder: Path) -> Path:
    """Return a folder that no test had before: what was read once by its path is not read again."""
    return Path(tempfile.mkdtemp(prefix="packs-", dir=folder))


def with_row(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    rule: str,
    value: Any,
    since: date,
    place: str | None = None,
) -> None:
    """
    Have the pack *name* with another *value* for a rule from *since* on, of one *place* or everywhere.

    The row that is in force everywhere ends on the day before, where the new one holds everywhere.
    """
    made = new_folder(folder)
    shutil.copytree(pack.PACKS, made, dirs_exist_ok=True)
    path = made / f"{name}.yaml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    last = [row for row in raw["rules"] if row["id"] == rule and "place" not in row][-1]
    new = {**last, "value": value, "effective_from": since, "source": "试行办法"}
    if place is None:
        last["effective_to"] = since - timedelta(days=1)
    else:
        new["place"] = place
    raw["rules"].append(new)
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), encoding="utf-8")
    monkeypatch.setattr(pack, "PACKS", made)

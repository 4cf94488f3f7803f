"""Places that a sheet calls by their names: the codes that the registry takes."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from marshmallow import fields

from services.portal.excel.cells import SEPARATORS, half
from services.portal.excel.kinds import names_area, names_organisation
from services.portal.excel.problems import Unreadable

CHINESE = re.compile(r"[\u4e00-\u9fff]")
MOST_NAMED = 5
Codes = Mapping[str, list[str]]
Row = Mapping[str, Any]


class Naming:
    """
    Turns names of areas and organisations into codes; what is written as a code stays.

    Args:
        areas: Returns name and parent of each area by code; asked for when the first name is met.
        organisations: Returns the organisations of the person's areas, likewise.
    """

    def __init__(
        self, areas: Callable[[], Mapping[str, Row]], organisations: Callable[[], Iterable[Row]]
    ) -> None:
        self._areas, self._organisations = areas, organisations
        self._in_sheet: list[tuple[str, str]] = []

    def learn(self, values: Mapping[str, str]) -> None:
        """Note the organisation that a row puts on record: those below may name it as their superior."""
        if "org_code" in values and "name" in values:
            self._in_sheet.append((half(values["name"]), values["org_code"]))

    def coded(self, name: str, field: fields.Field[Any], text: str) -> str:
        """Return what a cell says with codes for names; raises Unreadable for a name of none or of several."""
        if not CHINESE.search(text):
            return text
        if names_area(field):
            return self._one(text, "地区", self._area_codes)
        if names_organisation(name, field):
            parts = (part for part in SEPARATORS.split(text) if part.strip())
            return ";".join(self._one(part, "党组织", self._organisation_codes()) for part in parts)
        return text

    def _one(self, text: str, what: str, known: Codes) -> str:
        if not CHINESE.search(text):
            return text
        found = known.get(half(text), [])
        if len(found) == 1:
            return found[0]
        if not found:
            raise Unreadable(f"没有名为“{text}”的{what}；请填写全称或代码")
        codes = "、".join(found[:MOST_NAMED])
        raise Unreadable(f"名为“{text}”的{what}有{len(found)}个（{codes}）；请写明上级或填写代码")

    @cached_property
    def _area_codes(self) -> Codes:
        """The areas by name, and by name with what is above: 样例镇, 甲县样例镇, 某市甲县样例镇."""
        tree, codes = self._areas(), defaultdict[str, list[str]](list)
        for code, area in tree.items():
            path = half(str(area["name"]))
            codes[path].append(code)
            while (above := area["parent"]) is not None:
                area = tree[above]
                path = half(str(area["name"])) + path
                codes[path].append(code)
        return codes

    @cached_property
    def _on_record(self) -> list[tuple[str, str]]:
        rows = self._organisations()
        return [(half(str(row["name"])), str(row["org_code"])) for row in rows if not row.get("dissolved_on")]

    def _organisation_codes(self) -> Codes:
        codes = defaultdict[str, list[str]](list)
        for name, code in dict.fromkeys([*self._on_record, *self._in_sheet]):
            codes[name].append(code)
        return codes

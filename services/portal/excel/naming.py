"""Places that a sheet calls by their names: the codes that the registry takes."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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
        self._in_sheet = defaultdict[str, list[str]](list)

    def learn(self, values: Mapping[str, str]) -> None:
        """Note the organisation that a row puts on record: those below may name it as their superior."""
        if "org_code" in values and "name" in values:
            self._in_sheet[half(values["name"])].append(values["org_code"])

    def coded(self, name: str, field: fields.Field[Any], text: str) -> str:
        """Return what a cell says with codes for names; raises Unreadable for a name of none or of several."""
        if not CHINESE.search(text):
            return text
        if names_area(field):
            return _only(text, "地区", self._area_codes.get(half(text), []))
        if names_organisation(name, field):
            return ";".join(self._organisation(part) for part in SEPARATORS.split(text) if part.strip())
        return text

    def _organisation(self, text: str) -> str:
        if not CHINESE.search(text):
            return text
        name = half(text)
        found = dict.fromkeys([*self._on_record.get(name, ()), *self._in_sheet.get(name, ())])
        return _only(text, "党组织", [*found])

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
    def _on_record(self) -> Codes:
        codes = defaultdict[str, list[str]](list)
        for row in self._organisations():
            if not row.get("dissolved_on"):
                codes[half(str(row["name"]))].append(str(row["org_code"]))
        return codes


def _only(text: str, what: str, codes: Sequence[str]) -> str:
    if len(codes) == 1:
        return codes[0]
    if not codes:
        raise Unreadable(f"没有名为“{text}”的{what}；请填写全称或代码")
    listed = "、".join(codes[:MOST_NAMED])
    raise Unreadable(f"名为“{text}”的{what}有{len(codes)}个（{listed}）；请写明上级或填写代码")

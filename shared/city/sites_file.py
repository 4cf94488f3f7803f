"""Reading ``sites.yaml``: every mistake is named with its line, before anything starts."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml
from marshmallow import fields, validate

from shared.contracts import values as v
from shared.contracts.base import Contract, load
from shared.contracts.data_sets import data_sets
from shared.contracts.development.terms import RECOMMENDED
from shared.contracts.errors import InvalidInput
from shared.contracts.portal import SERVICE as PORTAL
from shared.contracts.service import OPERATOR
from shared.contracts.services import ROLES, SERVICES
from shared.security.tokens import ANY

INSTANCE = validate.Regexp(r"^[a-z][a-z0-9_]{1,39}" + v.END, error="只能用小写字母、数字、下划线，以字母开头")
Problem = tuple[tuple[str | int, ...], str]


class SitesError(ValueError):
    """The description of the city is wrong; the message (Chinese) names each mistake with its line."""


class DepartmentRow(Contract):
    """One member unit."""

    name: str = v.words("部门名称", v.NAME, required=True)
    data_set: str | None = v.text("数据集")
    systems: tuple[str, ...] = v.several(
        fields.Str(validate=INSTANCE), "业务系统", v.distinct, load_default=tuple
    )
    # Once yes or no: who upgrades is told what to write.
    recommends: str | None = v.choice(
        "推优",
        RECOMMENDED,
        load_default=None,
        error_messages={"invalid": f"应为{'、'.join(RECOMMENDED)}之一"},
    )


class LeadRow(Contract):
    """Another unit that leads the joint meeting: from a day on, in the whole city or in one of its counties."""

    unit: str = v.words("牵头单位", v.NAME, required=True)
    since: date = v.day("起始日期", required=True)
    area: str | None = v.area("地区", load_default=None, allow_none=True)


class IssuerRow(Contract):
    """What an issuer of tokens may say of people."""

    departments: tuple[str, ...] = v.several(fields.Str(), "部门", v.distinct, required=True)
    roles: tuple[str, ...] = v.several(fields.Str(), "角色", v.distinct, required=True)
    areas: tuple[str, ...] = v.several(fields.Str(), "地区", v.distinct, required=True)


class SitesRow(Contract):
    """The whole file."""

    city: str = v.area("地级市代码", required=True)
    city_names: tuple[str, ...] = v.several(fields.Str(), "城市名称", v.distinct, load_default=tuple)
    timezone: str = v.words("时区", v.NAME, load_default="Asia/Shanghai")
    convener: str = v.words("牵头单位", v.NAME, required=True)
    leads: tuple[LeadRow, ...] = v.rows(LeadRow, "牵头单位变更", load_default=tuple)
    optional: tuple[str, ...] = v.several(fields.Str(), "可选服务", v.distinct, load_default=tuple)
    departments: Mapping[str, Any] = fields.Dict(
        keys=fields.Str(validate=INSTANCE),
        values=fields.Nested(DepartmentRow.Schema),
        required=True,
        validate=validate.Length(min=1, error="至少一个"),
    )  # type: ignore[assignment]
    issuers: Mapping[str, Any] = fields.Dict(
        keys=fields.Str(), values=fields.Nested(IssuerRow.Schema), required=True
    )  # type: ignore[assignment]


def read(path: Path) -> Mapping[str, Any]:
    """
    Return the content of a sites file, complete with defaults.

    Raises:
        SitesError: it cannot be read, or contradicts itself.
    """
    try:
        text = path.read_text(encoding="utf-8")
        tree = yaml.compose(text, yaml.SafeLoader)
    except OSError as error:
        raise SitesError(f"无法读取城市配置 {path}：{error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SitesError(f"{path} 第{line}行：不是有效的 YAML（{error.problem}）") from error
    problems = [*_repeated(tree, ())]
    try:
        row = load(SitesRow, yaml.safe_load(text) or {})
    except InvalidInput as refusal:
        problems += [(_path(field), "；".join(texts)) for field, texts in refusal.details["fields"].items()]
    else:
        problems += _contradictions(row)
        if not problems:
            departments = {name: vars(one) for name, one in row.departments.items()}
            leads = [vars(one) for one in row.leads]
            issuers = {name: vars(one) for name, one in row.issuers.items()}
            return {**vars(row), "departments": departments, "leads": leads, "issuers": issuers}
    lines = [f"{path} 第{_line(tree, where)}行：{_named(where)}{text}" for where, text in problems]
    raise SitesError("\n".join(lines))


def _contradictions(row: SitesRow) -> Iterator[Problem]:
    """Return what fits the schema and is wrong all the same."""
    yield from _names(row)
    yield from _data_sets(row)
    yield from _leads(row)
    if row.timezone not in available_timezones():
        yield ("timezone",), f"没有时区{row.timezone}"
    optional = [name for name, service in SERVICES.items() if service.optional]
    for name in row.optional:
        if name not in optional:
            yield ("optional",), f"{name}不是可选服务；可用：{'、'.join(optional)}"
    yield from _issuers(row)


def _issuers(row: SitesRow) -> Iterator[Problem]:
    """Return what an issuer would say that nobody can be; an instance signs for nobody but itself."""
    known = {"departments": {*row.departments}, "roles": {*ROLES}}
    for issuer, granted in row.issuers.items():
        if (issuer in SERVICES and issuer != PORTAL.name) or issuer in row.departments:
            yield ("issuers", issuer), "服务和部门的密钥只用于读取账簿，不能代表人员"
        for name, those in known.items():
            for one in getattr(granted, name):
                if one not in (ANY, *those):
                    problem = "不是成员单位" if name == "departments" else "不是系统中的角色"
                    yield ("issuers", issuer, name), f"{one}{problem}"


def _leads(row: SitesRow) -> Iterator[Problem]:
    """Return who leads and takes no part, and two that would lead from the same day on."""
    among = f"应为其中之一：{'、'.join(row.departments)}"
    if row.convener not in row.departments:
        yield ("convener",), f"{row.convener}不是成员单位；{among}"
    for unit in sorted({one.unit for one in row.leads} - {*row.departments}):
        yield ("leads",), f"{unit}不是成员单位；{among}"
    times = Counter((one.area or row.city, one.since) for one in row.leads)
    for (area, since), number in times.items():
        if number > 1:
            yield ("leads",), f"{area}自{since.isoformat()}起有{number}个牵头单位，只能有一个"


def _data_sets(row: SitesRow) -> Iterator[Problem]:
    """Return data sets that do not exist, or that two departments would report."""
    reporters: dict[str, str] = {}
    for name, department in row.departments.items():
        wanted, where = department.data_set, ("departments", name, "data_set")
        if wanted is None:
            continue
        if wanted not in data_sets():
            yield where, f"没有数据集{wanted}；可用：{'、'.join(data_sets())}"
        if wanted in reporters:
            yield where, f"数据集{wanted}已由{reporters[wanted]}报送"
        reporters[wanted] = name


def _names(row: SitesRow) -> Iterator[Problem]:
    """Return who shares a name: each name is a broker user, a database and a prefix of queues."""
    taken: dict[str, str] = {
        **{name: f"服务“{service.title}”" for name, service in SERVICES.items()},
        OPERATOR: "运维账户",
        "relay": "消息转发进程",
    }
    for name in row.departments:
        if name in taken:
            yield ("departments", name), f"与{taken[name]}同名"
    taken |= dict.fromkeys(row.departments, "一个成员单位")
    for name, department in row.departments.items():
        for system in department.systems:
            if system in taken:
                yield ("departments", name, "systems"), f"{system}与{taken[system]}同名"
            taken[system] = f"{name}的业务系统"


def _repeated(node: Any, where: tuple[str | int, ...]) -> Iterator[Problem]:
    """Return keys given twice, of which YAML would keep the last without a word."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield (*where, key.value), "重复填写"
            seen.add(key.value)
            yield from _repeated(value, (*where, key.value))


def _path(field: str) -> tuple[str, ...]:
    """Return where a problem lies; marshmallow says ``value`` and ``key`` between a mapping and its rows."""
    parts = field.split(".")
    if len(parts) > 2 and parts[2] in ("value", "key"):
        del parts[2]
    return tuple(parts)


def _line(node: Any, where: tuple[str | int, ...]) -> int:
    """Return the number of the line that a path leads to, or as far as it leads."""
    line: int = node.start_mark.line + 1 if node is not None else 1
    for part in where:
        found = [
            (key, value)
            for key, value in (node.value if isinstance(node, yaml.MappingNode) else ())
            if key.value == part
        ]
        if not found:
            break
        key, node = found[-1]
        line = key.start_mark.line + 1
    return line


def _named(where: tuple[str | int, ...]) -> str:
    return f"{'.'.join(re.sub(r'^[0-9]+$', '', str(part)) for part in where)} ".lstrip()

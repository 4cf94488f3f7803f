"""The table of REST routes: which call each one makes."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from shared.contracts import department, development, registry, reporting
from shared.contracts.development.steps import NAMES, STEPS
from shared.settings import DEVELOPMENT, REGISTRY, REPORTING

CONVENER = "{convener}"


@dataclass(frozen=True)
class Route:
    """
    One operation.

    Attributes:
        path: Under ``/api/v1``; ``<name>`` parts become arguments of the call.
        instance: Whom to call; ``<department>`` takes it from the path, CONVENER from the city's description.
        method: The RPC method.
        told: Whether it is a command (POST, PATCH) or a question (GET).
    """

    verb: str
    path: str
    instance: str
    method: str
    schema: type[Schema]
    summary: str

    @property
    def told(self) -> bool:
        """Tell whether the operation changes something."""
        return self.verb != "GET"


def _registry(verb: str, path: str, method: str, summary: str) -> Route:
    return Route(
        verb, path, REGISTRY, method, {**registry.calls.COMMANDS, **registry.calls.QUERIES}[method], summary
    )


def _department(verb: str, path: str, method: str, summary: str, instance: str = "<department>") -> Route:
    return Route(
        verb,
        path,
        instance,
        method,
        {**department.calls.COMMANDS, **department.calls.QUERIES}[method],
        summary,
    )


def _development(verb: str, path: str, method: str, summary: str) -> Route:
    calls = development.calls
    return Route(verb, path, DEVELOPMENT, method, {**calls.COMMANDS, **calls.QUERIES}[method], summary)


ROUTES: tuple[Route, ...] = (
    _registry("POST", "/days", "start_day", "开始一个业务日"),
    _registry("GET", "/days/current", "today", "当前业务日"),
    _registry("GET", "/areas", "areas", "下级地区"),
    _registry("POST", "/enterprises", "register_enterprise", "登记企业"),
    _registry("GET", "/enterprises", "enterprises", "企业名册"),
    _registry("GET", "/enterprises/<credit_code>", "enterprise", "一个企业及其历史"),
    _registry("PATCH", "/enterprises/<credit_code>", "change_enterprise", "变更或迁移企业"),
    _registry("POST", "/organisations", "establish_organisation", "成立党组织"),
    _registry("GET", "/organisations", "organisations", "党组织名册"),
    _registry("POST", "/organisations/<org_code>/dissolve", "dissolve_organisation", "撤销党组织"),
    _registry("POST", "/affiliations", "set_affiliation", "登记隶属关系"),
    _registry("POST", "/members", "register_member", "登记党员"),
    _registry("GET", "/members", "members", "党员名册（姓名遮盖）"),
    _registry("PATCH", "/members/<member_id>", "change_member", "变更党员状态、组织关系或工作单位"),
    _registry("POST", "/members/<member_id>/erase", "erase_person", "依规删除个人信息"),
    _registry("POST", "/posts", "assign_post", "登记任职"),
    _registry("POST", "/posts/<post_id>/end", "end_post", "登记离任"),
    _department("POST", "/departments/<department>/figures", "submit_figures", "报送季度数据"),
    _department("GET", "/departments/<department>/figures", "figures", "本部门季度数据"),
    _department("GET", "/departments/<department>/day", "today", "部门所知的业务日"),
    _department("GET", "/departments/<department>/tasks", "tasks", "本部门任务"),
    _department("GET", "/departments/<department>/receipts", "receipt", "外部事件回执"),
    _department("POST", "/departments/<department>/tasks/<no>/accept", "accept_task", "承接任务"),
    _department("POST", "/departments/<department>/tasks/<no>/progress", "progress_task", "填报进展"),
    _department("POST", "/departments/<department>/tasks/<no>/submit", "submit_task", "报结任务"),
    _department("POST", "/departments/<department>/recommendations", "recommend", "推优"),
    _department("GET", "/departments/<department>/recommendations", "recommendations", "推优及其结果"),
    _department("POST", "/meetings", "hold_meeting", "登记联席会议", CONVENER),
    _department("GET", "/resolutions", "resolutions", "议定事项", CONVENER),
    _department("POST", "/resolutions", "issue_resolution", "印发议定事项", CONVENER),
    _department("POST", "/resolutions/<no>/return", "return_resolution", "退回", CONVENER),
    _department("POST", "/resolutions/<no>/extend", "extend_resolution", "延期", CONVENER),
    _department("POST", "/resolutions/<no>/verify", "verify_resolution", "核验", CONVENER),
    _department("POST", "/resolutions/<no>/close", "close_resolution", "销号", CONVENER),
    _development("POST", "/cases", "submit_application", "登记入党申请"),
    _development("GET", "/cases", "cases", "发展党员名册"),
    _development("GET", "/cases/<case_id>", "case", "一份发展材料及全程纪实"),
    *(
        _development("POST", f"/cases/<case_id>/{step.replace('_', '-')}", step, NAMES[step])
        for step in STEPS
    ),
    _development("POST", "/cases/<case_id>/erase", "erase_person", "依规删除申请人个人信息"),
    _development("POST", "/quotas", "set_quota", "下达发展党员计划名额"),
    _development("POST", "/rules/<rule>/confirm", "confirm_rule", "核实规则文本"),
    Route(
        "GET",
        "/reports/joint-meeting",
        REPORTING,
        "joint_meeting_report",
        reporting.JointMeetingReport,
        "联席会议季度报告",
    ),
)


def arguments_of(path: dict[str, Any], body: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """Split what came in into the department the path names (if any) and the arguments of the call."""
    named = dict(path)
    department_name = named.pop("department", None)
    return department_name, {**body, **named}

"""What takes two persons, tried by one: over REST, by a file, a correction and an export."""

from typing import Any

from tests.e2e.attacks.attempt import DONE, Act, Attack, by
from tests.e2e.attacks.records import FIRM, MEMBER, ORG, TODAY, YEAR, plan
from tests.e2e.attacks.web import Answer
from tests.e2e.attacks.world import World

Body = dict[str, Any]
LIST = {"operation": "members_in_members", "filters": {}, "purpose": "核对名册"}
COLUMNS = "member_id,name,org_code,status,credit_code,basis,effective_on"
OPENING = f"{COLUMNS}\nM-7,乙某某,{ORG},FULL,{FIRM},opening,2020-01-01\n".encode()
CORRECTION = {"stream": f"enterprise:{FIRM}", "seq": 1, "correction": "GZ-1", "changes": {"employees": 29}}
FREE = {"exemption": "X-1", "org_code": ORG, "deadline": "activity_day", "from_on": "2026-11-01"}
POINT = {"point": "S-1", "org_code": ORG, "criteria": "组织健全"}
HOURS = {"exemption": "E-7", "member_id": MEMBER, "year": YEAR + 1, "exempt_for": "illness"}
REPLY = {"replied_on": TODAY, "text": "已整改到位"}
RECHECK = {"rechecked_on": TODAY, "passed": True}


def begun(user: str, path: str, body: Any, then: Act) -> Act:
    """Return an act for which *user* first puts on record what it is about."""

    def act(world: World) -> Answer:
        answer = world.call(user, "POST", path, body, Idempotency_Key=f"begin-{path[-40:].replace('/', '-')}")
        assert answer.status in DONE, answer.text
        return then(world)

    return act


def alone(
    name: str,
    user: str,
    begin: tuple[str, Any],
    approve: tuple[str, Any],
    other: str,
    rule: str,
    problem: str,
) -> Attack:
    """Return the attack of *user*, who approves what the same person began; *other* may approve it."""
    path, body = approve
    return Attack(
        name,
        by(user, "POST", path, body),
        (422, "rule_violated", problem),
        by(other, "POST", path, body),
        (rule,),
        before=lambda world: begun(user, *begin, by(user, "GET", "/days/current"))(world),
    )


def decided(user: str, decision: str) -> Act:
    """Return how *user* decides on the export that `registrar_a` asked for."""

    def act(world: World) -> Answer:
        mine = world.call("registrar_a", "GET", "/export-requests").json
        waiting = next(one["request"] for one in mine if one["state"] == "waiting")
        return world.call(user, "POST", f"/export-requests/{waiting}/{decision}", {})

    return act


ATTACKS = (
    alone(
        "a correction",
        "registrar_a",
        ("/registry/corrections", {**CORRECTION, "reason": "笔误"}),
        ("/registry/corrections/GZ-1/approve", {}),
        "second_registrar",
        "R-PRV-23",
        "由另一人",
    ),
    alone(
        "a member of the opening stock in a file",
        "registrar_a",
        ("/imports/members?reason=%E6%99%AE%E6%9F%A5", OPENING),
        ("/openings/confirm", {"members": ["M-7"]}),
        "second_registrar",
        "R-MEM-13",
        "由另一人",
    ),
    alone(
        "an exemption from duties",
        "two_hats",
        ("/supervision/exemptions", {**FREE, "until_on": "2026-11-30", "ground": "搬迁"}),
        ("/supervision/exemptions/X-1/grant", {}),
        "organiser_a",
        "R-PRV-23",
        "申请人不得批准本申请",
    ),
    alone(
        "a demonstration point",
        "two_hats",
        ("/supervision/demonstration-points", POINT),
        ("/supervision/demonstration-points/S-1/approve", {}),
        "organiser_a",
        "R-PRV-23",
        "推荐人不得批准本示范点",
    ),
    alone(
        "a plan",
        "two_hats",
        ("/training/plans", plan("PL-7")),
        ("/training/plans/PL-7/approve", {}),
        "approver_a",
        "R-PRV-23",
        "拟定人不得审批本计划",
    ),
    alone(
        "an exemption from hours",
        "two_hats",
        ("/training/exemptions", HOURS),
        ("/training/exemptions/E-7/grant", {}),
        "approver_a",
        "R-PRV-23",
        "由另一人",
    ),
    alone(
        "a finding that was put right",
        "inspector_too",
        ("/supervision/findings/W-1/reply", REPLY),
        ("/supervision/findings/W-1/recheck", RECHECK),
        "inspector_a",
        "R-PRV-23",
        "复查应由回复整改情况以外的人办理",
    ),
    Attack(
        "an export",
        decided("registrar_a", "approve"),
        (403, "not_allowed", "申请人不得自行批准导出"),
        decided("second_registrar", "approve"),
        ("R-PRV-22", "R-PRV-23"),
        before=by("registrar_a", "POST", "/export-requests", LIST),
    ),
    Attack(
        "an export, approved from another county",
        decided("registrar_b", "approve"),
        (403, "not_allowed", "管辖范围不小于申请人"),
        decided("second_registrar", "refuse"),
        ("R-PRV-22",),
        before=by("registrar_a", "POST", "/export-requests", LIST),
    ),
)

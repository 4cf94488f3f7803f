"""The portal's contract: it answers people and machines by REST, and no service calls it."""

from shared.contracts.service import AUDITOR, OPERATOR, Service

SERVICE = Service(
    name="portal",
    title="门户",
    roles={"leader": "领导"},
    apart={
        "administrator": "系统管理员",
        "area_administrator": "地区管理员",
        AUDITOR: "审计员",
        "integrator": "接入系统管理员",
        "applicant": "申请人",
        OPERATOR: "运维人员",
    },
)

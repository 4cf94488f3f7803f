"""The portal's contract: it answers people and machines by REST, and no service calls it."""

from shared.contracts.service import OPERATOR, Service

SERVICE = Service(
    name="portal",
    title="门户",
    roles={"administrator": "系统管理员", OPERATOR: "运维人员", "leader": "领导"},
)

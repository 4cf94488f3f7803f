"""What the portal holds of accounts by the roles that they are given."""

from shared.contracts.service import OPERATOR

ADMINISTRATOR, AREA_ADMINISTRATOR = "administrator", "area_administrator"
# Roles that reach beyond any area; the administrator of an area gives none of them.
OF_THE_WHOLE_CITY = (ADMINISTRATOR, AREA_ADMINISTRATOR, OPERATOR, "auditor", "integrator")
# Who approves, or sees personal values, shows by a second factor that nobody else has learned the password.
SECOND_FACTOR_ROLES = (
    ADMINISTRATOR,
    AREA_ADMINISTRATOR,
    "committee_secretary",
    "county_organiser",
    "training_approver",
    "department_head",
    "convener",
)

"""The registry's words: the values its fields take."""

LEVELS = ("city", "county", "township")
STATES = ("operating", "dormant", "closed")
SIZES = ("large", "medium", "small", "micro")
ORGANISATION_TYPES = ("committee", "general_branch", "branch", "joint_branch", "temporary_branch")
ORGANISATION_FORMS = ("independent", "joint")
AFFILIATION_FORMS = ("independent", "joint", "attached", "none")
FULL = ("FULL", "SUSPENDED_RIGHTS")
MEMBER = (*FULL, "PROBATIONARY")
FORMER = ("MEMBERSHIP_STOPPED", "REMOVED", "TRANSFERRED_OUT", "DECEASED")
POSTS = ("secretary", "deputy_secretary", "committee_member", "head", "director", "manager")
IMPORTS = (
    "areas",
    "enterprises",
    "enterprise_changes",
    "organisations",
    "organisation_endings",
    "affiliations",
    "members",
    "member_changes",
    "posts",
)
MAX_IMPORT_ROWS = 200

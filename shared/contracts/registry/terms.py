"""The registry's words: the values its fields take, with their Chinese names."""

from collections.abc import Mapping

COUNTY = "county"
LEVELS: Mapping[str, str] = {"city": "市", COUNTY: "县（市、区）", "township": "乡镇（街道）"}

OPERATING = "operating"
OPERATION_STATES: Mapping[str, str] = {OPERATING: "在营", "dormant": "停业", "closed": "注销"}
SIZES: Mapping[str, str] = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}

COMMITTEE, GENERAL_BRANCH, TEMPORARY_BRANCH = "committee", "general_branch", "temporary_branch"
ORGANISATION_TYPES: Mapping[str, str] = {
    COMMITTEE: "党委",
    GENERAL_BRANCH: "党总支",
    "branch": "党支部",
    "joint_branch": "联合党支部",
    TEMPORARY_BRANCH: "临时党支部",
}

INDEPENDENT, JOINT, ATTACHED, NO_FORM = "independent", "joint", "attached", "none"
# How an organisation is set up in enterprises (R-ORG-01, R-ORG-02).
ORGANISATION_FORMS: Mapping[str, str] = {INDEPENDENT: "单独组建", JOINT: "联合组建"}
AFFILIATION_FORMS: Mapping[str, str] = {**ORGANISATION_FORMS, ATTACHED: "挂靠", NO_FORM: "未隶属"}

# Places whose organisations have a longer term (R-ORG-24).
PLACES: Mapping[str, str] = {"village": "行政村", "community": "社区"}

# R-MEM-09.
VOTER = "FULL"
FULL: Mapping[str, str] = {VOTER: "正式党员", "SUSPENDED_RIGHTS": "正式党员（权利受限）"}
PROBATIONARY = "PROBATIONARY"
MEMBER: Mapping[str, str] = {**FULL, PROBATIONARY: "预备党员"}
REMOVED, TRANSFERRED_OUT, DECEASED = "REMOVED", "TRANSFERRED_OUT", "DECEASED"
FORMER: Mapping[str, str] = {
    "MEMBERSHIP_STOPPED": "停止党籍",
    REMOVED: "除名",
    TRANSFERRED_OUT: "组织关系转出",
    DECEASED: "去世",
}
STATUSES: Mapping[str, str] = {**MEMBER, **FORMER}
# What puts a person on record as a member (R-MEM-13): what a clerk may say, and what development tells.
OPENING, TRANSFER, ADMISSION = "opening", "transfer", "admission"
CLERKS_BASES: Mapping[str, str] = {OPENING: "补录", TRANSFER: "组织关系转入"}
BASES: Mapping[str, str] = {**CLERKS_BASES, ADMISSION: "接收预备党员"}
# What becomes of what was entered of the opening stock until it is on record.
WAITING, RETURNED = "waiting", "returned"
OPENING_STATES: Mapping[str, str] = {WAITING: "待复核", RETURNED: "已退回"}
REGISTERS, CHANGES = "register_member", "change_member"
OPENING_ACTS: Mapping[str, str] = {REGISTERS: "登记党员", CHANGES: "变更党员信息"}
# How the number of a member begins who came by admission; a clerk gives no such number.
ADMITTED, LONGEST_CODE = "D-", 40
# What a list shows for a member whose name nobody has given yet.
NAME_TO_COME = "姓名待补"
# From which status one may lead to which (R-MEM-13); from REMOVED and DECEASED nothing leads on.
_ENDS = frozenset(FORMER)
MOVES: Mapping[str, frozenset[str]] = {
    VOTER: _ENDS | {"SUSPENDED_RIGHTS"},
    "SUSPENDED_RIGHTS": _ENDS | {VOTER},
    PROBATIONARY: _ENDS | {VOTER},
    "MEMBERSHIP_STOPPED": frozenset((REMOVED, "DECEASED", VOTER, PROBATIONARY)),
    TRANSFERRED_OUT: frozenset(("DECEASED", VOTER, PROBATIONARY)),
}

SEXES: Mapping[str, str] = {"male": "男", "female": "女"}
# K-25.
EDUCATION: Mapping[str, str] = {
    "secondary": "高中及以下",
    "college": "大专",
    "bachelor": "本科",
    "graduate": "研究生",
}

SECRETARY = "secretary"
POSTS: Mapping[str, str] = {
    SECRETARY: "书记",
    "deputy_secretary": "副书记",
    "committee_member": "委员",
    "head": "企业负责人",
    "director": "董事",
    "manager": "经理",
}

# People who are no members of an organisation here, and how their numbers begin, which no member's does.
NO_MEMBER = "R-"
PERSONS: Mapping[str, str] = {"seconded": "选派人员", "cadre": "领导干部", "owner": "企业出资人"}
# R-WRK-03, R-WRK-04.
STAFF: Mapping[str, str] = {"instructor": "党建工作指导员", "liaison": "联络员"}
SOURCES: Mapping[str, str] = {
    "organ": "党政机关",
    "institution": "企事业单位",
    "veteran": "复员转业军人",
    "retired": "离退休党员",
    "cadre": "地方或行业领导干部兼任",
}

IMPORTS: Mapping[str, str] = {
    "areas": "地区",
    "enterprises": "企业",
    "enterprise_changes": "企业变更",
    "organisations": "党组织",
    "organisation_changes": "党组织变更",
    "organisation_endings": "党组织撤销",
    "affiliations": "隶属关系",
    "members": "党员",
    "member_changes": "党员变更",
    "posts": "任职",
}

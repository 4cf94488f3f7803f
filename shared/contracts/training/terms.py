"""Training's words: the values its fields take, with their Chinese names."""

from collections.abc import Mapping

CANDIDATE = "candidate"
LAYERS: Mapping[str, str] = {
    "secretary": "书记",
    "deputy_secretary": "副书记",
    "committee_member": "委员",
    "party_worker": "党务工作者",
    "instructor": "指导员",
    "liaison": "联络员",
    "member": "党员",
    "activist": "入党积极分子",
    CANDIDATE: "发展对象",
}
CONCENTRATED = "class"
FORMS: Mapping[str, str] = {CONCENTRATED: "集中办班", "outside": "外出培训"}
ORGANISERS: Mapping[str, str] = {
    "committee": "基层党委",
    "county_department": "县级党委组织部门",
    "party_school": "党校",
    "other": "其他",
}
# Who may train candidates (R-DEV-27).
TRAINERS_OF_CANDIDATES = ("committee", "county_department")
PARTS: Mapping[str, str] = {"full_day": "全天", "half_day": "半天", "hour": "学时"}
AXES: Mapping[str, str] = {"industry": "行业分类", "education": "文化层次", "business": "经营需求"}
EXEMPT_FOR: Mapping[str, str] = {"old_age": "年老", "illness": "患病", "disability": "残疾"}
CLASS_STATES: Mapping[str, str] = {"planned": "已计划", "held": "已举办", "cancelled": "已取消"}

"""The registry's contracts: areas, days, enterprises, organisations, members, posts."""

from shared.contracts import corrections
from shared.contracts.answers import ListOf, page_of
from shared.contracts.base import Query
from shared.contracts.days import Today
from shared.contracts.history import HISTORY
from shared.contracts.registry import answers, calls, events
from shared.contracts.service import ANYONE, WORKING, Call, Outlet, Reach, Service, events_in

CLERK = ("registry_clerk",)
ADMINISTRATOR = ("administrator",)
# Who may be the second person to what a clerk enters.
CONFIRMING = (*CLERK, "county_organiser")
# Whoever gives people roles has to know for which organisations, and whose they are.
WITH_ACCOUNTS = (*WORKING, *ADMINISTRATOR, "area_administrator")
# Who works with members: names outside their own areas are masked (R-PRV-05, field table).
WITH_MEMBERS = (*CLERK, "branch_secretary", "committee_secretary", "county_organiser", "training_clerk")

SERVICE = Service(
    name="registry",
    title="名册",
    roles={"registry_clerk": "名册管理员"},
    commands={
        "add_areas": Call(calls.AddAreas, "登记地区", ADMINISTRATOR, reach=Reach.CITY),
        "start_day": Call(calls.StartDay, "开始一个业务日", ADMINISTRATOR, "POST /days", Reach.CITY),
        "register_enterprise": Call(calls.RegisterEnterprise, "登记企业", CLERK, "POST /enterprises"),
        "change_enterprise": Call(
            calls.ChangeEnterprise, "变更或迁移企业", CLERK, "PATCH /enterprises/<credit_code>"
        ),
        "establish_organisation": Call(
            calls.EstablishOrganisation, "成立党组织", CLERK, "POST /organisations"
        ),
        "change_organisation": Call(
            calls.ChangeOrganisation, "变更党组织", CLERK, "PATCH /organisations/<org_code>"
        ),
        "record_election": Call(
            calls.RecordElection, "登记换届选举", CLERK, "POST /organisations/<org_code>/elections"
        ),
        "dissolve_organisation": Call(
            calls.DissolveOrganisation, "撤销党组织", CLERK, "POST /organisations/<org_code>/dissolve"
        ),
        "set_affiliation": Call(calls.SetAffiliation, "登记隶属关系", CLERK, "POST /affiliations"),
        "register_member": Call(calls.RegisterMember, "登记党员", CLERK, "POST /members"),
        "confirm_openings": Call(calls.ConfirmOpenings, "复核期初补录", CONFIRMING, "POST /openings/confirm"),
        "return_openings": Call(calls.ReturnOpenings, "退回期初补录", CONFIRMING, "POST /openings/return"),
        "name_member": Call(calls.NameMember, "补填党员姓名", CLERK, "POST /members/<member_id>/name"),
        "change_member": Call(
            calls.ChangeMember, "变更党员状态、组织关系或工作单位", CLERK, "PATCH /members/<member_id>"
        ),
        "erase_person": Call(
            calls.ErasePerson, "依规删除个人信息", ADMINISTRATOR, "POST /members/<member_id>/erase"
        ),
        "assign_post": Call(calls.AssignPost, "登记任职", CLERK, "POST /posts"),
        "end_post": Call(calls.EndPost, "登记离任", CLERK, "POST /posts/<post_id>/end"),
        "extend_post": Call(calls.ExtendPost, "临时负责人延期", CLERK, "POST /posts/<post_id>/extend"),
        "register_person": Call(calls.RegisterPerson, "登记非党组织成员", CLERK, "POST /persons"),
        "erase_registered": Call(
            calls.EraseRegistered,
            "依规删除非党组织成员的个人信息",
            ADMINISTRATOR,
            "POST /persons/<person_id>/erase",
        ),
        "assign_staff": Call(calls.AssignStaff, "派任两员", CLERK, "POST /staff"),
        "change_staff": Call(calls.ChangeStaff, "变更两员联系企业", CLERK, "POST /staff/<assignment>/change"),
        "end_staff": Call(calls.EndStaff, "结束两员派任", CLERK, "POST /staff/<assignment>/end"),
        **corrections.commands("registry", CLERK, CONFIRMING),
        # A file comes in as text/csv; the portal has a route of its own for it.
        "import_rows": Call(calls.ImportRows, "导入", (*CLERK, *ADMINISTRATOR)),
    },
    questions={
        "today": Call(Query, "当前业务日", ANYONE, "GET /days/current", Reach.CITY, gives=Today),
        "areas": Call(
            calls.FindAreas, "下级地区", ANYONE, "GET /areas", Reach.CITY, gives=ListOf(answers.Area)
        ),
        "enterprises": Call(
            calls.FindEnterprises,
            "企业名册",
            WORKING,
            "GET /enterprises",
            Reach.MASKED,
            gives=page_of(answers.Enterprise),
        ),
        "enterprise": Call(
            calls.FindEnterprise,
            "一个企业及其历史",
            WORKING,
            "GET /enterprises/<credit_code>",
            Reach.MASKED,
            gives=answers.OneEnterprise,
        ),
        "organisations": Call(
            calls.FindOrganisations,
            "党组织名册",
            WITH_ACCOUNTS,
            "GET /organisations",
            Reach.MASKED,
            gives=page_of(answers.Organisation),
        ),
        "enterprise_history": Call(
            calls.FindEnterpriseHistory,
            "一个企业的办理记录",
            WORKING,
            "GET /enterprises/<credit_code>/history",
            Reach.MASKED,
            gives=HISTORY,
        ),
        "affiliation_history": Call(
            calls.FindAffiliationHistory,
            "一个企业隶属关系的办理记录",
            WORKING,
            "GET /affiliations/<credit_code>/history",
            Reach.MASKED,
            gives=HISTORY,
        ),
        "organisation": Call(
            calls.FindOrganisation,
            "一个党组织及其历史",
            WITH_ACCOUNTS,
            "GET /organisations/<org_code>",
            Reach.MASKED,
            gives=answers.OneOrganisation,
        ),
        "organisation_history": Call(
            calls.FindOrganisationHistory,
            "一个党组织的办理记录",
            WORKING,
            "GET /organisations/<org_code>/history",
            Reach.MASKED,
            gives=HISTORY,
        ),
        "member": Call(
            calls.FindMember,
            "一名党员（姓名遮盖）",
            WITH_MEMBERS,
            "GET /members/<member_id>",
            Reach.MASKED,
            personal=True,
            gives=answers.OneMember,
        ),
        "member_history": Call(
            calls.FindMemberHistory,
            "一名党员的办理记录",
            WITH_MEMBERS,
            "GET /members/<member_id>/history",
            Reach.MASKED,
            personal=True,
            gives=HISTORY,
        ),
        "post_history": Call(
            calls.FindPostHistory,
            "一项任职的办理记录",
            WITH_MEMBERS,
            "GET /posts/<post_id>/history",
            Reach.MASKED,
            gives=HISTORY,
        ),
        "posts": Call(
            calls.FindPosts, "任职名册", WITH_MEMBERS, "GET /posts", Reach.MASKED, gives=page_of(answers.Post)
        ),
        "members": Call(
            calls.FindMembers,
            "党员名册（姓名遮盖）",
            WITH_MEMBERS,
            "GET /members",
            Reach.MASKED,
            personal=True,
            gives=page_of(answers.Member),
        ),
        "openings": Call(
            calls.FindOpenings,
            "期初补录",
            CONFIRMING,
            "GET /openings",
            personal=True,
            gives=page_of(answers.Opening),
        ),
        "persons": Call(
            calls.FindPersons,
            "非党组织成员名册（姓名遮盖）",
            WITH_MEMBERS,
            "GET /persons",
            Reach.MASKED,
            personal=True,
            gives=page_of(answers.Person),
        ),
        **corrections.questions("registry", CONFIRMING),
        "staff": Call(
            calls.FindStaff,
            "两员名册",
            WITH_MEMBERS,
            "GET /staff",
            Reach.MASKED,
            gives=page_of(answers.Staff),
        ),
    },
    events=events_in(events),
    correctable=(
        events.EnterpriseRegistered,
        events.EnterpriseChanged,
        events.EnterpriseMoved,
        events.OrganisationEstablished,
        events.OrganisationChanged,
        events.OrganisationDissolved,
        events.AffiliationSet,
        events.MemberRegistered,
        events.MemberChanged,
        events.PostAssigned,
        events.PostEnded,
    ),
    follows=("development",),
    # Departments see areas, days, enterprises and organisations; of members and posts they see nothing.
    outlets=(Outlet("public", ("area:", "day", "enterprise:", "organisation:", "affiliation:")),),
)

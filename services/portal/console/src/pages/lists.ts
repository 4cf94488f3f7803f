/** Every page that is one list. What is shown and asked is named as the API names it; labels come from there. */
import type { Row } from '@/api/call'
import { person } from '@/state/session'
import { today } from '@/shared/today'
import type { ListPage } from './list'
import { MEETING_LISTS } from './lists.meeting'
import { SUPERVISION_LISTS } from './lists.supervision'

const of = (path: string, name: string) => (row: Row) => `${path}/${String(row[name])}`
const thisYear = () => Number((today.value || new Date().toISOString()).slice(0, 4))

const isWaiting = (row: Row): boolean => row.state === 'waiting'
const isOthers = (row: Row): boolean => isWaiting(row) && row.by !== person.user
const named = (row: Row): Row => ({ members: [row.member_id] })

const REGISTRY: readonly ListPage[] = [
  {
    path: '/enterprises',
    section: '/enterprises',
    title: '企业',
    operation: 'enterprises_in_enterprises',
    key: 'credit_code',
    columns: ['name', 'credit_code', 'area', 'operation_state', 'size', 'employees', 'ownership', 'industry', 'park', 'registered_on'],
    filters: ['text', 'operation_state', 'size'],
    scope: { area: 'area' },
    actions: ['register_enterprise_in_enterprises'],
    rowActions: [{ operation: 'change_enterprise_in_enterprises', label: '变更', record: 'enterprise_in_enterprises' }],
    imports: ['enterprises', 'enterprise_changes', 'affiliations'],
    roundtrip: 'enterprises',
    link: of('/enterprises', 'credit_code'),
    help: '登记在册的非公有制企业。变更按生效日登记，原来的情况保留在历史中；企业迁移或规模变化后，系统会提示何时应重新设置党组织。',
  },
  {
    path: '/staff',
    section: '/enterprises',
    title: '两员',
    operation: 'staff_in_staff',
    key: 'assignment',
    columns: ['kind', 'member_id', 'units', 'source_type', 'assigned_on', 'ended_on', 'person_id', 'assignment'],
    filters: ['credit_code'],
    actions: ['assign_staff_in_staff', 'record_staff_visit_in_supervision'],
    rowActions: [
      { operation: 'change_staff_in_staff', label: '变更联系企业', when: (row) => !row.ended_on },
      { operation: 'end_staff_in_staff', label: '终止', when: (row) => !row.ended_on }],
    help: '党建工作指导员和联络员的选派。一名指导员可以联系多家小企业；一次选派结束后仍保留在名册中。联系企业增减的，登记变更联系企业，原来联系的留在办理记录中。',
  },
  {
    path: '/persons',
    section: '/enterprises',
    title: '其他人员',
    operation: 'persons_in_persons',
    key: 'person_id',
    columns: ['name', 'person_id', 'kind', 'body', 'area', 'is_full_member'],
    scope: { area: 'area' },
    actions: ['register_person_in_persons'],
    rowActions: [{ operation: 'erase_registered_in_persons', label: '依规删除个人信息' }],
    help: '组织关系不在本地区党组织的人员：机关选派的指导员、领导干部、企业出资人。单位或身份变动的，结束原派任后另编号登记。',
  },
  {
    path: '/organisations',
    section: '/organisations',
    title: '党组织',
    operation: 'organisations_in_organisations',
    key: 'org_code',
    columns: ['name', 'org_code', 'type', 'form', 'area', 'parent', 'units', 'established_on', 'term_end', 'dissolved_on'],
    filters: ['text', 'type'],
    scope: { area: 'area' },
    actions: ['establish_organisation_in_organisations', 'set_affiliation_in_affiliations'],
    rowActions: [
      { operation: 'change_organisation_in_organisations', label: '变更', record: 'organisation_in_organisations', when: (row) => !row.dissolved_on },
      { operation: 'record_election_in_organisations', label: '登记换届', when: (row) => !row.dissolved_on },
      { operation: 'dissolve_organisation_in_organisations', label: '撤销', when: (row) => !row.dissolved_on },
    ],
    imports: ['organisations', 'organisation_changes', 'organisation_endings'],
    roundtrip: 'organisations',
    link: of('/organisations', 'org_code'),
    help: '党委、党总支、党支部。正式党员满三名的企业应单独组建；不足三名的可以联合组建或挂靠。任期届满前系统提醒换届。',
  },
  {
    path: '/posts',
    section: '/organisations',
    title: '任职',
    operation: 'posts_in_posts',
    key: 'post_id',
    columns: ['member_id', 'kind', 'org_code', 'credit_code', 'assigned_on', 'ended_on', 'is_temp', 'expected_end', 'post_id'],
    filters: ['member_id', 'credit_code'],
    scope: { org: 'org_code' },
    actions: ['assign_post_in_posts'],
    rowActions: [{ operation: 'end_post_in_posts', label: '离任', when: (row) => !row.ended_on },
      { operation: 'extend_post_in_posts', label: '延期', when: (row) => row.is_temp === true && !row.ended_on }],
    imports: ['posts'],
    history: { operation: 'post_history_in_posts', service: 'registry', stream: 'post' },
    help: '书记、副书记、委员和企业负责人的任职。职务变动的，登记离任后再登记新任职；临时负责人可以延期。请先在左侧选择党组织，或按企业、党员查找。',
  },
  {
    path: '/members',
    section: '/members',
    title: '党员',
    operation: 'members_in_members',
    key: 'member_id',
    columns: ['name', 'member_id', 'status', 'org_code', 'credit_code', 'sex', 'birth_month', 'education', 'mobile_since', 'front_line', 'is_owner'],
    filters: ['status', 'credit_code'],
    scope: { org: 'org_code' },
    actions: ['register_member_in_members'],
    rowActions: [
      { operation: 'change_member_in_members', label: '变更', record: 'member_in_members' },
      { operation: 'name_member_in_members', label: '补填姓名', when: (row) => row.name === '姓名待补' },
      { operation: 'erase_person_in_members', label: '依规删除个人信息' },
    ],
    imports: ['members', 'member_changes'],
    link: of('/members', 'member_id'),
    help: '组织关系在本地区党组织的党员。管辖范围以外的姓名遮盖显示。新党员由发展党员的审批结果自动入册，不能直接登记为新发展；依据为“补录”的，由另一人在“期初补录”页复核后入册。',
  },
  {
    path: '/openings',
    section: '/members',
    title: '期初补录',
    operation: 'openings_in_openings',
    key: 'member_id',
    columns: ['name', 'member_id', 'state', 'status', 'effective_on', 'comment', 'org_code', 'by', 'act', 'credit_code', 'entered_on', 'reason'],
    filters: ['state'],
    scope: { org: 'org_code' },
    rowActions: [
      { operation: 'confirm_openings_in_openings', label: '复核入册', when: isOthers, gives: named, batch: true },
      { operation: 'return_openings_in_openings', label: '退回', when: isWaiting, gives: named, batch: true },
    ],
    help: '系统启用以前已有的党员由一人补录、另一人复核后入册（R-MEM-13）。请对照党员档案逐人核对；有误的写明原因退回，由录入人重新录入。',
  },
]

const DEVELOPMENT: readonly ListPage[] = [
  {
    path: '/cases',
    section: '/cases',
    title: '发展材料',
    operation: 'cases_in_cases',
    key: 'case_id',
    columns: ['name', 'case_id', 'state_name', 'org_code', 'credit_code', 'since'],
    filters: ['state'],
    scope: { area: 'area', org: 'org_code' },
    actions: ['submit_application_in_cases'],
    imports: ['cases'],
    importedBy: ['submit_application_in_cases', 'file_activist_in_cases'],
    link: of('/cases', 'case_id'),
    help: '每名申请人一份材料，从入党申请到转正归档。点开可以看到全程纪实、下一步能办什么、最早何时可以办。',
  },
  {
    path: '/quotas',
    section: '/cases',
    title: '年度计划',
    operation: 'quotas_in_quotas',
    key: 'org_code',
    columns: ['org_code', 'year', 'places', 'used', 'left', 'dissolved_on', 'weighting'],
    filters: ['year'],
    scope: { area: 'area' },
    defaults: () => ({ year: thisYear() }),
    actions: ['set_quota_in_quotas'],
    help: '各党组织本年度的发展党员名额、已用和剩余。名额向党员多、积极分子多的大企业倾斜的理由记在“分配依据”。调整名额即重新下达，原名额留在办理记录中；党组织撤销的，剩余名额由下达部门核减，另行下达给其他党组织。',
  },
  {
    path: '/rule-confirmations',
    section: '/cases',
    title: '规则核实',
    operation: 'confirmations_in_rule-confirmations',
    key: 'confirmation',
    columns: ['rule', 'confirmation', 'state', 'edition', 'area', 'since', 'text', 'by', 'approved_by', 'approved_on', 'withdrawn_on', 'reason'],
    actions: ['confirm_rule_in_rule-confirmations'],
    rowActions: [
      { operation: 'approve_confirmation_in_rule-confirmations', label: '确认', when: (row) => row.state === 'proposed' },
      { operation: 'withdraw_confirmation_in_rule-confirmations', label: '撤销', when: (row) => row.state !== 'withdrawn' },
    ],
    help: '尚未见到正式文本的规则只提醒、不阻断。一人核对文本，另一人确认后，从起始日起在所列地区按该版本阻断；不约束此前的行为，可以说明理由撤销。',
  },
]

const TRAINING: readonly ListPage[] = [
  {
    path: '/training',
    section: '/training',
    title: '培训班',
    operation: 'classes_in_training',
    key: 'class_id',
    history: { operation: 'class_history_in_training', service: 'training', stream: 'class' },
    columns: ['class_id', 'state_name', 'area', 'layer', 'form', 'organiser', 'planned_on', 'hours', 'plan_id'],
    filters: ['year', 'state'],
    scope: { area: 'area' },
    actions: ['plan_class_in_training'],
    rowActions: [
      { operation: 'hold_class_in_training', label: '登记举办', when: (row) => row.state === 'planned' },
      { operation: 'record_attendance_in_training', label: '登记出勤', when: (row) => row.state === 'held' },
      { operation: 'issue_certificate_in_training', label: '颁发证书', when: (row) => row.state === 'held' },
      { operation: 'put_off_class_in_training', label: '改期', when: (row) => row.state === 'planned' },
      { operation: 'cancel_class_in_training', label: '取消', when: (row) => row.state === 'planned' },
    ],
    help: '按年度计划举办的培训班。全天按八学时、半天按四学时计；跨年的班按日分到两个年度。',
  },
  {
    path: '/training/plans',
    section: '/training',
    title: '年度培训计划',
    operation: 'plans_in_training',
    key: 'plan_id',
    columns: ['plan_id', 'area', 'year', 'drafted_by', 'approved'],
    filters: ['year'],
    scope: { area: 'area' },
    defaults: () => ({ year: thisYear() }),
    actions: ['draft_plan_in_training'],
    rowActions: [{ operation: 'approve_plan_in_training', label: '审批', when: (row) => !row.approved }],
    help: '计划从行业分类、文化层次、经营需求三个方面写明。拟定人不能审批自己的计划。',
  },
  {
    path: '/training/shortfall',
    section: '/training',
    title: '学时未达标',
    operation: 'shortfall_in_training',
    key: 'member_id',
    columns: ['member_id', 'org_code', 'hours', 'due', 'missing', 'secretary', 'classes', 'classes_missing'],
    filters: ['year', 'as_of'],
    scope: { area: 'area', org: 'org_code' },
    defaults: () => ({ year: thisYear() }),
    help: '截至某日，本年度学时还没有达到要求的党员和书记，免训的不在其中。',
  },
  {
    path: '/training/exemptions',
    section: '/training',
    title: '免训',
    operation: 'exemptions_in_training',
    key: 'exemption',
    columns: ['exemption', 'member_id', 'year', 'asked_by', 'granted'],
    filters: ['year'],
    scope: { area: 'area' },
    actions: ['request_exemption_in_training'],
    rowActions: [{ operation: 'grant_exemption_in_training', label: '批准', batch: true, when: (row) => !row.granted }],
    help: '因病、因残等免训的申请和批准，申请人与批准人不能是同一人。',
  },
]

const OWN: readonly ListPage[] = [
  {
    path: '/inbox',
    section: '/',
    title: '消息',
    operation: 'inbox_in_inbox',
    key: 'message',
    columns: ['text', 'alarm', 'level', 'area', 'due_on', 'raised_on', 'read'],
    filters: ['unread'],
    actions: ['set_channel_in_channel'],
    rowActions: [{ operation: 'mark_read_in_inbox', label: '标为已读', batch: true, when: (row) => !row.read }],
    exports: false,
    help: '到期提醒、逾期提醒和督办。事项办结后对应的消息自动消失。用“设置提醒方式”选择邮件或网络钩子，以及是否合并为每日一封。',
  },
  {
    path: '/todos',
    section: '/',
    title: '待办',
    operation: 'todos_in_todos',
    key: 'duty',
    columns: ['title', 'subject', 'area', 'set_on', 'due_on', 'last_on', 'state'],
    filters: ['when'],
    link: (row) => targetOf(row),
    help: '按您的角色和管辖范围应办的事项。应办日是要求完成的日子，最后期限是宽限之后的日子。',
  },
]

/** Return the page on which a thing to do is done. */
export function targetOf(row: Row): string | undefined {
  const [kind, rest] = [String(row.deadline ?? ''), String(row.subject ?? '')]
  if (/^[0-9A-Z]{18}$/.test(rest)) return `/enterprises/${rest}`
  if (kind.includes('finding') || kind === 'rectification') return `/supervision/findings?org=${String(row.org_code ?? '')}`
  if (row.pack === 'development') return `/cases/${rest}`
  return `/organisations/${rest}?tab=duties`
}

export const LISTS: readonly ListPage[] = [...REGISTRY, ...DEVELOPMENT, ...TRAINING, ...SUPERVISION_LISTS, ...MEETING_LISTS, ...OWN]

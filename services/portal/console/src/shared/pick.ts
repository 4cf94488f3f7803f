/** Which fields name another record, and where the records to choose from are listed. */
import { person } from '@/state/session'
import { names } from '@/state/places'
import { operation, type Row } from '@/api/call'
import { shown } from './shown'
import { today } from './today'

export interface Pick {
  field: string
  /** Whether it is chosen in a form of *command* with these values; otherwise typed. */
  when?: (command: string, values: Row) => boolean
  question: string
  /** What to ask with, of the form's values; undefined as long as something is missing. */
  given: (values: Row) => Row | undefined
  /** The records of an answer, where they are not its rows. */
  rows?: (answers: Row[], values: Row) => Row[]
  key: string
  label: (row: Row) => string
  /** What to do where there is nothing to choose. */
  empty: string
}

const MEETINGS = 'meetings_in_meeting-records'
const CHECKLISTS = 'checklists_in_supervision'
const STAFF = 'staff_in_staff'
const named = (question: string, row: Row, name: string): string => shown(row[name], operation(question).row.find((one) => one.name === name))
const joined = (...parts: unknown[]): string => parts.filter((one) => one && one !== '—').map(String).join(' ')
const inspects = (command: string): boolean => command === 'record_inspection_in_supervision'

const PICKS: readonly Pick[] = [
  {
    field: 'meeting',
    when: (command) => command.endsWith('_in_cases'),
    question: MEETINGS,
    // What a committee decides is in the records of the committee that approves.
    given: (values) => (values.approver || values.org_code ? { org_code: values.approver ?? values.org_code } : undefined),
    key: 'meeting',
    label: (row) => joined(row.held_on, named(MEETINGS, row, 'kind'), row.theme, `（${String(row.meeting)}）`),
    empty: '没有会议记录；请先在“督导 › 会议活动”登记这次会议',
  },
  {
    field: 'meeting',
    when: (command) => !command.endsWith('_in_cases'),
    question: 'meetings_in_meetings',
    given: () => ({}),
    key: 'meeting',
    label: (row) => joined(row.held_on, row.period, row.meeting),
    empty: '没有联席会议；请先在“联席会议 › 会议”登记',
  },
  {
    field: 'topics',
    question: 'topics_in_topics',
    given: () => ({}),
    rows: (answers, values) => answers.filter((row) => row.meeting === values.meeting),
    key: 'topic',
    label: (row) => joined(named('topics_in_topics', row, 'heading'), row.text, person.departments[String(row.department)]),
    empty: '没有为这次会议提出的议题',
  },
  {
    field: 'resolution',
    question: 'resolutions_in_resolutions',
    given: () => ({}),
    key: 'no',
    label: (row) => joined(row.text, row.no, row.state_name),
    empty: '没有议定事项；可以不填',
  },
  {
    field: 'case_id',
    question: 'cases_in_cases',
    given: () => ({ area: person.areas[0] }),
    key: 'case_id',
    label: (row) => joined(row.name, row.state_name, names.get(String(row.org_code)), row.case_id),
    empty: '没有发展材料',
  },
  {
    field: 'objection',
    when: (command) => command !== 'raise_objection_in_cases',
    question: 'case_in_cases',
    given: (values) => (values.case_id ? { case_id: values.case_id } : undefined),
    rows: (answers) => objectionsOf(answers[0]),
    key: 'objection',
    label: (row) => joined(row.on, row.text, row.objection),
    empty: '这份材料没有登记过异议',
  },
  {
    field: 'person_id',
    question: 'persons_in_persons',
    given: () => ({}),
    key: 'person_id',
    label: (row) => joined(row.name, row.body, row.person_id),
    empty: '没有人员；请先在“企业 › 其他人员”登记',
  },
  {
    field: 'staff',
    question: STAFF,
    given: (values) => (values.credit_code ? { credit_code: values.credit_code } : {}),
    rows: (answers) => answers.filter((row) => !row.ended_on),
    key: 'assignment',
    label: (row) => joined(named(STAFF, row, 'kind'), named(STAFF, row, 'member_id'), named(STAFF, row, 'person_id'), named(STAFF, row, 'units'), `（${String(row.assignment)}）`),
    empty: '该企业没有在任的指导员或联络员；请先在“企业 › 两员”登记选派',
  },
  {
    field: 'version',
    when: inspects,
    question: CHECKLISTS,
    given: () => ({}),
    key: 'version',
    label: (row) => `${String(row.version)}（${(row.items as Row[]).length} 项）`,
    empty: '没有督查清单；请先发布督查清单',
  },
  {
    field: 'item',
    when: inspects,
    question: CHECKLISTS,
    given: (values) => (values.version ? {} : undefined),
    rows: (answers, values) => answers.filter((row) => row.version === values.version).flatMap((row) => row.items as Row[]),
    key: 'item',
    label: (row) => joined(row.text, `（${String(row.item)}）`),
    empty: '该清单没有项目',
  },
  {
    field: 'plan_id',
    question: 'plans_in_training',
    given: (values) => ({ area: values.area ?? person.areas[0], year: String(values.planned_on ?? today.value).slice(0, 4) }),
    key: 'plan_id',
    label: (row) => joined(row.year, names.get(String(row.area)), row.plan_id),
    empty: '该地区本年度没有计划；可以不填',
  },
  {
    field: 'point',
    question: 'contact_points_in_supervision',
    given: () => ({ area: person.areas[0] }),
    key: 'point',
    label: (row) => joined(names.get(String(row.credit_code)) ?? names.get(String(row.org_code)), row.point),
    empty: '没有联系点；可以不填',
  },
  {
    field: 'recommendation',
    when: (_command, values) => values.body !== 'members',
    question: 'recommendations_in_departments',
    given: (values) => (String(values.body ?? '') in person.departments ? { department: values.body } : undefined),
    key: 'recommendation',
    label: (row) => joined(row.held_on, named('recommendations_in_departments', row, 'case_id'), row.recommendation),
    empty: '该单位没有推荐；请先由该单位登记推优',
  },
]

/** Return from what to choose the value of a field of a command; nothing where it is typed. */
export function pickOf(command: string, field: string, values: Row): Pick | undefined {
  return PICKS.find((one) => one.field === field && (one.when?.(command, values) ?? true))
}

/** Return the objections that were raised in a case and are not settled yet. */
export function objectionsOf(found: Row | undefined): Row[] {
  const steps = (found?.steps ?? []) as { step: string; on: string; told: Row }[]
  const settled = steps.filter((one) => one.step !== 'raise_objection').map((one) => one.told.objection)
  return steps.filter((one) => one.step === 'raise_objection' && !settled.includes(one.told.objection)).map((one) => ({ on: one.on, ...one.told }))
}

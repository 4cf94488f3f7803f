/** Which fields name another record, and where the records to choose from are listed. */
import { person } from '@/state/session'
import { names } from '@/state/places'
import { operation, type Row } from '@/api/call'
import { shown } from './shown'
import { today } from './today'

export interface Pick {
  question: string
  /** What to ask with, of the form's values; undefined as long as something is missing. */
  given: (values: Row) => Row | undefined
  key: string
  label: (row: Row) => string
  /** What to do where there is nothing to choose. */
  empty: string
}

const MEETINGS = 'meetings_in_meeting-records'
const named = (question: string, row: Row, name: string): string => shown(row[name], operation(question).row.find((one) => one.name === name))
const joined = (...parts: unknown[]): string => parts.filter((one) => one && one !== '—').map(String).join(' ')

const RECORDED: Pick = {
  question: MEETINGS,
  // What a committee decides is in the records of the committee that approves.
  given: (values) => (values.approver || values.org_code ? { org_code: values.approver ?? values.org_code } : undefined),
  key: 'meeting',
  label: (row) => joined(row.held_on, named(MEETINGS, row, 'kind'), row.theme, `（${String(row.meeting)}）`),
  empty: '没有会议记录；请先在“督导 › 会议活动”登记这次会议',
}

const JOINT: Pick = {
  question: 'meetings_in_meetings',
  given: () => ({}),
  key: 'meeting',
  label: (row) => joined(row.held_on, row.period, row.meeting),
  empty: '没有联席会议；请先在“联席会议 › 会议”登记',
}

const PICKS: Record<string, Pick> = {
  case_id: {
    question: 'cases_in_cases',
    given: () => ({ area: person.areas[0] }),
    key: 'case_id',
    label: (row) => joined(row.case_id, row.state_name, names.get(String(row.org_code))),
    empty: '没有发展材料',
  },
  person_id: {
    question: 'persons_in_persons',
    given: () => ({}),
    key: 'person_id',
    label: (row) => joined(row.name, row.body, row.person_id),
    empty: '没有人员；请先在“企业 › 其他人员”登记',
  },
  plan_id: {
    question: 'plans_in_training',
    given: (values) => ({ area: values.area ?? person.areas[0], year: String(values.planned_on ?? today.value).slice(0, 4) }),
    key: 'plan_id',
    label: (row) => joined(row.year, names.get(String(row.area)), row.plan_id),
    empty: '该地区本年度没有计划；可以不填',
  },
  point: {
    question: 'contact_points_in_supervision',
    given: () => ({ area: person.areas[0] }),
    key: 'point',
    label: (row) => joined(names.get(String(row.credit_code)) ?? names.get(String(row.org_code)), row.point),
    empty: '没有联系点；可以不填',
  },
  recommendation: {
    question: 'recommendations_in_departments',
    given: (values) => (String(values.body ?? '') in person.departments ? { department: values.body } : undefined),
    key: 'recommendation',
    label: (row) => joined(row.held_on, row.case_id, row.recommendation),
    empty: '该单位没有推荐；请先由该单位登记推优',
  },
}

/** Return from what to choose the value of a field of a command; nothing where it is typed. */
export function pickOf(command: string, field: string, values: Row): Pick | undefined {
  if (field === 'recommendation' && values.body === 'members') return undefined
  if (field === 'meeting') return command.endsWith('_in_cases') ? RECORDED : JOINT
  return PICKS[field]
}

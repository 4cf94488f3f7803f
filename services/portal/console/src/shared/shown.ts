/** How values are written for people. */
import { names } from '@/state/places'
import { person } from '@/state/session'
import type { Field } from '@/api/operation'

export const NOTHING = '—'
const NAMED = new Set(['area', 'org_code', 'parent', 'organisation', 'approver', 'received_by', 'subject', 'credit_code', 'units', 'member_id', 'members', 'person_id', 'case_id'])
// Messages tell codes only (R-PRV-24).
const IN_BRACKETS = /（([0-9A-Za-z_-]+)）/g
// Fields that hold a code and are shown by its name are headed by what they name.
const HEADINGS: Record<string, string> = { org_code: '党组织', credit_code: '企业', member_id: '党员', members: '党员', case_id: '申请人', person_id: '人员', state_name: '状态', colour_name: '期限', kind_name: '类别', deadline_name: '事项' }

/** Write a value: choices by their names, codes of places and firms as their names, yes and no as such. */
export function shown(value: unknown, field?: Field): string {
  if (value === null || value === undefined || value === '') return NOTHING
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) return value.length ? value.map((one) => shown(one, field)).join('、') : NOTHING
  if (typeof value === 'object') return NOTHING
  const text = String(value)
  if (field?.names?.[text]) return field.names[text]
  if (field && NAMED.has(field.name)) return names.get(text) ?? text
  if (field?.name === 'text') return text.replace(IN_BRACKETS, (whole, code: string) => (names.has(code) ? `（${names.get(code) ?? ''}）` : whole))
  if (field?.name === 'department' || field?.name === 'lead') return person.departments[text] ?? text
  if (typeof value === 'number' && field?.name !== 'year') return value.toLocaleString('zh-CN')
  return text
}

/** Write the name of the thing that a record is: its own code stays a code. */
export function shownIn(value: unknown, field: Field, key: string): string {
  return field.name === key ? String(value ?? NOTHING) : shown(value, field)
}

/** Return the heading of a column. */
export function heading(field: Field, key: string): string {
  return field.name === key ? field.label : (HEADINGS[field.name] ?? field.label)
}

/** Write a moment as the clock on the wall in China says it. */
export function timeOf(moment: string): string {
  return new Date(moment).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })
}

/** Return how late or near a day is, seen from *today*. */
export function colourOf(day: string, today: string): 'danger' | 'warning' | 'info' {
  if (day < today) return 'danger'
  return daysBetween(today, day) <= NEAR_DAYS ? 'warning' : 'info'
}

const NEAR_DAYS = 7

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

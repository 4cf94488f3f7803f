import { person } from '@/state/session'

/** A department's figures of a quarter on their way up: counties' parts first, then the whole (R-JM-16). */
export interface Figure { item: string; area: string; value: number }
export interface Version { version: number; recorded_on: string; figures: Figure[] }
export interface Item { data_set: string; id: string; label: string; unit: string }
export type State = 'draft' | 'submitted' | 'returned' | 'approved'
export interface Submission {
  area: string
  state: State
  by: string
  comment: string | null
  figures: Figure[]
  problems: { rule: string; level: string; message: string }[]
}
/** How many fields the form has, how many the system fills in, and how many it asks although it has the records. */
export interface Burden { asked: number; filled: number; again: number }
export interface Versions {
  versions: Version[]
  open_until: string | null
  submissions: Submission[]
  edition: string
  items: string[]
  filled: Figure[]
  burden: Burden
}

export const STATES: Record<State, readonly [string, 'info' | 'warning' | 'danger' | 'success']> = {
  draft: ['草稿', 'info'],
  submitted: ['待审核', 'warning'],
  returned: ['已退回', 'danger'],
  approved: ['已审核', 'success'],
}

/** Return in words what the form asks of people. */
export function burdenText({ asked, filled, again }: Burden): string {
  const share = asked ? Math.round((filled * 100) / asked) : 0
  const known = filled ? `，其中 ${filled} 格已按本单位的记录填好（${share}%）` : ''
  return `本季度填报 ${asked} 格${known}${again ? `；${again} 格系统有记录但尚不知属于哪个县（市、区），仍需填写` : ''}`
}

/** Return whether the person works for an area; the counties lie right below the city. */
export function covers(area: string): boolean {
  return person.areas.includes(area) || person.areas.includes(person.city)
}

/** Return what a person may do with an area's part, or with the whole, as it stands. */
export function stepsOf(area: string, part: Submission | undefined, wholeWaits: boolean): { draft: boolean; handUp: boolean; judge: boolean } {
  const isWhole = area === person.city
  const clerk = 'department_clerk' in person.roles && covers(area)
  const above = covers(person.city) && (isWhole ? 'department_head' in person.roles : clerk || 'department_head' in person.roles)
  const free = !wholeWaits || isWhole
  return {
    draft: clerk && free && (isWhole || part?.state !== 'submitted'),
    handUp: clerk && free && !isWhole && part?.state === 'draft',
    judge: above && part?.state === 'submitted' && part.by !== person.user,
  }
}

/** Corrections (R-GEN-09): one person proposes with a reason, another decides; what no longer holds is done again. */
import { call, operation, type Row } from '@/api/call'
import type { Field } from '@/api/operation'
import { may } from '@/state/session'

/** The services that take corrections. */
export const CORRECTING = ['development', 'registry', 'supervision', 'training'] as const
export type Correcting = (typeof CORRECTING)[number]

interface Asked { field: string; label: string; kind: 'day' | 'number' | 'flag' | 'choice' | 'several' | 'rows' | 'text'; names: Record<string, string>; optional: boolean }
interface Entered extends Asked { value: unknown; inner: Asked[] }
export interface Entry { stream: string; seq: number; name: string; on: string; can_be: Entered[]; why_not: string | null }
export interface ChangedField { label: string; old: string | null; new: string | null }
export interface Undone { stream: string; seq: number; name: string; on: string; why: string }
export interface Effect { changed: ChangedField[]; undone: Undone[] }
export interface Correction {
  correction: string
  state: 'proposed' | 'approved' | 'rejected'
  stream: string
  seq: number
  name: string
  void: boolean
  reason: string
  by: string
  proposed_on: string
  decided_by: string | null
  decided_on: string | null
  comment: string | null
  changes: ChangedField[]
  undone: Undone[]
}

type Act = 'propose_correction' | 'approve_correction' | 'reject_correction' | 'corrections' | 'entry'

export const actOf = (act: Act, service: Correcting): string => `${act}_in_${service}`
export const mayDo = (act: Act, service: Correcting): boolean => may(operation(actOf(act, service)).roles)

export const findEntry = (service: Correcting, stream: string, seq: number): Promise<Entry> => call<Entry>(actOf('entry', service), { stream, seq })

// What is corrected itself is no entry to correct: the earlier one is corrected again.
const SUFFIX = '.entry_corrected.v1'
export const isCorrection = (type: string): boolean => type.endsWith(SUFFIX)

export const DAY = 'on'
export const VOID = 'void'
/** The day as a field of the form; it is the entry's own, beside what it says. */
export const DAY_FIELD: Field = { name: DAY, label: '日期', kind: 'day', required: true }
export const VOID_FIELD: Field = { name: VOID, label: '整项作废（这件事没有发生，或不该登记在这里）', kind: 'flag', required: false }
export const REASON_FIELD: Field = { name: 'reason', label: '更正的理由', kind: 'words', required: true, longest: 500 }

/** Return the fields of the form for what of an entry can be corrected. */
export function fieldsOfEntry(entry: Entry): Field[] {
  return entry.can_be.map((one) => ({ ...fieldOf(one), ...(one.inner.length ? { inner: one.inner.map(fieldOf) } : {}) }))
}

function fieldOf({ field, label, kind, names, optional }: Asked): Field {
  const known = Object.keys(names).length ? { names } : {}
  return { name: field, label, kind: kind === 'several' ? 'list' : kind, required: !optional, ...known }
}

/** Return what was typed into lists of numbers as numbers: tags are words. */
export function numbersAgain(changed: Row, start: Row): Row {
  const were = (name: string): boolean => Array.isArray(start[name]) && start[name].every((one) => typeof one === 'number')
  return Object.fromEntries(Object.entries(changed).map(([name, value]) => [name, Array.isArray(value) && were(name) ? value.map(Number) : value]))
}

/** Return what an entry says, as the form starts. */
export function valuesOf(entry: Entry): Row {
  return { [DAY]: entry.on, ...Object.fromEntries(entry.can_be.map((one) => [one.field, one.value ?? undefined])) }
}

/** Return what is proposed: the day where it is another, and the fields that are filled in otherwise; or that it is void. */
export function proposalOf(changed: Row, isVoid: boolean): Row {
  if (isVoid) return { [VOID]: true }
  const { [DAY]: on, ...changes } = changed
  return { changes, ...(on ? { on } : {}) }
}

const PAGES: Record<string, string> = { case: '/cases', member: '/members', enterprise: '/enterprises', affiliation: '/enterprises', organisation: '/organisations', study: '/members' }
/** Things without a page of their own: the list they stand in. */
const IN_LISTS: Record<string, string> = { meeting: '/meeting-records', finding: '/supervision/findings', inspection: '/supervision/inspections', contact_point: '/supervision/contact-points', class: '/training' }
const MEMBERS = 'member:'
const KINDS: Record<string, string> = { case: '发展材料', member: '党员', enterprise: '企业', affiliation: '隶属关系', organisation: '党组织', post: '任职', meeting: '会议活动', finding: '督查问题', inspection: '督查', contact_point: '联系点', possessions: '五有核查', class: '培训班', study: '学习登记' }

/** Return what a stream is of: its key, its kind in words, and the page on which it is shown, if it has one. */
export function recordOf(stream: string): { key: string; kind: string; page: string | undefined } {
  const [kind = '', ...rest] = stream.split(':')
  const whole = rest.join(':')
  // What somebody studied is shown with the member; of a candidate it is not.
  const key = kind === 'study' ? whole.replace(/^(member|case):/, '') : whole
  const own = kind === 'study' && !whole.startsWith(MEMBERS) ? undefined : PAGES[kind]
  return { key, kind: KINDS[kind] ?? kind, page: own ? `${own}/${encodeURIComponent(key)}` : IN_LISTS[kind] }
}

/** Corrections (R-GEN-09): one person proposes with a reason, another decides; what no longer holds is done again. */
import { call, operation, type Row } from '@/api/call'
import type { Field } from '@/api/operation'
import { may } from '@/state/session'

/** The services that take corrections. */
export const CORRECTING = ['development', 'registry'] as const
export type Correcting = (typeof CORRECTING)[number]

interface Entered { field: string; label: string; kind: 'day' | 'number' | 'flag' | 'choice' | 'several' | 'text'; names: Record<string, string>; value: unknown; optional: boolean }
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
  return entry.can_be.map(({ field, label, kind, names, optional }) => {
    const known = Object.keys(names).length ? { names } : {}
    return { name: field, label, kind: kind === 'several' ? 'list' : kind, required: !optional, ...known }
  })
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

const PAGES: Record<string, string> = { case: '/cases', member: '/members', enterprise: '/enterprises', affiliation: '/enterprises', organisation: '/organisations' }
const KINDS: Record<string, string> = { case: '发展材料', member: '党员', enterprise: '企业', affiliation: '隶属关系', organisation: '党组织', post: '任职' }

/** Return what a stream is of: its key, its kind in words, and the page on which it is shown, if it has one. */
export function recordOf(stream: string): { key: string; kind: string; page: string | undefined } {
  const [kind = '', ...rest] = stream.split(':')
  const key = rest.join(':')
  return { key, kind: KINDS[kind] ?? kind, page: PAGES[kind] ? `${PAGES[kind]}/${encodeURIComponent(key)}` : undefined }
}

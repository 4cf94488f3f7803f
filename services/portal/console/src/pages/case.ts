import { operation, type Row } from '@/api/call'
import type { Violation } from '@/api/problem'
import { may } from '@/state/session'

export interface Prospect {
  step: string
  name: string
  by: 'branch' | 'committee' | 'training'
  leads_on: boolean
  done: boolean
  earliest: string | null
  against: Violation[]
}

export interface CaseRow {
  case_id: string
  name: string | null
  org_code: string
  credit_code: string | null
  state: string
  state_name: string
  since: string
  next: Prospect[]
}

export interface Taken {
  step: string
  name: string
  on: string
  edition: string
  state: string
  told: Row
  backfilled: boolean
}

export interface OneCase extends CaseRow {
  seq: number
  probation_end: string | null
  extended_by: number
  again: string[]
  steps: Taken[]
  doubts: Doubt[]
}

/** What speaks against a step, since something it relies on was corrected elsewhere (R-GEN-09). */
export interface Doubt {
  seq: number
  name: string
  on: string
  rule: string
  message: string
}

/** Return whether a step is the person's to record; what training tells is nobody's. */
export function isMine(one: Prospect): boolean {
  return one.by !== 'training' && may(operation(`${one.step}_in_cases`).roles)
}

const LESS_COMMON = ['transfer_out', 'withdraw', 'raise_objection', 'settle_objection', 'uphold_objection', 'review_unqualified', 'ask_exemption', 'exempt_from_training', 'superior_reject', 'pre_review_fail', 'vote_admission_fail', 'reject_admission', 'vote_extend', 'vote_cancel', 'reject_conversion', 'reject_extension', 'reject_cancellation', 'resubmit', 'end_case']

/** Return whether a step is one that is to be done next in the usual course of things. */
export const isUsual = (one: Prospect): boolean => !one.done && !LESS_COMMON.includes(one.step)

/** The five phases of the rules, as people speak of them. */
export const PHASES = ['申请入党', '入党积极分子', '发展对象', '预备党员的接收', '预备党员的教育考察和转正'] as const

/** Return in which phase a state lies, from 0; what is over has all behind it. */
export function phaseOf(state: string): number {
  if (state === 'S70' || state === 'S71') return PHASES.length
  if (state.startsWith('X') || state === 'T1') return 0
  return Number(state[1]) > 5 ? 4 : PHASE_OF_TEN[Number(state[1])] ?? 0
}

const PHASE_OF_TEN: Record<number, number> = { 1: 0, 2: 1, 3: 2, 4: 3, 5: 4 }

import { describe, expect, it, vi } from 'vitest'
import type { Entry } from './correction'

vi.mock('@/state/session', () => ({ may: () => true, token: () => '', person: {} }))

const { fieldsOfEntry, isCorrection, numbersAgain, proposalOf, recordOf, valuesOf } = await import('./correction')

const ENTRY: Entry = {
  stream: 'case:C1',
  seq: 4,
  name: '研究确定入党积极分子',
  on: '2025-03-01',
  can_be: [
    { field: 'meeting', label: '会议记录编号', kind: 'text', names: {}, value: 'BC', optional: false, inner: [] },
    { field: 'opinions', label: '意见', kind: 'several', names: { group: '党小组' }, value: null, optional: true, inner: [] },
  ],
  why_not: null,
}

describe('the form of a correction', () => {
  it('asks for what can be corrected, as it stands', () => {
    expect(fieldsOfEntry(ENTRY)).toEqual([
      { name: 'meeting', label: '会议记录编号', kind: 'text', required: true },
      { name: 'opinions', label: '意见', kind: 'list', required: false, names: { group: '党小组' } },
    ])
    expect(valuesOf(ENTRY)).toEqual({ on: '2025-03-01', meeting: 'BC', opinions: undefined })
  })

  it('proposes only what is filled in otherwise, the day beside it', () => {
    expect(proposalOf({ on: '2025-03-02', meeting: 'BC2' }, false)).toEqual({ on: '2025-03-02', changes: { meeting: 'BC2' } })
    expect(proposalOf({ opinions: null }, false)).toEqual({ changes: { opinions: null } })
  })

  it('sends numbers of a list as numbers', () => {
    expect(numbersAgain({ sessions: [1, '3'], words: ['1'] }, { sessions: [1, 2], words: ['2'] })).toEqual({ sessions: [1, 3], words: ['1'] })
  })

  it('proposes of what is void nothing else', () => {
    expect(proposalOf({ on: '2025-03-02', meeting: 'BC2' }, true)).toEqual({ void: true })
  })
})

describe('rows of an entry', () => {
  it('have the fields of each', () => {
    const on = { field: 'on', label: '日期', kind: 'day' as const, names: {}, optional: false }
    const sessions = { field: 'sessions', label: '培训时段', kind: 'rows' as const, names: {}, value: [], optional: false, inner: [on] }
    expect(fieldsOfEntry({ ...ENTRY, can_be: [sessions] })).toEqual([
      { name: 'sessions', label: '培训时段', kind: 'rows', required: true, inner: [{ name: 'on', label: '日期', kind: 'day', required: true }] },
    ])
  })
})

describe('what a correction is of', () => {
  it('leads to the page of its record', () => {
    expect(recordOf('case:C1')).toEqual({ key: 'C1', kind: '发展材料', page: '/cases/C1' })
    expect(recordOf('affiliation:9141').page).toBe('/enterprises/9141')
    expect(recordOf('post:P1').page).toBeUndefined()
    expect(recordOf('study:member:M1')).toEqual({ key: 'M1', kind: '学习登记', page: '/members/M1' })
    expect(recordOf('study:case:C1').page).toBeUndefined()
    expect(recordOf('meeting:H1')).toEqual({ key: 'H1', kind: '会议活动', page: '/meeting-records' })
  })

  it('is an entry, and no correction', () => {
    expect(isCorrection('development.entry_corrected.v1')).toBe(true)
    expect(isCorrection('development.step_completed.v1')).toBe(false)
  })
})

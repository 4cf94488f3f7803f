import { describe, expect, it, vi } from 'vitest'
import type { Entry } from './correction'

vi.mock('@/state/session', () => ({ may: () => true, token: () => '', person: {} }))

const { fieldsOfEntry, isCorrection, proposalOf, recordOf, valuesOf } = await import('./correction')

const ENTRY: Entry = {
  stream: 'case:C1',
  seq: 4,
  name: '研究确定入党积极分子',
  on: '2025-03-01',
  can_be: [
    { field: 'meeting', label: '会议记录编号', kind: 'text', names: {}, value: 'BC', optional: false },
    { field: 'opinions', label: '意见', kind: 'several', names: { group: '党小组' }, value: null, optional: true },
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

  it('proposes of what is void nothing else', () => {
    expect(proposalOf({ on: '2025-03-02', meeting: 'BC2' }, true)).toEqual({ void: true })
  })
})

describe('what a correction is of', () => {
  it('leads to the page of its record', () => {
    expect(recordOf('case:C1')).toEqual({ key: 'C1', kind: '发展材料', page: '/cases/C1' })
    expect(recordOf('affiliation:9141').page).toBe('/enterprises/9141')
    expect(recordOf('post:P1').page).toBeUndefined()
  })

  it('is an entry, and no correction', () => {
    expect(isCorrection('development.entry_corrected.v1')).toBe(true)
    expect(isCorrection('development.step_completed.v1')).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { objectionsOf, pickOf } from './pick'

describe('what a field is chosen from', () => {
  it('is the list of the records it names, typed where it names the new record itself', () => {
    expect(pickOf('record_inspection_in_supervision', 'version', {})?.question).toBe('checklists_in_supervision')
    expect(pickOf('issue_checklist_in_supervision', 'version', {})).toBeUndefined()
    expect(pickOf('vote_admission_in_cases', 'meeting', {})?.question).toBe('meetings_in_meeting-records')
    expect(pickOf('issue_resolution_in_resolutions', 'meeting', {})?.question).toBe('meetings_in_meetings')
    expect(pickOf('record_recommendation_in_cases', 'recommendation', { body: 'members' })).toBeUndefined()
  })

  it('is, for an objection, what was raised in the case and is not settled', () => {
    const steps = [
      { step: 'raise_objection', on: '2026-03-02', told: { objection: 'Y1', text: '一' } },
      { step: 'raise_objection', on: '2026-03-03', told: { objection: 'Y2', text: '二' } },
      { step: 'settle_objection', on: '2026-03-04', told: { objection: 'Y1' } },
    ]
    expect(objectionsOf({ steps })).toEqual([{ on: '2026-03-03', objection: 'Y2', text: '二' }])
    expect(objectionsOf(undefined)).toEqual([])
  })

  it('is the items of the chosen version only', () => {
    const answers = [{ version: '1', items: [{ item: 'a', text: '甲' }] }, { version: '2', items: [{ item: 'b', text: '乙' }] }]
    expect(pickOf('record_inspection_in_supervision', 'item', {})?.rows?.(answers, { version: '2' })).toEqual([{ item: 'b', text: '乙' }])
  })
})

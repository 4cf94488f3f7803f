import { beforeEach, describe, expect, it } from 'vitest'
import { person } from '@/state/session'
import { burdenText, stepsOf, type State, type Submission } from './figures'

const CITY = '411300000000'
const COUNTY = '411302000000'
const part = (state: State, by = 'li'): Submission => ({ area: COUNTY, state, by, comment: null, figures: [], problems: [] })

function act(user: string, role: string, area: string): void {
  Object.assign(person, { user, city: CITY, areas: [area], roles: { [role]: '' } })
}

describe('the steps of a part', () => {
  beforeEach(() => act('li', 'department_clerk', COUNTY))

  it('are drafting and handing up for the county itself', () => {
    expect(stepsOf(COUNTY, undefined, false)).toEqual({ draft: true, handUp: false, judge: false })
    expect(stepsOf(COUNTY, part('draft'), false)).toEqual({ draft: true, handUp: true, judge: false })
    expect(stepsOf(COUNTY, part('submitted'), false)).toEqual({ draft: false, handUp: false, judge: false })
  })

  it('are none for another county', () => {
    expect(stepsOf('411323000000', part('draft'), false)).toEqual({ draft: false, handUp: false, judge: false })
  })

  it('are judging for the city, but not what one handed up oneself', () => {
    act('wang', 'department_clerk', CITY)
    expect(stepsOf(COUNTY, part('submitted'), false).judge).toBe(true)
    expect(stepsOf(COUNTY, part('submitted', 'wang'), false).judge).toBe(false)
  })

  it('stand still while the whole waits', () => {
    expect(stepsOf(COUNTY, part('draft'), true)).toEqual({ draft: false, handUp: false, judge: false })
  })

  it('of the whole are judged by who answers for the department', () => {
    act('wang', 'department_clerk', CITY)
    expect(stepsOf(CITY, part('submitted'), true).judge).toBe(false)
    act('zhao', 'department_head', CITY)
    expect(stepsOf(CITY, part('submitted'), true)).toEqual({ draft: false, handUp: false, judge: true })
  })
})

describe('what the form asks of people', () => {
  it('is told with what the records fill in, and with what they cannot', () => {
    expect(burdenText({ asked: 22, filled: 0, again: 0 })).toBe('本季度填报 22 格')
    expect(burdenText({ asked: 22, filled: 2, again: 0 })).toBe('本季度填报 22 格，其中 2 格已按本单位的记录填好（9%）')
    expect(burdenText({ asked: 22, filled: 0, again: 2 })).toContain('2 格系统有记录但尚不知属于哪个县（市、区）')
    expect(burdenText({ asked: 0, filled: 0, again: 0 })).toBe('本季度填报 0 格')
  })
})

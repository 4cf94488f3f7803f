import { describe, expect, it } from 'vitest'
import { basis, before, bySection, keepsBack, quarterOf, value, type Indicator } from './report'

const rate = { value: 83.25, numerator: 15, denominator: 18, unit: '%', definition: 'K-01.v1' }
const indicator = { parts: { full: '正式' } } as unknown as Indicator

describe('figures as the report writes them', () => {
  it('writes a rate with one decimal, and what has no value as a dash', () => {
    expect(value({ ...rate, value: 83.3 })).toBe('83.3%')
    expect(value({ ...rate, value: 0 })).toBe('0.0%')
    expect(value({ ...rate, value: null })).toBe('—')
    expect(value({ ...rate, unit: '人', value: 1559 })).toBe('1,559')
  })

  it('never shows a rate without both sides', () => {
    expect(basis(rate, indicator)).toBe('15 / 18')
    expect(basis({ ...rate, denominator: null }, indicator)).toBe('15 / —')
    expect(basis({ ...rate, unit: '人', parts: { full: 12 } }, indicator)).toBe('正式 12')
  })

  it('tells numbers that are not shown from what is missing', () => {
    const kept = { ...rate, value: null, numerator: null, hidden: 'below', hidden_parts: { numerator: 'below' } } as const
    expect(value(kept)).toBe('—*')
    expect(value({ ...kept, unit: '人' })).toBe('<5')
    expect(basis(kept, indicator)).toBe('<5 / 18')
    expect(basis({ ...rate, unit: '人', parts: { full: null }, hidden_parts: { full: 'protect' } }, indicator)).toBe('正式 —*')
    expect(keepsBack({ indicators: {}, by_area: { one: { 'K-33': kept } } })).toBe(true)
    expect(keepsBack({ indicators: { 'K-01': rate }, by_area: {} })).toBe(false)
  })
})

describe('quarters', () => {
  it.each([
    ['2026-09-30', '2026Q3'],
    ['2026-10-01', '2026Q4'],
    ['2026-12-31', '2026Q4'],
    ['2027-01-01', '2027Q1'],
  ])('%s lies in %s', (day, quarter) => expect(quarterOf(day)).toBe(quarter))

  it('go back over the turn of the year', () => {
    expect(before('2026Q1')).toBe('2025Q4')
    expect(before('2026Q4', 5)).toBe('2025Q3')
  })
})

describe('sections', () => {
  it('keep the order in which they first come, and hold all of theirs', () => {
    const all = [{ section: '甲', id: 1 }, { section: '乙', id: 2 }, { section: '甲', id: 3 }]
    expect(bySection(all).map(([title, rows]) => [title, rows.map((one) => one.id)])).toEqual([['甲', [1, 3]], ['乙', [2]]])
  })
})

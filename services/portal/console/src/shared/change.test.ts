import { describe, expect, it } from 'vitest'
import type { Field, Operation } from '@/api/operation'
import { changedOf, fieldsOf, startOf } from './change'

const field = (name: string): Field => ({ name, label: name, kind: 'text', required: false })
const FIELDS = ['name', 'size', 'park', 'units', 'effective_on'].map(field)
const RECORD = { name: '甲厂', size: 'small', park: null, units: ['A', 'B'], seq: 3 }

describe('a form that starts from what is on record', () => {
  it('shows what is on record of its fields', () => {
    expect(startOf(FIELDS, RECORD)).toEqual({ name: '甲厂', size: 'small', units: ['A', 'B'] })
  })

  it('takes a switch that was never set for off', () => {
    const start = startOf([{ ...field('front_line'), kind: 'flag' }], { front_line: null })
    expect(changedOf({ front_line: false }, start)).toEqual({})
    expect(changedOf({ front_line: true }, start)).toEqual({ front_line: true })
  })

  it('sends nothing that nobody touched', () => {
    const start = startOf(FIELDS, RECORD)
    expect(changedOf({ ...start, park: '', units: ['A', 'B'] }, start)).toEqual({})
  })

  it('sends what was changed, filled in and emptied', () => {
    const start = startOf(FIELDS, RECORD)
    expect(changedOf({ name: '甲厂', size: null, units: ['A'], park: '园区', effective_on: '2026-07-01' }, start)).toEqual({
      size: null,
      units: ['A'],
      park: '园区',
      effective_on: '2026-07-01',
    })
  })

  it('of a new record leaves out what is empty', () => {
    expect(changedOf({ name: '乙厂', park: '', size: undefined, employees: 0 }, {})).toEqual({ name: '乙厂', employees: 0 })
  })

  it('asks for what is not given, and for no reason beforehand', () => {
    const known = { inPath: ['code'], labels: { code: '编号' }, told: [...FIELDS, field('reason')] } as unknown as Operation
    const { fixed, asked } = fieldsOf(known, { code: '1', name: '甲厂' })

    expect(fixed.map((one) => one.label)).toEqual(['编号', 'name'])
    expect(asked.map((one) => one.name)).toEqual(['size', 'park', 'units', 'effective_on'])
  })
})

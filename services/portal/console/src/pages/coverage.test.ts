import { describe, expect, it } from 'vitest'
import { pasted } from './coverage'

const AREAS = new Map([['宛城区', '411302000000'], ['西峡县', '411323000000']])
const ONE = '91411325DEM000005P'
const TWO = '91411325DEM000006M'

describe('a pasted list', () => {
  it('is read with tabs, commas, spaces, a heading and empty lines', () => {
    const text = `统一社会信用代码\t县区\n${ONE}\t宛城区\n\n某公司，${TWO.toLowerCase()}，西峡县\n`
    expect(pasted(text, AREAS)).toEqual({
      enterprises: [{ credit_code: ONE, area: '411302000000' }, { credit_code: TWO, area: '411323000000' }],
      problems: [],
    })
  })

  it('names the lines that cannot be read', () => {
    const { enterprises, problems } = pasted(`${ONE} 宛城区\n91411325 宛城区\n${TWO} 洛阳市\n${ONE} 西峡县`, AREAS)
    expect(enterprises).toHaveLength(1)
    expect(problems).toEqual(['第 2 行没有 18 位统一社会信用代码', '第 3 行没有本市的县（市、区）名称', '第 4 行与第 1 行是同一企业，请只保留一行'])
  })

  it('tells of many wrong lines in short', () => {
    const { problems } = pasted(`${ONE} 宛城区\n${'无\n'.repeat(25)}`, AREAS)
    expect(problems).toHaveLength(21)
    expect(problems.at(-1)).toBe('另有 5 行有问题')
  })
})

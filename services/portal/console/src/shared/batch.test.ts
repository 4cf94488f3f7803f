import { describe, expect, it, vi } from 'vitest'
import { Problem } from '@/api/problem'
import { inTurn, type Outcome } from './batch'

async function outcomes(refusals: Record<number, Error>, isStopped?: (tried: number) => boolean): Promise<Outcome<number>[]> {
  const found: Outcome<number>[] = []
  const act = vi.fn((row: number) => (refusals[row] ? Promise.reject(refusals[row]) : Promise.resolve()))
  await inTurn([1, 2, 3], act, (one) => found.push(one), () => isStopped?.(found.length) ?? false)
  return found
}

describe('one command for each of many rows', () => {
  it('goes on after a refusal and says which row was refused and why', async () => {
    const refusal = new Problem(422, '期限已过')
    expect(await outcomes({ 2: refusal })).toEqual([
      { row: 1, refused: null },
      { row: 2, refused: refusal },
      { row: 3, refused: null },
    ])
  })

  it('tries nothing more when nobody answers', async () => {
    expect((await outcomes({ 1: new Problem(503, '服务暂不可用') })).map((one) => one.row)).toEqual([1])
    expect((await outcomes({ 2: new TypeError('broken') })).map((one) => one.row)).toEqual([1, 2])
  })

  it('stops when it is told to', async () => {
    expect((await outcomes({}, (tried) => tried === 2)).map((one) => one.row)).toEqual([1, 2])
  })
})

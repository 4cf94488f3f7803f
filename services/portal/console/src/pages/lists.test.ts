import { describe, expect, it, vi } from 'vitest'
import { fileURLToPath, URL } from 'node:url'
import { read } from '../../build/operations'

vi.mock('@/api/call', () => ({ call: vi.fn(), all: vi.fn() }))
const { LISTS } = await import('./lists')
const operations = read(fileURLToPath(new URL('../../../../../shared/contracts/generated/openapi.json', import.meta.url)))

describe.each(LISTS.map((list) => [list.path, list] as const))('the list %s', (_, list) => {
  it('asks a question that exists, shows columns it gives and filters by what it takes', () => {
    const question = operations[list.operation]
    const given = question?.row.map((one) => one.name) ?? []
    const asked = question?.asked.map((one) => one.name) ?? []

    expect(question, list.operation).toBeDefined()
    expect(list.columns.filter((one) => !given.includes(one))).toEqual([])
    expect((list.filters ?? []).filter((one) => !asked.includes(one))).toEqual([])
    expect(Object.values(list.scope ?? {}).filter((one) => !asked.includes(one))).toEqual([])
    expect(given).toContain(list.key)
  })

  it('offers commands that exist', () => {
    if (list.history) expect(operations[list.history.operation]?.inPath).toEqual([list.key])
    const commands = [...(list.actions ?? []), ...(list.rowActions ?? []).map((one) => one.operation)]
    expect(commands.filter((one) => !(one in operations))).toEqual([])
  })
})

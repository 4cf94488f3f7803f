import { fileURLToPath, URL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { read } from './operations'

const operations = read(fileURLToPath(new URL('../../../../shared/contracts/generated/openapi.json', import.meta.url)))

describe('forms and lists made of the OpenAPI document', () => {
  it('asks for what a command needs, by its Chinese name, and not for what the portal fills in', () => {
    const told = operations.assign_post_in_posts?.told ?? []

    expect(told.find((one) => one.name === 'kind')).toMatchObject({ label: '职务', kind: 'choice', required: true })
    expect(told.find((one) => one.name === 'kind')?.names?.secretary).toBe('书记')
    expect(told.map((one) => one.name)).not.toContain('recorded_on')
    expect(told.map((one) => one.name)).not.toContain('key')
    expect(told.map((one) => one.name)).not.toContain('expected')
  })

  it('knows the columns of a page, a list and a single record', () => {
    expect(operations.members_in_members?.row.map((one) => one.name)).toContain('status')
    expect(operations.areas_in_areas?.row.map((one) => one.name)).toContain('level')
    expect(operations.enterprise_in_enterprises?.row.find((one) => one.name === 'affiliations')?.kind).toBe('rows')
  })

  it('knows the fields of rows within a form', () => {
    const meetings = operations['record_meetings_in_meeting-records']?.told.find((one) => one.name === 'meetings')

    expect(meetings?.kind).toBe('rows')
    expect(meetings?.inner?.find((one) => one.name === 'held_on')?.kind).toBe('day')
  })

  it('names the roles that may call', () => {
    expect(operations.start_day_in_days?.roles).toContain('administrator')
  })
})

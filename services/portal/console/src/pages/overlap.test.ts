import { describe, expect, it } from 'vitest'
import { operation } from '@/api/call'

describe('the overlap', () => {
  it('says in words why a number is not shown', () => {
    const cells = operation('overlap_in_reports').row.find((field) => field.name === 'cells')
    const names = cells?.inner?.find((field) => field.name === 'hidden')?.names
    expect(names).toMatchObject({ missing: '尚未报送清单', below: '人数少，不显示' })
  })
})

import { describe, expect, it } from 'vitest'
import { shownSize } from './size'

describe('the size of a file', () => {
  it.each([
    [0, '0 字节'],
    [1023, '1023 字节'],
    [1024, '1.0 KB'],
    [1536, '1.5 KB'],
    [10 * 1024 * 1024, '10.0 MB'],
    [3 * 1024 ** 4, '3072.0 GB'],
  ])('%d bytes are %s', (bytes, written) => {
    expect(shownSize(bytes)).toBe(written)
  })
})

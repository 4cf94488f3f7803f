import { describe, expect, it } from 'vitest'
import { spelled, spelledPerson } from './pinyin'

describe('names as they are typed', () => {
  it.each([
    ['单红', 'shanhong', 'sh'],
    ['仇和', 'qiuhe', 'qh'],
    ['尉迟恭', 'yuchigong', 'ycg'],
    ['任重', 'renzhong', 'rz'],
    ['王单', 'wangdan', 'wd'],
  ])('%s is %s, or %s for short: a surname is read as surnames are', (name, whole, initials) => {
    expect(spelledPerson(name)).toEqual({ whole, initials })
  })

  it('places are found by whole syllables and by first letters', () => {
    expect(spelled('宛城区')).toEqual({ whole: 'wanchengqu', initials: 'wcq' })
  })
})

import { pinyin } from 'pinyin-pro'

/** How a name is typed on a keyboard: whole syllables, and their first letters. */
export interface Spelled {
  whole: string
  initials: string
}

// As surnames these are read otherwise than as words.
export const SURNAMES: Record<string, string> = {
  单: 'shan',
  仇: 'qiu',
  区: 'ou',
  任: 'ren',
  华: 'hua',
  查: 'zha',
  解: 'xie',
  曾: 'zeng',
  朴: 'piao',
  盖: 'ge',
  尉迟: 'yu chi',
  万俟: 'mo qi',
  长孙: 'zhang sun',
  翟: 'zhai',
  冼: 'xian',
  员: 'yun',
  郇: 'xun',
  缪: 'miao',
  乐: 'yue',
  覃: 'qin',
  宓: 'mi',
  种: 'chong',
  折: 'she',
  黑: 'he',
  逄: 'pang',
}

/** Spell the name of a place, a firm or an organisation. */
export function spelled(name: string): Spelled {
  return joined(syllables(name))
}

/** Spell the name of a person: the surname as surnames are read. */
export function spelledPerson(name: string): Spelled {
  const surname = [name.slice(0, 2), name.slice(0, 1)].find((part) => part in SURNAMES)
  if (!surname) return joined(syllables(name))
  return joined([...(SURNAMES[surname] ?? '').split(' '), ...syllables(name.slice(surname.length))])
}

function syllables(text: string): string[] {
  return text ? pinyin(text, { toneType: 'none', type: 'array', v: true }) : []
}

function joined(parts: string[]): Spelled {
  return { whole: parts.join('').toLowerCase(), initials: parts.map((part) => part[0] ?? '').join('').toLowerCase() }
}

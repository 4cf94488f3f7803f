/** What a field may be chosen from, where the contract leaves it a word: departments, quarters, what others wrote. */
import { person } from '@/state/session'
import { used } from '@/state/places'
import { before, quarterOf, quarterName } from '@/pages/report'
import { today } from './today'

const DEPARTMENTS = ['lead', 'department', 'co', 'attended', 'absent', 'substitutes']
const QUARTERS = 5
const MOST = 12

/** Return code and name of what a field of *command* may be. */
export function choicesOf(command: string, field: string): Record<string, string> | undefined {
  if (!command) return undefined
  if (DEPARTMENTS.includes(field)) return person.departments
  if (field === 'body' && command === 'record_recommendation_in_cases') return { members: '党员推荐', ...person.departments }
  if (field === 'period' && today.value) return quarters()
  return undefined
}

function quarters(): Record<string, string> {
  const now = quarterOf(today.value)
  const all = [before(now, -1), now, ...Array.from({ length: QUARTERS }, (_, index) => before(now, index + 1))]
  return Object.fromEntries(all.map((one) => [one, quarterName(one)]))
}

/** Return what other records say in *field*, the most frequent first. */
export function usedOf(field: string, text: string): string[] {
  const told = used.get(field)
  if (!told) return []
  return [...told].filter(([value]) => value.includes(text)).sort(([, many], [, other]) => other - many).slice(0, MOST).map(([value]) => value)
}

import { operation } from '@/api/call'
import { may } from '@/state/session'
import { LISTS } from './lists'
import { OTHERS } from './others'

export interface Neighbour {
  path: string
  section: string
  title: string
  asks?: readonly string[]
}

const BESIDE: readonly Neighbour[] = [...LISTS.map((list) => ({ ...list, asks: [list.operation] })), ...OTHERS.filter((one) => !one.alone)]

/** Return the pages of a section that the person sees. */
export function neighboursOf(section: string): Neighbour[] {
  return BESIDE.filter((one) => one.section === section && isFor(one.asks))
}

/** Return whether the person may ask one of the questions of a page, if it has any. */
export function isFor(asks: readonly string[] = []): boolean {
  return !asks.length || asks.some((question) => may(operation(question).roles))
}

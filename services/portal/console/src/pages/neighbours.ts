import { operation } from '@/api/call'
import { actOf, CORRECTING } from '@/shared/correction'
import { may } from '@/state/session'
import { LISTS } from './lists'

export interface Neighbour {
  path: string
  section: string
  title: string
  /** The question it asks; only who may ask it sees the page. */
  operation?: string
  /** Questions of which one is enough. */
  either?: readonly string[]
}

/** Pages that are no lists, in the sections they belong to. */
const OTHERS: readonly Neighbour[] = [
  { path: '/board', section: '/cases', title: '看板' },
  { path: '/editions', section: '/cases', title: '规则版本', operation: 'edition_preview_in_edition-preview' },
  { path: '/corrections', section: '/cases', title: '更正登记', either: CORRECTING.map((service) => actOf('corrections', service)) },
  { path: '/calendar', section: '/duties', title: '应办日历', operation: 'duties_in_supervision' },
  { path: '/meeting/figures', section: '/meeting', title: '本单位季度数据' },
  { path: '/operations', section: '/operations', title: '运行状况' },
  { path: '/operations/rules', section: '/operations', title: '规则' },
  { path: '/operations/workdays', section: '/operations', title: '工作日历' },
  { path: '/operations/people', section: '/operations', title: '用户', operation: 'people' },
]

/** Return the pages of a section that the person sees. */
export function neighboursOf(section: string): Neighbour[] {
  return [...LISTS, ...OTHERS].filter((one: Neighbour) => one.section === section && isSeen(one))
}

function isSeen({ operation: question, either }: Neighbour): boolean {
  const questions = either ?? (question ? [question] : [])
  return !questions.length || questions.some((one) => may(operation(one).roles))
}

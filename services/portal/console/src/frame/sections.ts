import { may } from '@/state/session'
import { isFor, neighboursOf } from '@/pages/neighbours'
import { OTHERS } from '@/pages/others'

/** The sections of the console, and who sees each: everybody, or who holds one of the roles. */
export interface Section {
  path: string
  title: string
  roles: readonly string[]
}

export const SECTIONS: readonly Section[] = [
  { path: '/', title: '首页', roles: ['*'] },
  { path: '/enterprises', title: '企业', roles: ['*'] },
  { path: '/organisations', title: '党组织', roles: ['*'] },
  { path: '/members', title: '党员', roles: ['*'] },
  { path: '/cases', title: '发展党员', roles: ['*'] },
  { path: '/training', title: '教育培训', roles: ['*'] },
  { path: '/duties', title: '督导', roles: ['*'] },
  { path: '/meeting', title: '联席会议', roles: ['*'] },
  { path: '/report', title: '季度报告', roles: ['*'] },
  { path: '/operations', title: '系统', roles: ['operator', 'administrator', 'area_administrator', 'auditor'] },
]

/** Return the sections in which the person sees a page, each with the first page that is seen. */
export function seenSections(): (Section & { first: string })[] {
  return SECTIONS.filter((one) => may(one.roles)).flatMap((one) => {
    const own = OTHERS.find((page) => page.path === one.path && page.alone)
    const paths = own ? [own].filter((page) => isFor(page.asks)).map((page) => page.path) : neighboursOf(one.path).map((page) => page.path)
    const [first] = paths
    return first ? [{ ...one, first: paths.includes(one.path) ? one.path : first }] : []
  })
}

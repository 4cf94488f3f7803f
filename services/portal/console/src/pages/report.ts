/** Why a shared report does not show a number of persons (R-PRV-14). */
export type Hidden = 'below' | 'protect' | 'withheld'

export interface Cell {
  value: number | null
  numerator: number | null
  denominator: number | null
  unit: string
  definition: string
  parts?: Record<string, number | null>
  hidden?: Hidden
  hidden_parts?: Record<string, Hidden>
}

export interface Indicator {
  id: string
  name: string
  unit: string
  kind: 'stock' | 'flow' | 'due'
  definition: string
  text: string
  levels: string[]
  parts: Record<string, string>
  reported: string[]
}

/** What a resolution is to move: the figure before it was issued, now, and where it should come to. */
export interface Aim {
  indicator: string
  area: string
  target: number
  before: number | null
  now: number | null
  hidden?: Record<string, Hidden>
}

export interface Resolution {
  no: string
  text: string
  lead: string
  due: string
  state: string
  overdue: boolean
  aim?: Aim
}

export interface Report {
  period: string
  area: string
  as_of: string
  indicators: Record<string, Cell>
  by_area: Record<string, Record<string, Cell>>
  departments: Record<string, { on_time: boolean; submitted_on: string | null }>
  resolutions: Resolution[]
  checks: { rule: string; area: string; detail: string }[]
  complete_to: Record<string, number>
  halted: number
  updating?: boolean
}

export interface Group {
  title: string
  first: number
  last: number
}

/** The indicators by subject, as the register numbers them (rules §12). */
export const GROUPS: readonly Group[] = [
  { title: '组织覆盖', first: 1, last: 9 },
  { title: '党员队伍', first: 20, last: 29 },
  { title: '发展党员', first: 30, last: 39 },
  { title: '教育培训', first: 40, last: 49 },
  { title: '组织生活', first: 50, last: 59 },
  { title: '督导检查', first: 60, last: 69 },
  { title: '群团和联席会议', first: 70, last: 79 },
]

export function groupOf(id: string): Group | undefined {
  const number = Number.parseInt(id.slice(2), 10)
  return GROUPS.find((group) => group.first <= number && number <= group.last)
}

const MISSING = '—'
const KEPT_BACK: Record<Hidden, string> = { below: '<5', protect: '—*', withheld: '—**' }

/** What the signs for numbers that are not shown mean. */
export const HIDDEN_NOTE = '“<5”：人数少，不显示；“—*”：不显示，以免推算出人数少的数据；“—**”：不显示，也不说明人数是否少（R-PRV-14）'

const write = (number: number | null, why?: Hidden): string => (number === null ? (why ? KEPT_BACK[why] : MISSING) : number.toLocaleString('zh-CN'))

/** Write a figure: a rate with one decimal, what has no value as a dash; a rate that is not shown is never small (R-GEN-12, R-PRV-14). */
export function value(cell: Pick<Cell, 'value' | 'unit' | 'hidden'> | undefined): string {
  if (!cell) return MISSING
  if (cell.unit !== '%') return write(cell.value, cell.hidden)
  return cell.value === null ? write(null, cell.hidden && 'protect') : `${cell.value.toFixed(1)}%`
}

/** Write what a figure is made of: both sides of a rate, the parts of a count (R-IND-03). */
export function basis(cell: Cell | undefined, indicator: Indicator): string {
  if (!cell) return ''
  const why = cell.hidden_parts ?? {}
  if (cell.parts) return Object.entries(cell.parts).map(([name, many]) => `${indicator.parts[name] ?? name} ${write(many, why[name])}`).join('、')
  if (cell.unit !== '%') return cell.unit
  return `${write(cell.numerator, why.numerator)} / ${write(cell.denominator, why.denominator)}`
}

/** Whether a report keeps numbers back. */
export function keepsBack(report: Pick<Report, 'indicators' | 'by_area'>): boolean {
  return [report.indicators, ...Object.values(report.by_area)].some((cells) => Object.values(cells).some((cell) => cell.hidden_parts !== undefined))
}

/** Return the quarter of a day: 2026-10-16 → 2026Q4. */
export function quarterOf(day: string): string {
  return `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
}

/** Write a quarter as people say it. */
export const quarterName = (quarter: string): string => `${quarter.slice(0, 4)} 年第 ${quarter.slice(5)} 季度`

/** Return the quarter *many* before one. */
export function before(quarter: string, many = 1): string {
  const number = Number(quarter.slice(0, 4)) * 4 + Number(quarter.slice(5)) - 1 - many
  return `${Math.floor(number / 4)}Q${(number % 4) + 1}`
}

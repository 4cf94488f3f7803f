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
  section: string
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

/** How well the departments report. */
export const REPORTING_RATES = { reported: '报送率', on_time: '及时率', complete: '完整率', at_once: '一次通过率', corrected: '更正率' } as const

export interface Report {
  period: string
  area: string
  as_of: string
  indicators: Record<string, Cell>
  by_area: Record<string, Record<string, Cell>>
  departments: Record<string, { on_time: boolean; submitted_on: string | null }>
  reporting: Record<keyof typeof REPORTING_RATES, Pick<Cell, 'value' | 'numerator' | 'denominator' | 'unit'>>
  resolutions: Resolution[]
  checks: { rule: string; area: string; detail: string }[]
  version?: number
  freezes: { version: number; as_of: string; frozen_on: string; state: 'counting' | 'equal' | 'different'; reason: string | null }[]
  complete_to: Record<string, number>
  halted: number
  updating?: boolean
}

/** Sort the indicators into the sections of the report, in their order (rules §10.3). */
export function bySection<One extends { section: string }>(all: readonly One[]): [string, One[]][] {
  const found = new Map<string, One[]>()
  for (const one of all) found.set(one.section, [...(found.get(one.section) ?? []), one])
  return [...found]
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

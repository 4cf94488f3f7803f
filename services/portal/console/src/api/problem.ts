/** A rule that speaks against something, as the services tell it. */
export interface Violation {
  rule: string
  source: string
  field: string | null
  level: 'block' | 'warn' | 'unconfirmed'
  message: string
  earliest: string | null
}

export interface RowProblem {
  row: number
  field: string | null
  problem: string
  column?: string
  rule?: string
}

/** A field that is otherwise than it was seen; `yours` where the command says something of it. */
export interface Difference {
  field: string
  label: string
  was: unknown
  theirs: unknown
  yours?: unknown
}

/** The record was changed by others meanwhile; it stands at `seq` now. */
export interface Clash {
  seq: number
  differences: Difference[]
}

/** Why a call was not done; `detail` is Chinese and says what to do. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly code = '',
    readonly callId = '',
    readonly fields: Record<string, string[]> = {},
    readonly violations: Violation[] = [],
    readonly rows: RowProblem[] = [],
    readonly clash: Clash | null = null,
  ) {
    super(detail)
  }

  /** Whether a reason is all that is wanting. */
  get wantsReason(): boolean {
    return this.violations.length > 0 && this.violations.every((one) => one.level === 'warn')
  }
}

interface Told {
  detail?: string
  code?: string
  call_id?: string
  fields?: Record<string, string[]>
  violations?: Violation[]
  rows?: RowProblem[]
  seq?: number
  differences?: Difference[]
}

/** Read the problem out of an answer; what is no problem document is said in general words. */
export async function problemOf(answer: Response): Promise<Problem> {
  const told = (await answer.json().catch(() => ({}))) as Told
  return new Problem(
    answer.status,
    told.detail ?? '系统暂时无法处理，请稍后再试',
    told.code,
    told.call_id,
    told.fields,
    told.violations,
    told.rows,
    told.seq === undefined ? null : { seq: told.seq, differences: told.differences ?? [] },
  )
}

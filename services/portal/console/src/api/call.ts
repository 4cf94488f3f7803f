import operations from 'virtual:operations'
import type { Operation } from './operation'
import { Problem, problemOf } from './problem'
import { token } from '@/state/session'

export type Row = Record<string, unknown>
export interface Page {
  items: Row[]
  next: string | null
}

/** Return what is known of a call; raises for a name the document lacks, which is a mistake of ours. */
export function operation(id: string): Operation {
  const known = operations[id]
  if (!known) throw new Error(`no operation ${id}`)
  return known
}

/** Call the API: arguments named in the path go there, the rest into the query or the body; raises Problem. */
export async function call<T = Row>(id: string, given: Row = {}, key?: string): Promise<T> {
  const { verb, path, inPath } = operation(id)
  const rest = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => !inPath.includes(name) && value !== undefined && value !== ''),
  )
  const place = inPath.reduce((made, name) => made.replace(`{${name}}`, encodeURIComponent(String(given[name]))), path)
  if (verb === 'GET') return send<T>(`${place}${query(rest)}`, { method: verb })
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  if (key) headers['Idempotency-Key'] = key
  return send<T>(place, { method: verb, headers, body: JSON.stringify(rest) })
}

/** Fetch with a token; raises Problem, also for a line that is down. */
export async function send<T>(path: string, options: RequestInit): Promise<T> {
  return (await sent(path, options)).json() as Promise<T>
}

export async function sent(path: string, options: RequestInit): Promise<Response> {
  const headers = { ...options.headers, Authorization: `Bearer ${await token()}` }
  const answer = await fetch(path, { ...options, headers }).catch(() => {
    throw new Problem(0, '网络连接中断，请检查网络后重试；已填写的内容仍在')
  })
  if (!answer.ok) throw await problemOf(answer)
  return answer
}

const isPage = (answer: Page | Row[] | Row): answer is Page => 'items' in answer && 'next' in answer

/** Ask for a page of a list; a list that is not read page by page comes whole, a record as the only row. */
export async function pageOf(id: string, given: Row, limit: number, after?: string): Promise<Page> {
  const isPaged = operation(id).asked.some((one) => one.name === 'limit')
  const answer = await call<Page | Row[] | Row>(id, isPaged ? { ...given, limit, after } : given)
  if (isPage(answer)) return answer
  return { items: Array.isArray(answer) ? answer : [answer], next: null }
}

/** Walk all pages of a list. */
export async function all(id: string, given: Row = {}): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | undefined
  do {
    const page: Page = await pageOf(id, given, 200, after)
    rows.push(...page.items)
    after = page.next ?? undefined
  } while (after)
  return rows
}

function query(given: Row): string {
  const pairs = Object.entries(given)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, String(value)])
  return pairs.length ? `?${new URLSearchParams(pairs as string[][])}` : ''
}

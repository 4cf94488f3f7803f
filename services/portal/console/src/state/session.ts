import { reactive } from 'vue'

/** Who is signed in; filled before the first page is shown. */
export interface Person {
  user: string
  name: string
  department: { code: string; name: string; data_set: string | null }
  departments: Record<string, string>
  convener: string
  city: string
  roles: Record<string, string>
  areas: string[]
}

interface Answer extends Person {
  token: string
  expires_in: number
}

export const person = reactive<Person>({
  user: '',
  name: '',
  department: { code: '', name: '', data_set: null },
  departments: {},
  convener: '',
  city: '',
  roles: {},
  areas: [],
})

const MARGIN_SECONDS = 30
let current: { token: string; until: number } | undefined
let renewing: Promise<string> | undefined
// The page asks by itself as long as it is open; only what a person does keeps the session alive.
let active = true

/** Note from now on when a person does something. */
export function watchActivity(): void {
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => (active = true), { capture: true, passive: true })
}

/** Return a token that is good for a while yet; leads to the log-in where the session is over. */
export async function token(): Promise<string> {
  if (current && Date.now() < current.until) return current.token
  renewing ??= renew().finally(() => (renewing = undefined))
  return renewing
}

async function renew(): Promise<string> {
  const headers = { 'X-Active': active ? 'yes' : 'no' }
  active = false
  const answer = await fetch('/session/token', { method: 'POST', credentials: 'same-origin', headers })
  if (answer.status === 401) {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`)
    return new Promise(() => undefined)
  }
  if (!answer.ok) throw new Error('暂时无法连接门户，请稍后再试')
  const known = (await answer.json()) as Answer
  const { token: given, expires_in: seconds, ...rest } = known
  Object.assign(person, rest)
  current = { token: given, until: Date.now() + (seconds - MARGIN_SECONDS) * 1000 }
  return given
}

/** Return whether the person holds one of *roles*; `*` is everybody. */
export function may(roles: readonly string[]): boolean {
  return roles.some((role) => role === '*' || role in person.roles)
}

/** Names of members, read as far as a page speaks of them. */
import { all, operation, type Row } from '@/api/call'
import { may } from './session'
import { names } from './places'

// A page of rows from more organisations than these keeps its numbers.
const MOST = 8
const asked = new Set<string>()

/** Read the names of the members of the organisations that *rows* speak of; who may not see them goes on with numbers. */
export async function nameMembers(rows: readonly Row[]): Promise<void> {
  if (!may(operation('members_in_members').roles)) return
  const homes = new Set(rows.filter((row) => row.member_id || row.members).map((row) => String(row.org_code ?? '')))
  const wanted = [...homes].filter((org) => org && !asked.has(org)).slice(0, MOST)
  await Promise.all(wanted.map(readMembers))
}

async function readMembers(org: string): Promise<void> {
  asked.add(org)
  const rows = await all('members_in_members', { org_code: org }).catch(() => [])
  rows.forEach(rememberMember)
}

export function rememberMember(row: Row): void {
  if (row.name) names.set(String(row.member_id), String(row.name))
}

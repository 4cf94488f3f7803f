/** Names of members, applicants and those who put things on record, read as far as a page speaks of them. */
import { all, call, operation, type Row } from '@/api/call'
import { may, person } from './session'
import { names } from './places'

// A page of rows from more organisations than these keeps its numbers.
const MOST = 8
// What the API names at once.
const USERS = 200
const KEYS = ['member_id', 'case_id', 'person_id'] as const
const asked = new Set<string>()
const accounts = new Map<string, string>()

/** Keep the names that *rows* tell, and read those of whom they speak; who may not see them goes on with numbers. */
export async function namePeople(rows: readonly Row[], key = ''): Promise<void> {
  rows.forEach(rememberPerson)
  await Promise.all([nameMembers(rows, key), nameApplicants(rows, key)])
}

async function nameMembers(rows: readonly Row[], key: string): Promise<void> {
  if (key === 'member_id' || !may(operation('members_in_members').roles)) return
  const homes = new Set(rows.filter((row) => row.member_id || row.members).map((row) => String(row.org_code ?? '')))
  const wanted = [...homes].filter((org) => org && !asked.has(org)).slice(0, MOST)
  await Promise.all(wanted.map((org) => read('members_in_members', org, { org_code: org })))
}

async function nameApplicants(rows: readonly Row[], key: string): Promise<void> {
  // What is to be done may be about a case, too.
  const spoken = rows.map((row) => row.case_id ?? (row.duty ? row.subject : undefined))
  const isAsked = !may(operation('cases_in_cases').roles) || asked.has('cases') || key === 'case_id' || !spoken.some((one) => one && !names.has(String(one)))
  if (!isAsked) await read('cases_in_cases', 'cases', { area: person.areas[0] })
}

async function read(question: string, what: string, given: Row): Promise<void> {
  asked.add(what)
  const rows = await all(question, given).catch(() => [])
  rows.forEach(rememberPerson)
}

/** Keep the name that a record of a person tells. */
export function rememberPerson(row: Row): void {
  const key = row.name ? KEYS.find((one) => row[one]) : undefined
  if (key) names.set(String(row[key]), String(row.name))
}

/** Read the names of those who hold an account. */
export async function nameAccounts(users: readonly string[]): Promise<void> {
  const wanted = [...new Set(users)].filter((user) => !accounts.has(user)).slice(0, USERS)
  if (!wanted.length) return
  const found = await call<{ user: string; name: string }[]>('names_of_people', { users: wanted.join(',') }).catch(() => [])
  found.forEach((one) => accounts.set(one.user, one.name))
}

/** Return who an account is, as far as it was read. */
export const accountName = (user: string): string => accounts.get(user) ?? user

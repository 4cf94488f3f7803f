/** What people call the services, by the names that their ledgers bear. */
import { person } from '@/state/session'

const SERVICES: Record<string, string> = {
  registry: '名册',
  development: '发展党员',
  training: '培训',
  supervision: '督导',
  notifications: '通知',
  reporting: '统计',
  portal: '门户',
}

/** Return the name of each instance of the city, departments included. */
export const instanceNames = (): Record<string, string> => ({ ...SERVICES, ...person.departments })

/** Write the name of a service or of its ledger; a part of a ledger for one reader names the reader. */
export function serviceName(code: string): string {
  const [home = '', reader] = code.split('.')
  const name = SERVICES[home] ?? person.departments[home] ?? home
  if (!reader) return name
  return `${name}（${reader === 'public' ? '公开部分' : `给${person.departments[reader] ?? reader}`}）`
}

/** Areas and organisations, loaded once: the tree on the left, and the names of codes everywhere. */
import { reactive, ref } from 'vue'
import { all, call, operation, type Page, type Row } from '@/api/call'
import { may, person } from './session'
import type { Spelled } from '@/words/pinyin'

export interface Node extends Spelled {
  key: string
  name: string
  kind: 'area' | 'organisation'
  level: string
  children: Node[]
}

export const names = reactive(new Map<string, string>())
/** What the firms' records say of their kind, and how often: what to suggest in forms. */
export const used = reactive(new Map<string, Map<string, number>>())
const SUGGESTED = ['ownership', 'park']
export const roots = ref<Node[]>([])
const nodes = new Map<string, Node>()
const firms = new Map<string, string>()
const spelling = new Map<string, Spelled>()
const above = new Map<string, string>()

/** Load the areas below the person's own, and the organisations in them. */
export async function loadPlaces(): Promise<void> {
  if (roots.value.length > 0) return
  const made = await Promise.all(person.areas.map(async (code) => areaNode(code)))
  const organisations = may(operation('organisations_in_organisations').roles) ? (await Promise.all(person.areas.map((area) => all('organisations_in_organisations', { area })))).flat() : []
  organisations.forEach(placeOrganisation)
  roots.value = made
  if (may(operation('enterprises_in_enterprises').roles)) void nameFirms()
  void spell()
}

// Until the dictionary is there, firms are found by name and code.
let spellFirm: (name: string) => Spelled = () => ({ whole: '', initials: '' })

/** Spell every name, once the page is there: the dictionary is larger than everything else together. */
async function spell(): Promise<void> {
  const { spelled } = await import('@/words/pinyin')
  spellFirm = spelled
  for (const node of nodes.values()) Object.assign(node, spelled(node.name))
}

// Names of so many firms are read beforehand; beyond that a code stays a code.
const MOST_PAGES = 10

/** Read the names of the firms in the person's areas, beside everything else. */
async function nameFirms(): Promise<void> {
  for (const area of person.areas) {
    let after: string | null | undefined
    for (let page = 0; page < MOST_PAGES && after !== null; page += 1) {
      const found: Page = await call<Page>('enterprises_in_enterprises', { area, limit: 200, after }).catch(() => ({ items: [], next: null }))
      found.items.forEach(rememberFirm)
      after = found.next
    }
  }
}

function rememberFirm(row: Row): void {
  names.set(String(row.credit_code), String(row.name))
  firms.set(String(row.credit_code), String(row.name))
  for (const field of SUGGESTED.filter((name) => row[name])) {
    const told = used.get(field) ?? new Map<string, number>()
    used.set(field, told.set(String(row[field]), (told.get(String(row[field])) ?? 0) + 1))
  }
}

async function areaNode(code: string): Promise<Node> {
  const found = (await call<Row[]>('areas_in_areas', { parent: parentOf(code) })).find((row) => row.code === code)
  const node = remember(code, String(found?.name ?? code), 'area', String(found?.level ?? ''))
  await addBelow(node)
  return node
}

// The code of an area holds that of the one above it: two digits a city, four more a county, three a township.
function parentOf(code: string): string | undefined {
  if (code.endsWith('00000000')) return undefined
  return code.endsWith('000000') ? `${code.slice(0, 4)}00000000` : `${code.slice(0, 6)}000000`
}

async function addBelow(node: Node): Promise<void> {
  if (node.level === 'township') return
  const rows = await call<Row[]>('areas_in_areas', { parent: node.key })
  node.children = await Promise.all(
    rows.map(async (row) => {
      const child = remember(String(row.code), String(row.name), 'area', String(row.level))
      above.set(child.key, node.key)
      await addBelow(child)
      return child
    }),
  )
}

function placeOrganisation(row: Row): void {
  const code = String(row.org_code)
  if (row.dissolved_on) {
    names.set(code, `${String(row.name)}（已撤销）`)
    return
  }
  const node = remember(code, String(row.name), 'organisation', String(row.type))
  above.set(code, String(row.area))
  nodes.get(String(row.area))?.children.push(node)
}

function remember(key: string, name: string, kind: Node['kind'], level: string): Node {
  const node: Node = { key, name, kind, level, children: [], whole: '', initials: '' }
  nodes.set(key, node)
  names.set(key, name)
  return node
}

/** Return the names of everything above *key*, from the top, itself included. */
export function way(key: string): Node[] {
  const here = nodes.get(key)
  const up = above.get(key)
  return here ? [...(up ? way(up) : []), here] : []
}

export function nodeOf(key: string): Node | undefined {
  return nodes.get(key)
}

/** Return name, code and what is above of every place of a kind: what to fill into a sheet. */
export function codesOf(kind: Node['kind']): string[][] {
  const of = [...nodes.values()].filter((node) => node.kind === kind)
  return of.map((node) => [way(node.key).slice(0, -1).map((one) => one.name).join(' '), node.name, node.key])
}

/** Return areas and organisations whose name, code or pinyin contains *text*. */
export function found(text: string, most = 30): Node[] {
  const wanted = text.trim().toLowerCase()
  if (!wanted) return []
  return [...nodes.values()].filter((node) => matches(node, wanted)).slice(0, most)
}

/** Return code and name of the firms whose name, code or pinyin contains *text*; names are spelled when first asked for. */
export function firmsFound(text: string, most: number): [string, string][] {
  const wanted = text.trim().toLowerCase()
  if (!wanted) return []
  const isSound = /^[a-z]+$/.test(wanted)
  return [...firms].filter(([code, name]) => code.toLowerCase().includes(wanted) || (isSound ? sounds(name, wanted) : name.toLowerCase().includes(wanted))).slice(0, most)
}

function sounds(name: string, wanted: string): boolean {
  const known = spelling.get(name) ?? spellFirm(name)
  if (known.whole) spelling.set(name, known)
  return known.whole.includes(wanted) || known.initials.includes(wanted) || name.toLowerCase().includes(wanted)
}

export function matches(node: Node, wanted: string): boolean {
  return [node.name, node.key.toLowerCase(), node.whole, node.initials].some((text) => text.includes(wanted))
}

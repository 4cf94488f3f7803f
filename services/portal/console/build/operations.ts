/** Makes `virtual:operations` of the OpenAPI document: what each call takes and gives, in the words of people. */
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import type { Field, Operation } from '../src/api/operation'

// A JSON schema, as far as the document uses it.
interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  title?: string
  enum?: string[]
  'x-names'?: Record<string, string>
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  allOf?: Schema[]
  minimum?: number
  maximum?: number
  maxLength?: number
}
interface Parameter { in: string; name: string; required?: boolean; description?: string; schema: Schema }
interface Described {
  operationId: string
  summary: string
  tags?: string[]
  'x-roles'?: string[]
  'x-personal'?: boolean
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}
interface Document { paths: Record<string, Record<string, Described>>; components: { schemas: Record<string, Schema> } }

const ENVELOPE = ['key', 'recorded_on', 'expected']
const DEEPEST = 4

export function operations(file: string): Plugin {
  const id = 'virtual:operations'
  return {
    name: 'lianxi-operations',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined
      this.addWatchFile(file)
      return `export default ${JSON.stringify(read(file))}`
    },
  }
}

export function read(file: string): Record<string, Operation> {
  const document = JSON.parse(readFileSync(file, 'utf-8')) as Document
  const made: Record<string, Operation> = {}
  for (const [path, verbs] of Object.entries(document.paths))
    for (const [verb, described] of Object.entries(verbs))
      made[described.operationId] = operation(document, path, verb, described)
  return made
}

function operation(document: Document, path: string, verb: string, described: Described): Operation {
  const parameters = described.parameters ?? []
  const body = described.requestBody?.content['application/json']?.schema
  const given = described.responses['200']?.content?.['application/json']?.schema ?? {}
  return {
    verb: verb.toUpperCase(),
    path,
    title: described.summary,
    service: described.tags?.[0] ?? '',
    roles: described['x-roles'] ?? ['*'],
    personal: described['x-personal'] ?? false,
    inPath: parameters.filter((one) => one.in === 'path').map((one) => one.name),
    labels: Object.fromEntries(parameters.filter((one) => one.in === 'path').map((one) => [one.name, one.description ?? one.name])),
    choices: Object.fromEntries(parameters.filter((one) => one.in === 'path').map((one) => [one.name, one.schema['x-names'] ?? {}])),
    asked: parameters.filter((one) => one.in === 'query').map((one) => ofParameter(document, one)),
    told: body ? fields(document, body, 0).filter((one) => !ENVELOPE.includes(one.name)) : [],
    row: fields(document, rowOf(document, given), 1),
  }
}

function resolved(document: Document, schema: Schema): Schema {
  if (schema.$ref) return resolved(document, document.components.schemas[schema.$ref.split('/').pop() ?? ''] ?? {})
  const parts = schema.allOf ?? schema.anyOf?.filter((one) => one.type !== 'null')
  return parts?.[0] ? { ...schema, ...resolved(document, parts[0]), title: schema.title ?? parts[0].title } : schema
}

/** Of a page or a list, what a row of it is; of anything else, the thing itself. */
function rowOf(document: Document, schema: Schema): Schema {
  const known = resolved(document, schema)
  const items = known.items ?? resolved(document, known.properties?.items ?? {}).items
  return items ? resolved(document, items) : known
}

function fields(document: Document, schema: Schema, depth: number): Field[] {
  const known = resolved(document, schema)
  const required = known.required ?? []
  return Object.entries(known.properties ?? {}).map(([name, one]) =>
    field(document, name, one, required.includes(name), depth),
  )
}

function ofParameter(document: Document, one: Parameter): Field {
  return field(document, one.name, { title: one.description, ...one.schema }, one.required ?? false, DEEPEST)
}

function field(document: Document, name: string, schema: Schema, required: boolean, depth: number): Field {
  const known = resolved(document, schema)
  const made: Field = { name, label: known.title ?? name, kind: kindOf(known), required }
  if (known['x-names']) made.names = known['x-names']
  if (known.maximum !== undefined) made.most = known.maximum
  if (known.minimum !== undefined) made.least = known.minimum
  if (known.maxLength !== undefined) made.longest = known.maxLength
  if (depth < DEEPEST && known.items) {
    const items = resolved(document, known.items)
    if (items['x-names']) made.names = items['x-names']
    if (items.properties) [made.kind, made.inner] = ['rows', fields(document, items, depth + 1)]
  } else if (depth < DEEPEST && known.properties) made.inner = fields(document, known, depth + 1)
  return made
}

function kindOf(schema: Schema): Field['kind'] {
  const types = [schema.type ?? 'string'].flat().filter((one) => one !== 'null')
  const type = types[0] ?? 'string'
  if (type === 'array') return 'list'
  if (type === 'object') return 'object'
  if (type === 'boolean') return 'flag'
  if (type === 'integer' || type === 'number') return 'number'
  if (schema.enum) return 'choice'
  if (schema.format === 'date') return 'day'
  return (schema.maxLength ?? 0) > 100 ? 'words' : 'text'
}

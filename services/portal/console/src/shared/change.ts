/** Forms that start from what is on record. */
import type { Row } from '@/api/call'
import type { Field, Operation } from '@/api/operation'

export const REASON = 'reason'

const isNothing = (value: unknown): boolean => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** Return the fields of a command: those that are given already, and those to ask for. */
export function fieldsOf(known: Operation, given: Row): { fixed: Field[]; asked: Field[] } {
  const inPath = known.inPath
    .filter((name) => !known.told.some((one) => one.name === name))
    .map<Field>((name) => ({ name, label: known.labels[name] ?? name, kind: 'text', required: true }))
  const fields = [...inPath, ...known.told]
  return {
    fixed: fields.filter((one) => one.name in given),
    asked: fields.filter((one) => !(one.name in given) && one.name !== REASON),
  }
}

/** Return what *known*, a row or the question it came from, says of a command: its path, and the key of the list. */
export function givenOf({ inPath, told }: Operation, known: Row, key: string): Row {
  const names = [...inPath, ...told.map((one) => one.name).filter((name) => name === key)]
  return Object.fromEntries(names.filter((name) => known[name] !== undefined).map((name) => [name, known[name]]))
}

/** Return the values that a form starts from; a switch knows only on and off. */
export function startOf(fields: readonly Field[], record: Row = {}): Row {
  const known = fields.filter((one) => one.name in record)
  const values = known.map((one) => [one.name, one.kind === 'flag' ? (record[one.name] ?? false) : record[one.name]])
  return Object.fromEntries(values.filter(([, value]) => !isNothing(value)))
}

/** Return what is filled in otherwise than it was; what was emptied is null. */
export function changedOf(values: Row, start: Row): Row {
  const changed = Object.entries(values).filter(([name, value]) =>
    isNothing(value) ? name in start : JSON.stringify(value) !== JSON.stringify(start[name]),
  )
  return Object.fromEntries(changed.map(([name, value]) => [name, isNothing(value) ? null : value]))
}

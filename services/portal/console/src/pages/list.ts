import type { Row } from '@/api/call'
import type { Correcting } from '@/shared/correction'

/** A command that a row offers. */
export interface RowAction {
  operation: string
  label?: string
  /** Whether the row is in a state that allows it; the service decides in the end. */
  when?: (row: Row) => boolean
  /** The question for the whole record, where the form starts from what is on record. */
  record?: string
  /** What of the row the command takes, besides its key. */
  gives?: (row: Row) => Row
  /** Whether it can be done for many rows at once, with one form. */
  batch?: boolean
}

/**
 * A page that is one list: which question it asks, what it shows and what can be done with it.
 *
 * Columns and filters are named as in the answer and the question; labels and the names of values come from there.
 */
export interface ListPage {
  path: string
  section: string
  title: string
  operation: string
  key: string
  columns: readonly string[]
  filters?: readonly string[]
  /** The arguments that the place chosen on the left fills in. */
  scope?: { area?: string; org?: string }
  /** What the question needs besides, such as the year. */
  defaults?: () => Row
  actions?: readonly string[]
  rowActions?: readonly RowAction[]
  /** The kinds of files that can be imported here, the list's own first. */
  imports?: readonly string[]
  /** Operations whose people may import it; the first action's where nothing is said. */
  importedBy?: readonly string[]
  exports?: boolean
  /** The kind of export that can come back edited. */
  roundtrip?: 'enterprises' | 'organisations'
  /** Where the history of a row is asked for; with what its stream begins, in which entries are corrected. */
  history?: { operation: string; service: Correcting; stream: string }
  link?: (row: Row) => string | undefined
  help: string
}

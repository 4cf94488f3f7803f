/** What a field of a form or a column of a list is. */
export interface Field {
  name: string
  label: string
  kind: 'text' | 'words' | 'day' | 'number' | 'flag' | 'choice' | 'list' | 'rows' | 'object'
  required: boolean
  /** The words a choice may take, with their Chinese names. */
  names?: Record<string, string>
  /** The fields of a row of `rows`, or of an `object`. */
  inner?: Field[]
  least?: number
  most?: number
  longest?: number
}

/** One call of the API. */
export interface Operation {
  verb: string
  path: string
  title: string
  service: string
  /** The roles of which one is needed; `*`: none. */
  roles: string[]
  /** Whether it tells of persons: a list of it leaves for a purpose only. */
  personal: boolean
  inPath: string[]
  /** What people call the parts of the path. */
  labels: Record<string, string>
  /** What the parts of the path may be, where that is a choice, with the Chinese names. */
  choices: Record<string, Record<string, string>>
  asked: Field[]
  told: Field[]
  /** The fields of what it gives; of a list, of a row. */
  row: Field[]
}

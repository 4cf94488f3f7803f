const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const MANY = 4

/** Suggest a number for a new record: its day, and letters that are not mistaken for digits. */
export function newNumber(day: string): string {
  const letters = [...crypto.getRandomValues(new Uint8Array(MANY))].map((byte) => LETTERS[byte % LETTERS.length])
  return `${day.replaceAll('-', '')}-${letters.join('')}`
}

/** Return a key that no other command has; works on plain http as well, where randomUUID does not. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** One command for each of many rows, one after the other. */
import { Problem } from '@/api/problem'

export interface Outcome<T> {
  row: T
  /** Why it was not done; null: it was. */
  refused: Error | null
}

/**
 * Do *act* for each of *rows* and tell *onEach* what became of it; one refusal does not keep the rest.
 *
 * After a line that is down or a log-in that is over, what is left is not tried.
 */
export async function inTurn<T>(
  rows: readonly T[],
  act: (row: T) => Promise<unknown>,
  onEach: (outcome: Outcome<T>) => void,
  isStopped: () => boolean = () => false,
): Promise<void> {
  for (const row of rows) {
    if (isStopped()) return
    const refused = await act(row).then(() => null, (refusal: Error) => refusal)
    onEach({ row, refused })
    if (refused && isSilence(refused)) return
  }
}

const SILENT = [0, 401, 503, 504]

/** Return whether the next row would fare no better. */
export function isSilence(refused: Error): boolean {
  return !(refused instanceof Problem) || SILENT.includes(refused.status)
}

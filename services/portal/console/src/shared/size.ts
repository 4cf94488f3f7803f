const STEP = 1024
const UNITS = ['字节', 'KB', 'MB', 'GB']

/** Write how large a file is: whole bytes, else one decimal. */
export function shownSize(bytes: number): string {
  let [left, at] = [bytes, 0]
  while (left >= STEP && at < UNITS.length - 1) [left, at] = [left / STEP, at + 1]
  return `${at === 0 ? left : left.toFixed(1)} ${UNITS[at]}`
}

/** Tables and numbers as docs/cost.md shows them. */

/** Columns after the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], words: readonly number[] = [0]) {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (words.includes(at) ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** US$, with two digits that say something. */
export function usd(value: number): string {
  if (value === 0) return '0'
  if (value < 0.005) return '< 0.01'
  return value < 100 ? value.toFixed(2) : count(value)
}

export const count = (value: number) => Math.round(value).toLocaleString('en-US')

/** Small amounts keep their first digits. */
export const quantity = (value: number) =>
  value >= 100 || Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(2)))

export const milliseconds = (value: number) => (value < 10 ? value.toFixed(1) : count(value))

export const megabytes = (bytes: number) => count(bytes / 1_000_000)

/** What memory is counted in on Lambda. */
export const mebibytes = (bytes: number) => count(bytes / 1024 / 1024)

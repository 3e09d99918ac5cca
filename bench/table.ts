/** The table that a run prints. */
import type { Comparison } from './measure.ts'

export interface Row {
  /** What was looked at. */
  what: string
  /** A ratio, a count or a size, as it is shown. */
  result: string
  /** What it was compared with, and how much it varied. */
  against: string
  /** As it is shown; absent: nothing is promised, it is told for information. */
  target?: string
  met?: boolean
}

export const times = (ratio: number) => `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×`

/** Decimal units. */
export function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(2)} MB`
}

/** How much the ratio varied. */
export const quartiles = ({ spread }: Comparison) => `quartiles ${spread.map(times).join(' to ')}`

/** The row of a comparison; `limit` is the largest ratio that meets the target. */
export function ratioRow(what: string, comparison: Comparison, unit: 'µs' | 'ms', floor: string, limit?: number): Row {
  const { ratio, subject } = comparison
  return {
    what,
    result: times(ratio),
    against: `${amount(subject)} : ${amount(comparison.floor)} ${unit}, ${floor}; ${quartiles(comparison)}`,
    ...(limit === undefined ? {} : { target: `≤ ${limit} ×`, met: ratio <= limit })
  }
}

export const amount = (value: number) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)

const columns = ['what', 'result', 'target', '', 'against'] as const

export function tableText(rows: readonly Row[]): string {
  const cells = rows.map(row => [row.what, row.result, row.target ?? '', verdict(row), row.against])
  const widths = columns.map((title, at) => Math.max(title.length, ...cells.map(line => line[at]?.length ?? 0)))
  const line = (texts: readonly string[]) =>
    texts
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(columns), line(widths.map(width => '─'.repeat(Math.min(width, 60)))), ...cells.map(line)].join('\n')
}

const verdict = ({ met }: Row) => (met === undefined ? '' : met ? 'met' : 'missed')

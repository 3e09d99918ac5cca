/** Mutants that no test can notice, or need notice: they aren't tried. `source` is the line that they are in. */
export interface Unnoticeable {
  file: string
  what: string
  source: string
  why: string
}

export const unnoticeable: Unnoticeable[] = [
  {
    file: 'packages/core/src/activity/usage-report.ts',
    what: 'puts <= for <',
    source: 'days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, sum]) => ({ date, ...sum })),',
    why: 'No two days of a map have the same date.'
  }
]

/** The run in numbers, for people. */
import type { Exchange } from './oracle.ts'

/** ms; 0 where there is none. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** A line for each part: requests, refusals for the time being, times, and what its recovery took. */
export function summary(exchanges: readonly Exchange[], recoveries: ReadonlyMap<string, number>): string {
  const parts = [...new Set(exchanges.map(one => one.part))]
  const lines = parts.map(part => {
    const those = exchanges.filter(one => one.part === part)
    const times = those.map(one => one.took)
    const p99 = (kind: string) =>
      percentile(
        those.filter(one => one.kind === kind).map(one => one.took),
        0.99
      )
    const count = (status: number | undefined) => those.filter(one => one.answer?.status === status).length
    return [
      part.padEnd(34),
      `${those.length} requests`,
      `${count(503)} × 503`,
      `${count(undefined)} unanswered`,
      `p50 ${ms(percentile(times, 0.5))} max ${ms(Math.max(...times))}`,
      `p99 cached ${ms(p99('find cached'))}, of no store ${ms(p99('zone info'))}`,
      `recovered in ${ms(recoveries.get(part) ?? 0)}`
    ].join(' · ')
  })
  return lines.join('\n')
}

const ms = (time: number) => `${Math.round(time)} ms`

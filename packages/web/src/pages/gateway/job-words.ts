/** Jobs and what came of them, in words. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import type { Severity } from '../../ui/icons.tsx'

export type Job = AnswerOf<'GET /api/jobs'>['jobs'][number]
export type LastRun = NonNullable<Job['last']>

export const jobWords: Record<Job['job'], { name: string; does: string }> = {
  'archive-logs': { name: 'Archive logs', does: 'Moves log items into files of each zone’s bucket.' },
  'count-usage': { name: 'Count usage', does: 'Counts uploads and downloads of each zone from its logs.' },
  sweep: { name: 'Sweep', does: 'Removes unfinished uploads and scratch files that have expired.' },
  'check-zones': { name: 'Check zones', does: 'Checks that each zone’s bucket does what the gateway needs.' }
}

export const outcomeWords: Record<LastRun['outcome'], { severity: Severity; words: string }> = {
  done: { severity: 'good', words: 'Done' },
  continues: { severity: 'info', words: 'Continues in the next run' },
  busy: { severity: 'info', words: 'Another run was active' },
  failed: { severity: 'bad', words: 'Failed for some zones' }
}

/** `archives: 12, items: 3,400`; nothing of what is none. */
export const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name.replaceAll('_', ' ')}: ${count.toLocaleString('en-US')}`)
    .join(', ')

/** `ms` in a word: 340 ms, 12 s, 3 min. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`
}

/** What a job did, for the person who ran it. */
import type { JobResult, ZoneResult } from '@kachery-gateway/core/model/job-result.ts'
import { number } from './progress-view.ts'

const outcomes: Record<JobResult['outcome'], string> = {
  done: 'done',
  continues: 'not finished; the next run continues',
  busy: 'another run is at it; look again in a minute and a half',
  failed: 'failed in part'
}

export function resultText(result: JobResult, dryRun: boolean): string {
  const { job, outcome, ms, bytes, zones, counts, notable } = result
  const counted = Object.entries(counts).map(([name, count]) => `${number(count)} ${name.replaceAll('_', ' ')}`)
  const head = `${job}${dryRun ? ' (dry run, nothing was changed)' : ''}: ${outcomes[outcome]}, ${(ms / 1000).toFixed(1)} s, ${zones === 1 ? '1 zone' : `${number(zones)} zones`}`
  const size = bytes > 0 ? [`${number(bytes)} bytes`] : []
  return [[head, ...counted, ...size].join(', '), ...notable.flatMap(linesOf)].map(line => `${line}\n`).join('')
}

function linesOf({ zone, outcome, failure, notes }: ZoneResult): string[] {
  const name = zone === '' ? 'the gateway' : `zone ${zone}`
  const state = failure?.message ?? (outcome === 'done' ? undefined : outcomes[outcome])
  return [...(state === undefined ? [] : [`  ${name}: ${state}`]), ...notes.map(note => `  ${name}: ${note}`)]
}

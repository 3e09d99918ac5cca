/** What each job did when it ran last, for whoever looks at the gateway. */
import type { GatewayDeps } from '../deps.ts'
import { type JobName, jobNames } from '../ids/job-name.ts'
import { JobResult } from '../model/job-result.ts'

export interface LastResult {
  job: JobName
  /** null: it has not run yet, or what it left cannot be read. */
  last: JobResult | null
}

export const lastResults = (deps: Pick<GatewayDeps, 'registry'>): Promise<LastResult[]> =>
  Promise.all(jobNames.map(async job => ({ job, last: (await lastResult(deps, job)) ?? null })))

export async function lastResult(
  { registry }: Pick<GatewayDeps, 'registry'>,
  job: JobName
): Promise<JobResult | undefined> {
  const entry = await registry.get({ kind: 'job', id: job })
  return entry?.state === 'present' ? JobResult.safeParse(entry.value).data : undefined
}

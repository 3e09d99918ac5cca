/** How zones and jobs fare, as jobs left them. */
import { jobOperations } from '@kachery-gateway/core/api/jobs.ts'
import { errors } from '@kachery-gateway/core/errors.ts'
import { lastResults } from '@kachery-gateway/core/jobs/last-results.ts'
import { healthOfZone } from '@kachery-gateway/core/zones/zone-health.ts'
import { implement } from './implement.ts'

export const jobs = {
  'GET /api/zones/{zone}/health': implement(
    jobOperations['GET /api/zones/{zone}/health'],
    async ({ gateway, caller: { zone } }) => {
      const known = await healthOfZone(gateway, zone.name)
      if (known === undefined) return { health: null }
      const { state, since, checkedAt, steps } = known.health
      const shown = steps.map(({ step, ok, advice = null }) => ({ step, ok, advice }))
      return { health: { state, since, checkedAt, steps: shown } }
    }
  ),

  'POST /api/jobs/{job}/runs': implement(
    jobOperations['POST /api/jobs/{job}/runs'],
    async ({ gateway, path: { job } }) => {
      if (gateway.startJob === undefined) throw errors.deploymentIncomplete('a way to start jobs')
      await gateway.startJob(job)
      return undefined
    }
  ),

  'GET /api/jobs': implement(jobOperations['GET /api/jobs'], async ({ gateway }) => ({
    jobs: (await lastResults(gateway)).map(({ job, last }) => ({
      job,
      last:
        last === null
          ? null
          : { ...last, notable: last.notable.map(({ failure = null, ...one }) => ({ ...one, failure })) }
    }))
  }))
}

/** How zones and jobs fare, as jobs left them. */
import type { jobOperations } from '@kachery-gateway/core/api/jobs.ts'
import { errors } from '@kachery-gateway/core/errors.ts'
import { lastResults } from '@kachery-gateway/core/jobs/last-results.ts'
import { testDatabases } from '@kachery-gateway/core/jobs/test-databases.ts'
import { doneFirstSteps } from '@kachery-gateway/core/me/done-first-steps.ts'
import { healthOfZone } from '@kachery-gateway/core/zones/zone-health.ts'
import type { Works } from './implement.ts'

export const jobs: Works<typeof jobOperations> = {
  'GET /api/zones/{zone}/health': async ({ gateway, caller: { zone } }) => {
    const known = await healthOfZone(gateway, zone.name)
    if (known === undefined) return { health: null }
    const { state, since, checkedAt, steps } = known.health
    const shown = steps.map(({ step, ok, advice = null }) => ({ step, ok, advice }))
    return { health: { state, since, checkedAt, steps: shown } }
  },

  'GET /api/zones/{zone}/first-steps': async ({ gateway, site, caller: { zone } }) => ({
    steps: await doneFirstSteps(gateway, zone, site.provider !== undefined)
  }),

  'POST /api/jobs/{job}/runs': async ({ gateway, path: { job } }) => {
    if (gateway.startJob === undefined) throw errors.deploymentIncomplete('a way to start jobs')
    await gateway.startJob(job)
    return undefined
  },

  'POST /api/database-tests': async ({ gateway }) => ({ databases: await testDatabases(gateway) }),

  'GET /api/jobs': async ({ gateway }) => ({
    jobs: (await lastResults(gateway)).map(({ job, last }) => ({
      job,
      last:
        last === null
          ? null
          : { ...last, notable: last.notable.map(({ failure = null, ...one }) => ({ ...one, failure })) }
    }))
  })
}

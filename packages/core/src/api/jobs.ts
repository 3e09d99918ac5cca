/** The API: how zones and jobs fare, as jobs left them. */
import * as z from 'zod'
import { JobName } from '../ids/job-name.ts'
import { firstSteps } from '../model/first-step.ts'
import { Outcome } from '../model/job-result.ts'
import { stepNames } from '../zones/zone-health.ts'
import { nothing, OfZone, operation, plain } from './operation.ts'

const Result = {
  outcome: Outcome,
  /** By what was counted: `items`, `files`, … */
  counts: z.record(z.string(), z.number()),
  /** Read and written. */
  bytes: z.number(),
  /** ms since the epoch */
  startedAt: z.number(),
  ms: z.number()
}

export const jobOperations = {
  'GET /api/zones/{zone}/health': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'How a zone’s bucket was when the hourly job checked it last',
    path: OfZone,
    answer: z.object({
      /** null: nobody has looked yet. */
      health: z
        .object({
          /** `broken`: files cannot be stored or found. */
          state: z.enum(['well', 'broken']),
          /** ms since the epoch */
          since: z.number(),
          checkedAt: z.number(),
          /** `advice`: what is the matter and what to do; null where nothing is. */
          steps: z.array(z.object({ step: z.enum(stepNames), ok: z.boolean(), advice: z.string().nullable() }))
        })
        .nullable()
    })
  }),
  'GET /api/zones/{zone}/first-steps': operation({
    ...plain,
    caller: 'zone-administrator',
    summary: 'What is done first with a zone, and which of it is done, by what is there now',
    path: OfZone,
    answer: z.object({ steps: z.array(z.object({ step: z.enum(firstSteps), done: z.boolean() })) })
  }),
  'POST /api/jobs/{job}/runs': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'Starts a job now, beside its schedule; what it did is told when it has ended',
    path: z.object({ job: JobName }),
    answer: nothing
  }),
  'POST /api/database-tests': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'Has the registry and the ephemeral database take a record, give it back and forget it; says what failed',
    answer: z.object({
      databases: z.array(
        z.object({
          database: z.enum(['registry', 'ephemeral']),
          ok: z.boolean(),
          /** Steps after one that failed are left out. */
          steps: z.array(
            z.object({
              step: z.enum(['write', 'read', 'remove']),
              ok: z.boolean(),
              ms: z.number(),
              /** What is the matter and what to do. */
              problem: z.string().nullable()
            })
          )
        })
      )
    })
  }),
  'GET /api/jobs': operation({
    ...plain,
    caller: 'gateway-administrator',
    summary: 'What each job did in its last run',
    answer: z.object({
      jobs: z.array(
        z.object({
          job: JobName,
          /** null: it has not run yet. */
          last: z
            .object({
              ...Result,
              zones: z.int(),
              /** Zones that did not end well, or that it has something to say of; `zone` '' is none. */
              notable: z.array(
                z.object({
                  ...Result,
                  zone: z.string(),
                  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
                  notes: z.array(z.string())
                })
              )
            })
            .nullable()
        })
      )
    })
  })
}

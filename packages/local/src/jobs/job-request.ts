/** A job that a person asks for, and what a gateway that runs says of it, a JSON line each. */
import { JobName } from '@kachery-gateway/core/ids/job-name.ts'
import { JobResult } from '@kachery-gateway/core/model/job-result.ts'
import * as z from 'zod'

export const JobRequest = z.object({
  job: JobName,
  full: z.boolean(),
  dryRun: z.boolean(),
  zone: z.string().exactOptional()
})
export type JobRequest = z.infer<typeof JobRequest>

export const JobReply = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    progress: z.object({
      zone: z.string(),
      unit: z.string(),
      done: z.number(),
      total: z.number().exactOptional()
    })
  }),
  z.object({ kind: z.literal('result'), result: JobResult }),
  z.object({ kind: z.literal('failed'), message: z.string() })
])
export type JobReply = z.infer<typeof JobReply>

/** The jobs that keep a gateway in order by themselves. */
import * as z from 'zod'

export const jobNames = ['archive-logs', 'count-usage', 'sweep', 'check-zones'] as const
export const JobName = z.enum(jobNames)
export type JobName = z.infer<typeof JobName>

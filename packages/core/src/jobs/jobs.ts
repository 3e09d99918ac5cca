/** The table of jobs: a new one is its noun's file and a line here. */
import { archiveLogs } from '../activity/archive-logs.ts'
import { sweep } from '../files/sweep.ts'
import type { JobName } from '../ids/job-name.ts'
import type { Job } from '../job.ts'
import { countUsage } from '../usage/count-usage.ts'
import { checkZones } from './check-zones.ts'

export const jobs: Record<JobName, Job> = {
  'archive-logs': archiveLogs,
  'count-usage': countUsage,
  sweep,
  'check-zones': checkZones
}

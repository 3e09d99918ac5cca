/** What jobs are told of the configuration, wherever they run. */
import { defined } from '@kachery-gateway/core/defined.ts'
import type { JobOptions } from '@kachery-gateway/core/job-context.ts'
import type { Gateway } from '../http/route.ts'

export function jobOptions({ allowedOrigins, trashDays }: Gateway): Pick<JobOptions, 'origins' | 'trashDays'> {
  return {
    // A developer's own machine is nobody's zone's matter.
    origins: allowedOrigins.filter(origin => origin.startsWith('https://')),
    ...defined({ trashDays })
  }
}

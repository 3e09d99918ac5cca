/** The Lambda function of the job count-usage. */
import { jobFunction } from './job-function.ts'

export const handler = jobFunction('countUsage', 'count-usage')

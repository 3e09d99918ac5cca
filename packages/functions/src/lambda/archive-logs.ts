/** The Lambda function of the job archive-logs. */
import { jobFunction } from './job-function.ts'

export const handler = jobFunction('archiveLogs', 'archive-logs')

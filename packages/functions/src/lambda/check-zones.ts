/** The Lambda function of the job check-zones. */
import { jobFunction } from './job-function.ts'

export const handler = jobFunction('checkZones', 'check-zones')

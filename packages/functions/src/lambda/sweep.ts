/** The Lambda function of the job sweep. */
import { jobFunction } from './job-function.ts'

export const handler = jobFunction('sweep', 'sweep')

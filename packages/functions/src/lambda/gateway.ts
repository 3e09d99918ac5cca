/** The Lambda function that answers kachery clients. */
import { httpFunction } from './http-function.ts'

export const handler = httpFunction('gateway')

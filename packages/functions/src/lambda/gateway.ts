/** The Lambda function that answers kachery clients. */
import { clientRoutes } from '../client-routes.ts'
import { httpFunction } from './http-function.ts'

export const handler = httpFunction('gateway', clientRoutes)

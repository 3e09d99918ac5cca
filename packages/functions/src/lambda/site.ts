/** The Lambda function that answers the site, and whatever no other function is for. */
import { routes } from '../routes.ts'
import { httpFunction } from './http-function.ts'

export const handler = httpFunction('site', routes)

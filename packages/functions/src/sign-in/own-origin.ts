/** Whether a write was sent from a page of ours: other sites can send one here, too, with our visitor's cookie. */
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { header } from '../http/request.ts'
import type { SiteDeps } from './site-deps.ts'

/** Throws `request.foreign_origin` unless the browser says that it was. */
export function checkOwnOrigin(site: Pick<SiteDeps, 'originOf'>, event: APIGatewayProxyEventV2): void {
  const ours = site.originOf(event)
  const origin = header(event, 'origin')
  const own =
    ours !== undefined && (origin === undefined ? header(event, 'sec-fetch-site') === 'same-origin' : origin === ours)
  if (!own) throw siteErrors.foreignOrigin()
}

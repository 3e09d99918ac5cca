/** Whether a form was sent from a page of ours: other sites can send one here, too, with our visitor's cookie. */
import { header } from '@kachery-gateway/functions/http/request.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { localErrors } from '../local-errors.ts'

/** Throws `request.foreign_origin` unless the browser says that it was. The Host header has been checked before. */
export function checkOwnOrigin(event: APIGatewayProxyEventV2): void {
  const origin = header(event, 'origin')
  const own = origin === undefined ? header(event, 'sec-fetch-site') === 'same-origin' : origin === ownOrigin(event)
  if (!own) throw localErrors.foreignOrigin()
}

const ownOrigin = (event: APIGatewayProxyEventV2) => `http://${header(event, 'host')?.toLowerCase()}`

/** Where a browser goes on from here: to GitHub, back from there; or to the page that explains why it can't. */
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { failureAsText, failureOf } from '../http/failure.ts'
import type { Gateway } from '../http/route.ts'
import type { SiteDeps } from './site-deps.ts'

type Answer = APIGatewayProxyStructuredResultV2

interface Visit {
  gateway: Gateway
  site: SiteDeps
  event: APIGatewayProxyEventV2
}

/**
 * A refusal is an answer with its own status and sentence, for whoever looks at that alone; browsers then go on to the
 * page that explains it. `explained`: that page's path, by the code of what went wrong; nothing that came with the address
 * is repeated in it.
 */
export async function orExplain(
  { gateway, site, event }: Visit,
  explained: (problem: string) => string,
  cookies: string[],
  work: () => Promise<Answer>
): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    const { requestId } = event.requestContext
    const refused = failureAsText(failureOf(error, requestId, gateway.logger, 'site'), requestId)
    const page = placeOf(site, explained(error instanceof GatewayError ? error.code : 'gateway.internal'))
    return { ...refused, headers: { ...refused.headers, ...unfollowed, refresh: `0; url=${page}` }, cookies }
  }
}

/** `location`: a path of this gateway, or an address elsewhere. */
export function redirect(site: SiteDeps, location: string, cookies: string[]): Answer {
  return { statusCode: 303, headers: { location: placeOf(site, location), ...unfollowed }, cookies, body: '' }
}

/** The address that one comes back under holds a code, which no other page is told. */
const unfollowed = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }

const placeOf = ({ basePath }: SiteDeps, location: string) =>
  location.startsWith('/') ? basePath + location : location

/** Answers that send a browser on: to GitHub, back from there, or to the page that explains why not. */
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { failureOf } from '../http/failure.ts'
import type { Gateway } from '../http/route.ts'

type Answer = APIGatewayProxyStructuredResultV2

/** `explained`: the page that knows the code of what went wrong; nothing that came with the address is repeated in it. */
export async function orExplain(
  gateway: Gateway,
  event: APIGatewayProxyEventV2,
  explained: (problem: string) => string,
  cookies: string[],
  work: () => Promise<Answer>
): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    const { code } = failureOf(error, event.requestContext.requestId, gateway.logger, 'site')
    return redirect(explained(error instanceof GatewayError ? code : 'gateway.internal'), cookies)
  }
}

export function redirect(location: string, cookies: string[]): Answer {
  // The address that one comes back under holds a code, which no other page is told.
  const headers = { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }
  return { statusCode: 303, headers, cookies, body: '' }
}

/**
 * Whether a request came through the distribution: CloudFront alone knows the secret header that it adds. Only then is
 * the caller's address what CloudFront says, and nothing else of a request that came another way is looked at.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { errors } from '@kachery-gateway/core/errors.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

const secretHeader = 'x-origin-verify'

/** The request without the secret, from its caller's address. Throws `request.origin_secret_missing`. */
export async function verifyOriginSecret(
  event: APIGatewayProxyEventV2,
  /** All that are taken: two while it is rotated. */
  originSecrets: () => Promise<readonly string[]>
): Promise<APIGatewayProxyEventV2> {
  const headers: Record<string, string> = {}
  const shown: string[] = []
  let forwardedFor: string | undefined
  for (const [name, value = ''] of Object.entries(event.headers)) {
    const known = name.toLowerCase()
    if (known === secretHeader) shown.push(value)
    else headers[name] = value
    if (known === 'x-forwarded-for') forwardedFor = value
  }
  const [secret] = shown
  // Whoever shows none learns nothing, and costs nothing.
  if (secret === undefined || shown.length > 1) throw errors.originSecretMissing()
  if (!(await originSecrets()).some(each => equal(secret, each))) throw errors.originSecretMissing()
  const { requestContext } = event
  const http = { ...requestContext.http, sourceIp: callerIn(forwardedFor) }
  return { ...event, headers, requestContext: { ...requestContext, http } }
}

/**
 * The header ends in the caller, which CloudFront appended, and the edge, which the API appended; what stands before was
 * sent by the client. '' where it does not.
 */
function callerIn(forwardedFor = ''): string {
  const caller = forwardedFor.split(',').at(-2)?.trim() ?? ''
  return isIP(caller) === 0 ? '' : caller
}

/** In constant time: of equal lengths, whatever is compared. An empty secret is none. */
function equal(a: string, b: string): boolean {
  const [left, right] = [a, b].map(value => createHash('sha256').update(value).digest())
  return left !== undefined && right !== undefined && timingSafeEqual(left, right) && b !== ''
}

/**
 * Protocol v2 of kachery clients: POST /api/findFile, /api/initiateFileUpload and /api/finalizeFileUpload. An API key
 * says who is calling; without one it is anyone.
 */
import { errors } from '@kachery-gateway/core/errors.ts'
import { readV2Request, type V2Name } from '@kachery-gateway/core/protocol/v2.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { preflight, secondWireOrigins } from '../http/cors.ts'
import { kacheryWire } from '../http/kachery-wire.ts'
import { bodyText, requestFacts } from '../http/request.ts'
import type { GatewaySource, HttpHandler } from '../http/route.ts'
import { withTimeLimit } from '../http/time-limit.ts'
import { usualBudget } from '../time-budget.ts'
import { bearerCredential } from './bearer-credential.ts'
import { dispatchInTime } from './dispatch-in-time.ts'

export const secondWireHandler =
  (name: V2Name) =>
  (source: GatewaySource): HttpHandler =>
    kacheryWire(
      source,
      async (gateway, event) => {
        const began = gateway.now()
        const call = readV2Request(name, jsonBody(event), began)
        // Whose the item is that records the call must be known before it; a refusal reads nothing else.
        const credential = await withTimeLimit(usualBudget.operation, bearerCredential(gateway, event))
        const login = credential.kind === 'user' ? { githubUserId: credential.user.login } : {}
        const facts = { ...requestFacts(event, began), ...login }
        return dispatchInTime(gateway, call, facts, async () => credential)
      },
      'v2'
    )

export const secondWirePreflightHandler = (source: GatewaySource): HttpHandler =>
  kacheryWire(
    source,
    async (gateway, event) =>
      preflight(event, secondWireOrigins(gateway.allowedOrigins), 'authorization, content-type'),
    'v2'
  )

function jsonBody(event: APIGatewayProxyEventV2): unknown {
  const text = bodyText(event)
  try {
    return JSON.parse(text)
  } catch {
    throw errors.notJson('it does not parse')
  }
}

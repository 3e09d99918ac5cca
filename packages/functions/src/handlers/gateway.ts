/**
 * POST /api/gateway, the first wire of kachery clients: decode → who is it → may they, and the operation → record →
 * encode. The steps are core's; this is their order.
 */
import { authenticate } from '@kachery-gateway/core/access/authenticate.ts'
import { checkTimestamp } from '@kachery-gateway/core/access/timestamp.ts'
import { logItem, type RequestFacts } from '@kachery-gateway/core/activity/log-item.ts'
import { recordActivity } from '@kachery-gateway/core/activity/record.ts'
import { type Envelope, readEnvelope } from '@kachery-gateway/core/protocol/envelope.ts'
import { perform } from '@kachery-gateway/core/protocol/first-wire.ts'
import { type GatewayRequest, readRequest } from '@kachery-gateway/core/protocol/requests.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { kacheryWire } from '../http/kachery-wire.ts'
import { bodyText, requestFacts } from '../http/request.ts'
import type { Gateway, GatewaySource, HttpHandler } from '../http/route.ts'
import { orTooSlow } from '../http/time-limit.ts'
import { slowBudget, type TimeBudget, usualBudget } from '../time-budget.ts'

export function gatewayHandler(source: GatewaySource): HttpHandler {
  return kacheryWire(source, async (gateway, event) => {
    const began = gateway.now()
    const envelope = readEnvelope(bodyText(event))
    const request = readRequest(envelope.payload)
    checkTimestamp(request.timestamp, began)
    const facts = { ...requestFacts(event, began), ...claims(envelope) }
    return answer(gateway, envelope, request, facts)
  })
}

async function answer(
  gateway: Gateway,
  envelope: Envelope,
  request: GatewayRequest,
  facts: RequestFacts
): Promise<APIGatewayProxyStructuredResultV2> {
  const record = (response: Record<string, unknown>) => {
    const zone = request.type === 'getZoneInfo' ? request.zoneName : request.zone
    const item = logItem(facts, zone, { ...request }, response, gateway.now())
    return recordActivity(gateway, gateway.randomHex(16), item)
  }
  const budget = budgetOf(gateway, request)
  const timeLeft = () => budget.all - (gateway.now() - facts.requestTimestamp)
  const done = await orTooSlow(budget.operation, authenticated(gateway, envelope, request, facts))
  const recorded = done.recorded === undefined ? undefined : record(done.recorded)
  await orTooSlow(timeLeft(), Promise.all([done.alongside, recorded]))
  return { statusCode: 200, headers: jsonHeaders, body: JSON.stringify(done.answer) }
}

async function authenticated(gateway: Gateway, envelope: Envelope, request: GatewayRequest, facts: RequestFacts) {
  return perform(gateway, await authenticate(gateway, envelope), request, facts)
}

const jsonHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store' }

function budgetOf(gateway: Gateway, request: GatewayRequest): TimeBudget {
  const slow = request.type === 'finalizeFileUpload' && request.size > gateway.limits.quickBytes
  return slow ? slowBudget : usualBudget
}

function claims({ identity }: Envelope): { fromClientId?: string; githubUserId?: string } {
  switch (identity.kind) {
    case 'none':
      return {}
    case 'signature':
      return { fromClientId: identity.clientId }
    case 'github':
      return { githubUserId: identity.login }
  }
}

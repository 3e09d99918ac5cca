/**
 * POST /api/gateway, the first wire of kachery clients: decode → who is it → may they, and the operation → record →
 * encode. The steps are core's; this is their order.
 */
import { authenticate } from '@kachery-gateway/core/access/authenticate.ts'
import { checkTimestamp } from '@kachery-gateway/core/access/timestamp.ts'
import { logItem, type RequestFacts } from '@kachery-gateway/core/activity/log-item.ts'
import { recordActivity } from '@kachery-gateway/core/activity/record.ts'
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import { type Envelope, readEnvelope } from '@kachery-gateway/core/protocol/envelope.ts'
import { perform } from '@kachery-gateway/core/protocol/first-wire.ts'
import { type GatewayRequest, readRequest } from '@kachery-gateway/core/protocol/requests.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { kacheryWire } from '../http/kachery-wire.ts'
import { bodyText, requestFacts } from '../http/request.ts'
import type { Gateway, GatewaySource, HttpHandler } from '../http/route.ts'
import { within } from '../http/time-limit.ts'

/** ms: for the operation, and for all; recording has what the operation left. Every request is answered within 10 s. */
const usualLimits = { operation: 7_500, all: 9_500 }
/** Finalizing a large file may take longer; API Gateway gives up at 30 s. */
const slowLimits = { operation: 28_000, all: 29_500 }

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
    const { timestamp: _, ...payload } = request
    const zone = request.type === 'getZoneInfo' ? request.zoneName : request.zone
    const item = logItem(facts, zone, { ...payload, timestamp: request.timestamp }, response, gateway.now())
    return recordActivity(gateway, gateway.randomHex(16), item)
  }
  const limits = limitsOf(gateway, request)
  const timeLeft = () => limits.all - (gateway.now() - facts.requestTimestamp)
  try {
    const done = await within(limits.operation, authenticated(gateway, envelope, request, facts))
    const recorded = done.recorded === undefined ? undefined : record(done.recorded)
    await within(timeLeft(), Promise.all([done.alongside, recorded]))
    return { statusCode: 200, headers: jsonHeaders, body: JSON.stringify(done.answer) }
  } catch (error) {
    // Content that was not what it claimed to be is the zone administrators' business.
    if (error instanceof GatewayError && error.code === 'upload.wrong_content') {
      await within(timeLeft(), record({ error: error.message }))
    }
    throw error
  }
}

async function authenticated(gateway: Gateway, envelope: Envelope, request: GatewayRequest, facts: RequestFacts) {
  return perform(gateway, await authenticate(gateway, envelope), request, facts)
}

const jsonHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store' }

function limitsOf(gateway: Gateway, request: GatewayRequest): typeof usualLimits {
  const slow = request.type === 'finalizeFileUpload' && request.size > gateway.limits.quickBytes
  return slow ? slowLimits : usualLimits
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

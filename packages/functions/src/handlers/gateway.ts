/**
 * POST /api/gateway, protocol v1 of kachery clients: decode → who is it → may they, and the operation → record →
 * encode. The steps are core's; this is their order.
 */

import { checkTimestamp } from '@kachery-gateway/core/access/timestamp.ts'
import { authenticate } from '@kachery-gateway/core/protocol/authenticate.ts'
import { type Envelope, readEnvelope } from '@kachery-gateway/core/protocol/envelope.ts'
import { readRequest } from '@kachery-gateway/core/protocol/v1.ts'
import { kacheryWire } from '../http/kachery-wire.ts'
import { bodyText, requestFacts } from '../http/request.ts'
import type { GatewaySource, HttpHandler } from '../http/route.ts'
import { dispatchInTime } from './dispatch-in-time.ts'

export function gatewayHandler(source: GatewaySource): HttpHandler {
  return kacheryWire(source, async (gateway, event) => {
    const began = gateway.now()
    const envelope = readEnvelope(bodyText(event))
    const call = readRequest(envelope.payload)
    checkTimestamp(call.request.timestamp, began)
    const facts = { ...requestFacts(event, began), ...claims(envelope) }
    return dispatchInTime(gateway, call, facts, () => authenticate(gateway, envelope))
  })
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

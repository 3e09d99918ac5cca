/** OPTIONS /api/gateway: what browsers ask before a call from another origin. */
import { preflight } from '../http/cors.ts'
import { kacheryWire } from '../http/kachery-wire.ts'
import type { GatewaySource, HttpHandler } from '../http/route.ts'

export function gatewayPreflightHandler(source: GatewaySource): HttpHandler {
  return kacheryWire(source, async (gateway, event) => preflight(event, gateway.allowedOrigins))
}

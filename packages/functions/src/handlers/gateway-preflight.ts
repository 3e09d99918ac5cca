/** OPTIONS /api/gateway: what browsers ask before a call from another origin. */
import { preflight } from '../http/cors.ts'
import type { GatewaySource, HttpHandler } from '../http/route.ts'

export function gatewayPreflightHandler(source: GatewaySource): HttpHandler {
  return async event => preflight(event, (await source()).allowedOrigins)
}

/** GET /api/health: that the gateway answers, without asking any store. */
import type { HttpHandler } from '../http/route.ts'

export function healthHandler(): HttpHandler {
  return async () => ({
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ status: 'ok' })
  })
}

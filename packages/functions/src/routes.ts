/** The one table of routes, read by everything that serves or describes them. A new operation is one line here. */
import { gatewayHandler } from './handlers/gateway.ts'
import { gatewayPreflightHandler } from './handlers/gateway-preflight.ts'
import { healthHandler } from './handlers/health.ts'
import type { Route } from './http/route.ts'

export const routes: readonly Route[] = [
  {
    method: 'POST',
    function: 'gateway',
    path: '/api/gateway',
    caller: 'anyone',
    summary: 'Requests of kachery clients',
    handler: gatewayHandler
  },
  {
    method: 'OPTIONS',
    function: 'gateway',
    path: '/api/gateway',
    caller: 'anyone',
    summary: 'CORS preflight',
    handler: gatewayPreflightHandler
  },
  {
    method: 'GET',
    function: 'site',
    path: '/api/health',
    caller: 'anyone',
    summary: 'Whether the gateway answers',
    handler: healthHandler
  }
]

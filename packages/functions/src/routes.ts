/**
 * The one table of routes, read by everything that serves or describes them. A new operation is one line here. Handlers
 * are imported when they are first needed: a function loads no others, and who only reads the table loads none.
 */
import type { Route } from './http/route.ts'

export const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/gateway',
    function: 'gateway',
    caller: 'anyone',
    summary: 'Requests of kachery clients',
    load: async () => (await import('./handlers/gateway.ts')).gatewayHandler
  },
  {
    method: 'OPTIONS',
    path: '/api/gateway',
    function: 'gateway',
    caller: 'anyone',
    summary: 'CORS preflight',
    load: async () => (await import('./handlers/gateway-preflight.ts')).gatewayPreflightHandler
  },
  {
    method: 'GET',
    path: '/api/health',
    function: 'site',
    caller: 'anyone',
    summary: 'Whether the gateway answers, and what it lacks',
    load: async () => (await import('./handlers/health.ts')).healthHandler
  }
]

/**
 * What kachery clients call: the routes of the gateway function, which loads no others. Handlers are imported when they are
 * first needed.
 */
import type { Route } from './http/route.ts'

export const clientRoutes: readonly Route[] = [
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
  // The second generation of kachery clients.
  ...(['findFile', 'initiateFileUpload', 'finalizeFileUpload'] as const).flatMap((name): Route[] => [
    {
      method: 'POST',
      path: `/api/${name}`,
      function: 'gateway',
      caller: 'anyone',
      summary: `${name} of the second generation of kachery clients`,
      load: async () => (await import('./handlers/v2.ts')).secondWireHandler(name)
    },
    {
      method: 'OPTIONS',
      path: `/api/${name}`,
      function: 'gateway',
      caller: 'anyone',
      summary: 'CORS preflight',
      load: async () => (await import('./handlers/v2.ts')).secondWirePreflightHandler
    }
  ])
]

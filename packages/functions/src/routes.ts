/**
 * The one table of routes, read by everything that serves or describes them. A new operation is one line here. Handlers
 * are imported when they are first needed: a function loads no others, and who only reads the table loads none.
 */
import { apiRoutes } from './api/api-routes.ts'
import { clientRoutes } from './client-routes.ts'
import type { Route } from './http/route.ts'
import { linkRoutes } from './link-routes.ts'

export const routes: readonly Route[] = [
  ...clientRoutes,
  {
    method: 'GET',
    path: '/api/health',
    function: 'site',
    caller: 'anyone',
    summary: 'Whether the gateway answers, and what it lacks',
    load: async () => (await import('./handlers/health.ts')).healthHandler
  },
  // Clients before 0.3.5, whose wire nobody speaks any more.
  {
    method: 'POST',
    path: '/api/kacherycloud',
    function: 'site',
    caller: 'anyone',
    summary: 'Tells old kachery clients to upgrade',
    load: async () => (await import('./handlers/old-client.ts')).oldClientHandler
  },
  ...linkRoutes,
  // The site: signing in, and its API.
  {
    method: 'GET',
    path: '/api/sign-in',
    function: 'site',
    caller: 'anyone',
    summary: 'Leads a browser to where people sign in',
    load: async () => (await import('./handlers/sign-in.ts')).signInHandler
  },
  {
    method: 'GET',
    path: '/github/auth',
    function: 'site',
    caller: 'anyone',
    summary: 'Where a browser comes back to from there',
    load: async () => (await import('./handlers/sign-in.ts')).signInCallbackHandler
  },
  {
    method: 'GET',
    path: '/github/app',
    function: 'site',
    caller: 'anyone',
    summary: 'Where a browser comes back to when GitHub has made the gateway’s sign-in',
    load: async () => (await import('./handlers/sign-in.ts')).setupCallbackHandler
  },
  {
    method: 'GET',
    path: '/api/openapi.json',
    function: 'site',
    caller: 'anyone',
    summary: 'This API as a document',
    load: async () => (await import('./handlers/api-document.ts')).apiDocumentHandler(routes)
  },
  ...apiRoutes
]

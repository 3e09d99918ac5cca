/**
 * The one table of routes, read by everything that serves or describes them. A new operation is one line here. Handlers
 * are imported when they are first needed: a function loads no others, and who only reads the table loads none.
 */
import { apiRoutes } from './api/api-routes.ts'
import { clientRoutes } from './client-routes.ts'
import type { Route } from './http/route.ts'

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
  // Links to files that do not end; the name is for whoever reads the link; `?uri=` has the file where the path has not.
  ...['/z/{zone}', '/z/{zone}/sha1/{hash}', '/z/{zone}/sha1/{hash}/{name}'].map(
    (path): Route => ({
      method: 'GET',
      path,
      function: 'site',
      caller: 'anyone',
      summary: 'Leads whoever may read a file to where its bytes are',
      load: async () => (await import('./handlers/stable-link.ts')).stableLinkHandler
    })
  ),
  // Links that end, for whoever has them.
  ...['/s/{token}', '/s/{token}/{name}'].map(
    (path): Route => ({
      method: 'GET',
      path,
      function: 'site',
      caller: 'anyone',
      summary: 'Leads whoever has a link to where the bytes of its file are, and a browser to the page of its files',
      load: async () => (await import('./handlers/share-link.ts')).shareLinkHandler
    })
  ),
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

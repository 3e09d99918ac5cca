/** The one table of the local pages. */
import { errors } from '@kachery-gateway/core/errors.ts'
import { failureAsText, failureOf } from '@kachery-gateway/functions/http/failure.ts'
import { header } from '@kachery-gateway/functions/http/request.ts'
import type { HttpHandler } from '@kachery-gateway/functions/http/route.ts'
import type { ServedRoute } from '@kachery-gateway/functions/http/route-table.ts'
import { adminPage } from './admin-page.ts'
import { clientPage } from './client-page.ts'
import { landingPage } from './landing-page.ts'
import { formHandler, pageHandler } from './page-handler.ts'
import { pressRegisterClient, registerClientPage } from './register-client-page.ts'
import { signIn, signInPage, signOut } from './sign-in-page.ts'
import type { Site } from './site.ts'
import { stylesheetHandler, stylesheetPath } from './stylesheet.ts'

export function pageRoutes(site: Site): ServedRoute[] {
  return [
    { method: 'GET', path: '/', handle: pageHandler(site, landingPage) },
    { method: 'GET', path: '/sign-in', handle: pageHandler(site, signInPage) },
    { method: 'POST', path: '/sign-in', handle: formHandler(site, signIn) },
    { method: 'POST', path: '/sign-out', handle: formHandler(site, signOut) },
    { method: 'GET', path: '/registerClient/{clientId}', handle: pageHandler(site, registerClientPage) },
    { method: 'POST', path: '/registerClient/{clientId}', handle: formHandler(site, pressRegisterClient) },
    { method: 'GET', path: '/client/{clientId}', handle: pageHandler(site, clientPage) },
    { method: 'GET', path: '/admin', handle: pageHandler(site, adminPage) },
    { method: 'GET', path: stylesheetPath, handle: stylesheetHandler }
  ]
}

/** Whatever no route is for: a page for browsers, a sentence for programs. */
export function notFoundHandler(site: Site): HttpHandler {
  const page = pageHandler(site, ({ event }) => Promise.reject(notFound(event.requestContext.http)))
  return async (event, context) => {
    const browser = event.requestContext.http.method === 'GET' && header(event, 'accept')?.includes('text/html')
    if (browser === true) return page(event, context)
    const { requestId, http } = event.requestContext
    return failureAsText(failureOf(notFound(http), requestId, site.gateway.report), requestId)
  }
}

const notFound = ({ method, path }: { method: string; path: string }) =>
  errors.routeNotFound(method, path.slice(0, 200))

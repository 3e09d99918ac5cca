/** The site on one machine: its pages by their table, its assets, and what browsers get that ask for nothing of these. */
import type { Logger } from '@kachery-gateway/core/logger.ts'
import { errorBoundary } from '@kachery-gateway/functions/http/error-boundary.ts'
import { failureAsText, nothingThere } from '@kachery-gateway/functions/http/failure.ts'
import { header } from '@kachery-gateway/functions/http/request.ts'
import type { HttpHandler } from '@kachery-gateway/functions/http/route.ts'
import type { ServedRoute } from '@kachery-gateway/functions/http/route-table.ts'
import { sitePages } from '@kachery-gateway/web/pages.ts'
import { localErrors } from '../local-errors.ts'
import type { SiteFiles } from './site-files.ts'

interface SiteRoutesDeps {
  files: SiteFiles
  logger: Logger
}

export function siteRoutes(deps: SiteRoutesDeps): ServedRoute[] {
  const page = orText(deps, async () => {
    const index = await deps.files.index(200)
    if (index === undefined) throw localErrors.siteNotBuilt()
    return index
  })
  const asset = orText(deps, async event => {
    const file = await deps.files.asset(event.pathParameters?.name ?? '')
    if (file === undefined) throw notFound(event.requestContext.http)
    return file
  })
  return [
    ...Object.values(sitePages).map(
      (route): ServedRoute => ({ method: 'GET', path: route.replace(/:(\w+)/g, '{$1}'), handle: page })
    ),
    { method: 'GET', path: '/assets/{name}', handle: asset }
  ]
}

/** Whatever no route is for: the site's page that says so for browsers, a sentence for programs. */
export const notFoundHandler = (deps: SiteRoutesDeps, methods: (path: string) => string[] = () => []): HttpHandler =>
  orText(deps, async event => {
    const { method, path } = event.requestContext.http
    const error = nothingThere(method, path, methods(path))
    if (error.kind === 'wrong_method') throw error
    const browser = event.requestContext.http.method === 'GET' && header(event, 'accept')?.includes('text/html')
    const page = browser === true ? await deps.files.index(404) : undefined
    if (page === undefined) throw error
    return { ...page, headers: { ...page.headers, 'x-error-code': error.code } }
  })

const orText = ({ logger }: SiteRoutesDeps, work: HttpHandler) =>
  errorBoundary({ audience: 'site', form: failureAsText, logger: () => logger }, work)

const notFound = ({ method, path }: { method: string; path: string }) => nothingThere(method, path, [])

/** Links to files: those that do not end, and those that do. Pages of any origin stream by them. */
import type { Route } from './http/route.ts'

/** The name is for whoever reads the link; `?uri=` has the file where the path has not. */
const stable = [
  '/z/{zone}',
  ...['sha1', 'sha256'].flatMap(hash => [`/z/{zone}/${hash}/{hash}`, `/z/{zone}/${hash}/{hash}/{name}`])
]
const shared = ['/s/{token}', '/s/{token}/{name}']

const link = (path: string, part: Pick<Route, 'method' | 'summary' | 'load'>): Route => ({
  path,
  function: 'site',
  caller: 'anyone',
  ...part
})

export const linkRoutes: readonly Route[] = [
  ...stable.map(path =>
    link(path, {
      method: 'GET',
      summary: 'Leads whoever may read a file to where its bytes are',
      load: async () => (await import('./handlers/stable-link.ts')).stableLinkHandler
    })
  ),
  ...shared.map(path =>
    link(path, {
      method: 'GET',
      summary: 'Leads whoever has a link to where the bytes of its file are, and a browser to the page of its files',
      load: async () => (await import('./handlers/share-link.ts')).shareLinkHandler
    })
  ),
  ...[...stable, ...shared].map(path =>
    link(path, {
      method: 'OPTIONS',
      summary: 'What browsers ask before a page of another origin reads by a link',
      load: async () => (await import('./handlers/link-preflight.ts')).linkPreflightHandler
    })
  )
]

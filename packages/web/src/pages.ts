/**
 * The one table of the site's pages. Plain data: the AWS stack makes CloudFront's behaviours of it, the site its
 * routes. Whatever is neither here nor under `/assets/` is answered by the API.
 */

interface SitePage {
  name: string
  /** As CloudFront understands it: `*` is any number of any characters. */
  cloudFront: string
  /** As the site's router understands it. */
  route: string
}

export const sitePages = [
  { name: 'landing', cloudFront: '/', route: '/' },
  { name: 'registerClient', cloudFront: '/registerClient/*', route: '/registerClient/:clientId' },
  { name: 'client', cloudFront: '/client/*', route: '/client/:clientId' },
  { name: 'admin', cloudFront: '/admin', route: '/admin' }
] as const satisfies readonly SitePage[]

export type PageName = (typeof sitePages)[number]['name']

/** The built site's other files, as CloudFront understands it: their names change with their content. */
export const siteAssets = '/assets/*'

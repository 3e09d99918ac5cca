/**
 * The one table of the site's pages. Plain data: the AWS stack makes CloudFront's behaviours of it, the local server and
 * the site their routes. Whatever is neither here nor under `/assets/` is answered by the API.
 */

/** As CloudFront understands it: `*` is any number of any characters. A distribution has few such paths: keep it short. */
export const sitePaths = [
  '/',
  '/sign-in',
  '/setup',
  '/shared',
  '/files',
  '/registerClient/*',
  '/client/*',
  '/account',
  '/account/*',
  '/admin',
  '/zone/*',
  '/gateway',
  '/gateway/*',
  // Of the gateways before this one.
  '/home',
  '/clients',
  '/zones',
  '/resources',
  '/resource/*'
] as const

/** As the site's router understands it. */
export const sitePages = {
  landing: '/',
  signIn: '/sign-in',
  setup: '/setup',
  shared: '/shared',
  files: '/files',
  registerClient: '/registerClient/:clientId',
  client: '/client/:clientId',
  account: '/account',
  accountZones: '/account/zones',
  accountKeys: '/account/keys',
  accountResources: '/account/resources',
  accountSessions: '/account/sessions',
  admin: '/admin',
  zoneOverview: '/zone/:zone',
  zoneAccess: '/zone/:zone/access',
  zoneClients: '/zone/:zone/clients',
  zoneResources: '/zone/:zone/resources',
  zoneFiles: '/zone/:zone/files',
  zoneFile: '/zone/:zone/files/:hash',
  zoneUsage: '/zone/:zone/usage',
  zoneActivity: '/zone/:zone/activity',
  zoneStorage: '/zone/:zone/storage',
  gatewayOverview: '/gateway',
  gatewayZones: '/gateway/zones',
  gatewayUsers: '/gateway/users',
  gatewayConfiguration: '/gateway/configuration',
  gatewayJobs: '/gateway/jobs',
  oldHome: '/home',
  oldClients: '/clients',
  oldZones: '/zones',
  oldResources: '/resources',
  oldResource: '/resource/:name'
} as const

export type PageName = keyof typeof sitePages

/** The built site's other files, as CloudFront understands it: their names change with their content. */
export const siteAssets = '/assets/*'

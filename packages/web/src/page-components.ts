/** Each page's component, loaded when it is first needed. Apart from the table, which programs without Solid read. */
import type { Component } from 'solid-js'
import { oldAddresses } from './pages/old-addresses.tsx'
import type { PageName } from './pages.ts'
import { lazyTwice } from './ui/loaded-later.tsx'

export const pageComponents: Record<PageName, Component> = {
  landing: lazyTwice(() => import('./pages/landing-page.tsx')),
  signIn: lazyTwice(() => import('./pages/sign-in-page.tsx')),
  setup: lazyTwice(() => import('./pages/setup-page.tsx')),
  shared: lazyTwice(() => import('./pages/shared-page.tsx')),
  files: lazyTwice(() => import('./pages/files-page.tsx')),
  registerClient: lazyTwice(() => import('./pages/register-client-page.tsx')),
  client: lazyTwice(() => import('./pages/client-page.tsx')),
  account: lazyTwice(() => import('./pages/account-page.tsx')),
  accountZones: lazyTwice(() => import('./pages/account/zones-page.tsx')),
  accountKeys: lazyTwice(() => import('./pages/account/keys-page.tsx')),
  accountResources: lazyTwice(() => import('./pages/account/resources-page.tsx')),
  accountSessions: lazyTwice(() => import('./pages/account/sessions-page.tsx')),
  admin: lazyTwice(() => import('./pages/admin-page.tsx')),
  zoneOverview: lazyTwice(() => import('./pages/zone/overview-page.tsx')),
  zoneAccess: lazyTwice(() => import('./pages/zone/access-page.tsx')),
  zoneClients: lazyTwice(() => import('./pages/zone/clients-page.tsx')),
  zoneResources: lazyTwice(() => import('./pages/zone/resources-page.tsx')),
  zoneFiles: lazyTwice(() => import('./pages/zone/files-page.tsx')),
  zoneFile: lazyTwice(() => import('./pages/zone/file-page.tsx')),
  zoneUsage: lazyTwice(() => import('./pages/zone/usage-page.tsx')),
  zoneActivity: lazyTwice(() => import('./pages/zone/activity-page.tsx')),
  zoneStorage: lazyTwice(() => import('./pages/zone/storage-page.tsx')),
  gatewayOverview: lazyTwice(() => import('./pages/gateway/overview-page.tsx')),
  gatewayZones: lazyTwice(() => import('./pages/gateway/zones-page.tsx')),
  gatewayUsers: lazyTwice(() => import('./pages/gateway/users-page.tsx')),
  gatewayConfiguration: lazyTwice(() => import('./pages/gateway/configuration-page.tsx')),
  gatewayJobs: lazyTwice(() => import('./pages/gateway/jobs-page.tsx')),
  ...oldAddresses
}

/** Each page's component, loaded when it is first needed. Apart from the table, which programs without Solid read. */
import { type Component, lazy } from 'solid-js'
import type { PageName } from './pages.ts'

export const pageComponents: Record<PageName, Component> = {
  landing: lazy(() => import('./pages/landing-page.tsx')),
  signIn: lazy(() => import('./pages/sign-in-page.tsx')),
  registerClient: lazy(() => import('./pages/register-client-page.tsx')),
  client: lazy(() => import('./pages/client-page.tsx')),
  account: lazy(() => import('./pages/account-page.tsx')),
  admin: lazy(() => import('./pages/admin-page.tsx')),
  zoneOverview: lazy(() => import('./pages/zone/overview-page.tsx')),
  zoneAccess: lazy(() => import('./pages/zone/access-page.tsx')),
  zoneClients: lazy(() => import('./pages/zone/clients-page.tsx')),
  zoneResources: lazy(() => import('./pages/zone/resources-page.tsx')),
  zoneUsage: lazy(() => import('./pages/zone/usage-page.tsx')),
  zoneActivity: lazy(() => import('./pages/zone/activity-page.tsx')),
  zoneStorage: lazy(() => import('./pages/zone/storage-page.tsx')),
  gatewayOverview: lazy(() => import('./pages/gateway/overview-page.tsx')),
  gatewayZones: lazy(() => import('./pages/gateway/zones-page.tsx')),
  gatewayUsers: lazy(() => import('./pages/gateway/users-page.tsx')),
  gatewayConfiguration: lazy(() => import('./pages/gateway/configuration-page.tsx')),
  gatewayJobs: lazy(() => import('./pages/gateway/jobs-page.tsx'))
}

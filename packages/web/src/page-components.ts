/** Each page's component, loaded when it is first needed. Apart from the table, which programs without Solid read. */
import { type Component, lazy } from 'solid-js'
import type { PageName } from './pages.ts'

export const pageComponents: Record<PageName, Component> = {
  landing: lazy(() => import('./pages/landing-page.tsx')),
  registerClient: lazy(() => import('./pages/register-client-page.tsx')),
  client: lazy(() => import('./pages/client-page.tsx')),
  admin: lazy(() => import('./pages/admin-page.tsx'))
}

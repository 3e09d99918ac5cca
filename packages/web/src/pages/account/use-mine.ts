/** The lists of the account's page. */
import { useListing } from '../../data/use-listing.ts'

export const useMyClients = () =>
  useListing(() => ({ key: ['GET /api/me/clients'], page: (api, call) => api('GET /api/me/clients', call) }))
export type MyClientsList = ReturnType<typeof useMyClients>

export const useMyZones = () =>
  useListing(() => ({ key: ['GET /api/me/zones', 'list'], page: (api, call) => api('GET /api/me/zones', call) }))
export type MyZonesList = ReturnType<typeof useMyZones>

export const useMyResources = () =>
  useListing(() => ({ key: ['GET /api/me/resources'], page: (api, call) => api('GET /api/me/resources', call) }))
export type MyResourcesList = ReturnType<typeof useMyResources>

/** The lists of the account's page: a few items of each at first, for they stand below one another. */
import { useListing } from '../../data/use-listing.ts'

const size = 10

export const useMyClients = () =>
  useListing(() => ({ size, key: ['GET /api/me/clients'], page: (api, call) => api('GET /api/me/clients', call) }))
export type MyClientsList = ReturnType<typeof useMyClients>

export const useMyZones = () =>
  useListing(() => ({ size, key: ['GET /api/me/zones', 'list'], page: (api, call) => api('GET /api/me/zones', call) }))
export type MyZonesList = ReturnType<typeof useMyZones>

export const useMyResources = () =>
  useListing(() => ({ size, key: ['GET /api/me/resources'], page: (api, call) => api('GET /api/me/resources', call) }))
export type MyResourcesList = ReturnType<typeof useMyResources>

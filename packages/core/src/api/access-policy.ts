/** Who may call a route, as the table of routes says it; access/authorize.ts is where it is enforced. */

export const accessPolicies = [
  'anyone',
  'user',
  'client-owner',
  'client-owner-or-zone-administrator',
  'resource-owner',
  'resource-owner-or-zone-administrator',
  'zone-administrator',
  'bucket-administrator',
  'gateway-administrator'
] as const

export type AccessPolicy = (typeof accessPolicies)[number]

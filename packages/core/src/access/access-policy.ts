/** Who may call a route, as the table of routes says it, and in words; access/authorize.ts is where it is enforced. */

export const accessPolicies = {
  anyone: 'Anyone.',
  user: 'Whoever is signed in.',
  'zone-visitor': 'Anyone.',
  'zone-user': 'Whoever is signed in.',
  'zone-reader': 'Whoever may download in the zone.',
  'zone-uploader': 'Whoever may upload in the zone; an upload that was begun is for who began it.',
  'zone-lister': 'Administrators of the zone, also by a key or a client of theirs.',
  'client-owner': 'The client’s owner.',
  'client-owner-or-zone-administrator': 'The client’s owner; administrators of the zone.',
  'resource-owner': 'The resource’s owner.',
  'resource-owner-or-zone-administrator': 'The resource’s owner; administrators of the zone.',
  'zone-administrator': 'Administrators of the zone: its owner, those in its settings, administrators of the gateway.',
  'zone-owner': 'The zone’s owner; administrators of the gateway.',
  'bucket-administrator':
    'Administrators of the zone where no other zone uses its bucket; administrators of the gateway.',
  'gateway-administrator': 'Administrators of the gateway.'
} as const

export type AccessPolicy = keyof typeof accessPolicies

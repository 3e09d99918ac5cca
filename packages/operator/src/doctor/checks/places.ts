/** Whether each zone of the configuration has its place, and its name, to itself. */

import type { ZoneConfig } from '@kachery-gateway/core/model/zone.ts'
import { claimOfConfigured, clash } from '@kachery-gateway/core/zones/claimed-places.ts'
import { isSameName } from '@kachery-gateway/core/zones/free-place.ts'
import { type Finding, wrong } from '../finding.ts'

export function checkPlaces(zones: readonly ZoneConfig[]): Finding[] {
  const claims = zones.map(claimOfConfigured)
  return claims.flatMap((one, at) =>
    claims
      .slice(at + 1)
      .flatMap(other => [
        ...(clash(one, other)
          ? [
              wrong(
                'zones',
                `${one.zone} and ${other.zone} are in one bucket and directory`,
                'give each its own bucket'
              )
            ]
          : []),
        ...(isSameName(one.zone, other.zone)
          ? [wrong('zones', `${one.zone} and ${other.zone} differ in upper and lower case alone`, 'rename one of them')]
          : [])
      ])
  )
}

/** Whether a zone is alone in its place, and alone under its name: what zones of the configuration may be told. */
import type { GatewayDeps } from '../deps.ts'
import type { Zone } from '../model/zone.ts'
import { claimedPlaces, zonesInTheWay } from './claimed-places.ts'
import { isSameName } from './free-place.ts'
import { zoneKey } from './keys.ts'
import { type Claim, claimPlace, markerKey, namedIn, otherClaims } from './place-marker.ts'

/** What to tell, or undefined where all is well. Names the zone in its place. */
export async function checkPlace(deps: GatewayDeps, zone: Zone): Promise<string | undefined> {
  const shared = await sharesPlace(deps, zone, () => claimPlace(deps, zone))
  if (shared !== undefined) return shared
  const twin = (await claimedPlaces(deps)).find(other => other.zone !== zone.name && isSameName(other.zone, zone.name))
  return twin && `Zone ${twin.zone} has the same name but for upper and lower case; rename one of them.`
}

/** Why files in the zone's place may be another zone's; undefined: they are its own. */
export const mayHoldOthers = (deps: GatewayDeps, zone: Zone) => sharesPlace(deps, zone, () => otherClaims(deps, zone))

async function sharesPlace(deps: GatewayDeps, zone: Zone, marked: () => Promise<Claim[]>): Promise<string | undefined> {
  const [name] = await zonesInTheWay(deps, zone.name)
  if (name !== undefined)
    return `Zone ${name} uses the same bucket and directory, or one is inside the other; give each a directory of its own.`
  const [claim] = await marked()
  return (
    claim &&
    `${namedIn(claim)} uses the same place; give each a directory of its own, or, if that zone is gone, delete the object ${zoneKey(zone, markerKey)}.`
  )
}

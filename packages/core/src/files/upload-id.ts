/**
 * The id of an upload, 32 hex digits: 16 at random, and 16 that say which zone it is of, for pages in the field that begin
 * an upload in a zone and finalize it without naming one. It grants nothing: permission is the zone's matter.
 */
import { createHash } from 'node:crypto'
import type { GatewayDeps } from '../deps.ts'
import { defaultZoneName, ZoneName } from '../ids/zone-name.ts'
import { claimedPlaces } from '../zones/claimed-places.ts'

export function newUploadId(deps: Pick<GatewayDeps, 'randomHex'>, zone: ZoneName): string {
  const own = deps.randomHex(8)
  return own + markOf(zone, own)
}

const markOf = (zone: string, own: string) => createHash('sha1').update(`${own} ${zone}`).digest('hex').slice(0, 16)

/** The zone that handed a key out; the default one where none is known to have. The list of zones is at most 60 s old. */
export async function zoneOfUpload(deps: GatewayDeps, objectKey: string): Promise<ZoneName> {
  const [, own = '', mark] = /\/([0-9a-f]{16})([0-9a-f]{16})$/.exec(objectKey) ?? []
  if (mark === undefined || markOf(defaultZoneName, own) === mark) return defaultZoneName
  const claimed = (await claimedPlaces(deps)).find(({ zone }) => markOf(zone, own) === mark)
  return claimed === undefined ? defaultZoneName : ZoneName.parse(claimed.zone)
}

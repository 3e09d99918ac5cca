/** Operation getZoneInfo: whether this gateway has a zone. Anyone may ask. */
import type { GatewayDeps } from '../deps.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { findZone } from './resolve-zone.ts'

export async function getZoneInfo(
  deps: GatewayDeps,
  input: { zoneName: ZoneName }
): Promise<{ found: false } | { found: true; kacheryGatewayUrl: string }> {
  const zone = await findZone(deps, input.zoneName)
  return zone === undefined ? { found: false } : { found: true, kacheryGatewayUrl: deps.publicUrl }
}

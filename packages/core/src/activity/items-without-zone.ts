/** Log items whose zone this gateway doesn't serve: which they are, and why. */
import type { GatewayDeps } from '../deps.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { zoneRecord } from '../zones/resolve-zone.ts'

/**
 * Zones of items that nobody here knows: another gateway on the same database may, or the zone may yet be added. Their
 * items stay where they are, in nobody's way.
 */
export async function unknownZones(deps: GatewayDeps, zones: readonly string[]): Promise<Set<string>> {
  const unknown = new Set<string>()
  for (const zone of zones) {
    const name = ZoneName.safeParse(zone)
    if (!name.success || deps.configuredZones.has(name.data) || deps.mayBeConfigured?.(name.data)) continue
    const entry = await deps.registry.get({ kind: 'zone', id: name.data })
    if (entry === undefined && (await zoneRecord(deps, name.data)) === undefined) unknown.add(zone)
  }
  return unknown
}

/** Once for each zone. */
export async function noticeUnknownZones(deps: GatewayDeps): Promise<void> {
  for (const zone of await unknownZones(deps, await deps.logItems.zonesOfLogItems())) {
    const { created } = await deps.registry.create({ kind: 'job', id: `unknown-zone/${zone}` }, { at: deps.now() })
    if (created) deps.logger.warn('log_items.unknown_zone', { zone, reason: 'no zone of this gateway has this name' })
  }
}

/** Zones of items that no bucket waits for, each with the reason. */
export async function withoutBucket(
  { configuredZones, registry }: Pick<GatewayDeps, 'configuredZones' | 'registry'>,
  zones: readonly string[]
): Promise<Map<string, string>> {
  const reasons = new Map<string, string>()
  for (const zone of zones) {
    if (zone === '' || configuredZones.has(zone)) continue
    if (!ZoneName.safeParse(zone).success) reasons.set(zone, 'its zone is no zone name')
    else if ((await registry.get({ kind: 'zone', id: zone }))?.state === 'removed')
      reasons.set(zone, 'its zone was taken from the gateway')
  }
  return reasons
}

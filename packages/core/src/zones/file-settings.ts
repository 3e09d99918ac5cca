/**
 * The settings of a zone whose files have readers, at most 60 s old. In the registry: older gateways refuse settings files
 * with fields that they do not know, and zones that switch nothing on read nothing more.
 */
import type { GatewayDeps } from '../deps.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { KeptFileSettings, type KnownFileSettings, withTeams } from '../model/file-settings.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'
import { writeRecord } from '../stores/write-record.ts'

export const fileSettingsKey = (zone: ZoneName) => ({ kind: 'file-settings', zone, id: 'fileSettings' }) as const

export async function fileSettings(deps: GatewayDeps, zone: Zone): Promise<KnownFileSettings> {
  return deps.caches.fileSettings.get(zone.name, async () =>
    withTeams((await readFileSettings(deps, zone.name)).settings)
  )
}

/** As they are now. `version`: absent where nobody has saved any. */
export async function readFileSettings(
  { registry }: Pick<GatewayDeps, 'registry'>,
  zone: ZoneName
): Promise<{ settings: KeptFileSettings; version?: number }> {
  const key = fileSettingsKey(zone)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return { settings: KeptFileSettings.parse({}) }
  return { settings: readRecord(KeptFileSettings, key, entry.value), version: entry.version }
}

/** To a zone that gets another name; what was said under that name before goes. */
export async function copyFileSettings(
  deps: Pick<GatewayDeps, 'registry' | 'caches'>,
  from: ZoneName,
  to: ZoneName
): Promise<void> {
  const { settings } = await readFileSettings(deps, from)
  await writeRecord(deps.registry, fileSettingsKey(to), settings)
  deps.caches.fileSettings.delete(to)
}

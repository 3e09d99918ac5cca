/**
 * The settings that a new zone begins with: its owner may upload and download, by an entry that the Access page shows and
 * switches like any other. What lies in the bucket already stays as it is.
 */
import type { GatewayDeps } from '../deps.ts'
import type { UserLabel } from '../ids/user-label.ts'
import type { Zone } from '../model/zone.ts'
import { withTimeout } from '../with-timeout.ts'
import { zoneKey } from './keys.ts'
import { maxSettingsBytes, settingsKey } from './settings.ts'
import { applySwitches, newSettings } from './settings-switches.ts'

/** ms that the bucket of a new zone has for it. */
const patience = 4_000

type NewZone = Pick<Zone, 'name' | 'directory' | 'bucket'>

/** Never rejects: a zone whose bucket does not take the file is there all the same, and its owner told where to allow what. */
export async function writeFirstSettings(deps: GatewayDeps, zone: NewZone, owner: UserLabel): Promise<void> {
  try {
    await withTimeout(patience, write(zone, owner), () => {
      throw new Error(`the bucket took longer than ${patience} ms`)
    })
  } catch (error) {
    deps.logger.warn('zone.first_settings_not_written', { zone: zone.name, reason: String(error) })
  }
  deps.caches.settings.delete(zone.name)
}

async function write(zone: NewZone, owner: UserLabel): Promise<void> {
  const key = zoneKey(zone, settingsKey)
  // Not every store knows "if absent".
  if ((await zone.bucket.head(key)) !== undefined) return
  await zone.bucket.put(key, await firstSettings(owner), { contentType: 'application/yaml', ifAbsent: true })
}

async function firstSettings(owner: UserLabel): Promise<Uint8Array> {
  const users = { [owner]: { upload: true, download: true } }
  return new TextEncoder().encode(await applySwitches(newSettings, { users }))
}

/** Whether the place has the settings that a zone of this owner begins with, and nobody has changed them. */
export async function hasFirstSettings(zone: Pick<Zone, 'directory' | 'bucket'>, owner: UserLabel): Promise<boolean> {
  const wanted = await firstSettings(owner)
  const head = await zone.bucket.head(zoneKey(zone, settingsKey))
  if (head?.size !== wanted.length) return false
  const file = await zone.bucket.get(zoneKey(zone, settingsKey), maxSettingsBytes)
  return file !== undefined && Buffer.from(file.bytes).equals(wanted)
}

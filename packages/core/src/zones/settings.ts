/** A zone's settings as read from its bucket, at most 60 s old. */
import type { GatewayDeps } from '../deps.ts'
import { errors, GatewayError } from '../errors.ts'
import { parsingAuthorizationSettings } from '../model/authorization-settings.ts'
import type { Zone } from '../model/zone.ts'
import { defaultZoneSettings, type ReadSettings, withRights, type ZoneSettings } from '../model/zone-settings.ts'
import type { ObjectContent } from '../stores/object-store.ts'
import { inSlices } from '../time-slice.ts'
import { zoneKey } from './keys.ts'

export const settingsKey = 'settings/authorizationSettings.yaml'
/** Some 1500 users. */
export const maxSettingsBytes = 64 * 1024

/** Throws `zone.settings_invalid` where the file does not parse: nothing is allowed then. */
export async function zoneSettings(deps: GatewayDeps, zone: Zone): Promise<ZoneSettings> {
  const reading = await deps.caches.settings.get(zone.name, () => readSettings(zone))
  if (!reading.ok) throw errors.settingsInvalid(zone.name, reading.reason)
  return reading.settings
}

/** Only "no such object" means that there is no file; every other answer of the store is an error. */
async function readSettings(zone: Zone): Promise<ReadSettings> {
  let file: ObjectContent | undefined
  try {
    file = await zone.bucket.get(zoneKey(zone, settingsKey), maxSettingsBytes)
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'object.too_large') {
      return { ok: false, reason: `the file is larger than ${maxSettingsBytes} bytes` }
    }
    throw error
  }
  if (file === undefined) return { ok: true, settings: defaultZoneSettings }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file.bytes)
  } catch {
    return { ok: false, reason: 'line 1: the file is not UTF-8 text' }
  }
  const parsed = await inSlices(parsingAuthorizationSettings(text))
  return parsed.ok ? { ok: true, settings: withRights(parsed.settings) } : parsed
}

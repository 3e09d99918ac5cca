/** What archives are called, as older gateways call theirs. */
import type { Zone } from '../model/zone.ts'
import { zoneKey } from '../zones/keys.ts'

/** `time`: of the archive, ms since the epoch; '': what all of them begin with. */
export const archiveKeyAt = (zone: Zone, time: number | ''): string =>
  zoneKey(zone, time === '' ? 'logs/log-' : `logs/log-${new Date(time).toISOString()}.json`)

/**
 * What marking a zone as scratch does to the files that it has. Turning it on takes none of those that are there; a shorter
 * time takes those that this gateway stored as scratch and that are older.
 */

import type { GatewayDeps } from '../deps.ts'
import type { ScratchLimits } from '../model/scratch-limits.ts'
import type { Zone } from '../model/zone.ts'
import { type FileSum, siteErrors } from '../site-errors.ts'
import { filesThere, sumOf } from './files-there.ts'
import { resolveZone } from './resolve-zone.ts'
import { scratchFiles } from './scratch-file.ts'
import type { ZoneRecord } from './zone-record.ts'

const day = 24 * 3600_000

/** Throws `zone.scratch_unconfirmed`, which says what goes, unless `confirm` is the zone's name. */
export async function checkConfirmed(
  deps: GatewayDeps,
  { zone: name, scratch: before }: ZoneRecord,
  { scratch, confirm }: { scratch: ScratchLimits; confirm: string | undefined }
): Promise<void> {
  const takesNothing = before !== null && scratch.retentionDays >= before.retentionDays
  if (takesNothing || confirm === name) return
  const zone = await resolveZone(deps, name)
  const until = deps.now() - scratch.retentionDays * day
  const [there, going] = await Promise.all([filesThere(deps, zone), goingFiles(deps, zone, until)])
  throw siteErrors.scratchUnconfirmed(name, { there, going })
}

/** None where the zone was not scratch: what it had before stays. */
async function goingFiles(deps: GatewayDeps, zone: Zone, until: number): Promise<FileSum> {
  const { scratch } = zone
  if (scratch === undefined) return { files: 0, bytes: 0, more: false }
  return sumOf(deps, async after => {
    const { files, next } = await scratchFiles(deps, zone.name, until, after)
    return { sizes: files.filter(({ file }) => file.at >= scratch.since).map(({ file }) => file.size), next }
  })
}

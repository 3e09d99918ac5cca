/**
 * Job sweep: takes away what nobody needs any more. In each zone's bucket uploads that were never finalized, uploads in
 * parts that were never completed, the trash and files of scratch zones when their time has come, and what counting left
 * behind; in the ephemeral store what expired, where the server does not see to it itself. On its way through a zone it
 * counts what is stored, and in zones whose files have readers also downloads, and registers what nobody registered. Last it
 * adopts files that lie there under other names, where somebody asked for it.
 */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { UploadHash } from '../ids/content-hash.ts'
import type { Job } from '../job.ts'
import type { JobContext } from '../job-context.ts'
import type { Zone } from '../model/zone.ts'
import type { ListedObject } from '../stores/object-store.ts'
import { Checkpoint, partsOf, usageKeys } from '../usage/checkpoint.ts'
import { mayHoldOthers } from '../zones/check-place.ts'
import { everyZone } from '../zones/every-zone.ts'
import { zoneKey } from '../zones/keys.ts'
import { type ScratchFile, scratchFiles } from '../zones/scratch-file.ts'
import { isTestObject, testFolder } from '../zones/test-object.ts'
import { adoptFiles } from './adopt-files.ts'
import { countFileActivity } from './count-file-activity.ts'
import { countStored } from './count-stored.ts'
import { foundFileCacheKey } from './find-file.ts'
import { contentKey, stagedUpload } from './keys.ts'
import { registerStored } from './register-stored.ts'
import { sweepPartedUploads, sweepParts } from './sweep-parts.ts'
import { readVerification } from './verification-record.ts'

const day = 24 * 3600_000
/** ms after which an upload is taken for given up. */
const uploadAge = day
/** ms for which one is kept that waits for its verification. */
const verificationAge = 30 * day
/** ms: a run that counts may not have come to name what it wrote. */
const partAge = day
/** For this long a findFile that looked before the removal cannot have the file remembered, ms. */
const forgottenFor = 120_000
const atOnce = 8

export const sweep: Job = {
  zones: async deps => ['', ...(await everyZone(deps))],

  async wholeGateway(deps, run) {
    const counts = await Promise.all([
      deps.foundFiles.removeExpiredFound(deps.now(), run.dryRun),
      deps.logItems.removeExpiredMarks(deps.now(), run.dryRun)
    ])
    const count = counts.reduce((sum, one) => sum + one, 0)
    run.count('expired', count)
    if (run.dryRun && count > 0) run.note(`${count} expired entries of the ephemeral store would be removed.`)
    return 'done'
  },

  async zone(deps, zone, run) {
    const removals = [sweepUploads, sweepPartedUploads, sweepParts, sweepTests, sweepTrash, sweepScratch, sweepUsage]
    const steps = [...removals, countStored, countFileActivity, registerStored, adoptFiles]
    for (const step of steps) if (!(await step(deps, zone, run))) return 'continues'
    return 'done'
  }
}

/** What to do with an object: leave it, or take it away, after something if need be. */
type Judge = (object: ListedObject) => Promise<boolean>

/** False: the run must stop before its end. */
async function sweepBelow(
  zone: Zone,
  prefix: string,
  name: string,
  run: JobContext,
  isUnneeded: Judge
): Promise<boolean> {
  let after: string | undefined
  do {
    if (!run.mayContinue()) return false
    const page = await zone.bucket.list(zoneKey(zone, prefix), {
      limit: 1000,
      ...defined({ after })
    })
    const waiting = [...page.items]
    const worker = async () => {
      for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
        if (!(await isUnneeded(object))) continue
        if (run.dryRun) run.note(`${object.key} (${object.size} bytes) would be removed.`)
        else await zone.bucket.remove(object.key)
        run.count(name)
        run.bytes += object.size
        run.progress('objects', run.counts[name] ?? 0)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    after = page.next
  } while (after !== undefined)
  return true
}

function sweepUploads(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<boolean> {
  return sweepBelow(zone, 'uploads/', 'uploads', run, async ({ key, modified }) => {
    const age = deps.now() - modified
    if (age <= uploadAge) return false
    const [, hash = '', uploadId = ''] = stagedUpload.exec(key) ?? []
    const parsed = UploadHash.safeParse(hash)
    if (!parsed.success || age > verificationAge) return true
    // Its verification may go on, or wait in a queue, for longer than a day.
    const known = await readVerification(deps.registry, { zone: zone.name, hash: parsed.data, uploadId })
    return known?.record.state !== 'running'
  })
}

/** What a test of the bucket that died left behind. */
function sweepTests(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<boolean> {
  const old = ({ modified }: ListedObject) => deps.now() - modified > uploadAge
  return sweepBelow(zone, testFolder, 'tests', run, async one => old(one) && isTestObject(one.key))
}

async function sweepTrash(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<boolean> {
  const { trashDays } = run.options
  if (trashDays === undefined) return true
  return sweepBelow(zone, 'trash/', 'trash', run, async ({ modified }) => deps.now() - modified > trashDays * day)
}

/** Only what this gateway stored as scratch, since the zone is marked, and only where no other zone may have files too. */
async function sweepScratch(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<boolean> {
  if (zone.scratch === undefined) return true
  const { since, retentionDays } = zone.scratch
  const until = deps.now() - retentionDays * day
  let page = await scratchFiles(deps, zone.name, until)
  if (page.files.length === 0) return true
  const others = await mayHoldOthers(deps, zone)
  if (others !== undefined) {
    run.note(`Scratch files were not removed: ${others}`)
    return true
  }
  for (;;) {
    const waiting = [...Map.groupBy(page.files, ({ file }) => file.hash).values()]
    const worker = async () => {
      for (let records = waiting.pop(); records !== undefined; records = waiting.pop()) {
        const last = records.findLast(({ file }) => file.at >= since)
        const settled = last === undefined || (await removeScratchFile(deps, zone, run, last.file, until))
        if (!settled || run.dryRun) continue
        for (const { key, version } of records) await deps.registry.erase(key, version)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    if (page.next === undefined) return true
    if (!run.mayContinue()) return false
    page = await scratchFiles(deps, zone.name, until, page.next)
  }
}

/** False: it was put in its place, or stored again, after its record was written, so that its time is not over. */
async function removeScratchFile(
  deps: GatewayDeps,
  zone: Zone,
  run: JobContext,
  { hash }: ScratchFile,
  until: number
): Promise<boolean> {
  const key = contentKey(zone, hash)
  const [object] = (await zone.bucket.list(key, { limit: 1 })).items
  if (object?.key !== key) return true
  if (object.modified >= until) return false
  if (run.dryRun) run.note(`${key} (${object.size} bytes) would be removed.`)
  else {
    // Before the object goes, so that nobody says "found" for longer than their memory lasts.
    await deps.foundFiles.forgetFound(zone.name, hash, deps.now() + forgottenFor)
    deps.caches.foundFiles.delete(foundFileCacheKey(zone, hash))
    await zone.bucket.remove(key)
  }
  run.count('scratch_files')
  run.bytes += object.size
  run.progress('objects', run.counts.scratch_files ?? 0)
  return true
}

/** Parts of a count that no checkpoint names any more, or never did. */
async function sweepUsage(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<boolean> {
  const old = ({ modified }: ListedObject) => deps.now() - modified > partAge
  const folders = [usageKeys.days, usageKeys.states]
  const pages = await Promise.all(folders.map(folder => zone.bucket.list(zoneKey(zone, folder), { limit: 1000 })))
  if (!pages.some(({ items, next }) => next !== undefined || items.some(old))) return true
  const checkpoints = await Promise.all([
    Checkpoint.load(deps, zone, 'checkpoint'),
    Checkpoint.load(deps, zone, 'recount')
  ])
  const named = new Set(checkpoints.flatMap(({ content }) => partsOf(content)))
  for (const folder of folders) {
    const swept = await sweepBelow(zone, folder, 'usage_parts', run, async one => old(one) && !named.has(one.key))
    if (!swept) return false
  }
  return true
}

/**
 * Job archive-logs: moves log items from the ephemeral store into files of the zone's bucket, `logs/log-<iso time>.json`.
 * Every item ends in exactly one file, wherever a run is cut off and however many run at once:
 *
 *   1. read the zone's oldest items; those that are marked as archived came a second time, and go
 *   2. decide: the file's name, its bytes' SHA-1 and its items' ids, in one conditional write (archive-record.ts)
 *   3. write the file, where none is
 *   4. mark its items as archived, then remove them
 *
 * Whoever comes after a run that was cut off finds the plan and goes on with 3. Why: docs/decisions/0020.
 */
import { createHash } from 'node:crypto'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { defaultZoneName, ZoneName } from '../ids/zone-name.ts'
import type { Job } from '../job.ts'
import type { JobContext } from '../job-context.ts'
import type { Zone } from '../model/zone.ts'
import { archivedItem } from '../record/archived-item.ts'
import { keyOfItem, type LogItemKey, type StoredLogItem } from '../stores/log-items.ts'
import { isSliceOver, nextSlice } from '../time-slice.ts'
import { zoneKey } from '../zones/keys.ts'
import { archiveKeyAt } from './archive-key.ts'
import { type ArchivePlan, ArchiveRecord, keysOfPlan, planFor, zonesWithPlans } from './archive-record.ts'
import { noticeUnknownZones, unknownZones, withoutBucket } from './items-without-zone.ts'
import { otherArchive } from './other-archiver.ts'
import { namesOf } from './waiting-items.ts'

/** The most of a file. One item may be larger than the bytes. */
const usualBatch = { items: 1000, bytes: 4_000_000 }
/** Bytes of a plan's ids in all: a record of the registry has its limit. */
const mostIdBytes = 200_000
/** The most that is read of a file to see whether it is ours. */
const largestFile = 64_000_000
/** How long an item is known to be archived, ms: longer than any queue keeps one before it comes a second time. */
const markedFor = 30 * 24 * 3600_000

export const archiveLogs: Job = {
  async zones(deps) {
    const [withItems, withPlans] = await Promise.all([deps.logItems.zonesOfLogItems(), zonesWithPlans(deps)])
    const known = [...new Set([...withItems, ...withPlans])]
    const nowhere = await withoutBucket(deps, known)
    const unknown = await unknownZones(deps, known)
    // Items of no zone are the default zone's; what has no bucket to go to is the whole gateway's matter.
    return [
      ...new Set(
        known.map(zone => (zone === '' ? defaultZoneName : nowhere.has(zone) || unknown.has(zone) ? '' : zone))
      )
    ]
  },

  async wholeGateway(deps, run) {
    if (!run.dryRun) await noticeUnknownZones(deps)
    for (const [zone, reason] of await withoutBucket(deps, await deps.logItems.zonesOfLogItems())) {
      for (;;) {
        if (!run.mayContinue()) return 'continues'
        const items = await deps.logItems.oldestLogItems(zone, usualBatch)
        if (items.length === 0) break
        await setAside(
          deps,
          run,
          items.map(one => ({ ...keyOfItem(one), reason }))
        )
        if (run.dryRun) break
      }
    }
    if (run.dryRun) return 'done'
    for (const zone of (await withoutBucket(deps, await zonesWithPlans(deps))).keys()) {
      const archive = await ArchiveRecord.open(deps, ZoneName.parse(zone))
      await archive.clear()
    }
    return 'done'
  },

  async zone(deps, zone, run) {
    if (run.dryRun) return tell(deps, zone, run)
    const archive = await ArchiveRecord.open(deps, zone.name)
    const other = deps.sharesLogItems === true ? await otherArchive(deps, zone, archive.last) : undefined
    if (other !== undefined) {
      run.note(
        `An older gateway has just archived (${other}). Stop its action; until then its archives are the only ones.`
      )
      deps.logger.warn('archive.older_gateway_at_work', { zone: zone.name, key: other })
      return 'done'
    }
    if (archive.plan !== undefined) await goOn(deps, zone, archive, archive.plan, run)
    const total = run.isWatched ? await countWaiting(deps, zone) : undefined
    let gone: ReadonlySet<string> = new Set()
    for (;;) {
      if (!run.mayContinue()) return 'continues'
      const items = await nextItems(deps, zone, run)
      if (items.length === 0) break
      if (items.every(({ id }) => gone.has(id))) throw errors.logItemsStay(zone.name)
      gone = await archiveItems(deps, zone, archive, items, run)
      run.progress('items', run.counts.items ?? 0, total)
    }
    await archive.clear()
    return 'done'
  }
}

async function countWaiting(deps: GatewayDeps, zone: Zone): Promise<number> {
  const counts = await Promise.all(namesOf(zone).map(source => deps.logItems.countLogItems(source)))
  return counts.reduce((sum, count) => sum + count, 0)
}

async function nextItems(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<StoredLogItem[]> {
  for (const source of namesOf(zone)) {
    const items = await deps.logItems.oldestLogItems(source, run.options.archive ?? usualBatch)
    if (items.length > 0) return items
  }
  return []
}

/** Gives the ids that wait no more. */
async function archiveItems(
  deps: GatewayDeps,
  zone: Zone,
  archive: ArchiveRecord,
  items: readonly StoredLogItem[],
  run: JobContext
): Promise<Set<string>> {
  const { logItems } = deps
  const known = new Set(await logItems.archivedAmong(items.map(({ id }) => id)))
  const again = items.filter(({ id }) => known.has(id))
  if (again.length > 0) {
    await logItems.removeLogItems(again.map(keyOfItem))
    run.count('came_again', again.length)
  }
  const fresh = items.filter(({ id }) => !known.has(id))
  const aside = fresh.flatMap(one => {
    const archived = archivedItem(one)
    return archived.ok ? [] : [{ ...keyOfItem(one), reason: archived.reason }]
  })
  await setAside(deps, run, aside)
  const unfit = new Set(aside.map(({ id }) => id))
  const fit = firstThatFit(fresh.filter(({ id }) => !unfit.has(id)))
  const gone = new Set([...known, ...unfit])
  if (fit.length === 0) return gone
  const bytes = await fileOf(fit)
  const plan = planFor(archive.nextFile(), sha1Of(bytes), fit)
  await archive.decide(plan)
  await carryOut(deps, zone, archive, plan, bytes, run)
  return gone.union(new Set(plan.ids))
}

/** The rest is for the next plan. One id always fits: the ephemeral store's have at most some thousand. */
function firstThatFit(items: StoredLogItem[]): StoredLogItem[] {
  let bytes = 0
  const end = items.findIndex(({ id }, at) => {
    bytes += Buffer.byteLength(JSON.stringify(id)) + 1
    return at > 0 && bytes > mostIdBytes
  })
  return end < 0 ? items : items.slice(0, end)
}

async function setAside(deps: GatewayDeps, run: JobContext, items: (LogItemKey & { reason: string })[]): Promise<void> {
  if (items.length === 0) return
  run.count('set_aside', items.length)
  if (run.dryRun) return run.note(`${items.length} log items would be set aside: ${items[0]?.reason}.`)
  await deps.logItems.quarantineLogItems(items)
  deps.logger.warn('log_items.set_aside', { zone: run.zone, items: items.length, reason: items[0]?.reason })
}

/** A plan that a run before this one left: its file may be there, and its items removed in part. */
async function goOn(deps: GatewayDeps, zone: Zone, archive: ArchiveRecord, plan: ArchivePlan, run: JobContext) {
  run.count('resumed')
  const items = await deps.logItems.logItemsOf(keysOfPlan(plan))
  const bytes = await fileOf(items)
  if (items.length === plan.ids.length && sha1Of(bytes) === plan.sha1)
    return carryOut(deps, zone, archive, plan, bytes, run)
  // Items are removed once the file is there, by the run that was cut off or by one that is at it now.
  if (await isWritten(zone, plan)) return finish(deps, plan, run)
  if (items.length === 0) return archive.clear()
  // Somebody else took some away, or they are written otherwise by now.
  const anew = planFor(archive.nextFile(), sha1Of(bytes), items)
  await archive.decide(anew)
  return carryOut(deps, zone, archive, anew, bytes, run)
}

async function carryOut(
  deps: GatewayDeps,
  zone: Zone,
  archive: ArchiveRecord,
  plan: ArchivePlan,
  bytes: Uint8Array,
  run: JobContext
): Promise<void> {
  const options = { ifAbsent: true, contentType: 'application/json' }
  const outcome = await zone.bucket.put(fileKey(zone, plan), bytes, options)
  if (outcome === 'exists' && !(await isWritten(zone, plan))) {
    // An older gateway at the same bucket had the same millisecond.
    const renamed = { ...plan, file: archive.nextFile() }
    await archive.decide(renamed)
    return carryOut(deps, zone, archive, renamed, bytes, run)
  }
  run.count('files')
  run.bytes += bytes.length
  await finish(deps, plan, run)
}

/** The marks first: an item that comes again after its removal is known. */
async function finish(deps: GatewayDeps, plan: ArchivePlan, run: JobContext): Promise<void> {
  await deps.logItems.markArchived(plan.ids, deps.now() + markedFor)
  await deps.logItems.removeLogItems(keysOfPlan(plan))
  run.count('items', plan.ids.length)
}

async function isWritten(zone: Zone, plan: ArchivePlan): Promise<boolean> {
  const chunks = await zone.bucket.read(fileKey(zone, plan), largestFile)
  if (chunks === undefined) return false
  const hash = createHash('sha1')
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > largestFile) return false
    hash.update(chunk)
  }
  return hash.digest('hex') === plan.sha1
}

const fileKey = (zone: Zone, { file }: ArchivePlan) => archiveKeyAt(zone, file)

/** The same bytes for the same items, whoever makes them. */
async function fileOf(items: readonly StoredLogItem[]): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  for (const one of items) {
    const archived = archivedItem(one)
    pieces.push(
      Buffer.from(`${pieces.length === 0 ? '[\n' : ',\n'}${JSON.stringify(archived.ok ? archived.item : {})}`)
    )
    if (isSliceOver()) await nextSlice()
  }
  return Buffer.concat([...(pieces.length === 0 ? [Buffer.from('[\n')] : pieces), Buffer.from('\n]\n')])
}

const sha1Of = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex')

async function tell(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<'done'> {
  for (const source of namesOf(zone)) {
    const items = await deps.logItems.oldestLogItems(source, usualBatch)
    if (items.length === 0) continue
    run.count('items', items.length)
    run.note(`The oldest ${items.length} log items that wait would go into ${zoneKey(zone, 'logs/')} first.`)
  }
  return 'done'
}

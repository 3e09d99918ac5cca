/**
 * Job count-usage: from the archives that are new since the last run to usage.json, in the shape that older gateways gave
 * it. What was counted is never read again but for the days that it belongs to. `full` counts everything anew beside the
 * usage that is there, and takes its place in the end.
 */
import type { GatewayDeps } from '../deps.ts'
import type { Job } from '../job.ts'
import type { JobContext } from '../job-context.ts'
import type { Zone } from '../model/zone.ts'
import { noteUses } from '../registered/client-use.ts'
import { isSliceOver, nextSlice } from '../time-slice.ts'
import { everyZone } from '../zones/every-zone.ts'
import { zoneKey } from '../zones/keys.ts'
import { Checkpoint, type CheckpointContent, type DayPart, type Source, sources, usageKeys } from './checkpoint.ts'
import { addUsage, type ClientUsage } from './client-usage.ts'
import { newArchives, withCounted } from './new-archives.ts'
import { dayText, readDay, readTally, stateText, writePart } from './parts.ts'
import { publishUsage } from './publish-usage.ts'
import type { Tally } from './tally.ts'
import { type OpenedArchive, openedAhead, tallyArchive } from './tally-archive.ts'
import { sumOf, topClientsOf } from './usage-summary.ts'

/** Counted in memory between two commits: items, and pairs of day and client. */
const commitAfter = { items: 250_000, pairs: 20_000 }
/** Days that are read and written side by side. */
const daysAtOnce = 6
const archivesAhead = 2

export const countUsage: Job = {
  zones: deps => everyZone(deps),

  async zone(deps, zone, run) {
    const [checkpoint, recount] = await Promise.all([
      Checkpoint.load(deps, zone, 'checkpoint'),
      Checkpoint.load(deps, zone, 'recount')
    ])
    if (run.dryRun) return tell(zone, run, run.options.full === true ? recount : checkpoint)
    if (run.options.full === true || recount.exists) {
      if ((await count(deps, zone, recount, run)) === undefined) return 'continues'
      // Its token is new, so that a run which counted beside it is overtaken.
      await checkpoint.commit(recount.content)
      await recount.remove()
    }
    const tally = await count(deps, zone, checkpoint, run)
    if (tally === undefined) return 'continues'
    await publish(deps, zone, checkpoint, tally, run)
    if (tally.beyond > 0) {
      run.note(`${tally.beyond} items count as "unknown": more clients than are told apart.`)
      deps.logger.warn('usage.too_many_clients', { zone: zone.name, items: tally.beyond })
    }
    return 'done'
  }
}

/** What is known in the end, or undefined where the run must stop before. */
async function count(
  deps: GatewayDeps,
  zone: Zone,
  checkpoint: Checkpoint,
  run: JobContext
): Promise<Tally | undefined> {
  const tally = await readTally(zone, checkpoint.content.state, checkpoint.content.time)
  const total = run.isWatched ? await archivesToCount(zone, checkpoint) : undefined
  for (const source of sources) {
    let keys: string[] = []
    let items = 0
    for await (const archive of openedAhead(zone, source, checkpoint.content[source], archivesAhead)) {
      if (!run.mayContinue()) {
        await commit(deps, zone, checkpoint, tally, { source, keys, items }, run)
        return undefined
      }
      items += await countArchive(deps, zone, archive, tally, run)
      keys.push(archive.object.key)
      run.progress('archives', run.counts.archives ?? 0, total)
      if (items < commitAfter.items && tally.pairs < commitAfter.pairs) continue
      await commit(deps, zone, checkpoint, tally, { source, keys, items }, run)
      ;[keys, items] = [[], 0]
    }
    await commit(deps, zone, checkpoint, tally, { source, keys, items }, run)
  }
  return tally
}

/** A listing more, for a person who looks on. */
async function archivesToCount(zone: Zone, { content }: Checkpoint): Promise<number> {
  let archives = 0
  for (const source of sources) for await (const _ of newArchives(zone, source, content[source])) archives++
  return archives
}

/** Says how many items it has. */
async function countArchive(
  deps: GatewayDeps,
  zone: Zone,
  archive: OpenedArchive,
  tally: Tally,
  run: JobContext
): Promise<number> {
  const { object } = archive
  const { items, unreadable, broken } = await tallyArchive(zone, archive, tally)
  if (broken !== undefined) {
    run.count('unreadable_archives')
    deps.logger.error('usage.unreadable_archive', { zone: zone.name, key: object.key, reason: broken })
  }
  run.bytes += object.size
  run.count('archives')
  run.count('items', items)
  run.count('unreadable_items', unreadable)
  return items
}

async function commit(
  deps: GatewayDeps,
  zone: Zone,
  checkpoint: Checkpoint,
  tally: Tally,
  { source, keys, items }: { source: Source; keys: readonly string[]; items: number },
  run: JobContext
): Promise<void> {
  if (keys.length === 0) return
  const { content } = checkpoint
  const state = await writePart(zone, checkpoint.newKey('states'), await stateText(tally))
  const days = { ...content.days, ...(await writeDays(zone, checkpoint, tally)) }
  const { published: _, ...before } = content
  // Before the commit: a run that dies between them notes the same days again.
  await noteUses(deps, zone.name, tally.days)
  await checkpoint.commit({
    ...before,
    items: content.items + items,
    [source]: withCounted(content[source], keys),
    time: tally.uploads.now,
    state,
    days
  })
  tally.committed()
  run.count('commits')
}

async function writeDays(zone: Zone, checkpoint: Checkpoint, tally: Tally): Promise<CheckpointContent['days']> {
  const known = checkpoint.content.days
  // A new owner is the owner of all that its client did, whenever that was.
  const dates = new Set([...tally.days.keys(), ...(tally.reowned.size > 0 ? Object.keys(known) : [])])
  return eachDay(dates, date => writeDay(zone, checkpoint, date, known[date], tally))
}

/** What `work` gives for days, a few side by side. */
async function eachDay(
  dates: Iterable<string>,
  work: (date: string) => Promise<DayPart | undefined>
): Promise<CheckpointContent['days']> {
  const done: CheckpointContent['days'] = {}
  const waiting = [...dates]
  const worker = async () => {
    for (let date = waiting.pop(); date !== undefined; date = waiting.pop()) {
      const part = await work(date)
      if (part !== undefined) done[date] = part
    }
  }
  await Promise.all(Array.from({ length: daysAtOnce }, worker))
  return done
}

/** Days that were counted before each had a sum. */
async function summedDays(zone: Zone, { days }: CheckpointContent): Promise<CheckpointContent['days']> {
  const unsummed = Object.keys(days).filter(date => days[date]?.sum === undefined)
  const summed = await eachDay(unsummed, async date => {
    const part = days[date]
    return part && { ...part, sum: sumOf((await readDay(zone, part)).values()) }
  })
  return { ...days, ...summed }
}

/** undefined: it stays as it is. */
async function writeDay(
  zone: Zone,
  checkpoint: Checkpoint,
  date: string,
  known: DayPart | undefined,
  tally: Tally
): Promise<DayPart | undefined> {
  const usage = known === undefined ? new Map<string, ClientUsage>() : await readDay(zone, known)
  const fresh = tally.days.get(date)
  if (fresh === undefined && tally.reowned.isDisjointFrom(usage)) return undefined
  for (const [client, more] of fresh ?? []) {
    const there = usage.get(client)
    if (there === undefined) usage.set(client, { ...more })
    else addUsage(there, more)
    if (isSliceOver()) await nextSlice()
  }
  const part = await writePart(zone, checkpoint.newKey('days', `${date}-`), await dayText(date, usage, tally.ownerOf))
  return { ...part, sum: sumOf(usage.values()) }
}

/** Also where somebody else has written over it, or a run before was cut off between its commit and here. */
async function publish(
  deps: GatewayDeps,
  zone: Zone,
  checkpoint: Checkpoint,
  tally: Tally,
  run: JobContext
): Promise<void> {
  const { published } = checkpoint.content
  const there = await zone.bucket.head(zoneKey(zone, usageKeys.usage))
  if (there === undefined && !checkpoint.exists) return
  if (published !== undefined && there?.etag === published && checkpoint.content.top !== undefined) return
  const { etag, size } = await publishUsage(zone, checkpoint.content, tally, deps.now())
  run.bytes += size
  run.count('published')
  const [days, top] = [await summedDays(zone, checkpoint.content), await topClientsOf(tally)]
  await checkpoint.commit({ ...checkpoint.content, days, top, published: etag })
}

async function tell(zone: Zone, run: JobContext, checkpoint: Checkpoint): Promise<'done'> {
  for (const source of sources) {
    let [archives, bytes] = [0, 0]
    for await (const { size } of newArchives(zone, source, checkpoint.content[source])) {
      archives++
      bytes += size
    }
    run.count('archives', archives)
    if (archives > 0) run.note(`${archives} archives of ${bytes} bytes in ${source}/ would be counted.`)
  }
  return 'done'
}

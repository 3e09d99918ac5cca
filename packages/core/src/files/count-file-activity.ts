/**
 * A step of the job sweep, in zones whose files have readers: each archive of the activity is read once, for how often
 * each file was downloaded, and for who stored what lay there before files had readers. It goes on behind the last archive
 * that it has read; archives are written in the order of their names.
 */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { fewAtOnce } from '../few-at-once.ts'
import { ContentHash } from '../ids/content-hash.ts'
import type { JobContext } from '../job-context.ts'
import type { Zone } from '../model/zone.ts'
import { addDownloads } from '../registrations/file-downloads.ts'
import { everyItem } from '../stores/every-item.ts'
import { Unreadable } from '../stores/json-splitter.ts'
import type { ListedObject } from '../stores/object-store.ts'
import { readRecord } from '../stores/read-record.ts'
import { writeRecord } from '../stores/write-record.ts'
import { isSliceOver, nextSlice } from '../time-slice.ts'
import { openArchive } from '../usage/archive-items.ts'
import { type Source, sources } from '../usage/checkpoint.ts'
import { eventOf } from '../usage/counted-event.ts'
import { zoneKey } from '../zones/keys.ts'
import { type EarlierUpload, registerUploader } from './register-uploader.ts'

/** Items that are counted together: archives of this gateway have fewer, older ones may be of any size. */
const itemsOfPart = 20_000
const atOnce = 16

const Counted = z.object({
  /** The zone's own `since`: an earlier zone of the same name was another. */
  since: z.number(),
  /** The last archives that are counted; '' for none. */
  logs: z.string(),
  'fallback-logs': z.string(),
  /** Of the archive behind them. */
  parts: z.int()
})
type Counted = z.infer<typeof Counted>

interface Part {
  downloads: Map<ContentHash, number>
  uploads: Map<string, EarlierUpload>
}

const keyOf = (zone: Zone) => ({ kind: 'file-count', zone: zone.name, id: 'activity' }) as const

/** False: the run must stop before its end. */
export async function countFileActivity(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<boolean> {
  if (zone.files === undefined || run.dryRun) return true
  const counted = await countedSoFar(deps, zone, zone.files.since)
  for (const source of sources) {
    const after = counted[source] === '' ? undefined : counted[source]
    for await (const object of everyItem(page => zone.bucket.list(zoneKey(zone, `${source}/`), page), after)) {
      if (!run.mayContinue() || !(await countArchive(deps, zone, run, counted, { source, object }))) return false
      counted[source] = object.key
      counted.parts = 0
      await writeRecord(deps.registry, keyOf(zone), { ...counted })
    }
  }
  return true
}

async function countedSoFar({ registry }: GatewayDeps, zone: Zone, since: number): Promise<Counted> {
  const entry = await registry.get(keyOf(zone))
  const there = entry?.state === 'present' ? readRecord(Counted, keyOf(zone), entry.value) : undefined
  return there?.since === since ? there : { since, logs: '', 'fallback-logs': '', parts: 0 }
}

/** False: the run must stop before its end. What is counted twice, since a run died, counts once. */
async function countArchive(
  deps: GatewayDeps,
  zone: Zone,
  run: JobContext,
  counted: Counted,
  { source, object }: { source: Source; object: ListedObject }
): Promise<boolean> {
  let [part, parts, items] = [emptyPart(), 0, 0]
  try {
    for await (const item of openArchive(zone.bucket, object)()) {
      take(part, item, zone, source)
      if (isSliceOver()) await nextSlice()
      if (++items % itemsOfPart > 0) continue
      if (parts++ >= counted.parts) {
        await note(deps, zone, run, part, { place: `${object.key} ${parts}`, since: counted.since })
        counted.parts = parts
        await writeRecord(deps.registry, keyOf(zone), { ...counted })
        if (!run.mayContinue()) return false
      }
      part = emptyPart()
    }
  } catch (error) {
    // The job that counts usage tells of it.
    if (!(error instanceof Unreadable)) throw error
  }
  await note(deps, zone, run, part, { place: `${object.key} ${parts + 1}`, since: counted.since })
  return true
}

const emptyPart = (): Part => ({ downloads: new Map(), uploads: new Map() })

function take({ downloads, uploads }: Part, item: unknown, zone: Zone, source: Source): void {
  const event = eventOf(item, zone.name, source === 'fallback-logs')
  if (typeof event !== 'object' || (event.kind !== 'downloaded' && event.kind !== 'uploaded')) return
  const { data: hash } = ContentHash.safeParse(event.hash)
  if (hash === undefined) return
  if (event.kind === 'downloaded') downloads.set(hash, (downloads.get(hash) ?? 0) + 1)
  else {
    const { client: caller, time: storedAt } = event
    const upload = `${hash} ${caller}`
    if (!uploads.has(upload)) uploads.set(upload, { hash, caller, storedAt })
  }
}

async function note(
  deps: GatewayDeps,
  zone: Zone,
  run: JobContext,
  part: Part,
  { place, since }: { place: string; since: number }
): Promise<void> {
  await fewAtOnce([...part.downloads], atOnce, async ([hash, more]) => {
    await addDownloads(deps, zone, hash, more, place)
    run.count('downloads', more)
  })
  // Who stored a file since then has registered it. A zone of the configuration does not say when that began.
  const earlier = [...part.uploads.values()].filter(({ storedAt }) => since === 0 || storedAt < since)
  await fewAtOnce(earlier, atOnce, async upload => {
    if (await registerUploader(deps, zone, upload)) run.count('registered')
  })
}

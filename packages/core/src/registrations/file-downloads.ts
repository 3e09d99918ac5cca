/** How often a file of a zone whose files have readers was downloaded: a record for each file, counted by a job. */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'

type Deps = Pick<GatewayDeps, 'registry'>

const FileDownloads = z.object({
  /** The zone's own `since`: what an earlier zone of the same name counted says nothing here. */
  since: z.number(),
  downloads: z.int().min(0),
  /** What was counted last: counted again after a run that was cut off, it changes nothing. */
  place: z.string()
})

/** Tries of a write that others keep overtaking. */
const tries = 5

const keyOf = (zone: Zone, hash: ContentHash) => ({ kind: 'file-downloads', zone: zone.name, id: hash }) as const

/** `place`: where in the activity these were found. */
export async function addDownloads(
  { registry }: Deps,
  zone: Zone,
  hash: ContentHash,
  more: number,
  place: string
): Promise<void> {
  const { since = 0 } = zone.files ?? {}
  const key = keyOf(zone, hash)
  for (let tried = 0; tried < tries; tried++) {
    const first = { since, downloads: more, place }
    const { created, entry } = await registry.create(key, first)
    if (created) return
    const there = readRecord(FileDownloads, key, entry.value)
    if (there.since === since && there.place === place) return
    const sum = there.since === since ? { ...first, downloads: there.downloads + more } : first
    if ((await registry.replace(key, sum, entry.version)) !== undefined) return
  }
  throw errors.storeUnavailable('the registry', new Error('others kept counting the downloads'))
}

export async function downloadsOf({ registry }: Deps, zone: Zone, hash: ContentHash): Promise<number> {
  const key = keyOf(zone, hash)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return 0
  const { since, downloads } = readRecord(FileDownloads, key, entry.value)
  return since === zone.files?.since ? downloads : 0
}

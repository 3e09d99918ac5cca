/**
 * Which files this gateway stored as scratch: a record each, written before the file, by the day it was stored. Only these
 * go when their time is over; what else lies under `sha1/` was stored by somebody who meant it to stay.
 */

import * as z from 'zod'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { ContentHash } from '../ids/content-hash.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey } from '../stores/registry.ts'

const ScratchFile = z.object({
  hash: ContentHash,
  /** bytes */
  size: z.number(),
  /** When it was stored, ms since the epoch. */
  at: z.number()
})
export type ScratchFile = z.infer<typeof ScratchFile>

const idOf = ({ at, hash }: Pick<ScratchFile, 'at' | 'hash'>) => `${new Date(at).toISOString().slice(0, 10)}/${hash}`

/** Before the file is put in its place, so that none stays for ever. In a zone that is not scratch nothing is noted. */
export async function noteScratchFile(
  { registry, now }: Pick<GatewayDeps, 'registry' | 'now'>,
  zone: Pick<Zone, 'name' | 'scratch'>,
  file: { hash: ContentHash; size: number }
): Promise<void> {
  if (zone.scratch === undefined) return
  const value = { ...file, at: now() }
  const key: RecordKey = { kind: 'scratch-file', zone: zone.name, id: idOf(value) }
  await registry.create(key, value)
}

/** Those stored before `until`, the oldest first; `after` as the last page's `next`. */
export async function scratchFiles(
  { registry }: Pick<GatewayDeps, 'registry'>,
  zone: ZoneName,
  until: number,
  after?: string
): Promise<{ files: { key: RecordKey; version: number; file: ScratchFile }[]; next?: string }> {
  const scope = { kind: 'scratch-file', zone } as const
  const page = await registry.list(scope, defined({ limit: 1000, after }))
  const all = page.items.map(({ key, entry }) => ({
    key,
    version: entry.version,
    file: readRecord(ScratchFile, key, entry.value)
  }))
  const files = all.filter(({ file }) => file.at < until)
  return files.length < all.length || page.next === undefined ? { files } : { files, next: page.next }
}

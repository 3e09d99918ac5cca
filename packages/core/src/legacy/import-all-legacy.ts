/**
 * Bringing over everything that an older gateway left below a prefix, at the first listing: as much as a request has time
 * for, from where the one before stopped. A record in the registry remembers how far it went; whoever repeats a piece
 * changes nothing, so that several may be at it, and a crash loses nothing.
 */
import * as z from 'zod'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { fewAtOnce } from '../few-at-once.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey } from '../stores/registry.ts'

/** Records that are read side by side. */
const atOnce = 16
export const legacyPageSize = 200

const Progress = z.object({
  /** The place to go on from; null: from the beginning. */
  after: z.string().nullable(),
  done: z.boolean()
})

/** `next` absent: that was the last page. */
export interface LegacyPage {
  names: string[]
  next?: string
}

export interface ImportAllLegacy {
  /** Kind `import`: where the progress is kept. */
  progress: RecordKey
  /** A page of names of what is to be imported, behind `after`. */
  page(after: string | undefined): Promise<LegacyPage>
  /** Brings one over; again is no harm. */
  importLegacy(name: string): Promise<unknown>
  /** Works as long as this says so, at least one page. */
  hasTime(): boolean
}

/** Whether all is imported. */
export async function importAllLegacy(deps: Pick<GatewayDeps, 'registry'>, work: ImportAllLegacy): Promise<boolean> {
  const { progress } = work
  for (;;) {
    const entry = await deps.registry.get(progress)
    const { after, done } =
      entry?.state === 'present' ? readRecord(Progress, progress, entry.value) : { after: null, done: false }
    if (done) return true
    const { names, next } = await work.page(after ?? undefined)
    await fewAtOnce(names, atOnce, name => work.importLegacy(name))
    const value = { after: next ?? null, done: next === undefined }
    // Whoever was faster has gone as far at least.
    if (entry?.state === 'present') await deps.registry.replace(progress, value, entry.version)
    else await deps.registry.create(progress, value)
    if (value.done) return true
    if (!work.hasTime()) return false
  }
}

/** Of the objects below `prefix`, by what stands behind it: some seconds' work at most. */
export const pagesBelow =
  (bucket: ObjectStore, prefix: string) =>
  async (after: string | undefined): Promise<LegacyPage> => {
    const { items, next } = await bucket.list(prefix, defined({ limit: legacyPageSize, after }))
    return { names: items.map(({ key }) => key.slice(prefix.length)), ...defined({ next }) }
  }

/** For whoever brought over all of it on another way: nobody needs to begin. */
export async function markAllImported(deps: Pick<GatewayDeps, 'registry'>, progress: RecordKey): Promise<void> {
  const value = { after: null, done: true }
  const { created, entry } = await deps.registry.create(progress, value)
  if (!created && !readRecord(Progress, progress, entry.value).done)
    await deps.registry.replace(progress, value, entry.version)
}

export async function isAllImported(deps: Pick<GatewayDeps, 'registry'>, progress: RecordKey): Promise<boolean> {
  const entry = await deps.registry.get(progress)
  return entry?.state === 'present' && readRecord(Progress, progress, entry.value).done
}

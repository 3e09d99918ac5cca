/**
 * All records of one kind below one prefix of a bucket, brought into the registry and counted: the same code for each as
 * where one is first asked for. Whoever is interrupted begins again; what is there already is counted as that.
 */
import type { GatewayDeps } from '../deps.ts'
import { importLegacy, isImported, type Legacy, lookForLegacy } from '../legacy/import-legacy.ts'
import { everyItem } from '../stores/every-item.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import type { JsonObject, RecordKind } from '../stores/registry.ts'

/** Records that are read side by side. */
const atOnce = 32

export interface RecordCounts {
  found: number
  /** Brought into the registry. */
  imported: number
  /** In the registry already. */
  known: number
  /** Removed here: they never come back. */
  removed: number
  /** Keys of what can't be such a record; it stays where it is. */
  malformed: string[]
  /** Keys of those that are here, and that the older gateway has removed since they were brought over. */
  gone: string[]
}

export const noRecords = (): RecordCounts => ({ found: 0, imported: 0, known: 0, removed: 0, malformed: [], gone: [] })

interface Records<T extends JsonObject> {
  /** Where the registry has them. */
  scope: { kind: RecordKind; zone?: string }
  bucket: ObjectStore
  prefix: string
  /** undefined: nothing of that kind has such a name. */
  legacyOf(name: string): Legacy<T> | undefined
  /** Called with each that is in the registry, or on the way there. */
  seen(value: T): void
}

export async function importRecords<T extends JsonObject>(
  deps: Pick<GatewayDeps, 'registry' | 'logger'>,
  { scope, bucket, prefix, legacyOf, seen }: Records<T>
): Promise<RecordCounts> {
  const counts = noRecords()
  const names = new Set<string>()
  await eachBelow(bucket, prefix, async name => {
    names.add(name)
    const legacy = legacyOf(name)
    const look = legacy && (await lookForLegacy(deps, legacy))
    // Taken away since it was listed.
    if (look?.outcome === 'absent') return
    counts.found++
    switch (look?.outcome) {
      case 'known':
        counts.known++
        return seen(look.value)
      case 'left':
        if (legacy !== undefined) await importLegacy(deps, legacy, look)
        counts.imported++
        return seen(look.value)
      case 'removed':
        counts.removed++
        return
      default:
        counts.malformed.push(prefix + name)
    }
  })
  counts.malformed.sort()
  for await (const { key, entry } of everyItem(page => deps.registry.list(scope, page)))
    if (isImported(entry.value) && !names.has(key.id) && (await bucket.head(prefix + key.id)) === undefined)
      counts.gone.push(prefix + key.id)
  return counts
}

/** Calls `work` with the name of each object below a prefix, some side by side. */
export async function eachBelow(
  bucket: ObjectStore,
  prefix: string,
  work: (name: string) => Promise<void>
): Promise<void> {
  const names = everyItem(page => bucket.list(prefix, page))
  const worker = async () => {
    for (let next = await names.next(); next.done !== true; next = await names.next()) {
      const name = next.value.key.slice(prefix.length)
      // What stands for the folder itself is no record.
      if (name !== '') await work(name)
    }
  }
  const workers = Array.from({ length: atOnce }, worker)
  // Nothing goes on behind whoever is told of the first failure.
  await Promise.allSettled(workers)
  await Promise.all(workers)
}

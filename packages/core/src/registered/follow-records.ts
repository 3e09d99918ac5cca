/** All records of one kind below one prefix of a bucket, held against those that the registry has. */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { fewAtOnce } from '../few-at-once.ts'
import type { JobContext } from '../job-context.ts'
import { goingToo, holdsOf, mark, markKey } from '../legacy/copy-mark.ts'
import { importLegacy, isImported, lookForLegacy, markFound } from '../legacy/import-legacy.ts'
import { bringUpToDate, digestOf, type OlderCopy, type Ownable } from '../legacy/write-back.ts'
import { everyItem } from '../stores/every-item.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKind } from '../stores/registry.ts'

/** Records that are read or written side by side: few, since those of one owner are in one list. */
const atOnce = 4
/** More at once, and more than half of all, are no removals: somebody emptied a folder of the bucket. */
const mostRemovals = 10

export interface Followed<T extends Ownable> {
  /** Where the registry has them. */
  scope: { kind: RecordKind; zone?: string }
  bucket: ObjectStore
  prefix: string
  /** undefined: nothing of that kind has such a name. */
  copyOf(name: string): OlderCopy<T> | undefined
  /** What else is to go with one that the older gateway removed; absent: it stays, and people are told. */
  removed?(value: T): void
}

type Deps = Pick<GatewayDeps, 'registry' | 'logger' | 'writeBack'>

export async function followRecords<T extends Ownable>(
  deps: Deps,
  followed: Followed<T>,
  run: JobContext
): Promise<void> {
  const { scope, bucket, prefix, copyOf } = followed
  const marks = await marksOf(deps, followed)
  const unknown = new Set(
    await Array.fromAsync(
      everyItem(page => bucket.list(prefix, page)),
      ({ key }) => key.slice(prefix.length)
    )
  )
  const [behind, missing]: [OlderCopy<T>[], OlderCopy<T>[]] = [[], []]
  let shared = 0
  for await (const { key, entry } of everyItem(page => deps.registry.list(scope, page))) {
    const copy = copyOf(key.id)
    if (copy === undefined) continue
    const isThere = unknown.delete(key.id)
    const holds = marks.get(key.id)
    const wasThere = holds === undefined ? isImported(entry.value) : holds !== null
    if (wasThere) shared++
    // An earlier run was about to remove it here.
    if (isThere && holds === goingToo) await markFound(deps, key)
    if (wasThere && !isThere) missing.push(copy)
    else if (holds !== digestOf(copy, readRecord(copy.legacy.schema, key, entry.value))) behind.push(copy)
  }
  await fewAtOnce([...unknown], atOnce, name => lookAt(deps, copyOf(name), run))
  await removeHere(deps, followed, missing, shared, run)
  if (deps.writeBack === true) await catchUp(deps, behind, run)
}

async function marksOf<T extends Ownable>({ registry }: Deps, { scope }: Followed<T>) {
  const { kind, zone } = scope
  const [of, marks] = [{ kind: 'older-copy', idPrefix: `${kind} `, ...defined({ zone }) } as const, new Map()]
  for await (const { key, entry } of everyItem(page => registry.list(of, page)))
    marks.set(key.id.slice(of.idPrefix.length), holdsOf(key, entry))
  return marks
}

/** Not known here: registered there since, or removed here. */
async function lookAt<T extends Ownable>(deps: Deps, copy: OlderCopy<T> | undefined, run: JobContext): Promise<void> {
  if (copy === undefined) return
  const look = await lookForLegacy(deps, copy.legacy)
  if (look.outcome === 'left') {
    await importLegacy(deps, copy.legacy, look)
    run.count('found_at_older_gateway')
  }
  if (look.outcome === 'removed' && deps.writeBack === true) await bringUpToDate(deps, copy)
}

async function removeHere<T extends Ownable>(
  { registry }: Deps,
  { prefix, removed }: Followed<T>,
  missing: readonly OlderCopy<T>[],
  shared: number,
  run: JobContext
): Promise<void> {
  if (missing.length > mostRemovals && missing.length * 2 > shared) {
    run.note(`${missing.length} of ${shared} records are gone from ${prefix}: nothing of them was removed here.`)
    return
  }
  for (const { legacy } of missing) {
    if (!run.mayContinue()) return
    const { key, bucket, objectKey, schema } = legacy
    const entry = await registry.get(key)
    // Made anew meanwhile, there or here.
    if (entry?.state !== 'present' || (await bucket.head(objectKey)) !== undefined) continue
    if (removed === undefined) {
      run.note(`The older gateway has removed ${objectKey}: remove it in the site, too.`)
      continue
    }
    // Before, too: whoever is killed in between leaves nothing that hides what the older gateway registers anew.
    await mark(registry, markKey(key), goingToo, await registry.get(markKey(key)))
    await registry.remove(key)
    await mark(registry, markKey(key), null, await registry.get(markKey(key)))
    removed(readRecord(schema, key, entry.value))
    run.count('removed_at_older_gateway')
    run.note(`The older gateway has removed ${objectKey}; it is removed here, too.`)
  }
}

async function catchUp<T extends Ownable>(deps: Deps, behind: OlderCopy<T>[], run: JobContext): Promise<void> {
  let failure: unknown
  while (behind.length > 0 && run.mayContinue())
    await fewAtOnce(behind.splice(0, atOnce), atOnce, async copy => {
      try {
        await bringUpToDate(deps, copy)
        run.count('written_back')
      } catch (error) {
        failure = error
        run.count('not_written_back')
      }
    })
  if (failure !== undefined) throw failure
  if (behind.length > 0) run.note(`${behind.length} records are written back in the next run.`)
}

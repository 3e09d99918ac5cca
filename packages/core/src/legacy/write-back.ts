/**
 * Writes into a bucket what an older gateway on it is to know of a record of ours, as that one writes it, so that one can
 * go back to it. Off where GATEWAY_CONFIG does not say `writeBack: true`.
 */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { readRecord } from '../stores/read-record.ts'
import type { JsonObject, RegistryEntry } from '../stores/registry.ts'
import { withTimeout } from '../with-timeout.ts'
import { holdsOf, mark, markKey } from './copy-mark.ts'
import { isImported, type Legacy, readLegacy } from './import-legacy.ts'
import { isPartOfKey, listName, type UserLists } from './user-lists.ts'

/** Tries of a write that others keep overtaking. */
const tries = 5
/** ms that a request waits; check-zones does what is not done by then. */
const patience = 2_000

export type Ownable = JsonObject & { ownerId: string }

/** A record, and how the older gateway has it. */
export interface OlderCopy<T extends Ownable> {
  legacy: Legacy<T>
  /** Where its `users/` lie, with a slash at the end, and the list that has the record's name there. */
  users: string
  list: keyof UserLists
  /** As the older gateway writes it; undefined: it must not have it. */
  shown(value: T): Ownable | undefined
}

type Deps = Pick<GatewayDeps, 'registry'>

/** What the mark holds when the older gateway has the record as it is. */
export function digestOf<T extends Ownable>({ shown }: OlderCopy<T>, value: T): string | null {
  const record = shown(value)
  return record === undefined ? null : createHash('sha256').update(JSON.stringify(record)).digest('hex')
}

/** After a change here. What fails is told and fails nothing; check-zones makes up for it. */
export async function writeBack<T extends Ownable>(
  deps: Deps & Pick<GatewayDeps, 'writeBack' | 'logger'>,
  copy: OlderCopy<T>
): Promise<void> {
  if (deps.writeBack !== true) return
  const { bucket, objectKey } = copy.legacy
  const tell = (reason: string) =>
    deps.logger.warn('older_gateway.not_written_back', { bucket: bucket.uri, objectKey, reason })
  const work = bringUpToDate(deps, copy).catch(error => tell(String(error)))
  await withTimeout(patience, work, () => tell('it takes longer than a request may'))
}

/** Throws `store.unavailable` and the like. Of what was never here it touches nothing. */
export async function bringUpToDate<T extends Ownable>({ registry }: Deps, copy: OlderCopy<T>): Promise<void> {
  const { key, schema, objectKey } = copy.legacy
  for (let tried = 0; tried < tries; tried++) {
    const before = await registry.get(markKey(key))
    const entry = await registry.get(key)
    if (entry === undefined) return
    const value = entry.state === 'present' ? readRecord(schema, key, entry.value) : undefined
    const holds = value === undefined ? null : digestOf(copy, value)
    if (holdsOf(markKey(key), before) === holds) return
    await put(copy, value && copy.shown(value), entry)
    // Whoever was faster may have read what is older, and written it later: once more.
    if (await mark(registry, markKey(key), holds, before)) return
  }
  throw errors.storeUnavailable(objectKey, new Error('it is being changed all the time'))
}

/** undefined: it is taken away. `entry`: also of a removed record, whose it was. */
async function put<T extends Ownable>(
  { legacy, list, users, shown }: OlderCopy<T>,
  record: Ownable | undefined,
  entry: RegistryEntry
): Promise<void> {
  const { bucket, objectKey, key } = legacy
  const { value: there } = await readLegacy(legacy)
  // As it was imported.
  if (there !== undefined && isImported(entry.value) && isDeepStrictEqual(shown(there), record)) return
  if (record === undefined) await bucket.remove(objectKey)
  else {
    const bytes = new TextEncoder().encode(JSON.stringify(record))
    await bucket.put(objectKey, bytes, { contentType: 'application/json' })
  }
  const { ownerId: last } = entry.value
  const owners = new Set([there?.ownerId, record?.ownerId, typeof last === 'string' ? last : undefined])
  for (const owner of owners)
    if (owner !== undefined && isPartOfKey(owner))
      await listName(bucket, users + owner, { list, name: key.id, listed: owner === record?.ownerId })
}

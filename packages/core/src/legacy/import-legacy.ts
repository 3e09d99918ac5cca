/**
 * Reading a record that may still lie where an older gateway left it: in a bucket. The registry's word is final, its
 * tombstones included; what it lacks is looked for in the bucket and imported, once however many read at once. A tombstone
 * of what is known to be gone from the bucket does not hide what the older gateway has put there since.
 */
import type { z } from 'zod'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { readRecord } from '../stores/read-record.ts'
import type { JsonObject, RecordKey, Registry } from '../stores/registry.ts'
import { goingToo, holdsOf, mark, markKey } from './copy-mark.ts'

const maxRecordBytes = 256 * 1024

export interface Legacy<T extends JsonObject> {
  key: RecordKey
  bucket: ObjectStore
  objectKey: string
  schema: z.ZodType<T>
  /** Whether what the object says of itself fits where it lies; a misplaced one counts as absent. */
  fits(value: T): boolean
  ownerOf(value: T): string
  /** Before it is written: what others find it by. */
  prepare?(value: T): Promise<void>
}

/** Of a record's value: what was made here says whose account it belongs to. */
export const isImported = ({ ownerAccountId, ownBucket = null }: JsonObject): boolean =>
  ownerAccountId === undefined && ownBucket === null

/** `known`: to the registry; `left`: in the bucket alone, where an older gateway left it. */
export type LegacyLook<T> =
  | { outcome: 'known'; value: T }
  /** `again`: it was here and removed, and registered there anew since. */
  | { outcome: 'left'; value: T; again: boolean }
  | { outcome: 'removed' | 'absent' | 'malformed' }

type Deps = { registry: Registry; logger: Logger }

/** Writes nothing. */
export async function lookForLegacy<T extends JsonObject>(deps: Deps, legacy: Legacy<T>): Promise<LegacyLook<T>> {
  const known = await deps.registry.get(legacy.key)
  if (known?.state === 'present') return { outcome: 'known', value: readRecord(legacy.schema, legacy.key, known.value) }
  const again = known !== undefined
  if (again && !(await isGone(deps, legacy.key))) return { outcome: 'removed' }
  const { bytes, value } = await readLegacy(legacy)
  if (bytes === undefined) return { outcome: again ? 'removed' : 'absent' }
  return value === undefined ? { outcome: 'malformed' } : { outcome: 'left', value, again }
}

async function isGone({ registry }: Deps, key: RecordKey): Promise<boolean> {
  const holds = holdsOf(markKey(key), await registry.get(markKey(key)))
  return holds === null || holds === goingToo
}

/** As it lies there. Without `value` it is no such record. */
export async function readLegacy<T extends JsonObject>(
  legacy: Legacy<T>
): Promise<{ bytes: Uint8Array | undefined; value: T | undefined }> {
  const bytes = await legacyBytes(legacy)
  return { bytes, value: bytes && parseLegacy(legacy, bytes) }
}

/** Brings over what was left; whoever was faster, or removed it meanwhile, wins. */
export async function importLegacy<T extends JsonObject>(
  deps: Deps,
  legacy: Legacy<T>,
  { value, again }: { value: T; again: boolean }
): Promise<T | undefined> {
  await legacy.prepare?.(value)
  const options = { owner: legacy.ownerOf(value), overTombstone: again }
  const { entry, created } = await deps.registry.create(legacy.key, value, options)
  if (created && again) await markFound(deps, legacy.key)
  return entry.state === 'present' ? readRecord(legacy.schema, legacy.key, entry.value) : undefined
}

/** The record, or undefined where there is none or it was removed. */
export async function readOrImportLegacy<T extends JsonObject>(deps: Deps, legacy: Legacy<T>): Promise<T | undefined> {
  const look = await lookForLegacy(deps, legacy)
  switch (look.outcome) {
    case 'known':
      return look.value
    case 'left':
      return importLegacy(deps, legacy, look)
    case 'malformed':
      deps.logger.warn('import.malformed_record', { bucket: legacy.bucket.uri, objectKey: legacy.objectKey })
  }
  return undefined
}

export async function markFound({ registry }: Pick<Deps, 'registry'>, key: RecordKey): Promise<void> {
  await mark(registry, markKey(key), 'as it was found', await registry.get(markKey(key)))
}

/** Empty where the object is too large to be a record. */
async function legacyBytes(legacy: { bucket: ObjectStore; objectKey: string }): Promise<Uint8Array | undefined> {
  try {
    return (await legacy.bucket.get(legacy.objectKey, maxRecordBytes))?.bytes
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'object.too_large') return new Uint8Array()
    throw error
  }
}

function parseLegacy<T extends JsonObject>(legacy: Legacy<T>, bytes: Uint8Array): T | undefined {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
  const parsed = legacy.schema.safeParse(json)
  return parsed.success && legacy.fits(parsed.data) ? parsed.data : undefined
}

/**
 * A record as an item of the table, and back.
 *
 * - `pk` is the kind, and for a zone's record `kind#zone`. Kinds have no `#`, so the first one ends the kind.
 * - `sk` is `=` and the id: an id may be empty, a sort key may not. DynamoDB sorts it by UTF-8 bytes.
 * - `ownedBy` is `kind#owner`, on present records that have an owner.
 * - `entryValue` is the value as JSON text: DynamoDB's numbers have 38 decimal digits where ours are doubles, and its
 *   maps would need to be taken apart; nothing ever queries inside a value.
 * - `writeId` is new with each write: whoever lost the answer to a write sees by it whether the write took place.
 *
 * The attributes' names avoid DynamoDB's reserved words, so expressions use them as they are.
 */
import { errors } from '../../errors.ts'
import type { JsonObject, RecordKey, RecordKind, RegistryEntry } from '../registry.ts'
import type { Item } from './client.ts'

/** Bytes of UTF-8. A sort key may have 1024. */
const maxNameBytes = 1000
/** Bytes of JSON. An item may have 400 kB, its keys and names included. */
const maxValueBytes = 300_000

export interface StoredRecord {
  key: RecordKey
  entry: RegistryEntry
  writeId: string
}

export const partitionOf = (kind: RecordKind, zone: string | undefined) =>
  zone === undefined ? kind : `${kind}#${named('zone', zone)}`
export const sortKeyOf = (id: string) => `=${named('id', id)}`
export const ownedBy = (kind: RecordKind, owner: string) => `${kind}#${named('owner', owner)}`

export const itemKey = (key: RecordKey) => ({
  pk: { S: partitionOf(key.kind, key.zone) },
  sk: { S: sortKeyOf(key.id) }
})

/** Throws `registry.record_too_large`. */
export function valueText(value: JsonObject): string {
  const text = JSON.stringify(value)
  const size = Buffer.byteLength(text)
  if (size > maxValueBytes) throw errors.recordTooLarge(size, maxValueBytes)
  return text
}

/** Throws an Error with a reason where the item is not one that this gateway wrote: it must never pass for a missing one. */
export function readItem(kind: RecordKind, item: Item): StoredRecord {
  const version = Number(item.entryVersion?.N)
  if (!Number.isSafeInteger(version)) throw new Error('its version is no whole number')
  const state = item.entryState?.S
  if (state !== 'present' && state !== 'removed') throw new Error('its state is unknown')
  return {
    key: readKey(kind, item),
    entry: { state, value: readValue(item.entryValue?.S), version },
    writeId: item.writeId?.S ?? ''
  }
}

function readKey(kind: RecordKind, item: Item): RecordKey {
  const partition = item.pk?.S
  const sortKey = item.sk?.S
  if (sortKey === undefined || !sortKey.startsWith('=')) throw new Error('its sk is not an id')
  const id = sortKey.slice(1)
  if (partition === kind) return { kind, id }
  if (!partition?.startsWith(`${kind}#`)) throw new Error(`it is no ${kind}`)
  return { kind, zone: partition.slice(kind.length + 1), id }
}

function readValue(text: string | undefined): JsonObject {
  if (text === undefined) throw new Error('it has no value')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('its value is not JSON')
  }
  if (!isJsonObject(value)) throw new Error('its value is not a JSON object')
  return value
}

/** Of what JSON.parse gave. */
const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Lone surrogates have no UTF-8: two such names would become one key. */
function named(what: string, name: string): string {
  if (!name.isWellFormed()) throw errors.badRequest(`the ${what} of a record is not well-formed Unicode`)
  if (Buffer.byteLength(name) > maxNameBytes) {
    throw errors.badRequest(`the ${what} of a record has more than ${maxNameBytes} bytes`)
  }
  return name
}

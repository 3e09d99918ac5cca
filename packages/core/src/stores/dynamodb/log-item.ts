/**
 * A log item as an item of the table. Its JSON is deflated where that makes it smaller: DynamoDB counts a write for each
 * 1 kB, and most items then are one.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import * as z from 'zod'
import { keyOfItem, type StoredLogItem } from '../log-items.ts'
import { unavailable } from './call.ts'
import type { Item } from './client.ts'
import { usually } from './ephemeral-calls.ts'
import { logItemKey, type TableKey } from './ephemeral-table.ts'

/** Bytes: an item of the table has 400 kB at most, its keys included. */
const mostBytes = 390_000
/** Bytes of JSON below which nothing is to be gained. */
const worthwhile = 700
/** Bytes; what we deflated is never so long. */
const longestText = 16_000_000

/** Not z.record, which drops a `__proto__` key. */
const Fields = z.custom<StoredLogItem['item']>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value)
)

/** Throws `store.unavailable` where the item is too large. */
export function itemOf(stored: StoredLogItem): Item & TableKey {
  return { ...logItemKey(keyOfItem(stored)), ...bodyOf(stored) }
}

/** Its id and its JSON, without a key. */
export function bodyOf({ id, item }: StoredLogItem): Item {
  const text = Buffer.from(JSON.stringify(item))
  const deflated = text.length < worthwhile ? text : deflateRawSync(text)
  const body: Item =
    deflated.length < text.length ? { deflated: { B: deflated.toString('base64') } } : { json: { S: text.toString() } }
  const size = Math.min(text.length, deflated.length)
  if (size > mostBytes)
    throw unavailable(
      new Error(`a log item of ${size} bytes is more than the ${mostBytes} that its table takes`),
      usually
    )
  return { ...body, logItemId: { S: id } }
}

/** Throws an Error where it is no log item: it must never pass for a missing one. */
export function logItemOf({ logItemId, json, deflated }: Item): StoredLogItem {
  const text =
    json?.S ?? inflateRawSync(Buffer.from(deflated?.B ?? '', 'base64'), { maxOutputLength: longestText }).toString()
  return { id: z.string().parse(logItemId?.S), item: Fields.parse(JSON.parse(text)) }
}

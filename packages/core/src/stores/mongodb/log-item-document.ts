/**
 * A log item as a document of `logItems`, a collection that older gateways write to and archive from, and they accept
 * no field that they do not know: so the document is the item's fields and `_id`, and the oldest are found by
 * `requestTimestamp`. Items hold JSON from outside, not all of which every server takes: keys with `$` or a dot, arrays
 * in arrays, `_bsontype`, half surrogates, great depth. A field that holds such is stored as `{asJson: TEXT}`, and
 * fields whose own names are such together as `otherFields: {asJson: TEXT}`.
 */
import * as z from 'zod'
import type { StoredLogItem } from '../log-items.ts'

export type LogItemDocument = { _id: string } & { [field: string]: unknown }

const Encoded = z.strictObject({ asJson: z.string() })
/** Not z.record, which drops a `__proto__` key. */
const Fields = z.custom<{ [field: string]: unknown }>(value => typeof value === 'object' && value !== null)
const otherFields = 'otherFields'
/** MongoDB refuses more than 100 levels. */
const depthLimit = 50

export function documentOf({ id, item }: StoredLogItem): LogItemDocument {
  const plain: [string, unknown][] = []
  const others: [string, unknown][] = []
  for (const [name, value] of Object.entries(item)) {
    if (value === undefined) continue
    if (name === '_id' || name === otherFields || !isPlainKey(name)) others.push([name, value])
    else plain.push([name, isPlain(value, 1) && !Encoded.safeParse(value).success ? value : encode(value)])
  }
  if (others.length > 0) plain.push([otherFields, encode(Object.fromEntries(others))])
  return { ...Object.fromEntries(plain), _id: id }
}

/** The item of a document, ours or an older gateway's, whose `_id` may be anything that has a text. */
export function logItemOf(document: { _id: unknown } & { [field: string]: unknown }): StoredLogItem {
  const { _id, [otherFields]: others, ...plain } = document
  const decoded = Object.entries(plain).map(([name, value]): [string, unknown] => [name, decode(value)])
  return { id: String(_id), item: { ...Object.fromEntries(decoded), ...Fields.catch({}).parse(decode(others)) } }
}

const encode = (value: unknown) => ({ asJson: JSON.stringify(value) })

function decode(value: unknown): unknown {
  const encoded = Encoded.safeParse(value)
  if (!encoded.success) return value
  try {
    return JSON.parse(encoded.data.asJson)
  } catch {
    return value
  }
}

const isPlainKey = (key: string) =>
  key !== '' && !/[$.\0]/.test(key) && key !== '_bsontype' && key !== '__proto__' && key.isWellFormed()

function isPlain(value: unknown, depth: number): boolean {
  if (depth > depthLimit) return false
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (value === null || value === undefined || typeof value === 'boolean') return true
  if (typeof value !== 'object') return false
  if (Array.isArray(value))
    return value.every(one => one !== undefined && !Array.isArray(one) && isPlain(one, depth + 1))
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.entries(value).every(([key, one]) => isPlainKey(key) && isPlain(one, depth + 1))
  )
}

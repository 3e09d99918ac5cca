/**
 * A log item as a document of a file. Its JSON is one string: nedb takes no keys with a dot or `$`. `order` grows with
 * each item, for nedb keeps none; it is the time in ms, or one more than the last.
 */
import type { StoredLogItem } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import * as z from 'zod'

export const KeptDocument = z.object({ _id: z.string(), json: z.string(), order: z.number() })
export type KeptDocument = z.infer<typeof KeptDocument>

const Item = z.custom<StoredLogItem['item']>(value => typeof value === 'object' && value !== null)
/** nedb loses a document whose id is `__proto__` or empty. */
const prefix = 'item/'

export const documentId = (id: string) => prefix + id

export function keptDocument({ id, item }: StoredLogItem, order: number): KeptDocument {
  return { _id: documentId(id), json: JSON.stringify(item), order }
}

export function storedItem({ _id, json }: KeptDocument): StoredLogItem {
  return { id: _id.slice(prefix.length), item: Item.parse(JSON.parse(json)) }
}

/** Gives the orders of new documents, after those that are there. */
export function inOrder(there: readonly KeptDocument[], now: () => number): () => number {
  let last = there.reduce((latest, one) => Math.max(latest, one.order), 0)
  return () => {
    last = Math.max(last + 1, now())
    return last
  }
}

/** A JSON file of a bucket that others may have written: what it holds is for a schema to say. */
import type { ObjectStore } from './object-store.ts'

/** undefined: there is no such object, or it is no JSON. Throws `object.too_large`. */
export async function readJsonObject(bucket: ObjectStore, key: string, maxBytes: number): Promise<unknown> {
  const content = await bucket.get(key, maxBytes)
  if (content === undefined) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content.bytes))
  } catch {
    return undefined
  }
}

/** `users/<owner>`: where an older gateway keeps which clients, resources and zones somebody has, by their names. */
import * as z from 'zod'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { readJsonObject } from '../stores/read-json-object.ts'

const largestRecord = 256 * 1024
/** Tries of a write that others keep overtaking. */
const tries = 8

const names = z.array(z.string()).catch([]).default([])
/** Lenient in its fields: what is no list of names counts as an empty one. */
const UserLists = z.object({ clientIds: names, resourceNames: names, zones: names })
export type UserLists = z.infer<typeof UserLists>

/** Labels are opaque; of what might lead elsewhere in the bucket nothing is read or written. */
export const isPartOfKey = (label: string) => /^[A-Za-z0-9][A-Za-z0-9_@|+.-]*$/.test(label) && !label.includes('..')

/** undefined: there is no such record, or it is malformed. */
export async function readUserLists(bucket: ObjectStore, key: string): Promise<UserLists | undefined> {
  return UserLists.safeParse(await readJsonObject(bucket, key, largestRecord)).data
}

/** Has the name in the list, or not in it. Another gateway may write the record at the same moment. */
export async function listName(
  bucket: ObjectStore,
  key: string,
  entry: { list: keyof UserLists; name: string; listed: boolean }
): Promise<void> {
  const { list, name, listed } = entry
  for (let tried = 0; tried < tries; tried++) {
    const head = await bucket.head(key)
    const lists = (head && (await readUserLists(bucket, key))) ?? UserLists.parse({})
    if (lists[list].includes(name) === listed) return
    const others = lists[list].filter(other => other !== name)
    const changed = { ...lists, [list]: listed ? [...others, name] : others }
    const bytes = new TextEncoder().encode(JSON.stringify(changed))
    const condition = head === undefined ? { ifAbsent: true } : { ifMatch: head.etag }
    const written = await bucket.put(key, bytes, { contentType: 'application/json', ...condition })
    if (written === 'written') return
  }
  throw errors.storeUnavailable(`${key} in ${bucket.uri}`, new Error('it is being changed all the time'))
}

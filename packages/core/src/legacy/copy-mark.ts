/**
 * What an older gateway on the same buckets has of a record of ours: objects are all that it knows, and a record of kind
 * `older-copy` in the registry remembers what lay there last. So a job can tell what it is still to be given from what it
 * has removed. Where there is no such record, it has what was imported, and nothing of what was made here.
 */
import * as z from 'zod'
import { defined } from '../defined.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey, Registry, RegistryEntry } from '../stores/registry.ts'

/** `holds`: the SHA-256 of what lay there last, or a word for what nobody has looked at; null: nothing. */
const CopyMark = z.object({ holds: z.string().nullable() })

/** What a mark holds while a record goes because its object has gone: whether or not it went, the object is known to be gone. */
export const goingToo = 'gone; the record goes, too'

/** Of the mark of a record. */
export const markKey = ({ kind, zone, id }: RecordKey): RecordKey => ({
  kind: 'older-copy',
  id: `${kind} ${id}`,
  ...defined({ zone })
})

/** undefined: there is no mark. */
export function holdsOf(key: RecordKey, entry: RegistryEntry | undefined): string | null | undefined {
  return entry?.state === 'present' ? readRecord(CopyMark, key, entry.value).holds : undefined
}

/** `before`: the mark as it was read. false: someone else was faster. */
export async function mark(
  registry: Registry,
  key: RecordKey,
  holds: string | null,
  before: RegistryEntry | undefined
): Promise<boolean> {
  return before?.state === 'present'
    ? (await registry.replace(key, { holds }, before.version)) !== undefined
    : (await registry.create(key, { holds })).created
}

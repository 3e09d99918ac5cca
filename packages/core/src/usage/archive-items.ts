/** The items of an archive, whatever its size: an item at a time, a large archive as a stream. */
import { jsonPieces } from '../stores/json-pieces.ts'
import { type Path, Unreadable, type Wish } from '../stores/json-splitter.ts'
import type { ListedObject, ObjectStore } from '../stores/object-store.ts'

/** Bytes of an archive that is read ahead. */
const aheadUpTo = 8_000_000
/** Bytes of an archive that is counted: some 15 s of a run. */
export const largestArchive = 1_000_000_000

/**
 * Reads it ahead, if it is small. An item that is too large is undefined. Throws Unreadable where it is no JSON array;
 * what came before was given.
 */
export function openArchive(bucket: ObjectStore, object: ListedObject): () => AsyncIterable<unknown> {
  if (object.size > aheadUpTo) return () => streamed(bucket, object)
  const reading = bucket.get(object.key, aheadUpTo)
  // Its failure is found by whoever reads it.
  reading.catch(() => undefined)
  return async function* () {
    const content = await reading
    // Removed since it was listed: there is nothing to count.
    if (content !== undefined && content.bytes.length > 0) yield* itemsOf([content.bytes])
  }
}

async function* streamed(bucket: ObjectStore, { key, size }: ListedObject): AsyncGenerator<unknown> {
  if (size > largestArchive) throw new Unreadable(`it has ${size} bytes, and at most ${largestArchive} are counted`)
  const chunks = await bucket.read(key, size)
  if (chunks !== undefined) yield* itemsOf(chunks)
}

async function* itemsOf(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<unknown> {
  for await (const { value } of jsonPieces(chunks, element)) yield value
}

function element([at]: Path, isArray: boolean): Wish {
  if (at !== undefined) return 'take'
  if (!isArray) throw new Unreadable('it is no JSON array')
  return 'enter'
}

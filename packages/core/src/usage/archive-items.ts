/** The items of an archive, whatever its size: a large one is read as a stream, an item at a time. */
import type { ListedObject, ObjectStore } from '../stores/object-store.ts'

/** Bytes of an archive that is read at once: its items take some ten times as many. */
const wholeUpTo = 8_000_000
/** Bytes of one item. */
const largestItem = 8_000_000

/** Throws Unreadable where it is no JSON array; what came before was given. */
export class Unreadable extends Error {}

/** Reads it ahead, if it is small. */
export function openArchive(bucket: ObjectStore, object: ListedObject): () => AsyncIterable<unknown> {
  if (object.size > wholeUpTo) return () => streamed(bucket, object)
  const reading = bucket.get(object.key, Math.max(object.size, wholeUpTo))
  // Its failure is found by whoever reads it.
  reading.catch(() => undefined)
  return async function* () {
    const content = await reading
    // Removed since it was listed: there is nothing to count.
    if (content !== undefined && content.bytes.length > 0) yield* parsedArray(content.bytes)
  }
}

function parsedArray(bytes: Uint8Array): unknown[] {
  const parsed = parsedJson(bytes)
  if (!Array.isArray(parsed)) throw new Unreadable('it is no JSON array')
  return parsed
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString())
  } catch {
    throw new Unreadable('it is no JSON')
  }
}

async function* streamed(bucket: ObjectStore, object: ListedObject): AsyncGenerator<unknown> {
  const chunks = await bucket.read(object.key, object.size)
  if (chunks === undefined) return
  const splitter = new ArraySplitter()
  for await (const chunk of chunks) for (const element of splitter.push(chunk)) yield parsedJson(element)
  splitter.end()
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const isOpening = (byte: number) => byte === 0x5b || byte === 0x7b
const isClosing = (byte: number) => byte === 0x5d || byte === 0x7d
const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)

/** Cuts the text of a JSON array into those of its elements; what they are is their parser's matter. */
export class ArraySplitter {
  #depth = 0
  #inString = false
  #escaped = false
  #ended = false
  /** Of the element that has begun. */
  #pieces: Uint8Array[] = []
  #length = 0

  push(chunk: Uint8Array): Uint8Array[] {
    const elements: Uint8Array[] = []
    let from = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false
        else if (byte === backslash) this.#escaped = true
        else if (byte === quote) this.#inString = false
      } else if (byte === quote) this.#inString = true
      else if (this.#depth === 0) {
        if (isSpace(byte)) from = at + 1
        else if (byte === 0x5b && !this.#ended) {
          this.#depth = 1
          from = at + 1
        } else throw new Unreadable('it is no JSON array')
      } else if (isOpening(byte)) this.#depth++
      else if (isClosing(byte) && this.#depth > 1) this.#depth--
      else if (this.#depth === 1 && (byte === comma || isClosing(byte))) {
        this.#keep(chunk.subarray(from, at))
        from = at + 1
        const element = this.#take()
        if (element !== undefined) elements.push(element)
        if (isClosing(byte)) {
          this.#depth = 0
          this.#ended = true
        }
      }
    }
    if (this.#depth > 0) this.#keep(chunk.subarray(from))
    return elements
  }

  end(): void {
    if (!this.#ended) throw new Unreadable('it ends in the middle')
  }

  #keep(piece: Uint8Array): void {
    this.#length += piece.length
    if (this.#length > largestItem) throw new Unreadable(`an item has more than ${largestItem} bytes`)
    if (piece.length > 0) this.#pieces.push(piece)
  }

  #take(): Uint8Array | undefined {
    const element = Buffer.concat(this.#pieces, this.#length)
    this.#pieces = []
    this.#length = 0
    return element.every(isSpace) ? undefined : element
  }
}

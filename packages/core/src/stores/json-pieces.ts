/**
 * Large JSON objects of buckets, which anybody may have written: read as a stream, in slices of time and with an end to
 * their bytes, so that no file holds up the others who are served or takes memory in proportion to its size.
 */
import { errors } from '../errors.ts'
import { isSliceOver, nextSlice } from '../time-slice.ts'
import { type AskWish, JsonSplitter, type Path, parsedJson } from './json-splitter.ts'
import type { ObjectStore } from './object-store.ts'

export interface JsonPiece {
  path: Path
  /** undefined: it is larger than a value may be, or nested too deep. */
  value: unknown
}

/** Bytes that are split in one go: less than 1 ms. */
const step = 16_384
/** Bytes of a value that may take a whole slice to parse: it begins one. */
const longValue = 32_768

/**
 * The values of an object that `wish` takes. undefined: there is no such object. `size`: bytes, as a listing or HEAD told
 * them. Throws `object.too_large`, and while it is read Unreadable; what came before was given.
 */
export async function readJsonPieces(
  bucket: ObjectStore,
  { key, size }: { key: string; size: number },
  maxBytes: number,
  wish: AskWish
): Promise<AsyncIterable<JsonPiece> | undefined> {
  const tooLarge = () => errors.objectTooLarge(`Object ${key} in ${bucket.uri}`, maxBytes)
  if (size > maxBytes) throw tooLarge()
  const chunks = await bucket.read(key, size)
  return chunks === undefined ? undefined : jsonPieces(atMost(chunks, maxBytes, tooLarge), wish)
}

export async function* jsonPieces(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  wish: AskWish
): AsyncGenerator<JsonPiece> {
  const splitter = new JsonSplitter(wish)
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += step) {
      for (const { path, text } of splitter.push(chunk.subarray(at, at + step))) {
        if (text !== undefined && text.length > longValue) await nextSlice()
        yield { path, value: text === undefined ? undefined : parsedJson(text) }
        if (isSliceOver()) await nextSlice()
      }
      if (isSliceOver()) await nextSlice()
    }
  }
  splitter.end()
}

/** It may have grown since its size was told. */
async function* atMost(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  tooLarge: () => Error
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge()
    yield chunk
  }
}

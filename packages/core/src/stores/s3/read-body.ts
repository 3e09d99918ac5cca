/** Reading what a store sends, with an end to it: of memory, and of time where the store goes silent or trickles. */
import { Readable } from 'node:stream'
import { StoreTimeout, type TimeLimits } from './time-limits.ts'

/** The body is larger than what may be read. */
export class TooLarge extends Error {}

/** The whole body; throws TooLarge beyond `maxBytes`. Stops when `signal` aborts. */
export async function readWhole(
  body: unknown,
  announced: number | undefined,
  maxBytes: number,
  signal: AbortSignal
): Promise<Uint8Array> {
  const stream = asStream(body)
  signal.addEventListener('abort', () => stream.destroy(), { once: true })
  if (announced !== undefined && announced > maxBytes) {
    stream.destroy()
    throw new TooLarge()
  }
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop by an error destroys the stream.
  for await (const chunk of bytesOf(stream)) {
    length += chunk.length
    if (length > maxBytes) throw new TooLarge()
    chunks.push(chunk)
  }
  checkLength(length, announced)
  return Buffer.concat(chunks, length)
}

/**
 * The body chunk by chunk; the store's time is limited, the reader's is not. A body that nobody begins to read is
 * given up after a while, so that its connection is not held for ever.
 */
export function readChunks(
  body: unknown,
  announced: number | undefined,
  size: number,
  limits: TimeLimits,
  toError: (error: unknown) => Error
): AsyncIterable<Uint8Array> {
  const stream = asStream(body)
  // An error before the first read is found by that read.
  stream.on('error', () => {})
  const unread = setTimeout(() => stream.destroy(new StoreTimeout('reading to begin', limits.stall)), limits.stall)
  unread.unref()

  async function* chunks(): AsyncGenerator<Uint8Array> {
    clearTimeout(unread)
    let waitedFor = 0
    let length = 0
    const waitingLimit = limits.call + size / limits.readPace
    const iterator = bytesOf(stream)[Symbol.asyncIterator]()
    try {
      for (;;) {
        const began = performance.now()
        const limit = Math.min(limits.stall, waitingLimit - waitedFor)
        const timer = setTimeout(() => stream.destroy(new StoreTimeout('reading', limit)), Math.max(limit, 0))
        const next = await iterator.next().finally(() => clearTimeout(timer))
        waitedFor += performance.now() - began
        if (next.done === true) break
        length += next.value.length
        yield next.value
      }
      checkLength(length, announced)
    } catch (error) {
      throw toError(error)
    } finally {
      stream.destroy()
    }
  }
  return chunks()
}

async function* bytesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the body is not made of bytes')
    yield chunk
  }
}

function asStream(body: unknown): Readable {
  if (body instanceof Readable) return body
  throw new TypeError('the answer has no body')
}

function checkLength(length: number, announced: number | undefined): void {
  if (announced !== undefined && length !== announced) {
    throw new Error(`the body ended after ${length} of ${announced} bytes`)
  }
}

/** A file of any size that is nowhere: its bytes follow from where they are; and a program that stores it in parts. */
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { apiClient } from '../../packages/core/src/api/client.ts'

const blockSize = 1_000_000

export class PartedFile {
  readonly size: number
  readonly #block = randomBytes(blockSize)

  constructor(size: number) {
    this.size = size
  }

  bytes(from: number, to: number): Uint8Array<ArrayBuffer> {
    const bytes = Buffer.alloc(to - from)
    for (let at = from; at < to; ) {
      const [number, inBlock] = [Math.floor(at / blockSize), at % blockSize]
      const part = this.#block.subarray(inBlock, inBlock + to - at)
      part.copy(bytes, at - from)
      // So that no two blocks are the same, and parts in a wrong order are found.
      if (inBlock === 0 && to - at >= 8) bytes.writeDoubleLE(number, at - from)
      at += part.length
    }
    return Uint8Array.from(bytes)
  }

  sha1(): string {
    const hash = createHash('sha1')
    for (let at = 0; at < this.size; at += blockSize) hash.update(this.bytes(at, Math.min(at + blockSize, this.size)))
    return hash.digest('hex')
  }
}

/** What it knows is the gateway's URL, an API key and an upload's id. */
export function partedClient(url: string, apiKey: string) {
  const ask = apiClient({
    base: url,
    fetch: (address, init = {}) =>
      fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${apiKey}` } })
  })
  const state = (upload: string) => ask('GET /api/uploads/{upload}', { path: { upload } })

  return {
    state,
    begin: (sha1: string, size: number, partSize: number, zone = 'default') =>
      ask('POST /api/uploads', { body: { zone, sha1, size, partSize } }),

    /** Of the parts that are not there, at most `most`; gives how many it sent. */
    async send(upload: string, file: PartedFile, most = Number.POSITIVE_INFINITY): Promise<number> {
      const { parts, partCount, partSize } = await state(upload)
      const there = new Set(parts)
      const all = Array.from({ length: partCount }, (_, at) => at + 1)
      const missing = all.filter(number => !there.has(number)).slice(0, most)
      for (let at = 0; at < missing.length; at += urlsAtOnce) {
        const numbers = missing.slice(at, at + urlsAtOnce)
        const { urls } = await ask('POST /api/uploads/{upload}/part-urls', { path: { upload }, body: { numbers } })
        const worker = async () => {
          for (let part = urls.pop(); part !== undefined; part = urls.pop()) {
            const from = (part.number - 1) * partSize
            const answer = await fetch(part.url, { method: 'PUT', body: file.bytes(from, from + part.size) })
            if (answer.status !== 200) throw new Error(`part ${part.number}: ${answer.status} ${await answer.text()}`)
          }
        }
        await Promise.all(Array.from({ length: partsAtOnce }, worker))
      }
      return missing.length
    },

    /** Gives its state when it is verified. */
    async complete(upload: string) {
      await ask('POST /api/uploads/{upload}/complete', { path: { upload } })
      for (;;) {
        const now = await state(upload)
        if (now.state !== 'verifying') return now
        await sleep(200)
      }
    }
  }
}

const urlsAtOnce = 100
const partsAtOnce = 4

/** A program that stores a file in parts. What it knows is the gateway's URL, an API key and an upload's id. */
import { setTimeout as sleep } from 'node:timers/promises'
import { apiClient } from '../../packages/core/src/api/client.ts'
import type { PartedFile } from './parted-file.ts'

const urlsAtOnce = 100

export interface SendOptions {
  /** Parts that are sent side by side. */
  atOnce?: number
  /** Sent though the store lists them: some stores take what came of a part for all of it when the line breaks. */
  again?: Iterable<number>
  begun?: (number: number) => void
  done?: (number: number) => void
}

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

    /** Sends the parts that are not there. */
    async send(
      upload: string,
      file: PartedFile,
      { atOnce = 1, again = [], begun, done }: SendOptions = {}
    ): Promise<void> {
      const { parts, partCount, partSize } = await state(upload)
      const there = new Set(parts)
      for (const number of again) there.delete(number)
      const missing = Array.from({ length: partCount }, (_, at) => at + 1).filter(number => !there.has(number))
      for (let at = 0; at < missing.length; at += urlsAtOnce) {
        const numbers = missing.slice(at, at + urlsAtOnce)
        const { urls } = await ask('POST /api/uploads/{upload}/part-urls', { path: { upload }, body: { numbers } })
        urls.reverse()
        const worker = async () => {
          for (let part = urls.pop(); part !== undefined; part = urls.pop()) {
            const from = (part.number - 1) * partSize
            begun?.(part.number)
            const answer = await fetch(part.url, { method: 'PUT', body: file.bytes(from, from + part.size) })
            if (answer.status !== 200) throw new Error(`part ${part.number}: ${answer.status} ${await answer.text()}`)
            done?.(part.number)
          }
        }
        await Promise.all(Array.from({ length: atOnce }, worker))
      }
    },

    complete: (upload: string) => ask('POST /api/uploads/{upload}/complete', { path: { upload } }),

    /** Its state when it is verified, though the gateway may be away meanwhile. */
    async verified(upload: string) {
      for (;;) {
        const now = await state(upload).catch(() => undefined)
        if (now !== undefined && now.state !== 'verifying') return now
        await sleep(200)
      }
    }
  }
}

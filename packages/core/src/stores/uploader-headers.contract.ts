/**
 * The part of the object store contract that is about what an uploader sends along: it goes no further than the upload,
 * and changes nothing of the bytes that anybody is given. A store may refuse an upload with such a header, too.
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { hostileHeaders, rawHttp, rawPut } from '../../../client/src/raw-http.ts'
import type { OpenedForContract } from './presigned-url.contract.ts'

/** Also a good gzip file: whoever decodes it sees other bytes. */
const bytes = gzipSync('what it says is not what it is')

export function uploaderHeadersContract(opened: () => OpenedForContract, newKey: () => string): void {
  describe('what is uploaded', () => {
    it.each(hostileHeaders)('with %s: %s is given, read and copied as it is', async (name, value) => {
      const { store } = opened()
      const [upload, copy] = [newKey(), newKey()]
      const put = await rawPut(await store.presignPut(upload, bytes.length, 60), bytes, { [name]: value })
      if (put.status !== 200) {
        expect(await store.head(upload)).toBeUndefined()
        return
      }
      expect(await store.copy(upload, copy, { size: bytes.length, wantSha1: true })).toMatchObject({
        outcome: 'copied'
      })
      for (const key of [upload, copy]) {
        const url = await store.presignGet(key, 60)
        const answer = await rawHttp(url)
        expect(answer.body.equals(bytes)).toBe(true)
        expect(answer.headers['content-type']).toBe('application/octet-stream')
        expect(answer.headers['content-encoding'] ?? 'identity').toBe('identity')
        expect(answer.headers['content-length']).toBe(String(bytes.length))
        // Expires means nothing beside a max-age, and the language changes no byte.
        expect(answer.headers['content-disposition'] ?? 'attachment').toBe('attachment')
        expect(answer.headers['cache-control'] ?? '').not.toBe(value)
        expect((await rawHttp(url, { headers: { range: 'bytes=0-3' } })).body.equals(bytes.subarray(0, 4))).toBe(true)
        // As a client that decodes sees it.
        expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true)
        expect(await sha1Read(key)).toBe(sha1(bytes))
        expect((await store.head(key))?.size).toBe(bytes.length)
      }
      const { headers: ofCopy } = await rawHttp(await store.presignGet(copy, 60))
      expect(JSON.stringify(ofCopy)).not.toMatch(/evil|66666|2037|GLACIER/)
      expect(ofCopy).not.toHaveProperty('x-amz-tagging-count')
    })

    async function sha1Read(key: string): Promise<string> {
      const hash = createHash('sha1')
      for await (const chunk of (await opened().store.read(key, bytes.length)) ?? []) hash.update(chunk)
      return hash.digest('hex')
    }
  })
}

const sha1 = (content: Uint8Array) => createHash('sha1').update(content).digest('hex')

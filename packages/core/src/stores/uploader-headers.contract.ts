/**
 * The part of the object store contract that is about what an uploader sends along: it goes no further than the upload,
 * and changes nothing of the bytes that anybody is given. A store may refuse an upload with such a header, too.
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { OpenedForContract } from './presigned-url.contract.ts'
import { rawGet, rawPut } from './raw-http.contract.ts'

const headers: [string, string][] = [
  ['content-encoding', 'gzip'],
  ['content-encoding', 'br'],
  ['content-encoding', 'aws-chunked,gzip'],
  ['content-type', 'text/html; charset=evil'],
  ['content-disposition', 'inline; filename="evil.html"'],
  ['content-language', 'evil'],
  ['cache-control', 'public, max-age=66666'],
  ['expires', 'Wed, 21 Oct 2037 07:28:00 GMT'],
  ['x-amz-meta-evil', 'evil'],
  ['x-amz-tagging', 'evil=evil'],
  ['x-amz-acl', 'public-read'],
  ['x-amz-grant-read', 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'],
  ['x-amz-storage-class', 'GLACIER'],
  ['x-amz-website-redirect-location', 'https://evil.example/'],
  ['x-amz-object-lock-legal-hold', 'ON']
]

/** Also a good gzip file: whoever decodes it sees other bytes. */
const bytes = gzipSync('what it says is not what it is')

export function uploaderHeadersContract(opened: () => OpenedForContract, newKey: () => string): void {
  describe('what is uploaded', () => {
    it.each(headers)('with %s: %s is given, read and copied as it is', async (name, value) => {
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
        const answer = await rawGet(url)
        expect(answer.body.equals(bytes)).toBe(true)
        expect(answer.headers['content-type']).toBe('application/octet-stream')
        expect(answer.headers['content-encoding'] ?? 'identity').toBe('identity')
        expect(answer.headers['content-length']).toBe(String(bytes.length))
        // Expires means nothing beside a max-age, and the language changes no byte.
        expect(answer.headers['content-disposition'] ?? 'attachment').toBe('attachment')
        expect(answer.headers['cache-control'] ?? '').not.toBe(value)
        expect((await rawGet(url, { range: 'bytes=0-3' })).body.equals(bytes.subarray(0, 4))).toBe(true)
        // As a client that decodes sees it.
        expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true)
        expect(await sha1Read(key)).toBe(sha1(bytes))
        expect((await store.head(key))?.size).toBe(bytes.length)
      }
      const { headers: ofCopy } = await rawGet(await store.presignGet(copy, 60))
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

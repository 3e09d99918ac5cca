/** What an uploader sends along with the bytes: the store refuses it, or it is gone once the file is published. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { hostileHeaders, type RawAnswer, rawHttp } from '../../packages/client/src/raw-http.ts'
import { newBytes, type TheSubject } from './subject.ts'

/** The file's own bytes, as data, with nothing of what its uploader said. */
export function expectOwnHeaders({ status, headers, body }: RawAnswer, bytes: Uint8Array): void {
  expect(status).toBe(200)
  expect(Buffer.compare(body, bytes)).toBe(0)
  expect(headers['content-type']).toBe('application/octet-stream')
  expect(headers['content-encoding'] ?? 'identity').toBe('identity')
  expect(headers['content-disposition'] ?? 'attachment').toBe('attachment')
  expect(headers['content-length']).toBe(String(bytes.length))
  // Random: by chance they may hold anything.
  const { etag: _, 'x-amz-request-id': __, 'x-amz-id-2': ___, ...said } = headers
  expect(JSON.stringify(said)).not.toMatch(/evil|66666|2037|GLACIER|tagging-count|legal-hold/)
}

/** A good gzip file whose SHA-1 nobody has seen: whoever decodes it has other bytes. */
export const newGzip = (): Uint8Array => gzipSync(newBytes(500))

export function uploaderHeadersSuite(the: TheSubject): void {
  describe('what an uploader says of the bytes', () => {
    it.each(hostileHeaders)('%s: %s is in nobody’s download', async (name, value) => {
      const { registered, unregistered } = the()
      const bytes = newGzip()
      const { objectKey, signedUploadUrl } = await registered.initiate(bytes)
      const put = await rawHttp(String(signedUploadUrl), { method: 'PUT', headers: { [name]: value }, body: bytes })
      if (put.status !== 200) {
        // A store that refuses it has stored nothing.
        expect(put.status).toBeGreaterThanOrEqual(400)
        const hash = sha1(bytes)
        const finalize = { type: 'finalizeFileUpload', hashAlg: 'sha1', hash, size: bytes.length, objectKey }
        expect((await registered.request(finalize)).code).toBe('upload.not_found')
        return
      }
      await registered.finalize(bytes, String(objectKey))
      const find = { type: 'findFile', hashAlg: 'sha1', hash: sha1(bytes) }
      // From the bucket, and from memory.
      for (let times = 0; times < 2; times++) {
        const { url, size } = await unregistered.ask(find)
        expect(size).toBe(bytes.length)
        expectOwnHeaders(await rawHttp(String(url)), bytes)
        const part = await rawHttp(String(url), { headers: { range: 'bytes=2-5' } })
        expect([part.status, part.body.toString('hex')]).toEqual([206, Buffer.from(bytes).toString('hex', 2, 6)])
      }
      // A client that decodes what it is told to.
      expect(sha1((await unregistered.loadBytes(sha1(bytes))) ?? '')).toBe(sha1(bytes))
    })
  })
}

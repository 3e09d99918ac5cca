/** What the URLs that a gateway hands out may be used for: one PUT of the announced size, one object, an hour. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { describe, expect, it } from 'vitest'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { expectSame, newBytes, type TheSubject, uploaded } from './subject.ts'

export function presignedUrlsSuite(the: TheSubject): void {
  describe('upload URLs', () => {
    /** A URL for these bytes, and what a finalize of them is answered: 404 while nothing was taken. */
    async function forUpload(bytes: Uint8Array) {
      const { registered } = the()
      const { signedUploadUrl, objectKey } = await registered.initiate(bytes)
      const [hash, size] = [sha1(bytes), bytes.length]
      const payload = { type: 'finalizeFileUpload', hashAlg: 'sha1', hash, size, objectKey }
      return { url: new URL(String(signedUploadUrl)), finalize: () => registered.request(payload) }
    }

    it.each([
      ['one byte more', 101],
      ['one byte less', 99],
      ['nothing', 0]
    ])('take no other length than was announced: %s', async (_, length) => {
      const { url, finalize } = await forUpload(newBytes(100))
      await expectRefusedByStore(await the().registered.put(url.href, newBytes(length)))
      expect((await finalize()).code).toBe('upload.not_found')
    })

    it('take no body of unsaid length', async () => {
      const { url, finalize } = await forUpload(newBytes(100))
      expect(await putInChunks(url, newBytes(100))).toBeGreaterThanOrEqual(400)
      expect((await finalize()).code).toBe('upload.not_found')
    })

    const tricks: [what: string, tampered: (url: URL) => string][] = [
      ['another key', url => url.href.replace(/[^/?](?=\?)/, last => (last === '0' ? '1' : '0'))],
      ['the place of content', url => url.href.replace(/uploads\/(.*)\/[^/?]+\?/, '$1?')],
      ['a longer life', url => withParameter(url, 'X-Amz-Expires', '604800')],
      ['a later date', url => withParameter(url, 'X-Amz-Date', '20990101T000000Z')],
      ['another signature', url => withParameter(url, 'X-Amz-Signature', '0'.repeat(64))],
      ['no signature', url => url.href.replace(/\?.*/, '')],
      ['fewer signed headers', url => withParameter(url, 'X-Amz-SignedHeaders', 'host')]
    ]
    it.each(tricks)('are refused by the store where somebody put in %s', async (_, tampered) => {
      const bytes = newBytes(100)
      const { url, finalize } = await forUpload(bytes)
      expect(tampered(url)).not.toBe(url.href)
      await expectRefusedByStore(await the().registered.put(tampered(url), bytes))
      expect((await finalize()).code).toBe('upload.not_found')
      expect(await the().registered.loadBytes(sha1(bytes))).toBeUndefined()
    })

    it.each(['GET', 'DELETE', 'POST'])('are for PUT, not for %s', async method => {
      const bytes = newBytes(100)
      const { url, finalize } = await forUpload(bytes)
      expect((await the().registered.put(url.href, bytes)).status).toBe(200)
      expect((await fetch(url, { method })).status).toBeGreaterThanOrEqual(400)
      expect((await finalize()).json).toEqual({ type: 'finalizeFileUpload' })
    })

    it('change nothing any more once the file is finalized', async () => {
      const { registered, unregistered } = the()
      const [bytes, others] = [newBytes(1000), newBytes(1000)]
      const { objectKey, signedUploadUrl } = await uploaded(registered, bytes)
      await registered.finalize(bytes, objectKey)
      // The store may take it: nobody looks there.
      await registered.put(signedUploadUrl, others)
      expectSame(await unregistered.loadBytes(sha1(bytes)), bytes)
      await registered.finalize(bytes, objectKey)
      expectSame(await unregistered.loadBytes(sha1(bytes)), bytes)
    })

    it('change nothing while the file is finalized: what is found is right, or nothing is', async () => {
      const { registered, unregistered } = the()
      for (let round = 0; round < 6; round++) {
        const [bytes, others] = [newBytes(3_000_000), newBytes(3_000_000)]
        const { objectKey, signedUploadUrl } = await uploaded(registered, bytes)
        let finalizing = true
        const finalized = registered.finalize(bytes, objectKey).catch(() => {})
        void finalized.then(() => {
          finalizing = false
        })
        while (finalizing) await registered.put(signedUploadUrl, others)
        const found = await unregistered.loadBytes(sha1(bytes))
        if (found !== undefined) expectSame(found, bytes)
      }
    })

    it('live at least 30 and at most 60 minutes', async () => {
      const { url } = await forUpload(newBytes(100))
      const life = Number(url.searchParams.get('X-Amz-Expires'))
      expect(life).toBeGreaterThanOrEqual(1800)
      expect(life).toBeLessThanOrEqual(3600)
    })
  })

  describe('download URLs', () => {
    async function forDownload(bytes: Uint8Array): Promise<URL> {
      const { hash } = await the().registered.storeBytes(bytes)
      return new URL(String((await the().unregistered.ask({ type: 'findFile', hashAlg: 'sha1', hash })).url))
    }

    it('give parts of a file', async () => {
      const bytes = newBytes(1000)
      const part = await fetch(await forDownload(bytes), { headers: { range: 'bytes=100-199' } })
      expect(part.status).toBe(206)
      expect(part.headers.get('content-range')).toBe('bytes 100-199/1000')
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(Uint8Array.from(bytes.subarray(100, 200)))
    })

    it('are for this object alone, and to read it', async () => {
      const [one, other] = await Promise.all([forDownload(newBytes(10)), forDownload(newBytes(10))])
      const mixed = new URL(one)
      mixed.pathname = other.pathname
      await expectRefusedByStore(await fetch(mixed))
      await expectRefusedByStore(await fetch(withParameter(one, 'X-Amz-Expires', '604800')))
      await expectRefusedByStore(await fetch(new URL(one.pathname, one)))
      await expectRefusedByStore(await the().registered.put(one.href, newBytes(10)))
      expect((await fetch(one, { method: 'DELETE' })).status).toBeGreaterThanOrEqual(400)
      expect((await fetch(one)).status).toBe(200)
    })
  })
}

function withParameter(url: URL, name: string, value: string): string {
  const changed = new URL(url)
  changed.searchParams.set(name, value)
  return changed.href
}

/** By the store, not by a gateway that happens to be in the way; one that stores files itself says so in its code. */
async function expectRefusedByStore(response: Response): Promise<void> {
  const text = await response.text()
  expect(response.status, text).toBeGreaterThanOrEqual(400)
  expect(response.status, text).toBeLessThan(500)
  const code = response.headers.get('x-error-code')
  expect(code === null ? text : code).toMatch(code === null ? /<Error>/ : /^files\.[a-z_]+$/)
}

/** A PUT with transfer-encoding: chunked; its status. */
function putInChunks(url: URL, bytes: Uint8Array): Promise<number> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const put = request(url, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } }, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    put.once('error', reject)
    put.write(bytes.subarray(0, 10))
    put.end(bytes.subarray(10))
  })
}

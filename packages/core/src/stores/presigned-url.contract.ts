/** The part of the object store contract that is about presigned URLs, used the way kachery clients use them. */
import { describe, expect, it } from 'vitest'
import { rawPut } from '../../../client/src/raw-http.ts'
import type { ObjectStore } from './object-store.ts'

export interface OpenedForContract {
  store: ObjectStore
  /** The same bucket, through a store whose clock says something else (ms since the epoch); needed where it presigns. */
  openAt?(now: () => number): ObjectStore
  close(): Promise<void>
}

export function presignedUrlContract(opened: () => OpenedForContract, newKey: () => string): void {
  const theStore = (): ObjectStore => opened().store
  const anHourAgo = (): ObjectStore => {
    const { openAt } = opened()
    if (openAt === undefined) throw new Error('the contract needs openAt() for a store that presigns')
    return openAt(() => Date.now() - 3_600_000)
  }

  async function stored(content: string): Promise<string> {
    const key = newKey()
    await theStore().put(key, Buffer.from(content))
    return key
  }

  describe('a presigned GET', () => {
    it('gives the object to anybody', async () => {
      const answer = await fetch(await theStore().presignGet(await stored('hello'), 60))
      expect(answer.status).toBe(200)
      expect(await answer.text()).toBe('hello')
    })

    it.each([
      ['bytes=1-3', 'ell', 'bytes 1-3/5'],
      ['bytes=3-', 'lo', 'bytes 3-4/5'],
      ['bytes=0-0', 'h', 'bytes 0-0/5'],
      ['bytes=-2', 'lo', 'bytes 3-4/5'],
      ['bytes=3-99', 'lo', 'bytes 3-4/5']
    ])('gives the range %s', async (range, content, contentRange) => {
      const answer = await fetch(await theStore().presignGet(await stored('hello'), 60), { headers: { range } })
      expect(answer.status).toBe(206)
      expect(await answer.text()).toBe(content)
      expect(answer.headers.get('content-range')).toBe(contentRange)
    })

    it('has a counterpart for HEAD, which tells the size', async () => {
      const answer = await fetch(await theStore().presignHead(await stored('hello'), 60), { method: 'HEAD' })
      expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '5'])
    })

    it('is signed for the store alone: no other header is needed', async () => {
      // Where headers are signed, the URL lists them.
      expect(signedHeaders(await theStore().presignGet(newKey(), 60))).toBeOneOf(['host', null])
    })

    it('is valid from now on for the seconds asked for', async () => {
      const at = Date.UTC(2031, 1, 2, 3, 4, 5)
      const url = new URL(
        (await opened()
          .openAt?.(() => at)
          ?.presignGet(newKey(), 1234)) ?? ''
      )
      expect(url.searchParams.get('X-Amz-Date')).toBe('20310202T030405Z')
      expect(url.searchParams.get('X-Amz-Expires')).toBe('1234')
    })

    it('is refused for another key, a longer life, another signature', async () => {
      const [key, other] = [await stored('mine'), await stored('not mine')]
      const url = await theStore().presignGet(key, 60)
      for (const tampered of [
        url.replace(key, other),
        url.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'),
        url.replace(/X-Amz-Signature=..../, 'X-Amz-Signature=0000')
      ]) {
        expect(tampered).not.toBe(url)
        await expectRefused(await fetch(tampered))
      }
    })

    it('is refused once it has expired', async () => {
      await expectRefused(await fetch(await anHourAgo().presignGet(await stored('old'), 60)))
    })

    it('is good for GET only', async () => {
      const key = await stored('hello')
      const url = await theStore().presignGet(key, 60)
      for (const method of ['PUT', 'DELETE', 'POST']) {
        expect(
          (await fetch(url, { method, ...(method === 'DELETE' ? {} : { body: 'evil!' }) })).status
        ).toBeGreaterThan(399)
      }
      expect(Buffer.from((await theStore().get(key, 100))?.bytes ?? []).toString()).toBe('hello')
    })
  })

  describe('a presigned PUT', () => {
    it('takes exactly the bytes announced, with no header but their length', async () => {
      const key = newKey()
      const url = await theStore().presignPut(key, 5, 60)
      expect(signedHeaders(url)).toBeOneOf(['content-length;host', null])
      expect(url).not.toMatch(/checksum|content-type/i)
      expect((await rawPut(url, Buffer.from('hello'))).status).toBe(200)
      expect(Buffer.from((await theStore().get(key, 100))?.bytes ?? []).toString()).toBe('hello')
    })

    it.each([4, 6])('is refused with %i bytes where 5 were announced, and nothing is stored', async size => {
      const key = newKey()
      expect((await rawPut(await theStore().presignPut(key, 5, 60), Buffer.alloc(size, 'x'))).status).toBe(403)
      expect(await theStore().head(key)).toBeUndefined()
    })

    it('is refused for another key, a longer life, and once it has expired', async () => {
      const [key, other] = [newKey(), newKey()]
      const url = await theStore().presignPut(key, 5, 60)
      const expired = await anHourAgo().presignPut(key, 5, 60)
      for (const bad of [url.replace(key, other), url.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'), expired]) {
        const { status } = await rawPut(bad, Buffer.from('hello'))
        expect([400, 401, 403]).toContain(status)
      }
      expect(await theStore().head(key)).toBeUndefined()
      expect(await theStore().head(other)).toBeUndefined()
    })

    it('is no way to read or to copy other objects', async () => {
      const [key, secret] = [newKey(), await stored('secret')]
      const bucket = new URL(theStore().uri).hostname
      const url = await theStore().presignPut(key, 0, 60)
      expect((await fetch(url)).status).toBeGreaterThan(399)
      await rawPut(url, Buffer.alloc(0), { 'x-amz-copy-source': `/${bucket}/${secret}` })
      expect((await theStore().head(key))?.size ?? 0).toBe(0)
    })
  })
}

const signedHeaders = (url: string) => new URL(url).searchParams.get('X-Amz-SignedHeaders')

async function expectRefused(answer: Response): Promise<void> {
  expect([400, 401, 403]).toContain(answer.status)
  await answer.body?.cancel()
}

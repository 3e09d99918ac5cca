/** The part of the object store contract that is about uploads in parts. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { rawCutPut, rawPut } from '../../../client/src/raw-http.ts'
import { copyInParts } from './copy-in-parts.ts'
import type { ObjectStore } from './object-store.ts'
import type { StoredPart } from './parted-uploads.ts'
import type { OpenedForContract } from './presigned-url.contract.ts'

/** bytes: the least that AWS takes of any part but the last, 5 MiB. */
const partSize = 5 * 1024 * 1024

/** `presigns`: whether its URLs are real ones; else parts are copied from objects. */
export function partedUploadsContract(
  opened: () => OpenedForContract,
  newKey: () => string,
  { presigns, takesCutPuts = false }: { presigns: boolean; takesCutPuts?: boolean }
): void {
  const theStore = (): ObjectStore => opened().store

  async function begun(key: string): Promise<string> {
    const uploadId = await theStore().beginParts(key, partSize)
    if (uploadId === undefined) throw new Error('it takes no uploads in parts')
    return uploadId
  }

  async function sent(key: string, uploadId: string, number: number, content: Buffer): Promise<number> {
    const store = theStore()
    if (presigns) {
      const url = await store.presignPart(key, uploadId, { number, size: content.length }, 60)
      return (await rawPut(url, content)).status
    }
    const source = newKey()
    await store.put(source, content)
    const part = { number, from: 0, to: content.length }
    return (await store.copyPart(source, key, uploadId, part)) === 'copied' ? 200 : 404
  }

  const unfinishedAt = async (prefix: string, after?: string) =>
    (await theStore().unfinishedUploads(prefix, after))?.items

  const listed = async (key: string, uploadId: string): Promise<StoredPart[]> =>
    (await theStore().listParts(key, uploadId)) ?? []

  describe('an upload in parts', () => {
    it('becomes one object when it is completed, whatever the order of its parts, and was none before', async () => {
      const [key, content] = [newKey(), randomBytes(2 * partSize + 7)]
      const uploadId = await begun(key)
      expect(await listed(key, uploadId)).toEqual([])
      for (const number of [3, 1, 2])
        expect(await sent(key, uploadId, number, content.subarray((number - 1) * partSize, number * partSize))).toBe(
          200
        )
      const parts = await listed(key, uploadId)
      expect(parts.map(({ number, size }) => [number, size])).toEqual([
        [1, partSize],
        [2, partSize],
        [3, 7]
      ])
      expect(await theStore().head(key)).toBeUndefined()
      expect(await theStore().completeParts(key, uploadId, parts)).toBe('completed')
      expect(await theStore().head(key)).toMatchObject({ size: content.length })
      expect(Buffer.compare((await theStore().get(key, content.length))?.bytes ?? Buffer.alloc(0), content)).toBe(0)
      expect(await theStore().listParts(key, uploadId)).toBeUndefined()
      // Some stores say so again, some know it no more; it is the same object.
      expect(['completed', 'missing']).toContain(await theStore().completeParts(key, uploadId, parts))
      expect((await theStore().head(key))?.size).toBe(content.length)
    })

    it('takes a part again, and has what was sent last', async () => {
      const key = newKey()
      const uploadId = await begun(key)
      await sent(key, uploadId, 1, Buffer.from('first'))
      const [before] = await listed(key, uploadId)
      await sent(key, uploadId, 1, Buffer.from('again!'))
      const parts = await listed(key, uploadId)
      expect(parts.map(({ size }) => size)).toEqual([6])
      if (before !== undefined) expect(await theStore().completeParts(key, uploadId, [before])).toBe('bad_parts')
      expect(await theStore().completeParts(key, uploadId, parts)).toBe('completed')
      expect(Buffer.from((await theStore().get(key, 100))?.bytes ?? []).toString()).toBe('again!')
    })

    it('is not completed with a part that is not there, nor over an object where none may be', async () => {
      const key = newKey()
      const uploadId = await begun(key)
      await sent(key, uploadId, 1, Buffer.alloc(partSize))
      const parts = await listed(key, uploadId)
      const more = [...parts, { number: 2, size: 5, etag: '"00000000000000000000000000000000"' }]
      expect(await theStore().completeParts(key, uploadId, more)).toBe('bad_parts')
      expect(await theStore().head(key)).toBeUndefined()
      await theStore().put(key, Buffer.from('there'))
      expect(await theStore().completeParts(key, uploadId, parts, { ifAbsent: true })).toBe('exists')
      expect((await theStore().head(key))?.size).toBe(5)
      await theStore().abortUpload(key, uploadId)
    })

    it('is told while it is not completed, and once aborted takes nothing and is gone', async () => {
      const key = newKey()
      const uploadId = await begun(key)
      const [unfinished] = (await unfinishedAt(key)) ?? []
      expect(unfinished).toMatchObject({ key, uploadId })
      expect(Math.abs((unfinished?.began ?? 0) - Date.now())).toBeLessThan(300_000)
      expect(await unfinishedAt(newKey())).toEqual([])
      await theStore().abortUpload(key, uploadId)
      expect(await unfinishedAt(key)).toEqual([])
      expect(await theStore().listParts(key, uploadId)).toBeUndefined()
      expect(await sent(key, uploadId, 1, Buffer.from('late'))).toBe(404)
      await theStore().abortUpload(key, uploadId)
    })

    it('is told behind another one, in the order of keys', async () => {
      const key = newKey()
      const names = await Promise.all(
        ['b', 'a', 'c'].map(async end => ({ key: `${key}${end}`, uploadId: await begun(`${key}${end}`) }))
      )
      const [b, a, c] = names
      expect((await unfinishedAt(key))?.map(one => one.key)).toEqual([a?.key, b?.key, c?.key])
      expect((await unfinishedAt(key, b?.key))?.map(one => one.key)).toEqual([c?.key])
      expect(await unfinishedAt(key, c?.key)).toEqual([])
      for (const one of names) await theStore().abortUpload(one.key, one.uploadId)
    })

    it('may be a copy of another object, that goes on where it stopped', async () => {
      const [from, to, content] = [newKey(), newKey(), randomBytes(2 * partSize + 7)]
      await theStore().put(from, content)
      const { etag = '' } = (await theStore().head(from)) ?? {}
      const uploadId = await begun(to)
      const part = { number: 2, from: partSize, to: 2 * partSize, ifMatch: etag }
      expect(await theStore().copyPart(from, to, uploadId, part)).toBe('copied')
      const [begunAnew, counts]: [string[], number[]] = [[], []]
      const resume = {
        uploadId,
        begun: async (id: string) => void begunAnew.push(id),
        copied: (count: number) => void counts.push(count)
      }
      const options = { size: content.length, ifAbsent: true, ifMatch: etag, partSize, resume }
      expect(await copyInParts(theStore(), from, to, options)).toMatchObject({ outcome: 'copied' })
      expect(Buffer.compare((await theStore().get(to, content.length))?.bytes ?? Buffer.alloc(0), content)).toBe(0)
      expect(begunAnew).toEqual([])
      expect(counts).toEqual([2, 3])
      const further = newKey()
      const ofNothing = copyInParts(theStore(), newKey(), further, { size: content.length, partSize })
      expect(await ofNothing).toEqual({ outcome: 'source_missing' })
      expect(await unfinishedAt(further)).toEqual([])
    })
  })

  if (!presigns) return

  describe('a presigned part', () => {
    it.each([4, 6])('is refused with %i bytes where 5 were announced', async size => {
      const key = newKey()
      const uploadId = await begun(key)
      const url = await theStore().presignPart(key, uploadId, { number: 1, size: 5 }, 60)
      expect((await rawPut(url, Buffer.alloc(size))).status).toBe(403)
      expect(await listed(key, uploadId)).toEqual([])
      await theStore().abortUpload(key, uploadId)
    })

    it('whose line breaks is not there and takes nothing from what was there; sent again, it is right', async () => {
      const [key, content] = [newKey(), randomBytes(partSize)]
      const uploadId = await begun(key)
      const url = await theStore().presignPart(key, uploadId, { number: 1, size: partSize }, 60)
      await rawCutPut(url, content)
      if (!takesCutPuts) expect(await listed(key, uploadId)).toEqual([])
      expect((await rawPut(url, content)).status).toBe(200)
      const before = await listed(key, uploadId)
      if (!takesCutPuts) await rawCutPut(url, content)
      expect(await listed(key, uploadId)).toEqual(before)
      expect(await theStore().completeParts(key, uploadId, before)).toBe('completed')
      expect(Buffer.compare((await theStore().get(key, partSize))?.bytes ?? Buffer.alloc(0), content)).toBe(0)
    })

    it('is good for its own number, key and upload alone, and for its time', async () => {
      const [key, other] = [newKey(), newKey()]
      const [uploadId, otherId] = [await begun(key), await begun(other)]
      const part = { number: 1, size: 5 }
      const url = await theStore().presignPart(key, uploadId, part, 60)
      const expired = await opened()
        .openAt?.(() => Date.now() - 3_600_000)
        .presignPart(key, uploadId, part, 60)
      for (const bad of [
        url.replace('partNumber=1', 'partNumber=2'),
        url.replace(uploadId, otherId).replace(encodeURIComponent(uploadId), encodeURIComponent(otherId)),
        url.replace(key, other),
        url.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'),
        expired ?? ''
      ]) {
        expect(bad).not.toBe(url)
        expect([400, 401, 403, 404]).toContain((await rawPut(bad, Buffer.from('hello'))).status)
      }
      expect(await listed(key, uploadId)).toEqual([])
      expect(await listed(other, otherId)).toEqual([])
      await theStore().abortUpload(key, uploadId)
      await theStore().abortUpload(other, otherId)
    })
  })
}

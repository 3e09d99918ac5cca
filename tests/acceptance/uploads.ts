/** Files of all sizes, there and back; the same one twice, and from two at once. */
import { describe, expect, it } from 'vitest'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { expectSame, newBytes, type TheSubject, uploaded } from './subject.ts'

export function uploadsSuite(the: TheSubject): void {
  describe('uploads', () => {
    it.each([1, 100_000, 8_000_000])('a file of %d bytes, there and back', async size => {
      const { registered, unregistered } = the()
      const bytes = newBytes(size)
      const { hash, alreadyExists } = await registered.storeBytes(bytes)
      expect(alreadyExists).toBe(false)
      const back = await unregistered.loadBytes(hash)
      expect(back?.length).toBe(size)
      expect(sha1(back ?? '')).toBe(hash)
    })

    it('the empty file is stored without an upload', async () => {
      const { registered, unregistered } = the()
      const empty = new Uint8Array()
      expect(await registered.initiate(empty)).toEqual({ type: 'initiateFileUpload', alreadyExists: true })
      expectSame(await unregistered.loadBytes(sha1(empty)), empty)
      expect((await unregistered.ask({ type: 'findFile', hashAlg: 'sha1', hash: sha1(empty) })).size).toBe(0)
    })

    it('the same file twice: the second time it is there already', async () => {
      const { registered } = the()
      const bytes = newBytes(500)
      expect((await registered.storeBytes(bytes)).alreadyExists).toBe(false)
      expect((await registered.storeBytes(bytes)).alreadyExists).toBe(true)
    })

    it('a finalize that is repeated, even five times at once, is answered as the first', async () => {
      const { registered } = the()
      const bytes = newBytes(500_000)
      const { objectKey } = await uploaded(registered, bytes)
      const answers = await Promise.all(Array.from({ length: 5 }, () => registered.finalize(bytes, objectKey)))
      expect(answers).toEqual(Array(5).fill({ type: 'finalizeFileUpload' }))
      expect(await registered.finalize(bytes, objectKey)).toEqual({ type: 'finalizeFileUpload' })
      expectSame(await registered.loadBytes(sha1(bytes)), bytes)
    })

    it('two who upload the same file at once both succeed', async () => {
      const { registered, administrator, unregistered } = the()
      const bytes = newBytes(2_000_000)
      const [one, other] = await Promise.all([uploaded(registered, bytes), uploaded(administrator, bytes)])
      expect(one.objectKey).not.toBe(other.objectKey)
      await Promise.all([registered.finalize(bytes, one.objectKey), administrator.finalize(bytes, other.objectKey)])
      expectSame(await unregistered.loadBytes(sha1(bytes)), bytes)
    })

    it('of two who claim the same hash, the one with the wrong bytes fails and spoils nothing', async () => {
      const { registered, administrator, unregistered } = the()
      const [right, wrong] = [newBytes(300_000), newBytes(300_000)]
      const hash = sha1(right)
      const [good, bad] = await Promise.all([uploaded(registered, right), uploaded(administrator, wrong, hash)])
      const finalize = { type: 'finalizeFileUpload', hashAlg: 'sha1', hash, size: wrong.length }
      await Promise.all([
        registered.finalize(right, good.objectKey),
        // Refused, or told that the file is there, by whoever was first.
        administrator.request({ ...finalize, objectKey: bad.objectKey })
      ])
      expectSame(await unregistered.loadBytes(hash), right)
    })

    it('twenty files at once', async () => {
      const { registered, unregistered } = the()
      const files = Array.from({ length: 20 }, (_, index) => newBytes(1 + index * 1000))
      const stored = await Promise.all(files.map(bytes => registered.storeBytes(bytes)))
      const back = await Promise.all(stored.map(({ hash }) => unregistered.loadBytes(hash)))
      for (const [index, bytes] of files.entries()) expectSame(back[index], bytes)
    })
  })
}

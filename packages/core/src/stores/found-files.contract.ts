/** What every store of found files promises: each adapter runs this suite against itself. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FoundFileRecord, FoundFiles } from './found-files.ts'

interface OpenedFoundFiles {
  store: FoundFiles
  close(): Promise<void>
}

/** `open` gives an empty store, once for the whole suite; `expires`: who removes what expired. */
export function foundFilesContract(
  name: string,
  open: () => Promise<OpenedFoundFiles>,
  expires: 'when asked' | 'by itself' = 'when asked'
): void {
  describe(`found files (${name})`, () => {
    let opened: OpenedFoundFiles
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened?.close())

    // Near the real time: a server may remove by itself what expired by its own clock.
    const now = Date.now()
    const minute = 60_000

    const aFile = (over: Partial<FoundFileRecord> = {}): FoundFileRecord => ({
      zone: 'franklab.default',
      hash: randomBytes(20).toString('hex'),
      size: 1234,
      bucketUri: 'r2://kachery-zone-franklab',
      objectKey: 'sha1/aa/bb/cc/aabbcc',
      ...over
    })
    const find = (file: FoundFileRecord, at = now) => opened.store.findFound(file.zone, file.hash, at)

    describe('found files', () => {
      it('are not found before they are remembered', async () => {
        expect(await find(aFile())).toBeUndefined()
      })

      it('are found as they were remembered, large sizes and odd keys too', async () => {
        const large = aFile({ size: 5_000_000_000_001, objectKey: 'dir/ü $.x/sha1' })
        const empty = aFile({ size: 0 })
        await opened.store.rememberFound(large, now, now + minute)
        await opened.store.rememberFound(empty, now, now + minute)
        expect(await find(large)).toEqual(large)
        expect(await find(empty)).toEqual(empty)
      })

      it('are found until they expire and not from then on', async () => {
        const file = aFile()
        await opened.store.rememberFound(file, now, now + minute)
        expect(await find(file, now + minute - 1)).toEqual(file)
        expect(await find(file, now + minute)).toBeUndefined()
      })

      it('stay as they were while unexpired, whatever is remembered meanwhile', async () => {
        const first = aFile()
        await opened.store.rememberFound(first, now, now + minute)
        await opened.store.rememberFound({ ...first, size: 99 }, now + minute - 1, now + 10 * minute)
        expect(await find(first)).toEqual(first)
        expect(await find(first, now + minute)).toBeUndefined()
      })

      it('are remembered anew once expired', async () => {
        const first = aFile()
        const second = { ...first, size: 99 }
        await opened.store.rememberFound(first, now, now + minute)
        await opened.store.rememberFound(second, now + minute, now + 2 * minute)
        expect(await find(second, now + minute)).toEqual(second)
      })

      it('may be remembered by 20 callers at once, of whom one wins and none fails', async () => {
        const file = aFile()
        const sizes = Array.from({ length: 20 }, (_, n) => n + 1)
        await Promise.all(sizes.map(size => opened.store.rememberFound({ ...file, size }, now, now + minute)))
        const found = await find(file)
        expect(sizes).toContain(found?.size)
        await opened.store.rememberFound({ ...file, size: 99 }, now, now + minute)
        expect(await find(file)).toEqual(found)
      })

      it('are told apart by zone and by hash, however alike these are', async () => {
        const pairs = [
          ['a', 'bc'],
          ['ab', 'c'],
          ['a', 'b/c'],
          ['a/b', 'c'],
          ['a', 'BC'],
          ['A', 'bc'],
          ['a","b', 'c'],
          ['a', 'b","c'],
          ['__proto__', 'constructor']
        ] as const
        const files = pairs.map(([zone, hash], n) => aFile({ zone, hash, size: n }))
        for (const file of files) await opened.store.rememberFound(file, now, now + minute)
        for (const file of files) expect(await find(file)).toEqual(file)
        await opened.store.forgetFound('a', 'bc', now + minute)
        for (const file of files) {
          expect(await find(file)).toEqual(file.zone === 'a' && file.hash === 'bc' ? undefined : file)
        }
      })
    })

    it('what expired is removed, and nothing else; a dry run only counts it', async () => {
      const [expired, alive, mark] = [aFile(), aFile(), aFile()]
      await opened.store.rememberFound(expired, now, now + 2 * minute)
      await opened.store.rememberFound(alive, now, now + 2 * minute + 1)
      await opened.store.forgetFound(mark.zone, mark.hash, now + 2 * minute)
      const count = await opened.store.removeExpiredFound(now + 2 * minute, true)
      if (expires === 'when asked') expect(count).toBeGreaterThanOrEqual(2)
      expect(await find(expired)).toEqual(expired)
      expect(await opened.store.removeExpiredFound(now + 2 * minute)).toBe(count)
      if (expires === 'when asked') expect(await find(expired)).toBeUndefined()
      expect(await find(alive)).toEqual(alive)
      expect(await opened.store.removeExpiredFound(now + 2 * minute)).toBe(0)
    })

    describe('forgetting', () => {
      it('removes the entry', async () => {
        const file = aFile()
        await opened.store.rememberFound(file, now, now + 10 * minute)
        await opened.store.forgetFound(file.zone, file.hash, now + minute)
        expect(await find(file)).toBeUndefined()
        expect(await find(file, now + 5 * minute)).toBeUndefined()
      })

      it('blocks remembering until its time, and not from then on', async () => {
        const file = aFile()
        await opened.store.forgetFound(file.zone, file.hash, now + minute)
        await opened.store.rememberFound(file, now + minute - 1, now + 10 * minute)
        expect(await find(file)).toBeUndefined()
        expect(await find(file, now + 2 * minute)).toBeUndefined()
        await opened.store.rememberFound(file, now + minute, now + 10 * minute)
        expect(await find(file, now + minute)).toEqual(file)
      })

      it('of an entry that would have lived longer blocks no longer than asked', async () => {
        const file = aFile()
        await opened.store.rememberFound(file, now, now + 10 * minute)
        await opened.store.forgetFound(file.zone, file.hash, now + minute)
        await opened.store.rememberFound(file, now + minute, now + 10 * minute)
        expect(await find(file, now + minute)).toEqual(file)
      })

      it('twice blocks until the later of the two times', async () => {
        const later = [
          [minute, 3 * minute],
          [3 * minute, minute]
        ] as const
        for (const [first, second] of later) {
          const file = aFile()
          await opened.store.forgetFound(file.zone, file.hash, now + first)
          await opened.store.forgetFound(file.zone, file.hash, now + second)
          await opened.store.rememberFound(file, now + 2 * minute, now + 10 * minute)
          expect(await find(file, now + 2 * minute)).toBeUndefined()
        }
      })

      it('wins over everyone who remembers at the same moment', async () => {
        for (let round = 0; round < 5; round += 1) {
          const file = aFile()
          const remember = () => opened.store.rememberFound(file, now, now + 10 * minute)
          const forget = () => opened.store.forgetFound(file.zone, file.hash, now + minute)
          await Promise.all([remember(), remember(), forget(), remember(), forget(), remember()])
          expect(await find(file)).toBeUndefined()
        }
      })
    })
  })
}

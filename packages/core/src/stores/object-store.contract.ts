/**
 * What the object store port promises, as tests that every adapter passes. `traits` says what differs among stores, so
 * that only tests that apply are registered: a store without an ability has other promises to keep, not fewer tests.
 */

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defined } from '../defined.ts'
import type { ObjectStore } from './object-store.ts'
import { partedUploadsContract } from './parted-uploads.contract.ts'
import { type OpenedForContract, presignedUrlContract } from './presigned-url.contract.ts'
import { uploaderHeadersContract } from './uploader-headers.contract.ts'

/** What differs among stores; the contract suite is told, the domain is right without knowing. */
export interface ObjectStoreAbilities {
  putIfAbsent: boolean
  putIfMatch: boolean
  copyIfAbsent: boolean
  copySha1: boolean
  copyIfMatch: boolean
}

interface ContractTraits {
  abilities: ObjectStoreAbilities
  /** Whether presigned URLs are real ones that fetch understands. */
  presigns: boolean
  /** It takes what came of a PUT whose line broke for all of it: clients send such a part again. */
  takesCutPuts?: true
}

const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : Buffer.from(bytes).toString())
const bytes = (content: string) => Buffer.from(content)

export function objectStoreContract(
  name: string,
  traits: ContractTraits,
  open: () => Promise<OpenedForContract>
): void {
  describe(`object store contract: ${name}`, () => {
    let opened: OpenedForContract
    let store: ObjectStore
    const root = `contract/${randomUUID()}`
    const newKey = () => `${root}/${randomUUID()}`

    beforeAll(async () => {
      opened = await open()
      store = opened.store
    })
    afterAll(() => opened?.close())

    describe('an object that is there', () => {
      it('has the content, size and etag of what was put', async () => {
        const key = newKey()
        expect(await store.put(key, bytes('hello'), { contentType: 'text/plain' })).toBe('written')
        const head = await store.head(key)
        const content = await store.get(key, 100)
        expect(head?.size).toBe(5)
        expect(text(content?.bytes)).toBe('hello')
        expect(head?.etag).toBeTruthy()
        expect(content?.etag).toBe(head?.etag)
      })

      it('may be empty', async () => {
        const key = newKey()
        await store.put(key, bytes(''))
        expect((await store.head(key))?.size).toBe(0)
        expect((await store.get(key, 0))?.bytes.length).toBe(0)
        expect(await collect(await store.read(key, 0))).toEqual(Buffer.alloc(0))
      })

      it('is replaced by a put without a condition, and its etag changes', async () => {
        const key = newKey()
        await store.put(key, bytes('one'))
        const before = await store.head(key)
        await store.put(key, bytes('two'))
        expect(text((await store.get(key, 100))?.bytes)).toBe('two')
        expect((await store.head(key))?.etag).not.toBe(before?.etag)
      })

      it('is got up to exactly the limit, and refused beyond it', async () => {
        const key = newKey()
        await store.put(key, bytes('123456'))
        expect((await store.get(key, 6))?.bytes.length).toBe(6)
        await expect(store.get(key, 5)).rejects.toMatchObject({ kind: 'unprocessable', code: 'object.too_large' })
      })

      it.each(['a b', "it's (one)!*", '100%25', 'grüße/数据', '~tilde_-.x'])('may be named %j', async part => {
        const [key, copy] = [`${newKey()}/${part}`, `${newKey()}/${part}`]
        await store.put(key, bytes(part))
        expect(text((await store.get(key, 100))?.bytes)).toBe(part)
        expect(await store.copy(key, copy, { size: part.length })).toMatchObject({ outcome: 'copied' })
        expect(text((await store.get(copy, 100))?.bytes)).toBe(part)
        await store.remove(key)
        expect(await store.head(key)).toBeUndefined()
      })

      it.each(['a+b', 'a&b=c;d', 'who@where', 'a?b#c', 'a,b:c$'])('may be named %j', async part => {
        const key = `${newKey()}/${part}`
        await store.put(key, bytes(part))
        expect(text((await store.get(key, 100))?.bytes)).toBe(part)
        await store.remove(key)
        expect(await store.head(key)).toBeUndefined()
      })
    })

    describe('an object that is not there', () => {
      it('has no head and no content', async () => {
        const key = newKey()
        expect(await store.head(key)).toBeUndefined()
        expect(await store.get(key, 100)).toBeUndefined()
        expect(await store.read(key, 100)).toBeUndefined()
      })

      it('can be removed', async () => {
        await expect(store.remove(newKey())).resolves.toBeUndefined()
      })

      it('is not there because a longer key is', async () => {
        const key = newKey()
        await store.put(`${key}/below`, bytes('x'))
        expect(await store.head(key)).toBeUndefined()
        expect(await store.get(key, 100)).toBeUndefined()
      })

      it('is not there any more once removed', async () => {
        const key = newKey()
        await store.put(key, bytes('x'))
        await store.remove(key)
        expect(await store.head(key)).toBeUndefined()
      })
    })

    it('an empty key is refused by every method', async () => {
      const calls = [
        () => store.head(''),
        () => store.get('', 1),
        () => store.read('', 1),
        () => store.put('', bytes('x')),
        () => store.copy('', newKey(), { size: 1 }),
        () => store.copy(newKey(), '', { size: 1 }),
        () => store.remove(''),
        () => store.presignGet('', 60),
        () => store.presignPut('', 1, 60),
        () => store.beginParts('', 5_000_000),
        () => store.presignPart('', 'id', { number: 1, size: 1 }, 60),
        () => store.listParts('', 'id'),
        () => store.completeParts('', 'id', []),
        () => store.copyPart('', newKey(), 'id', { number: 1, from: 0, to: 1 }),
        () => store.copyPart(newKey(), '', 'id', { number: 1, from: 0, to: 1 })
      ]
      for (const call of calls) await expect(call()).rejects.toThrow('key')
    })

    describe('a large object', () => {
      const size = 20_000_000

      it('is read as a stream, byte for byte, in memory that does not depend on its size', async () => {
        const [key, content] = [newKey(), randomBytes(size)]
        await store.put(key, content)
        const hash = createHash('sha1')
        let largestChunk = 0
        for await (const chunk of (await store.read(key, size)) ?? []) {
          largestChunk = Math.max(largestChunk, chunk.length)
          hash.update(chunk)
        }
        expect(hash.digest('hex')).toBe(sha1(content))
        expect(largestChunk).toBeLessThanOrEqual(1_048_576)
        for (const from of [1, 12_345_678, size - 1])
          expect(sha1((await collect(await store.read(key, size, from))) ?? content)).toBe(sha1(content.subarray(from)))
      })

      it('can be left in the middle, and the store still answers', async () => {
        const key = newKey()
        await store.put(key, Buffer.alloc(2_000_000))
        for (let i = 0; i < 5; i++) {
          for await (const chunk of (await store.read(key, 2_000_000)) ?? []) if (chunk.length > 0) break
        }
        expect((await store.head(key))?.size).toBe(2_000_000)
      })
    })

    describe('a put where no object may be', () => {
      const { putIfAbsent } = traits.abilities

      it('writes where none is', async () => {
        const key = newKey()
        expect(await store.put(key, bytes('first'), { ifAbsent: true })).toBe('written')
        expect(text((await store.get(key, 100))?.bytes)).toBe('first')
      })

      if (putIfAbsent) {
        it('leaves alone what is there', async () => {
          const key = newKey()
          await store.put(key, bytes('first'))
          expect(await store.put(key, bytes('second'), { ifAbsent: true })).toBe('exists')
          expect(text((await store.get(key, 100))?.bytes)).toBe('first')
        })

        it('is won by one of many at once', async () => {
          const key = newKey()
          const contents = Array.from({ length: 8 }, (_, i) => `writer ${i}`)
          const outcomes = await Promise.all(
            contents.map(content => store.put(key, bytes(content), { ifAbsent: true }))
          )
          expect(outcomes.filter(outcome => outcome === 'written')).toHaveLength(1)
          expect(text((await store.get(key, 100))?.bytes)).toBe(contents[outcomes.indexOf('written')])
        })
      } else {
        it('overwrites, where the store knows no conditions', async () => {
          const key = newKey()
          await store.put(key, bytes('first'))
          expect(await store.put(key, bytes('second'), { ifAbsent: true })).toBe('written')
          expect(text((await store.get(key, 100))?.bytes)).toBe('second')
        })
      }
    })

    describe('a put over what was read', () => {
      it('writes while that is still there', async () => {
        const key = newKey()
        await store.put(key, bytes('first'))
        const { etag: ifMatch = '' } = (await store.get(key, 100)) ?? {}
        expect(await store.put(key, bytes('second'), { ifMatch })).toBe('written')
        expect(text((await store.get(key, 100))?.bytes)).toBe('second')
      })

      if (traits.abilities.putIfMatch) {
        it('writes nothing once it has changed, or is gone', async () => {
          const key = newKey()
          await store.put(key, bytes('first'))
          const { etag: ifMatch = '' } = (await store.head(key)) ?? {}
          await store.put(key, bytes('second'))
          expect(await store.put(key, bytes('third'), { ifMatch })).toBe('changed')
          expect(text((await store.get(key, 100))?.bytes)).toBe('second')
          await store.remove(key)
          expect(await store.put(key, bytes('fourth'), { ifMatch })).toBe('changed')
          expect(await store.head(key)).toBeUndefined()
        })
      }
    })

    describe('a stream', () => {
      async function* chunks(content: Uint8Array, length: number) {
        for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length)
      }

      it.each([0, 5, 9_000_000])('of %i bytes becomes one object, with the etag that is told', async size => {
        const [key, content] = [newKey(), randomBytes(size)]
        const { etag } = await store.putStream(key, size, () => chunks(content, 70_000), { contentType: 'text/plain' })
        expect((await store.head(key))?.size).toBe(size)
        expect((await store.head(key))?.etag).toBe(etag)
        expect(sha1((await store.get(key, size))?.bytes ?? Buffer.from('nothing'))).toBe(sha1(content))
      })

      it('takes the place of what was there', async () => {
        const key = newKey()
        await store.put(key, bytes('before'))
        await store.putStream(key, 5, () => chunks(bytes('after'), 2))
        expect(text((await store.get(key, 100))?.bytes)).toBe('after')
      })

      it('that breaks off leaves what was there', async () => {
        const key = newKey()
        await store.put(key, bytes('before'))
        const broken = async function* () {
          yield bytes('half')
          throw new Error('its source is gone')
        }
        await expect(store.putStream(key, 8, broken)).rejects.toMatchObject({ name: expect.any(String) })
        expect(text((await store.get(key, 100))?.bytes)).toBe('before')
      })
    })

    describe('a listing', () => {
      it('has the objects below a prefix and no others, with size and time, by key', async () => {
        const folder = newKey()
        const names = ['b', 'a/1', 'a.x', 'a-1', 'ü', 'a/1.x', 'B', 'a/10', 'c/1.b', 'c/1.0']
        for (const [size, name] of names.entries()) await store.put(`${folder}/${name}`, Buffer.alloc(size))
        await store.put(`${folder}x`, bytes('beside'))
        const { items, next } = await store.list(`${folder}/`, { limit: 1000 })
        expect(next).toBeUndefined()
        const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        expect(items.map(({ key }) => key)).toEqual(sorted.map(name => `${folder}/${name}`))
        expect(items.map(({ size }) => size)).toEqual(sorted.map(name => names.indexOf(name)))
        for (const { modified } of items) expect(Math.abs(modified - Date.now())).toBeLessThan(300_000)
      })

      it('comes in pages, each after the last', async () => {
        const folder = newKey()
        const keys = Array.from({ length: 7 }, (_, n) => `${folder}/${n}`)
        for (const key of keys) await store.put(key, bytes('x'))
        const found: string[] = []
        let after: string | undefined
        for (let pages = 0; pages < 10; pages++) {
          const page = await store.list(`${folder}/`, defined({ limit: 3, after }))
          found.push(...page.items.map(({ key }) => key))
          if (page.next === undefined) break
          after = page.next
        }
        expect(found).toEqual(keys)
        expect((await store.list(`${folder}/`, { limit: 9, after: `${folder}/4z` })).items.map(one => one.key)).toEqual(
          keys.slice(5)
        )
      })

      it('of nothing is empty', async () => {
        expect(await store.list(`${newKey()}/`, { limit: 10 })).toEqual({ items: [] })
      })
    })

    partedUploadsContract(() => opened, newKey, traits)

    it('obeys no header that nobody signed, and leaves nothing of the try', async () => {
      const key = newKey()
      expect(await store.obeysUnsigned(key)).toEqual([])
      expect((await store.list(key, { limit: 10 })).items).toEqual([])
    })

    it('tells what a browser may do, and its time', async () => {
      const key = newKey()
      await store.put(key, bytes('x'))
      const view = await store.asBrowser(key, 'https://figurl.org')
      expect(view).toMatchObject({ mayGet: expect.any(Boolean), mayPut: expect.any(Boolean) })
      expect(Math.abs((view.serverTime ?? 0) - Date.now())).toBeLessThan(10_000)
    })

    it('lets pages of the origins that are set load, store and read ranges, and pages of no others', async () => {
      const key = newKey()
      await store.put(key, bytes('x'))
      expect(await store.setCors(['https://figurl.org', 'http://localhost:3000'])).toBe('set')
      expect(await store.corsOrigins()).toEqual(['https://figurl.org', 'http://localhost:3000'])
      for (const origin of ['https://figurl.org', 'http://localhost:3000']) {
        const view = await store.asBrowser(key, origin)
        expect(view).toMatchObject({ mayGet: true, mayPut: true })
        expect(view.exposes).toEqual(
          expect.arrayContaining(['content-range', 'content-length', 'accept-ranges', 'etag'])
        )
      }
      expect(await store.asBrowser(key, 'https://evil.example')).toMatchObject({ mayGet: false, mayPut: false })
      // Who was led there by a link says no origin, and may read.
      const anyoneReads = { anyoneReads: true }
      for (const origins of [['https://figurl.org'], []]) {
        expect(await store.setCors(origins, anyoneReads)).toBe('set')
        expect(await store.corsOrigins(anyoneReads)).toEqual(origins)
        for (const origin of ['null', 'https://evil.example']) {
          const view = await store.asBrowser(key, origin)
          expect(view).toMatchObject({ mayGet: true, mayPut: false })
          expect(view.exposes).toEqual(
            expect.arrayContaining(['content-range', 'content-length', 'accept-ranges', 'etag'])
          )
        }
      }
      await store.setCors([])
      expect(await store.corsOrigins()).toEqual([])
      expect(await store.asBrowser(key, 'null')).toMatchObject({ mayGet: false })
      // As the tests around this one found it.
      await store.setCors(['*'])
    })

    describe('a copy', () => {
      const { copyIfAbsent, copyIfMatch, copySha1 } = traits.abilities

      it('has the content of its source, which stays', async () => {
        const [from, to] = [newKey(), newKey()]
        await store.put(from, bytes('hello'))
        expect(await store.copy(from, to, { size: 5 })).toEqual({ outcome: 'copied', etag: expect.any(String) })
        expect(text((await store.get(to, 100))?.bytes)).toBe('hello')
        expect(text((await store.get(from, 100))?.bytes)).toBe('hello')
      })

      it('of a source that is not there says so, with and without a condition, and writes nothing', async () => {
        const to = newKey()
        expect(await store.copy(newKey(), to, { size: 5 })).toEqual({ outcome: 'source_missing' })
        expect(await store.copy(newKey(), to, { size: 5, ifAbsent: true, wantSha1: true })).toEqual({
          outcome: 'source_missing'
        })
        expect(await store.head(to)).toBeUndefined()
      })

      it('without a condition overwrites', async () => {
        const [from, to] = [newKey(), newKey()]
        await Promise.all([store.put(from, bytes('new')), store.put(to, bytes('old'))])
        expect(await store.copy(from, to, { size: 3 })).toEqual({ outcome: 'copied', etag: expect.any(String) })
        expect(text((await store.get(to, 100))?.bytes)).toBe('new')
      })

      it('where no object may be leaves alone what is there', async () => {
        const [from, to] = [newKey(), newKey()]
        await Promise.all([store.put(from, bytes('new')), store.put(to, bytes('old'))])
        expect(await store.copy(from, to, { size: 3, ifAbsent: true })).toEqual({ outcome: 'destination_exists' })
        expect(text((await store.get(to, 100))?.bytes)).toBe('old')
      })

      it('where no object may be writes where none is', async () => {
        const [from, to] = [newKey(), newKey()]
        await store.put(from, bytes('new'))
        expect((await store.copy(from, to, { size: 3, ifAbsent: true, wantSha1: true })).outcome).toBe('copied')
        expect(text((await store.get(to, 100))?.bytes)).toBe('new')
      })

      if (copyIfAbsent) {
        it('where no object may be is won by one of many at once', async () => {
          const [to, sources] = [newKey(), Array.from({ length: 8 }, newKey)]
          await Promise.all(sources.map(source => store.put(source, bytes(source))))
          const outcomes = await Promise.all(
            sources.map(source => store.copy(source, to, { size: source.length, ifAbsent: true }))
          )
          const winners = sources.filter((_, i) => outcomes[i]?.outcome === 'copied')
          expect(winners).toHaveLength(1)
          expect(text((await store.get(to, 1000))?.bytes)).toBe(winners[0])
        })
      }

      it('is sent once where that is asked for', async () => {
        const [from, to] = [newKey(), newKey()]
        await store.put(from, bytes('hello'))
        expect(await store.copy(from, to, { size: 5, once: true })).toMatchObject({ outcome: 'copied' })
      })

      if (copyIfMatch) {
        it('tells its own etag, and is made only while its source has the one that is asked for', async () => {
          const [from, to, further] = [newKey(), newKey(), newKey()]
          await store.put(from, bytes('hello'))
          const copied = await store.copy(from, to, { size: 5, wantSha1: true })
          const ifMatch = copied.outcome === 'copied' ? copied.etag : ''
          expect((await store.head(to))?.etag).toBe(ifMatch)
          await store.put(to, bytes('other'))
          expect(await store.copy(to, further, { size: 5, ifMatch })).toEqual({ outcome: 'source_changed' })
          expect(await store.copy(to, further, { size: 5, ifMatch, ifAbsent: true })).toEqual({
            outcome: 'source_changed'
          })
          expect(await store.head(further)).toBeUndefined()
          await store.put(to, bytes('hello'))
          const again = (await store.head(to))?.etag ?? ''
          expect((await store.copy(to, further, { size: 5, ifMatch: again })).outcome).toBe('copied')
          expect(await store.copy(to, further, { size: 5, ifMatch: again, ifAbsent: true })).toEqual({
            outcome: 'destination_exists'
          })
        })
      }

      if (copySha1) {
        it.each([0, 5, 6_000_000])('of %i bytes comes with their SHA-1, which the copy keeps', async size => {
          const [from, to, content] = [newKey(), newKey(), randomBytes(size)]
          await store.put(from, content)
          const expected = sha1(content)
          expect(await store.copy(from, to, { size, wantSha1: true })).toMatchObject({
            outcome: 'copied',
            sha1: expected
          })
          expect((await store.head(to))?.sha1).toBe(expected)
        })
      } else {
        it('comes without a SHA-1 where the store does not tell it', async () => {
          const [from, to] = [newKey(), newKey()]
          await store.put(from, bytes('hello'))
          expect(await store.copy(from, to, { size: 5, wantSha1: true })).not.toHaveProperty('sha1')
        })
      }
    })

    if (traits.presigns) {
      presignedUrlContract(() => opened, newKey)
      uploaderHeadersContract(() => opened, newKey)
    }
  })
}

const sha1 = (content: Uint8Array) => createHash('sha1').update(content).digest('hex')

async function collect(chunks: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> {
  if (chunks === undefined) return undefined
  const collected: Uint8Array[] = []
  for await (const chunk of chunks) collected.push(chunk)
  return Buffer.concat(collected)
}

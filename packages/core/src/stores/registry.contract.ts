/** What every registry promises: each adapter runs this suite against itself. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { JsonObject, ListedRecord, Page, RecordKey, Registry } from './registry.ts'

/** `open` gives a registry once for the whole suite; each test uses zones, ids and owners of its own. */
export function registryContract(
  name: string,
  open: () => Promise<{ registry: Registry; close(): Promise<void> }>
): void {
  describe(`the registry (${name})`, () => {
    let opened: { registry: Registry; close(): Promise<void> }
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened?.close())

    const registry = () => opened.registry
    const unique = (what: string) => `${what}-${randomUUID()}`
    const aKey = (over: Partial<RecordKey> = {}): RecordKey => ({
      kind: 'client',
      zone: unique('zone'),
      id: unique('id'),
      ...over
    })
    const many = <T>(count: number, act: (index: number) => Promise<T>) =>
      Promise.all(Array.from({ length: count }, (_, index) => act(index)))
    const made = async (key: RecordKey, value: JsonObject = { made: true }, owner?: string) => {
      const { created, entry } = await registry().create(key, value, owner === undefined ? {} : { owner })
      expect(created).toBe(true)
      return entry
    }
    const removed = async (key: RecordKey, value: JsonObject = { made: true }) => {
      await made(key, value)
      await registry().remove(key)
    }
    const idsOf = (page: Page<ListedRecord>) => page.items.map(({ key }) => key.id)
    /** All pages of a listing; none but the last may come without `next`, none with it may be empty. */
    const pagesOf = async (
      list: (page: { limit: number; after?: string }) => Promise<Page<ListedRecord>>,
      limit: number
    ) => {
      const pages = [await list({ limit })]
      for (let after = pages[0]?.next; after !== undefined; after = pages.at(-1)?.next) {
        expect(pages.at(-1)?.items.length).toBeGreaterThan(0)
        pages.push(await list({ limit, after }))
        expect(pages.length).toBeLessThan(100)
      }
      return pages
    }

    describe('a record', () => {
      it('is not there before it is created', async () => {
        expect(await registry().get(aKey())).toBeUndefined()
      })

      it('is read as it was created', async () => {
        const key = aKey()
        const entry = await made(key, { label: 'a laptop' })
        expect(entry).toMatchObject({ state: 'present', value: { label: 'a laptop' } })
        expect(await registry().get(key)).toEqual(entry)
      })

      const values: [string, JsonObject][] = [
        ['nothing', {}],
        [
          'floats and large numbers',
          { a: 0.1, b: 5e-324, c: 1.7976931348623157e308, d: 2 ** 53 - 1, e: -1.5, f: 1e21 }
        ],
        ['nested values', { a: [1, [2, [{ b: [] }]], null], c: { d: { e: { f: [true, false, ''] } } } }],
        ['odd names', { '': 1, 'a.b': 2, '#c': 3, ':d': 4, 'ü 😀': 5, constructor: 6, toString: 7 }],
        ['odd strings', { a: '', b: '\u0000\u001f', c: '😀 ü \u2028', d: '\ud800', e: '"\\\n' }],
        ['a string of 200 kB', { text: 'x'.repeat(200_000) }]
      ]
      it.each(values)('keeps %s', async (_, value) => {
        const key = aKey()
        await made(key, value)
        expect((await registry().get(key))?.value).toEqual(value)
      })

      it('keeps a value that is called __proto__', async () => {
        const key = aKey()
        const value: JsonObject = JSON.parse('{"__proto__": {"a": 1}}')
        await made(key, value)
        expect(JSON.stringify((await registry().get(key))?.value)).toBe('{"__proto__":{"a":1}}')
      })

      it('is refused with more than 300 000 bytes of JSON, and then nothing is there', async () => {
        const key = aKey()
        const tooLarge = { text: 'ü'.repeat(150_000) }
        await expect(registry().create(key, tooLarge)).rejects.toMatchObject({ code: 'registry.record_too_large' })
        expect(await registry().get(key)).toBeUndefined()
        const { version } = await made(key)
        await expect(registry().replace(key, tooLarge, version)).rejects.toMatchObject({
          code: 'registry.record_too_large'
        })
        expect((await registry().get(key))?.version).toBe(version)
      })
    })

    describe('names', () => {
      const ids: [string, string][] = [
        ['no characters', ''],
        ['spaces and slashes', 'a b/c d/ e'],
        ['what keys are made of', '=#:|\\"~%00'],
        ['control characters', '\u0000\n\u001f'],
        ['unicode', 'ü/日本語/😀'],
        ['1000 bytes', 'x'.repeat(1000)],
        ['1000 bytes of 3 each and one', `${'語'.repeat(333)}x`]
      ]
      it.each(ids)('may have %s', async (_, id) => {
        const key = aKey({ id })
        const owner = unique('owner')
        const entry = await made(key, { made: true }, owner)
        expect(await registry().get(key)).toEqual(entry)
        const { items } = await registry().list({ kind: 'client', zone: key.zone ?? '' }, { limit: 10 })
        expect(items).toMatchObject([{ key, entry }])
      })

      it('of 1001 bytes and with lone surrogates are refused', async () => {
        const wrong = ['x'.repeat(1001), `${'語'.repeat(333)}xy`, 'a\ud800']
        for (const id of wrong) {
          await expect(registry().get(aKey({ id }))).rejects.toMatchObject({ kind: 'invalid' })
          await expect(registry().create(aKey({ id }), {})).rejects.toMatchObject({ kind: 'invalid' })
          await expect(registry().remove(aKey({ id }))).rejects.toMatchObject({ kind: 'invalid' })
        }
        await expect(registry().create(aKey(), {}, { owner: 'a\ud800' })).rejects.toMatchObject({ kind: 'invalid' })
      })

      it('that look alike when put together are different records', async () => {
        const mark = unique('mark')
        const keys: RecordKey[] = [
          { kind: 'client', zone: `${mark}a`, id: 'b#c' },
          { kind: 'client', zone: `${mark}a#b`, id: 'c' },
          { kind: 'client', zone: `${mark}a#`, id: 'b#c' },
          { kind: 'client', zone: `${mark}a`, id: '#b#c' },
          { kind: 'client', zone: `${mark}a`, id: '=b#c' },
          { kind: 'client', zone: `${mark}A`, id: 'b#c' },
          { kind: 'client', id: `${mark}a#b#c` },
          { kind: 'client', zone: '', id: `${mark}a#b#c` },
          { kind: 'client', id: `#${mark}a#b#c` },
          { kind: 'resource', zone: `${mark}a`, id: 'b#c' },
          { kind: 'zone', id: `${mark}a#b#c` },
          { kind: 'login', id: `${mark}a#b#c` },
          { kind: 'login', id: `${mark}ä` },
          { kind: 'login', id: `${mark}ä`.normalize('NFD') }
        ]
        await many(keys.length, index => made(keys[index] ?? aKey(), { index }))
        const read = await Promise.all(keys.map(key => registry().get(key)))
        expect(read.map(entry => entry?.value)).toEqual(keys.map((_, index) => ({ index })))
      })
    })

    describe('create', () => {
      it('leaves alone what is there and gives it back', async () => {
        const key = aKey()
        const entry = await made(key, { by: 'first' })
        expect(await registry().create(key, { by: 'second' })).toEqual({ created: false, entry })
        expect(await registry().create(key, { by: 'third' }, { overTombstone: true })).toEqual({
          created: false,
          entry
        })
        expect(await registry().get(key)).toEqual(entry)
      })

      it('by 20 at once creates one record, which all of them get', async () => {
        const key = aKey()
        const results = await many(20, index => registry().create(key, { index }, { overTombstone: index % 2 === 0 }))
        expect(results.filter(({ created }) => created)).toHaveLength(1)
        const entry = await registry().get(key)
        expect(results.map(result => result.entry)).toEqual(Array(20).fill(entry))
      })

      it('gives way to a tombstone, and gives back what it says', async () => {
        const key = aKey()
        await removed(key, { last: 'words' })
        const { created, entry } = await registry().create(key, { by: 'an import' })
        expect(created).toBe(false)
        expect(entry).toMatchObject({ state: 'removed', value: { last: 'words' } })
        expect(await registry().get(key)).toEqual(entry)
      })

      it('goes over a tombstone when told to, with a greater version', async () => {
        const key = aKey()
        await removed(key)
        const tombstone = await registry().get(key)
        const { created, entry } = await registry().create(key, { by: 'a person' }, { overTombstone: true })
        expect(created).toBe(true)
        expect(entry).toMatchObject({ state: 'present', value: { by: 'a person' } })
        expect(entry.version).toBeGreaterThan(tombstone?.version ?? Infinity)
        expect(await registry().get(key)).toEqual(entry)
      })

      it('by 20 at once over a tombstone creates one record, which all of them get', async () => {
        const key = aKey()
        await removed(key)
        const results = await many(20, index => registry().create(key, { index }, { overTombstone: true }))
        expect(results.filter(({ created }) => created)).toHaveLength(1)
        const entry = await registry().get(key)
        expect(results.map(result => result.entry)).toEqual(Array(20).fill(entry))
      })
    })

    describe('replace', () => {
      it('overwrites the version it is told, with a greater one', async () => {
        const key = aKey()
        const before = await made(key, { old: true })
        const after = await registry().replace(key, { new: true }, before.version)
        expect(after).toMatchObject({ state: 'present', value: { new: true } })
        expect(after?.version).toBeGreaterThan(before.version)
        expect(await registry().get(key)).toEqual(after)
      })

      it('changes nothing where the version is another, nothing is there, or it was removed', async () => {
        const key = aKey()
        const first = await made(key)
        const second = await registry().replace(key, { second: true }, first.version)
        expect(await registry().replace(key, { third: true }, first.version)).toBeUndefined()
        expect(await registry().get(key)).toEqual(second)

        await registry().remove(key)
        const tombstone = await registry().get(key)
        for (const version of [second?.version ?? 0, tombstone?.version ?? 0]) {
          expect(await registry().replace(key, { third: true }, version)).toBeUndefined()
        }
        expect(await registry().get(key)).toEqual(tombstone)

        const nowhere = aKey()
        for (const version of [0, 1]) expect(await registry().replace(nowhere, {}, version)).toBeUndefined()
        expect(await registry().get(nowhere)).toBeUndefined()
      })

      it('by 20 at once of one version succeeds for one', async () => {
        const key = aKey()
        const { version } = await made(key)
        const results = await many(20, index => registry().replace(key, { index }, version))
        const won = results.filter(entry => entry !== undefined)
        expect(won).toHaveLength(1)
        expect(await registry().get(key)).toEqual(won[0])
      })
    })

    describe('remove', () => {
      it('leaves a tombstone with the last value and a greater version', async () => {
        const key = aKey()
        const { version } = await made(key, { last: 'words' })
        await registry().remove(key)
        const tombstone = await registry().get(key)
        expect(tombstone).toMatchObject({ state: 'removed', value: { last: 'words' } })
        expect(tombstone?.version).toBeGreaterThan(version)
      })

      it('leaves a tombstone also where nothing was', async () => {
        const key = aKey()
        await registry().remove(key)
        expect(await registry().get(key)).toMatchObject({ state: 'removed', value: {} })
        expect((await registry().create(key, { by: 'an import' })).created).toBe(false)
      })

      it('again changes nothing', async () => {
        const key = aKey()
        await removed(key)
        const tombstone = await registry().get(key)
        await registry().remove(key)
        expect(await registry().get(key)).toEqual(tombstone)
      })
    })

    describe('erase', () => {
      it('takes the version away without a trace', async () => {
        const key = aKey()
        const owner = unique('owner')
        const { version } = await made(key, {}, owner)
        expect(await registry().erase(key, version)).toBe(true)
        expect(await registry().get(key)).toBeUndefined()
        expect(await registry().erase(key, version)).toBe(false)
        expect((await registry().create(key, { by: 'an import' })).created).toBe(true)
      })

      it('leaves alone another version, and a tombstone', async () => {
        const key = aKey()
        const first = await made(key)
        const second = await registry().replace(key, {}, first.version)
        expect(await registry().erase(key, first.version)).toBe(false)
        expect(await registry().get(key)).toEqual(second)
        await registry().remove(key)
        const tombstone = await registry().get(key)
        expect(await registry().erase(key, tombstone?.version ?? 0)).toBe(false)
        expect(await registry().get(key)).toEqual(tombstone)
      })

      it('by 10 at once succeeds for one', async () => {
        const key = aKey()
        const { version } = await made(key)
        const results = await many(10, () => registry().erase(key, version))
        expect(results.filter(Boolean)).toHaveLength(1)
      })

      it('ends the versions too: what is made anew does not obey a version from before', async () => {
        const key = aKey()
        const before = await made(key)
        await registry().erase(key, before.version)
        const anew = await made(key, { anew: true })
        expect(await registry().replace(key, { late: true }, before.version)).toBeUndefined()
        expect(await registry().erase(key, before.version)).toBe(false)
        expect(await registry().get(key)).toEqual(anew)
      })
    })

    describe('list', () => {
      it('gives 25 records over pages of 10, each once and in order, and no `next` on the last', async () => {
        const zone = unique('zone')
        const ids = Array.from({ length: 25 }, (_, index) => `id ${String(index).padStart(2, '0')}`)
        await many(25, index => made({ kind: 'client', zone, id: ids[24 - index] ?? '' }, { index }))
        const pages = await pagesOf(page => registry().list({ kind: 'client', zone }, page), 10)
        expect(pages.map(page => page.items.length)).toEqual([10, 10, 5])
        expect(pages.flatMap(idsOf)).toEqual(ids)
        const whole = await pagesOf(page => registry().list({ kind: 'client', zone }, page), 5)
        expect(whole.map(page => page.items.length)).toEqual([5, 5, 5, 5, 5])
        expect(await registry().list({ kind: 'client', zone }, { limit: 1000 })).toEqual({
          items: pages.flatMap(page => page.items)
        })
      })

      it('orders ids by their UTF-8 bytes', async () => {
        const zone = unique('zone')
        const ids = ['', ' ', '#', '/', 'A', 'Z', 'a', 'a ', 'a/b', 'aa', 'b', 'é', '語', '～', '😀']
        await many(ids.length, index => made({ kind: 'client', zone, id: ids[(index * 7) % ids.length] ?? '' }))
        expect(idsOf(await registry().list({ kind: 'client', zone }, { limit: 100 }))).toEqual(ids)
        const pages = await pagesOf(page => registry().list({ kind: 'client', zone }, page), 1)
        expect(pages.flatMap(idsOf)).toEqual(ids)
      })

      it('narrows to a prefix of ids', async () => {
        const zone = unique('zone')
        await many(5, index => made({ kind: 'resource', zone, id: `ü b/${index}` }))
        for (const id of ['ü b', 'ü b0', 'ü a/9', 'ü c/0', 'u b/0', 'Ü b/0']) await made({ kind: 'resource', zone, id })
        const scope = { kind: 'resource', zone, idPrefix: 'ü b/' } as const
        const pages = await pagesOf(page => registry().list(scope, page), 2)
        expect(pages.map(idsOf)).toEqual([['ü b/0', 'ü b/1'], ['ü b/2', 'ü b/3'], ['ü b/4']])
      })

      it('goes on behind any record of a page', async () => {
        const zone = unique('zone')
        const owner = unique('owner')
        await many(5, index => made({ kind: 'client', zone, id: `id-${index}` }, {}, owner))
        const page = await registry().list({ kind: 'client', zone }, { limit: 4 })
        for (const [at, { place }] of page.items.entries()) {
          const rest = await registry().list({ kind: 'client', zone }, { limit: 10, after: place })
          expect(idsOf(rest)).toEqual([0, 1, 2, 3, 4].slice(at + 1).map(index => `id-${index}`))
        }
        await vi.waitFor(async () => {
          const all = await registry().listByOwner({ kind: 'client', owner }, { limit: 10 })
          expect(all.items).toHaveLength(5)
          for (const [at, { place }] of all.items.entries()) {
            const rest = await registry().listByOwner({ kind: 'client', owner }, { limit: 10, after: place })
            expect(idsOf(rest)).toEqual(idsOf(all).slice(at + 1))
          }
        })
      })

      it('passes over tombstones without empty pages', async () => {
        const zone = unique('zone')
        await many(25, async index => {
          const key: RecordKey = { kind: 'client', zone, id: `id-${String(index).padStart(2, '0')}` }
          if ([8, 9, 17, 24].includes(index)) await made(key)
          else await removed(key)
        })
        const pages = await pagesOf(page => registry().list({ kind: 'client', zone }, page), 2)
        expect(pages.map(idsOf)).toEqual([
          ['id-08', 'id-09'],
          ['id-17', 'id-24']
        ])
        const none = await registry().list({ kind: 'client', zone, idPrefix: 'id-1' }, { limit: 1 })
        expect(idsOf(none)).toEqual(['id-17'])
        expect(none.next).toBeUndefined()
        expect(await registry().list({ kind: 'client', zone, idPrefix: 'id-2' }, { limit: 1 })).toMatchObject({
          items: [{ key: { id: 'id-24' } }]
        })
      })

      it('says at once what was written, and leaves out what was erased', async () => {
        const zone = unique('zone')
        const key: RecordKey = { kind: 'client', zone, id: 'a' }
        const first = await made(key)
        const second = await registry().replace(key, { second: true }, first.version)
        expect(await registry().list({ kind: 'client', zone }, { limit: 1 })).toMatchObject({
          items: [{ key, entry: second }]
        })
        await registry().erase(key, second?.version ?? 0)
        expect(await registry().list({ kind: 'client', zone }, { limit: 1 })).toEqual({ items: [] })
      })

      it('never mixes kinds and zones, and tells the whole gateway from a zone', async () => {
        const zone = unique('zone')
        const id = unique('id')
        const keys: RecordKey[] = [
          { kind: 'client', zone, id },
          { kind: 'resource', zone, id },
          { kind: 'client', zone: `${zone}#b`, id },
          { kind: 'client', zone: `${zone}-b`, id },
          { kind: 'client', id },
          { kind: 'client', zone: '', id }
        ]
        for (const key of keys) await made(key)
        for (const { kind, zone } of keys) {
          const scope = zone === undefined ? { kind, idPrefix: id } : { kind, zone, idPrefix: id }
          const { items } = await registry().list(scope, { limit: 100 })
          expect(items.map(({ key }) => key)).toEqual([zone === undefined ? { kind, id } : { kind, zone, id }])
        }
      })

      it('refuses limits other than 1 to 1000', async () => {
        for (const limit of [0, -1, 1.5, 1001, Number.NaN]) {
          await expect(registry().list({ kind: 'client', zone: 'a' }, { limit })).rejects.toMatchObject({
            kind: 'invalid'
          })
        }
      })

      it('refuses a place that it did not give, or gave for another listing', async () => {
        const zone = unique('zone')
        const owner = unique('owner')
        await many(3, index => made({ kind: 'client', zone, id: `a/${index}` }, {}, owner))
        const { next = '' } = await registry().list({ kind: 'client', zone }, { limit: 1 })
        expect(next).toMatch(/^[A-Za-z0-9_-]+$/)
        const bytes = (text: string) => Buffer.from(text).toString('base64url')
        const garbage = ['', 'x', `${next}=`, `${next}A`, next.slice(0, -2), ` ${next}`, 'x'.repeat(100_000), '%00']
        const forged = ['null', '{}', '[]', '["a"]', '[null,1]', '[1,"a"]', '[null,"a",1]', '[ null,"a"]', 'not JSON']
        for (const after of [...garbage, ...forged.map(bytes)]) {
          const refusal = { kind: 'invalid', code: 'request.invalid' }
          await expect(registry().list({ kind: 'client', zone }, { limit: 1, after })).rejects.toMatchObject(refusal)
          await expect(registry().listByOwner({ kind: 'client', owner }, { limit: 1, after })).rejects.toMatchObject(
            refusal
          )
        }
        for (const scope of [{ zone: unique('zone') }, { zone, idPrefix: 'b' }, {}]) {
          await expect(registry().list({ kind: 'client', ...scope }, { limit: 1, after: next })).rejects.toMatchObject({
            kind: 'invalid'
          })
        }
      })
    })

    /** An owner's listing may be a moment behind. */
    const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5000, interval: 50 })

    describe('listByOwner', () => {
      const zonesAndIds = (page: Page<ListedRecord>) => page.items.map(({ key }) => `${key.zone} ${key.id}`).sort()

      it('gives the records of an owner in all zones, of the kind asked for', async () => {
        const owner = unique('github|owner')
        const id = unique('id')
        const entry = await made({ kind: 'client', zone: 'a', id }, { label: 'in a' }, owner)
        await made({ kind: 'client', zone: 'b', id }, {}, owner)
        await made({ kind: 'client', id }, {}, owner)
        await made({ kind: 'resource', zone: 'a', id }, {}, owner)
        await made({ kind: 'client', zone: 'c', id }, {}, `${owner}2`)
        await made({ kind: 'client', zone: 'd', id })
        await soon(async () => {
          const page = await registry().listByOwner({ kind: 'client', owner }, { limit: 100 })
          expect(zonesAndIds(page)).toEqual([`a ${id}`, `b ${id}`, `undefined ${id}`])
          expect(page.items).toContainEqual(expect.objectContaining({ key: { kind: 'client', zone: 'a', id }, entry }))
          expect(page.next).toBeUndefined()
        })
      })

      it('gives 25 records over pages, each once, the same id in many zones too', async () => {
        const owner = unique('owner')
        const id = unique('id')
        const keys = Array.from({ length: 25 }, (_, index): RecordKey => {
          return { kind: 'client', zone: `zone ${index % 20}`, id: index < 20 ? id : `${id}-${index}` }
        })
        await many(25, index => made(keys[index] ?? aKey(), {}, owner))
        await soon(async () => {
          const pages = await pagesOf(page => registry().listByOwner({ kind: 'client', owner }, page), 10)
          expect(pages.map(page => page.items.length)).toEqual([10, 10, 5])
          expect(pages.flatMap(zonesAndIds).sort()).toEqual(keys.map(({ zone, id }) => `${zone} ${id}`).sort())
        })
      })

      it('narrows to a prefix of ids, over pages, and refuses a place beside it', async () => {
        const owner = unique('owner')
        for (const id of ['ab1', 'ab2', 'ab3', 'ac', 'aa', 'b'])
          await made({ kind: 'client', zone: unique('zone'), id }, {}, owner)
        const scope = { kind: 'client', owner, idPrefix: 'ab' } as const
        await soon(async () => {
          const pages = await pagesOf(page => registry().listByOwner(scope, page), 2)
          expect(pages.map(page => page.items.map(({ key }) => key.id))).toEqual([['ab1', 'ab2'], ['ab3']])
        })
        const { next = '' } = await registry().listByOwner({ kind: 'client', owner }, { limit: 1 })
        const beside = registry().listByOwner(scope, { limit: 2, after: next })
        await expect(beside).rejects.toMatchObject({ kind: 'invalid', code: 'request.invalid' })
      })

      it('follows a change of owner, and keeps the owner where a replacement names none', async () => {
        const [before, after] = [unique('owner'), unique('owner')]
        const key = aKey()
        const first = await made(key, {}, before)
        const second = await registry().replace(key, { label: 'renamed' }, first.version)
        await soon(async () => {
          const page = await registry().listByOwner({ kind: 'client', owner: before }, { limit: 10 })
          expect(page.items).toMatchObject([{ key, entry: second }])
        })
        const third = await registry().replace(key, { label: 'given away' }, second?.version ?? 0, { owner: after })
        await soon(async () => {
          expect(await registry().listByOwner({ kind: 'client', owner: before }, { limit: 10 })).toEqual({ items: [] })
          const page = await registry().listByOwner({ kind: 'client', owner: after }, { limit: 10 })
          expect(page.items).toMatchObject([{ key, entry: third }])
        })
      })

      it('leaves out what was removed or erased, and what was then made anew by somebody else', async () => {
        const [owner, other] = [unique('owner'), unique('owner')]
        const [gone, erased, taken] = [aKey(), aKey(), aKey()]
        await made(gone, {}, owner)
        const { version } = await made(erased, {}, owner)
        await made(taken, {}, owner)
        await registry().remove(gone)
        await registry().erase(erased, version)
        await registry().remove(taken)
        await registry().create(taken, {}, { owner: other, overTombstone: true })
        await soon(async () => {
          expect(await registry().listByOwner({ kind: 'client', owner }, { limit: 10 })).toEqual({ items: [] })
          expect(idsOf(await registry().listByOwner({ kind: 'client', owner: other }, { limit: 10 }))).toEqual([
            taken.id
          ])
        })
      })
    })
  })
}

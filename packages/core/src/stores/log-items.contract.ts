/** What every store of log items promises: each adapter runs this suite against itself. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyOfItem, type LogItems, type StoredLogItem } from './log-items.ts'

interface OpenedLogItems {
  store: LogItems
  /** All that are stored, in any order. */
  logItems(): Promise<StoredLogItem[]>
  /** All that were quarantined, in any order. */
  quarantined(): Promise<(StoredLogItem & { reason: string })[]>
  close(): Promise<void>
}

/** `open` gives an empty store, once for the whole suite; `expires`: who removes marks that expired. */
export function logItemsContract(
  name: string,
  open: () => Promise<OpenedLogItems>,
  expires: 'when asked' | 'by itself' = 'when asked'
): void {
  describe(`log items (${name})`, () => {
    let opened: OpenedLogItems
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened?.close())

    const now = Date.now()
    const minute = 60_000
    const anItem = (item: { [key: string]: unknown }): StoredLogItem => ({ id: randomBytes(16).toString('hex'), item })
    const storedOf = async (...ids: string[]) => (await opened.logItems()).filter(one => ids.includes(one.id))

    it('are stored with every value that JSON has', async () => {
      const request = { payload: { type: 'findFile', hash: 'ab', n: [0, -1, 1.5, 2 ** 40, 1e300], t: true, x: null } }
      const one = anItem({ request, response: {}, requestTimestamp: now, elapsed: 0.25, zone: 'default', list: [] })
      await opened.store.addLogItems([one])
      expect(await storedOf(one.id)).toEqual([one])
    })

    it('are stored faithfully whatever their keys and texts are', async () => {
      const odd: unknown = JSON.parse(
        '{"$set":{"a.b":1},"x.y":{"$gt":""},"":{"":0},"_id":"not the id","id":7,"__proto__":{"a":1},"asJson":"{}",' +
          '"otherFields":{"asJson":"1"},"_bsontype":"ObjectId","deep":{"_bsontype":"Long","__proto__":null},' +
          '"ref":{"$ref":"a","$id":"b"},"nested":[[1,[2,[]]],{"a":[[]]}],"nul":"a\\u0000b","k\\u0000":1,' +
          '"text":"żółć 日本 🎉 \\" \\\\ \\n \\u2028","half":"\\ud800","half \\udc00":1,"key 🎉":{"ключ":"é"},' +
          '"plain":{"asJson":"[]"},"constructor":{"prototype":1},"toBSON":1,"expiresAt":1}'
      )
      const items = [anItem({ odd }), anItem(Object(odd)), anItem({}), anItem({ requestHeaders: { 'x.y': '$1' } })]
      let deep: unknown = 'end'
      for (let level = 0; level < 150; level += 1) deep = level % 2 === 0 ? { a: deep } : [deep]
      items.push(anItem({ deep }), anItem({ request: { asJson: 'not JSON' } }))
      await opened.store.addLogItems(items)
      for (const one of items) {
        const [stored] = await storedOf(one.id)
        expect(canonical(stored)).toBe(canonical(one))
      }
    })

    it('with a hard one among them are stored all the same', async () => {
      const items = [anItem({ n: 1 }), anItem({ request: { $where: [[1]] } }), anItem({ n: 3 })]
      await opened.store.addLogItems(items)
      expect(await storedOf(...items.map(one => one.id))).toHaveLength(3)
    })

    it('given 20 times at once, in one call and again later, are there once', async () => {
      const one = anItem({ n: 1 })
      await Promise.all(Array.from({ length: 20 }, () => opened.store.addLogItems([one])))
      await opened.store.addLogItems([one, one, one])
      expect(await storedOf(one.id)).toEqual([one])
    })

    it('of which some are there already are stored in full', async () => {
      const items = Array.from({ length: 9 }, (_, n) => anItem({ n }))
      await opened.store.addLogItems(items.filter((_, n) => n % 2 === 0))
      await opened.store.addLogItems(items)
      expect(await storedOf(...items.map(one => one.id))).toHaveLength(9)
    })

    it('may be 500 in one call, or none', async () => {
      const items = Array.from({ length: 500 }, (_, n) => anItem({ n, padding: 'x'.repeat(500) }))
      await opened.store.addLogItems(items)
      await opened.store.addLogItems([])
      expect(await storedOf(...items.map(one => one.id))).toHaveLength(500)
    })

    describe('that wait for their archive', () => {
      const ample = { items: 1000, bytes: 10_000_000 }
      const newZone = () => `zone-${randomBytes(6).toString('hex')}`
      const idsOf = (items: readonly StoredLogItem[]) => items.map(one => one.id)
      const waiting = async (zone: string, limits = ample) => idsOf(await opened.store.oldestLogItems(zone, limits))

      it('are given by zone, those of the earliest requests first, whatever they hold', async () => {
        const zone = newZone()
        const at = (requestTimestamp: number, more = {}) => anItem({ zone, requestTimestamp, ...more })
        const [late, early, between] = [at(3), at(1, { request: { '$a.b': [[1]] } }), at(2, { elapsed: 0.5 })]
        await opened.store.addLogItems([late, early, between, anItem({ zone: newZone(), requestTimestamp: 0 })])
        const items = await opened.store.oldestLogItems(zone, ample)
        expect(items).toEqual([early, between, late])
        expect(await opened.store.zonesOfLogItems()).toContain(zone)
        expect(await opened.store.countLogItems(zone)).toBe(3)
        expect(await opened.store.countLogItems(newZone())).toBe(0)
      })

      it('are given as many as fit the limits, but one however large it is', async () => {
        const zone = newZone()
        const items = Array.from({ length: 5 }, (_, n) =>
          anItem({ zone, requestTimestamp: n, padding: 'x'.repeat(1000) })
        )
        await opened.store.addLogItems(items)
        expect(await waiting(zone, { items: 2, bytes: 10_000_000 })).toEqual(idsOf(items.slice(0, 2)))
        expect(await waiting(zone, { items: 9, bytes: 2500 })).toEqual(idsOf(items.slice(0, 2)))
        expect(await waiting(zone, { items: 9, bytes: 10 })).toEqual(idsOf(items.slice(0, 1)))
      })

      it('are given in the order of their times, however many, large and odd those are', async () => {
        const zone = newZone()
        const odd = [-1e300, -5.5, -1, 0, 0.5, 1, 2 ** 40, 2 ** 40 + 1, 1e300]
        const times = [...odd, ...Array.from({ length: 300 }, (_, n) => 1e12 + n)].sort((a, b) => a - b)
        const items = times.map(requestTimestamp =>
          anItem({ zone, requestTimestamp, pad: randomBytes(3000).toString('hex') })
        )
        await opened.store.addLogItems(items.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
        expect(await waiting(zone)).toEqual(idsOf(items))
        const newest = await opened.store.newestLogItems(zone, ample, Number.MAX_VALUE)
        expect(idsOf(newest)).toEqual(idsOf(items.toReversed()))
        expect(await opened.store.countLogItems(zone)).toBe(items.length)
        await opened.store.removeLogItems(items.map(keyOfItem))
        expect(await opened.store.zonesOfLogItems()).not.toContain(zone)
      })

      it('are given from a time back, the latest first, as many as fit the limits', async () => {
        const zone = newZone()
        const items = [3, 1, 4, 2].map(requestTimestamp => anItem({ zone, requestTimestamp, pad: 'x'.repeat(1000) }))
        await opened.store.addLogItems([...items, anItem({ zone, requestTimestamp: 'yesterday' }), anItem({ zone })])
        const [three, one, four, two] = items
        const newest = (upTo: number, limits = ample) => opened.store.newestLogItems(zone, limits, upTo)
        expect(await newest(Number.MAX_SAFE_INTEGER)).toEqual([four, three, two, one])
        expect(await newest(3)).toEqual([three, two, one])
        expect(await newest(0)).toEqual([])
        expect(await newest(9, { items: 2, bytes: 10_000_000 })).toEqual([four, three])
        expect(await newest(9, { items: 9, bytes: 2500 })).toEqual([four, three])
        expect(await newest(9, { items: 9, bytes: 10 })).toEqual([four])
      })

      it('without a zone, or with one that is no text, are those of zone ""', async () => {
        const items = [anItem({ n: 1 }), anItem({ zone: '' }), anItem({ zone: null }), anItem({ zone: { a: 1 } })]
        await opened.store.addLogItems(items)
        expect(await waiting('')).toEqual(expect.arrayContaining(idsOf(items)))
        expect(await opened.store.zonesOfLogItems()).toContain('')
        await opened.store.removeLogItems((await opened.store.oldestLogItems('', ample)).map(keyOfItem))
        expect(await waiting('')).toEqual([])
      })

      it('are found by id, and those that are not there are left out', async () => {
        const items = Array.from({ length: 3 }, (_, n) => anItem({ n, zone: newZone() }))
        await opened.store.addLogItems(items)
        const asked = [...items.toReversed().map(keyOfItem), { id: 'unknown' }]
        expect(await opened.store.logItemsOf(asked)).toEqual(items.toReversed())
        expect(await opened.store.logItemsOf([])).toEqual([])
      })

      it('are gone once removed, again and again, and only they', async () => {
        const zone = newZone()
        const [a, b] = [anItem({ zone, requestTimestamp: 1 }), anItem({ zone, requestTimestamp: 2 })]
        await opened.store.addLogItems([a, b])
        for (let times = 0; times < 2; times++)
          await opened.store.removeLogItems([keyOfItem(a), { id: 'unknown', zone }])
        expect(await waiting(zone)).toEqual([b.id])
      })

      it('are known to be archived until the mark expires, also where they are given again', async () => {
        const zone = newZone()
        const [a, b] = [anItem({ zone }), anItem({ zone })]
        expect(await opened.store.archivedAmong([a.id, b.id])).toEqual([])
        for (let times = 0; times < 2; times++) await opened.store.markArchived([a.id], now + minute)
        await opened.store.addLogItems([a, b])
        expect(await opened.store.archivedAmong([a.id, b.id, 'unknown'])).toEqual([a.id])
        await opened.store.removeExpiredMarks(now + minute - 1)
        expect(await opened.store.archivedAmong([a.id])).toEqual([a.id])
        await opened.store.removeExpiredMarks(now + minute)
        if (expires === 'when asked') expect(await opened.store.archivedAmong([a.id])).toEqual([])
      })

      it('are set aside with a reason, once, and do not wait any more', async () => {
        const zone = newZone()
        const [bad, good] = [anItem({ zone, request: [[1]] }), anItem({ zone })]
        await opened.store.addLogItems([bad, good])
        for (let times = 0; times < 2; times++)
          await opened.store.quarantineLogItems([{ ...keyOfItem(bad), reason: 'it has no request' }])
        expect(await waiting(zone)).toEqual([good.id])
        expect((await opened.quarantined()).filter(({ id }) => id === bad.id)).toEqual([
          { id: bad.id, reason: 'it has no request', item: bad.item }
        ])
      })
    })

    it('of equal content but different ids are all kept', async () => {
      const items = [anItem({ same: true }), anItem({ same: true })]
      await opened.store.addLogItems(items)
      expect(await storedOf(...items.map(one => one.id))).toHaveLength(2)
    })
  })
}

/** JSON with sorted keys: `toEqual` sees neither `__proto__` keys nor half surrogates, and stores may reorder keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join()}}`
}

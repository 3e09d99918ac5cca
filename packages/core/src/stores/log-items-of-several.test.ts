import { describe, expect, it } from 'vitest'
import { inMemoryEphemeralStore } from '../../testing/in-memory-ephemeral-store.ts'
import { logItemsContract } from './log-items.contract.ts'
import { logItemsOfSeveral } from './log-items-of-several.ts'

for (const [name, which] of [
  ['the current one', 0],
  ['a former one', 1]
] as const) {
  logItemsContract(`several stores, all items in ${name}`, async () => {
    const stores = [inMemoryEphemeralStore(), inMemoryEphemeralStore(), inMemoryEphemeralStore()]
    const [current = inMemoryEphemeralStore(), ...former] = stores
    const several = logItemsOfSeveral(current, former)
    const filled = stores[which] ?? current
    return {
      store: { ...several, addLogItems: items => filled.addLogItems(items) },
      logItems: async () => stores.flatMap(store => store.logItems),
      quarantined: async () => stores.flatMap(store => [...store.setAside].map(([id, aside]) => ({ id, ...aside }))),
      close: async () => {}
    }
  })
}

describe('log items of a gateway that was given another store', () => {
  const item = (n: number) => ({ id: `${n}`, item: { zone: 'lab', requestTimestamp: n } })
  const ample = { items: 100, bytes: 1e6 }
  function setUp() {
    const [current, former] = [inMemoryEphemeralStore(), inMemoryEphemeralStore()]
    return { current, former, several: logItemsOfSeveral(current, [former]) }
  }

  it('are added to the current store alone', async () => {
    const { current, former, several } = setUp()
    await several.addLogItems([item(1)])
    expect(current.logItems).toHaveLength(1)
    expect(former.calls).toEqual([])
  })

  it('are shown as one list, the latest first, whichever store they are in and however small its pages', async () => {
    const { current, former, several } = setUp()
    for (let n = 0; n < 40; n++) await (n % 3 === 0 ? former : current).addLogItems([item(n)])
    for (const limits of [ample, { items: 7, bytes: 1e6 }, { items: 100, bytes: 300 }]) {
      const newest = await several.newestLogItems('lab', limits, 35)
      expect(newest.map(({ id }) => Number(id))).toEqual(Array.from(newest, (_, n) => 35 - n))
      expect(newest.length).toBeGreaterThan(5)
    }
    expect(await several.countLogItems('lab')).toBe(40)
  })

  it('are known to be archived by a mark of either store', async () => {
    const { current, former, several } = setUp()
    await former.markArchived(['a'], 1)
    await current.markArchived(['b'], 1)
    expect(await several.archivedAmong(['a', 'b', 'c'])).toEqual(['a', 'b'])
  })

  it('are removed from a former store only while that has some of their zone', async () => {
    const { former, several } = setUp()
    await several.removeLogItems([{ id: '1', zone: 'lab' }])
    expect(former.calls).toEqual(['oldestLogItems'])
  })
})

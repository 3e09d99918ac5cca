import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { foundFilesContract } from '../../../core/src/stores/found-files.contract.ts'
import { logItemsContract } from '../../../core/src/stores/log-items.contract.ts'
import { testLogger } from '../../../leak-check/src/watch.ts'
import { Database } from './database.ts'
import { openEmbeddedEphemeralStore } from './ephemeral-store.ts'

const everything = { items: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER }

async function openEmbedded() {
  const directory = await mkdtemp(join(tmpdir(), 'ephemeral-store-'))
  const database = Database.open(join(directory, 'gateway.sqlite'))
  const store = openEmbeddedEphemeralStore({ database })
  const logItems = async () => {
    const zones = await store.zonesOfLogItems()
    return (await Promise.all(zones.map(zone => store.oldestLogItems(zone, everything)))).flat()
  }
  const quarantined = async () =>
    [...database.rows('SELECT id, json, reason FROM log_item_set_aside')].map(({ id, json, reason }) => ({
      id: String(id),
      item: JSON.parse(String(json)),
      reason: String(reason)
    }))
  const close = async () => {
    await store.close()
    database.close()
    await rm(directory, { recursive: true })
  }
  return { store, logItems, quarantined, close }
}
foundFilesContract('embedded', openEmbedded)
logItemsContract('embedded', openEmbedded)

describe('the embedded ephemeral store', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ephemeral-store-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  /** As it is after a start. */
  function open(logger = testLogger()) {
    const database = Database.open(join(directory, 'gateway.sqlite'))
    const store = openEmbeddedEphemeralStore({ database, logger })
    const close = async () => {
      await store.close()
      database.close()
    }
    return { ...store, close }
  }

  const now = Date.now()
  const file = { zone: 'z', hash: 'a'.repeat(40), size: 1, bucketUri: 's3://b', objectKey: 'k' }

  it('has everything again after a restart, and log items once', async () => {
    const first = open()
    await first.rememberFound(file, now, now + 60_000)
    await first.forgetFound('z', 'gone', now + 60_000)
    await first.addLogItems([{ id: 'a', item: { n: 1 } }])
    await first.close()
    const second = open()
    expect(await second.findFound('z', file.hash, now)).toEqual(file)
    await second.rememberFound({ ...file, hash: 'gone' }, now, now + 60_000)
    expect(await second.findFound('z', 'gone', now)).toBeUndefined()
    await second.addLogItems([
      { id: 'a', item: { n: 1 } },
      { id: 'b', item: {} }
    ])
    expect((await second.oldestLogItems('', everything)).map(one => one.id)).toEqual(['a', 'b'])
    await second.close()
  })

  it('gives the oldest log items first, within the limit, and none that were removed', async () => {
    const store = open()
    for (const id of ['c', 'a', 'd', 'b']) await store.addLogItems([{ id, item: {} }])
    expect((await store.oldestLogItems('', { ...everything, items: 2 })).map(one => one.id)).toEqual(['c', 'a'])
    await store.removeLogItems(['c', 'a', 'unknown'].map(id => ({ id })))
    await store.close()
    const again = open()
    expect((await again.oldestLogItems('', everything)).map(one => one.id)).toEqual(['d', 'b'])
    await again.close()
  })

  it('keeps its file small, however often entries are remembered, forgotten and expire', async () => {
    const store = open()
    for (let n = 0; n < 2500; n += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, k) => store.rememberFound({ ...file, size: n }, n + k, n + k + 1))
      )
    }
    await store.close()
    const path = join(directory, 'gateway.sqlite')
    expect((await stat(path)).size).toBeLessThan(300_000)
    // What expired is taken out when the store is opened, and every minute.
    const again = open()
    await again.close()
    const database = Database.open(path)
    expect([...database.rows('SELECT * FROM found_file')]).toEqual([])
    database.close()
  })

  it('reads the newest 100 of 20,000 items without going through the others, in little memory', async () => {
    const store = open()
    const padding = 'x'.repeat(1_000)
    for (let n = 0; n < 20_000; n += 1_000) {
      await store.addLogItems(
        Array.from({ length: 1_000 }, (_, k) => ({
          id: `id${n + k}`,
          item: { zone: 'lab', requestTimestamp: n + k, padding }
        }))
      )
    }
    const began = performance.now()
    const newest = await store.newestLogItems('lab', { items: 100, bytes: 1e9 }, Number.MAX_SAFE_INTEGER)
    const elapsed = performance.now() - began
    expect(newest.map(one => one.id)).toEqual(Array.from({ length: 100 }, (_, n) => `id${19_999 - n}`))
    expect(elapsed, 'a walk through all of them takes 200').toBeLessThan(50)
    // As the archiver does: some, and away with them.
    for (let count = 0; count < 20_000; count += 500) {
      const some = await store.oldestLogItems('lab', { items: 500, bytes: 1e9 })
      expect(some[0]?.id).toBe(`id${count}`)
      await store.removeLogItems(some)
    }
    expect(await store.zonesOfLogItems()).toEqual([])
    await store.close()
  })

  it('reports that log items gather where nothing archives them', async () => {
    const reported: unknown[] = []
    const logger = testLogger((...line: unknown[]) => reported.push(line))
    const store = open(logger)
    const some = () => Array.from({ length: 2500 }, () => ({ id: randomBytes(8).toString('hex'), item: {} }))
    for (let n = 0; n < 5; n += 1) await store.addLogItems(some())
    await store.close()
    expect(reported).toEqual([['warn', 'ephemeral_store.many_log_items', { waiting: 10_000 }]])
  })
})

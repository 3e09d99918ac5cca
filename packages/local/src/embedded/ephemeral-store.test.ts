import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reporter } from '../../../../tests/secrets/watch.ts'
import { ephemeralStoreContract } from '../../../core/src/stores/ephemeral-store.contract.ts'
import { openEmbeddedEphemeralStore } from './ephemeral-store.ts'

const everything = { items: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER }

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ephemeral-store-'))
})
afterAll(() => rm(directory, { recursive: true }))

ephemeralStoreContract('embedded', async () => {
  const there = join(directory, 'contract')
  const store = await openEmbeddedEphemeralStore({ directory: there })
  const logItems = async () => {
    const zones = await store.zonesOfLogItems()
    return (await Promise.all(zones.map(zone => store.oldestLogItems(zone, everything)))).flat()
  }
  const setAside = async () =>
    (await readFile(join(there, 'set-aside.nedb'), 'utf8'))
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line))
      .map(({ _id, json, reason }) => ({ id: _id.replace('item/', ''), item: JSON.parse(json), reason }))
  return { store, logItems, setAside, close: () => store.close() }
})

describe('the embedded ephemeral store', () => {
  const now = Date.now()
  const file = { zone: 'z', hash: 'a'.repeat(40), size: 1, bucketUri: 's3://b', objectKey: 'k' }

  it('has everything again after a restart, and log items once', async () => {
    const there = join(directory, 'restart')
    const first = await openEmbeddedEphemeralStore({ directory: there })
    await first.rememberFound(file, now, now + 60_000)
    await first.forgetFound('z', 'gone', now + 60_000)
    await first.addLogItems([{ id: 'a', item: { n: 1 } }])
    await first.close()
    const second = await openEmbeddedEphemeralStore({ directory: there })
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
    const there = join(directory, 'order')
    const store = await openEmbeddedEphemeralStore({ directory: there, now: () => now })
    for (const id of ['c', 'a', 'd', 'b']) await store.addLogItems([{ id, item: {} }])
    expect((await store.oldestLogItems('', { ...everything, items: 2 })).map(one => one.id)).toEqual(['c', 'a'])
    await store.removeLogItems(['c', 'a', 'unknown'])
    await store.close()
    const again = await openEmbeddedEphemeralStore({ directory: there, now: () => now })
    expect((await again.oldestLogItems('', everything)).map(one => one.id)).toEqual(['d', 'b'])
    await again.close()
  })

  it('keeps its file small, however often entries are remembered, forgotten and expire', async () => {
    const there = join(directory, 'small')
    const store = await openEmbeddedEphemeralStore({ directory: there })
    for (let n = 0; n < 2500; n += 1) await store.rememberFound({ ...file, size: n }, n, n + 1)
    await store.close()
    expect((await stat(join(there, 'found-files.nedb'))).size).toBeLessThan(300 * 1100)
    // What expired is taken out when the store is opened, and every minute.
    const again = await openEmbeddedEphemeralStore({ directory: there })
    await again.close()
    const last = await openEmbeddedEphemeralStore({ directory: there })
    await last.close()
    expect((await stat(join(there, 'found-files.nedb'))).size).toBe(0)
  })

  it('reports that log items gather where nothing archives them', async () => {
    const reported: unknown[] = []
    const report = reporter((...line: unknown[]) => reported.push(line))
    const store = await openEmbeddedEphemeralStore({ directory: join(directory, 'many'), report })
    const some = () => Array.from({ length: 2500 }, () => ({ id: randomBytes(8).toString('hex'), item: {} }))
    for (let n = 0; n < 5; n += 1) await store.addLogItems(some())
    await store.close()
    expect(reported).toEqual([['warn', 'ephemeral_store.many_log_items', { waiting: 10_000 }]])
  })
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { errors } from '../../../core/src/errors.ts'
import type { EphemeralStore } from '../../../core/src/stores/ephemeral-store.ts'
import type { StoredLogItem } from '../../../core/src/stores/log-items.ts'
import { inMemoryEphemeralStore } from '../../../core/testing/in-memory-ephemeral-store.ts'
import { testLogger } from '../../../leak-check/src/watch.ts'
import { Database } from './database.ts'
import { openOutbox } from './outbox.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'outbox-'))
})
afterEach(() => rm(directory, { recursive: true }))

/** As it is after a start. */
function open(ephemeral: EphemeralStore) {
  const database = Database.open(join(directory, 'gateway.sqlite'))
  const kept = openOutbox({ database, ephemeral, logger: testLogger() })
  const close = async () => {
    await kept.close()
    database.close()
  }
  return { ...kept, close }
}
const items = (count: number): StoredLogItem[] =>
  Array.from({ length: count }, (_, n) => ({ id: `id${n}`, item: { n } }))
const ids = (given: readonly StoredLogItem[]) => given.map(one => one.id)

describe('the outbox', () => {
  it('reach the ephemeral store within a second, in their order, and leave it', async () => {
    const ephemeral = inMemoryEphemeralStore()
    const kept = open(ephemeral)
    for (const one of items(5)) await kept.keep(one)
    expect(kept.pending()).toBe(5)
    await expect.poll(() => kept.pending(), { timeout: 1000 }).toBe(0)
    expect(ephemeral.logItems).toEqual(items(5))
    await kept.close()
    const again = open(ephemeral)
    expect(again.pending()).toBe(0)
    await again.close()
  })

  it('wait while the store is away and are stored once it is back', async () => {
    const ephemeral = inMemoryEphemeralStore()
    ephemeral.away = true
    const kept = open(ephemeral)
    await Promise.all(items(250).map(one => kept.keep(one)))
    await expect.poll(() => ephemeral.calls.length, { timeout: 3000 }).toBeGreaterThan(1)
    expect(kept.pending()).toBe(250)
    ephemeral.away = false
    await expect.poll(() => kept.pending(), { timeout: 2000 }).toBe(0)
    expect(new Set(ids(ephemeral.logItems))).toEqual(new Set(ids(items(250))))
    await kept.close()
  })

  it('ask nothing of the store while none waits', async () => {
    const ephemeral = inMemoryEphemeralStore()
    const kept = open(ephemeral)
    await pause(1200)
    expect(ephemeral.calls).toEqual([])
    await kept.close()
  })

  it('are given at most 100 at a time', async () => {
    const ephemeral = inMemoryEphemeralStore()
    const sizes: number[] = []
    const kept = open({
      ...ephemeral,
      async addLogItems(batch) {
        sizes.push(batch.length)
        await ephemeral.addLogItems(batch)
      }
    })
    await Promise.all(items(250).map(one => kept.keep(one)))
    await expect.poll(() => kept.pending(), { timeout: 3000 }).toBe(0)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100)
    expect(ephemeral.logItems).toHaveLength(250)
    await kept.close()
  })

  it('of which the store refuses one are stored all the same, and that one stays', async () => {
    const ephemeral = inMemoryEphemeralStore()
    const kept = open({
      ...ephemeral,
      async addLogItems(batch) {
        if (batch.some(one => one.id === 'id3')) throw errors.storeUnavailable('the ephemeral store', undefined)
        await ephemeral.addLogItems(batch)
      }
    })
    await Promise.all(items(8).map(one => kept.keep(one)))
    await expect.poll(() => kept.pending(), { timeout: 10_000 }).toBe(1)
    expect(ids(ephemeral.logItems).sort()).toEqual(ids(items(8)).filter(id => id !== 'id3'))
    await kept.close()
  })

  it('that were acknowledged just before a crash are given again, and not lost', async () => {
    const ephemeral = inMemoryEphemeralStore()
    ephemeral.away = true
    const kept = open(ephemeral)
    for (const one of items(3)) await kept.keep(one)
    await kept.close()
    ephemeral.away = false
    // The process ends between the store's answer and what follows from it.
    const crashing = open({
      ...ephemeral,
      async addLogItems(batch) {
        await ephemeral.addLogItems(batch)
        throw new Error('it ended here')
      }
    })
    await expect.poll(() => ephemeral.logItems.length, { timeout: 2000 }).toBe(3)
    expect(crashing.pending()).toBe(3)
    await crashing.close()
    const again = open(ephemeral)
    expect(again.pending()).toBe(3)
    await expect.poll(() => again.pending(), { timeout: 2000 }).toBe(0)
    await again.close()
    expect(ephemeral.logItems).toEqual(items(3))
  })

  it('are kept once where they are given again', async () => {
    const ephemeral = inMemoryEphemeralStore()
    ephemeral.away = true
    const kept = open(ephemeral)
    await Promise.all([...items(3), ...items(3)].map(one => kept.keep(one)))
    expect(kept.pending()).toBe(3)
    await kept.close()
  })
})

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

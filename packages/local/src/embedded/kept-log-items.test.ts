import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reporter } from '../../../../tests/secrets/watch.ts'
import { errors } from '../../../core/src/errors.ts'
import type { EphemeralStore, StoredLogItem } from '../../../core/src/stores/ephemeral-store.ts'
import { inMemoryEphemeralStore } from '../../../core/testing/in-memory-ephemeral-store.ts'
import { openEmbeddedEphemeralStore } from './ephemeral-store.ts'
import { openKeptLogItems } from './kept-log-items.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kept-log-items-'))
})
afterEach(() => rm(directory, { recursive: true }))

const open = (ephemeral: EphemeralStore) => openKeptLogItems({ directory, ephemeral, report: reporter() })
const items = (count: number): StoredLogItem[] =>
  Array.from({ length: count }, (_, n) => ({ id: `id${n}`, item: { n } }))
const ids = (given: readonly StoredLogItem[]) => given.map(one => one.id)

describe('log items kept in a file', () => {
  it('reach the ephemeral store within a second, in their order, and leave the file', async () => {
    const ephemeral = inMemoryEphemeralStore()
    const kept = await open(ephemeral)
    for (const one of items(5)) await kept.keep(one)
    expect(kept.pending()).toBe(5)
    await expect.poll(() => kept.pending(), { timeout: 1000 }).toBe(0)
    expect(ephemeral.logItems).toEqual(items(5))
    await kept.close()
    const again = await open(ephemeral)
    expect(again.pending()).toBe(0)
    await again.close()
  })

  it('wait while the store is away and are stored once it is back', async () => {
    const ephemeral = inMemoryEphemeralStore()
    ephemeral.away = true
    const kept = await open(ephemeral)
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
    const kept = await open(ephemeral)
    await pause(1200)
    expect(ephemeral.calls).toEqual([])
    await kept.close()
  })

  it('are given at most 100 at a time', async () => {
    const ephemeral = inMemoryEphemeralStore()
    const sizes: number[] = []
    const kept = await open({
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
    const kept = await open({
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
    const kept = await open(ephemeral)
    for (const one of items(3)) await kept.keep(one)
    await kept.close()
    const file = join(directory, 'kept-log-items.nedb')
    const before = await readFile(file)
    ephemeral.away = false
    const second = await open(ephemeral)
    await expect.poll(() => second.pending(), { timeout: 2000 }).toBe(0)
    await second.close()
    await rm(file)
    await appendFile(file, before)
    const third = await open(ephemeral)
    expect(third.pending()).toBe(3)
    await expect.poll(() => third.pending(), { timeout: 2000 }).toBe(0)
    await third.close()
    expect(ephemeral.logItems).toEqual(items(3))
  })

  it('survive a last line that was half written', async () => {
    const ephemeral = inMemoryEphemeralStore()
    ephemeral.away = true
    const kept = await open(ephemeral)
    await kept.keep({ id: 'whole', item: {} })
    await kept.close()
    await appendFile(join(directory, 'kept-log-items.nedb'), '{"_id":"item/half","json":"{')
    const again = await open(ephemeral)
    await again.keep({ id: 'next', item: {} })
    await again.close()
    const last = await open(ephemeral)
    expect(last.pending()).toBe(2)
    await last.close()
  })

  it('are replayed once each after kill -9, whatever was under way: keeping, giving, removing', async () => {
    const program = `
      import { openEmbeddedEphemeralStore } from '${new URL('./ephemeral-store.ts', import.meta.url).href}'
      import { openKeptLogItems } from '${new URL('./kept-log-items.ts', import.meta.url).href}'
      const directory = ${JSON.stringify(directory)}
      const ephemeral = await openEmbeddedEphemeralStore({ directory })
      const kept = await openKeptLogItems({ directory, ephemeral, report: () => {} })
      for (let n = 0; ; n += 1) {
        const id = process.argv[1] + '-' + n
        await kept.keep({ id, item: { id, padding: 'x'.repeat(n % 3000) } })
        console.log(id)
      }`
    const acknowledged: string[] = []
    for (const [round, life] of [300, 650, 1100].entries()) {
      const args = ['--input-type=module', '-e', program, `${round}`]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const lines = createInterface(child.stdout)
      lines.on('line', id => acknowledged.push(id))
      await once(child.stdout, 'data')
      await pause(life)
      child.kill('SIGKILL')
      await Promise.all([once(child, 'exit'), once(lines, 'close')])
    }
    expect(acknowledged.length).toBeGreaterThan(100)

    const ephemeral = await openEmbeddedEphemeralStore({ directory })
    const kept = await open(ephemeral)
    await expect.poll(() => kept.pending(), { timeout: 10_000 }).toBe(0)
    const stored = await ephemeral.oldestLogItems('', { items: 1_000_000, bytes: 1_000_000_000 })
    await kept.close()
    await ephemeral.close()
    const there = new Set(ids(stored))
    expect(there.size).toBe(stored.length)
    expect(acknowledged.filter(id => !there.has(id))).toEqual([])
    expect(stored.every(one => one.item.id === one.id)).toBe(true)
  })
})

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

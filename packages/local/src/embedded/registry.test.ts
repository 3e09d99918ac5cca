import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registryContract } from '@kachery-gateway/core/stores/registry.contract.ts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Database } from './database.ts'
import { openRegistry } from './registry.ts'

async function newDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'registry-'))
}

const remove = (directory: string) => rm(directory, { recursive: true })

function open(directory: string) {
  const database = Database.open(join(directory, 'gateway.sqlite'))
  return { registry: openRegistry(database), close: () => database.close() }
}

registryContract('embedded', async () => {
  const directory = await newDirectory()
  const { registry, close } = open(directory)
  return {
    registry,
    async close() {
      close()
      await remove(directory)
    }
  }
})

const key = { kind: 'client', zone: 'lab', id: 'a' } as const

describe('the embedded registry', () => {
  async function directory() {
    const path = await newDirectory()
    onTestFinished(() => remove(path))
    return path
  }

  it('keeps its records over a restart', async () => {
    const path = await directory()
    const first = open(path)
    const { entry } = await first.registry.create(key, { label: 'mine' }, { owner: 'alice' })
    await first.registry.remove({ ...key, id: 'b' })
    first.close()
    const second = open(path)
    expect(await second.registry.get(key)).toEqual(entry)
    expect((await second.registry.get({ ...key, id: 'b' }))?.state).toBe('removed')
    const owned = await second.registry.listByOwner({ kind: 'client', owner: 'alice' }, { limit: 10 })
    expect(owned.items).toMatchObject([{ key, entry }])
    second.close()
  })

  it('gives no version a second time, not after a restart either', async () => {
    const path = await directory()
    const first = open(path)
    const { entry } = await first.registry.create(key, {})
    await first.registry.erase(key, entry.version)
    first.close()
    const second = open(path)
    const anew = await second.registry.create(key, {})
    expect(anew.entry.version).toBeGreaterThan(entry.version)
    second.close()
  })

  it('refuses once it is closed', async () => {
    const { registry, close } = open(await directory())
    close()
    await expect(registry.get(key)).rejects.toMatchObject({ code: 'store.unavailable' })
    await expect(registry.create(key, {})).rejects.toMatchObject({ code: 'store.unavailable' })
  })
})

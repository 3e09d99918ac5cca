import { describe, expect, it } from 'vitest'
import { registryContract } from '../src/stores/registry.contract.ts'
import { InMemoryRegistry } from './in-memory-registry.ts'

registryContract('in memory', async () => ({ registry: new InMemoryRegistry(), close: async () => {} }))

describe('the in-memory registry', () => {
  it('keeps a record of what was asked of it', async () => {
    const registry = new InMemoryRegistry()
    await registry.get({ kind: 'login', id: 'alice' })
    await registry.list({ kind: 'client', zone: 'lab' }, { limit: 10 })
    expect(registry.calls).toEqual([
      { method: 'get', key: { kind: 'login', id: 'alice' } },
      { method: 'list', key: { kind: 'client', zone: 'lab' } }
    ])
  })

  it('shares no objects with those who use it', async () => {
    const registry = new InMemoryRegistry()
    const value = { label: 'mine' }
    const { entry } = await registry.create({ kind: 'login', id: 'alice' }, value)
    value.label = 'changed'
    entry.value.label = 'changed'
    expect((await registry.get({ kind: 'login', id: 'alice' }))?.value).toEqual({ label: 'mine' })
  })
})

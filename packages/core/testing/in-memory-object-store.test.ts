import { describe, expect, it } from 'vitest'
import { objectStoreContract } from '../src/stores/object-store.contract.ts'
import { InMemoryObjectStore } from './in-memory-object-store.ts'

const able = { putIfAbsent: true, putIfMatch: true, copyIfAbsent: true, copySha1: true, copyIfMatch: true }
const unable = { putIfAbsent: false, putIfMatch: false, copyIfAbsent: false, copySha1: false, copyIfMatch: false }

for (const [name, abilities] of Object.entries({ able, unable })) {
  const store = new InMemoryObjectStore({ abilities })
  objectStoreContract(`in memory, ${name}`, { abilities, presigns: false }, async () => ({
    store,
    close: async () => {}
  }))
}

describe('the object store in memory', () => {
  it('writes every call down, and shows what it holds', async () => {
    const store = new InMemoryObjectStore()
    await store.put('a', Buffer.from('x'))
    await store.copy('a', 'b', { size: 1 })
    await store.presignGet('b', 60)
    expect(store.calls).toEqual([
      { method: 'put', key: 'a' },
      { method: 'copy', key: 'b' },
      { method: 'presignGet', key: 'b' }
    ])
    expect([...store.objects.keys()]).toEqual(['a', 'b'])
  })

  it('signs URLs that say what they are for', async () => {
    const store = new InMemoryObjectStore({ uri: 's3://lab?region=eu-west-1' })
    expect(await store.presignGet('a b/c', 60)).toBe('memory://lab/a%20b/c?method=GET&seconds=60')
    expect(await store.presignPut('a', 5, 60)).toBe('memory://lab/a?method=PUT&size=5&seconds=60')
  })

  it('does not share memory with who put or got', async () => {
    const store = new InMemoryObjectStore()
    const mine = Buffer.from('abc')
    await store.put('a', mine)
    mine[0] = 0
    expect(Buffer.from((await store.get('a', 10))?.bytes ?? []).toString()).toBe('abc')
  })
})

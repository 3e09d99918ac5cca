import { describe, expect, it } from 'vitest'
import { foundFilesContract } from '../src/stores/found-files.contract.ts'
import { logItemsContract } from '../src/stores/log-items.contract.ts'
import { inMemoryEphemeralStore } from './in-memory-ephemeral-store.ts'

async function openInMemory() {
  const store = inMemoryEphemeralStore()
  return {
    store,
    logItems: async () => [...store.logItems],
    quarantined: async () => [...store.setAside].map(([id, aside]) => ({ id, ...aside })),
    close: async () => {}
  }
}
foundFilesContract('in memory', openInMemory)
logItemsContract('in memory', openInMemory)

describe('the ephemeral store in memory', () => {
  it('throws store.unavailable at every call while away, stores nothing and counts the calls', async () => {
    const store = inMemoryEphemeralStore()
    store.away = true
    const unavailable = expect.objectContaining({ code: 'store.unavailable' })
    await expect(store.addLogItems([{ id: 'a', item: {} }])).rejects.toEqual(unavailable)
    await expect(store.findFound('z', 'h', 0)).rejects.toEqual(unavailable)
    expect(store.calls).toEqual(['addLogItems', 'findFound'])
    store.away = false
    expect(store.logItems).toEqual([])
    expect(await store.findFound('z', 'h', 0)).toBeUndefined()
  })
})

import { expect, it, vi } from 'vitest'
import { openedOnFirstUse } from './opened-on-first-use.ts'

class Counter {
  #count = 0
  async add(by: number) {
    this.#count += by
    return this.#count
  }
  close = vi.fn()
}

it('opens once, for many calls at the same moment, and calls the methods of what it opened', async () => {
  const open = vi.fn(async () => new Counter())
  const store = openedOnFirstUse<Pick<Counter, 'add'>>(open)
  expect(open).not.toHaveBeenCalled()
  expect((await Promise.all([store.add(1), store.add(2), store.add(3)])).at(-1)).toBe(6)
  expect(open).toHaveBeenCalledTimes(1)
})

it('opens again after a failure, and says what failed', async () => {
  const open = vi.fn(async () => new Counter()).mockRejectedValueOnce(new Error('away'))
  const store = openedOnFirstUse<Pick<Counter, 'add'>>(open)
  await expect(store.add(1)).rejects.toThrow('away')
  expect(await store.add(1)).toBe(1)
})

it('closes what was opened, and opens nothing in order to close it', async () => {
  const made = new Counter()
  const open = vi.fn(async () => made)
  const store = openedOnFirstUse<Pick<Counter, 'add'>>(open)
  await store.close()
  expect(open).not.toHaveBeenCalled()
  await store.add(1)
  await store.close()
  expect(made.close).toHaveBeenCalledTimes(1)
})

it('is no promise, so that a promise can give it', async () => {
  const open = vi.fn(async () => new Counter())
  const store = openedOnFirstUse<Pick<Counter, 'add'>>(open)
  expect(await Promise.resolve(store)).toBe(store)
  expect(open).not.toHaveBeenCalled()
})

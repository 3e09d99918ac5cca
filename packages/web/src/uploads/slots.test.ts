import { expect, it } from 'vitest'
import { Slots } from './slots.ts'

const never = new AbortController().signal

/** Work that ends when it is told to, and what has begun. */
function works(slots: Slots) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const start = (name: string, bytes: number, signal = never) =>
    slots.run(bytes, signal, () => {
      begun.push(name)
      return new Promise<void>(resolve => ends.set(name, resolve))
    })
  return { begun, start, end: (name: string) => ends.get(name)?.() }
}

it('lets in as many as there is room for, by count and by bytes, in their order', async () => {
  const { begun, start, end } = works(new Slots({ count: 2, bytes: 10 }))
  for (const [name, bytes] of [
    ['a', 6],
    ['b', 6],
    ['c', 1],
    ['d', 1]
  ] as const)
    void start(name, bytes)
  await Promise.resolve()
  expect(begun).toEqual(['a'])
  end('a')
  await expect.poll(() => begun).toEqual(['a', 'b', 'c'])
  end('b')
  await expect.poll(() => begun).toEqual(['a', 'b', 'c', 'd'])
})

it('lets what is larger than all room in alone', async () => {
  const { begun, start, end } = works(new Slots({ count: 4, bytes: 10 }))
  void start('huge', 99)
  void start('small', 1)
  await expect.poll(() => begun).toEqual(['huge'])
  end('huge')
  await expect.poll(() => begun).toEqual(['huge', 'small'])
})

it('who gives up waiting holds nobody up', async () => {
  const { begun, start, end } = works(new Slots({ count: 1 }))
  const control = new AbortController()
  void start('a', 0)
  const given = start('b', 0, control.signal)
  void start('c', 0)
  control.abort(new Error('cancelled'))
  await expect(given).rejects.toThrow('cancelled')
  end('a')
  await expect.poll(() => begun).toEqual(['a', 'c'])
})

it('what fails makes room', async () => {
  const slots = new Slots({ count: 1 })
  await expect(slots.run(0, never, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await slots.run(0, never, async () => 'yes')).toBe('yes')
})

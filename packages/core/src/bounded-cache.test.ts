import { describe, expect, it } from 'vitest'
import { BoundedCache } from './bounded-cache.ts'

function cacheAt(size = 3) {
  const clock = { now: 0 }
  const cache = new BoundedCache<string>({ size, now: () => clock.now, lifeOf: () => 100 })
  return { clock, cache }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (reason: Error) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

describe('a bounded cache', () => {
  it('serves an entry for its life and not a moment longer', () => {
    const { clock, cache } = cacheAt()
    cache.set('a', 'x')
    clock.now = 99
    expect(cache.peek('a')).toBe('x')
    clock.now = 100
    expect(cache.peek('a')).toBeUndefined()
  })

  it('counts the age of a loaded entry from the beginning of its load', async () => {
    const { clock, cache } = cacheAt()
    await cache.get('a', async () => {
      clock.now = 60
      return 'x'
    })
    clock.now = 99
    expect(cache.peek('a')).toBe('x')
    clock.now = 100
    expect(cache.peek('a')).toBeUndefined()
  })

  it('holds no more than its size and drops what was not used for longest', () => {
    const { cache } = cacheAt(3)
    for (const key of ['a', 'b', 'c']) cache.set(key, key)
    cache.peek('a')
    cache.set('d', 'd')
    expect(['a', 'b', 'c', 'd'].map(key => cache.peek(key))).toEqual(['a', undefined, 'c', 'd'])
  })

  it('shares one load among those who want the same entry at once', async () => {
    const { cache } = cacheAt()
    let loads = 0
    const load = async () => {
      loads++
      return 'x'
    }
    expect(await Promise.all([cache.get('a', load), cache.get('a', load), cache.get('a', load)])).toEqual([
      'x',
      'x',
      'x'
    ])
    expect(loads).toBe(1)
  })

  it("lets nobody fail for another's failed load", async () => {
    const { cache } = cacheAt()
    const first = deferred<string>()
    const failing = cache.get('a', () => first.promise)
    const waiting = cache.get('a', async () => 'mine')
    first.reject(new Error('bad luck'))
    await expect(failing).rejects.toThrow('bad luck')
    expect(await waiting).toBe('mine')
  })

  it('lets nobody wait behind a load that has gone on for more than a second', async () => {
    const { clock, cache } = cacheAt()
    const hanging = deferred<string>()
    const first = cache.get('a', () => hanging.promise)
    clock.now = 1_001
    expect(await cache.get('a', async () => 'new')).toBe('new')
    hanging.resolve('old')
    expect(await first).toBe('old')
    expect(cache.peek('a')).toBe('new')
  })

  it('does not keep a load that was overtaken by a delete', async () => {
    const { cache } = cacheAt()
    const slow = deferred<string>()
    const loading = cache.get('a', () => slow.promise)
    cache.delete('a')
    slow.resolve('stale')
    expect(await loading).toBe('stale')
    expect(cache.peek('a')).toBeUndefined()
  })

  it('does not keep a failure', async () => {
    const { cache } = cacheAt()
    await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await cache.get('a', async () => 'yes')).toBe('yes')
  })

  it('keeps a load that takes longer than others join it, under steady demand too', async () => {
    const clock = { now: 0 }
    const slow = new BoundedCache<string>({ size: 3, now: () => clock.now, lifeOf: () => 60_000 })
    const [first, second] = [deferred<string>(), deferred<string>()]
    const one = slow.get('a', () => first.promise)
    clock.now = 1_001
    const two = slow.get('a', () => second.promise)
    first.resolve('first')
    expect(await one).toBe('first')
    expect(slow.peek('a')).toBe('first')
    second.resolve('second')
    expect(await two).toBe('second')
    expect(slow.peek('a')).toBe('second')
  })

  it('keeps nothing of an older load over a younger one', async () => {
    const clock = { now: 0 }
    const cache = new BoundedCache<string>({ size: 3, now: () => clock.now, lifeOf: () => 60_000 })
    const [older, younger] = [deferred<string>(), deferred<string>()]
    const one = cache.get('a', () => older.promise)
    clock.now = 1_001
    const two = cache.get('a', () => younger.promise)
    younger.resolve('younger')
    await two
    older.resolve('older')
    await one
    expect(cache.peek('a')).toBe('younger')
  })
})

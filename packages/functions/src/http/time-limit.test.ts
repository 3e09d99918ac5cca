import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withTimeLimit } from './time-limit.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const later = <T>(ms: number, value: T) => new Promise<T>(resolve => setTimeout(resolve, ms, value))

describe('a time limit', () => {
  it('gives what the work gives in time, its error too, and leaves no timer behind', async () => {
    expect(await withTimeLimit(1000, Promise.resolve(7))).toBe(7)
    await expect(withTimeLimit(1000, Promise.reject(new Error('own')))).rejects.toThrow('own')
    const soon = withTimeLimit(1000, later(999, 8))
    await vi.advanceTimersByTimeAsync(999)
    expect(await soon).toBe(8)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends waiting with an error that says to try again', async () => {
    const waiting = expect(withTimeLimit(1000, new Promise<never>(() => {}))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'gateway.too_slow',
      retryAfter: 2,
      message: expect.stringContaining('try again')
    })
    await vi.advanceTimersByTimeAsync(1000)
    await waiting
  })

  it('does not mind what becomes of the work afterwards', async () => {
    const work = later(2000, 0).then(() => {
      throw new Error('late')
    })
    const waiting = expect(withTimeLimit(1000, work)).rejects.toMatchObject({ code: 'gateway.too_slow' })
    await vi.advanceTimersByTimeAsync(3000)
    await waiting
  })
})

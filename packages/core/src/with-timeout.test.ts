import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withTimeout } from './with-timeout.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const after = <T>(ms: number, value: T) => new Promise<T>(resolve => setTimeout(resolve, ms, value))
const never = new Promise<never>(() => {})

describe('waiting within a limit', () => {
  it('gives what the work gives in time, its error too; nobody is late then, and no timer is left', async () => {
    const late = vi.fn()
    const soon = withTimeout(1000, after(999, 7), late)
    await vi.advanceTimersByTimeAsync(999)
    expect(await soon).toBe(7)
    await expect(withTimeout(1000, Promise.reject(new Error('own')), late)).rejects.toThrow('own')
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(5000)
    expect(late).not.toHaveBeenCalled()
  })

  it('gives what is given for being late, or throws it', async () => {
    const given = withTimeout(1000, never, () => 'late' as const)
    const thrown = withTimeout(1000, never, () => {
      throw new Error('too late')
    })
    const refused = expect(thrown).rejects.toThrow('too late')
    await vi.advanceTimersByTimeAsync(1000)
    expect(await given).toBe('late')
    await refused
  })

  it('ends at once where no time is left', async () => {
    const given = withTimeout(-5, never, () => 'late')
    await vi.advanceTimersByTimeAsync(1)
    expect(await given).toBe('late')
  })

  it('lets the work go on, and does not mind how it ends', async () => {
    const ended = vi.fn()
    const work = after(2000, 0).then(() => {
      ended()
      throw new Error('much too late')
    })
    const given = withTimeout(1000, work, () => 'late')
    await vi.advanceTimersByTimeAsync(1000)
    expect(await given).toBe('late')
    await vi.advanceTimersByTimeAsync(2000)
    expect(ended).toHaveBeenCalledOnce()
  })
})

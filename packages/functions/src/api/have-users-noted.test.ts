import { describe, expect, it } from 'vitest'
import { testSite } from '../../testing/test-site.ts'

async function open() {
  const site = testSite()
  const asked: unknown[] = []
  site.gateway.startJob = async (job, how) => void asked.push([job, how])
  const mine = async (login = 'ann', query = '') =>
    site.ask(`GET /api/me/zones${query}`, { cookies: [await site.signIn(login)] })
  return { ...site, asked, mine }
}

const started = ['check-zones', { usersOnly: true }]

describe('issue 13, number 13: whoever asks for their zones', () => {
  it('has what was written by hand noted by a job, once in 4 min, whoever asks', async () => {
    const { mine, asked, pass } = await open()
    for (const login of ['ann', 'bob', 'ann']) expect((await mine(login)).status).toBe(200)
    expect(asked).toEqual([started])
    pass(5 * 60_000)
    await mine('bob', '?after=owned%20')
    expect(asked).toEqual([started])
    await mine('bob')
    expect(asked).toEqual([started, started])
  })

  it('waits for no job that cannot be started, and the next one has it tried again', async () => {
    const { gateway, mine, lines } = await open()
    let tries = 0
    gateway.startJob = async () => {
      tries++
      throw new Error('Lambda is away')
    }
    for (let n = 0; n < 2; n++) expect((await mine()).status).toBe(200)
    expect(tries).toBe(2)
    expect(lines.join()).toContain('administrators.not_noted')
    gateway.startJob = () => new Promise(() => {})
    const began = performance.now()
    expect((await mine()).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(3_000)
  })
})

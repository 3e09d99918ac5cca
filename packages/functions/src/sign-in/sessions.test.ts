/** A session ends for whoever holds its cookie: one that was copied is worth nothing after its owner signed out. */
import { makeCaches } from '@kachery-gateway/core/caches.ts'
import { mostEndedSessions } from '@kachery-gateway/core/users/account.ts'
import { describe, expect, it } from 'vitest'
import { type TestSite, testSite } from '../../testing/test-site.ts'
import { sessionLife } from './sessions.ts'

const loginOf = async (site: TestSite, cookie: string) => {
  const { json } = await site.ask('GET /api/me', { cookies: [cookie] })
  return (json.me as { login: string } | null)?.login
}

const signOut = (site: TestSite, cookie: string) => site.ask('POST /api/me/sign-out', { cookies: [cookie] })

/** Another process on the same stores: what it keeps in memory is its own. */
function elsewhere(site: TestSite) {
  const caches = makeCaches(site.gateway.now)
  return async <T>(work: () => Promise<T>): Promise<T> => {
    const own = site.gateway.caches
    site.gateway.caches = caches
    try {
      return await work()
    } finally {
      site.gateway.caches = own
    }
  }
}

describe('a session cookie that was copied', () => {
  it('is good for nothing after its owner signed out, while their other sessions go on', async () => {
    const site = testSite()
    const [here, other] = [await site.signIn('ann'), await site.signIn('ann')]
    expect(await loginOf(site, here)).toBe('ann')
    expect((await signOut(site, here)).status).toBe(204)
    expect(await loginOf(site, here)).toBeUndefined()
    expect(await loginOf(site, other)).toBe('ann')
    site.forget()
    for (const request of ['DELETE /api/me/api-keys', 'POST /api/zones', 'GET /api/me/clients']) {
      expect((await site.ask(request, { cookies: [here], body: { zone: 'ann' } })).json.code).toBe('auth.signed_out')
    }
    expect(site.registry.calls.filter(({ method }) => method !== 'get')).toEqual([])
  })

  it('ends within 60 s in every other process, too', async () => {
    const site = testSite()
    const cookie = await site.signIn('ann')
    const there = elsewhere(site)
    expect(await there(() => loginOf(site, cookie))).toBe('ann')
    await signOut(site, cookie)
    site.pass(60_000)
    expect(await there(() => loginOf(site, cookie))).toBeUndefined()
  })

  it('is said to be signed out only when it is', async () => {
    const site = testSite()
    const cookie = await site.signIn('ann')
    site.gateway.registry.replace = () => Promise.reject(new Error('away'))
    const answer = await signOut(site, cookie)
    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(answer.cookies).toEqual([])
  })
})

describe('the record of what ended', () => {
  const ended = async (site: TestSite) => {
    const entry = await site.registry.get({ kind: 'account', id: 'id-of-ann' })
    return entry?.value.endedSessions as { id: string }[]
  }

  it('keeps nothing that would have ended anyway, and no cookie', async () => {
    const site = testSite()
    const cookie = await site.signIn('ann')
    await signOut(site, cookie)
    await signOut(site, cookie)
    expect(await ended(site)).toHaveLength(1)
    expect(JSON.stringify(await ended(site))).not.toContain(cookie.split('=')[1])
    site.pass(sessionLife)
    await signOut(site, await site.signIn('ann'))
    expect(await ended(site)).toHaveLength(1)
  })

  it('has a bound: beyond it all sessions of the account end', async () => {
    const site = testSite()
    const other = await site.signIn('ann')
    for (let sessions = 0; sessions < mostEndedSessions; sessions++) await signOut(site, await site.signIn('ann'))
    expect(await ended(site)).toHaveLength(mostEndedSessions)
    expect(await loginOf(site, other)).toBe('ann')
    const last = await site.signIn('ann')
    await signOut(site, last)
    expect(await ended(site)).toEqual([])
    for (const cookie of [other, last]) expect(await loginOf(site, cookie)).toBeUndefined()
  })
})

it('a session counts for nothing where our own pages have no origin', async () => {
  let ours: string | undefined = 'https://gateway.test'
  const site = testSite({ originOf: () => ours })
  const cookie = await site.signIn('ann')
  expect(await loginOf(site, cookie)).toBe('ann')
  ours = undefined
  expect(await loginOf(site, cookie)).toBeUndefined()
})

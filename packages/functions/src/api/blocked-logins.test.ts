/** Sign out a user, block a login: what ends within 60 s, what is refused with which sentence, what stays. */

import { identifyUser } from '@kachery-gateway/core/access/identify-user.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { releaseLogin } from '@kachery-gateway/core/users/release-login.ts'
import { describe, expect, it } from 'vitest'
import { findFile, initiateUpload } from '../../../core/testing/operations.ts'
import { facts, hashOf, newClient, zoneName } from '../../../core/testing/test-gateway.ts'
import { testSite } from '../../testing/test-site.ts'

const hash = hashOf('hello')
const eve = UserLabel.parse('eve')

async function open() {
  const site = testSite()
  await site.settings(
    'lab',
    'allowPublicUpload: false\nallowPublicDownload: true\nauthorizedUsers: [{userId: eve, upload: true, download: true}]'
  )
  const root = [await site.signIn('root')]
  const session = [await site.signIn('eve')]
  const made = await site.ask('POST /api/me/api-keys', { cookies: session, body: { name: 'rig' } })
  const apiKey = String(made.json.apiKey)
  const client = newClient()
  const legacy = newClient()
  for (const [one, account] of [
    [client, { ownerAccountId: 'id-of-eve' }],
    [legacy, {}]
  ] as const) {
    await site.registry.create(
      { kind: 'client', zone: 'lab', id: one.clientId },
      { clientId: one.clientId, ownerId: 'eve', timestampCreated: 1, label: '', ...account }
    )
  }
  site.gateway.identityProvider = {
    identify: async login => ({ accountId: `id-of-${login}`, login }),
    lookUp: async () => undefined
  }
  /** Each throws, or answers, as it is for its holder now. */
  const ways: Record<string, () => Promise<unknown>> = {
    session: async () => {
      const { status, json } = await site.ask('GET /api/me/zones', { cookies: session })
      if (status !== 200) throw json
    },
    'API key': async () => {
      const { status, headers, text } = await site.ask('POST /api/findFile', {
        body: { type: 'findFileRequest', hashAlg: 'sha1', hash, zoneName: 'lab' },
        headers: { authorization: `Bearer ${apiKey}` }
      })
      if (status !== 200) throw { code: headers['x-error-code'], message: text }
    },
    'GitHub token': () => identifyUser(site.gateway, eve, 'gho_of_eve'),
    client: () => initiateUpload(site.gateway, client.credential, { zone: zoneName('lab'), hash, size: 5 }),
    'client of an older gateway': () =>
      initiateUpload(site.gateway, legacy.credential, { zone: zoneName('lab'), hash, size: 5 }),
    'sign-in': () => site.signIn('eve')
  }
  const work = (way: string) => (ways[way] ?? (() => Promise.reject(new Error('no such way'))))()
  const block = (login = 'eve') => site.ask('POST /api/blocked-logins', { cookies: root, body: { login } })
  const unblock = () => site.ask('DELETE /api/blocked-logins?login=eve', { cookies: root })
  return { ...site, root, session, client, ways: Object.keys(ways), work, block, unblock }
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'works',
    (error: { code?: unknown }) => error.code
  )

describe('a login that is blocked', () => {
  it('is refused within 60 s by whatever way its user comes, in other processes too, with one sentence', async () => {
    const site = await open()
    for (const way of site.ways) expect(await code(site.work(way)), way).toBe('works')
    expect((await site.block()).status).toBe(204)
    // Another process has what it had.
    site.gateway.caches.blockedLogins.set('all', { logins: [] })
    site.pass(60_001)
    for (const way of site.ways) {
      site.forget()
      await expect(site.work(way), way).rejects.toMatchObject({ code: 'auth.login_blocked' })
      const error = await site.work(way).catch((error: { message?: string; detail?: string }) => error)
      const { message, detail } = error as { message?: string; detail?: string }
      expect(detail ?? message, way).toContain(
        'The login eve is blocked on this gateway; ask one of its administrators (root).'
      )
      expect(site.touched().objects.filter(call => !call.startsWith('get '))).toEqual([])
      expect(site.touched().registry.filter(call => !['get', 'listByOwner'].includes(call))).toEqual([])
    }
  })

  it('works again with all that it had when it is unblocked', async () => {
    const site = await open()
    await site.block()
    site.pass(60_001)
    await site.unblock()
    site.pass(60_001)
    for (const way of site.ways) expect(await code(site.work(way)), way).toBe('works')
  })

  it('gets what anyone gets', async () => {
    const site = await open()
    await site.block()
    const me = await site.ask('GET /api/me', { cookies: site.session })
    expect([me.status, me.json.me]).toEqual([200, null])
    const { credential } = site.client
    expect(await findFile(site.gateway, credential, { zone: zoneName('lab'), hash })).toMatchObject({ found: false })
  })

  it('takes its account along, under whatever login it comes, and whoever has the login next', async () => {
    const site = await open()
    await site.block()
    await expect(site.signIn('eve-renamed', 'id-of-eve')).rejects.toMatchObject({ code: 'auth.login_blocked' })
    await releaseLogin(site.gateway, eve, facts)
    await expect(site.signIn('Eve', 'id-of-another')).rejects.toMatchObject({ code: 'auth.login_blocked' })
    expect(await code(site.signIn('evelyn', 'id-of-a-third'))).toBe('works')
  })

  it('is shown with when and by whom, and in the list of users', async () => {
    const site = await open()
    site.pass(1_000)
    await site.block('Eve')
    await site.block('never-here')
    const cookies = site.root
    expect((await site.ask('GET /api/blocked-logins', { cookies })).json.items).toEqual([
      { login: 'Eve', since: site.clock.now, by: 'root' },
      { login: 'never-here', since: site.clock.now, by: 'root' }
    ])
    const users = await site.ask('GET /api/users', { cookies })
    expect(users.json.items).toMatchObject([
      { login: 'eve', blocked: true },
      { login: 'root', blocked: false }
    ])
    site.pass(1_000)
    await site.unblock()
    const { json } = await site.ask('GET /api/zones/default/activity', { cookies })
    expect(json.items).toMatchObject([
      { type: 'unblockLogin', label: 'eve' },
      { type: 'blockLogin' },
      { type: 'blockLogin' },
      {}
    ])
  })

  it('is no administrator’s of the gateway', async () => {
    const site = await open()
    const answer = await site.block('ROOT')
    expect([answer.status, answer.json.code]).toEqual([422, 'user.administers_gateway'])
    expect((await site.ask('GET /api/blocked-logins', { cookies: site.root })).json.items).toEqual([])
  })

  it('is one of at most 500', async () => {
    const site = await open()
    const logins = Array.from({ length: 500 }, (_, at) => ({ login: `eve${at}`, since: 1, by: 'root' }))
    await site.registry.create({ kind: 'blocked-logins', id: 'all' }, { logins })
    expect((await site.block()).json.code).toBe('user.too_many_blocked')
  })
})

describe('a user who is signed out', () => {
  it('has sessions and API keys no longer within 60 s, keeps clients, and may sign in again', async () => {
    const site = await open()
    const { accounts } = site.gateway.caches
    expect(await code(site.work('API key'))).toBe('works')
    const before = accounts.peek('id-of-eve')
    site.pass(1_000)
    const out = await site.ask('POST /api/users/sign-out', { cookies: site.root, body: { accountId: 'id-of-eve' } })
    expect(out.status).toBe(204)
    // Another process has what it had.
    if (before !== undefined) accounts.set('id-of-eve', before)
    site.pass(60_001)
    expect(await code(site.work('session'))).toBe('auth.signed_out')
    expect(await code(site.work('API key'))).toBe('auth.bad_api_key')
    for (const way of ['client', 'sign-in']) expect(await code(site.work(way)), way).toBe('works')
    const { json } = await site.ask('GET /api/zones/default/activity', { cookies: site.root })
    expect(json.items).toMatchObject([{ type: 'signOutUser', login: 'root', label: 'eve' }, {}])
  })

  it('is one who has signed in', async () => {
    const site = await open()
    const out = await site.ask('POST /api/users/sign-out', { cookies: site.root, body: { accountId: 'nobody' } })
    expect([out.status, out.json.code]).toEqual([404, 'user.not_found'])
  })
})

it('a request looks no login up: the list is read once a minute', async () => {
  const site = await open()
  await site.work('client')
  site.forget()
  for (let n = 0; n < 5; n++) await site.work('client')
  const gets = site.registry.calls.filter(({ method }) => method === 'get')
  expect(gets.filter(call => JSON.stringify(call).includes('blocked-logins'))).toEqual([])
})

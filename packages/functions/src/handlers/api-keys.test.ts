/** API keys: several, named, scoped, with an end and a last use. Each refusal reads no bucket and signs nothing. */
import { createHash } from 'node:crypto'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { releaseLogin } from '@kachery-gateway/core/users/release-login.ts'
import { describe, expect, it } from 'vitest'
import { facts } from '../../../core/testing/test-gateway.ts'
import { know } from '../../../leak-check/src/watch.ts'
import { testSite } from '../../testing/test-site.ts'

const content = Buffer.from('hello')
const hash = createHash('sha1').update(content).digest('hex')
const workToken = shownWork()
const day = 24 * 3600_000

function shownWork(): string {
  for (let n = 0; ; n++) {
    const token = n.toString(16).padStart(16, '0')
    const digest = createHash('sha1').update(hash + token)
    if (digest.digest().readUInt32BE(0) >>> 19 === 0) return token
  }
}

async function open() {
  const site = testSite()
  for (const zone of ['default', 'lab'] as const) {
    await site.settings(
      zone,
      'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: [{userId: ann, upload: true, download: true}]'
    )
    await site.buckets[zone].put(`sha1/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4, 6)}/${hash}`, content)
  }
  const cookies = [await site.signIn('ann')]
  const make = async (input: object) => {
    const { json } = await site.ask('POST /api/me/api-keys', { cookies, body: { name: 'rig 2', ...input } })
    return { key: String(json.apiKey), made: json.made as { id: string } }
  }
  const asked = (name: string, key: string, body: object) =>
    site.ask(`POST /api/${name}`, {
      body: { type: `${name}Request`, hashAlg: 'sha1', hash, size: content.length, ...body },
      headers: { authorization: `Bearer ${key}` }
    })
  const calls = {
    download: (key: string, zoneName: string) => asked('findFile', key, { zoneName }),
    upload: (key: string, zoneName: string) => asked('initiateFileUpload', key, { zoneName, workToken })
  }
  const list = async () => (await site.ask('GET /api/me/api-keys', { cookies })).json.items
  const revoke = (id: string) => site.ask(`DELETE /api/me/api-keys/${id}`, { cookies })
  return { ...site, cookies, make, calls, list, revoke }
}

const scopes = [
  { scope: {}, may: ['download default', 'upload default', 'download lab', 'upload lab'], words: '' },
  { scope: { rights: 'download' }, may: ['download default', 'download lab'], words: 'can only download files,' },
  { scope: { rights: 'upload' }, may: ['upload default', 'upload lab'], words: 'can only upload files,' },
  {
    scope: { zone: 'lab' },
    may: ['download lab', 'upload lab'],
    words: 'can only upload and download files in zone lab,'
  },
  { scope: { zone: 'lab', rights: 'download' }, may: ['download lab'], words: 'can only download files in zone lab,' },
  { scope: { zone: 'lab', rights: 'upload' }, may: ['upload lab'], words: 'can only upload files in zone lab,' }
]

describe.each(scopes)('an API key of the scope $scope', ({ scope, may, words }) => {
  it.each(['download', 'upload'] as const)('%s: what it says, and nothing else', async action => {
    const site = await open()
    const { key } = await site.make(scope)
    // Its use is noted once, whatever it was for.
    await site.calls.download(key, 'lab')
    for (const zone of ['default', 'lab']) {
      site.forget()
      const answer = await site.calls[action](key, zone)
      if (may.includes(`${action} ${zone}`)) {
        expect(answer.status, answer.text).toBe(200)
        continue
      }
      expect([answer.status, answer.headers['x-error-code']]).toEqual([403, 'access.api_key_scope'])
      expect(answer.text).toContain(`The API key "rig 2" ${words} so it can't ${action} files in zone ${zone};`)
      expect(answer.text).toContain('https://gateway.test/account')
      expect(site.touched()).toMatchObject({ objects: [], ephemeral: [] })
      expect(site.touched().registry.filter(call => call !== 'get' && call !== 'listByOwner')).toEqual([])
    }
  })

  it('does no more than its user may, nor what anyone may beyond it', async () => {
    const site = await open()
    const { key } = await site.make(scope)
    await site.settings('default', 'allowPublicUpload: true\nallowPublicDownload: true\nauthorizedUsers: []')
    await site.settings('lab', 'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: []')
    for (const action of ['download', 'upload'] as const) {
      expect((await site.calls[action](key, 'lab')).status).toBe(403)
      expect((await site.calls[action](key, 'default')).status).toBe(may.includes(`${action} default`) ? 200 : 403)
    }
  })
})

describe('an API key', () => {
  it('is one of several: each is shown with its name, scope and end, and revoked alone', async () => {
    const site = await open()
    const whole = await site.make({ name: '  the cluster\u202e ' })
    site.pass(1_000)
    const endsAt = site.clock.now + day
    const reading = await site.make({ name: 'plots', zone: 'lab', rights: 'download', endsAt })
    expect(await site.list()).toEqual([
      {
        id: reading.made.id,
        name: 'plots',
        zone: 'lab',
        rights: 'download',
        createdAt: site.clock.now,
        endsAt,
        usedAt: null
      },
      {
        id: whole.made.id,
        name: 'the cluster',
        zone: null,
        rights: 'upload-and-download',
        createdAt: site.clock.now - 1_000,
        endsAt: null,
        usedAt: null
      }
    ])
    expect((await site.revoke(whole.made.id)).status).toBe(204)
    expect((await site.calls.download(whole.key, 'lab')).headers['x-error-code']).toBe('auth.bad_api_key')
    expect((await site.calls.download(reading.key, 'lab')).status).toBe(200)
    expect((await site.revoke(whole.made.id)).status).toBe(204)
    expect(JSON.stringify(await site.list())).not.toContain(createHash('sha256').update(reading.key).digest('hex'))
  })

  it.each([
    [{ name: '' }, 400, 'request.invalid'],
    [{ name: '\u202e' }, 400, 'request.invalid'],
    [{ name: 'x'.repeat(101) }, 400, 'request.invalid'],
    [{ rights: 'administer' }, 400, 'request.invalid'],
    [{ zone: '../x' }, 400, 'request.invalid'],
    [{ zone: 'nowhere' }, 404, 'zone.not_found'],
    [{ endsAt: 1 }, 422, 'api_key.ends_in_past']
  ])('is not made of %j', async (input, status, code) => {
    const site = await open()
    const answer = await site.ask('POST /api/me/api-keys', { cookies: site.cookies, body: { name: 'rig', ...input } })
    expect([answer.status, answer.json.code]).toEqual([status, code])
    expect(await site.list()).toEqual([])
    expect((await site.registry.list({ kind: 'api-key' }, { limit: 10 })).items).toEqual([])
  })

  it('is one of at most twenty, and the next leaves nothing behind', async () => {
    const site = await open()
    for (let n = 0; n < 20; n++) await site.make({})
    const answer = await site.ask('POST /api/me/api-keys', { cookies: site.cookies, body: { name: 'one more' } })
    expect([answer.status, answer.json.code]).toEqual([422, 'api_key.too_many'])
    expect((await site.registry.list({ kind: 'api-key' }, { limit: 100 })).items).toHaveLength(20)
  })

  it('of before keys had names still works, is shown, and is revoked like any other', async () => {
    const site = await open()
    const key = `kachery_${'5e'.repeat(32)}`
    know('API key', key)
    const of = createHash('sha256').update(key).digest('hex')
    const account = { kind: 'account', id: 'id-of-ann' } as const
    const entry = await site.registry.get(account)
    const { apiKeys: _, ...before } = entry?.value ?? {}
    await site.registry.create({ kind: 'api-key', id: of }, { accountId: 'id-of-ann' }, { owner: 'id-of-ann' })
    await site.registry.replace(account, { ...before, apiKey: { hash: of, createdAt: 7 } }, entry?.version ?? 0)
    site.pass(60_001)
    const { made } = await site.make({ name: 'new' })
    expect((await site.calls.upload(key, 'lab')).status).toBe(200)
    expect(await site.list()).toMatchObject([
      { id: made.id, name: 'new' },
      { id: 'first', name: 'API key', zone: null, rights: 'upload-and-download', endsAt: null, createdAt: 7 }
    ])
    await site.revoke('first')
    expect((await site.calls.upload(key, 'lab')).status).toBe(401)
    expect(await site.list()).toMatchObject([{ name: 'new' }])
  })

  it('that ended is refused with the day, and stays in the list until it is revoked', async () => {
    const site = await open()
    const { key } = await site.make({ endsAt: site.clock.now + 1_000 })
    expect((await site.calls.download(key, 'lab')).status).toBe(200)
    site.pass(1_000)
    const answer = await site.calls.download(key, 'lab')
    expect([answer.status, answer.headers['x-error-code']]).toEqual([401, 'auth.api_key_ended'])
    expect(answer.text).toContain('The API key "rig 2" ended on 2026-01-01.')
    expect(await site.list()).toMatchObject([{ name: 'rig 2' }])
  })

  it.each([
    [
      'that was revoked',
      async (site: Awaited<ReturnType<typeof open>>) => void (await site.revoke((await only(site)).id))
    ],
    [
      'whose user’s login was freed',
      (site: Awaited<ReturnType<typeof open>>) => releaseLogin(site.gateway, UserLabel.parse('ann'), facts)
    ]
  ])('%s is refused within 60 s, in other processes too', async (_, end) => {
    const site = await open()
    const { key } = await site.make({})
    expect((await site.calls.download(key, 'lab')).status).toBe(200)
    const { accounts, apiKeys } = site.gateway.caches
    const of = createHash('sha256').update(key).digest('hex')
    const before = { account: accounts.peek('id-of-ann'), holder: apiKeys.peek(of) }
    await end(site)
    // Another process has what it had.
    if (before.account !== undefined) accounts.set('id-of-ann', before.account)
    if (before.holder !== undefined) apiKeys.set(of, before.holder)
    site.pass(60_001)
    expect((await site.calls.download(key, 'lab')).headers['x-error-code']).toBe('auth.bad_api_key')
  })

  it('has a last use, written once an hour, which no request waits for', async () => {
    const site = await open()
    const { key } = await site.make({})
    const replace = site.registry.replace.bind(site.registry)
    let writes = 0
    let hangs = true
    site.registry.replace = (...write) => {
      if (write[0].kind !== 'api-key') return replace(...write)
      writes++
      return hangs ? new Promise(() => {}) : replace(...write)
    }
    expect((await site.calls.download(key, 'lab')).status).toBe(200)
    expect((await site.calls.download(key, 'lab')).status).toBe(200)
    expect(writes).toBe(1)
    expect(await site.list()).toMatchObject([{ usedAt: null }])
    // What was lost is made up for within a minute.
    hangs = false
    site.pass(60_001)
    await site.calls.download(key, 'lab')
    const usedAt = site.clock.now
    expect(await site.list()).toMatchObject([{ usedAt }])
    for (let n = 0; n < 30; n++) {
      site.pass(100_000)
      await site.calls.download(key, 'lab')
    }
    expect([writes, await site.list()]).toMatchObject([2, [{ usedAt }]])
    site.pass(3600_000)
    await site.calls.download(key, 'lab')
    expect(await site.list()).toMatchObject([{ usedAt: site.clock.now }])
  })
})

async function only(site: Awaited<ReturnType<typeof open>>): Promise<{ id: string }> {
  const [one] = (await site.list()) as { id: string }[]
  return one ?? { id: 'none' }
}

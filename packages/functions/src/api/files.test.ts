/** The API of files: who has them, who may read them, lists, teams; and that nothing tells of a file that one may not read. */
import { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { runJob } from '@kachery-gateway/core/jobs/run-job.ts'
import { describe, expect, it } from 'vitest'
import { finalizeUpload, findFile, initiateUpload } from '../../../core/testing/operations.ts'
import { facts, hashOf, user, zoneName } from '../../../core/testing/test-gateway.ts'
import { keyOf } from '../../../core/testing/upload-fixture.ts'
import { testSite } from '../../testing/test-site.ts'

const missing = ContentHash.parse('e'.repeat(40))
const zone = zoneName('default')
const admin = '{ userId: adam, admin: true }'

async function openSite() {
  const site = testSite({}, { readers: true })
  await site.settings('default', `allowPublicUpload: true\nauthorizedUsers: [${admin}]`)
  const cookies = new Map<string, string>()
  const ask = async (login: string, request: string, body?: unknown) => {
    const cookie = cookies.get(login) ?? (await site.signIn(login))
    cookies.set(login, cookie)
    return site.ask(request, { cookies: [cookie], ...(body === undefined ? {} : { body }) })
  }
  const store = async (login: string, text: string) => {
    const bytes = Buffer.from(text)
    const hash = hashOf(bytes)
    const input = { zone, hash, size: bytes.length }
    const objectKey = keyOf(await initiateUpload(site.gateway, user(login), input))
    await site.buckets.default.put(objectKey, bytes)
    await finalizeUpload(site.gateway, user(login), { ...input, objectKey }, facts)
    site.pass(1)
    return hash
  }
  const finds = async (login: string, hash: ContentHash) =>
    (await findFile(site.gateway, user(login), { zone, hash })).found
  return { ...site, ask, store, finds }
}

const hashes = ({ json }: { json: Record<string, unknown> }) =>
  Array.isArray(json.items) ? json.items.map(({ hash }) => hash) : json

describe('one’s own files', () => {
  it('are listed, the newest first, page by page, with one question for the page and one for each file', async () => {
    const site = await openSite()
    const stored = [await site.store('ann', '1'), await site.store('ann', '2'), await site.store('ann', '3')]
    await site.store('bob', 'not hers')
    const first = await site.ask('ann', 'GET /api/files?limit=2')
    expect(hashes(first)).toEqual([stored[2], stored[1]])
    const rest = await site.ask('ann', `GET /api/files?limit=2&after=${first.json.next}`)
    expect(hashes(rest)).toEqual([stored[0]])
    expect(rest.json.next).toBeNull()
    site.forget()
    await site.ask('ann', 'GET /api/files?limit=2')
    const calls = site.registry.calls.filter(({ key }) => key.kind.startsWith('registration'))
    expect(calls.map(({ method, key }) => `${method} ${key.kind}`)).toEqual([
      'listByOwner registration-line',
      'get registration',
      'get registration'
    ])
  })

  it('say how often they were downloaded and how much they are, once a job has counted', async () => {
    const site = await openSite()
    const hash = await site.store('ann', '12345')
    const lists = async () =>
      Promise.all([
        site.ask('ann', 'GET /api/files'),
        site.ask('adam', 'GET /api/zones/default/files'),
        site.ask('adam', `GET /api/zones/default/files?search=${hash}`)
      ])
    for (const { json } of await lists()) expect(json.items).toMatchObject([{ downloads: 0 }])
    const found = { type: 'findFile', found: true, size: 5 }
    const request = { payload: { type: 'findFile', hashAlg: 'sha1', hash, zone } }
    const item = { request, response: found, requestTimestamp: site.clock.now, requestHeaders: {}, zone }
    const archive = 'logs/log-2026-01-01T12:00:00.000Z.json'
    await site.buckets.default.put(archive, Buffer.from(JSON.stringify([item, item])))
    await runJob(site.gateway, 'sweep', { timeLeft: () => 600_000, zone })
    for (const { json } of await lists()) expect(json.items).toMatchObject([{ downloads: 2 }])
    expect((await site.ask('ann', `GET /api/zones/default/files/${hash}`)).json).toMatchObject({
      registrations: [{ downloads: 2 }]
    })
    expect((await site.ask('ann', 'GET /api/files/stored')).json).toEqual({ zones: [{ zone, files: 1, bytes: 5 }] })
    expect((await site.ask('bob', 'GET /api/files/stored')).json).toEqual({ zones: [] })
    expect((await site.ask('adam', 'GET /api/zones/default/stored')).json).toMatchObject({
      byAccount: { accounts: [{ owner: 'ann', files: 1, bytes: 5 }] }
    })
  })

  it('are found by their hash in any form', async () => {
    const site = await openSite()
    const hash = await site.store('ann', '1')
    await site.store('ann', '2')
    for (const search of [hash, hash.slice(0, 6), `sha1://${hash}?label=x`, `kachery:default:sha1:${hash}:x`]) {
      expect(hashes(await site.ask('ann', `GET /api/files?search=${encodeURIComponent(search)}`))).toEqual([hash])
    }
  })

  it('say who may read them, by themselves and many at once', async () => {
    const site = await openSite()
    const [a, b] = [await site.store('ann', '1'), await site.store('ann', '2')]
    const changed = await site.ask('ann', `PATCH /api/zones/default/files/${a}`, { visibility: 'private' })
    expect(changed.json).toMatchObject({ hash: a, visibility: 'private', until: null, owner: 'ann' })
    expect([await site.finds('bob', a), await site.finds('bob', b), await site.finds('ann', a)]).toEqual([
      false,
      true,
      true
    ])
    const many = [a, b, missing].map(hash => ({ zone, hash }))
    const { json } = await site.ask('ann', 'POST /api/files/visibility', { files: many, visibility: 'private' })
    expect(json.results).toMatchObject([{ code: null }, { code: null }, { code: 'file.not_yours' }])
    expect(await site.finds('bob', b)).toBe(false)
  })

  it('become public at the minute that is said, and private again when that is taken back', async () => {
    const site = await openSite()
    const hash = await site.store('ann', '1')
    const until = site.clock.now + 3_600_000
    const patch = (body: object) => site.ask('ann', `PATCH /api/zones/default/files/${hash}`, body)
    await patch({ visibility: 'private', until })
    expect(await site.finds('bob', hash)).toBe(false)
    site.pass(3_600_000)
    expect(await site.finds('bob', hash)).toBe(true)
    await patch({ visibility: 'private' })
    expect(await site.finds('bob', hash)).toBe(false)
  })

  it('have a name, by which their owners and the zone’s administrators find them', async () => {
    const site = await openSite()
    const hash = await site.store('ann', '1')
    await site.store('bob', '2')
    const search = async (text: string) => hashes(await site.ask('adam', `GET /api/zones/default/files?search=${text}`))
    await site.ask('ann', `PATCH /api/zones/default/files/${hash}`, { name: 'Rat 3, day 2.nwb' })
    expect(await search('rat%203')).toEqual([hash])
    await site.ask('ann', `PATCH /api/zones/default/files/${hash}`, { name: 'mouse.nwb' })
    expect(await search('rat')).toEqual([])
    expect(await search('MOUSE')).toEqual([hash])
    const own = async (login: string, text: string) => hashes(await site.ask(login, `GET /api/files?search=${text}`))
    expect([await own('ann', 'MOUSE.n'), await own('ann', 'rat'), await own('bob', 'mouse')]).toEqual([[hash], [], []])
    await site.ask('ann', `DELETE /api/zones/default/files/${hash}`)
    expect(await search('mouse')).toEqual([])
  })

  it('are given up, and their content goes with the last', async () => {
    const site = await openSite()
    const hash = await site.store('ann', '1')
    expect((await site.ask('ann', `DELETE /api/zones/default/files/${hash}`)).status).toBe(204)
    expect(hashes(await site.ask('ann', 'GET /api/files'))).toEqual([])
    expect(await site.finds('ann', hash)).toBe(false)
    expect([...site.buckets.default.objects.keys()].filter(key => key.includes(hash))).toEqual([
      expect.stringMatching(/^trash\//)
    ])
  })
})

describe('a zone’s files', () => {
  it('are listed for its administrators, without a scan', async () => {
    const site = await openSite()
    const [a, b] = [await site.store('ann', '1'), await site.store('bob', '2')]
    await site.ask('ann', `PATCH /api/zones/default/files/${a}`, { visibility: 'private' })
    site.forget()
    const { json } = await site.ask('adam', 'GET /api/zones/default/files')
    expect(json.items).toMatchObject([
      { hash: b, owner: 'bob', visibility: 'zone' },
      { hash: a, owner: 'ann', visibility: 'private' }
    ])
    const calls = site.registry.calls.filter(({ key }) => key.kind.startsWith('registration'))
    expect(calls.map(({ method }) => method)).toEqual(['list', 'get', 'get'])
    site.forget()
    expect(hashes(await site.ask('adam', `GET /api/zones/default/files?search=${a}`))).toEqual([a])
    expect(site.registry.calls.filter(({ key }) => key.kind.startsWith('registration'))).toHaveLength(1)
    expect((await site.ask('ann', 'GET /api/zones/default/files')).status).toBe(403)
  })
})

describe('of a file that one may not read, nothing tells', () => {
  it.each([
    ['GET', undefined],
    ['PATCH', { visibility: 'public' }],
    ['DELETE', undefined]
  ])('by %s', async (method, body) => {
    const site = await openSite()
    const hash = await site.store('ann', '1')
    await site.ask('ann', `PATCH /api/zones/default/files/${hash}`, { visibility: 'private', name: 'x' })
    const answers = await Promise.all(
      [hash, missing].map(async of => {
        const { status, headers, text } = await site.ask('bob', `${method} /api/zones/default/files/${of}`, body)
        return { status, headers, text: text.replaceAll(of, '#') }
      })
    )
    expect(answers[0]?.status).toBe(404)
    expect(answers[0]).toEqual(answers[1])
    expect(await site.finds('bob', hash)).toBe(false)
    expect(await site.finds('ann', hash)).toBe(true)
  })

  it('while whoever may read it sees those registrations that say so', async () => {
    const site = await openSite()
    const hash = await site.store('ann', '1')
    await site.store('bob', '1').catch(() => {})
    const shown = async (login: string) =>
      (await site.ask(login, `GET /api/zones/default/files/${hash}`)).json.registrations
    await site.ask('ann', `PATCH /api/zones/default/files/${hash}`, { visibility: 'private' })
    expect(await shown('ann')).toMatchObject(expect.arrayContaining([expect.objectContaining({ owner: 'ann' })]))
    expect(await shown('carol')).not.toMatchObject(expect.arrayContaining([expect.objectContaining({ owner: 'ann' })]))
    expect(await shown('adam')).toHaveLength(2)
  })
})

describe('teams and the default', () => {
  const settings = { defaultVisibility: 'team spikes', teams: [{ name: 'spikes', members: ['bob'] }], version: null }

  it('are saved over what was read, and refused over what was not', async () => {
    const site = await openSite()
    const saved = await site.ask('adam', 'PUT /api/zones/default/file-settings', settings)
    expect(saved.json).toMatchObject({ readers: true, defaultVisibility: 'team spikes', version: expect.any(Number) })
    const again = await site.ask('adam', 'PUT /api/zones/default/file-settings', settings)
    expect(again.json).toMatchObject({ status: 409, code: 'record.changed_meanwhile' })
    const hash = await site.store('ann', '1')
    expect([await site.finds('bob', hash), await site.finds('carol', hash)]).toEqual([true, false])
    const unknown = await site.ask('adam', 'PUT /api/zones/default/file-settings', { ...settings, teams: [] })
    expect(unknown.json.code).toBe('file.unknown_team')
    const patched = await site.ask('ann', `PATCH /api/zones/default/files/${hash}`, { visibility: 'team others' })
    expect(patched.json).toMatchObject({ status: 422, code: 'file.unknown_team' })
  })

  it('have their defaults where somebody leaves them out', async () => {
    const site = await openSite()
    const saved = await site.ask('adam', 'PUT /api/zones/default/file-settings', { version: null })
    expect(saved.json).toMatchObject({ defaultVisibility: 'zone', sharing: 'owners', teams: [] })
  })

  it('give readers to the files of a zone that had none', async () => {
    const site = testSite()
    const record = { zone: 'zoe.lab', ownerId: 'zoe', bucketName: 'default', directory: 'zones/zoe.lab' }
    await site.registry.create({ kind: 'zone', id: 'zoe.lab' }, record, { owner: 'zoe' })
    const cookies = [await site.signIn('zoe')]
    const ask = (request: string, body?: unknown) =>
      site.ask(request, { cookies, ...(body === undefined ? {} : { body }) })
    expect((await ask('GET /api/zones/zoe.lab/file-settings')).json).toMatchObject({ readers: false })
    expect((await ask('PUT /api/zones/zoe.lab/file-settings', settings)).json).toMatchObject({ readers: true })
    expect((await ask('GET /api/zones/zoe.lab/file-settings')).json).toMatchObject({
      readers: true,
      teams: settings.teams
    })
    const root = [await site.signIn('root')]
    const scratch = await site.ask('PATCH /api/zones/zoe.lab', {
      cookies: root,
      body: { scratch: {}, confirm: 'zoe.lab' }
    })
    expect(scratch.json).toMatchObject({ status: 409, code: 'zone.scratch_without_readers' })
    const configured = await site.ask('PUT /api/zones/default/file-settings', { cookies: root, body: settings })
    expect(configured.json.code).toBe('zone.configured')
    // Its new name brings its teams along.
    expect((await ask('POST /api/zones/zoe.lab/name', { zone: 'zoe.rats' })).status).toBe(200)
    expect((await ask('GET /api/zones/zoe.rats/file-settings')).json).toMatchObject({
      readers: true,
      teams: settings.teams
    })
  })
})

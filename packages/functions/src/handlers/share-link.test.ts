/** Links that end: who makes them, what they give, and that they give nothing else. */
import { createHash } from 'node:crypto'
import { makeCaches } from '@kachery-gateway/core/caches.ts'
import { ShareToken } from '@kachery-gateway/core/model/share-link.ts'
import { changeRegistration } from '@kachery-gateway/core/registrations/change-registration.ts'
import { Digests, noteDigests } from '@kachery-gateway/core/registrations/content-digests.ts'
import { readByLink } from '@kachery-gateway/core/share-links/use-share-link.ts'
import { eventOf } from '@kachery-gateway/core/usage/counted-event.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { describe, expect, it } from 'vitest'
import { finalizeUpload, findFile, initiateUpload } from '../../../core/testing/operations.ts'
import { facts, hashOf, user, zoneName } from '../../../core/testing/test-gateway.ts'
import { keyOf } from '../../../core/testing/upload-fixture.ts'
import { testSite } from '../../testing/test-site.ts'

const zone = zoneName('default')
const hour = 3600_000
const missing = 'e'.repeat(40)
const unknown = `link_${'0'.repeat(32)}`
const settingsKey = { kind: 'file-settings', zone, id: 'fileSettings' } as const

async function opened({ sharing = 'owners' } = {}) {
  const site = testSite({}, { readers: true })
  await site.settings(
    'default',
    'allowPublicUpload: true\nallowPublicDownload: false\nauthorizedUsers: [{ userId: adam, admin: true }, { userId: reader, download: true }]'
  )
  await site.registry.create(settingsKey, { defaultVisibility: 'zone', sharing, teams: [] })
  const store = async (text: string, name?: string) => {
    const bytes = Buffer.from(text)
    const input = { zone, hash: hashOf(bytes), size: bytes.length }
    const objectKey = keyOf(await initiateUpload(site.gateway, user('ann'), input))
    await site.buckets.default.put(objectKey, bytes)
    await finalizeUpload(site.gateway, user('ann'), { ...input, objectKey }, facts)
    if (name !== undefined) {
      const at = { zone: await resolveZone(site.gateway, zone) }
      await changeRegistration(site.gateway, at, user('ann').user, input.hash, { name }, facts)
    }
    return input.hash
  }
  const hash = await store('bytes', 'rat.nwb')
  const cookies = new Map<string, string>()
  const as = async (login: string, request: string, body?: unknown) => {
    const cookie = cookies.get(login) ?? (await site.signIn(login))
    cookies.set(login, cookie)
    return site.ask(request, { cookies: [cookie], ...(body === undefined ? {} : { body }) })
  }
  const make = async (given: object = {}, login = 'ann') => {
    const body = { hashes: [hash], endsAt: site.clock.now + 24 * hour, ...given }
    return as(login, 'POST /api/zones/default/share-links', body)
  }
  /** The token of a link and its id. */
  const linked = async (given: object = {}, login = 'ann') => {
    const { status, json } = await make(given, login)
    expect([status, json.code]).toEqual([200, undefined])
    const [, token = ''] = /\/s\/(link_[0-9a-f]{32})$/.exec(String(json.url)) ?? []
    return { token, id: String(Reflect.get(Object(json.made), 'id')) }
  }
  const read = (token: string, headers: Record<string, string> = {}, rest = '') =>
    site.ask(`GET /s/${token}${rest}`, { headers })
  const told = async (token: string, rest = '') => {
    const { status, headers, text } = await read(token, {}, rest)
    return { status, headers, text }
  }
  const lines = () =>
    site.ephemeral.logItems.map(({ item }) => item).filter(item => JSON.stringify(item).includes('"shareLink"'))
  return { ...site, hash, store, as, make, linked, read, told, lines }
}

const range = { range: 'bytes=0-1' }

describe('a link', () => {
  it('leads a program to the file, whoever runs it, and a browser to the page', async () => {
    const site = await opened()
    const { token } = await site.linked()
    for (const rest of ['', '/any-name.nwb', `?sha1=${site.hash}`]) {
      const answer = await site.read(token, {}, rest)
      expect([answer.status, answer.headers.location]).toEqual([302, expect.stringContaining('method=GET')])
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'access-control-allow-origin': '*'
      })
    }
    const page = await site.read(token, { accept: 'text/html,*/*' })
    expect([page.status, page.headers.location]).toEqual([302, `/shared#${token}`])
    // Its download is one file, told by its hash.
    const download = await site.read(token, { accept: 'text/html,*/*' }, `/rat.nwb?sha1=${site.hash}`)
    expect(download.headers.location).toContain('method=GET')
  })

  it('has its token in a header where CloudFront took it out of the path', async () => {
    const site = await opened()
    const { token } = await site.linked()
    expect((await site.read('-', { 'x-share-token': token })).status).toBe(302)
    expect((await site.read('-', {})).json.code).toBe('share.not_found')
  })

  it('gives the files that it was made for by hash and by name, and no other file of the zone', async () => {
    const site = await opened()
    const other = await site.store('other', 'mouse.nwb')
    const secret = await site.store('secret', 'secret.nwb')
    const { token } = await site.linked({ hashes: [site.hash, other] })
    const unnamed = await site.read(token)
    expect([unnamed.status, unnamed.headers['x-error-code']]).toEqual([422, 'share.several_files'])
    for (const rest of ['/rat.nwb', '/mouse.nwb', `?sha1=${other}`, `/x?sha1=${site.hash}`])
      expect((await site.read(token, {}, rest)).headers.location).toContain('memory:')
    site.forget()
    for (const rest of ['/secret.nwb', `?sha1=${secret}`, `?sha1=${missing}`, '?sha1=xyz'])
      expect(await site.told(token, rest)).toEqual(await site.told(unknown))
    expect(site.touched().objects).toEqual([])
    const { json } = await site.ask('POST /api/shared-files', { body: { token } })
    expect(json).toMatchObject({
      zone: 'default',
      by: 'ann',
      endsAt: expect.any(Number),
      files: [
        { hash: site.hash, size: 5, name: 'rat.nwb' },
        { hash: other, size: 5, name: 'mouse.nwb' }
      ]
    })
    expect(JSON.stringify(json)).not.toContain('note')
  })

  it('is asked for by pages of any origin, which learn nothing by that', async () => {
    const site = await opened()
    const { token } = await site.linked()
    site.forget()
    const answers = await Promise.all(
      [token, unknown].map(one => site.ask(`OPTIONS /s/${one}`, { headers: { origin: 'https://any.example' } }))
    )
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': expect.stringContaining('range')
    })
    expect(site.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })

  it('is kept as a hash, and told once', async () => {
    const site = await opened()
    const { token } = await site.linked()
    await site.read(token)
    const kept = JSON.stringify([
      await site.registry.list({ kind: 'share-link', zone }, { limit: 9 }),
      await site.registry.list({ kind: 'share-token' }, { limit: 9 }),
      site.ephemeral.logItems,
      site.lines
    ])
    expect(kept).not.toContain(token.slice('link_'.length))
    expect((await site.as('ann', 'GET /api/share-links')).text).not.toContain(token)
  })
})

describe('a link that gives nothing any more is answered as one that never was', () => {
  type Opened = Awaited<ReturnType<typeof opened>>
  const change = (site: Opened, login: string, of: object) =>
    resolveZone(site.gateway, zone).then(at =>
      changeRegistration(site.gateway, { zone: at }, user(login).user, site.hash, of, facts)
    )
  const ends: Record<
    string,
    {
      made?: object
      login?: string
      sharing?: string
      end(site: Opened, link: { token: string; id: string }): Promise<unknown>
    }
  > = {
    ended: { end: async site => site.pass(24 * hour) },
    'used up': { made: { count: 1 }, end: (site, { token }) => site.read(token) },
    revoked: { end: (site, { id }) => site.as('ann', `DELETE /api/zones/default/share-links/${id}`) },
    'revoked by an administrator': {
      end: (site, { id }) => site.as('adam', `DELETE /api/zones/default/share-links/${id}`)
    },
    'whose maker gave the file up': { end: site => site.as('ann', `DELETE /api/zones/default/files/${site.hash}`) },
    'whose maker may read it no more': {
      login: 'reader',
      sharing: 'readers',
      end: site => change(site, 'ann', { visibility: 'private' })
    },
    'whose maker may download in the zone no more': {
      login: 'reader',
      sharing: 'readers',
      end: async site => {
        await site.settings('default', 'allowPublicUpload: true\nallowPublicDownload: false\nauthorizedUsers: []')
      }
    },
    'of a zone whose settings nobody can read': {
      login: 'reader',
      sharing: 'readers',
      end: site => site.settings('default', 'allowPublicUpload: perhaps')
    },
    'whose maker is blocked': {
      end: async site => {
        await change(site, 'ann', { visibility: 'public' })
        await site.as('root', 'POST /api/blocked-logins', { login: 'ann' })
      }
    },
    'of a zone where owners share no more': {
      end: async site => {
        await site.registry.replace(settingsKey, { sharing: 'administrators' }, 1)
        site.gateway.caches.fileSettings.delete('default')
      }
    },
    'of an earlier zone of that name': {
      end: async site => {
        const config = site.gateway.configuredZones.get(zone)
        if (config) Reflect.set(config, 'files', { since: site.clock.now + 1 })
        site.gateway.caches.zones.delete('default')
      }
    }
  }

  it.each(Object.entries(ends))('one that is %s', async (_, { made, login, sharing, end }) => {
    const site = await opened(sharing === undefined ? {} : { sharing })
    const link = await site.linked(made, login)
    expect((await site.ask('POST /api/shared-files', { body: { token: link.token } })).status).toBe(200)
    await end(site, link)
    const signed = site.lines().length
    const [there, not] = [await site.told(link.token), await site.told(unknown)]
    expect(there.status).toBe(404)
    expect(there).toEqual(not)
    expect(site.lines()).toHaveLength(signed)
    expect(await site.told('xyz')).toEqual(not)
  })

  it.each(Object.entries(ends).filter(([name]) => name !== 'used up'))(
    'also its page, HEAD and ranges of one that is %s',
    async (_, { made, login, sharing, end }) => {
      const site = await opened(sharing === undefined ? {} : { sharing })
      const link = await site.linked(made, login)
      expect((await site.read(link.token, range)).status).toBe(302)
      await end(site, link)
      expect((await site.read(link.token, range)).status).toBe(404)
      const page = await site.ask('POST /api/shared-files', { body: { token: link.token } })
      expect(page.json).toMatchObject({ status: 404, code: 'share.not_found' })
      await expect(readByLink(site.gateway, ShareToken.parse(link.token), {}, 'head', facts)).rejects.toMatchObject({
        code: 'share.not_found'
      })
    }
  )

  it('within 60 s in a process that saw it before', async () => {
    const site = await opened()
    const { token, id } = await site.linked()
    const other = { ...site.gateway, caches: makeCaches(site.gateway.now) }
    const readThere = () => readByLink(other, ShareToken.parse(token), {}, 'range', facts)
    await readThere()
    await site.as('ann', `DELETE /api/zones/default/share-links/${id}`)
    site.pass(60_000)
    await expect(readThere()).rejects.toMatchObject({ code: 'share.not_found' })
  })
})

describe('uses of a link', () => {
  it('are never more than it counts, however many come at once', async () => {
    const site = await opened()
    const { token } = await site.linked({ count: 7 })
    const other = { ...site.gateway, caches: makeCaches(site.gateway.now) }
    const reads = Array.from({ length: 40 }, (_, n) =>
      readByLink(n % 2 ? site.gateway : other, ShareToken.parse(token), {}, 'whole', facts).then(
        () => 'read',
        error => error.code
      )
    )
    const results = await Promise.all(reads)
    expect(results.filter(result => result === 'read')).toHaveLength(7)
    expect(new Set(results)).toEqual(new Set(['read', 'share.not_found']))
    expect(site.lines().filter(({ response }) => JSON.stringify(response).includes('findFile'))).toHaveLength(7)
  })

  it('are lost by who comes too late as by who has no link, and nothing more is told to them later', async () => {
    const site = await opened()
    const { token } = await site.linked({ count: 1 })
    const answers = await Promise.all(Array.from({ length: 12 }, () => site.told(token)))
    const losers = answers.filter(({ status }) => status !== 302)
    expect(losers).toEqual(Array.from({ length: 11 }, () => losers[0]))
    expect(losers[0]).toEqual(await site.told(unknown))
    // Only while the race was on did they ask more than of a token that nobody has.
    const questions = []
    for (const asked of [token, unknown]) {
      site.forget()
      await site.told(asked)
      questions.push(site.touched())
    }
    expect(questions[0]).toEqual(questions[1])
  })

  it('are one where ranges of a file are read within an hour, in the activity and in the usage', async () => {
    const site = await opened()
    const { token, id } = await site.linked({ count: 1 })
    for (let n = 0; n < 1_000; n++) {
      expect((await site.read(token, { range: `bytes=${n}-${n}` })).status).toBe(302)
      site.pass(3_599)
    }
    const uses = site.lines().filter(item => eventOf(item, 'default', false) !== undefined)
    expect(uses).toMatchObject([
      { request: { payload: { type: 'findFile', hash: site.hash, shareLink: id } }, response: { found: true, size: 5 } }
    ])
    expect(eventOf(uses[0], 'default', false)).toMatchObject({ kind: 'downloaded', size: 5, client: 'unknown' })
    site.pass(4_000)
    expect((await site.read(token, range)).status).toBe(404)
  })

  it('ask the registry for nothing while ranges are read within a minute', async () => {
    const site = await opened()
    const { token } = await site.linked()
    await site.read(token, range)
    site.forget()
    for (let n = 0; n < 20; n++) await site.read(token, range)
    expect(site.touched()).toEqual({ objects: expect.any(Array), registry: [], ephemeral: [] })
    expect(site.touched().objects.filter(call => !call.startsWith('presign'))).toEqual([])
  })

  it('go on within the hour when the last was used, for who resumes', async () => {
    const site = await opened()
    const { token } = await site.linked({ count: 1 })
    expect((await site.read(token)).status).toBe(302)
    expect((await site.read(token, range)).status).toBe(302)
    expect((await site.read(token)).status).toBe(404)
  })

  it('are not HEAD, the page, or what was refused', async () => {
    const site = await opened()
    const { token } = await site.linked({ count: 1 })
    await readByLink(site.gateway, ShareToken.parse(token), {}, 'head', facts)
    await site.ask('POST /api/shared-files', { body: { token } })
    await site.read(token, { accept: 'text/html' })
    await site.read(token, {}, `?sha1=${missing}`)
    expect((await site.as('ann', 'GET /api/share-links')).json.items).toMatchObject([{ used: 0, usedAt: null }])
    expect(site.lines()).toHaveLength(1)
    expect((await site.read(token)).status).toBe(302)
  })

  it('are told to its maker and to the zone’s administrators', async () => {
    const site = await opened()
    const { token, id } = await site.linked({ count: 3, note: 'for reviewer 2' })
    site.pass(1_000)
    await site.read(token)
    const listed = {
      ...{ id, zone: 'default', by: 'ann', count: 3, used: 1, usedAt: site.clock.now, note: 'for reviewer 2' },
      ...{ state: 'open', files: [{ hash: site.hash, size: 5, name: 'rat.nwb' }] }
    }
    expect((await site.as('ann', 'GET /api/share-links')).json.items).toMatchObject([listed])
    expect((await site.as('adam', 'GET /api/zones/default/share-links')).json.items).toMatchObject([listed])
    expect((await site.as('reader', 'GET /api/share-links')).json.items).toEqual([])
    expect((await site.as('reader', 'GET /api/zones/default/share-links')).status).toBe(403)
    const { items } = (await site.as('adam', 'GET /api/zones/default/activity')).json
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'findFile', about: id, login: null, hash: site.hash }),
        expect.objectContaining({ type: 'makeShareLink', about: id, login: 'ann', label: 'for reviewer 2' })
      ])
    )
  })
})

describe('making and revoking a link', () => {
  const refusedWith = async (site: Awaited<ReturnType<typeof opened>>, given: object, login = 'ann') => {
    await site.as(login, 'GET /api/me')
    site.forget()
    const { status, json } = await site.make(given, login)
    expect(site.touched().registry.filter(call => ['create', 'replace', 'remove'].includes(call))).toEqual([])
    return [status, json.code]
  }

  it('needs the right to read, and tells nothing where that lacks', async () => {
    const site = await opened()
    const { hash } = site
    for (const hashes of [[hash], [missing]])
      expect(await refusedWith(site, { hashes }, 'stranger')).toEqual([403, 'access.not_permitted'])
    expect(await refusedWith(site, { hashes: [missing] }, 'reader')).toEqual([404, 'file.not_found'])
    expect(await refusedWith(site, { hashes: [hash, missing] }, 'adam')).toEqual([404, 'file.not_found'])
  })

  it('takes a SHA-256, too, and a file that is named twice is one', async () => {
    const site = await opened()
    const { hash } = site
    const sha256 = createHash('sha256').update('bytes').digest('hex')
    const by = { hashes: [sha256, hash] }
    // Nobody has told the zone that it is this file's.
    expect(await refusedWith(site, by, 'adam')).toEqual([404, 'file.not_found'])
    const place = await resolveZone(site.gateway, zone)
    await noteDigests(site.gateway, place, Digests.parse({ sha1: hash, sha256 }))
    const { token } = await site.linked(by)
    expect((await site.read(token)).status).toBe(302)
    expect((await site.as('ann', 'GET /api/share-links')).json.items).toMatchObject([{ files: [{ hash, size: 5 }] }])
    // Who may not read, or not share it, is told no more than by its SHA-1.
    expect(await refusedWith(site, by, 'stranger')).toEqual([403, 'access.not_permitted'])
    expect(await refusedWith(site, by, 'reader')).toEqual([403, 'share.not_allowed'])
  })

  it('needs the right to share, as the zone says', async () => {
    const owners = await opened()
    expect(await refusedWith(owners, {}, 'reader')).toEqual([403, 'share.not_allowed'])
    await owners.linked({}, 'adam')
    const readers = await opened({ sharing: 'readers' })
    await readers.linked({}, 'reader')
    const administrators = await opened({ sharing: 'administrators' })
    expect(await refusedWith(administrators, {})).toEqual([403, 'share.not_allowed'])
    await administrators.linked({}, 'adam')
  })

  it('needs an end within a year, and has bounds', async () => {
    const site = await opened()
    const { now } = site.clock
    expect(await refusedWith(site, { endsAt: now })).toEqual([422, 'share.bad_end'])
    expect(await refusedWith(site, { endsAt: now + 367 * 24 * hour })).toEqual([422, 'share.bad_end'])
    for (const given of [{ endsAt: undefined }, { count: 0 }, { hashes: [] }, { hashes: Array(101).fill(missing) }])
      expect(await refusedWith(site, given)).toEqual([400, 'request.invalid'])
  })

  it('is not offered where files have no readers', async () => {
    const site = await opened()
    const body = { hashes: [site.hash], endsAt: site.clock.now + hour }
    const plain = testSite()
    const cookies = [await plain.signIn('ann')]
    const answer = await plain.ask('POST /api/zones/default/share-links', { cookies, body })
    expect(answer.json.code).toBe('file.not_found')
  })

  it('costs zones without readers nothing: the registry is asked for no reader, setting or link', async () => {
    const site = testSite()
    await site.settings('default', 'allowPublicUpload: true\nauthorizedUsers: []')
    const bytes = Buffer.from('bytes')
    const input = { zone, hash: hashOf(bytes), size: bytes.length }
    const objectKey = keyOf(await initiateUpload(site.gateway, user('ann'), input))
    await site.buckets.default.put(objectKey, bytes)
    await finalizeUpload(site.gateway, user('ann'), { ...input, objectKey }, facts)
    site.forget()
    for (let n = 0; n < 3; n++) expect((await findFile(site.gateway, user('bob'), input)).found).toBe(true)
    // From memory, and before that beside the bucket: whether an upload is being verified, and who is blocked.
    const kinds = site.registry.calls.map(({ method, key }) => `${method} ${key.kind}`)
    expect(kinds.filter(call => !/ (verification|blocked-logins|login|account)$/.test(call))).toEqual([])
    expect(kinds.length).toBeLessThanOrEqual(2)
  })

  it('is for its maker and administrators; for others no link is there', async () => {
    const site = await opened()
    const { token, id } = await site.linked()
    const [known, none] = [id, id.replace(/.$/, last => (last === '0' ? '1' : '0'))]
    for (const of of [known, none]) {
      const answer = await site.as('reader', `DELETE /api/zones/default/share-links/${of}`)
      expect(answer.json).toMatchObject({ status: 404, code: 'share.not_yours' })
    }
    expect((await site.read(token)).status).toBe(302)
    expect((await site.as('ann', `DELETE /api/zones/default/share-links/${id}`)).status).toBe(204)
    expect((await site.as('ann', 'GET /api/share-links')).json.items).toEqual([])
    expect((await site.read(token)).status).toBe(404)
  })

  it('has a bound of links for each account', { timeout: 30_000 }, async () => {
    const site = await opened()
    for (let n = 0; n < 200; n++) await site.linked()
    expect(await refusedWith(site, {})).toEqual([422, 'share.too_many'])
  })
})

import { createHash } from 'node:crypto'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { releaseLabel } from '@kachery-gateway/core/users/bindings.ts'
import { describe, expect, it } from 'vitest'
import { workToken } from '../../testing/second-wire.ts'
import { type Answered, testSite } from '../../testing/test-site.ts'

const content = Buffer.from('of the second generation')
const hash = createHash('sha1').update(content).digest('hex')
const ofFile = { hashAlg: 'sha1', hash, zoneName: 'lab' }

const token = workToken(hash)

async function open(yaml = 'allowPublicUpload: false\nauthorizedUsers: [{userId: ann, upload: true, download: true}]') {
  const site = testSite()
  await site.settings('lab', yaml)
  const session = await site.signIn('ann')
  const made = await site.ask('POST /api/me/api-keys', { cookies: [session], body: { name: 'rig' } })
  const apiKey = String(made.json.apiKey)
  const ask = (name: string, body: unknown, key?: string): Promise<Answered> =>
    site.ask(`POST /api/${name}`, { body, headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })
  const find = (key?: string, more: object = {}) =>
    ask('findFile', { type: 'findFileRequest', ...ofFile, ...more }, key)
  const initiate = (key?: string, more: object = {}) =>
    ask(
      'initiateFileUpload',
      {
        type: 'initiateFileUploadRequest',
        size: content.length,
        ...ofFile,
        workToken: token,
        allowPublicZones: true,
        ...more
      },
      key
    )
  const finalize = (objectKey: unknown, key?: string) =>
    ask('finalizeFileUpload', { type: 'finalizeFileUploadRequest', objectKey, size: content.length, ...ofFile }, key)
  return { ...site, session, apiKey, ask2: ask, find, initiate, finalize }
}

/** But for that of the key that was made. */
const items = (site: Awaited<ReturnType<typeof open>>) =>
  site.ephemeral.logItems.map(({ item }) => item).filter(item => !JSON.stringify(item).includes('"makeApiKey"'))

describe('protocol v2', () => {
  it('stores and finds a file, and is recorded in the first one’s shape under the login', async () => {
    const site = await open()
    const begun = await site.initiate(site.apiKey)
    expect(begun.json).toEqual({
      type: 'initiateFileUploadResponse',
      alreadyExists: false,
      alreadyPending: false,
      objectKey: expect.any(String),
      signedUploadUrl: expect.any(String)
    })
    await site.buckets.lab.put(String(begun.json.objectKey), content)
    expect((await site.finalize(begun.json.objectKey, site.apiKey)).json).toEqual({
      type: 'finalizeFileUploadResponse',
      success: true
    })
    expect((await site.initiate(site.apiKey)).json).toMatchObject({ alreadyExists: true, alreadyPending: false })
    expect((await site.find()).json).toEqual({
      type: 'findFileResponse',
      found: true,
      size: content.length,
      url: expect.any(String),
      bucketUri: 'memory://lab',
      objectKey: expect.stringContaining(hash),
      cacheHit: false
    })
    expect(items(site)).toMatchObject([
      { request: { payload: { type: 'initiateFileUpload', zone: 'lab', hash }, githubUserId: 'ann' }, zone: 'lab' },
      {
        request: { payload: { type: 'finalizeFileUpload' }, githubUserId: 'ann' },
        response: { type: 'finalizeFileUpload' }
      },
      { request: { payload: { type: 'findFile' } }, response: { type: 'findFile', found: true } }
    ])
    expect(JSON.stringify([items(site), site.lines])).not.toMatch(/kachery_[0-9a-f]{64}|method=PUT|method=GET/)
  })

  it('answers a file that is not there with found: false, and takes no zone for the default one', async () => {
    const site = await open()
    expect((await site.find(undefined, { zoneName: undefined })).json).toEqual({
      type: 'findFileResponse',
      found: false
    })
  })

  it('lets nobody upload without a key where the zone does not', async () => {
    const site = await open()
    site.forget()
    const answer = await site.initiate()
    expect([answer.status, answer.headers['x-error-code']]).toEqual([403, 'access.anonymous'])
    expect(answer.headers['content-type']).toMatch(/^text\/plain/)
    expect(site.touched().objects).toEqual(['get settings/authorizationSettings.yaml'])
  })

  it.each([
    ['none of ours', 'kachery_'.padEnd(72, '0')],
    ['of another shape', 'x'],
    ['empty', '']
  ])('refuses a key that is %s even where nobody needs one, and reads no zone', async (_, key) => {
    const site = await open()
    site.forget()
    const answer = await site.find(key)
    expect([answer.status, answer.headers['x-error-code']]).toEqual([401, 'auth.bad_api_key'])
    expect(site.touched().objects).toEqual([])
  })

  it.each([
    ['shows no work', { workToken: '0'.repeat(16) }, 422, 'upload.no_work'],
    ['is of another file', { hash: 'a'.repeat(40) }, 422, 'upload.no_work'],
    ['is missing', { workToken: undefined }, 400, 'request.invalid'],
    ['is no text', { workToken: 7 }, 400, 'request.invalid']
  ])('begins no upload where the proof of work %s', async (_, more, status, code) => {
    const site = await open()
    site.forget()
    const answer = await site.initiate(site.apiKey, more)
    expect([answer.status, answer.headers['x-error-code']]).toEqual([status, code])
    expect(site.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })

  it.each([
    ['findFile', { type: 'findFile', ...ofFile }, 'type must be findFileRequest'],
    ['findFile', { type: 'findFileRequest', ...ofFile, zoneName: '../x' }, 'zoneName must be a zone name'],
    ['findFile', { type: 'findFileRequest', ...ofFile, hash: 'A'.repeat(40) }, 'hash must be the SHA-1'],
    ['findFile', [], 'type must be'],
    ['finalizeFileUpload', { type: 'finalizeFileUploadRequest', ...ofFile, size: -1 }, 'objectKey is missing']
  ])('%s says what is wrong with %j', async (name, body, sentence) => {
    const { ask2 } = await open()
    const answer = await ask2(name, body)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain(sentence)
  })

  it('answers pages of its own list of origins, which may send a key, and no others', async () => {
    const { ask } = await open()
    const asked = (origin: string) => ask('OPTIONS /api/findFile', { headers: { origin } })
    for (const origin of ['https://neurosift.app', 'https://kachery.vercel.app', 'http://localhost:4200']) {
      expect((await asked(origin)).headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-headers': 'authorization, content-type'
      })
    }
    expect((await asked('https://evil.example')).headers).not.toHaveProperty('access-control-allow-origin')
  })
})

describe('an API key', () => {
  it('is shown once and kept as a hash alone', async () => {
    const site = await open()
    const me = await site.ask('GET /api/me', { cookies: [site.session] })
    expect(me.json.me).toMatchObject({ apiKeys: 1 })
    const records = await Promise.all(
      (['account', 'api-key'] as const).map(kind => site.registry.list({ kind }, { limit: 10 }))
    )
    expect(JSON.stringify([me, records])).not.toContain(site.apiKey.slice(8))
    expect(JSON.stringify(me)).not.toContain(createHash('sha256').update(site.apiKey).digest('hex'))
  })

  it('of an account whose login was given to another has the permissions of neither', async () => {
    const site = await open()
    await releaseLabel(site.gateway, UserLabel.parse('ann'))
    await site.signIn('ann', 'another-account')
    site.pass(60_001)
    expect((await site.initiate(site.apiKey)).headers['x-error-code']).toBe('access.not_permitted')
  })
})

describe('a scratch zone', () => {
  const limits = { fileBytes: 1_000, filesPerDay: 3, bytesPerDay: 2_000, retentionDays: 7 }

  async function scratch() {
    const site = await open()
    const record = {
      zone: 'scratch',
      ownerId: 'root',
      bucketName: 'default',
      directory: 'zones/scratch',
      scratch: limits
    }
    await site.registry.create({ kind: 'zone', id: 'scratch' }, record)
    const initiate = (size = content.length, key?: string) => site.initiate(key, { zoneName: 'scratch', size })
    return { ...site, initiate }
  }

  it('takes uploads from anyone, on both wires’ operations', async () => {
    const site = await scratch()
    const begun = await site.initiate()
    expect(begun.status).toBe(200)
    await site.buckets.default.put(String(begun.json.objectKey), content)
    const body = { type: 'finalizeFileUploadRequest', objectKey: begun.json.objectKey, size: content.length }
    expect((await site.ask2('finalizeFileUpload', { ...body, ...ofFile, zoneName: 'scratch' })).json.success).toBe(true)
    expect((await site.find(undefined, { zoneName: 'scratch' })).json.found).toBe(true)
  })

  it('takes no larger file than its mark says', async () => {
    const site = await scratch()
    expect((await site.initiate(1_000)).status).toBe(200)
    const answer = await site.initiate(1_001)
    expect([answer.status, answer.headers['x-error-code']]).toEqual([413, 'scratch.file_too_large'])
    expect(answer.text).toContain('1,000 bytes')
  })

  it('takes no more files and bytes a day, says when it takes more, and does so then', async () => {
    const site = await scratch()
    const all = await Promise.all([1, 2, 3, 4].map(() => site.initiate(10, site.apiKey)))
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429])
    const refused = await site.initiate(10, site.apiKey)
    expect(refused.headers).toMatchObject({ 'x-error-code': 'scratch.day_is_full', 'retry-after': String(12 * 3600) })
    site.pass(12 * 3600_000)
    expect((await site.initiate(1_000, site.apiKey)).status).toBe(200)
    expect((await site.initiate(1_000, site.apiKey)).status).toBe(200)
    expect((await site.initiate(1, site.apiKey)).status).toBe(429)
  })

  it('is not used up by one machine that begins uploads without a key', async () => {
    const site = await scratch()
    const begun = await Promise.all([1, 2, 3, 4].map(() => site.initiate(10)))
    expect(begun.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429])
    expect((await site.initiate(10)).headers).toMatchObject({ 'x-error-code': 'scratch.share_is_used' })
    expect((await site.initiate(10, site.apiKey)).status).toBe(200)
  })
})

/** Uploads in parts, as programs and pages meet them; and whoever is not to have them. */
import { createHash } from 'node:crypto'
import { contentKey } from '@kachery-gateway/core/files/keys.ts'
import { runVerification } from '@kachery-gateway/core/files/run-verification.ts'
import { runJob } from '@kachery-gateway/core/jobs/run-job.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { collisions } from '../../../core/testing/sha1-collisions.ts'
import { hashOf, zoneName } from '../../../core/testing/test-gateway.ts'
import { workToken } from '../../testing/second-wire.ts'
import { type Answered, type Sent, testSite } from '../../testing/test-site.ts'

const bytes = Buffer.from('a raw recording, of 33 bytes')
const partSize = 10
const hash = hashOf(bytes)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const place = contentKey({ directory: '' }, hash)
const begin = { zone: 'default', sha1: hash, size: bytes.length, partSize }
const openToAll = 'allowPublicUpload: true\nauthorizedUsers: []'
const week = 7 * 24 * 3600_000

let site: ReturnType<typeof testSite>
let ann: Sent
beforeEach(async () => {
  site = testSite()
  await site.settings('default', openToAll)
  ann = await keyOf('ann')
})

async function keyOf(login: string, scope: object = {}): Promise<Sent> {
  const cookies = [await site.signIn(login)]
  const made = await site.ask('POST /api/me/api-keys', { cookies, body: { name: 'rig', ...scope } })
  // As a program sends it: from no page.
  return { headers: { authorization: `Bearer ${made.json.apiKey}`, origin: 'https://anywhere.example' } }
}

const bucket = () => site.buckets.default
const ask = (request: string, by: Sent = ann, body?: unknown) =>
  site.ask(request, { ...by, ...(body === undefined ? {} : { body }) })

async function begun(by: Sent = ann, more: object = {}): Promise<string> {
  const answer = await ask('POST /api/uploads', by, { ...begin, ...more })
  expect(answer.json, answer.text).toMatchObject({ state: 'open' })
  return (answer.json.upload as { id: string }).id
}

/** What a PUT to the URL does: it holds the store's names. */
function put(url: string, content: Uint8Array): boolean {
  const { pathname, searchParams } = new URL(url)
  expect(Number(searchParams.get('size'))).toBe(content.length)
  const key = decodeURIComponent(pathname.slice(1))
  return bucket().putPart(key, searchParams.get('uploadId') ?? '', Number(searchParams.get('partNumber')), content)
}

const contentOf = (number: number, content: Uint8Array = bytes) =>
  content.subarray((number - 1) * partSize, number * partSize)

async function send(id: string, numbers: readonly number[], by: Sent = ann, content: Uint8Array = bytes) {
  const answer = await ask(`POST /api/uploads/${id}/part-urls`, by, { numbers })
  const urls = answer.json.urls as { number: number; url: string }[]
  for (const { number, url } of urls) expect(put(url, contentOf(number, content))).toBe(true)
}

async function work(): Promise<void> {
  for (let job = site.jobs.shift(); job !== undefined; job = site.jobs.shift()) await runVerification(site.gateway, job)
}

const expectRefusal = ({ status, json }: Answered, expected: number, code: string) =>
  expect([status, json.code]).toEqual([expected, code])

const nothingWasDone = () => {
  const { objects, registry } = site.touched()
  expect(objects.filter(call => !call.startsWith('get settings/'))).toEqual([])
  expect(registry.filter(call => !['get', 'listByOwner'].includes(call))).toEqual([])
}

describe('an upload in parts', () => {
  it('is begun, sent in any order, completed, verified, and then the file is there', async () => {
    const answer = await ask('POST /api/uploads', ann, begin)
    const upload = { zone: 'default', sha1: hash, size: bytes.length, partSize, partCount: 3 }
    expect(answer.json).toMatchObject({ state: 'open', upload, previousFailure: null })
    const { id } = answer.json.upload as { id: string }
    await send(id, [3, 1])
    expect((await ask(`GET /api/uploads/${id}`)).json).toMatchObject({ ...upload, state: 'open', parts: [1, 3] })
    await send(id, [2])
    const completed = await ask(`POST /api/uploads/${id}/complete`)
    expect(completed.json).toEqual({ state: 'verifying', parts: [], failure: null })
    expect(bucket().objects.get(place)).toBeUndefined()
    expect((await ask(`GET /api/uploads/${id}`)).json.state).toBe('verifying')
    await work()
    expect(bucket().objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
    expect((await ask(`GET /api/uploads/${id}`)).json.state).toBe('stored')
    expect((await ask(`POST /api/uploads/${id}/complete`)).json.state).toBe('stored')
    expect([...bucket().objects.keys()].filter(key => key.startsWith('uploads/'))).toEqual([])
    expect((await ask('POST /api/uploads', ann, begin)).json).toEqual({
      state: 'stored',
      upload: null,
      previousFailure: null,
      sha1: hash,
      sha256
    })
  })

  it('counts as one upload in the activity, under its account', async () => {
    const id = await begun()
    await send(id, [1, 2, 3])
    await ask(`POST /api/uploads/${id}/complete`)
    await work()
    const items = [...site.ephemeral.logItems.values()].map(item => JSON.stringify(item))
    for (const type of ['initiateFileUpload', 'finalizeFileUpload']) {
      const ofType = items.filter(item => item.includes(`"payload":{"type":"${type}"`))
      expect(ofType).toHaveLength(1)
      expect(ofType[0]).toContain('"githubUserId":"ann"')
    }
  })

  it('is neither begun nor gone on with by a login that is blocked', async () => {
    const id = await begun()
    const session = { cookies: [await site.signIn('ann')] }
    const root = { cookies: [await site.signIn('root')] }
    expect((await ask('POST /api/blocked-logins', root, { login: 'ann' })).status).toBe(204)
    site.pass(61_000)
    for (const by of [ann, session]) {
      site.forget()
      for (const request of ['POST /api/uploads', `GET /api/uploads/${id}`, `POST /api/uploads/${id}/complete`]) {
        const { status, json } = await ask(request, by, request === 'POST /api/uploads' ? begin : undefined)
        expect([status, json.code]).toBeOneOf([
          [403, 'auth.login_blocked'],
          [401, 'auth.signed_out']
        ])
      }
      nothingWasDone()
    }
  })

  it('goes on in another process of the same account, by a session too, and two at once do no harm', async () => {
    const id = await begun()
    await send(id, [1])
    const page: Sent = { cookies: [await site.signIn('ann')] }
    const { parts } = (await ask(`GET /api/uploads/${id}`, page)).json
    expect(parts).toEqual([1])
    await Promise.all([send(id, [2, 3], page), send(id, [3, 2])])
    const answers = await Promise.all(
      [1, 2, 3, 4].map(n => ask(`POST /api/uploads/${id}/complete`, n % 2 ? page : ann))
    )
    for (const { status, json } of answers) expect([200, 409], JSON.stringify(json)).toContain(status)
    expect((await ask(`POST /api/uploads/${id}/complete`)).json.state).toBe('verifying')
    await work()
    expect((await ask(`GET /api/uploads/${id}`)).json.state).toBe('stored')
    expect(bucket().objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
  })

  it('of wrong bytes is never visible, and says so with both digests', async () => {
    const wrong = Buffer.from(bytes)
    wrong[17] = 0
    const id = await begun()
    await send(id, [1, 2, 3], ann, wrong)
    await ask(`POST /api/uploads/${id}/complete`)
    await work()
    expect(bucket().objects.get(place)).toBeUndefined()
    const { state, failure } = (await ask(`GET /api/uploads/${id}`)).json
    expect([state, failure]).toEqual(['failed', { code: 'upload.wrong_content', message: expect.any(String) }])
    expect(JSON.stringify(failure)).toContain(hashOf(wrong))
    expect((await ask(`POST /api/uploads/${id}/complete`)).json.state).toBe('failed')
    expect([...bucket().objects.keys()].filter(key => key.startsWith('uploads/'))).toEqual([])
  })

  it('has parts that fit what it was announced with: larger ones where there would be more than 10,000', async () => {
    const size = 5_000_000_000_000
    const answer = await ask('POST /api/uploads', ann, { ...begin, size, partSize: 5 })
    expect(answer.json.upload).toMatchObject({ partSize: 500_000_000, partCount: 10_000 })
    expectRefusal(await ask('POST /api/uploads', ann, { ...begin, size: size + 1 }), 413, 'file.too_large')
  })

  describe('where the store takes none', () => {
    const whole = async (id: string) => {
      const { urls } = (await ask(`POST /api/uploads/${id}/part-urls`, ann, { numbers: [1] })).json
      const [{ number, size, url }] = urls as [{ number: number; size: number; url: string }]
      expect([number, size]).toEqual([1, bytes.length])
      return decodeURIComponent(new URL(url).pathname.slice(1))
    }
    beforeEach(() => {
      bucket().takesParts = false
    })

    it('has one part, which one PUT sends, and is verified as any other', async () => {
      const id = await begun()
      expect((await ask(`GET /api/uploads/${id}`)).json).toMatchObject({ partCount: 1, state: 'open', parts: [] })
      expectRefusal(await ask(`POST /api/uploads/${id}/complete`), 422, 'upload.parts_missing')
      const key = await whole(id)
      await bucket().put(key, bytes.subarray(1))
      expect((await ask(`GET /api/uploads/${id}`)).json.parts).toEqual([])
      await bucket().put(key, bytes)
      expect((await ask(`GET /api/uploads/${id}`)).json.parts).toEqual([1])
      await ask(`POST /api/uploads/${id}/complete`)
      await work()
      expect((await ask(`GET /api/uploads/${id}`)).json).toMatchObject({ state: 'stored', sha1: hash, sha256 })
      expect([...bucket().objects.keys()].filter(one => one.startsWith('uploads/'))).toEqual([])
    })

    it('and is written over while it is verified, is never visible wrong', async () => {
      const id = await begun()
      const key = await whole(id)
      await bucket().put(key, bytes)
      await ask(`POST /api/uploads/${id}/complete`)
      const read = bucket().read.bind(bucket())
      bucket().read = async (...args) => {
        await bucket().put(key, Buffer.alloc(bytes.length))
        return read(...args)
      }
      await work()
      expect((await ask(`GET /api/uploads/${id}`)).json.state).toBe('stored')
      expect(bucket().objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
    })

    it('of wrong bytes, or of another SHA-256 than was said, is refused', async () => {
      const id = await begun()
      await bucket().put(await whole(id), Buffer.alloc(bytes.length))
      await ask(`POST /api/uploads/${id}/complete`)
      await work()
      const other = await begun(ann, { sha256: 'a'.repeat(64) })
      await bucket().put(await whole(other), bytes)
      await ask(`POST /api/uploads/${other}/complete`)
      await work()
      for (const one of [id, other])
        expect((await ask(`GET /api/uploads/${one}`)).json).toMatchObject({ failure: { code: 'upload.wrong_content' } })
      expect(bucket().objects.get(place)).toBeUndefined()
    })

    it('goes when it is given up, and with its week', async () => {
      for (const end of [
        (id: string) => ask(`DELETE /api/uploads/${id}`),
        async () => {
          site.pass(week + 1)
          await runJob(site.gateway, 'sweep', { timeLeft: () => 600_000 })
        }
      ]) {
        const id = await begun()
        await bucket().put(await whole(id), bytes)
        await end(id)
        expect([...bucket().objects.keys()].filter(one => one.startsWith('uploads/'))).toEqual([])
      }
    })

    it('is refused where one PUT is not enough', async () => {
      const size = site.gateway.limits.fileBytes + 1
      expectRefusal(await ask('POST /api/uploads', ann, { ...begin, size }), 422, 'upload.not_in_parts')
    })
  })

  it('of a file that somebody stores meanwhile is stored, and its parts go', async () => {
    const [id, other] = [await begun(), await begun()]
    for (const one of [id, other]) await send(one, [1, 2, 3])
    await ask(`POST /api/uploads/${other}/complete`)
    await work()
    expect((await ask(`POST /api/uploads/${id}/complete`)).json.state).toBe('stored')
    expect((await ask(`GET /api/uploads/${id}`)).json).toMatchObject({ state: 'stored', sha1: hash, sha256 })
    expect(bucket().unfinished).toEqual([])
  })

  it('of a file whose SHA-256 nobody has computed is verified by both hashes', async () => {
    const id = await begun()
    await send(id, [1, 2, 3])
    await bucket().put(place, bytes)
    expect((await ask('POST /api/uploads', ann, begin)).json).toMatchObject({
      state: 'stored',
      sha1: hash,
      sha256: null
    })
    expect((await ask(`POST /api/uploads/${id}/complete`)).json.state).toBe('verifying')
    await work()
    expect((await ask(`GET /api/uploads/${id}`)).json).toMatchObject({ state: 'stored', sha1: hash, sha256 })
    expect((await ask('POST /api/uploads', ann, begin)).json).toMatchObject({ state: 'stored', sha1: hash, sha256 })
  })
})

describe('an upload by SHA-256', () => {
  const bySha256 = { ...begin, sha1: undefined, sha256 }

  it('needs no SHA-1: the gateway tells it once it is stored, and from then on knows the file by both', async () => {
    const id = await begun(ann, bySha256)
    expect((await ask(`GET /api/uploads/${id}`)).json).toMatchObject({ state: 'open', sha1: null, sha256 })
    await send(id, [1, 2, 3])
    await ask(`POST /api/uploads/${id}/complete`)
    expect(bucket().objects.has(place)).toBe(false)
    await work()
    expect((await ask(`GET /api/uploads/${id}`)).json).toMatchObject({ state: 'stored', sha1: hash, sha256 })
    expect(bucket().objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
    expect([...bucket().objects.keys()]).not.toContainEqual(expect.stringContaining('uploads/'))
    const stored = { state: 'stored', upload: null, previousFailure: null, sha1: hash, sha256 }
    expect((await ask('POST /api/uploads', ann, bySha256)).json).toEqual(stored)
    expect((await ask('POST /api/uploads', ann, { ...begin, sha256 })).json).toEqual(stored)
  })

  it('is listed by its name and by both hashes where files have readers', async () => {
    site = testSite({}, { readers: true })
    await site.settings('default', openToAll)
    ann = await keyOf('ann')
    const id = await begun(ann, { ...bySha256, name: 'rat.nwb' })
    await send(id, [1, 2, 3])
    await ask(`POST /api/uploads/${id}/complete`)
    await work()
    for (const search of ['', 'rat', hash.slice(0, 10), sha256, `sha256://${sha256}`]) {
      const { json, text } = await ask(`GET /api/files?search=${encodeURIComponent(search)}`)
      expect(json.items, search + text).toMatchObject([{ hash, sha256, name: 'rat.nwb' }])
    }
    expect((await ask(`GET /api/files?search=${'ab'.repeat(32)}`)).json.items).toEqual([])
  })

  it.each([
    ['alone', undefined],
    ['beside its SHA-1', hash]
  ])('whose content has another is refused with both: %s', async (_, sha1) => {
    const announced = createHash('sha256').update('other').digest('hex')
    const id = await begun(ann, { sha1, sha256: announced })
    await send(id, [1, 2, 3])
    await ask(`POST /api/uploads/${id}/complete`)
    await work()
    const { state, failure } = (await ask(`GET /api/uploads/${id}`)).json
    expect([state, failure]).toEqual(['failed', { code: 'upload.wrong_content', message: expect.any(String) }])
    for (const digest of ['SHA-256', announced, sha256]) expect(JSON.stringify(failure)).toContain(digest)
    expect([...bucket().objects.keys()].filter(key => /^(sha1|uploads)/.test(key))).toEqual([])
    const again = await ask('POST /api/uploads', ann, { ...begin, sha1, sha256: announced })
    expect(again.json).toMatchObject({ state: 'open', previousFailure: expect.stringContaining(sha256) })
  })

  it('that contradicts the file which is there under its SHA-1 is refused', async () => {
    const id = await begun()
    await send(id, [1, 2, 3])
    await ask(`POST /api/uploads/${id}/complete`)
    await work()
    const answer = await ask('POST /api/uploads', ann, { ...begin, sha256: 'ab'.repeat(32) })
    expectRefusal(answer, 422, 'file.other_sha256')
    expect(answer.text).toContain(sha256)
  })

  it('needs one of the hashes, and a size that fits it', async () => {
    expectRefusal(await ask('POST /api/uploads', ann, { ...begin, sha1: undefined }), 400, 'request.invalid')
    const empty = createHash('sha256').digest('hex')
    for (const wrong of [
      { sha256: empty },
      { sha1: undefined, sha256: empty },
      { sha1: undefined, sha256, size: 0 },
      { sha1: hashOf(Buffer.of()), sha256, size: 0 }
    ])
      expectRefusal(await ask('POST /api/uploads', ann, { ...begin, ...wrong }), 422, 'file.size_contradicts_hash')
    expect(
      (await ask('POST /api/uploads', ann, { ...begin, sha1: undefined, sha256: empty, size: 0 })).json
    ).toMatchObject({
      state: 'stored',
      sha1: hashOf(Buffer.of()),
      sha256: empty
    })
  })
})

describe('whether one can upload', () => {
  const may = (by: Sent = {}) => ask('GET /api/zones/default/uploads', by)

  it('is told to who can, with the largest file, by key and by session; others are told why not', async () => {
    const page: Sent = { cookies: [await site.signIn('eve')] }
    for (const by of [ann, page]) expect((await may(by)).json).toEqual({ fileBytes: 5_000_000_000_000 })
    const download = await keyOf('ann', { rights: 'download' })
    await ask('POST /api/findFile', download, { type: 'findFileRequest', zoneName: 'default', hashAlg: 'sha1', hash })
    site.forget()
    expectRefusal(await may(download), 403, 'access.api_key_scope')
    expectRefusal(await may(), 403, 'access.anonymous')
    nothingWasDone()
    await site.settings('default', 'allowPublicUpload: false\nauthorizedUsers: []')
    site.forget()
    for (const by of [ann, page]) expectRefusal(await may(by), 403, 'access.not_permitted')
    nothingWasDone()
  })

  it('is refused where the bucket obeys headers that nobody signed', async () => {
    site.gateway.caches.safeUploads.set(zoneName('default'), { safe: false })
    expectRefusal(await may(ann), 503, 'zone.unsafe_bucket')
  })
})

describe.each(Object.entries(collisions))('content that is made to collide: %s', (_, content) => {
  const sha1 = hashOf(content)
  const nothingIsThere = () =>
    expect([...bucket().objects.keys()].filter(key => /^(sha1|uploads)/.test(key))).toEqual([])

  it.each([
    ['in one run', 5_000_000_000],
    ['in stretches', 100]
  ])('is refused by an upload in parts, verified %s', async (_, verifyAtOnceBytes) => {
    site.gateway.limits.verifyAtOnceBytes = verifyAtOnceBytes
    const id = await begun(ann, { sha1, size: content.length, partSize: 1_000 })
    const answer = await ask(`POST /api/uploads/${id}/part-urls`, ann, { numbers: [1] })
    const [url] = answer.json.urls as { url: string }[]
    expect(put(url?.url ?? '', content)).toBe(true)
    await ask(`POST /api/uploads/${id}/complete`)
    await work()
    const { state, failure } = (await ask(`GET /api/uploads/${id}`)).json
    expect([state, failure]).toEqual([
      'failed',
      { code: 'file.sha1_collision', message: expect.stringContaining(sha1) }
    ])
    nothingIsThere()
    // Whoever tries again is told, and refused again.
    const again = await ask('POST /api/uploads', ann, { ...begin, sha1, size: content.length })
    expect(again.json.previousFailure).toContain('collide')
  })

  it.each([
    ['tells its SHA-1', true],
    ['tells no SHA-1', false]
  ])('is refused by one PUT, on a store that %s', async (_, checksums) => {
    const copy = bucket().copy.bind(bucket())
    bucket().copy = (from, to, options) => copy(from, to, { ...options, wantSha1: checksums })
    const upload = { hashAlg: 'sha1', hash: sha1, size: content.length, zoneName: 'default' }
    const initiated = await ask('POST /api/initiateFileUpload', ann, {
      ...{ type: 'initiateFileUploadRequest', workToken: workToken(sha1) },
      ...upload
    })
    const objectKey = String(initiated.json.objectKey)
    await bucket().put(objectKey, content)
    const finalize = { type: 'finalizeFileUploadRequest', objectKey, ...upload }
    const answer = await ask('POST /api/finalizeFileUpload', ann, finalize)
    expect([answer.status, answer.headers['x-error-code']], answer.text).toEqual([422, 'file.sha1_collision'])
    nothingIsThere()
  })
})

describe('who did not begin an upload', () => {
  const operations = [
    'GET /api/uploads/ID',
    'POST /api/uploads/ID/part-urls',
    'POST /api/uploads/ID/complete',
    'DELETE /api/uploads/ID'
  ]
  const body = (operation: string) => (operation.endsWith('part-urls') ? { numbers: [1] } : undefined)

  it.each(operations)('is not told that it is there: %s', async operation => {
    const id = await begun()
    await send(id, [1, 2, 3])
    const eve = await keyOf('eve')
    const page: Sent = { cookies: [await site.signIn('eve')] }
    await ask('GET /api/uploads/ID'.replace('ID', id), eve)
    site.forget()
    for (const by of [eve, page]) {
      expectRefusal(await ask(operation.replace('ID', id), by, body(operation)), 404, 'upload.unknown')
      const none = `${'0'.repeat(32)}-default`
      expectRefusal(await ask(operation.replace('ID', none), by, body(operation)), 404, 'upload.unknown')
    }
    nothingWasDone()
    expectRefusal(await ask(operation.replace('ID', id), {}, body(operation)), 403, 'access.anonymous')
    expect(bucket().unfinished).toHaveLength(1)
  })

  it.each(operations)('finds it in no other zone: %s', async operation => {
    await site.settings('lab', openToAll)
    const id = await begun()
    const inLab = id.replace(/-default$/, '-lab')
    expectRefusal(await ask(operation.replace('ID', inLab), ann, body(operation)), 404, 'upload.unknown')
    for (const bad of [id.replace('-', '.'), `${id}/`, `${id}%00`, id.toUpperCase(), id.slice(1)])
      expect([400, 404]).toContain(
        (await ask(operation.replace('ID', encodeURIComponent(bad)), ann, body(operation))).status
      )
    expect(bucket().unfinished).toHaveLength(1)
  })

  it.each(operations)('has no session any more: %s', async operation => {
    const id = await begun()
    const cookies = [await site.signIn('ann')]
    await site.ask('POST /api/me/sign-out-everywhere', { cookies })
    site.forget()
    expectRefusal(await ask(operation.replace('ID', id), { cookies }, body(operation)), 401, 'auth.signed_out')
    nothingWasDone()
  })

  it.each(operations)('may not upload there any more, or never by that key: %s', async operation => {
    const id = await begun()
    const download = await keyOf('ann', { rights: 'download' })
    // That a key is used is noted once an hour.
    await ask('POST /api/findFile', download, { type: 'findFileRequest', zoneName: 'default', hashAlg: 'sha1', hash })
    site.forget()
    expectRefusal(await ask(operation.replace('ID', id), download, body(operation)), 403, 'access.api_key_scope')
    nothingWasDone()
    await site.settings('default', 'allowPublicUpload: false\nauthorizedUsers: []')
    site.forget()
    expectRefusal(await ask(operation.replace('ID', id), ann, body(operation)), 403, 'access.not_permitted')
    nothingWasDone()
  })
})

describe('lies', () => {
  it.each([0, 4, 100])('about part %i get no URL', async number => {
    const id = await begun()
    site.forget()
    const answer = await ask(`POST /api/uploads/${id}/part-urls`, ann, { numbers: [1, number] })
    expect([400, 422]).toContain(answer.status)
    expect(answer.text).not.toContain('memory:')
  })

  it('about a part’s size leave the upload incomplete: the store took what it should not', async () => {
    const id = await begun()
    await send(id, [1, 3])
    const { key = '', uploadId = '' } = bucket().unfinished[0] ?? {}
    bucket().putPart(key, uploadId, 2, Buffer.from('short'))
    bucket().putPart(key, uploadId, 4, Buffer.from('a part too many'))
    expect((await ask(`GET /api/uploads/${id}`)).json.parts).toEqual([1, 3])
    const answer = await ask(`POST /api/uploads/${id}/complete`)
    expectRefusal(answer, 422, 'upload.parts_missing')
    expect(answer.json.missing).toEqual([2])
    expect(site.jobs).toEqual([])
    await send(id, [2])
    expect((await ask(`POST /api/uploads/${id}/complete`)).json.state).toBe('verifying')
    await work()
    expect(bucket().objects.get(place)?.bytes).toEqual(Uint8Array.from(bytes))
  })

  it('about the whole size are found by its hash', async () => {
    const id = await begun(ann, { size: 20 })
    await send(id, [1, 2])
    await ask(`POST /api/uploads/${id}/complete`)
    await work()
    expect((await ask(`GET /api/uploads/${id}`)).json.state).toBe('failed')
    expect(bucket().objects.get(place)).toBeUndefined()
  })

  it('by finalizing an upload that nobody completed come to nothing', async () => {
    const id = await begun()
    await send(id, [1, 2, 3])
    const objectKey = bucket().unfinished[0]?.key
    const finalize = { type: 'finalizeFileUploadRequest', hashAlg: 'sha1', hash, zoneName: 'default', objectKey }
    const answer = await ask('POST /api/finalizeFileUpload', ann, { ...finalize, size: bytes.length })
    expect([answer.status, answer.headers['x-error-code']]).toEqual([404, 'upload.not_found'])
    expect(bucket().unfinished).toHaveLength(1)
  })

  it('by a page of another site, with its visitor’s session, are refused', async () => {
    const cookies = [await site.signIn('ann')]
    const headers = { origin: 'https://evil.example' }
    expectRefusal(await ask('POST /api/uploads', { cookies, headers }, begin), 403, 'request.foreign_origin')
    expect(bucket().unfinished).toEqual([])
  })
})

describe('an upload that is aborted', () => {
  it('has no parts, takes none, and is not completed; aborting it again is no error', async () => {
    const id = await begun()
    await send(id, [1, 2, 3])
    const [url] = (await ask(`POST /api/uploads/${id}/part-urls`, ann, { numbers: [1] })).json.urls as { url: string }[]
    for (const _ of [1, 2]) expect((await ask(`DELETE /api/uploads/${id}`)).status).toBe(204)
    expect(bucket().unfinished).toEqual([])
    expect(put(url?.url ?? '', contentOf(1))).toBe(false)
    expect((await ask(`GET /api/uploads/${id}`)).json.state).toBe('ended')
    expectRefusal(await ask(`POST /api/uploads/${id}/complete`), 410, 'upload.ended')
    expectRefusal(await ask(`POST /api/uploads/${id}/part-urls`, ann, { numbers: [1] }), 410, 'upload.ended')
    expect(site.jobs).toEqual([])
  })

  it('while it is completed is either: never both', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await begun()
      await send(id, [1, 2, 3])
      const [aborted, completed] = await Promise.all([
        ask(`DELETE /api/uploads/${id}`),
        ask(`POST /api/uploads/${id}/complete`)
      ])
      const done = [aborted.status === 204, completed.status === 200]
      expect(
        done.filter(one => one),
        JSON.stringify([aborted.json, completed.json])
      ).toHaveLength(1)
      await work()
      expect(bucket().objects.has(place)).toBe(done[1])
      expect(bucket().unfinished).toEqual([])
      await bucket().remove(place)
    }
  })

  it('is one that is complete no more', async () => {
    const id = await begun()
    await send(id, [1, 2, 3])
    await ask(`POST /api/uploads/${id}/complete`)
    expectRefusal(await ask(`DELETE /api/uploads/${id}`), 409, 'upload.completed')
    await work()
    expectRefusal(await ask(`DELETE /api/uploads/${id}`), 409, 'upload.completed')
    expect(bucket().objects.has(place)).toBe(true)
  })
})

describe('an upload whose time is up', () => {
  it('ends, and is swept with its parts; one that goes on stays', async () => {
    const id = await begun()
    await send(id, [1])
    const sweep = () => runJob(site.gateway, 'sweep', { timeLeft: () => 600_000 })
    site.pass(week - 1_000)
    await sweep()
    expect((await ask(`GET /api/uploads/${id}`)).json.parts).toEqual([1])
    site.pass(2_000)
    expectRefusal(await ask(`POST /api/uploads/${id}/part-urls`, ann, { numbers: [1] }), 410, 'upload.ended')
    await sweep()
    expect(bucket().unfinished).toEqual([])
    expectRefusal(await ask(`GET /api/uploads/${id}`), 404, 'upload.unknown')
  })
})

describe('a scratch zone', () => {
  it('takes uploads in parts by anyone, within its limits and its day', async () => {
    const limits = { fileBytes: 1_000, filesPerDay: 2, bytesPerDay: 2_000, retentionDays: 7 }
    const zone = { zone: 'scratch', ownerId: 'root', bucketName: 'default', directory: 'zones/scratch' }
    await site.registry.create({ kind: 'zone', id: 'scratch' }, { ...zone, scratch: limits })
    const inScratch = { zone: 'scratch' }
    const anyone: Sent = { headers: { origin: 'https://anywhere.example' } }
    const id = await begun(anyone, inScratch)
    await send(id, [1, 2, 3], anyone)
    // Its id is all that anyone has.
    expectRefusal(await ask(`GET /api/uploads/${id}`), 404, 'upload.unknown')
    expect((await ask(`POST /api/uploads/${id}/complete`, anyone)).json.state).toBe('verifying')
    await work()
    expect(bucket().objects.get(contentKey({ directory: 'zones/scratch' }, hash))?.bytes).toEqual(
      Uint8Array.from(bytes)
    )
    const other = { ...inScratch, sha1: hashOf(Buffer.from('other')) }
    expectRefusal(
      await ask('POST /api/uploads', anyone, { ...begin, ...other, size: 1_001 }),
      413,
      'scratch.file_too_large'
    )
    await begun(ann, other)
    expectRefusal(await ask('POST /api/uploads', ann, { ...begin, ...other }), 429, 'scratch.day_is_full')
  })
})

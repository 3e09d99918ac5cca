/** Uploads through the wire: whatever a client says or stores, no name ever shows content that is not its own. */
import { beforeEach, describe, expect, it } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { noteCutOver } from '../../packages/core/src/legacy/cut-over.ts'
import type { TestClient } from '../../packages/core/testing/test-gateway.ts'
import { type AttackGateway, attackGateway, expectRefusal, openToAll } from './handler.ts'

const bytes = Buffer.from('the right bytes')
const wrong = Buffer.from('the wrong bytes')
const hash = sha1(bytes)
const place = contentKey(hash)

let gateway: AttackGateway
let client: TestClient
beforeEach(async () => {
  gateway = attackGateway()
  await gateway.settings('default', openToAll)
  await gateway.settings('lab', openToAll)
  client = await gateway.registered('eve')
})

const initiate = (fields: Record<string, unknown> = {}) =>
  gateway.ask({ type: 'initiateFileUpload', hashAlg: 'sha1', hash, size: bytes.length, ...fields }, { client })
const finalize = (objectKey: unknown, fields: Record<string, unknown> = {}) =>
  gateway.ask(
    { type: 'finalizeFileUpload', hashAlg: 'sha1', hash, size: bytes.length, objectKey, ...fields },
    { client }
  )

/** initiate, and the PUT of `content`. */
async function uploaded(content: Uint8Array = bytes): Promise<string> {
  const key = String((await initiate()).json.objectKey)
  await gateway.buckets.default.put(key, content)
  return key
}
const stored = () => gateway.buckets.default.objects.get(place)?.bytes
const found = async () => (await gateway.ask({ type: 'findFile', hashAlg: 'sha1', hash })).json.found
const leftovers = () => [...gateway.buckets.default.objects.keys()].filter(key => key.startsWith('uploads/'))

describe('finalize naming', () => {
  const tricks: [string, (key: string) => string][] = [
    ['another file’s key', key => key.replace(hash, sha1('other'))],
    ['another file’s key whole', key => key.replace(place, place.replaceAll(hash, sha1('other')))],
    ['the content itself', () => place],
    ['the settings', () => 'settings/authorizationSettings.yaml'],
    ['a path up', key => key.replace('uploads/', 'uploads/x/../')],
    ['a path here', key => key.replace('uploads/', 'uploads/./')],
    ['a doubled slash', key => key.replace('uploads/', 'uploads//')],
    ['a slash in front', key => `/${key}`],
    ['a slash behind', key => `${key}/`],
    ['percent-encoded slashes', key => key.replaceAll('/', '%2F')],
    ['a percent-encoded letter', key => key.replace('uploads', '%75ploads')],
    ['a NUL behind', key => `${key}\0`],
    ['a NUL in the middle', key => key.replace('/', '\0/')],
    ['a newline behind', key => `${key}\n`],
    ['capitals', key => key.toUpperCase()],
    ['full-width letters, which some stores fold', key => key.replace('uploads', 'ｕploads')],
    ['an invisible character', key => `${key}\u200b`],
    ['a backslash', key => key.replaceAll('/', '\\')],
    ['our own copy', key => `${key}.${'0'.repeat(32)}`],
    ['an id of other characters', key => `${key.slice(0, -32)}${'g'.repeat(32)}`],
    ['an id that is too short', key => key.slice(0, -1)]
  ]
  it.each(tricks)('%s is refused before a bucket is asked', async (_, trick) => {
    const key = await uploaded()
    gateway.forget()
    expectRefusal(await finalize(trick(key)), 400, 'upload.foreign_key')
    // Whether an older gateway serves beside this one, which may have made such an id.
    const registry = /an id/.test(_) ? ['get'] : []
    expect(gateway.touched()).toEqual({ objects: [], registry, ephemeral: [] })
  })

  it.each(tricks)('%s publishes nothing beside an older gateway either', async (_, trick) => {
    await noteCutOver(gateway.deps, 'begun', true)
    const key = await uploaded()
    gateway.forget()
    const answer = await finalize(trick(key))
    expect([400, 404]).toContain(answer.status)
    expect(gateway.touched().objects.filter(call => !call.startsWith('head '))).toEqual([])
    expect(await found()).toBe(false)
  })

  it('a key of another zone is refused, or names nothing there', async () => {
    const eve = await gateway.registered('eve', 'lab')
    const key = await uploaded()
    const payload = {
      type: 'finalizeFileUpload',
      hashAlg: 'sha1',
      hash,
      size: bytes.length,
      objectKey: key,
      zone: 'lab'
    }
    expectRefusal(await gateway.ask(payload, { client: eve }), 404, 'upload.not_found')
    expect([...gateway.buckets.lab.objects.keys()]).toEqual(['settings/authorizationSettings.yaml'])

    const record = { zone: 'eve.x', ownerId: 'eve', bucketName: 'default', directory: 'zones/eve.x' }
    await gateway.buckets.default.put('registered-zones/eve.x', Buffer.from(JSON.stringify(record)))
    await gateway.buckets.default.put('zones/eve.x/settings/authorizationSettings.yaml', Buffer.from(openToAll))
    const other = await gateway.registered('eve', 'eve.x')
    expectRefusal(await gateway.ask({ ...payload, zone: 'eve.x' }, { client: other }), 400, 'upload.foreign_key')
  })
})

describe('an upload', () => {
  it('of wrong bytes of the right size is refused with both digests, and never visible', async () => {
    const answer = await finalize(await uploaded(wrong))
    expectRefusal(answer, 422, 'upload.wrong_content')
    expect(answer.text).toContain(sha1(wrong))
    expect(answer.text).toContain(hash)
    expect(stored()).toBeUndefined()
    expect(await found()).toBe(false)
    expect(leftovers()).toEqual([])
  })

  it('is not changed by a second PUT with the same URL after finalize, even when that is finalized again', async () => {
    const key = await uploaded()
    expect((await finalize(key)).status).toBe(200)
    await gateway.buckets.default.put(key, wrong)
    expect((await finalize(key)).status).toBe(200)
    expect(stored()).toEqual(Uint8Array.from(bytes))
  })

  it.each([0, 14, 16, 4_999_999_999])(
    'announced with %d bytes where there are 15 is refused with both numbers',
    async size => {
      const key = await uploaded()
      const answer = await finalize(key, { size })
      expectRefusal(answer, 422, 'upload.wrong_size')
      expect(answer.text).toContain('15 bytes')
      expect(answer.text).toContain(`${size.toLocaleString('en-US')} bytes`)
      expect(stored()).toBeUndefined()
      expect(await found()).toBe(false)
    }
  )

  it('of a file that is there is not recorded with a size that it does not have', async () => {
    await finalize(await uploaded())
    const recorded = gateway.ephemeral.logItems.length
    const made = `uploads/${place}/${'1'.repeat(32)}`
    const answer = await finalize(made, { size: 5_000_000_000 })
    expectRefusal(answer, 422, 'file.other_size')
    expect(answer.text).toContain('15 bytes')
    expect(gateway.ephemeral.logItems).toHaveLength(recorded)
    expect(stored()).toEqual(Uint8Array.from(bytes))
  })

  it('above the limit is refused with the number at initiate and at finalize', async () => {
    for (const answer of [
      await initiate({ size: 5_000_000_001 }),
      await finalize(`uploads/${place}/${'1'.repeat(32)}`, { size: 5_000_000_001 }),
      await initiate({ size: Number.MAX_SAFE_INTEGER })
    ]) {
      expectRefusal(answer, 413, 'file.too_large')
      expect(answer.text).toContain('5,000,000,000 bytes')
    }
  })

  it('that calls itself the empty file, or has no bytes and another hash, is refused', async () => {
    expectRefusal(await initiate({ size: 0 }), 422, 'file.size_contradicts_hash')
    expectRefusal(await initiate({ hash: sha1('') }), 422, 'file.size_contradicts_hash')
  })

  it.each([
    ['a hash in capitals', { hash: hash.toUpperCase() }],
    ['a hash with a path in it', { hash: `../../${hash.slice(6)}` }],
    ['a hash with a newline behind', { hash: `${hash}\n` }],
    ['another algorithm', { hashAlg: 'sha256' }],
    ['a size in text', { size: '15' }],
    ['half a byte', { size: 1.5 }],
    ['a negative size', { size: -1 }],
    ['a zone above this one', { zone: '../lab' }],
    ['a zone with a NUL', { zone: 'default\0' }]
  ])('with %s is refused and asks no store', async (_, fields) => {
    gateway.forget()
    for (const answer of [await initiate(fields), await finalize('uploads/x', fields)]) {
      expectRefusal(answer, 400, 'request.invalid')
    }
    expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })
})

/** What belongs to a bucket is done by whoever the whole bucket belongs to, and is recorded. */

import { defined } from '@kachery-gateway/core/defined.ts'
import { errors } from '@kachery-gateway/core/errors.ts'
import { credentialCipher } from '@kachery-gateway/core/stores/credential-cipher.ts'
import { describe, expect, it } from 'vitest'
import { InMemoryObjectStore } from '../../../core/testing/in-memory-object-store.ts'
import { testSite } from '../../testing/test-site.ts'

const uri = 's3://lab-files?region=eu-west-1'
const credentials = { accessKeyId: 'id', secretAccessKey: 'secret-access-key-of-a-zone' }
const settings = 'allowPublicUpload: false\nauthorizedUsers: [{ userId: adam, admin: true }]'

const operations = {
  test: ['POST', 'connection-test', undefined],
  'CORS rules': ['PUT', 'cors', { origins: ['https://evil.example'] }],
  credentials: ['PUT', 'credentials', { credentials }]
} as const
type OperationName = keyof typeof operations
const names: OperationName[] = ['test', 'CORS rules', 'credentials']

/** `zoe.lab` in the default bucket, `own` with a bucket of its own, `root` administers the gateway. */
async function prepare() {
  const site = testSite()
  const bucket = new InMemoryObjectStore({ uri, now: site.gateway.now })
  const opened = site.gateway.openBucket
  Object.assign(site.gateway, {
    credentialCipher: credentialCipher(Buffer.alloc(32, 3)),
    openBucket: async (ref: Parameters<typeof opened>[0]) => (/^(s3|aws):/.test(ref.uri) ? bucket : opened(ref))
  })
  const root = [await site.signIn('root')]
  const add = async (zone: string, more: object = {}) =>
    site.ask('POST /api/zones-with-bucket', {
      cookies: root,
      body: { zone, ownerId: 'zoe', bucketUri: uri, directory: zone, credentials, ...more }
    })
  await site.registry.create(
    { kind: 'zone', id: 'zoe.lab' },
    { zone: 'zoe.lab', ownerId: 'zoe', bucketName: 'default', directory: 'zones/zoe.lab' },
    { owner: 'zoe' }
  )
  const of = async (login: string, name: OperationName, zone: string, body?: object) => {
    const [method, path, usual] = operations[name]
    const sent = body ?? usual
    return site.ask(`${method} /api/zones/${zone}/${path}`, {
      cookies: [await site.signIn(login)],
      ...defined({ body: sent })
    })
  }
  return { ...site, bucket, add, of }
}

describe.each(names)('the %s of a bucket', name => {
  it('that all share is no matter of those who administer one zone there', async () => {
    const { of, buckets, forget, touched } = await prepare()
    await buckets.default.put('zones/zoe.lab/settings/authorizationSettings.yaml', Buffer.from(settings))
    for (const login of ['zoe', 'adam']) {
      forget()
      const answer = await of(login, name, 'zoe.lab')
      expect([answer.status, answer.json.code], login).toEqual([403, 'access.bucket_shared'])
      expect(touched().objects.filter(call => !call.includes('settings/authorizationSettings.yaml'))).toEqual([])
    }
  })

  it('of zone default is no matter of its administrators, even where no other zone is there yet', async () => {
    const { of, buckets } = await prepare()
    await buckets.default.put('settings/authorizationSettings.yaml', Buffer.from(settings))
    expect((await of('adam', name, 'default')).json.code).toBe('access.bucket_shared')
  })

  it('that the zone has to itself is its administrators’', async () => {
    const { of, add, bucket } = await prepare()
    await add('own')
    await bucket.put('own/settings/authorizationSettings.yaml', Buffer.from(settings))
    for (const login of ['zoe', 'adam', 'root']) {
      const answer = await of(login, name, 'own')
      expect(answer.status, login + answer.text).toBe(200)
    }
    expect((await of('bob', name, 'own')).json.code).toBe('access.not_permitted')
  })

  it('that two zones share is the gateway’s administrators’, once the second is there', async () => {
    const { of, add } = await prepare()
    await add('own')
    await add('other', { ownerId: 'bob', bucketUri: 'aws://lab-files?region=eu-west-1' })
    for (const zone of ['own', 'other']) {
      expect((await of('zoe', name, zone)).status).toBe(403)
      expect((await of('root', name, zone)).status).toBe(200)
    }
  })

  it('that another zone falls back to is not one zone’s alone', async () => {
    const { of, add, gateway, buckets } = await prepare()
    await add('own')
    const lab = gateway.configuredZones.get('lab')
    if (lab === undefined) throw new Error('zone lab is configured')
    const fallback = { uri, credentials }
    Object.assign(gateway, { configuredZones: new Map([...gateway.configuredZones, ['lab', { ...lab, fallback }]]) })
    gateway.caches.places.delete('')
    expect((await of('zoe', name, 'own')).json.code).toBe('access.bucket_shared')
    expect(buckets.lab.calls).toEqual([])
  })
})

describe('what a zone’s administrators do to its bucket', () => {
  it('is recorded: CORS rules with their origins, credentials without anything of them', async () => {
    const { add, of, ephemeral } = await prepare()
    await add('own')
    await of('zoe', 'CORS rules', 'own')
    await of('zoe', 'credentials', 'own')
    expect(ephemeral.logItems.map(({ item }) => item.request).slice(-2)).toMatchObject([
      { payload: { type: 'setCors', zone: 'own', origins: ['https://evil.example'] }, githubUserId: 'zoe' },
      { payload: { type: 'setZoneInfo', zone: 'own', credentials: 'replaced' }, githubUserId: 'zoe' }
    ])
  })

  it('never leads the gateway to another endpoint; a gateway administrator may', async () => {
    const { add, of } = await prepare()
    await add('own')
    const elsewhere = { credentials: { ...credentials, endpoint: 'https://s3.elsewhere.example' } }
    expect((await of('zoe', 'credentials', 'own', elsewhere)).json.code).toBe('access.endpoint_change')
    expect((await of('root', 'credentials', 'own', elsewhere)).status).toBe(200)
  })
})

describe('a zone whose bucket does not answer', () => {
  async function away() {
    const prepared = await prepare()
    await prepared.add('own')
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { name: 'ECONNREFUSED' })
    const fail = () => Promise.reject(errors.storeUnavailable('the bucket', cause))
    Object.assign(prepared.bucket, { get: fail, put: fail, head: fail, list: fail })
    prepared.gateway.caches.settings.delete('own')
    return prepared
  }

  it.each(['zoe', 'root'])('shows its health and its connection test to %s, who would mend it', async login => {
    const { ask, signIn, of } = await away()
    const cookies = [await signIn(login)]
    expect((await ask('GET /api/zones/own/health', { cookies })).status).toBe(200)
    expect((await ask('GET /api/zones/own', { cookies })).json).toMatchObject({ zone: 'own', wholeBucket: true })
    const tested = await of(login, 'test', 'own')
    expect([tested.status, tested.json]).toMatchObject([
      200,
      { ok: false, steps: [{ step: 'write', ok: false, message: expect.stringContaining('ECONNREFUSED') }] }
    ])
  })

  it('says of its settings what is the matter with the bucket', async () => {
    const { ask, signIn } = await away()
    const answer = await ask('GET /api/zones/own/settings', { cookies: [await signIn('zoe')] })
    expect([answer.status, answer.json]).toMatchObject([
      503,
      { code: 'zone.bucket_away', detail: expect.stringMatching(/bucket of zone own.*Couldn’t reach the store/) }
    ])
  })

  it('shows nothing of it to anybody else', async () => {
    const { ask, signIn } = await away()
    for (const what of ['health', 'settings']) {
      const answer = await ask(`GET /api/zones/own/${what}`, { cookies: [await signIn('bob')] })
      expect(answer.json.code).toBe('store.unavailable')
    }
  })
})

import { describe, expect, it } from 'vitest'
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.ts'
import { facts, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { UserLabel } from '../ids/user-label.ts'
import { credentialCipher } from '../stores/credential-cipher.ts'
import { signInAccount } from '../users/account.ts'
import { addZone, maxOwnZones } from './add-zone.ts'
import { addZoneWithBucket, changeZoneInfo, listZones, rotateCredentials, tryBucket } from './manage-zones.ts'
import { markerKey } from './place-marker.ts'
import { removeZone } from './remove-zone.ts'
import { findZone, resolveZone } from './resolve-zone.ts'

const secret = 'the-secret-of-the-bucket'
const credentials = { accessKeyId: 'key-id', secretAccessKey: secret }
const bucketUri = 's3://lab-files?region=eu-west-1'

const asRoot = (zone: string) => ({ zone: { name: zoneName(zone) }, gatewayAdministrator: true })

async function open(login = 'ann') {
  const gateway = testGateway()
  const own = new InMemoryObjectStore({ uri: bucketUri })
  const opened: string[] = []
  const openBucket = gateway.deps.openBucket
  Object.assign(gateway.deps, {
    credentialCipher: credentialCipher(Buffer.alloc(32, 3)),
    openBucket: async (ref: Parameters<typeof openBucket>[0]) => {
      if (ref.uri !== bucketUri) return openBucket(ref)
      opened.push('secretAccessKey' in ref.credentials ? ref.credentials.secretAccessKey : '')
      return own
    }
  })
  const signedIn = async (name: string) =>
    (await signInAccount(gateway.deps, { accountId: `id-of-${name}`, login: UserLabel.parse(name) })).user
  const me = await signedIn(login)
  const add = (zone: string, who = me) => addZone(gateway.deps, who, zoneName(zone), facts)
  const addOwn = (zone: string, more: object = {}) =>
    addZoneWithBucket(
      gateway.deps,
      { zone: zoneName(zone), ownerId: UserLabel.parse('ann'), bucketUri, directory: 'kachery', credentials, ...more },
      facts
    )
  return { ...gateway, own, opened, me, signedIn, add, addOwn }
}

describe('adding a zone in the default bucket', () => {
  it('makes it its user’s own, in a folder of the default bucket, at once', async () => {
    const { deps, add, ephemeral } = await open()
    expect(await findZone(deps, zoneName('ann.lab'))).toBeUndefined()
    await add('ann.lab')
    expect(await resolveZone(deps, zoneName('ann.lab'))).toMatchObject({
      owner: { ownerId: 'ann', ownerAccountId: 'id-of-ann' },
      directory: 'zones/ann.lab'
    })
    expect(ephemeral.logItems.map(({ item }) => item)).toMatchObject([{ request: { payload: { type: 'addZone' } } }])
  })

  it.each(['ann', 'Ann.lab', 'ann.a.b'])('is allowed under %s', async name => {
    await (await open()).add(name)
  })

  it.each(['bob', 'annlab', 'ann-lab', 'lab', 'an'])('is refused under %s, which is not theirs', async name => {
    const { registry, forget, add } = await open()
    forget()
    await expect(add(name)).rejects.toMatchObject({ code: 'zone.name_not_yours' })
    expect(registry.calls).toEqual([])
  })

  it.each(['scratch', 'default'])('lets no user take %s, whoever has that login', async name => {
    const { add } = await open(name)
    await expect(add(name)).rejects.toMatchObject({ code: expect.stringMatching(/^zone\.name_(not_yours|taken)$/) })
  })

  it('never takes a name that is in use: in the configuration, here, or at an older gateway', async () => {
    const { buckets, add, signedIn } = await open()
    const lab = await signedIn('lab')
    await expect(add('lab', lab)).rejects.toMatchObject({ code: 'zone.name_taken' })
    await add('ann.x')
    await expect(add('ann.x')).rejects.toMatchObject({ code: 'zone.name_taken' })
    const old = { zone: 'ann.old', ownerId: 'bob', bucketName: 'default', directory: 'old' }
    await buckets.default.put('registered-zones/ann.old', Buffer.from(JSON.stringify(old)))
    await expect(add('ann.old')).rejects.toMatchObject({ code: 'zone.name_taken' })
  })

  it(`is done by a user ${maxOwnZones} times, also when many ask at once; what is gone makes room`, async () => {
    const { deps, registry, add, pass } = await open()
    const names = Array.from({ length: 9 }, (_, n) => `ann.z${n}`)
    // One after the other: the record's writes are conditional, and the test's clock stands still.
    const outcomes = await Promise.allSettled(names.map(name => add(name)))
    const made = (await registry.list({ kind: 'zone' }, { limit: 100 })).items.map(({ key }) => key.id)
    expect(made.length).toBeLessThanOrEqual(maxOwnZones)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(made.length)
    for (const name of names.slice(0, maxOwnZones)) if (!made.includes(name)) await add(name)
    await expect(add('ann.more')).rejects.toMatchObject({
      code: 'zone.too_many',
      message: expect.stringContaining('5')
    })
    await removeZone(deps, { zone: await resolveZone(deps, zoneName('ann.z0')) }, 'ann.z0', facts)
    pass(61_000)
    await add('ann.more')
    await expect(add('ann.evenmore')).rejects.toMatchObject({ code: 'zone.too_many' })
  })

  it('under any name, and any number of times, is for gateway administrators', async () => {
    const { add } = await open('root')
    for (const name of ['scratch', 'a', 'b', 'c', 'd', 'e', 'f']) await add(name)
    await expect(add('default')).rejects.toMatchObject({ code: 'zone.name_taken' })
  })
})

describe('a zone with a bucket of its own', () => {
  it('is added once its bucket passed the test, is named in its place and has its first settings', async () => {
    const { deps, own, opened, addOwn } = await open()
    const { steps } = await addOwn('lab2')
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['write', true],
      ['read', true],
      ['sign', true],
      ['headers', true],
      ['list', true],
      ['delete', true]
    ])
    expect([...own.objects.keys()].sort()).toEqual(
      [`kachery/${markerKey}`, 'kachery/settings/authorizationSettings.yaml'].sort()
    )
    opened.length = 0
    expect(await resolveZone(deps, zoneName('lab2'))).toMatchObject({
      directory: 'kachery',
      bucket: { uri: bucketUri }
    })
    expect(opened).toEqual([secret])
  })

  it('keeps its credentials encrypted, for itself alone, and in no log item', async () => {
    const { deps, registry, ephemeral, addOwn } = await open()
    await addOwn('lab2')
    const { items } = await registry.list({ kind: 'zone' }, { limit: 10 })
    expect(JSON.stringify([items, ephemeral.logItems])).not.toMatch(/the-secret|key-id/)
    const value = { ...items[0]?.entry.value, zone: 'lab3' }
    await registry.create({ kind: 'zone', id: 'lab3' }, value)
    await expect(resolveZone(deps, zoneName('lab3'))).rejects.toMatchObject({ code: 'zone.credentials_unreadable' })
  })

  it('whose bucket fails the test is not added; the step says what to do, and nothing of the credentials', async () => {
    const { own, registry, forget, addOwn } = await open()
    const cause = Object.assign(new Error('The AWS Access Key Id you provided does not exist'), {
      name: 'InvalidAccessKeyId'
    })
    own.put = () => Promise.reject(errors.storeRefused(bucketUri, cause))
    forget()
    const error = await addOwn('lab2').catch(error => error)
    expect(error).toMatchObject({ code: 'zone.bucket_test_failed', kind: 'unprocessable' })
    expect(error.details.steps[0]).toMatchObject({
      step: 'write',
      ok: false,
      message: expect.stringContaining('accessKeyId')
    })
    expect(JSON.stringify(error.details)).not.toContain(secret)
    expect(registry.calls.filter(({ method }) => !['get', 'list'].includes(method))).toEqual([])
  })

  it.each([
    ['lab-files', ''],
    ['r2://lab-files', ''],
    [bucketUri, '../x']
  ])('at %s in %j is no possible one', async (uri, directory) => {
    const { addOwn, opened } = await open()
    await expect(addOwn('lab2', { bucketUri: uri, directory })).rejects.toMatchObject({ code: 'zone.bad_bucket' })
    expect(opened).toEqual([])
  })

  it('is not added where the gateway has no key to encrypt with', async () => {
    const { deps, addOwn } = await open()
    delete deps.credentialCipher
    await expect(addOwn('lab2')).rejects.toMatchObject({ code: 'zone.no_encryption_key' })
  })

  it('gets new credentials once those passed the test, in use at once here', async () => {
    const { deps, opened, addOwn } = await open()
    await addOwn('lab2')
    await resolveZone(deps, zoneName('lab2'))
    await rotateCredentials(deps, asRoot('lab2'), { ...credentials, secretAccessKey: 'new' }, facts)
    opened.length = 0
    await resolveZone(deps, zoneName('lab2'))
    expect(opened).toEqual(['new'])
  })

  it('can be tried without keeping anything', async () => {
    const { deps, registry, forget } = await open()
    forget()
    expect(await tryBucket(deps, { bucketUri, directory: '', credentials })).toMatchObject({ ok: true })
    expect(registry.calls).toEqual([])
  })
})

describe('a registered zone', () => {
  it('is handed over: the new owner administers it, the old one no more', async () => {
    const { deps, registry, add } = await open()
    await add('ann.lab')
    await changeZoneInfo(deps, zoneName('ann.lab'), { ownerId: UserLabel.parse('bob') }, facts)
    expect(await resolveZone(deps, zoneName('ann.lab'))).toMatchObject({ owner: { ownerId: 'bob' } })
    const of = async (owner: string) => (await registry.listByOwner({ kind: 'zone', owner }, { limit: 9 })).items.length
    expect([await of('account:id-of-ann'), await of('bob')]).toEqual([0, 1])
  })

  it('is removed without its bucket being touched, and an older gateway’s record does not bring it back', async () => {
    const { deps, buckets, forget } = await open()
    const old = { zone: 'old', ownerId: 'bob', bucketName: 'default', directory: 'old' }
    await buckets.default.put('registered-zones/old', Buffer.from(JSON.stringify(old)))
    await resolveZone(deps, zoneName('old'))
    forget()
    await removeZone(deps, { zone: await resolveZone(deps, zoneName('old')) }, 'old', facts)
    expect(buckets.default.calls.filter(({ method }) => method !== 'get')).toEqual([])
    await expect(resolveZone(deps, zoneName('old'))).rejects.toMatchObject({ code: 'zone.not_found' })
  })

  it('of the configuration is its operator’s matter', async () => {
    const { deps } = await open()
    const name = zoneName('lab')
    for (const attempt of [
      async () => removeZone(deps, { zone: await resolveZone(deps, name) }, 'lab', facts),
      () => changeZoneInfo(deps, name, { scratch: null }, facts),
      () => rotateCredentials(deps, asRoot('lab'), credentials, facts)
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'zone.configured' })
    }
  })

  it('an older gateway’s record cannot bring a bucket or a scratch mark of its own', async () => {
    const { deps, buckets } = await open()
    const scratch = { fileBytes: 1, filesPerDay: 1, bytesPerDay: 1, retentionDays: 1 }
    const old = { zone: 'old', ownerId: 'bob', bucketName: 'default', directory: 'old' }
    for (const more of [{ scratch }, { ownBucket: { uri: 's3://x', credentials: 'v1.x' } }]) {
      await buckets.default.put('registered-zones/old', Buffer.from(JSON.stringify({ ...old, ...more })))
      deps.caches.zones.delete('old')
      expect(await findZone(deps, zoneName('old'))).toBeUndefined()
    }
  })

  it('is listed with those of the configuration first, page by page', async () => {
    const { deps, add } = await open('root')
    for (const name of ['a', 'b', 'c']) await add(name)
    const first = await listZones(deps, { limit: 2 })
    expect(first.items.map(({ zone, kind }) => [zone, kind])).toEqual([
      ['default', 'configured'],
      ['lab', 'configured'],
      ['a', 'registered'],
      ['b', 'registered']
    ])
    const second = await listZones(deps, { limit: 2, after: first.next ?? '' })
    expect([second.items.map(({ zone }) => zone), second.next]).toEqual([['c'], null])
  })

  it('is found by how words of its name and its owner begin, one of the configuration too', async () => {
    const { deps, registry, add } = await open('root')
    for (const name of ['a.default', 'b']) await add(name)
    const handed = await registry.get({ kind: 'zone', id: 'b' })
    await registry.replace({ kind: 'zone', id: 'b' }, { ...handed?.value, ownerId: 'Frank-Lab' }, handed?.version ?? 0)
    const found = async (search: string) => (await listZones(deps, { limit: 10, search })).items.map(({ zone }) => zone)
    expect(await found('DEF')).toEqual(['default', 'a.default'])
    expect(await found('lab')).toEqual(['lab', 'b'])
    expect(await found('frank lab')).toEqual(['b'])
    expect(await found('ault')).toEqual([])
  })
})

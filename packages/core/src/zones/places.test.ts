/** A place belongs to one zone: what is refused when zones are added, and told of those that are there. */

import { describe, expect, it } from 'vitest'
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.ts'
import { facts, hashOf, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { defined } from '../defined.ts'
import { contentKey } from '../files/keys.ts'
import { UserLabel } from '../ids/user-label.ts'
import { runJob } from '../jobs/run-job.ts'
import { credentialCipher } from '../stores/credential-cipher.ts'
import { signInAccount } from '../users/account.ts'
import { addZone } from './add-zone.ts'
import { addZoneWithBucket, changeZoneInfo, rotateCredentials } from './manage-zones.ts'
import { markerKey } from './place-marker.ts'
import { removeZone } from './remove-zone.ts'
import { resolveZone } from './resolve-zone.ts'
import { healthOfZone } from './zone-health.ts'

const credentials = { accessKeyId: 'id', secretAccessKey: 'secret-access-key-of-a-place' }
const limits = { fileBytes: 1_000, filesPerDay: 10, bytesPerDay: 10_000, retentionDays: 7 }

/** All buckets but those in memory are one. */
function prepare() {
  const gateway = testGateway()
  const { deps } = gateway
  const own = new InMemoryObjectStore({ uri: 's3://lab-files', now: deps.now })
  const openBucket = deps.openBucket
  Object.assign(deps, {
    credentialCipher: credentialCipher(Buffer.alloc(32, 3)),
    openBucket: async (ref: Parameters<typeof openBucket>[0]) => (/^memory:/.test(ref.uri) ? openBucket(ref) : own)
  })
  const signedIn = async (login: string) =>
    (await signInAccount(deps, { accountId: `id-of-${login}`, login: UserLabel.parse(login) })).user
  const add = async (login: string, zone: string, over = false) =>
    addZone(deps, await signedIn(login), zoneName(zone), facts, over)
  const addOwn = (
    zone: string,
    bucketUri: string,
    directory = '',
    more: { endpoint?: string; over?: boolean } = {}
  ) => {
    const { endpoint, over: overExisting = false } = more
    const input = {
      ...{ zone: zoneName(zone), ownerId: UserLabel.parse('ann'), bucketUri, directory, overExisting },
      credentials: { ...credentials, ...defined({ endpoint }) }
    }
    return addZoneWithBucket(deps, input, facts)
  }
  const zones = async () =>
    (await gateway.registry.list({ kind: 'zone' }, { limit: 99 })).items.map(({ key }) => key.id)
  return { ...gateway, own, signedIn, add, addOwn, zones }
}

describe('a place that a zone has', () => {
  it.each([
    ['s3://lab-files', 'a', undefined],
    ['aws://lab-files?region=eu-west-1', '/a/', undefined],
    ['s3://lab-files', 'a/b', undefined],
    ['s3://lab-files', '', undefined],
    ['r2://lab-files', 'a', 'https://s3.eu-west-1.amazonaws.com'],
    ['s3://aaa', '', 'https://lab-files.s3.amazonaws.com']
  ])('is no other’s: %s, directory %j, at %s', async (uri, directory, endpoint) => {
    const { own, zones, addOwn } = prepare()
    await addOwn('one', 's3://lab-files', uri === 's3://aaa' ? 'aaa/x' : 'a')
    own.calls.length = 0
    const more = endpoint === undefined ? {} : { endpoint }
    await expect(addOwn('two', uri, directory, { ...more, over: true })).rejects.toMatchObject({
      code: 'zone.place_taken',
      message: expect.stringContaining('zone one')
    })
    expect([own.calls, await zones()]).toEqual([[], ['one']])
  })

  it('is found by its marker where the address tells nothing, in a folder of it too', async () => {
    const { own, zones, addOwn } = prepare()
    await addOwn('one', 's3://lab-files', 'a')
    expect([...own.objects.keys()].sort()).toEqual(['a/settings/authorizationSettings.yaml', `a/${markerKey}`])
    for (const directory of ['a', 'a/b/c']) {
      const attempt = addOwn('two', 's3://lab-files-ap-s3alias', directory, { over: true })
      await expect(attempt).rejects.toMatchObject({ code: 'zone.place_taken' })
    }
    expect(await zones()).toEqual(['one'])
  })

  it('leaves room beside it, and is free once its zone is gone', async () => {
    const { deps, addOwn, zones } = prepare()
    await addOwn('one', 's3://lab-files', 'a')
    await addOwn('two', 's3://lab-files', 'ab')
    await removeZone(deps, { zone: await resolveZone(deps, zoneName('one')) }, 'one', facts)
    await addOwn('three', 's3://lab-files', 'a')
    expect(await zones()).toEqual(['three', 'two'])
  })

  it('is one zone’s of two that are added at once', async () => {
    const { addOwn, zones } = prepare()
    const outcomes = await Promise.allSettled([
      addOwn('one', 's3://lab-files', 'a'),
      addOwn('two', 's3://lab-files', 'a/b')
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1)
    expect((await zones()).length).toBeLessThanOrEqual(1)
  })

  it('is not got by credentials with another endpoint either', async () => {
    const { deps, addOwn } = prepare()
    await addOwn('one', 's3://lab-files', 'a', { endpoint: 'https://s3.one.example' })
    await addOwn('two', 's3://lab-files', 'a', { endpoint: 'https://s3.two.example', over: true }).catch(() => {})
    const caller = { zone: { name: zoneName('one') }, gatewayAdministrator: true }
    await addOwn('three', 's3://lab-files', 'b', { endpoint: 'https://s3.two.example' })
    const elsewhere = { ...credentials, endpoint: 'https://s3.two.example' }
    await expect(rotateCredentials(deps, caller, elsewhere, facts)).resolves.toHaveLength(6)
    await expect(addOwn('four', 's3://lab-files', 'a', { endpoint: 'https://s3.two.example' })).rejects.toMatchObject({
      code: 'zone.place_taken'
    })
  })
})

describe('what was there before', () => {
  it('somebody else’s zone is opened again by gateway administrators alone, who are told', async () => {
    const { deps, buckets, add, zones } = prepare()
    await add('ann', 'ann.lab')
    await changeZoneInfo(deps, zoneName('ann.lab'), { ownerId: UserLabel.parse('bob') }, facts)
    await buckets.default.put('zones/ann.lab/sha1/x', Buffer.from('12345'))
    await removeZone(deps, { zone: await resolveZone(deps, zoneName('ann.lab')) }, 'ann.lab', facts)
    const refused = await add('ann', 'ann.lab', true).catch(error => error)
    expect(refused).toMatchObject({ code: 'zone.had_before', message: expect.not.stringMatching(/bob|objects/) })
    expect(await add('root', 'ann.lab').catch(error => error)).toMatchObject({
      code: 'zone.had_before',
      // With the settings that say what bob may do.
      details: { occupied: { formerOwner: 'bob', objects: 2, bytes: expect.any(Number), more: false, usedBy: [] } },
      message: expect.stringMatching(/bob before.*2 objects \(\d+ bytes\)/)
    })
    expect(await zones()).toEqual([])
    await add('root', 'ann.lab', true)
    expect(await zones()).toEqual(['ann.lab'])
  })

  it('one’s own empty zone may be added again, one with files not', async () => {
    const { deps, buckets, add } = prepare()
    await add('ann', 'ann.lab')
    await removeZone(deps, { zone: await resolveZone(deps, zoneName('ann.lab')) }, 'ann.lab', facts)
    await add('ann', 'ann.lab')
    await removeZone(deps, { zone: await resolveZone(deps, zoneName('ann.lab')) }, 'ann.lab', facts)
    await buckets.default.put('zones/ann.lab/sha1/x', Buffer.from('12345'))
    await expect(add('ann', 'ann.lab')).rejects.toMatchObject({ code: 'zone.had_before' })
  })

  it('a folder that is not empty, though no zone was ever there', async () => {
    const { own, buckets, add, addOwn } = prepare()
    await buckets.default.put('zones/ann/sha1/x', Buffer.from('12345'))
    await expect(add('ann', 'ann')).rejects.toMatchObject({ code: 'zone.had_before' })
    await own.put('data.csv', Buffer.from('1'))
    await expect(addOwn('one', 's3://lab-files')).rejects.toMatchObject({
      code: 'zone.had_before',
      details: { occupied: { objects: 1 } }
    })
    await addOwn('one', 's3://lab-files', '', { over: true })
  })

  it('a zone of another gateway', async () => {
    const { own, addOwn } = prepare()
    const claims = [{ zone: 'theirs', gateway: 'https://other.test', gatewayId: 'other', since: 1 }]
    await own.put(markerKey, Buffer.from(JSON.stringify({ claims })))
    await expect(addOwn('one', 's3://lab-files')).rejects.toMatchObject({
      details: { occupied: { usedBy: [{ zone: 'theirs', gateway: 'https://other.test' }] } }
    })
    await addOwn('one', 's3://lab-files', '', { over: true })
    expect(Buffer.from(own.objects.get(markerKey)?.bytes ?? []).toString()).toMatch(/theirs.*one/s)
  })
})

describe('names that differ in case alone', () => {
  it.each(['ANN.LAB', 'Ann.lab'])('are one: %s is taken by ann.lab', async name => {
    const { add, addOwn, zones } = prepare()
    await add('ann', 'ann.lab')
    await expect(add('ann', name)).rejects.toMatchObject({ code: 'zone.name_taken' })
    await expect(addOwn(name, 's3://lab-files')).rejects.toMatchObject({ code: 'zone.name_taken' })
    expect(await zones()).toEqual(['ann.lab'])
  })

  it.each(['Default', 'LAB'])('are one with those of the configuration: %s', async name => {
    await expect(prepare().add('root', name)).rejects.toMatchObject({ code: 'zone.name_taken' })
  })

  it('are one with what an older gateway has', async () => {
    const { buckets, add } = prepare()
    const old = { zone: 'Ann.Old', ownerId: 'ann', bucketName: 'default', directory: 'zones/Ann.Old' }
    await buckets.default.put('registered-zones/Ann.Old', Buffer.from(JSON.stringify(old)))
    await expect(add('ann', 'ann.old')).rejects.toMatchObject({ code: 'zone.name_taken' })
  })
})

describe('check-zones', () => {
  const place = async ({ deps }: ReturnType<typeof prepare>, zone: string) =>
    (await healthOfZone(deps, zone))?.health.steps.find(({ step }) => step === 'place')
  const run = ({ deps }: ReturnType<typeof prepare>) => runJob(deps, 'check-zones', { timeLeft: () => 600_000 })

  it('names each zone in its place, and finds zones beside that of their bucket well', async () => {
    const gateway = prepare()
    await gateway.add('ann', 'ann')
    await run(gateway)
    for (const zone of ['default', 'ann', 'lab'])
      expect(await place(gateway, zone)).toEqual({ step: 'place', ok: true })
    expect(gateway.buckets.lab.objects.has(markerKey)).toBe(true)
  })

  it('tells of two zones of the configuration in one place, and of a name that differs in case alone', async () => {
    const gateway = prepare()
    const lab = gateway.deps.configuredZones.get('lab')
    if (lab === undefined) throw new Error('zone lab is configured')
    const twin = { ...lab, name: zoneName('Twin') }
    const upper = { ...lab, name: zoneName('DEFAULT'), bucket: { uri: 'memory://fallback', credentials } }
    Object.assign(gateway.deps, {
      configuredZones: new Map([...gateway.deps.configuredZones, ['Twin', twin], ['DEFAULT', upper]])
    })
    await run(gateway)
    expect(await place(gateway, 'lab')).toMatchObject({ ok: false, advice: expect.stringContaining('Zone Twin uses') })
    expect(await place(gateway, 'Twin')).toMatchObject({ ok: false, advice: expect.stringContaining('Zone lab uses') })
    expect(await place(gateway, 'default')).toMatchObject({ ok: false, advice: expect.stringContaining('DEFAULT') })
    expect((await healthOfZone(gateway.deps, 'lab'))?.health.state).toBe('well')
  })

  it('tells both of two zones whose addresses tell nothing', async () => {
    const gateway = prepare()
    const one = { ...{ zone: 'one', ownerId: 'ann', bucketName: 'default', directory: '' } }
    const two = { ...one, zone: 'two' }
    const encrypt = (zone: string) =>
      gateway.deps.credentialCipher?.encrypt(JSON.stringify(credentials), `credentials of zone ${zone}`) ?? ''
    for (const [record, uri] of [[one, 's3://lab-files'] as const, [two, 's3://lab-files-ap-s3alias'] as const]) {
      const ownBucket = { uri, credentials: encrypt(record.zone) }
      await gateway.registry.create({ kind: 'zone', id: record.zone }, { ...record, ownBucket })
    }
    await run(gateway)
    gateway.pass(61_000)
    await run(gateway)
    expect(await place(gateway, 'one')).toMatchObject({ ok: false, advice: expect.stringContaining('Zone two ') })
    expect(await place(gateway, 'two')).toMatchObject({ ok: false, advice: expect.stringContaining('Zone one ') })
  })
})

describe('marking a zone as scratch', () => {
  it('asks for the zone’s name, and says what is there and what goes', async () => {
    const { deps, buckets, add } = prepare()
    await add('ann', 'ann')
    await buckets.default.put(contentKey({ directory: 'zones/ann' }, hashOf('x')), Buffer.from('12345'))
    const mark = (scratch: object, confirm?: string) =>
      changeZoneInfo(deps, zoneName('ann'), { scratch: { ...limits, ...scratch }, confirm }, facts)
    for (const confirm of [undefined, '', 'Ann', 'default']) {
      const refused = await mark({}, confirm).catch(error => error)
      expect(refused).toMatchObject({
        code: 'zone.scratch_unconfirmed',
        kind: 'conflict',
        details: { there: { files: 1, bytes: 5, more: false }, going: { files: 0, bytes: 0, more: false } },
        message: expect.stringContaining('Of 1 files (5 bytes) that are there now, 0 files (0 bytes) go.')
      })
    }
    expect((await resolveZone(deps, zoneName('ann'))).scratch).toBeUndefined()
    await mark({}, 'ann')
    expect((await resolveZone(deps, zoneName('ann'))).scratch).toMatchObject({ since: deps.now() })
  })

  it('asks again where files go sooner, and not for other limits', async () => {
    const { deps, clock, registry, add, pass } = prepare()
    await add('ann', 'ann')
    const mark = (scratch: object, confirm?: string) =>
      changeZoneInfo(deps, zoneName('ann'), { scratch: { ...limits, ...scratch }, confirm }, facts)
    await mark({}, 'ann')
    const file = { hash: hashOf('x'), size: 7, at: clock.now }
    await registry.create({ kind: 'scratch-file', zone: 'ann', id: `2026-01-01/${file.hash}` }, file)
    pass(3 * 24 * 3600_000)
    await mark({ filesPerDay: 5, retentionDays: 8 })
    await expect(mark({ retentionDays: 2 })).rejects.toMatchObject({
      code: 'zone.scratch_unconfirmed',
      details: { going: { files: 1, bytes: 7 } }
    })
    await mark({ retentionDays: 2 }, 'ann')
  })
})

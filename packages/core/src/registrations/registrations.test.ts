import { describe, expect, it } from 'vitest'
import { finalizeUpload, findFile, initiateUpload } from '../../testing/operations.ts'
import { facts, newClient, user } from '../../testing/test-gateway.ts'
import {
  ann,
  bytes,
  finalize,
  type Gateway,
  hash,
  initiate,
  keyOf,
  openGateway,
  place,
  upload,
  wrong,
  zone
} from '../../testing/upload-fixture.ts'
import type { Credential } from '../access/credential.ts'
import { trashKey } from '../files/keys.ts'
import { leaveFile } from '../files/leave-file.ts'
import { runVerification } from '../files/run-verification.ts'
import { writeRecord } from '../stores/write-record.ts'
import { fileSettingsKey } from '../zones/file-settings.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { registrationsOf } from './registered.ts'

const bob = user('bob')

const registered = async (gateway: Gateway) =>
  (await registrationsOf(gateway.deps, await resolveZone(gateway.deps, zone), hash)).map(
    ({ registration }) => registration
  )
const held = async (gateway: Gateway) =>
  (await registered(gateway)).filter(({ state }) => state === 'held').map(({ ownerId = 'nobody' }) => `${ownerId}`)

async function storedBy(gateway: Gateway, by: Credential) {
  const begun = await initiateUpload(gateway.deps, by, { zone, hash, size: bytes.length })
  const objectKey = keyOf(begun)
  await gateway.buckets.default.put(objectKey, bytes)
  await finalizeUpload(gateway.deps, by, { zone, hash, size: bytes.length, objectKey }, facts)
}

/** But for who is blocked, which is no file's matter. */
const asked = (gateway: Gateway) =>
  gateway.registry.calls.map(({ method, key }) => `${method} ${key.kind}`).filter(call => !call.includes('blocked'))

const leave = async (gateway: Gateway, { user }: typeof ann) =>
  leaveFile(
    gateway.deps,
    { action: 'anyone', zone: await resolveZone(gateway.deps, zone), credential: { kind: 'none' } },
    user,
    hash,
    facts
  )

const defaultIs = (gateway: Gateway, defaultVisibility: string, teams: { name: string; members: string[] }[] = []) =>
  gateway.registry.create(fileSettingsKey(zone), { defaultVisibility, teams })

describe('a zone that does not switch readers on', () => {
  it('asks its stores what it asked before, and keeps no registration', async () => {
    const gateway = await openGateway()
    gateway.forget()
    const objectKey = keyOf(await initiate(gateway))
    expect(gateway.touched()).toMatchObject({
      objects: [`get settings/authorizationSettings.yaml`, `head ${place}`, `presignPut ${objectKey}`],
      ephemeral: []
    })
    // Whether it adopted files, once a minute.
    expect(asked(gateway)).toEqual(['get adoption', 'list verification', 'get job'])
    await gateway.buckets.default.put(objectKey, bytes)
    gateway.forget()
    await finalize(gateway, objectKey)
    expect(asked(gateway)).toEqual(['get verification'])
    expect(gateway.touched().objects.filter(call => call === `head ${place}`)).toHaveLength(2)
    gateway.forget()
    await findFile(gateway.deps, bob, { zone, hash })
    await findFile(gateway.deps, bob, { zone, hash })
    expect(asked(gateway)).toEqual(['list verification'])
    expect((await gateway.registry.list({ kind: 'registration', zone }, { limit: 10 })).items).toEqual([])
    expect((await gateway.registry.list({ kind: 'registration-line', zone }, { limit: 10 })).items).toEqual([])
  })
})

describe('whoever stores a file', () => {
  it('has a registration of it, listed in the zone and under their account', async () => {
    const gateway = await openGateway({ readers: true })
    await storedBy(gateway, ann)
    const registration = {
      hash,
      size: bytes.length,
      ownerId: 'ann',
      ownerAccountId: 'id-of-ann',
      at: gateway.clock.now,
      visibility: 'zone',
      state: 'held'
    }
    expect(await registered(gateway)).toEqual([registration])
    const lines = [
      await gateway.registry.list({ kind: 'registration-line', zone }, { limit: 10 }),
      await gateway.registry.listByOwner({ kind: 'registration-line', owner: 'account:id-of-ann' }, { limit: 10 })
    ]
    for (const { items } of lines) expect(items.map(({ key }) => key.id)).toEqual([expect.stringContaining(hash)])
  })

  it('has it once, however often they finalize, and with the client that did', async () => {
    const gateway = await openGateway({ readers: true })
    const { clientId, credential } = newClient()
    await gateway.registry.create(
      { kind: 'client', zone, id: clientId },
      { clientId, ownerId: 'ann', ownerAccountId: 'id-of-ann', timestampCreated: 1, label: '' }
    )
    const objectKey = keyOf(await initiateUpload(gateway.deps, credential, { zone, hash, size: bytes.length }))
    await gateway.buckets.default.put(objectKey, bytes)
    for (let times = 0; times < 3; times++) {
      await finalizeUpload(gateway.deps, credential, { zone, hash, size: bytes.length, objectKey }, facts)
      gateway.pass(1_000)
    }
    expect(await registered(gateway)).toMatchObject([{ ownerId: 'ann', clientId }])
    const { items } = await gateway.registry.list({ kind: 'registration-line', zone }, { limit: 10 })
    expect(items).toHaveLength(1)
  })

  it.each([
    ['private', 'public'],
    ['public', 'private']
  ])(
    'has it as new files are when it is finalized: %s, though they are %s when it is verified',
    async (then, later) => {
      const gateway = await openGateway({ readers: true, limits: { verifyInRequestBytes: 0 } })
      await defaultIs(gateway, then)
      const objectKey = await upload(gateway)
      expect(await finalize(gateway, objectKey)).toEqual({ outcome: 'queued' })
      await writeRecord(gateway.registry, fileSettingsKey(zone), { defaultVisibility: later, teams: [] })
      gateway.deps.caches.fileSettings.delete(zone)
      const told = () =>
        findFile(gateway.deps, bob, { zone, hash }).then(
          ({ found }) => found,
          ({ code }) => code
        )
      expect(await told(), 'bob learns of what he will read').toBe(then === 'public' && 'file.being_verified')
      for (const job of gateway.jobs) expect(await runVerification(gateway.deps, job)).toBe('done')
      gateway.pass(61_000)
      expect(await registered(gateway)).toMatchObject([{ visibility: then, state: 'held' }])
      expect(await told()).toBe(then === 'public')
    }
  )

  it('has none of wrong bytes', async () => {
    const gateway = await openGateway({ readers: true })
    const objectKey = await upload(gateway, wrong)
    await expect(finalize(gateway, objectKey)).rejects.toMatchObject({ code: 'upload.wrong_content' })
    expect(await registered(gateway)).toEqual([])
  })

  it('has it before the content is in its place', async () => {
    const gateway = await openGateway({ readers: true })
    const objectKey = await upload(gateway)
    gateway.forget()
    let before = false
    const { copy } = gateway.buckets.default
    gateway.buckets.default.copy = async (from, to, options) => {
      if (to === place) before = (await held(gateway)).length === 1
      return copy.call(gateway.buckets.default, from, to, options)
    }
    await finalize(gateway, objectKey)
    expect(before).toBe(true)
  })

  it('shares what was there before with whoever could read it', async () => {
    const gateway = await openGateway({ readers: true })
    await defaultIs(gateway, 'private')
    await gateway.buckets.default.put(place, bytes)
    expect(await initiate(gateway)).toEqual({ outcome: 'already_exists' })
    expect(await held(gateway)).toEqual(['ann', 'nobody'])
    const { items } = await gateway.registry.list({ kind: 'registration-line', zone }, { limit: 10 })
    expect(items.map(({ entry }) => entry.value.ownerId ?? 'nobody').toSorted()).toEqual(['ann', 'nobody'])
    for (const { key, entry } of items)
      expect([key.id, entry.value.hash]).toEqual([expect.stringContaining(hash), hash])
    expect(await findFile(gateway.deps, bob, { zone, hash })).toMatchObject({ found: true })
  })

  it('has nothing where what was there before could not be listed', async () => {
    const gateway = await openGateway({ readers: true })
    await gateway.buckets.default.put(place, bytes)
    const { registry } = gateway
    const create = registry.create.bind(registry)
    let fails = 1
    registry.create = async (key, ...given) => {
      if (key.kind !== 'registration-line' || fails-- <= 0) return create(key, ...given)
      await new Promise(resolve => setImmediate(resolve))
      throw new Error('the registry does not answer')
    }
    await expect(initiate(gateway)).rejects.toThrow('the registry does not answer')
    expect(await held(gateway)).toEqual(['nobody'])
  })
})

describe('a private file', () => {
  const aPrivate = async () => {
    const gateway = await openGateway({ readers: true })
    await defaultIs(gateway, 'private')
    await storedBy(gateway, ann)
    return gateway
  }

  it('is found by who has it and by zone administrators, and by nobody else, from memory neither', async () => {
    const gateway = await aPrivate()
    for (let times = 0; times < 2; times++) {
      expect(await findFile(gateway.deps, ann, { zone, hash })).toMatchObject({ found: true })
      expect(await findFile(gateway.deps, bob, { zone, hash })).toEqual({ found: false })
      expect(await findFile(gateway.deps, { kind: 'none' }, { zone, hash })).toEqual({ found: false })
    }
    expect(await findFile(gateway.deps, user('root', 'api-key'), { zone, hash })).toMatchObject({ found: true })
  })

  it('is given to whoever uploads the right bytes, and to nobody for wrong ones', async () => {
    const gateway = await aPrivate()
    const begun = await initiateUpload(gateway.deps, bob, { zone, hash, size: bytes.length })
    expect(begun).toMatchObject({ outcome: 'upload' })
    const objectKey = keyOf(begun)
    const finish = () => finalizeUpload(gateway.deps, bob, { zone, hash, size: bytes.length, objectKey }, facts)
    await expect(finish()).rejects.toMatchObject({ code: 'upload.not_found' })
    await gateway.buckets.default.put(objectKey, wrong)
    await expect(finish()).rejects.toMatchObject({ code: 'upload.wrong_content' })
    expect(await held(gateway)).toEqual(['ann'])
    await gateway.buckets.default.put(objectKey, bytes)
    await finish()
    await finish()
    expect(await held(gateway)).toEqual(['ann', 'bob'])
    expect(await findFile(gateway.deps, bob, { zone, hash })).toMatchObject({ found: true })
  })

  it('asks the stores the same of whoever may not read it as of one that is not there', async () => {
    const gateway = await aPrivate()
    const missing = { zone, hash: 'e'.repeat(40) as typeof hash }
    const asked = async (input: typeof missing) => {
      gateway.forget()
      await findFile(gateway.deps, bob, input)
      const { objects, registry, ephemeral } = gateway.touched()
      return { objects: objects.map(call => call.replace(/[0-9a-f]{2,}/g, '#')), registry, ephemeral }
    }
    await asked(missing)
    await findFile(gateway.deps, ann, { zone, hash })
    expect(await asked({ zone, hash })).toEqual(await asked(missing))
  })

  it('stays until the last who has it gives it up, then lies in the trash', async () => {
    const gateway = await aPrivate()
    await storedBy(gateway, bob)
    await leave(gateway, ann)
    expect(await findFile(gateway.deps, ann, { zone, hash })).toEqual({ found: false })
    expect(await findFile(gateway.deps, bob, { zone, hash })).toMatchObject({ found: true })
    await expect(leave(gateway, ann)).rejects.toMatchObject({ code: 'file.not_yours' })
    await leave(gateway, bob)
    expect(gateway.buckets.default.objects.has(place)).toBe(false)
    expect(gateway.buckets.default.objects.has(trashKey({ directory: '' }, hash))).toBe(true)
    expect((await gateway.registry.list({ kind: 'registration-line', zone }, { limit: 10 })).items).toEqual([])
    await storedBy(gateway, ann)
    expect(await held(gateway)).toEqual(['ann'])
  })
})

describe('a file of a team', () => {
  it('is found by its members, within 60 s of being added', async () => {
    const gateway = await openGateway({ readers: true })
    const { entry } = await defaultIs(gateway, 'team spikes', [{ name: 'spikes', members: ['ann'] }])
    await storedBy(gateway, ann)
    expect(await findFile(gateway.deps, bob, { zone, hash })).toEqual({ found: false })
    await gateway.registry.replace(
      { kind: 'file-settings', zone, id: 'fileSettings' },
      { defaultVisibility: 'team spikes', teams: [{ name: 'spikes', members: ['Bob'] }] },
      entry.version
    )
    gateway.pass(60_000)
    expect(await findFile(gateway.deps, bob, { zone, hash })).toMatchObject({ found: true })
    expect(await findFile(gateway.deps, user('carol'), { zone, hash })).toEqual({ found: false })
  })
})

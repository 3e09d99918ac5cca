import { describe, expect, it } from 'vitest'
import { facts, newClient, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import type { User } from '../model/user.ts'
import { registeredClient } from '../registered/client-registration.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { removeClient } from './change-client.ts'
import { registerClient } from './register-client.ts'

const ann = user('ann').user
const bob = user('bob').user

function setting() {
  const gateway = testGateway()
  const client = newClient()
  const key = { kind: 'client', zone: 'default', id: client.clientId } as const
  const register = async (by: User = ann, changes: { zone?: string; signature?: string; label?: string } = {}) =>
    registerClient(
      gateway.deps,
      await resolveZone(gateway.deps, zoneName(changes.zone ?? 'default')),
      by,
      {
        clientId: client.clientId,
        signature: changes.signature ?? client.registrationSignature,
        label: changes.label ?? 'my computer'
      },
      facts
    )
  const items = () => [...gateway.ephemeral.logItems, ...gateway.kept].map(({ item }) => item)
  return { gateway, client, key, register, items }
}
const writes = ['create', 'replace', 'remove', 'erase']

describe('a client that was removed', () => {
  const removed = async () => {
    const made = setting()
    await made.register()
    const { gateway, client } = made
    const zone = await resolveZone(gateway.deps, zoneName('default'))
    const known = await registeredClient(gateway.deps, zone, client.clientId)
    if (known === undefined) throw new Error('it is not registered')
    await removeClient(gateway.deps, zone, known, facts)
    gateway.forget()
    return { ...made, zone }
  }

  it('is nobody’s who has its link, and nothing is written for them', async () => {
    const { gateway, key, register } = await removed()
    await expect(register(bob)).rejects.toMatchObject({ kind: 'forbidden', code: 'client.removed' })
    expect(gateway.registry.calls.filter(({ method }) => writes.includes(method))).toEqual([])
    expect((await gateway.registry.get(key))?.state).toBe('removed')
  })

  it('is not that of another account under the login of who had it', async () => {
    const { register } = await removed()
    await expect(register({ ...ann, accountId: 'id-of-somebody-else' })).rejects.toMatchObject({
      code: 'client.removed'
    })
  })

  it('can be registered again by who had it, and is theirs', async () => {
    const { register } = await removed()
    expect(await register(ann)).toMatchObject({ ownerId: 'ann' })
    await expect(register(bob)).rejects.toMatchObject({ code: 'client.owned_by_other' })
  })

  it.each([
    ['the zone', bob, 'allowPublicUpload: false\nauthorizedUsers: [{userId: bob, admin: true}]'],
    ['the gateway', user('root').user, 'allowPublicUpload: false\nauthorizedUsers: []']
  ])('can be registered by an administrator of %s', async (_, by, settings) => {
    const { gateway, register } = await removed()
    await gateway.settings('default', settings)
    expect(await register(by)).toMatchObject({ ownerId: by.login })
  })

  it('while somebody registers it stays removed', async () => {
    const { gateway, register, key, client } = setting()
    const create = gateway.registry.create.bind(gateway.registry)
    gateway.registry.create = async (of, ...rest) => {
      if (of.kind === 'client') {
        const value = { clientId: client.clientId, ownerId: 'ann', timestampCreated: 1, label: '' }
        await create(of, value)
        await gateway.registry.remove(of)
      }
      return create(of, ...rest)
    }
    await expect(register(bob)).rejects.toMatchObject({ code: 'client.removed' })
    expect((await gateway.registry.get(key))?.state).toBe('removed')
  })
})

describe('registering a client', () => {
  it('makes it the user’s own, at once, and is recorded', async () => {
    const { gateway, client, key, register, items } = setting()
    const made = {
      clientId: client.clientId,
      ownerId: 'ann',
      ownerAccountId: 'id-of-ann',
      timestampCreated: gateway.clock.now,
      label: 'my computer'
    }
    expect(await register()).toEqual(made)
    expect((await gateway.registry.get(key))?.value).toEqual(made)
    expect(
      await gateway.registry.listByOwner({ kind: 'client', owner: 'account:id-of-ann' }, { limit: 9 })
    ).toMatchObject({
      items: [{ key }]
    })
    expect(items()).toMatchObject([
      {
        request: { payload: { type: 'addClient', clientId: client.clientId, ownerId: 'ann', label: 'my computer' } },
        response: { type: 'addClient' },
        zone: 'default'
      }
    ])
    expect(JSON.stringify(items())).not.toContain(client.registrationSignature)
  })

  it('needs the client’s own signature, and reads nothing before it has it', async () => {
    const { gateway, client, register } = setting()
    const { registrationSignature: other } = newClient()
    for (const signature of [other, '', '0'.repeat(128), client.registrationSignature.toUpperCase(), 'x'])
      await expect(register(ann, { signature })).rejects.toMatchObject({ code: 'auth.bad_signature' })
    expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })

  it('in a zone that does not exist is refused', async () => {
    const { register, items } = setting()
    await expect(register(ann, { zone: 'nowhere' })).rejects.toMatchObject({ code: 'zone.not_found' })
    expect(items()).toEqual([])
  })

  it('that is another user’s is refused with their name, and changes nothing', async () => {
    const { gateway, key, register, items } = setting()
    await register()
    const before = await gateway.registry.get(key)
    gateway.forget()
    await expect(register(bob)).rejects.toMatchObject({
      code: 'client.owned_by_other',
      message: expect.stringContaining('user ann')
    })
    expect(gateway.touched().registry.filter(method => writes.includes(method))).toEqual([])
    expect(await gateway.registry.get(key)).toEqual(before)
    expect(items()).toHaveLength(1)
  })

  it('that an older gateway registered for another user is refused, and imports it', async () => {
    const { gateway, client, key, register } = setting()
    const legacy = { clientId: client.clientId, ownerId: 'bob', timestampCreated: 1, label: 'old' }
    await gateway.buckets.default.put(`clients/${client.clientId}`, Buffer.from(JSON.stringify(legacy)))
    await expect(register()).rejects.toMatchObject({ code: 'client.owned_by_other' })
    expect((await gateway.registry.get(key))?.value).toEqual(legacy)
    expect(await register(bob)).toEqual(legacy)
  })

  it('again by its owner changes nothing, its label neither, and is recorded once', async () => {
    const { gateway, key, register, items } = setting()
    const first = await register()
    const before = await gateway.registry.get(key)
    gateway.pass(1_000)
    expect(await register(ann, { label: 'other' })).toEqual(first)
    expect(await register({ ...ann, login: bob.login, labels: [...bob.labels, ...ann.labels] })).toEqual(first)
    expect(await gateway.registry.get(key)).toEqual(before)
    expect(items()).toHaveLength(1)
  })

  it('twenty times at once registers it once and records it once', async () => {
    const { gateway, key, register, items } = setting()
    const made = await Promise.all(Array.from({ length: 20 }, () => register()))
    expect(new Set(made.map(client => JSON.stringify(client))).size).toBe(1)
    expect((await gateway.registry.get(key))?.value).toEqual(made[0])
    expect(items()).toHaveLength(1)
  })

  it('by two users at once gives it to one of them', async () => {
    const { gateway, key, register } = setting()
    const results = await Promise.allSettled([register(ann), register(bob)])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const winner = results[0]?.status === 'fulfilled' ? 'ann' : 'bob'
    expect((await gateway.registry.get(key))?.value.ownerId).toBe(winner)
  })

  it('takes effect at once for a client that was just refused', async () => {
    const { gateway, client, register } = setting()
    const { resolveZone } = await import('../zones/resolve-zone.ts')
    const zone = await resolveZone(gateway.deps, zoneName('default'))
    expect(await registeredClient(gateway.deps, zone, client.clientId)).toBeUndefined()
    await register()
    expect(await registeredClient(gateway.deps, zone, client.clientId)).toMatchObject({ ownerId: 'ann' })
  })

  it('under a label that nobody could read again is refused before it is written', async () => {
    const { gateway, register } = setting()
    await expect(register(ann, { label: 'x'.repeat(1001) })).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('1000')
    })
    expect(gateway.touched().registry.filter(method => writes.includes(method))).toEqual([])
    expect(await register(ann, { label: 'ö'.repeat(300) })).toMatchObject({ label: 'ö'.repeat(300) })
  })

  it('that could not be recorded fails, and is recorded once when it is tried again', async () => {
    const { gateway, register, items } = setting()
    const { outbox } = gateway.deps
    gateway.ephemeral.away = true
    gateway.deps.outbox = { keep: () => Promise.reject(errors.storeUnavailable('the disk', new Error('full'))) }
    await expect(register()).rejects.toMatchObject({ code: 'activity.not_recorded' })
    expect(items()).toEqual([])
    gateway.deps.outbox = outbox
    gateway.ephemeral.away = false
    gateway.pass(5_000)
    for (const _ of [1, 2]) expect(await register()).toMatchObject({ ownerId: 'ann' })
    expect(items()).toHaveLength(1)
  })
})

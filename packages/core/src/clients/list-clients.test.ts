import { describe, expect, it } from 'vitest'
import { facts, newClient, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import type { ClientId } from '../ids/client-id.ts'
import { importLegacyClients } from '../registered/import-legacy-clients.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { removeClient, renameClient } from './change-client.ts'
import { listClients } from './list-clients.ts'
import { registerClient } from './register-client.ts'

async function open() {
  const gateway = testGateway()
  const zone = await resolveZone(gateway.deps, zoneName('lab'))
  async function register(login: string, label: string): Promise<ClientId> {
    const { clientId, registrationSignature: signature } = newClient()
    await registerClient(gateway.deps, zone, user(login).user, { clientId, signature, label }, facts)
    return clientId
  }
  const find = async (search: string, limit = 50) =>
    (await listClients(gateway.deps, zone, { limit, search })).items.map(({ label }) => label).sort()
  async function all(search: string, limit: number) {
    const labels: string[] = []
    for (let after: string | null | undefined; after !== null; ) {
      const page = await listClients(gateway.deps, zone, { limit, search, after: after ?? undefined })
      labels.push(...page.items.map(({ label }) => label))
      after = page.next
    }
    return labels
  }
  return { ...gateway, zone, register, find, all }
}

describe('a search among clients', () => {
  it('finds by the beginnings of words of the label, the owner and the id, in any case', async () => {
    const { register, find } = await open()
    const id = await register('ann', 'Laptop, Zürich')
    await register('bob', 'lab computer (old)')
    expect(await find('lap')).toEqual(['Laptop, Zürich'])
    expect(await find('LA')).toEqual(['Laptop, Zürich', 'lab computer (old)'])
    expect(await find('zür')).toEqual(['Laptop, Zürich'])
    expect(await find('bob')).toEqual(['lab computer (old)'])
    expect(await find(id.slice(0, 8))).toEqual(['Laptop, Zürich'])
    expect(await find('puter')).toEqual([])
  })

  it('of several words wants all of them', async () => {
    const { register, find } = await open()
    await register('ann', 'lab laptop')
    await register('bob', 'lab computer')
    expect(await find('comp lab')).toEqual(['lab computer'])
    expect(await find('ann computer')).toEqual([])
  })

  it('shows each client once, page by page, however many of its words fit', async () => {
    const { register, all } = await open()
    for (const n of [1, 2, 3, 4, 5]) await register('lara', `lab laboratory lap ${n}`)
    for (const limit of [1, 2, 50]) expect((await all('la', limit)).length).toBe(5)
    expect(new Set(await all('la', 2)).size).toBe(5)
  })

  it('goes by the label as it is now, and not by what was removed', async () => {
    const { deps, zone, register, find } = await open()
    const clientId = await register('ann', 'old name')
    await renameClient(deps, zone, { clientId, label: 'new name' }, facts)
    expect([await find('old'), await find('new')]).toEqual([[], ['new name']])
    const [client] = (await listClients(deps, zone, { limit: 1 })).items
    if (client === undefined) throw new Error('no client')
    await removeClient(deps, zone, client, facts)
    expect([await find('new'), await find('ann')]).toEqual([[], []])
  })

  it('stays in its zone', async () => {
    const { deps, register } = await open()
    await register('ann', 'laptop')
    const other = await resolveZone(deps, zoneName('default'))
    expect((await listClients(deps, other, { limit: 10, search: 'laptop' })).items).toEqual([])
  })

  it('asks no more of the registry in a zone of a thousand clients than in one of ten', async () => {
    const { deps, registry, zone, forget } = await open()
    const fill = async (from: number, to: number) => {
      for (let n = from; n < to; n++) {
        const id = n.toString(16).padStart(64, '0')
        const client = { clientId: id, ownerId: 'ann', timestampCreated: 1, label: `client ${n}` }
        await registry.create({ kind: 'client', zone: 'lab', id }, client, { owner: 'ann' })
        await registry.create({ kind: 'client-word', zone: 'lab', id: `client\n${id}` }, {})
      }
    }
    const calls = async () => {
      forget()
      await listClients(deps, zone, { limit: 10 })
      await listClients(deps, zone, { limit: 10, search: 'client' })
      return registry.calls.length
    }
    await fill(0, 10)
    const few = await calls()
    await fill(10, 1_000)
    expect(await calls()).toBe(few)
  })
})

describe('a zone’s first listing', () => {
  const legacy = (clientId: string, label: string) =>
    Buffer.from(JSON.stringify({ clientId, ownerId: 'ann', timestampCreated: 1, label, privateKeyHex: 'secret' }))

  it('imports all clients that an older gateway left, but those that were removed here', async () => {
    const { deps, registry, buckets, zone, find } = await open()
    const ids = Array.from({ length: 30 }, () => newClient().clientId)
    for (const [at, id] of ids.entries()) await buckets.lab.put(`clients/${id}`, legacy(id, `old ${at}`))
    await buckets.lab.put('clients/not-a-client', Buffer.from('{}'))
    await registry.remove({ kind: 'client', zone: 'lab', id: ids[0] ?? '' })
    expect(await importLegacyClients(deps, zone, deps.now() + 3_000)).toBe(true)
    const { items } = await listClients(deps, zone, { limit: 100 })
    expect(items.map(({ clientId }) => clientId).sort()).toEqual(ids.slice(1).sort())
    expect(await find('old', 100)).toHaveLength(29)
    expect(JSON.stringify(items)).not.toContain('secret')
  })

  it('is done once: later ones do not list the bucket', async () => {
    const { deps, buckets, zone, forget } = await open()
    await importLegacyClients(deps, zone, deps.now() + 3_000)
    forget()
    expect(await importLegacyClients(deps, zone, deps.now() + 3_000)).toBe(true)
    expect(buckets.lab.calls).toEqual([])
  })

  it('takes no longer than it may, and goes on where it stopped', async () => {
    const { deps, buckets, zone } = await open()
    const ids = Array.from({ length: 450 }, (_, n) => n.toString(16).padStart(64, '0'))
    for (const id of ids) await buckets.lab.put(`clients/${id}`, legacy(id, 'x'))
    const counts: number[] = []
    let complete = false
    for (let times = 0; times < 10 && !complete; times++) {
      complete = await importLegacyClients(deps, zone, deps.now())
      counts.push((await listClients(deps, zone, { limit: 1000 })).items.length)
    }
    expect(counts.slice(0, 3)).toEqual([200, 400, 450])
    expect(complete).toBe(true)
  })
})

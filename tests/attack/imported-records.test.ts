/** Clients and resources of older gateways: imported once, what was removed stays removed, no odd record does harm. */
import { beforeEach, describe, expect, it } from 'vitest'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { newClient } from '../../packages/core/testing/test-gateway.ts'
import { type AttackGateway, attackGateway, expectRefusal } from './handler.ts'

const hash = sha1('content')
const put = (key: string, value: unknown) =>
  gateway.buckets.default.put(key, Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
const created = () => gateway.registry.calls.filter(({ method }) => method === 'create')

let gateway: AttackGateway
beforeEach(() => {
  gateway = attackGateway()
})

describe('a client of an older gateway', () => {
  const info = async (clientId: string) => (await gateway.ask({ type: 'getClientInfo', clientId })).json
  const record = (clientId: string, more: object = {}) => ({
    clientId,
    ownerId: 'ann',
    timestampCreated: 7,
    label: 'x',
    ...more
  })

  it('is imported once, however many ask first at the same time, through however many processes', async () => {
    const { clientId } = newClient()
    await put(`clients/${clientId}`, record(clientId))
    const processes = Array.from({ length: 20 }, () =>
      attackGateway({ registry: gateway.registry, openBucket: gateway.gateway.openBucket })
    )
    const answers = await Promise.all(processes.map(one => one.ask({ type: 'getClientInfo', clientId })))
    for (const { json } of answers)
      expect(json).toEqual({ type: 'getClientInfo', found: true, client: record(clientId) })
    const page = await gateway.registry.list({ kind: 'client', zone: 'default' }, { limit: 100 })
    expect(page.items).toMatchObject([{ entry: { value: record(clientId) } }])
  })

  it('is imported without its private key and whatever else was kept with it', async () => {
    const { clientId } = newClient()
    await put(`clients/${clientId}`, record(clientId, { privateKeyHex: 'ff', __proto__x: 1, label: 'l'.repeat(300) }))
    expect(await info(clientId)).toMatchObject({ client: { label: 'l'.repeat(300) } })
    const entry = await gateway.registry.get({ kind: 'client', zone: 'default', id: clientId })
    expect(Object.keys(entry?.value ?? {}).toSorted()).toEqual(['clientId', 'label', 'ownerId', 'timestampCreated'])
  })

  it('that was removed does not come back', async () => {
    const { clientId } = newClient()
    await put(`clients/${clientId}`, record(clientId))
    await gateway.registry.remove({ kind: 'client', zone: 'default', id: clientId })
    expect(await info(clientId)).toEqual({ type: 'getClientInfo', found: false })
  })

  it('whose record says something else than its place, or nothing that can be read, is not there', async () => {
    const { clientId } = newClient()
    for (const text of [
      record(newClient().clientId),
      record(clientId.toUpperCase()),
      record(clientId, { ownerId: '' }),
      record(clientId, { ownerId: 'x'.repeat(101) }),
      record(clientId, { timestampCreated: 'yesterday' }),
      record(clientId, { label: 'x'.repeat(1001) }),
      '{',
      '[]',
      '"x"',
      `${JSON.stringify(record(clientId))}${' '.repeat(300_000)}`
    ]) {
      await put(`clients/${clientId}`, text)
      gateway.pass(2_000)
      expect(await info(clientId)).toEqual({ type: 'getClientInfo', found: false })
    }
    expect(created()).toEqual([])
  })

  it('whose owner’s name holds what nobody sees is named without it in refusals', async () => {
    const client = newClient()
    await put(`clients/${client.clientId}`, record(client.clientId, { ownerId: 'ann\r\nx: y\u0007\u202e\u2028' }))
    const answer = await gateway.ask({ type: 'deleteFile', hashAlg: 'sha1', hash }, { client })
    expectRefusal(answer, 403, 'access.not_permitted')
  })
})

describe('a resource of an older gateway', () => {
  const info = async (resourceName: string) => (await gateway.ask({ type: 'getResourceInfo', resourceName })).json
  const record = (resourceName: string) => ({
    resourceName,
    ownerId: 'ann',
    timestampCreated: 7,
    proxyUrl: 'https://p.test'
  })

  it.each(['machine', 'my lab/a machine', 'a.b/c_d-e'])('named %j is imported once', async name => {
    await put(`resources/${name}`, { ...record(name), secret: 'x' })
    const answers = await Promise.all(Array.from({ length: 20 }, () => info(name)))
    for (const json of answers) expect(json).toEqual({ type: 'getResourceInfo', found: true, resource: record(name) })
    const page = await gateway.registry.list({ kind: 'resource', zone: 'default' }, { limit: 100 })
    expect(page.items).toMatchObject([{ key: { id: name }, entry: { version: 1 } }])
  })

  it('that was removed, or that calls itself something else, is not there', async () => {
    await put('resources/a', record('b'))
    expect(await info('a')).toEqual({ type: 'getResourceInfo', found: false })
    await put('resources/b', record('b'))
    await gateway.registry.remove({ kind: 'resource', zone: 'default', id: 'b' })
    expect(await info('b')).toEqual({ type: 'getResourceInfo', found: false })
  })

  it.each(['../clients/x', 'a/../b', '/a', 'a//b', 'a\0', '', 'a/', './a', 'a\\b', 'ä'])(
    'named %j is refused before any store is asked',
    async name => {
      expectRefusal(await gateway.ask({ type: 'getResourceInfo', resourceName: name }), 400, 'request.invalid')
      expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
    }
  )
})

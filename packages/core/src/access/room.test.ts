import { describe, expect, it } from 'vitest'
import { facts, newClient, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { registerClient } from '../clients/register-client.ts'
import { ResourceName } from '../ids/resource-name.ts'
import { addResource } from '../resources/change-resource.ts'
import { accountIndex } from '../users/ownership.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { mostOwned, type OwnedKind } from './room.ts'

type TestGateway = ReturnType<typeof testGateway>
let made = 0

const more: Record<OwnedKind, (gateway: TestGateway, zone: string) => Promise<unknown>> = {
  client: async ({ deps }, name) => {
    const { clientId, registrationSignature: signature } = newClient()
    const zone = await resolveZone(deps, zoneName(name))
    return registerClient(deps, zone, user('ann').user, { clientId, signature, label: '' }, facts)
  },
  resource: async ({ deps }, zone) => {
    const input = { resourceName: ResourceName.parse(`r${made++}`), proxyUrl: 'https://proxy.test/' }
    return addResource(deps, await resolveZone(deps, zoneName(zone)), user('ann').user, input, facts)
  }
}
const kinds: OwnedKind[] = ['client', 'resource']

const open = (publicUpload: boolean, rights = '{ upload: false }') =>
  `allowPublicUpload: ${publicUpload}\nallowPublicDownload: true\nauthorizedUsers: [{ userId: ann, ${rights.slice(1)}]`

describe.each(kinds)('a user’s %ss', kind => {
  const { inAll, withoutRight } = mostOwned[kind]

  it(`in a zone where they have no right are ${withoutRight}: the next is refused and writes nothing`, async () => {
    const gateway = testGateway()
    await gateway.settings('lab', open(false))
    for (let n = 0; n < withoutRight; n++) await more[kind](gateway, 'lab')
    const items = gateway.ephemeral.logItems.length
    gateway.forget()
    await expect(more[kind](gateway, 'lab')).rejects.toMatchObject({
      kind: 'unprocessable',
      code: `${kind}.too_many`,
      message: expect.stringMatching(new RegExp(`\\b${withoutRight} ${kind}s in zone lab`))
    })
    expect(gateway.touched().registry.filter(method => !/^(get|list|listByOwner)$/.test(method))).toEqual([])
    expect(gateway.ephemeral.logItems).toHaveLength(items)
  })

  it.each([
    ['upload', open(false, '{ upload: true }')],
    ['download', open(false, '{ download: true }')],
    ['administer it', open(false, '{ admin: true }')],
    ['upload like everybody', open(true)]
  ])('are more where they may %s', async (_, settings) => {
    const gateway = testGateway()
    await gateway.settings('lab', settings)
    for (let n = 0; n <= withoutRight; n++) await more[kind](gateway, 'lab')
  })

  it.each([
    ['more for the zone’s owner, whose account it names', { ownerAccountId: 'id-of-ann' }, true],
    ['no more for a newcomer under the freed login of its owner', {}, false]
  ])('are %s', async (_, account, granted) => {
    const gateway = testGateway()
    const record = { zone: 'lab.own', ownerId: 'ann', ...account, bucketName: 'default', directory: 'zones/lab.own' }
    await gateway.registry.create({ kind: 'zone', id: 'lab.own' }, record)
    await gateway.buckets.default.put('zones/lab.own/settings/authorizationSettings.yaml', Buffer.from(open(false)))
    const key = { kind: 'first-account', id: 'ann' } as const
    await gateway.registry.create(key, { accountId: 'id-of-who-had-it' }, { owner: 'id-of-who-had-it' })
    for (let n = 0; n < withoutRight; n++) await more[kind](gateway, 'lab.own')
    const next = more[kind](gateway, 'lab.own')
    if (granted) await next
    else await expect(next).rejects.toMatchObject({ code: `${kind}.too_many` })
  })

  it(`are ${inAll} in all zones together, one’s own again always`, async () => {
    const gateway = testGateway()
    for (const zone of ['default', 'lab'] as const) await gateway.settings(zone, open(true))
    for (let n = 0; n < inAll; n++) {
      const zone = n % 2 === 0 ? 'default' : 'lab'
      await gateway.registry.create(
        { kind, zone, id: `${n}` },
        { n },
        { owner: n % 3 === 0 ? 'ann' : accountIndex('id-of-ann') }
      )
    }
    await expect(more[kind](gateway, 'lab')).rejects.toMatchObject({
      code: `${kind}.too_many`,
      message: expect.stringContaining(`${inAll} ${kind}s`)
    })
  })
})

import { describe, expect, it } from 'vitest'
import { interrupted } from '../../testing/interrupted.ts'
import { facts, newClient, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { authorizeZone } from '../access/authorize-zone.ts'
import { errors } from '../errors.ts'
import { UserLabel } from '../ids/user-label.ts'
import { listMyZones } from '../me/list-my-zones.ts'
import { signInAccount } from '../users/account.ts'
import { addZone, maxOwnZones } from './add-zone.ts'
import { switchSettings } from './edit-settings.ts'
import { removeZone, renameZone } from './remove-zone.ts'
import { resolveZone } from './resolve-zone.ts'

async function open() {
  const gateway = testGateway()
  const { deps, buckets } = gateway
  const signedIn = async (login: string) =>
    (await signInAccount(deps, { accountId: `id-of-${login}`, login: UserLabel.parse(login) })).user
  const ann = await signedIn('ann')
  await addZone(deps, ann, zoneName('ann.lab'), facts)
  const as = async (login: string, zone = 'ann.lab') => {
    const user = await signedIn(login)
    const authorized = await authorizeZone(deps, { kind: 'user', user, provedBy: 'session' }, 'own', zoneName(zone))
    return { user, ...authorized }
  }
  const store = (zone = 'ann.lab') => buckets.default.put(`zones/${zone}/sha1/aa/bb/cc/x`, Buffer.from('12345'))
  const names = async () => (await gateway.registry.list({ kind: 'zone' }, { limit: 9 })).items.map(({ key }) => key.id)
  const change = (login: string, rights: object) =>
    resolveZone(deps, zoneName('ann.lab')).then(zone =>
      switchSettings(deps, zone, ann, { switches: { users: { [login]: rights } } }, facts)
    )
  return { ...gateway, ann, as, store, names, change }
}

describe('issue 13, number 14: a zone’s owner', () => {
  it('removes it at once while it has no files, and its bucket is not touched', async () => {
    const { deps, as, names, buckets, forget } = await open()
    const owner = await as('ann')
    forget()
    await removeZone(deps, owner, undefined, facts)
    expect(await names()).toEqual([])
    expect(buckets.default.calls.filter(({ method }) => !['get', 'list'].includes(method))).toEqual([])
  })

  it('types its name where it has files, after being told how many', async () => {
    const { deps, as, names, store } = await open()
    await store()
    const owner = await as('ann')
    for (const confirm of [undefined, '', 'ann', 'ANN.LAB']) {
      await expect(removeZone(deps, owner, confirm, facts)).rejects.toMatchObject({
        code: 'zone.removal_unconfirmed',
        details: { there: { files: 1, bytes: 5, more: false } }
      })
    }
    expect(await names()).toEqual(['ann.lab'])
    await removeZone(deps, owner, 'ann.lab', facts)
    expect(await names()).toEqual([])
  })

  it('removes it also where its bucket does not answer any more', async () => {
    const { deps, as, names } = await open()
    const owner = await as('ann')
    const away = interrupted(deps, () => Promise.reject(errors.storeUnavailable('the bucket', new Error('away'))))
    const zone = { ...owner.zone, bucket: await away.openBucket({ uri: 'memory://default', credentials: {} as never }) }
    await expect(removeZone(deps, { zone }, undefined, facts)).rejects.toMatchObject({ code: 'store.unavailable' })
    await removeZone(deps, { zone }, 'ann.lab', facts)
    expect(await names()).toEqual([])
  })

  it('is who may, and a gateway administrator; others who administer it may not, and nothing is changed', async () => {
    const { as, change, names, forget, touched } = await open()
    await change('bob', { admin: true })
    await as('root')
    await as('bob').catch(() => undefined)
    forget()
    await expect(as('bob')).rejects.toMatchObject({
      code: 'access.not_zone_owner',
      message: 'Only the owner of zone ann.lab (ann) or a gateway administrator can remove or rename it.'
    })
    expect(touched().objects.filter(call => !call.startsWith('get '))).toEqual([])
    expect(await names()).toEqual(['ann.lab'])
  })
})

describe('issue 13, number 14: renaming a zone', () => {
  it('moves its settings, keeps its owner, and lists it under the new name', async () => {
    const { deps, as, names, change, ann, buckets } = await open()
    await change('bob', { admin: true })
    await renameZone(deps, await as('ann'), zoneName('ann.new'), facts)
    expect(await names()).toEqual(['ann.new'])
    const settings = await buckets.default.get('zones/ann.new/settings/authorizationSettings.yaml', 1e5)
    expect(Buffer.from(settings?.bytes ?? []).toString()).toContain('userId: bob')
    const bob =
      (await as('root', 'ann.new')) &&
      (await signInAccount(deps, { accountId: 'id-of-bob', login: UserLabel.parse('bob') })).user
    const mine = async (user: typeof ann) => (await listMyZones(deps, user, { limit: 9 })).items
    expect(await mine(ann)).toMatchObject([{ zone: 'ann.new', ownerId: 'ann', role: 'owner' }])
    expect(await mine(bob)).toMatchObject([{ zone: 'ann.new', ownerId: 'ann', role: 'administrator' }])
  })

  it('needs no room: who has as many zones as one may have can rename them', async () => {
    const { deps, as, ann, names } = await open()
    for (let n = 1; n < maxOwnZones; n++) await addZone(deps, ann, zoneName(`ann.${n}`), facts)
    await renameZone(deps, await as('ann'), zoneName('ann.new'), facts)
    expect(await names()).toHaveLength(maxOwnZones)
    await expect(addZone(deps, ann, zoneName('ann.more'), facts)).rejects.toMatchObject({ code: 'zone.too_many' })
  })

  it('is for empty zones, names that are one’s own, and names that are free', async () => {
    const { deps, as, ann, names, store, registry } = await open()
    await addZone(deps, ann, zoneName('ann.taken'), facts)
    const rename = async (to: string) => renameZone(deps, await as('ann'), zoneName(to), facts)
    await expect(rename('bob.lab')).rejects.toMatchObject({ code: 'zone.name_not_yours' })
    await expect(rename('ann.taken')).rejects.toMatchObject({ code: 'zone.name_taken' })
    await store('ann.full')
    await expect(rename('ann.full')).rejects.toMatchObject({ code: 'zone.had_before' })
    const { clientId } = newClient()
    const key = { kind: 'client', zone: 'ann.lab', id: clientId } as const
    await registry.create(key, { clientId, ownerId: 'ann', timestampCreated: 1, label: '' }, { owner: 'ann' })
    await expect(rename('ann.new')).rejects.toMatchObject({ code: 'zone.not_empty' })
    await registry.erase(key, (await registry.get(key))?.version ?? 0)
    await store()
    await expect(rename('ann.new')).rejects.toMatchObject({ code: 'zone.not_empty' })
    expect(await names()).toEqual(['ann.lab', 'ann.taken'])
    await expect(resolveZone(deps, zoneName('ann.lab'))).resolves.toMatchObject({ directory: 'zones/ann.lab' })
  })

  it('is not for zones with adopted files, which lie under names of their own', async () => {
    const { deps, as, registry } = await open()
    const { zone } = await as('ann')
    const key = { kind: 'adopted-file', zone: zone.name, id: 'ab'.repeat(20) } as const
    const file = { objectKey: 'zones/ann.lab/data/one.bin', bucketId: zone.bucketId, size: 3, etag: '"1"' }
    await registry.create(key, file)
    await expect(renameZone(deps, await as('ann'), zoneName('ann.new'), facts)).rejects.toMatchObject({
      code: 'zone.not_empty'
    })
    await expect(removeZone(deps, await as('ann'), undefined, facts)).rejects.toMatchObject({
      details: { there: { files: 1, bytes: 3 } }
    })
    // What an earlier zone of this name adopted elsewhere is none of its files.
    await registry.replace(key, { ...file, bucketId: 'another' }, (await registry.get(key))?.version ?? 0)
    await renameZone(deps, await as('ann'), zoneName('ann.new'), facts)
  })
})

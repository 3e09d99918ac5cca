import { describe, expect, it } from 'vitest'
import { newClient, testGateway, user } from '../../testing/test-gateway.ts'
import { loginKey } from '../ids/login-key.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { User } from '../model/user.ts'
import { importLegacyUser } from '../registered/import-legacy-user.ts'
import { signInAccount } from '../users/account.ts'
import { releaseLabel } from '../users/bindings.ts'
import { listOwnClients, listOwnResources } from './list-own.ts'

function open() {
  const gateway = testGateway()
  const { registry, deps } = gateway
  const ann = { ...user('ann').user, labels: [loginKey('ann'), loginKey('anna')] }
  const add = async (zone: string, ownerId: string) => {
    const { clientId } = newClient()
    const client = { clientId, ownerId, timestampCreated: 1, label: '' }
    await registry.create({ kind: 'client', zone, id: clientId }, client, { owner: ownerId })
    return clientId
  }
  return { ...gateway, ann, add, own: (limit: number, after?: string) => listOwnClients(deps, ann, { limit, after }) }
}

describe('what a user owns', () => {
  it('is of all zones and all names that mean them, page by page, and nobody else’s', async () => {
    const { ann, add, own } = open()
    const mine = [await add('lab', 'ann'), await add('default', 'ann'), await add('lab', 'anna')]
    await add('lab', 'bob')
    for (const limit of [1, 2, 3, 10]) {
      const seen: string[] = []
      for (let after: string | undefined | null; after !== null; ) {
        const page = await own(limit, after)
        expect(page.items.length).toBeLessThanOrEqual(limit)
        seen.push(...page.items.map(({ clientId }) => clientId))
        after = page.next
      }
      expect(seen.sort()).toEqual(mine.toSorted())
    }
    expect(ann.labels).toHaveLength(2)
  })

  it('is found by words of its label, by its zone and by the beginning of its id', async () => {
    const { registry, deps, ann, add } = open()
    const clientId = newClient().clientId
    const laptop = { clientId, ownerId: 'anna', timestampCreated: 1, label: 'Old Laptop' }
    await registry.create({ kind: 'client', zone: 'lab', id: clientId }, laptop, { owner: 'anna' })
    await add('default', 'ann')
    for (const [search, count] of [
      ['lap', 1],
      ['old lap', 1],
      [clientId.slice(0, 12), 1],
      ['default', 1],
      ['top', 0]
    ] as const)
      expect((await listOwnClients(deps, ann, { limit: 10, search })).items, search).toHaveLength(count)
  })

  it.each(['x', '9', '0~~~', '-1~', '1~not-a-token'])('is not shown for a token that is none: %j', async after => {
    const { add, own } = open()
    await add('lab', 'ann')
    await add('lab', 'anna')
    await expect(own(1, after)).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

describe('what is of an account whose login was freed', () => {
  it('is listed for that account, and not for whoever has the login next', async () => {
    const { deps, registry, add } = open()
    const signIn = async (accountId: string, login: string) =>
      (await signInAccount(deps, { accountId, login: UserLabel.parse(login) })).user
    await signIn('id-of-ann', 'ann')
    const legacy = await add('lab', 'ann')
    const here = newClient().clientId
    const client = { clientId: here, ownerId: 'ann', ownerAccountId: 'id-of-ann', timestampCreated: 1, label: '' }
    await registry.create({ kind: 'client', zone: 'lab', id: here }, client, { owner: 'account:id-of-ann' })
    // A label may look like an account.
    await add('lab', 'account:id-of-ann')
    await releaseLabel(deps, UserLabel.parse('ann'))
    const listed = async (who: User) =>
      (await listOwnClients(deps, who, { limit: 10 })).items.map(({ clientId }) => clientId).sort()
    expect(await listed(await signIn('id-of-newcomer', 'Ann'))).toEqual([])
    expect(await listed(await signIn('id-of-ann', 'ann-of-old'))).toEqual([legacy, here].sort())
  })
})

describe('what an older gateway knew of a user', () => {
  it('is imported when they first look at what is theirs, once; what was removed here stays away', async () => {
    const { deps, registry, buckets, ann, own, forget } = open()
    const ids = [newClient().clientId, newClient().clientId, newClient().clientId]
    for (const clientId of ids) {
      const record = { clientId, ownerId: 'ann', timestampCreated: 1, label: 'old', privateKeyHex: 'SECRET' }
      await buckets.default.put(`clients/${clientId}`, Buffer.from(JSON.stringify(record)))
    }
    const resource = { resourceName: 'r1', ownerId: 'ann', timestampCreated: 1, proxyUrl: 'https://proxy.test' }
    await buckets.default.put('resources/r1', Buffer.from(JSON.stringify(resource)))
    const known = { clientIds: [...ids, '../x'], resourceNames: ['r1', '../../y'], zones: [] }
    await buckets.default.put('users/ann', Buffer.from(JSON.stringify(known)))
    await registry.remove({ kind: 'client', zone: 'default', id: ids[0] ?? '' })
    await importLegacyUser(deps, ann)
    expect((await own(10)).items.map(({ clientId }) => clientId).sort()).toEqual(ids.slice(1).sort())
    expect((await listOwnResources(deps, ann, { limit: 10 })).items).toMatchObject([{ resourceName: 'r1' }])
    forget()
    await importLegacyUser(deps, ann)
    expect(buckets.default.calls).toEqual([])
  })

  it('is not looked for under a name that leads elsewhere in the bucket', async () => {
    const { deps, buckets, forget } = open()
    forget()
    const names = ['../clients/x', 'a/b', '.hidden', 'a..b']
    await importLegacyUser(deps, { ...user('.x').user, labels: names.map(loginKey) })
    expect(buckets.default.calls).toEqual([])
  })
})

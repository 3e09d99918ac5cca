/**
 * Freed logins on the wire: a client acts for the account that owns it, with what that account is given today. Whoever
 * bears the login next gives it nothing, and gets nothing of it.
 */
import { registerClient } from '@kachery-gateway/core/clients/register-client.ts'
import { newUploadId } from '@kachery-gateway/core/files/upload-id.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { v1 } from '@kachery-gateway/core/protocol/v1.ts'
import { signInAccount } from '@kachery-gateway/core/users/account.ts'
import { releaseLogin } from '@kachery-gateway/core/users/release-login.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { describe, expect, it } from 'vitest'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { facts, newClient, type TestClient, zoneName } from '../../packages/core/testing/test-gateway.ts'
import { type AttackGateway, attackGateway, expectRefusal, type Payload } from './handler.ts'

const login = (name: string) => UserLabel.parse(name)
const hash = sha1('content')
const uploadId = newUploadId({ randomHex: bytes => '0'.repeat(2 * bytes) }, zoneName('default'))
const objectKey = `uploads/sha1/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4, 6)}/${hash}/${uploadId}`
const contentKey = `sha1/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4, 6)}/${hash}`

/** What any operation asks for; but for what anyone may ask, the table of the protocol says which there are. */
const fields = { hashAlg: 'sha1', hash, size: 7, objectKey, zone: 'default' }
const operations: Payload[] = Object.entries(v1).flatMap(([type, { action }]) =>
  action === 'anyone' ? [] : [{ type, ...fields }]
)

const given = (...logins: string[]) =>
  `allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers:\n${logins
    .map(userId => `  - { userId: ${userId}, upload: true, download: true, admin: true }\n`)
    .join('')}`

/** How a client of ann’s came to be known. */
type MakeClient = (gateway: AttackGateway, owner: string) => Promise<TestClient>
const clients: Record<string, MakeClient> = {
  async 'that was registered here'({ gateway }, owner) {
    const client = newClient()
    const { user } = await signInAccount(gateway, { accountId: `id-of-${owner.toLowerCase()}`, login: login(owner) })
    const { clientId, registrationSignature: signature } = client
    const zone = await resolveZone(gateway, zoneName('default'))
    await registerClient(gateway, zone, user, { clientId, signature, label: '' }, facts)
    return client
  },
  'that was written down with its login alone': (gateway, owner) => gateway.registered(owner),
  async 'that an older gateway left and nobody used yet'({ buckets }, owner) {
    const client = newClient()
    const record = { clientId: client.clientId, ownerId: owner, timestampCreated: 1, label: '' }
    await buckets.default.put(`clients/${client.clientId}`, Buffer.from(JSON.stringify(record)))
    return client
  }
}

async function open() {
  const attacked = attackGateway()
  const { gateway, buckets, ephemeral } = attacked
  await buckets.default.put(contentKey, Buffer.from('content'))
  await buckets.default.put(objectKey, Buffer.from('content'))
  await attacked.settings('default', given('ann'))
  return {
    ...attacked,
    signIn: (accountId: string, name: string) => signInAccount(gateway, { accountId, login: login(name) }),
    free: (name: string) => releaseLogin(gateway, login(name), facts),
    /** Nothing but what it takes to tell was read, and nothing written or signed. */
    untouched() {
      const { objects, registry } = attacked.touched()
      expect(objects.filter(call => !/^get (settings\/authorizationSettings\.yaml|clients\/)/.test(call))).toEqual([])
      expect(registry.filter(call => !['get', 'listByOwner'].includes(call))).toEqual([])
      expect(ephemeral.calls).toEqual([])
    },
    done: async (client: TestClient, payload: Payload) => {
      const answer = await attacked.ask(payload, { client })
      expect(answer.status, answer.text).toBe(200)
    }
  }
}

describe.each(operations)('$type by a client', payload => {
  describe.each(Object.keys(clients))('%s', how => {
    const make = clients[how] ?? (() => Promise.reject(new Error('no such client')))

    it.each(['ann', 'Ann'])('of %s, whose login was freed and is a newcomer’s, is refused', async spelled => {
      const at = await open()
      await at.signIn('id-of-ann', 'ann')
      if (how === 'that was registered here') await at.done(await make(at, spelled), { ...payload })
      const client = await make(at, spelled)
      await at.free('ann')
      await at.signIn('id-of-newcomer', 'ann')
      at.pass(60_000)
      if (how.includes('older gateway')) {
        // It is imported by whoever asks first.
        await at.ask({ type: 'getClientInfo', clientId: client.clientId })
      }
      at.forget()
      expectRefusal(await at.ask(payload, { client }), 403, 'access.not_permitted')
      at.untouched()
    })

    it('of somebody whose login was freed twice is refused', async () => {
      const at = await open()
      await at.signIn('id-of-ann', 'ann')
      const client = await make(at, 'ann')
      await at.free('ann')
      await at.signIn('id-of-newcomer', 'ann')
      await at.free('ann')
      await at.signIn('id-of-third', 'ANN')
      at.pass(60_000)
      expectRefusal(await at.ask(payload, { client }), 403, 'access.not_permitted')
    })

    it('of somebody whose login was freed does what their new login is given', async () => {
      const at = await open()
      await at.signIn('id-of-ann', 'ann')
      const client = await make(at, 'ann')
      await at.free('ann')
      await at.signIn('id-of-newcomer', 'ann')
      await at.signIn('id-of-ann', 'ann-of-old')
      await at.settings('default', given('Ann-Of-Old'))
      at.pass(60_000)
      await at.done(client, payload)
    })

    it('of somebody who got their freed login back does what it is given', async () => {
      const at = await open()
      await at.signIn('id-of-ann', 'ann')
      const client = await make(at, 'ann')
      await at.free('ann')
      await at.signIn('id-of-ann', 'ann')
      await at.done(client, payload)
    })

    it('of somebody whose login is spelled otherwise in the settings is done', async () => {
      const at = await open()
      await at.settings('default', given('ANN'))
      await at.done(await make(at, 'aNn'), payload)
    })

    it('of a member of another zone is refused', async () => {
      const at = await open()
      await at.settings('lab', given('mel'))
      const client = await make(at, 'mel')
      if (how.includes('older gateway')) await at.ask({ type: 'getClientInfo', clientId: client.clientId })
      at.forget()
      expectRefusal(await at.ask(payload, { client }), 403, 'access.not_permitted')
      at.untouched()
    })
  })
})

describe('a zone', () => {
  const zones: Record<string, object> = {
    'that was added here': { ownerAccountId: 'id-of-zoe' },
    'of an older gateway': {}
  }
  it.each(Object.keys(zones))('%s is its owner’s after their login was freed, and no newcomer’s', async how => {
    const at = await open()
    await at.signIn('id-of-zoe', 'zoe')
    const zone = { zone: 'zoe.lab', ownerId: 'Zoe', ...zones[how], bucketName: 'default', directory: 'zones/zoe.lab' }
    await at.registry.create({ kind: 'zone', id: 'zoe.lab' }, zone)
    const own = await at.registered('zoe', 'zoe.lab')
    await at.free('ZOE')
    const { user } = await at.signIn('id-of-newcomer', 'zoe')
    at.pass(60_000)
    const newcomers = newClient()
    const { clientId, registrationSignature: signature } = newcomers
    const lab = await resolveZone(at.gateway, zoneName('zoe.lab'))
    await registerClient(at.gateway, lab, user, { clientId, signature, label: '' }, facts)
    const payload = { ...fields, type: 'deleteFile', zone: 'zoe.lab' }
    at.forget()
    expectRefusal(await at.ask(payload, { client: newcomers }), 403, 'access.not_permitted')
    expect((await at.ask(payload, { client: own })).status).toBe(200)
  })
})

describe('freeing a login', () => {
  it('is recorded with who did it, and says whose it was', async () => {
    const at = await open()
    await at.signIn('id-of-ann', 'ann')
    await releaseLogin(at.gateway, login('ann'), { ...facts, githubUserId: 'root' })
    expect(at.ephemeral.logItems.map(({ item }) => item.request)).toMatchObject([
      { githubUserId: 'root', payload: { type: 'releaseLogin', login: 'ann', accountId: 'id-of-ann' } }
    ])
  })

  it('that was cut off at any step is done by repeating it', async () => {
    for (let after = 0; after < 8; after++) {
      const at = await open()
      const { account } = await at.signIn('id-of-ann', 'ann')
      let writes = 0
      const failing = new Proxy(at.registry, {
        get(target, name: keyof typeof at.registry) {
          const method = target[name]
          if (typeof method !== 'function') return method
          return async (...given: never[]) => {
            if (['create', 'replace', 'remove'].includes(name) && writes++ >= after) throw new Error('cut off')
            return Reflect.apply(method, target, given)
          }
        }
      })
      await releaseLogin({ ...at.gateway, registry: failing }, login('ann'), facts).catch(() => {})
      await at.free('ann').catch(error => expect(error).toMatchObject({ code: 'user.not_found' }))
      const kept = await at.registry.get({ kind: 'account', id: 'id-of-ann' })
      expect(kept?.value.generation, `${after} writes`).toBeGreaterThan(account.generation)
      expect(at.ephemeral.logItems.length).toBeGreaterThan(0)
      await at.signIn('id-of-newcomer', 'ann')
      expectRefusal(
        await at.ask({ ...fields, type: 'findFile' }, { client: await at.registered('ann') }),
        403,
        'access.not_permitted'
      )
    }
  })

  it('of a gateway administrator is refused while it is in the configuration', async () => {
    const at = await open()
    await at.signIn('id-of-root', 'root')
    await expect(at.free('ROOT')).rejects.toMatchObject({ code: 'user.administers_gateway' })
    await expect(at.signIn('id-of-newcomer', 'Root')).rejects.toMatchObject({ code: 'auth.login_bound_elsewhere' })
  })
})

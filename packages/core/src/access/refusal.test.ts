/** 13.7: who is refused is told what they can do about it. */

import { describe, expect, it } from 'vitest'
import { initiateUpload } from '../../testing/operations.ts'
import { facts, hashOf, newClient, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { signInAccount } from '../users/account.ts'
import { addZone } from '../zones/add-zone.ts'
import type { Credential } from './credential.ts'

const own = zoneName('ann.lab')
const input = { hash: hashOf('x'), size: 1 }

async function signedIn() {
  const gateway = testGateway()
  const { accountId, login } = user('ann').user
  await signInAccount(gateway.deps, { accountId, login })
  return gateway
}

async function withZone() {
  const gateway = await signedIn()
  await addZone(gateway.deps, user('ann').user, own, facts)
  const client = newClient()
  const value = { clientId: client.clientId, ownerId: 'ann', timestampCreated: 1, label: '' }
  await gateway.registry.create({ kind: 'client', zone: own, id: client.clientId }, value, { owner: 'ann' })
  const settings = async (yaml: string) => {
    await gateway.buckets.default.put('zones/ann.lab/settings/authorizationSettings.yaml', Buffer.from(yaml))
    gateway.deps.caches.settings.delete(own)
  }
  const upload = (credential: Credential) => initiateUpload(gateway.deps, credential, { zone: own, ...input })
  return { gateway, client, settings, upload }
}

describe('13.7: a new zone', () => {
  it('begins with its owner’s upload and download on, in the settings that the Access page shows', async () => {
    const { gateway, client, upload } = await withZone()
    expect((await upload(client.credential)).outcome).toBe('upload')
    expect((await upload(user('ann', 'api-key'))).outcome).toBe('upload')
    await expect(upload(user('bob'))).rejects.toMatchObject({ code: 'access.not_permitted' })
    const file = gateway.buckets.default.objects.get('zones/ann.lab/settings/authorizationSettings.yaml')
    expect(new TextDecoder().decode(file?.bytes)).toMatch(
      /authorizedUsers:\n {2}- \{ userId: ann, upload: true, download: true, admin: false \}/
    )
  })

  it('keeps the settings that lie in its place already', async () => {
    const gateway = await signedIn()
    const key = 'zones/ann.lab/settings/authorizationSettings.yaml'
    const yaml = 'allowPublicUpload: true\nauthorizedUsers: []'
    await gateway.buckets.default.put(key, Buffer.from(yaml))
    await addZone(gateway.deps, user('root').user, own, facts, true)
    expect(new TextDecoder().decode(gateway.buckets.default.objects.get(key)?.bytes)).toBe(yaml)
  })

  it('is there though its bucket does not take them', async () => {
    const gateway = await signedIn()
    gateway.buckets.default.put = () => Promise.reject(new Error('away'))
    await addZone(gateway.deps, user('ann').user, own, facts)
    expect(gateway.reports).toContainEqual({ level: 'warn', event: 'zone.first_settings_not_written' })
  })
})

describe('13.7: a refusal', () => {
  const closed = 'allowPublicUpload: false\nauthorizedUsers:\n'

  it('of who administers the zone says where to allow it', async () => {
    const { client, settings, upload } = await withZone()
    await settings('allowPublicUpload: false\nauthorizedUsers: [{userId: dan, admin: true}]')
    const there = 'you administer the zone, so allow it at https://gateway.test/zone/ann.lab/access.'
    for (const who of [client.credential, user('ann', 'api-key'), user('dan', 'github-token')]) {
      await expect(upload(who)).rejects.toMatchObject({
        code: 'access.not_permitted',
        message: expect.stringContaining(there)
      })
    }
  })

  it('of others names its administrators, a few, and no e-mail address', async () => {
    const { settings, upload } = await withZone()
    const admins = ['dan', 'eve@lab.example', 'ann', 'gil', 'hal', 'ida', 'jan']
    await settings(`${closed}${admins.map(userId => `  - { userId: "${userId}", admin: true }\n`).join('')}`)
    await expect(upload(user('bob'))).rejects.toThrow(
      "User bob can't upload files in zone ann.lab; ask an administrator of the zone for permission (ann, dan, gil, hal, ida)."
    )
  })

  it('in a zone of the configuration that has no administrator names those of the gateway', async () => {
    const { deps, settings } = testGateway()
    await settings('lab', 'allowPublicUpload: false\nauthorizedUsers: []')
    await expect(initiateUpload(deps, user('bob'), { zone: zoneName('lab'), ...input })).rejects.toThrow('(root).')
  })

  it('of nobody that is known names nobody', async () => {
    const { upload } = await withZone()
    for (const who of [{ kind: 'none' } as const, newClient().credential]) {
      const { message } = await upload(who).then(
        () => ({ message: '' }),
        (error: Error) => error
      )
      expect(message).toContain('zone ann.lab'.slice(5))
      expect(message).not.toMatch(/administrator|\(ann\b/)
    }
  })
})

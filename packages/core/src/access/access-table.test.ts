/**
 * The access table, cell by cell: every operation × every kind of caller, with and without the grant. Each refusal also
 * shows that nothing of the zone's files was read, written or signed.
 */

import { describe, expect, it } from 'vitest'
import { deleteFile, findFile, initiateUpload } from '../../testing/operations.ts'
import { facts, hashOf, newClient, type TestClient, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { contentKey, uploadKey } from '../files/keys.ts'
import { readRequest, v1 } from '../protocol/v1.ts'
import { authorizeZone, type ZoneAccess } from './authorize-zone.ts'
import type { Credential } from './credential.ts'

const zone = zoneName('default')
const bytes = Buffer.from('hello')
const hash = hashOf(bytes)
const uploadId = '0'.repeat(32)
const objectKey = uploadKey({ directory: '' }, hash, uploadId)

const settings = {
  closed: 'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: []',
  open: 'allowPublicUpload: true\nallowPublicDownload: true\nauthorizedUsers: []',
  upload: 'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: [{userId: ann, upload: true}]',
  download: 'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: [{userId: ann, download: true}]',
  admin: 'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: [{userId: ann, admin: true}]'
}
type SettingsName = keyof typeof settings

/** A user's name says how they proved that it is theirs. */
const callers = [
  'anyone',
  'unregistered client',
  'client of ann',
  'ann by session',
  'ann by api-key',
  'ann by github-token',
  'client of bob',
  'bob by session',
  'bob by api-key',
  'bob by github-token'
] as const
const proofs = ['session', 'api-key', 'github-token'] as const
type CallerName = (typeof callers)[number]

const known = callers.filter(name => / (of|by) /.test(name))
const ofAnn = callers.filter(name => name.includes('ann'))
/** What destroys and administers takes more than a token that other apps may hold, or a key that lies in scripts. */
const ofAnnOrHerKey = ofAnn.filter(name => name !== 'ann by github-token')
const ofAnnInPerson = ['client of ann', 'ann by session'] as const

/** For each action and settings: the callers to whom it is granted. Whoever is not named is refused. */
const granted: Record<ZoneAccess, Record<SettingsName, readonly CallerName[]>> = {
  download: { closed: [], open: callers, upload: [], download: ofAnn, admin: [] },
  read: { closed: [], open: callers, upload: [], download: ofAnn, admin: [] },
  'read-all': { closed: [], open: [], upload: [], download: [], admin: ofAnnOrHerKey },
  upload: { closed: [], open: known, upload: ofAnn, download: [], admin: [] },
  delete: { closed: [], open: [], upload: [], download: [], admin: ofAnnInPerson },
  administer: { closed: [], open: [], upload: [], download: [], admin: ofAnnInPerson },
  own: { closed: [], open: [], upload: [], download: [], admin: [] },
  anyone: { closed: callers, open: callers, upload: callers, download: callers, admin: callers }
}

const actions: Record<string, ZoneAccess> = {
  ...Object.fromEntries(Object.entries(v1).map(([type, { action }]) => [type, action])),
  'see the settings': 'administer',
  'read every file': 'read-all',
  'remove the zone': 'own'
}

it('each request of clients asks for what docs/protocol.md says', () => {
  expect(actions).toMatchObject({
    findFile: 'read',
    initiateFileUpload: 'upload',
    finalizeFileUpload: 'upload',
    deleteFile: 'delete'
  })
})

/** What any of them may ask for. */
const fields = { zone, zoneName: zone, hashAlg: 'sha1', hash, size: bytes.length, objectKey, clientId: 'c'.repeat(64) }

const callOf = ({ deps }: ReturnType<typeof testGateway>, operation: string, by: Credential): Promise<unknown> =>
  operation in v1
    ? readRequest({ type: operation, timestamp: 0, resourceName: 'lab/r1', ...fields }).dispatch(deps, by, facts)
    : authorizeZone(deps, by, actions[operation] ?? 'own', zone)

async function prepare(settingsName: SettingsName, callerName: CallerName) {
  const gateway = testGateway()
  const client = newClient()
  const owner = callerName.includes('ann') ? 'ann' : 'bob'
  await gateway.settings('default', settings[settingsName])
  await gateway.buckets.default.put(contentKey({ directory: '' }, hash), bytes)
  await gateway.buckets.default.put(objectKey, bytes)
  if (callerName.startsWith('client of')) {
    await gateway.registry.create(
      { kind: 'client', zone, id: client.clientId },
      { clientId: client.clientId, ownerId: owner, timestampCreated: 1, label: '' }
    )
  }
  gateway.forget()
  return { gateway, credential: credentialOf(callerName, client) }
}

function credentialOf(callerName: CallerName, client: TestClient): Credential {
  if (callerName === 'anyone') return { kind: 'none' }
  const [login = '', by] = callerName.split(' by ')
  const provedBy = proofs.find(proof => proof === by)
  return provedBy === undefined ? client.credential : user(login, provedBy)
}

describe.each(Object.entries(actions))('%s', (operation, action) => {
  describe.each(Object.keys(settings) as SettingsName[])('where the settings say %s', settingsName => {
    it.each(callers)('%s', async callerName => {
      const { gateway, credential } = await prepare(settingsName, callerName)
      const run = callOf(gateway, operation, credential)
      if (granted[action][settingsName].includes(callerName)) {
        await expect(run).resolves.toBeDefined()
        return
      }
      await expect(run).rejects.toMatchObject({
        kind: 'forbidden',
        code: expect.stringMatching(/^access\./),
        message: expect.stringMatching(/zone default.*\.$/i)
      })
      const { objects, registry, ephemeral } = gateway.touched()
      const besidesTheDecision = objects.filter(
        call => !call.startsWith('get settings/') && !call.startsWith('get clients/')
      )
      expect(besidesTheDecision).toEqual([])
      expect(registry.filter(method => method !== 'get')).toEqual([])
      expect(ephemeral).toEqual([])
    })
  })
})

describe('a GitHub token or an API key of who', () => {
  it.each(['api-key', 'github-token'] as const)(
    'owns the zone, or administers the gateway, does no more: %s',
    async by => {
      const gateway = testGateway()
      const record = { zone: 'ann.lab', ownerId: 'ann', bucketName: 'default', directory: 'zones/ann.lab' }
      await gateway.buckets.default.put('registered-zones/ann.lab', Buffer.from(JSON.stringify(record)))
      const own = zoneName('ann.lab')
      for (const [login, run] of [
        ['ann', () => deleteFile(gateway.deps, user('ann', by), { zone: own, hash }, facts)],
        ['ann', () => authorizeZone(gateway.deps, user('ann', by), 'administer', own)],
        ['root', () => authorizeZone(gateway.deps, user('root', by), 'administer', own)]
      ] as const) {
        await expect(run(), login).rejects.toMatchObject({ kind: 'forbidden', code: 'access.session_needed' })
      }
      expect(gateway.touched().objects.filter(call => !call.startsWith('get '))).toEqual([
        'put registered-zones/ann.lab'
      ])
    }
  )
})

describe('a zone with an owner', () => {
  it('lets its owner delete and nobody else, and gives no upload for it', async () => {
    const gateway = testGateway()
    await gateway.buckets.default.put(
      'registered-zones/ann.lab',
      Buffer.from(
        JSON.stringify({ zone: 'ann.lab', ownerId: 'ann', bucketName: 'default', directory: 'zones/ann.lab' })
      )
    )
    await gateway.buckets.default.put(contentKey({ directory: 'zones/ann.lab' }, hash), bytes)
    const input = { zone: zoneName('ann.lab'), hash }
    await expect(deleteFile(gateway.deps, user('bob'), input, facts)).rejects.toMatchObject({
      code: 'access.not_permitted'
    })
    await expect(initiateUpload(gateway.deps, user('ann'), { ...input, size: 5 })).rejects.toMatchObject({
      code: 'access.not_permitted'
    })
    expect(await deleteFile(gateway.deps, user('ann'), input, facts)).toEqual({ success: true })
  })
})

describe('a refusal', () => {
  it('tells an unregistered client how to register, with the link', async () => {
    const gateway = testGateway()
    const client = newClient()
    await expect(initiateUpload(gateway.deps, client.credential, { zone, hash, size: 5 })).rejects.toMatchObject({
      code: 'access.client_not_registered',
      message: expect.stringContaining(`https://gateway.test/registerClient/${client.clientId}`)
    })
  })

  it('of a settings file with a mistake tells the line, to everybody, and allows nothing', async () => {
    const gateway = testGateway()
    await gateway.settings('default', 'allowPublicUpload: true\nallowPublicDownload: maybe\nauthorizedUsers: []')
    for (const credential of [{ kind: 'none' } as const, user('ann')]) {
      await expect(findFile(gateway.deps, credential, { zone, hash })).rejects.toMatchObject({
        kind: 'forbidden',
        code: 'zone.settings_invalid',
        message: expect.stringContaining('line 2: allowPublicDownload is true or false')
      })
    }
  })
})

describe('a permission that is taken away', () => {
  it('is gone within 60 s, and a registration too', async () => {
    const gateway = testGateway()
    const client = newClient()
    const key = { kind: 'client', zone, id: client.clientId } as const
    await gateway.settings('default', settings.upload)
    await gateway.registry.create(key, { clientId: client.clientId, ownerId: 'ann', timestampCreated: 1, label: '' })
    const upload = () => initiateUpload(gateway.deps, client.credential, { zone, hash, size: 5 })
    await expect(upload()).resolves.toMatchObject({ outcome: 'upload' })

    await gateway.registry.remove(key)
    gateway.pass(60_000)
    await expect(upload()).rejects.toMatchObject({ code: 'access.client_not_registered' })

    await gateway.registry.create(
      key,
      { clientId: client.clientId, ownerId: 'ann', timestampCreated: 1, label: '' },
      { overTombstone: true }
    )
    gateway.pass(2_000)
    await expect(upload()).resolves.toMatchObject({ outcome: 'upload' })
    await gateway.buckets.default.put('settings/authorizationSettings.yaml', Buffer.from(settings.closed))
    gateway.pass(60_000)
    await expect(upload()).rejects.toMatchObject({ code: 'access.not_permitted' })
  })
})

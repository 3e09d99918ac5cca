import { describe, expect, it } from 'vitest'
import { interrupted, Killed, killedAt } from '../../testing/interrupted.ts'
import { findFile, initiateUpload } from '../../testing/operations.ts'
import { hashOf, testGateway, zoneName } from '../../testing/test-gateway.ts'
import type { Credential } from '../access/credential.ts'
import type { GatewayDeps } from '../deps.ts'
import { UserLabel } from '../ids/user-label.ts'
import { credentialCipher } from '../stores/credential-cipher.ts'
import { holderOfApiKey } from '../users/api-key-holder.ts'
import { revokeApiKeys } from '../users/api-keys.ts'
import { importGeneration2025 } from './import-generation-2025.ts'

const annsKey = `${'aB3'.repeat(10)}xy`
const secret = 'geheim-of-the-lab'

function fixture() {
  const gateway = testGateway()
  const people = new Map([
    ['ann', '1'],
    ['bob', '2']
  ])
  const deps: GatewayDeps = {
    ...gateway.deps,
    credentialCipher: credentialCipher(Buffer.alloc(32, 3)),
    configuredZones: new Map([...gateway.deps.configuredZones].filter(([name]) => name === 'default')),
    identityProvider: {
      identify: async () => undefined,
      lookUp: async login => {
        const accountId = people.get(login)
        return accountId === undefined ? undefined : { accountId, login: UserLabel.parse(login) }
      }
    }
  }
  const of = (userId: string, apiKey: unknown) => ({ _id: 1, userId, name: 'x', email: 'e@lab.example', apiKey })
  const users = [
    of('github|ann', annsKey),
    of('github|bob', null),
    of('github|gone', 'Z9'.repeat(16)),
    of('github|odd', 7)
  ]
  const lab = {
    zoneName: 'labzone',
    userId: 'github|ann',
    users: [{ userId: 'github|bob', admin: false, uploadFiles: false, downloadFiles: true }],
    publicDownload: false,
    bucketUri: gateway.buckets.lab.uri,
    directory: 'kachery',
    credentials: JSON.stringify({ accessKeyId: 'id', secretAccessKey: secret })
  }
  const zones = [
    lab,
    { zoneName: 'scratch', userId: 'github|ann', users: [], publicDownload: true },
    { zoneName: '../x' }
  ]
  const source = {
    users: async function* () {
      yield* users
    },
    zones: async function* () {
      yield* zones
    }
  }
  const run = (using = deps) => importGeneration2025(using, source)
  const byKey = async (key: string): Promise<Credential> => {
    gateway.pass(61_000)
    return { kind: 'user', provedBy: 'api-key', ...(await holderOfApiKey(deps, key)) }
  }
  return { ...gateway, deps, run, byKey }
}

describe('a database of the 2025 generation', () => {
  it('gives its users, whose keys work on, and its zones with their buckets and rights', async () => {
    const { deps, run, byKey, registry, buckets } = fixture()
    const imported = await run()
    expect(imported.keys).toEqual({ 'github|ann': 'brought', 'github|gone': 'no_account', 'github|odd': 'malformed' })
    expect(imported.zones).toEqual({ labzone: 'brought', scratch: 'no_bucket', '../x': 'malformed' })
    const ann = await byKey(annsKey)
    const input = { zone: zoneName('labzone'), hash: hashOf('one') }
    expect(await initiateUpload(deps, ann, { ...input, size: 3 })).toMatchObject({
      outcome: 'upload',
      objectKey: expect.stringMatching(/^kachery\/uploads\//)
    })
    await expect(findFile(deps, { kind: 'none' }, input)).rejects.toMatchObject({ code: /^access\./ })
    expect(await findFile(deps, ann, input)).toEqual({ found: false })
    await expect(byKey('Z9'.repeat(16))).rejects.toMatchObject({ code: 'auth.bad_api_key' })
    // Neither a key nor credentials lie anywhere as they are.
    const all = JSON.stringify([...registry.calls, await registry.list({ kind: 'zone' }, { limit: 10 })])
    expect(all).not.toContain(annsKey)
    expect(all).not.toContain(secret)
    expect([...buckets.lab.objects.keys()]).toEqual(['kachery/settings/authorizationSettings.yaml'])
  })

  it('may be imported again, and brings back nothing that was removed here', async () => {
    const { deps, run, byKey, registry, pass } = fixture()
    await run()
    expect(await run()).toMatchObject({ keys: { 'github|ann': 'known' }, zones: { labzone: 'known' } })
    const ann = await byKey(annsKey)
    if (ann.kind !== 'user') throw new Error('no user')
    await revokeApiKeys(deps, ann.user)
    await registry.remove({ kind: 'zone', id: 'labzone' })
    pass(61_000)
    expect(await run()).toMatchObject({ keys: { 'github|ann': 'removed' }, zones: { labzone: 'removed' } })
    await expect(byKey(annsKey)).rejects.toMatchObject({ code: 'auth.bad_api_key' })
  })

  it('comes to the same end wherever an import dies', async () => {
    for (let at = 1, finished = false; !finished; at++) {
      const { deps, run, byKey, registry } = fixture()
      const { onCall, calls } = killedAt(at, 'after')
      await run(interrupted(deps, onCall)).catch(error => {
        if (!(error instanceof Killed)) throw error
      })
      finished = calls() < at
      await run()
      expect((await byKey(annsKey)).kind).toBe('user')
      expect((await registry.get({ kind: 'zone', id: 'labzone' }))?.state).toBe('present')
      const account = await registry.get({ kind: 'account', id: '1' })
      expect(account?.value.apiKeys).toHaveLength(1)
    }
  })
})

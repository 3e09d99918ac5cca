/** Secrets: whatever a client sends or an older gateway left, none of it is in an error, a record, a log item or a line. */
import { errors } from '@kachery-gateway/core/errors.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { describe, expect, it } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { newClient } from '../../packages/core/testing/test-gateway.ts'
import { know } from '../../packages/leak-check/src/watch.ts'
import { injectFaults } from './fault-injection.ts'
import { attackGateway, type Payload, signed } from './handler.ts'

const token = 'gho_do_not_repeat_1'
const privateKeyHex = 'do-not-repeat-2'.repeat(8)
const credential = 'do-not-repeat-3'
const mistake = 'do-not-repeat-4'
const secrets = ['gho_do_not', 'do-not-repeat', 'method=GET', 'method=PUT']

const hash = sha1('content')
const ofFile = { hashAlg: 'sha1', hash }

describe('after requests of every type, good and bad, from every kind of caller, through working and broken stores', () => {
  it('no secret is in any log item, kept item, line for operators, error text or registry record', async () => {
    know('GitHub token', token)
    know('client private key', privateKeyHex)
    know('storage key', credential)
    const login = UserLabel.parse('ann')
    const gateway = attackGateway({
      identityProvider: { identify: async (_, given) => (given === token ? { accountId: '1', login } : undefined) }
    })
    const { buckets, registry, ephemeral, kept, lines } = gateway
    for (const config of gateway.gateway.configuredZones.values())
      config.bucket.credentials = { accessKeyId: 'id', secretAccessKey: credential }
    await gateway.settings('default', 'allowPublicUpload: true\nauthorizedUsers: [{userId: ann, admin: true}]')
    await gateway.settings('lab', `allowPublicUpload: ${mistake}\nauthorizedUsers: []`)

    const legacy = newClient()
    const put = (key: string, value: unknown) => buckets.default.put(key, Buffer.from(JSON.stringify(value)))
    const owned = { ownerId: 'ann', timestampCreated: 1, label: 'x', privateKeyHex, githubAccessToken: token }
    await put(`clients/${legacy.clientId}`, { ...owned, clientId: legacy.clientId })
    await put(`clients/${newClient().clientId}`, { ...owned, clientId: legacy.clientId })
    await put('resources/machine', { ...owned, resourceName: 'machine', proxyUrl: 'https://proxy.test' })
    await put('registered-zones/ann.x', { ...owned, zone: 'ann.x', bucketName: 'default', directory: 'zones/ann.x' })

    const objectKey = `uploads/${contentKey(hash)}/${'1'.repeat(32)}`
    const requests: Payload[] = [
      { type: 'initiateFileUpload', ...ofFile, size: 7 },
      { type: 'finalizeFileUpload', ...ofFile, size: 7, objectKey },
      { type: 'finalizeFileUpload', ...ofFile, size: 8, objectKey },
      { type: 'findFile', ...ofFile },
      { type: 'findFile', ...ofFile, zone: 'lab' },
      { type: 'findFile', ...ofFile, zone: 'ann.x' },
      { type: 'getClientInfo', clientId: legacy.clientId },
      { type: 'getResourceInfo', resourceName: 'machine' },
      { type: 'getZoneInfo', zoneName: 'ann.x' },
      { type: 'deleteFile', ...ofFile },
      { type: 'nonsense', githubAccessToken: token },
      { type: 'findFile', hashAlg: 'sha1', hash: privateKeyHex }
    ]
    const refused: string[] = []
    const headers = { authorization: `Bearer ${token}`, cookie: token, referer: `https://figurl.org/?token=${token}` }

    async function everything(): Promise<void> {
      buckets.default.objects.set(objectKey, { bytes: Buffer.from('content') })
      for (const payload of requests) {
        const timed = { timestamp: gateway.clock.now, ...payload, privateKeyHex }
        const bad = { ...signed(timed, newClient()), fromClientId: legacy.clientId }
        for (const envelope of [
          signed(timed, legacy),
          bad,
          { githubUserId: 'ann', githubAccessToken: token },
          { githubUserId: 'ann', githubAccessToken: `${token}-bad` },
          { githubUserId: 'ann', githubAccessToken: `${token} bad` },
          { ...signed(timed, legacy), githubUserId: 'ann', githubAccessToken: token },
          {}
        ]) {
          const answer = await gateway.ask(timed, { envelope: { ...envelope, privateKeyHex }, headers })
          if (answer.status !== 200) refused.push(answer.text)
          expect(answer.text).not.toContain(token)
          expect(answer.text).not.toContain('do-not-repeat')
        }
      }
    }

    await everything()
    ephemeral.away = true
    gateway.pass(120_000)
    await everything()
    const plan = injectFaults(gateway)
    plan.hits = (_, call) => !call.startsWith('kept.')
    plan.instead = () => Promise.reject(errors.storeUnavailable('the store', new Error('timeout')))
    gateway.pass(3_600_000)
    await everything()
    plan.hits = () => false

    const records: unknown[] = []
    for (const kind of ['zone', 'client', 'resource', 'login', 'verification'] as const)
      for (const zone of [undefined, 'default', 'lab', 'ann.x'])
        records.push(...(await registry.list(zone === undefined ? { kind } : { kind, zone }, { limit: 1000 })).items)
    const where = { refused, records, kept, lines, items: ephemeral.logItems }
    for (const [place, things] of Object.entries(where)) {
      expect(things.length, `nothing in ${place}`).toBeGreaterThan(3)
      const text = JSON.stringify(things)
      for (const secret of secrets) expect(text.includes(secret), `${secret} in ${place}`).toBe(false)
    }
  })
})

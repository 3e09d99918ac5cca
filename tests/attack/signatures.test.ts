/** Signatures: nobody acts as a client whose private key they do not hold, and no signature is worth more than it says. */
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { newClient } from '../../packages/core/testing/test-gateway.ts'
import { attackGateway, expectRefusal, type Payload, type RequestOptions, signed } from './handler.ts'

const hash = sha1('content')
const find: Payload = { type: 'findFile', hashAlg: 'sha1', hash }

/** A zone where only clients of ann may do anything, and one of hers. */
async function annsZone() {
  const gateway = attackGateway()
  await gateway.settings(
    'default',
    'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: [{userId: ann, upload: true, download: true}]'
  )
  const client = await gateway.registered('ann')
  expect((await gateway.ask(find, { client })).status).toBe(200)
  gateway.forget()
  return { gateway, client }
}

/** Refused, and no store was asked anything. */
async function refused(
  payload: Payload,
  of: (client: Awaited<ReturnType<typeof annsZone>>['client']) => RequestOptions
) {
  const { gateway, client } = await annsZone()
  const answer = await gateway.ask(payload, of(client))
  expect(gateway.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  return answer
}

describe('a signature', () => {
  const tampered: [string, Record<string, unknown>][] = [
    ['another hash', { hash: sha1('other') }],
    ['another type', { type: 'deleteFile' }],
    ['another zone', { zone: 'lab' }],
    ['a further field', { size: 1 }],
    ['a timestamp one millisecond later', { timestamp: Date.UTC(2026, 0, 1, 12) + 1 }]
  ]
  it.each(tampered)('does not fit a payload that was given %s', async (_, change) => {
    const { gateway, client } = await annsZone()
    const payload = { timestamp: gateway.clock.now, ...find }
    const answer = await gateway.ask({ ...payload, ...change }, { envelope: signed(payload, client) })
    expectRefusal(answer, 401, 'auth.bad_signature')
  })

  it('of another request of the same client is refused', async () => {
    const { gateway, client } = await annsZone()
    const other = { timestamp: gateway.clock.now, type: 'getClientInfo', clientId: client.clientId }
    expectRefusal(await gateway.ask(find, { envelope: signed(other, client) }), 401, 'auth.bad_signature')
  })

  it('of a registration link opens nothing: the link is seen by many', async () => {
    const { gateway, client } = await annsZone()
    const identity = { fromClientId: client.clientId, signature: client.registrationSignature }
    expectRefusal(await gateway.ask(find, { envelope: identity }), 401, 'auth.bad_signature')
    const body = JSON.stringify({ payload: { type: 'addClient' }, ...identity })
    expectRefusal(await gateway.send(body), 400, 'request.unknown_type')
  })

  it('under somebody else’s client id is refused', async () => {
    const own = newClient()
    const answer = await refused(find, client => ({ client: own, envelope: { fromClientId: client.clientId } }))
    expectRefusal(answer, 401, 'auth.bad_signature')
  })

  it('with any one bit turned is refused', async () => {
    const { gateway, client } = await annsZone()
    const payload = { timestamp: gateway.clock.now, ...find }
    const { fromClientId, signature } = signed(payload, client)
    for (let bit = 0; bit < 512; bit += 7) {
      const bytes = Buffer.from(signature, 'hex')
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const answer = await gateway.ask(payload, { envelope: { fromClientId, signature: bytes.toString('hex') } })
      expectRefusal(answer, 401, 'auth.bad_signature')
    }
  })

  it('of all zeros under the key of the neutral element, which verifies anything elsewhere, is refused', async () => {
    for (const fromClientId of [`01${'00'.repeat(31)}`, '00'.repeat(32), `ec${'ff'.repeat(30)}7f`]) {
      const answer = await refused(find, () => ({
        envelope: { fromClientId, signature: `01${'00'.repeat(63)}` }
      }))
      expectRefusal(answer, 401, 'auth.bad_signature')
    }
  })

  it('without a client id, or a client id without one, is refused, never taken for anonymous', async () => {
    const take = (field: string) => refused(find, client => ({ client, envelope: { [field]: undefined } }))
    for (const field of ['fromClientId', 'signature'])
      expectRefusal(await take(field), 400, 'auth.incomplete_signature')
  })

  it('in upper-case hex is refused with what is wanted', async () => {
    const { gateway, client } = await annsZone()
    const { fromClientId, signature } = signed({ timestamp: gateway.clock.now, ...find }, client)
    for (const envelope of [
      { fromClientId: fromClientId.toUpperCase(), signature },
      { fromClientId, signature: signature.toUpperCase() }
    ]) {
      const answer = await gateway.ask(find, { envelope })
      expectRefusal(answer, 400, 'auth.incomplete_signature')
      expect(answer.text).toContain('lower-case')
    }
  })

  it('beside a GitHub token is refused: one of the two', async () => {
    const github = { githubUserId: 'ann', githubAccessToken: 'gho_of_the_signature_test' }
    const answer = await refused(find, client => ({ client, envelope: github }))
    expectRefusal(answer, 400, 'auth.two_identities')
    expect(answer.text).not.toContain('gho_of_the_signature_test')
  })

  it('of a client that nobody registered is no error where anyone may ask, and makes no more than anyone', async () => {
    const { gateway } = await annsZone()
    const client = newClient()
    expect(await gateway.ask({ type: 'getZoneInfo', zoneName: 'default' }, { client })).toMatchObject({ status: 200 })
    expectRefusal(await gateway.ask(find, { client }), 403, 'access.client_not_registered')
    expect((await gateway.ask({ ...find, zone: 'lab' }, { client })).json).toMatchObject({ found: false })
  })

  it('by another kind of key is refused', async () => {
    const { privateKey } = generateKeyPairSync('ed448')
    const answer = await refused(find, ({ clientId }) => ({ client: { clientId, privateKey } }))
    expectRefusal(answer, 400, 'auth.incomplete_signature')
  })
})

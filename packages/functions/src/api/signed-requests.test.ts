/** Requests of the API that a client signed, and attacks on them. What each client may do is in access-table.test.ts. */
import { createHash, sign } from 'node:crypto'
import { api } from '@kachery-gateway/core/api/contract.ts'
import { readJson } from '@kachery-gateway/core/signing/json-text.ts'
import { verifySignature } from '@kachery-gateway/core/signing/signature.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { hashOf, newClient, type TestClient } from '../../../core/testing/test-gateway.ts'
import { type SignedInstead, signed } from '../../testing/sign-request.ts'
import { type Answered, type Sent, testSite } from '../../testing/test-site.ts'

const hash = hashOf(Buffer.from('a raw recording'))
const begin = { zone: 'default', sha1: hash, size: 15 }
const request = 'POST /api/uploads'

let site: ReturnType<typeof testSite>
let client: TestClient
beforeEach(async () => {
  site = testSite()
  await site.settings('default', 'allowPublicUpload: true\nauthorizedUsers: []')
  await site.signIn('ann')
  client = newClient()
  await register(client)
  site.forget()
})

async function register({ clientId }: TestClient, zone = 'default'): Promise<void> {
  const record = { clientId, ownerId: 'ann', timestampCreated: 1, label: 'rig' }
  await site.registry.create({ kind: 'client', zone, id: clientId }, record, { owner: 'ann' })
}

const ask = (by: Sent, address = request) => site.ask(address, by)
const byClient = (instead: SignedInstead = {}, body: unknown = begin) => signed(site, client, request, body, instead)

function expectRefused({ status, json }: Answered, expected: number, code: string): void {
  expect([status, json.code]).toEqual([expected, code])
  const { objects, registry } = site.touched()
  expect(objects.filter(call => !/^get .*(settings\/|clients\/)/.test(call))).toEqual([])
  expect(registry.filter(call => !['get', 'listByOwner'].includes(call))).toEqual([])
}

describe('a client that signs a request', () => {
  it('acts for its owner: its uploads are its owner’s, and the activity names the client', async () => {
    const answer = await ask(byClient())
    expect(answer.json).toMatchObject({ state: 'open' })
    const { id } = answer.json.upload as { id: string }
    const address = `GET /api/uploads/${id}`
    expect((await ask(signed(site, client, address), address)).json.state).toBe('open')
    expect((await ask({ cookies: [await site.signIn('ann')] }, address)).json.state).toBe('open')
    expect((await ask({ cookies: [await site.signIn('eve')] }, address)).json.code).toBe('upload.unknown')
    const [item] = [...site.ephemeral.logItems.values()].map(one => JSON.stringify(one))
    expect(item).toContain(`"fromClientId":"${client.clientId}"`)
  })

  it('learns whom it acts for, in a zone where it is registered', async () => {
    const me = 'GET /api/me'
    expect((await ask(signed(site, client, me), me)).json.me).toMatchObject({
      login: 'ann',
      gatewayAdministrator: false
    })
    const inLab = 'GET /api/me?zone=lab'
    expect((await ask(signed(site, client, inLab), inLab)).json.code).toBe('access.client_not_registered')
  })

  it('signs query and path as they are sent', async () => {
    const address = 'GET /api/files?limit=2&search=a%20b'
    expect((await ask(signed(site, client, address), address)).status).toBe(200)
  })

  // API Gateway gives paths decoded, and promises no spelling of a query.
  it.each(['search=a%20b%C3%A9&limit=2', 'search=a+b%C3%A9&limit=2', 'search=%61%20b%c3%a9&limit=2'])(
    'is known by the usual spelling of its address, though it arrives as %s',
    async query => {
      const url = 'https://gateway.test/api/files?search=a%20b%C3%A9&limit=2'
      expect(
        (await ask(signed(site, client, 'GET /api/files', undefined, { url }), `GET /api/files?${query}`)).status
      ).toBe(200)
    }
  )

  it.each([
    ['limit=2&search=a', 'search=a&limit=2'],
    ['search=a&search=b', 'search=b&search=a'],
    ['search=a', 'search=a&limit=2'],
    ['search=a%26limit%3D2', 'search=a&limit=2'],
    ['search=a%2Bb', 'search=a+b'],
    ['search=a', 'search=%ff']
  ])('that signed ?%s is not known by ?%s: that is another address', async (said, arrived) => {
    const by = signed(site, client, 'GET /api/files', undefined, { url: `https://gateway.test/api/files?${said}` })
    const answer = await ask(by, `GET /api/files?${arrived}`)
    expect([answer.status, answer.json.code]).toEqual([401, 'auth.bad_signature'])
  })

  it('of an owner who never signed in is told so', async () => {
    const { clientId, privateKey } = newClient()
    const record = { clientId, ownerId: 'zed', timestampCreated: 1, label: 'rig' }
    await site.registry.create({ kind: 'client', zone: 'default', id: clientId }, record, { owner: 'zed' })
    const answer = await ask(signed(site, { clientId, privateKey }, 'GET /api/files'), 'GET /api/files')
    expect([answer.status, answer.json.code]).toEqual([403, 'access.client_without_account'])
  })

  it('may do nothing any more within 60 s of its removal, or of its owner’s login being blocked', async () => {
    expect((await ask(byClient())).status).toBe(200)
    await site.registry.remove({ kind: 'client', zone: 'default', id: client.clientId })
    site.pass(61_000)
    site.forget()
    expectRefused(await ask(byClient()), 403, 'access.client_not_registered')
    client = newClient()
    await register(client)
    expect((await ask(byClient())).status).toBe(200)
    await site.ask('POST /api/blocked-logins', { cookies: [await site.signIn('root')], body: { login: 'ann' } })
    site.pass(61_000)
    site.forget()
    expectRefused(await ask(byClient()), 403, 'auth.login_blocked')
    expectRefused(await ask(signed(site, client, 'GET /api/files'), 'GET /api/files'), 403, 'auth.login_blocked')
  })
})

describe('a signature', () => {
  it.each<[string, SignedInstead]>([
    ['method', { method: 'GET' }],
    ['path', { url: 'https://gateway.test/api/uploads/x' }],
    ['query', { url: 'https://gateway.test/api/uploads?zone=lab' }],
    ['body', { body: { ...begin, size: 16 } }],
    ['body that is none', { body: undefined }],
    ['time', { timestamp: 1 }],
    ['gateway’s address', { url: 'https://evil.example/api/uploads' }],
    ['kind', { type: 'initiateFileUpload' }]
  ])('over another %s is none of this request', async (_, instead) => {
    expectRefused(await ask(byClient(instead)), 401, 'auth.bad_signature')
  })

  it('over another address that the request was sent to says which of the two to use', async () => {
    const by = byClient({ url: 'https://cdn.example/api/uploads' })
    const answer = await ask({ ...by, headers: { ...by.headers, host: 'cdn.example' } })
    expectRefused(answer, 401, 'auth.other_gateway')
    expect(answer.json.detail).toContain('https://cdn.example')
    expect(answer.json.detail).toContain('https://gateway.test')
  })

  it('is good for as long as on protocol v1, and then not', async () => {
    const by = byClient()
    site.pass(124_000)
    expect((await ask(by)).status).toBe(200)
    site.pass(2_000)
    site.forget()
    expectRefused(await ask(by), 401, 'auth.wrong_clock')
    const early = byClient()
    site.pass(-126_000)
    expectRefused(await ask(early), 401, 'auth.wrong_clock')
  })

  it('by another key, or under a key of small order, is refused', async () => {
    const other = newClient()
    const by = signed(site, { clientId: client.clientId, privateKey: other.privateKey }, request, begin)
    expectRefused(await ask(by), 401, 'auth.bad_signature')
    const smallOrder = `01${'0'.repeat(62)}`
    const now = site.gateway.now()
    // R is the key itself and S is 0: it fits any message there.
    const headers = { authorization: `Kachery-Client ${smallOrder} ${now} ${smallOrder}${'0'.repeat(64)}` }
    expectRefused(await ask({ headers, body: begin }), 401, 'auth.bad_signature')
  })

  it.each([
    ['no signature', (id: string, now: number) => `${id} ${now}`],
    ['letters in capitals', (id: string, now: number) => `${id.toUpperCase()} ${now} ${'A'.repeat(128)}`],
    ['a time of words', (id: string) => `${id} now ${'a'.repeat(128)}`],
    ['more behind it', (id: string, now: number) => `${id} ${now} ${'a'.repeat(128)} x`]
  ])('that has %s is refused as such', async (_, make) => {
    const headers = { authorization: `Kachery-Client ${make(client.clientId, site.gateway.now())}` }
    expectRefused(await ask({ headers, body: begin }), 400, 'auth.incomplete_signature')
  })

  it('beside the cookie of a session is refused: nobody is two', async () => {
    const cookies = [await site.signIn('eve')]
    site.forget()
    expectRefused(await ask({ ...byClient(), cookies }), 400, 'auth.two_identities')
  })

  it('of protocol v1 opens no operation of the API, and one of the API none of protocol v1', async () => {
    const payload = { type: 'findFile', timestamp: site.gateway.now(), zone: 'default', hash, hashAlg: 'sha1' }
    const text = JSON.stringify(Object.fromEntries(Object.entries(payload).sort()))
    const v1 = sign(null, Buffer.from(text), client.privateKey).toString('hex')
    const headers = { authorization: `Kachery-Client ${client.clientId} ${payload.timestamp} ${v1}` }
    expectRefused(await ask({ headers, body: begin }), 401, 'auth.bad_signature')

    const { authorization } = byClient().headers
    const [, , time, signature] = authorization.split(' ')
    const signedText = {
      bodySha256: createHash('sha256').update(JSON.stringify(begin)).digest('hex'),
      method: 'POST',
      timestamp: Number(time),
      type: 'apiRequest',
      url: 'https://gateway.test/api/uploads'
    }
    // It is a good signature of this text on v1, too; v1 has no such request.
    const node = readJson(JSON.stringify(signedText))
    expect(verifySignature(site.gateway.ed25519, node, client.clientId, signature ?? '')).toBe(true)
    const body = { payload: signedText, fromClientId: client.clientId, signature }
    const answer = await site.ask('POST /api/gateway', { body })
    expect([answer.status, answer.headers['x-error-code']]).toEqual([400, 'request.unknown_type'])
  })

  it('of a deletion counts once', async () => {
    const address = `DELETE /api/zones/default/files/${hash}`
    const by = signed(site, client, address)
    expect((await ask(by, address)).json.code).toBe('file.not_yours')
    expect((await ask(by, address)).json.code).toBe('auth.repeated_request')
  })
})

it('operations for programs change no settings, keys, accounts or clients', () => {
  const forPrograms = Object.entries(api).flatMap(([name, operation]) => ('programs' in operation ? [name] : []))
  expect(forPrograms).toEqual([
    'GET /api/me',
    'GET /api/files',
    'POST /api/files/visibility',
    'GET /api/zones/{zone}/files',
    'GET /api/zones/{zone}/files/{hash}',
    'PATCH /api/zones/{zone}/files/{hash}',
    'DELETE /api/zones/{zone}/files/{hash}',
    'GET /api/zones/{zone}/uploads',
    'POST /api/uploads',
    'GET /api/uploads/{upload}',
    'POST /api/uploads/{upload}/part-urls',
    'POST /api/uploads/{upload}/complete',
    'DELETE /api/uploads/{upload}',
    'POST /api/zones/{zone}/share-links',
    'GET /api/share-links',
    'GET /api/zones/{zone}/share-links',
    'DELETE /api/zones/{zone}/share-links/{link}'
  ])
})

/**
 * The access table of the API: every operation × every kind of caller. Who is not admitted is told why, and nothing was
 * read but what it takes to tell, nothing written, signed or recorded.
 */
import type { AccessPolicy } from '@kachery-gateway/core/access/access-policy.ts'
import { api, type OperationName } from '@kachery-gateway/core/api/contract.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import type { KeyRight } from '@kachery-gateway/core/model/api-key.ts'
import { releaseLogin } from '@kachery-gateway/core/users/release-login.ts'
import { describe, expect, it } from 'vitest'
import { facts, newClient } from '../../../core/testing/test-gateway.ts'
import { signed } from '../../testing/sign-request.ts'
import { origin, type Sent, testSite } from '../../testing/test-site.ts'

const client = newClient()
const id = client.clientId
const credentials = { accessKeyId: 'id', secretAccessKey: 'secret-access-key-of-a-zone' }
const bucket = { bucketUri: 's3://lab-files?region=eu-west-1', credentials }

const callers = [
  'anyone',
  'ended session',
  'somebody',
  'owner',
  'zone administrator',
  'zone owner',
  'gateway administrator',
  'owner whose login was freed',
  'zone owner whose login was freed',
  'newcomer under the owner’s freed login',
  'newcomer under the zone owner’s freed login',
  'newcomer under both in other letters',
  'member of another zone'
] as const

/** Programs: whom each acts for. An operation that is not for programs knows none of them. */
const programs = {
  'client of the owner': 'owner',
  'client of a zone administrator': 'zone administrator',
  'client of the owner, of another zone': undefined,
  'key of the owner': 'owner',
  'key of a zone administrator': 'zone administrator',
  'key of the owner, for another zone': undefined,
  'key of the owner, for too little': undefined
} as const
type ProgramName = keyof typeof programs
const programNames = Object.keys(programs).filter((name): name is ProgramName => name in programs)

type CallerName = (typeof callers)[number]

const signedIn = callers.filter(caller => caller !== 'anyone' && caller !== 'ended session')
const owners: readonly CallerName[] = ['owner', 'owner whose login was freed']
const administrators: readonly CallerName[] = [
  'zone administrator',
  'zone owner',
  'zone owner whose login was freed',
  'gateway administrator'
]

/** `owner`: of the client and the resource. What a caller may do beside what is theirs is said by the zone's settings. */
const granted: Record<AccessPolicy, readonly CallerName[]> = {
  anyone: callers,
  user: signedIn,
  'zone-visitor': callers,
  'zone-user': signedIn,
  'zone-reader': callers,
  // As the zone's settings say: by login, and whose a login is that was freed, says who bears it now.
  'zone-uploader': ['owner', 'newcomer under the owner’s freed login', 'newcomer under both in other letters'],
  'client-owner': owners,
  'client-owner-or-zone-administrator': [...owners, ...administrators],
  'resource-owner': owners,
  'resource-owner-or-zone-administrator': [...owners, ...administrators],
  'zone-administrator': administrators,
  'zone-lister': administrators,
  'zone-owner': administrators.filter(caller => caller !== 'zone administrator'),
  // The zone lies in the bucket that all share; api/bucket-rights.test.ts has those that lie alone.
  'bucket-administrator': ['gateway administrator'],
  'gateway-administrator': ['gateway administrator']
}

const parts: Record<string, string> = {
  zone: 'zoe.lab',
  clientId: id,
  job: 'sweep',
  apiKey: 'none',
  link: `8${'0'.repeat(12)}-${'a'.repeat(16)}`,
  hash: 'a'.repeat(40),
  upload: `${'0'.repeat(32)}-zoe.lab`
}

/** What operations want beside the parts of their path. */
const wants: Partial<Record<OperationName, { query?: string } & Sent>> = {
  'POST /api/zones/{zone}/clients': {
    body: { clientId: newClient().clientId, signature: '0'.repeat(128), label: 'x' }
  },
  'POST /api/zones/{zone}/clients/{clientId}/check-proof': { body: { signature: '0'.repeat(128) } },
  'PATCH /api/zones/{zone}/clients/{clientId}': { body: { label: 'other' } },
  'POST /api/zones/{zone}/resources': { body: { resourceName: 'new', proxyUrl: 'https://proxy.test/new' } },
  'PATCH /api/zones/{zone}/resource': { query: '?name=lab/r1', body: { proxyUrl: 'https://proxy.test/other' } },
  'DELETE /api/zones/{zone}/resource': { query: '?name=lab/r1' },
  'POST /api/zones': { body: { zone: 'somebody.new' } },
  'POST /api/zones-with-bucket': { body: { ...bucket, zone: 'new', ownerId: 'zoe' } },
  'POST /api/bucket-tests': { body: bucket },
  'PATCH /api/zones/{zone}': { body: { ownerId: 'other' } },
  'POST /api/zones/{zone}/name': { body: { zone: 'zoe.other' } },
  'PUT /api/zones/{zone}/credentials': { body: { credentials } },
  'PUT /api/zones/{zone}/settings': {
    body: { yaml: 'allowPublicUpload: true\nauthorizedUsers: []' },
    headers: { 'if-match': '"x"' }
  },
  'POST /api/sign-in/name': { body: { name: 'eve', state: 'of-no-sign-in' } },
  'POST /api/setup/sign-in': { body: { token: 'a'.repeat(64) } },
  'PATCH /api/zones/{zone}/settings': { body: { allowPublicUpload: true } },
  'GET /api/zones/{zone}/people': { query: '?logins=ann,adam&ask=github' },
  'POST /api/users/sign-out': { body: { accountId: 'id-of-somebody' } },
  'POST /api/blocked-logins': { body: { login: 'eve' } },
  'DELETE /api/blocked-logins': { query: '?login=eve' },
  'PUT /api/zones/{zone}/storage-price': { body: { price: { perGbMonth: 0.023, currency: 'USD' } } },
  'POST /api/me/api-keys': { body: { name: 'rig' } },
  'DELETE /api/users/login': { query: '?login=root' },
  'POST /api/files/visibility': {
    query: '?zone=zoe.lab',
    body: { files: [{ zone: 'zoe.lab', hash: 'a'.repeat(40) }], visibility: 'public' }
  },
  'PATCH /api/zones/{zone}/files/{hash}': { body: { visibility: 'public' } },
  'POST /api/zones/{zone}/share-links': { body: { hashes: ['a'.repeat(40)], endsAt: Date.UTC(2026, 0, 2) } },
  'POST /api/shared-files': { body: { token: `link_${'0'.repeat(32)}` } },
  'PUT /api/zones/{zone}/file-settings': { body: { version: null } },
  'PUT /api/zones/{zone}/webhook': { body: { address: 'https://hooks.test/kachery' } },
  'GET /api/me': { query: '?zone=zoe.lab' },
  'GET /api/files': { query: '?zone=zoe.lab' },
  'GET /api/share-links': { query: '?zone=zoe.lab' },
  'POST /api/uploads': { body: { zone: 'zoe.lab', sha1: 'a'.repeat(40), size: 5 } },
  'POST /api/uploads/{upload}/part-urls': { body: { numbers: [1] } },
  'PUT /api/zones/{zone}/cors': { body: { origins: ['https://figurl.org'] } }
}

/** Whom each signs in as. */
const logins: Record<Exclude<CallerName, 'anyone' | 'ended session'>, string> = {
  somebody: 'somebody',
  owner: 'ann',
  'zone administrator': 'adam',
  'zone owner': 'zoe',
  'gateway administrator': 'root',
  'owner whose login was freed': 'ann-of-old',
  'zone owner whose login was freed': 'zoe-of-old',
  'newcomer under the owner’s freed login': 'ann',
  'newcomer under the zone owner’s freed login': 'zoe',
  'newcomer under both in other letters': 'ZOE',
  'member of another zone': 'mel'
}

/** The accounts of those who are not known by their login. */
const accounts: Partial<Record<CallerName, string>> = {
  'owner whose login was freed': 'id-of-ann',
  'zone owner whose login was freed': 'id-of-zoe',
  'newcomer under the owner’s freed login': 'id-of-newcomer',
  'newcomer under the zone owner’s freed login': 'id-of-newcomer',
  'newcomer under both in other letters': 'id-of-newcomer'
}

async function prepare(caller: CallerName) {
  const site = testSite()
  const zone = { zone: 'zoe.lab', ownerId: 'zoe', bucketName: 'default', directory: 'zones/zoe.lab' }
  await site.registry.create({ kind: 'zone', id: 'zoe.lab' }, zone, { owner: 'zoe' })
  await site.buckets.default.put(
    'zones/zoe.lab/settings/authorizationSettings.yaml',
    Buffer.from(
      'allowPublicUpload: false\nauthorizedUsers:\n  - { userId: adam, admin: true }\n  - { userId: ann, upload: true }'
    )
  )
  const owned = { ownerId: 'ann', timestampCreated: 1 }
  const of = { zone: 'zoe.lab' }
  await site.registry.create(
    { kind: 'client', ...of, id },
    { clientId: id, ...owned, label: 'laptop' },
    { owner: 'ann' }
  )
  await site.registry.create(
    { kind: 'resource', ...of, id: 'lab/r1' },
    { resourceName: 'lab/r1', ...owned, proxyUrl: 'https://proxy.test/1' },
    { owner: 'ann' }
  )
  await site.settings('lab', 'allowPublicUpload: true\nauthorizedUsers: [{ userId: mel, upload: true, admin: true }]')
  if (caller in accounts) {
    for (const login of ['ann', 'zoe']) {
      await site.signIn(login)
      await releaseLogin(site.gateway, UserLabel.parse(login), facts)
    }
    if (caller === 'newcomer under both in other letters') await site.signIn('Ann', 'id-of-newcomer')
  }
  const cookies = await cookiesOf(site, caller)
  site.forget()
  return { site, cookies }
}

/** `right`: what the operation takes of a key. */
async function prepareProgram(program: ProgramName, right: KeyRight) {
  const { site } = await prepare('anyone')
  const session = { cookies: [await site.signIn('ann')] }
  const administrator = { cookies: [await site.signIn('adam')] }
  const owned = { timestampCreated: 1, label: 'rig' }
  const [ofAdam, ofLab] = [newClient(), newClient()]
  for (const [{ clientId }, ownerId, zone] of [
    [ofAdam, 'adam', 'zoe.lab'],
    [ofLab, 'ann', 'lab']
  ] as const)
    await site.registry.create(
      { kind: 'client', zone, id: clientId },
      { ...owned, clientId, ownerId },
      { owner: ownerId }
    )
  const keyOf = async (by: Sent, scope: object): Promise<() => Sent> => {
    const made = await site.ask('POST /api/me/api-keys', { ...by, body: { name: 'rig', ...scope } })
    const headers = { authorization: `Bearer ${made.json.apiKey}`, origin: 'https://anywhere.example' }
    // That a key is used is noted once an hour.
    await site.ask('GET /api/me', { headers })
    return () => ({ headers })
  }
  const by = (signer: Parameters<typeof signed>[1]) => async () => (request: string, body?: unknown) =>
    signed(site, signer, request, body)
  const sends: Record<ProgramName, () => Promise<(request: string, body?: unknown) => Sent>> = {
    'client of the owner': by(client),
    'client of a zone administrator': by(ofAdam),
    'client of the owner, of another zone': by(ofLab),
    'key of the owner': () => keyOf(session, {}),
    'key of a zone administrator': () => keyOf(administrator, {}),
    'key of the owner, for another zone': () => keyOf(session, { zone: 'lab' }),
    'key of the owner, for too little': () => keyOf(session, { rights: right === 'upload' ? 'download' : 'upload' })
  }
  const send = await sends[program]()
  site.forget()
  return { site, send }
}

async function cookiesOf(site: ReturnType<typeof testSite>, caller: CallerName): Promise<string[]> {
  if (caller === 'anyone') return []
  if (caller !== 'ended session') return [await site.signIn(logins[caller], accounts[caller])]
  // An administrator's, who signed out everywhere meanwhile.
  const cookie = await site.signIn('root')
  await site.ask('POST /api/me/sign-out-everywhere', { cookies: [cookie] })
  return [cookie]
}

const names = Object.keys(api).filter((name): name is OperationName => name in api)

describe.each(names)('%s', name => {
  const { caller: rule } = api[name]
  const [method, path = ''] = name.split(' ')
  const { query = '', ...sent } = wants[name] ?? {}
  const address = path.replaceAll(/\{(\w+)\}/g, (_, part) => parts[part] ?? `no ${part} is among the parts`) + query

  it.each(callers)(`is for ${rule}: %s`, async caller => {
    const { site, cookies } = await prepare(caller)
    const answer = await site.ask(`${method} ${address}`, { ...sent, cookies })
    if (granted[rule].includes(caller)) {
      const code = String(answer.json.code)
      expect(
        [401, 403].includes(answer.status) && !['auth.bad_signature', 'zone.name_not_yours'].includes(code),
        answer.text
      ).toBe(false)
      expect(code, 'it wants more').not.toBe('request.invalid')
      return
    }
    // Programs have no session that could have ended; anyone uploads in a scratch zone, so its settings are asked.
    const unknown = caller === 'anyone' && rule === 'zone-uploader'
    const nobody = !unknown && (caller === 'anyone' || caller === 'ended session')
    expect([answer.status, answer.headers['content-type']]).toEqual([nobody ? 401 : 403, 'application/problem+json'])
    expect(answer.json).toMatchObject({
      status: nobody ? 401 : 403,
      code: nobody ? 'auth.signed_out' : expect.stringMatching(/^(access\.|client\.not_yours|resource\.not_yours)/)
    })
    const { objects, registry, ephemeral } = site.touched()
    expect(
      objects.filter(call => !/^get .*(settings\/authorizationSettings\.yaml|registered-zones\/)/.test(call))
    ).toEqual([])
    expect(registry.filter(call => !['get', 'listByOwner'].includes(call))).toEqual([])
    expect(ephemeral).toEqual([])
    expect(site.startedJobs).toEqual([])
    expect(site.posted).toEqual([])
    if (caller === 'anyone' && !unknown) expect([...objects, ...registry]).toEqual([])
  })

  it.each(programNames)('knows programs where it is for them: %s', async program => {
    const { programs: right } = api[name]
    const { site, send } = await prepareProgram(program, right ?? 'download')
    const given = send(`${method} ${address}`, sent.body)
    const headers = { ...sent.headers, ...given.headers, ...(right === undefined ? { origin } : {}) }
    const answer = await site.ask(`${method} ${address}`, { ...sent, ...given, headers })
    const actsFor = right === undefined ? 'anyone' : programs[program]
    if (actsFor !== undefined && granted[rule].includes(actsFor)) {
      expect([401, 403], answer.text).not.toContain(answer.status)
      return
    }
    expect(answer.json.code, answer.text).toMatch(right === undefined ? /^auth\.signed_out$/ : /^access\./)
    const { objects, registry, ephemeral } = site.touched()
    expect(
      objects.filter(call => !/^(get|head) .*(authorizationSettings\.yaml|registered-zones\/|clients\/)/.test(call))
    ).toEqual([])
    expect(registry.filter(call => !['get', 'listByOwner'].includes(call))).toEqual([])
    expect(ephemeral).toEqual([])
  })

  if (method !== 'GET') {
    it.each([
      ['another site', { origin: 'https://evil.example' }],
      ['a page without origin', { origin: 'null' }],
      ['another scheme', { origin: 'http://gateway.test' }],
      ['a longer name', { origin: 'https://gateway.test.evil.example' }]
    ])('is not done for a page of %s, whoever is signed in', async (_, headers) => {
      const { site, cookies } = await prepare('gateway administrator')
      const answer = await site.ask(`${method} ${address}`, {
        ...sent,
        cookies,
        headers: { ...sent.headers, ...headers }
      })
      expect([answer.status, answer.json.code]).toEqual([403, 'request.foreign_origin'])
      expect(site.touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
    })
  }
})

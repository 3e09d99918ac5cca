/**
 * The access table of the wires for users who show a token or a key: every operation of both protocols × whoever a login
 * may mean. tests/attack/ownership.test.ts has the same for clients, api/access-table.test.ts for sessions of the site.
 */
import { contentKey, uploadKey } from '@kachery-gateway/core/files/keys.ts'
import { newUploadId } from '@kachery-gateway/core/files/upload-id.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { v1 } from '@kachery-gateway/core/protocol/v1.ts'
import { releaseLogin } from '@kachery-gateway/core/users/release-login.ts'
import { describe, expect, it } from 'vitest'
import { facts, hashOf, zoneName } from '../../../core/testing/test-gateway.ts'
import { workToken } from '../../testing/second-wire.ts'
import { type Answered, testSite } from '../../testing/test-site.ts'
import { clientRoutes } from '../client-routes.ts'

const bytes = Buffer.from('what ann keeps')
const hash = hashOf(bytes)
const place = { directory: '' }
const uploadId = newUploadId({ randomHex: bytes => '0'.repeat(2 * bytes) }, zoneName('default'))
const objectKey = uploadKey(place, hash, uploadId)
/** What any operation asks for. */
const fields = { hashAlg: 'sha1', hash, size: bytes.length, objectKey }

/** But for what anyone may ask. */
const ofFirst = Object.entries(v1)
  .map(([name, { action }]) => ({ name, action }))
  .filter(({ action }) => action !== 'anyone')
const ofSecond = clientRoutes.flatMap(({ method, path }) =>
  method === 'POST' && path !== '/api/gateway' ? [path.replace('/api/', '')] : []
)

const people = {
  owner: { login: 'ann', account: 'id-of-ann', granted: true },
  'owner in other letters': { login: 'ANN', account: 'id-of-ann', granted: true },
  'owner whose login was freed': { login: 'ann-of-old', account: 'id-of-ann', freed: true },
  'newcomer under the login': { login: 'ann', account: 'id-of-newcomer' },
  'newcomer under the login in other letters': { login: 'Ann', account: 'id-of-newcomer' },
  'newcomer under a freed login that is given nothing': { login: 'zoe', account: 'id-of-newcomer', freed: true },
  'member of another zone': { login: 'mel', account: 'id-of-mel' }
} satisfies Record<string, { login: string; account: string; granted?: true; freed?: true }>
type Person = keyof typeof people
const persons = Object.keys(people) as Person[]

async function prepare(person: Person) {
  const { login, account, ...about } = people[person]
  const site = testSite()
  const { gateway, buckets } = site
  gateway.identityProvider = {
    identify: async name =>
      name.toLowerCase() === login.toLowerCase() ? { accountId: account, login: UserLabel.parse(login) } : undefined
  }
  await site.settings(
    'default',
    'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: [{userId: ann, upload: true, download: true, admin: true}]'
  )
  await site.settings('lab', 'authorizedUsers: [{userId: mel, upload: true, download: true, admin: true}]')
  await buckets.default.put(contentKey(place, hash), bytes)
  await buckets.default.put(objectKey, bytes)
  const session = await site.signIn('ann')
  const made = await site.ask('POST /api/me/api-keys', { cookies: [session], body: { name: 'rig' } })
  if ('freed' in about) {
    await site.signIn('zoe')
    for (const freed of ['ann', 'zoe']) await releaseLogin(gateway, UserLabel.parse(freed), facts)
    await site.signIn('ann', 'id-of-third')
    await site.signIn(login, account)
  }
  if (person === 'member of another zone') await site.signIn(login, account)
  site.pass(60_001)
  site.forget()
  return { site, session, apiKey: String(made.json.apiKey) }
}

function expectRefused(site: ReturnType<typeof testSite>, answer: Answered, codes: RegExp) {
  expect([401, 403], answer.text).toContain(answer.status)
  expect(answer.headers['x-error-code']).toMatch(codes)
  const { objects, registry, ephemeral } = site.touched()
  expect(objects.filter(call => call !== 'get settings/authorizationSettings.yaml')).toEqual([])
  expect(registry.filter(call => !['get', 'listByOwner'].includes(call))).toEqual([])
  expect(ephemeral).toEqual([])
}

describe.each(ofFirst)('$name by a GitHub token', ({ name, action }) => {
  it.each(persons)('of %s', async person => {
    const { site } = await prepare(person)
    const about = people[person]
    const payload = { type: name, timestamp: site.clock.now, zone: 'default', ...fields }
    const body = { payload, githubUserId: about.login, githubAccessToken: 'gho_of_the_access_table' }
    const answer = await site.ask('POST /api/gateway', { body })
    if ('granted' in about && action !== 'delete') expect(answer.status, answer.text).toBe(200)
    else expectRefused(site, answer, /^(access\.(not_permitted|session_needed)|auth\.login_bound_elsewhere)$/)
  })
})

/** As each would show it: a session of a page is no proof on the wires, so that no page of others can use it. */
const secondProofs = {
  'the key of the owner': [true, 'owner'],
  'the key of an owner whose login was freed': [false, 'owner whose login was freed'],
  'a key of a member of another zone': [false, 'member of another zone'],
  'a session of the owner': [false, 'owner']
} as const
type SecondProof = keyof typeof secondProofs

describe.each(ofSecond)('%s of the second protocol', name => {
  it.each(Object.keys(secondProofs) as SecondProof[])('by %s', async proof => {
    const [granted, person] = secondProofs[proof]
    const { site, session, apiKey } = await prepare(person)
    let key = apiKey
    if (person === 'member of another zone') {
      const cookies = [await site.signIn('mel')]
      const made = await site.ask('POST /api/me/api-keys', { cookies, body: { name: 'mel’s' } })
      key = String(made.json.apiKey)
      // That a key is used is noted once an hour, whatever came of it.
      const body = { type: 'findFileRequest', zoneName: 'lab', ...fields }
      await site.ask('POST /api/findFile', { body, headers: { authorization: `Bearer ${key}` } })
      site.forget()
    }
    const bySession = proof.includes('session')
    const answer = await site.ask(`POST /api/${name}`, {
      body: { type: `${name}Request`, zoneName: 'default', workToken: workToken(hash), ...fields },
      ...(bySession ? { cookies: [session] } : { headers: { authorization: `Bearer ${key}` } })
    })
    if (granted) expect(answer.status, answer.text).toBe(200)
    else expectRefused(site, answer, /^(access\.(not_permitted|anonymous)|auth\.bad_api_key)$/)
  })
})

it.each(ofFirst)('$name is not done for a session of the site', async ({ name }) => {
  const { site, session } = await prepare('owner')
  const payload = { type: name, timestamp: site.clock.now, zone: 'default', ...fields }
  expectRefused(
    site,
    await site.ask('POST /api/gateway', { body: { payload }, cookies: [session] }),
    /^access\.anonymous$/
  )
})

/** The API under attack: what is stored comes back as data, and nothing secret comes back at all. */

import { ApiError, apiClient } from '@kachery-gateway/core/api/client.ts'
import { cleanLabel } from '@kachery-gateway/core/ids/clean-label.ts'
import { credentialCipher } from '@kachery-gateway/core/stores/credential-cipher.ts'
import { describe, expect, it } from 'vitest'
import { newClient } from '../../../core/testing/test-gateway.ts'
import { type Answered, sentBack, testSite } from '../../testing/test-site.ts'

const payloads = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "';alert(1)//",
  '\u202egnp.exe',
  '{{7*7}}'
]

/** Answers are data: no browser takes them for a page. */
function expectData(answer: Answered): void {
  expect(answer.headers['content-type']).toMatch(/^application\/(json|problem\+json)$/)
  expect(answer.headers['x-content-type-options']).toBe('nosniff')
  expect(answer.headers['cache-control']).toBe('no-store')
}

describe('markup that somebody stores', () => {
  it.each(payloads)('in a label, a resource, the settings: %j comes back as it was, as data', async text => {
    const site = testSite()
    await site.settings('default', 'allowPublicUpload: true\nauthorizedUsers: [{userId: ann, admin: true}]')
    const cookies = [await site.signIn('ann')]
    const { clientId, registrationSignature: signature } = newClient()
    const answers = [
      await site.ask('POST /api/zones/default/clients', { cookies, body: { clientId, signature, label: text } }),
      await site.ask('GET /api/zones/default/clients', { cookies }),
      await site.ask(`GET /api/zones/default/clients/${clientId}`),
      await site.ask(`GET /api/zones/default/clients?search=${encodeURIComponent(text)}`, { cookies }),
      await site.ask('PATCH /api/zones/default/settings', { cookies, body: { users: { xy: { upload: true } } } }),
      await site.ask('GET /api/zones/default/activity', { cookies, headers: { 'user-agent': text } })
    ]
    for (const answer of answers) expectData(answer)
    expect(answers[0]?.json.label).toBe(cleanLabel(text))
    const odd = await site.ask('PATCH /api/zones/default/settings', {
      cookies,
      body: { users: { [text]: { upload: true } } }
    })
    expectData(odd)
    expect(odd.status).toBe(/\p{Cf}/u.test(text) ? 400 : 422)
  })

  it.each(payloads)(
    'in an address or a field that must not have it is refused without being repeated: %j',
    async text => {
      const site = testSite()
      const cookies = [await site.signIn('ann')]
      const asked = [
        await site.ask(`GET /api/zones/${encodeURIComponent(text)}/settings`, { cookies }),
        await site.ask(`GET /api/me/clients?limit=${encodeURIComponent(text)}`, { cookies }),
        await site.ask('POST /api/zones', { cookies, body: { zone: text } }),
        await site.ask('POST /api/zones/default/resources', {
          cookies,
          body: { resourceName: 'r', proxyUrl: `javascript:${text}` }
        })
      ]
      for (const answer of asked) {
        expectData(answer)
        expect(answer.json).toMatchObject({ status: 400, code: 'request.invalid' })
        expect(answer.text).not.toContain('alert')
      }
    }
  )
})

describe('a request that is not of the API', () => {
  it.each([
    ['a form', { 'content-type': 'text/plain' }, '{"zone":"ann"}'],
    ['no JSON', {}, '{"zone":'],
    ['an array', {}, '[]'],
    ['nothing', {}, ''],
    ['a prototype', {}, '{"__proto__":{"zone":"ann"}}']
  ])('%s is refused and does nothing', async (_, headers, body) => {
    const site = testSite()
    const cookies = [await site.signIn('ann')]
    const answer = await site.ask('POST /api/zones', { cookies, headers, body })
    expect(answer.status).toBe(400)
    expect((await site.registry.list({ kind: 'zone' }, { limit: 9 })).items).toEqual([])
  })

  it('larger than 120 kB is not read', async () => {
    const site = testSite()
    const answer = await site.ask('POST /api/zones', {
      cookies: [await site.signIn('ann')],
      body: JSON.stringify({ zone: 'ann', x: 'x'.repeat(130_000) })
    })
    expect([answer.status, answer.json.code]).toEqual([413, 'request.too_large'])
  })
})

describe('a secret', () => {
  it('is in no answer, no log line, no log item and no record, whatever is done with it', async () => {
    const site = testSite()
    const { gateway } = site
    gateway.credentialCipher = credentialCipher(Buffer.alloc(32, 9))
    const openBucket = gateway.openBucket
    gateway.openBucket = ref => (ref.uri.startsWith('s3://') ? Promise.resolve(site.buckets.lab) : openBucket(ref))
    const session = await site.signIn('root')
    const cookies = [session]
    const secrets = ['SECRET-ACCESS-KEY', 'SECRET-KEY-ID', session.split('=')[1] ?? '']
    const credentials = { accessKeyId: secrets[1], secretAccessKey: secrets[0] }
    const bucket = { bucketUri: 's3://lab-files?region=eu-west-1', credentials }
    const made = await site.ask('POST /api/me/api-keys', { cookies, body: { name: 'rig' } })
    const apiKey = String(made.json.apiKey)
    const answers = await Promise.all([
      site.ask('POST /api/bucket-tests', { cookies, body: bucket }),
      site.ask('POST /api/bucket-tests', { cookies, body: { ...bucket, bucketUri: `s3://${secrets[0]}` } }),
      site.ask('POST /api/bucket-tests', {
        cookies,
        body: { bucketUri: 's3://lab-files', credentials: { ...credentials, accessKeyId: 7 } }
      })
    ])
    answers.push(
      await site.ask('POST /api/zones-with-bucket', { cookies, body: { ...bucket, zone: 'lab2', ownerId: 'ann' } }),
      await site.ask('PUT /api/zones/lab2/credentials', { cookies, body: { credentials } }),
      await site.ask('GET /api/zones', { cookies }),
      await site.ask('GET /api/zones/lab2', { cookies }),
      await site.ask('GET /api/configuration', { cookies }),
      await site.ask('GET /api/users', { cookies }),
      await site.ask('GET /api/me', { cookies }),
      await site.ask('GET /api/zones/lab2/activity', { cookies }),
      await site.ask('POST /api/zones', { cookies: [`${session}x`], body: { zone: 'x' } })
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 422, 400, 200, 200, 200, 200, 200, 200, 200, 200, 401])
    const kinds = ['zone', 'account', 'api-key', 'login'] as const
    const records = await Promise.all(kinds.map(kind => site.registry.list({ kind }, { limit: 100 })))
    const everything = JSON.stringify([answers, site.lines, records, site.ephemeral.logItems, site.kept])
    for (const secret of [...secrets, apiKey, apiKey.slice(8)]) expect(everything).not.toContain(secret)
    expect(JSON.stringify(answers)).not.toContain('v1.')
  })
})

describe('the typed client of the API', () => {
  const call = (site: ReturnType<typeof testSite>, cookies: string[]) =>
    apiClient({
      base: 'https://gateway.test',
      fetch: async (url, init) => {
        const { method = 'GET', body, headers } = init ?? {}
        const path = String(url).replace('https://gateway.test', '')
        const answer = await site.ask(`${method} ${path}`, {
          cookies,
          ...(typeof body === 'string' ? { body } : {}),
          headers: Object.fromEntries(new Headers(headers))
        })
        return new Response(answer.status === 204 ? null : answer.text, { status: answer.status })
      }
    })

  it('says what an operation takes and gives, and throws its problem', async () => {
    const site = testSite()
    await site.settings('default', 'allowPublicUpload: true\nauthorizedUsers: [{userId: ann, admin: true}]')
    const ask = call(site, [sentBack(await site.signIn('ann'))])
    const { me } = await ask('GET /api/me', {})
    expect(me?.login).toBe('ann')
    const before = await ask('GET /api/zones/{zone}/settings', { path: { zone: 'default' } })
    const saved = await ask('PATCH /api/zones/{zone}/settings', {
      path: { zone: 'default' },
      body: { allowPublicUpload: false },
      ifMatch: before.etag
    })
    expect(saved.allows?.allowPublicUpload).toBe(false)
    const late = ask('PUT /api/zones/{zone}/settings', {
      path: { zone: 'default' },
      body: { yaml: before.yaml },
      ifMatch: before.etag
    })
    await expect(late).rejects.toBeInstanceOf(ApiError)
    await expect(late).rejects.toMatchObject({
      status: 412,
      code: 'settings.changed',
      problem: { current: { yaml: saved.yaml, changed: { by: 'ann' } } }
    })
    expect(await ask('POST /api/me/sign-out', {})).toBeUndefined()
  })

  it('tells a gateway that cannot be reached from one that refuses', async () => {
    const away = apiClient({ fetch: () => Promise.reject(new TypeError('fetch failed')) })
    await expect(away('GET /api/me', {})).rejects.toMatchObject({ status: 0, code: 'network' })
  })
})

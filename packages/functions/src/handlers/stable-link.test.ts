import { describe, expect, it } from 'vitest'
import { finalizeUpload, initiateUpload } from '../../../core/testing/operations.ts'
import { facts, hashOf, newClient, user, zoneName } from '../../../core/testing/test-gateway.ts'
import { keyOf } from '../../../core/testing/upload-fixture.ts'
import { signed } from '../../testing/sign-request.ts'
import { testSite } from '../../testing/test-site.ts'
import { returnPath } from '../sign-in/return-path.ts'

const zone = zoneName('default')
const bytes = Buffer.from('bytes')
const hash = hashOf(bytes)
const link = `/z/default/sha1/${hash}`

async function opened({ readers = true, visibility = 'private' } = {}) {
  const site = testSite({}, { readers })
  await site.settings('default', 'allowPublicUpload: true\nauthorizedUsers: []')
  const settings = { defaultVisibility: visibility, teams: [] }
  await site.registry.create({ kind: 'file-settings', zone, id: 'fileSettings' }, settings)
  const input = { zone, hash, size: bytes.length }
  const objectKey = keyOf(await initiateUpload(site.gateway, user('ann'), input))
  await site.buckets.default.put(objectKey, bytes)
  await finalizeUpload(site.gateway, user('ann'), { ...input, objectKey }, facts)
  const ann = [await site.signIn('ann')]
  return { ...site, ann }
}

describe('a link that does not end', () => {
  it('leads whoever may read the file to its bytes, by session and by API key, and is not stored', async () => {
    const site = await opened()
    const made = await site.ask('POST /api/me/api-keys', { cookies: site.ann, body: { name: 'script' } })
    const bearer = { authorization: `Bearer ${made.json.apiKey}` }
    for (const sent of [{ cookies: site.ann }, { headers: bearer }]) {
      const answer = await site.ask(`GET ${link}`, sent)
      expect(answer.status).toBe(302)
      expect(answer.headers).toMatchObject({
        location: expect.stringContaining('method=GET'),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'access-control-allow-origin': '*'
      })
    }
    expect((await site.ask(`GET ${link}/rat.nwb`, { cookies: site.ann })).status).toBe(302)
  })

  it('takes a client’s signature of its address, however odd the file’s name is, and of no other file’s', async () => {
    const site = await opened()
    const client = newClient()
    const record = { clientId: client.clientId, ownerId: 'ann', timestampCreated: 1, label: 'rig' }
    await site.registry.create({ kind: 'client', zone, id: client.clientId }, record, { owner: 'ann' })
    const by = (path: string) =>
      signed(site, client, `GET ${link}`, undefined, { url: `${site.gateway.publicUrl}${path}` })
    const usual = `${link}/it%27s%201%20%C2%B5V%20%281%29.nwb`
    // As scripts of the web spell it, and as a function makes it of what an HTTP API decoded.
    for (const arrived of [usual, `${link}/it's%201%20%C2%B5V%20(1).nwb`])
      expect((await site.ask(`GET ${arrived}`, by(usual))).status).toBe(302)
    const other = usual.replace(hash, 'e'.repeat(40))
    for (const [said, arrived] of [
      [other, usual],
      [`${link}/a%2Fb`, `${link}/a`],
      [`${link}/a%3Fb`, `${link}/a?b=`]
    ] as const)
      expect((await site.ask(`GET ${arrived}`, by(said))).json.code).toBe('auth.bad_signature')
  })

  it('needs nobody where the file is public', async () => {
    const site = await opened({ visibility: 'public' })
    expect((await site.ask(`GET ${link}`)).status).toBe(302)
  })

  it('tells a program that there is no such file, and leads a browser to sign in, whether there is one or not', async () => {
    const site = await opened()
    const missing = `/z/default/sha1/${'e'.repeat(40)}`
    for (const path of [link, missing]) {
      expect((await site.ask(`GET ${path}`)).json).toMatchObject({ status: 404, code: 'file.not_found' })
      const led = await site.ask(`GET ${path}`, { headers: { accept: 'text/html,*/*' } })
      expect([led.status, led.headers.location]).toEqual([302, `/api/sign-in?return=${encodeURIComponent(path)}`])
    }
    const bob = [await site.signIn('bob')]
    const refused = await site.ask(`GET ${link}`, { cookies: bob, headers: { accept: 'text/html' } })
    expect(refused.json.code).toBe('file.not_found')
  })

  it('is one line of the activity, however many ranges are read', async () => {
    const site = await opened()
    const before = site.ephemeral.calls.filter(call => call.includes('addLogItems')).length
    for (let n = 0; n < 20; n++) await site.ask(`GET ${link}`, { cookies: site.ann, headers: { range: `bytes=${n}-` } })
    expect(site.ephemeral.calls.filter(call => call.includes('addLogItems')).length - before).toBe(1)
  })

  it('is not offered where files have no readers', async () => {
    const site = await opened({ readers: false })
    expect((await site.ask(`GET ${link}`, { cookies: site.ann })).json.code).toBe('file.not_found')
  })

  it('is refused with what it needs where it is not one', async () => {
    const site = await opened()
    expect((await site.ask('GET /z/default/sha1/xyz')).json).toMatchObject({ status: 400, code: 'request.invalid' })
  })

  it('is refused in words that pages of any origin read, the same whether there is such a file or not', async () => {
    const site = await opened()
    const asked = { headers: { origin: 'https://any.example' } }
    const [hidden, missing] = await Promise.all(
      [hash, 'e'.repeat(40)].map(one => site.ask(`GET /z/default/sha1/${one}`, asked))
    )
    expect(hidden?.headers).toEqual(missing?.headers)
    for (const answer of [hidden, await site.ask('GET /z/default/sha1/xyz', asked)]) {
      expect(answer?.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'x-error-code, x-request-id, retry-after'
      })
      expect(answer?.headers).not.toHaveProperty('access-control-allow-credentials')
    }
    const led = await site.ask(`GET ${link}`, { headers: { ...asked.headers, accept: 'text/html' } })
    expect(led.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('takes the URI that a client printed, for the zone of the link alone', async () => {
    const site = await opened()
    const ask = (uri: string) => site.ask(`GET /z/default?uri=${encodeURIComponent(uri)}`, { cookies: site.ann })
    for (const uri of [
      `sha1://${hash}?label=rat.nwb`,
      `sha1://${hash}/rat.nwb`,
      `kachery:default:sha1:${hash}:rat.nwb`
    ])
      expect((await ask(uri)).headers.location).toContain('method=GET')
    for (const uri of [`kachery:lab:sha1:${hash}`, hash, ''])
      expect((await ask(uri)).json).toMatchObject({ status: 400, code: 'request.invalid' })
    expect((await site.ask('GET /z/default', { cookies: site.ann })).json.code).toBe('request.invalid')
  })

  it('leads a browser through signing in back to its URI', async () => {
    const site = await opened()
    const path = `/z/default?uri=${encodeURIComponent(`sha1://${hash}?label=x`)}`
    const led = await site.ask(`GET ${path}`, { headers: { accept: 'text/html' } })
    const back = new URL(led.headers.location ?? '', 'https://gateway.test').searchParams.get('return')
    expect(back).toBe(path)
    expect(returnPath(back ?? undefined)).toBe(path)
  })

  it('follows HEAD with a URL for HEAD, which lives as long, and ranges with the one for GET', async () => {
    const site = await opened()
    for (const path of [link, `/z/default?uri=sha1://${hash}`]) {
      const head = await site.ask(`HEAD ${path}`, { cookies: site.ann })
      expect([head.status, head.headers.location]).toEqual([302, expect.stringContaining('method=HEAD&seconds=3600')])
      const part = await site.ask(`GET ${path}`, { cookies: site.ann, headers: { range: 'bytes=1-2' } })
      expect([part.status, part.headers.location]).toEqual([302, expect.stringContaining('method=GET')])
    }
  })
})

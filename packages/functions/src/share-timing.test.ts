/**
 * A share link that was revoked, one that has ended and one that is used up takes as long to be refused as one that never
 * was, and its refusal is as long: by its address and by the page that it shows.
 */
import { beforeAll, expect, it } from 'vitest'
import { finalizeUpload, initiateUpload } from '../../core/testing/operations.ts'
import { facts, hashOf, user, zoneName } from '../../core/testing/test-gateway.ts'
import { keyOf } from '../../core/testing/upload-fixture.ts'
import { comparedTimes, tolerated } from '../testing/compared-times.ts'
import { type TestSite, testSite } from '../testing/test-site.ts'

const hour = 3600_000
let site: TestSite
const tokens = { missing: `link_${'0'.repeat(32)}`, revoked: '', ended: '', 'used up': '', 'just used up': '' }
beforeAll(async () => {
  site = testSite({}, { readers: true, limits: { evenMs: 20 } })
  await site.settings('default', 'allowPublicUpload: true\nauthorizedUsers: []')
  const bytes = Buffer.from('bytes')
  const input = { zone: zoneName('default'), hash: hashOf(bytes), size: bytes.length }
  const objectKey = keyOf(await initiateUpload(site.gateway, user('owner'), input))
  await site.buckets.default.put(objectKey, bytes)
  await finalizeUpload(site.gateway, user('owner'), { ...input, objectKey }, facts)
  const owner = { cookies: [await site.signIn('owner')] }
  const make = async (state: Exclude<keyof typeof tokens, 'missing'>, life: number, count: number | null = null) => {
    const body = { hashes: [input.hash], endsAt: site.clock.now + life, count }
    const { json } = await site.ask('POST /api/zones/default/share-links', { ...owner, body })
    tokens[state] = String(json.url).slice(-tokens.missing.length)
    // All have been in memory, and are read again where a use was counted.
    expect((await site.ask(`GET /s/${tokens[state]}`)).status).toBe(302)
    const id = String(Reflect.get(Object(json.made), 'id'))
    if (state === 'revoked') await site.ask(`DELETE /api/zones/default/share-links/${id}`, owner)
  }
  await make('revoked', 1_000)
  await make('ended', 1_000)
  await make('used up', 4 * hour, 1)
  site.pass(hour)
  await make('just used up', hour, 1)
})

const ways: Record<string, (token: string) => ReturnType<TestSite['ask']>> = {
  'its address': token => site.ask(`GET /s/${token}`),
  'its page': token => site.ask('POST /api/shared-files', { body: { token } })
}

it.each(Object.entries(ways))('by %s', { timeout: 120_000 }, async (name, way) => {
  // Whoever has that link still sees what the use that goes on is of.
  const { 'just used up': justUsedUp, missing, ...others } = tokens
  const closed = name === 'its page' ? others : { ...others, 'just used up': justUsedUp }
  const compared = await comparedTimes([missing, ...Object.values(closed)], async token => {
    const { status, text, headers } = await way(token)
    expect(status).toBe(404)
    return text.length + JSON.stringify(headers).length
  })
  for (const [state, token] of Object.entries(closed)) {
    const share = compared.share(token, missing)
    expect(Math.abs(share - 0.5), `${state} ones took longer in ${share} of all pairs`).toBeLessThan(tolerated)
    expect(compared.told(token)).toEqual(compared.told(missing))
  }
})

/**
 * A file that one may not read takes as long to be refused as one that is not there, and its refusal is as long: 2,000
 * requests of each kind in turn.
 */
import type { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { readRequest } from '@kachery-gateway/core/protocol/v1.ts'
import { beforeAll, expect, it } from 'vitest'
import { finalizeUpload, initiateUpload } from '../../core/testing/operations.ts'
import { facts, hashOf, user, zoneName } from '../../core/testing/test-gateway.ts'
import { keyOf } from '../../core/testing/upload-fixture.ts'
import { comparedTimes, tolerated } from '../testing/compared-times.ts'
import { type TestSite, testSite } from '../testing/test-site.ts'

const zone = zoneName('default')
const size = 5

/** Gives how many characters were told. */
type Way = (site: TestSite, hash: ContentHash, cookie: string) => Promise<number>

const wire =
  (type: 'findFile' | 'initiateFileUpload'): Way =>
  async ({ gateway }, hash) => {
    const request = readRequest({ type, hashAlg: 'sha1', hash, size, zone, timestamp: 0 })
    const { answer } = await request.dispatch(gateway, user('stranger', 'api-key'), facts)
    return JSON.stringify(answer).length
  }

const link: Way = async (site, hash, cookie) => {
  const { text, headers } = await site.ask(`GET /z/default/sha1/${hash}`, { cookies: [cookie] })
  return text.length + JSON.stringify(headers).length
}

const ofRegistrations: Way = async (site, hash, cookie) => {
  const { text, headers } = await site.ask(`GET /api/zones/default/files/${hash}`, { cookies: [cookie] })
  return text.length + JSON.stringify(headers).length
}

const ways: Record<string, Way> = {
  findFile: wire('findFile'),
  initiateFileUpload: wire('initiateFileUpload'),
  'a stable link': link,
  'the API': ofRegistrations
}

let site: TestSite
let cookie: string
const [hidden, open, missing] = [Buffer.from('bytes'), Buffer.from('other'), Buffer.from('never')]
beforeAll(async () => {
  site = testSite({}, { readers: true, limits: { evenMs: 20 } })
  await site.settings(
    'default',
    'allowPublicUpload: true\nallowPublicDownload: false\nauthorizedUsers: [{ userId: stranger, upload: true, download: true }]'
  )
  cookie = await site.signIn('stranger')
  // The stranger’s teams at GitHub are asked for, too.
  const teams = [{ id: '78/spikes', name: 'other/spikes' }]
  await site.registry.create({ kind: 'github-teams', id: 'id-of-stranger' }, { teams, at: site.clock.now })
  for (const [bytes, visibility] of [
    [hidden, 'team spikes'],
    [open, 'public']
  ] as const) {
    const input = { zone, hash: hashOf(bytes), size }
    const settings = { kind: 'file-settings', zone, id: 'fileSettings' } as const
    const kept = await site.registry.get(settings)
    const teams = [{ name: 'spikes', members: [], github: 'lab/spikes' }]
    const value = { defaultVisibility: visibility, teams, organizations: { lab: '77' } }
    await (kept === undefined
      ? site.registry.create(settings, value)
      : site.registry.replace(settings, value, kept.version))
    // Caches forget the settings of the file before.
    site.pass(61_000)
    const objectKey = keyOf(await initiateUpload(site.gateway, user('owner'), input))
    await site.buckets.default.put(objectKey, bytes)
    await finalizeUpload(site.gateway, user('owner'), { ...input, objectKey }, facts)
  }
})

it.concurrent.each(Object.entries(ways))('by %s', { timeout: 120_000 }, async (_, way) => {
  const compared = await comparedTimes([hidden, missing], bytes => way(site, hashOf(bytes), cookie))
  const share = compared.share(hidden, missing)
  expect(Math.abs(share - 0.5), `hidden ones took longer in ${share} of all pairs`).toBeLessThan(tolerated)
  expect(compared.told(hidden)).toEqual(compared.told(missing))
})

it.concurrent('a file that one may read does take another time, which this measure sees', {
  timeout: 120_000
}, async () => {
  const compared = await comparedTimes([open, missing], bytes => wire('findFile')(site, hashOf(bytes), cookie))
  expect(Math.abs(compared.share(open, missing) - 0.5)).toBeGreaterThan(tolerated)
})

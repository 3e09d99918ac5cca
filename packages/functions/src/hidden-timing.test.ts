/**
 * A file that one may not read takes as long to be refused as one that is not there, and its refusal is as long: 2,000
 * requests of each kind in turn.
 */
import { createHash } from 'node:crypto'
import { type ContentHash, Sha256 } from '@kachery-gateway/core/ids/content-hash.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { readRequest } from '@kachery-gateway/core/protocol/v1.ts'
import { noteDigests } from '@kachery-gateway/core/registrations/content-digests.ts'
import { registerFile } from '@kachery-gateway/core/registrations/register-file.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
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

const asked =
  (request: (hash: ContentHash) => string, body?: (hash: ContentHash) => unknown): Way =>
  async (site, hash, cookie) => {
    const given = { cookies: [cookie], ...(body && { body: body(hash) }) }
    const { text, headers } = await site.ask(request(hash), given)
    return text.length + JSON.stringify(headers).length
  }

const [hidden, open, missing] = [Buffer.from('bytes'), Buffer.from('other'), Buffer.from('never')]
/** As the zone knows them of what is there. */
const digests = new Map(
  [hidden, open, missing].map(bytes => [hashOf(bytes), Sha256.parse(createHash('sha256').update(bytes).digest('hex'))])
)
const sha256Of = (hash: ContentHash): Sha256 => digests.get(hash) ?? Sha256.parse('')

const ways: Record<string, Way> = {
  findFile: wire('findFile'),
  initiateFileUpload: wire('initiateFileUpload'),
  'a stable link': asked(hash => `GET /z/default/sha1/${hash}`),
  'a stable link of a SHA-256': asked(hash => `GET /z/default/sha256/${sha256Of(hash)}`),
  'a link of a URI of SHA-256': asked(hash => `GET /z/default?uri=sha256://${sha256Of(hash)}`),
  'the API': asked(hash => `GET /api/zones/default/files/${hash}`),
  'the API, of a SHA-256': asked(hash => `GET /api/zones/default/files/${sha256Of(hash)}`),
  'a search for a SHA-256': asked(hash => `GET /api/files?search=${sha256Of(hash)}`),
  'making a share link of a SHA-256': asked(
    () => 'POST /api/zones/default/share-links',
    hash => ({ hashes: [sha256Of(hash)], endsAt: site.clock.now + 3600_000 })
  )
}

let site: TestSite
let cookie: string
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
    const sha256 = sha256Of(input.hash)
    const place = await resolveZone(site.gateway, zone)
    await noteDigests(site.gateway, place, { sha1: input.hash, sha256 })
    const owner = { ownerId: UserLabel.parse('owner'), ownerAccountId: 'id-of-owner' }
    await registerFile(site.gateway, place, { hash: input.hash, size, sha256 }, owner, true)
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

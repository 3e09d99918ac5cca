/**
 * A file that one may not read takes as long to be refused as one that is not there, and its refusal is as long: 2,000
 * requests of each kind in turn. Compared by rank, so that a slow machine and a pause say nothing: of two kinds that take
 * equally long, each is the slower one half the times.
 */
import type { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { readRequest } from '@kachery-gateway/core/protocol/v1.ts'
import { beforeAll, expect, it } from 'vitest'
import { finalizeUpload, initiateUpload } from '../../core/testing/operations.ts'
import { facts, hashOf, user, zoneName } from '../../core/testing/test-gateway.ts'
import { keyOf } from '../../core/testing/upload-fixture.ts'
import { type TestSite, testSite } from '../testing/test-site.ts'

const zone = zoneName('default')
const size = 5
const requests = 2_000
/** The first are slow, since their code is. */
const warming = 400
/** Most of an answer's time is waiting. */
const atOnce = 16
/** By chance a share of 2,000 and 2,000 lies within 0.009 of a half, two times in three. */
const tolerated = 0.05

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
  for (const [bytes, visibility] of [
    [hidden, 'private'],
    [open, 'public']
  ] as const) {
    const input = { zone, hash: hashOf(bytes), size }
    const settings = { kind: 'file-settings', zone, id: 'fileSettings' } as const
    const kept = await site.registry.get(settings)
    const value = { defaultVisibility: visibility, teams: [] }
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

/** How often the one takes longer than the other, of all pairs. */
async function slower(way: Way, one: Buffer, other: Buffer) {
  const times: { ms: number; isOne: boolean }[] = []
  const told = { one: new Set<number>(), other: new Set<number>() }
  let asked = 0
  async function ask(): Promise<void> {
    while (asked < 2 * requests + warming) {
      const turn = asked++
      const isOne = turn % 2 === 0
      const began = performance.now()
      const length = await way(site, hashOf(isOne ? one : other), cookie)
      const ms = performance.now() - began
      told[isOne ? 'one' : 'other'].add(length)
      if (turn >= warming) times.push({ ms, isOne })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, ask))
  times.sort((a, b) => a.ms - b.ms)
  let [quickerOthers, pairs] = [0, 0]
  for (const { isOne } of times) {
    if (isOne) pairs += quickerOthers
    else quickerOthers += 1
  }
  return { share: pairs / requests ** 2, told }
}

it.concurrent.each(Object.entries(ways))('by %s', { timeout: 60_000 }, async (_, way) => {
  const { share, told } = await slower(way, hidden, missing)
  expect(Math.abs(share - 0.5), `hidden ones took longer in ${share} of all pairs`).toBeLessThan(tolerated)
  expect([...told.one]).toEqual([...told.other])
})

it.concurrent('a file that one may read does take another time, which this measure sees', {
  timeout: 60_000
}, async () => {
  const { share } = await slower(wire('findFile'), open, missing)
  expect(Math.abs(share - 0.5)).toBeGreaterThan(tolerated)
})

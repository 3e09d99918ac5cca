/** 1,000,000 files in a zone: each list and search asks the registry as often as in a small one, and SQLite scans nothing. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { listOwnFiles } from '@kachery-gateway/core/me/list-own-files.ts'
import { ownStored } from '@kachery-gateway/core/me/own-stored.ts'
import { listZoneFiles } from '@kachery-gateway/core/registrations/list-files.ts'
import { showFile } from '@kachery-gateway/core/registrations/show-file.ts'
import { storedByAccount } from '@kachery-gateway/core/registrations/stored-by-account.ts'
import type { Registry } from '@kachery-gateway/core/stores/registry.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { testGateway, user, zoneName } from '../../../core/testing/test-gateway.ts'
import { hashOfFile, nameOfFile, seedFiles } from '../../testing/many-files.ts'
import { Database } from './database.ts'
import { openRegistry } from './registry.ts'

const count = 1_000_000
const limit = 50
const zone = zoneName('default')
const ann = user('ann')
const { accountId } = ann.user

let directory: string
let database: Database
let registry: Registry
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'many-files-'))
  const path = join(directory, 'gateway.sqlite')
  seedFiles(path, { zone, count, ownerId: 'ann', ownerAccountId: accountId })
  database = Database.open(path)
  registry = openRegistry(database)
}, 240_000)
afterAll(async () => {
  database?.close()
  await rm(directory, { recursive: true, force: true })
})

async function open() {
  const gateway = testGateway({ readers: true })
  const deps = { ...gateway.deps, registry }
  const at = { zone: await resolveZone(deps, zone), credential: ann }
  const asked = vi.spyOn(database, 'rows')
  const got = vi.spyOn(database, 'row')
  return {
    deps,
    at,
    /** Listings and single records that `work` asked for, and how SQLite finds what it is asked. */
    async counted<T>(work: () => Promise<T>) {
      asked.mockClear()
      got.mockClear()
      const result = await work()
      const [listings, gets] = [[...asked.mock.calls], [...got.mock.calls]]
      const plans = [...listings, ...gets].flatMap(([sql, ...values]) =>
        [...database.rows(`EXPLAIN QUERY PLAN ${sql}`, ...values)].map(({ detail }) => String(detail))
      )
      return { result, listings: listings.length, gets: gets.length, plans: new Set(plans) }
    }
  }
}

const last = count - 1
const lists: Record<string, { of: 'zone' | 'own'; search?: string; finds: string[]; more?: true }> = {
  'a zone’s files': { of: 'zone', finds: [last, last - 1].map(hashOfFile), more: true },
  'a zone’s files by the beginning of a hash': {
    of: 'zone',
    search: hashOfFile(1).slice(0, 4),
    finds: [hashOfFile(1)]
  },
  'a zone’s files by hash': { of: 'zone', search: hashOfFile(77), finds: [hashOfFile(77)] },
  'a zone’s files by URI': { of: 'zone', search: `sha1://${hashOfFile(77)}?label=x`, finds: [hashOfFile(77)] },
  'a zone’s files by name': { of: 'zone', search: 'RAT 7', finds: [hashOfFile(70)], more: true },
  'one’s own files': { of: 'own', finds: [last, last - 1].map(hashOfFile), more: true },
  'one’s own files by the beginning of a hash': {
    of: 'own',
    search: hashOfFile(1).slice(0, 5),
    finds: [hashOfFile(1)]
  },
  'one’s own files by URI': { of: 'own', search: `kachery:default:sha1:${hashOfFile(77)}`, finds: [hashOfFile(77)] },
  'one’s own files by name': { of: 'own', search: nameOfFile(123_450), finds: [hashOfFile(123_450)] },
  'one’s own files by what nothing is called': { of: 'own', search: 'mouse', finds: [] }
}

it.each(Object.entries(lists))('%s', async (_, { of, search, finds, more }) => {
  const { deps, at, counted } = await open()
  const page = async (after?: string) => {
    const input = { limit, search, after }
    return counted(() =>
      of === 'zone'
        ? listZoneFiles(deps, at.zone, input)
        : listOwnFiles(deps, { user: ann.user, credential: ann }, input)
    )
  }
  let after: string | undefined
  // The second page is no dearer than the first.
  for (const turn of more ? [1, 2] : [1]) {
    const { result, listings, gets, plans } = await page(after)
    if (turn === 1) expect(result.items.map(({ hash }) => hash)).toEqual(expect.arrayContaining(finds))
    if (more) expect(result.items).toHaveLength(limit)
    expect(result.next === null).toBe(!more)
    // For one's own: the account, its logins, and what they are.
    expect(listings).toBeLessThanOrEqual(of === 'zone' ? 1 : 6)
    expect(gets).toBeLessThanOrEqual(2 * result.items.length + (of === 'zone' ? 0 : 6))
    for (const plan of plans) expect(plan).toMatch(/^SEARCH record USING (PRIMARY KEY|INDEX record_by_owner) \(/)
    after = result.next ?? undefined
  }
})

it('a file’s page, and what is stored by account', async () => {
  const { deps, at, counted } = await open()
  const works = [
    () => showFile(deps, at, ContentHash.parse(hashOfFile(5))),
    () => storedByAccount(deps, at.zone),
    () => ownStored(deps, ann.user)
  ]
  for (const work of works) {
    const { listings, gets, plans } = await counted<unknown>(work)
    expect(listings + gets).toBeLessThanOrEqual(12)
    for (const plan of plans) expect(plan).toMatch(/^SEARCH record USING (PRIMARY KEY|INDEX record_by_owner) \(/)
  }
})

/**
 * However many files a zone or an account has, each list and search asks DynamoDB the same: queries of at most a page, and
 * single records for what is on it. Of the registry on one machine, with 1,000,000 files: local/src/embedded/many-files.test.ts.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startDynalite } from '../../testing/dynalite.ts'
import { testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { ContentHash } from '../ids/content-hash.ts'
import type { Registration } from '../model/registration.ts'
import { indexFileName } from '../registrations/file-name.ts'
import { listZoneFiles } from '../registrations/list-files.ts'
import { hold, listRegistration } from '../registrations/register-file.ts'
import { DynamoDb } from '../stores/dynamodb/client.ts'
import { createTableIfMissing } from '../stores/dynamodb/create-table.ts'
import { openDynamoDbRegistry } from '../stores/dynamodb/dynamodb-registry.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { listOwnFiles } from './list-own-files.ts'

const limit = 10
/** Stored side by side: the server is slow beside other tests. */
const atOnce = 5
const hashOfFile = (n: number) => ContentHash.parse(`abcd${n.toString(16).padStart(36, '0')}`)

let close: () => void = () => undefined
let deps: ReturnType<typeof testGateway>['deps']
beforeAll(async () => {
  const { options, stop } = await startDynalite()
  await createTableIfMissing(options)
  const registry = openDynamoDbRegistry(options)
  close = () => {
    registry.close()
    stop()
  }
  deps = { ...testGateway({ readers: true }).deps, registry }
  for (const [name, login, count] of [
    ['default', 'ann', 15],
    ['lab', 'bob', 90]
  ] as const) {
    const zone = await resolveZone(deps, zoneName(name))
    const { accountId: ownerAccountId, login: ownerId } = user(login).user
    for (let from = 0; from < count; from += atOnce) {
      const store = async (n: number) => {
        const owner = { ownerId, ownerAccountId }
        const what = { size: 1, at: 1_000 + n, name: `rat ${n}.nwb`, visibility: 'zone', state: 'held' } as const
        const registration: Registration = { hash: hashOfFile(n), ...owner, ...what }
        await hold(deps, zone, registration)
        await listRegistration(deps, zone, registration)
        await indexFileName(registry, zone, registration)
      }
      await Promise.all(Array.from({ length: atOnce }, (_, n) => store(from + n)))
    }
  }
}, 60_000)
afterAll(() => close())

const lists: [string, { of: 'zone' | 'own'; search?: string; mostGets: number }][] = [
  ['a zone’s files', { of: 'zone', mostGets: 2 * limit }],
  ['a zone’s files by hash', { of: 'zone', search: 'abcd', mostGets: limit }],
  ['a zone’s files by name', { of: 'zone', search: 'rat', mostGets: 2 * limit }],
  ['one’s own files', { of: 'own', mostGets: 2 * limit + 5 }],
  ['one’s own files by hash', { of: 'own', search: 'sha1://abcd', mostGets: 2 * limit + 5 }],
  ['one’s own files by name', { of: 'own', search: 'RAT ', mostGets: 2 * limit + 5 }]
]

it.each(lists)('%s', async (_, { of, search, mostGets }) => {
  const ask = vi.spyOn(DynamoDb.prototype, 'ask')
  const asked = async (name: string, login: string) => {
    const zone = await resolveZone(deps, zoneName(name))
    ask.mockClear()
    const input = { limit, search }
    const { items, next } = await (of === 'zone'
      ? listZoneFiles(deps, zone, input)
      : listOwnFiles(deps, { user: user(login).user, credential: user(login) }, input))
    expect(items).toHaveLength(limit)
    expect(next).not.toBeNull()
    // Single records are asked for side by side.
    return ask.mock.calls.map(([operation, input]) => `${operation} ${Reflect.get(input, 'Limit') ?? ''}`.trim()).sort()
  }
  const few = await asked('default', 'ann')
  expect(await asked('lab', 'bob')).toEqual(few)
  expect(new Set(few).isSubsetOf(new Set(['GetItem', `Query ${limit + 1}`, 'Query 1001']))).toBe(true)
  expect(few.filter(one => one.startsWith('Query')).length).toBeLessThanOrEqual(of === 'zone' ? 1 : 5)
  expect(few.filter(one => one === 'GetItem').length).toBeLessThanOrEqual(mostGets)
  ask.mockRestore()
})

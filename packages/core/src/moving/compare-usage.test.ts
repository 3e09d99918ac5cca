import { describe, expect, it } from 'vitest'
import { type LoggedItem, OlderGateway } from '../../testing/older-gateway.ts'
import { testGateway, zoneName } from '../../testing/test-gateway.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { compareUsage } from './compare-usage.ts'

const day = 24 * 3600_000
const first = Date.UTC(2024, 2, 1, 12)
const client = 'ab'.repeat(32)

const found = (at: number, size = 10): LoggedItem => ({
  request: { payload: { type: 'findFile' }, fromClientId: client },
  response: { found: true, size },
  requestTimestamp: at
})
const missed = (at: number): LoggedItem => ({ ...found(at), response: { found: false } })
const finalized = (at: number, objectKey: string): LoggedItem => ({
  request: { payload: { type: 'finalizeFileUpload', objectKey, size: 100 }, fromClientId: client },
  response: {},
  requestTimestamp: at
})

async function compared(archives: LoggedItem[][], counted: LoggedItem[], writtenAt = first + 30 * day) {
  const { deps, buckets } = testGateway()
  const older = new OlderGateway(buckets.default)
  for (const [at, items] of archives.entries()) await older.archive(items, first + at * 1000)
  await older.writeUsage(counted, writtenAt)
  const zone = await resolveZone(deps, zoneName('default'))
  buckets.default.calls.length = 0
  const comparison = await compareUsage(zone)
  expect(
    buckets.default.calls.map(({ method }) => method).filter(method => !/^(get|read|head|list)$/.test(method))
  ).toEqual([])
  return comparison
}

describe('usage.json beside a recount of the archives', () => {
  it('agrees where nothing was counted otherwise', async () => {
    const items = [found(first), finalized(first, 'uploads/a'), found(first + day)]
    expect(await compared([items], items)).toEqual({ days: 2, differences: [], unreadable: { items: 0, archives: [] } })
  })

  it('differs, and why is said: files that were not there, repeated finalizes, archives that are gone or go on', async () => {
    const misses = [found(first), missed(first), missed(first), missed(first + day)]
    const repeated = [finalized(first + 2 * day, 'uploads/b'), finalized(first + 2 * day, 'uploads/b')]
    const gone = [found(first + 3 * day), found(first + 4 * day)]
    const later = [found(first + 30 * day)]
    const comparison = await compared([[...misses, ...repeated], later], [...misses, ...repeated, ...gone])
    expect(comparison?.differences).toEqual([
      {
        what: 'downloads',
        reason: 'misses',
        dates: ['2024-03-01', '2024-03-02'],
        counted: { count: 4, size: 10 },
        recounted: { count: 1, size: 10 }
      },
      {
        what: 'uploads',
        reason: 'repeated',
        dates: ['2024-03-03'],
        counted: { count: 2, size: 200 },
        recounted: { count: 1, size: 100 }
      },
      {
        what: 'downloads',
        reason: 'gone',
        dates: ['2024-03-04', '2024-03-05'],
        counted: { count: 2, size: 20 },
        recounted: { count: 0, size: 0 }
      },
      {
        what: 'downloads',
        reason: 'later',
        dates: ['2024-03-31'],
        counted: { count: 0, size: 0 },
        recounted: { count: 1, size: 10 }
      }
    ])
  })

  it('says that it does not know rather than guess', async () => {
    const items = [found(first), found(first)]
    const comparison = await compared([items.slice(1)], items)
    expect(comparison?.differences).toMatchObject([
      { reason: 'unknown', counted: { count: 2 }, recounted: { count: 1 } }
    ])
  })

  it('leaves out what can’t be read, and names it', async () => {
    const { deps, buckets } = testGateway()
    const older = new OlderGateway(buckets.default)
    await older.archive([{ nonsense: 1 }, found(first)], first)
    await buckets.default.put('logs/log-2024-03-02T00:00:00.000Z.json', Buffer.from('[{'))
    await older.writeUsage([found(first)], first + day)
    const zone = await resolveZone(deps, zoneName('default'))
    expect(await compareUsage(zone)).toEqual({
      days: 1,
      differences: [],
      unreadable: { items: 1, archives: ['logs/log-2024-03-02T00:00:00.000Z.json'] }
    })
  })

  it('is no comparison where there is no usage.json', async () => {
    const { deps } = testGateway()
    expect(await compareUsage(await resolveZone(deps, zoneName('default')))).toBeUndefined()
  })
})

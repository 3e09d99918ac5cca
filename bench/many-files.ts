/** Lists and searches in a zone of 1,000,000 files through the API, on the registry of the local gateway. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Database } from '@kachery-gateway/local/embedded/database.ts'
import { openRegistry } from '@kachery-gateway/local/embedded/registry.ts'
import { testSite } from '../packages/functions/testing/test-site.ts'
import { hashOfFile, seedFiles } from '../packages/local/testing/many-files.ts'
import { amount, type Row } from './table.ts'

const count = 1_000_000
const turns = 200
/** ms */
const limit = 300

const lists = {
  'a zone’s files': () => '/api/zones/default/files',
  'found by hash': (turn: number) => `/api/zones/default/files?search=${hashOfFile(turn * 997).slice(0, 5)}`,
  'found by name': (turn: number) => `/api/zones/default/files?search=rat%20${turn}`,
  'one’s own': () => '/api/files',
  'one’s own by name': (turn: number) => `/api/files?search=rat%20${turn}`
}

export async function manyFiles(): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kachery-bench-'))
  const path = join(directory, 'gateway.sqlite')
  const accountId = 'id-of-root'
  seedFiles(path, { zone: 'default', count, ownerId: 'root', ownerAccountId: accountId })
  const database = Database.open(path)
  try {
    const site = testSite({}, { readers: true })
    site.gateway.registry = openRegistry(database)
    const cookies = [await site.signIn('root', accountId)]
    const rows: Row[] = []
    for (const [what, address] of Object.entries(lists)) {
      const times: number[] = []
      for (let turn = 1; turn <= turns; turn++) {
        const began = performance.now()
        const { status, json } = await site.ask(`GET ${address(turn)}`, { cookies })
        times.push(performance.now() - began)
        if (status !== 200 || !Array.isArray(json.items)) throw new Error(`${status} of ${what}`)
      }
      const p95 = times.sort((a, b) => a - b)[Math.floor(turns * 0.95)] ?? Number.POSITIVE_INFINITY
      rows.push({
        what: `API: files, ${what}, 1,000,000 in the zone`,
        result: `${amount(p95)} ms`,
        against: `95 of 100 calls; one in two ${amount(times[turns / 2] ?? 0)} ms`,
        target: `≤ ${limit} ms`,
        met: p95 <= limit
      })
    }
    return rows
  } finally {
    database.close()
    await rm(directory, { recursive: true, force: true })
  }
}

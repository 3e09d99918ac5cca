/**
 * A page of a zone's clients through the API, all and found by a word: in a zone of 10,000 clients against one of 10, on
 * the registry of the local gateway. Both pages have ten clients.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import type { Registry } from '@kachery-gateway/core/stores/registry.ts'
import { signInAccount } from '@kachery-gateway/core/users/account.ts'
import { Database } from '@kachery-gateway/local/embedded/database.ts'
import { openRegistry } from '@kachery-gateway/local/embedded/registry.ts'
import { testSite } from '../packages/functions/testing/test-site.ts'
import { compare, elapsed } from './measure.ts'
import { type Row, ratioRow } from './table.ts'

const many = 10_000
const few = 10
const atOnce = 64
const limit = 1.2

export async function apiList(): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'kachery-bench-'))
  const database = Database.open(join(directory, 'gateway.sqlite'))
  const registry = openRegistry(database)
  try {
    await fill(registry, 'lab', few)
    await fill(registry, 'default', many)
    const site = testSite()
    site.gateway.registry = registry
    const root = { accountId: 'id-of-root', login: UserLabel.parse('root') }
    await signInAccount(site.gateway, root)
    const cookies = [await site.signIn(root.login, root.accountId)]
    const ask = async (address: string) => {
      const answer = await site.ask(`GET ${address}`, { cookies })
      const { items } = answer.json
      if (!Array.isArray(items) || items.length !== few) throw new Error(`${answer.status} ${answer.text}`)
    }
    const rows: Row[] = []
    for (const [what, query] of [
      ['a page of clients', ''],
      ['clients found by a word', '&search=client']
    ] as const) {
      const turn = (zone: string) =>
        elapsed(
          async () => {
            for (let n = 0; n < 10; n++) await ask(`/api/zones/${zone}/clients?limit=${few}${query}`)
          },
          async () => {}
        )
      const comparison = await compare({ subject: turn('default'), floor: turn('lab') }, 20)
      rows.push(ratioRow(`API: ${what}, 10,000 in the zone`, comparison, 'ms', 'ten in it, 10 calls', limit))
    }
    return rows
  } finally {
    database.close()
    await rm(directory, { recursive: true, force: true })
  }
}

/** As they are after the zone's first listing. */
async function fill(registry: Registry, zone: string, clients: number): Promise<void> {
  for (const id of ['clients', 'client-words']) {
    await registry.create({ kind: 'import', zone, id }, { after: null, done: true })
  }
  for (let from = 0; from < clients; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, clients - from) }, (_, n) => from + n)
    await Promise.all(
      some.map(async n => {
        const id = n.toString(16).padStart(64, '0')
        const client = { clientId: id, ownerId: 'ann', timestampCreated: 1, label: `client ${n}` }
        await registry.create({ kind: 'client', zone, id }, client, { owner: 'ann' })
        await registry.create({ kind: 'client-word', zone, id: `client\n${id}` }, {})
      })
    )
  }
}

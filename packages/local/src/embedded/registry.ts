/** The registry in gateway.sqlite. Records are named and limited as they are in DynamoDB (stores/dynamodb/item.ts). */
import { errors } from '@kachery-gateway/core/errors.ts'
import { ownedBy, partitionOf, sortKeyOf, valueText } from '@kachery-gateway/core/stores/dynamodb/item.ts'
import { foreignToken, pageToken, readPageToken } from '@kachery-gateway/core/stores/dynamodb/page-token.ts'
import type {
  ListedRecord,
  Page,
  RecordKey,
  RecordKind,
  Registry,
  RegistryEntry
} from '@kachery-gateway/core/stores/registry.ts'
import * as z from 'zod'
import type { Database } from './database.ts'
import { behind } from './key-range.ts'

const Row = z.object({
  pk: z.string(),
  sk: z.instanceof(Uint8Array),
  state: z.enum(['present', 'removed']),
  value: z.string(),
  version: z.number(),
  owned_by: z.string().nullable()
})
type Row = z.infer<typeof Row>

const maxLimit = 1000

export function openRegistry(database: Database, now: () => number = Date.now): Registry {
  // Greater than every version there ever was, those of erased records too.
  let lastVersion = Number(database.row('SELECT max(version) AS last FROM record')?.last ?? 0)

  const find = (key: RecordKey): Row | undefined => {
    const row = database.row('SELECT * FROM record WHERE pk = ? AND sk = ?', ...nameOf(key))
    return row === undefined ? undefined : Row.parse(row)
  }
  const findVersion = (key: RecordKey, version: number): Row | undefined => {
    const there = find(key)
    return there?.state === 'present' && there.version === version ? there : undefined
  }
  const put = (key: RecordKey, state: RegistryEntry['state'], value: string, owner: string | null): RegistryEntry => {
    lastVersion = Math.max(lastVersion + 1, now())
    database.change(
      'INSERT OR REPLACE INTO record (pk, sk, state, value, version, owned_by) VALUES (?, ?, ?, ?, ?, ?)',
      ...nameOf(key),
      state,
      value,
      lastVersion,
      owner
    )
    return entryOf({ state, value, version: lastVersion })
  }
  const read = <T>(work: () => T) => database.answered('the registry', async () => work())
  const write = <T>(work: () => T) => database.answered('the registry', () => database.write(work))

  return {
    get: key =>
      read(() => {
        const row = find(key)
        return row && entryOf(row)
      }),

    async create(key, value, { owner, overTombstone = false } = {}) {
      nameOf(key)
      const [text, owned] = [valueText(value), owner === undefined ? null : ownedBy(key.kind, owner)]
      return write(() => {
        const there = find(key)
        if (there !== undefined && !(there.state === 'removed' && overTombstone)) {
          return { created: false, entry: entryOf(there) }
        }
        return { created: true, entry: put(key, 'present', text, owned) }
      })
    },

    async replace(key, value, version, { owner } = {}) {
      nameOf(key)
      const [text, owned] = [valueText(value), owner === undefined ? undefined : ownedBy(key.kind, owner)]
      return write(() => {
        const there = findVersion(key, version)
        return there && put(key, 'present', text, owned ?? there.owned_by)
      })
    },

    async remove(key) {
      nameOf(key)
      return write(() => {
        const there = find(key)
        if (there?.state !== 'removed') put(key, 'removed', there?.value ?? '{}', null)
      })
    },

    async erase(key, version) {
      const name = nameOf(key)
      return write(() => {
        if (findVersion(key, version) === undefined) return false
        return database.change('DELETE FROM record WHERE pk = ? AND sk = ?', ...name) === 1
      })
    },

    list: ({ kind, zone, idPrefix = '' }, { limit, after }) =>
      read(() => {
        const prefix = Buffer.from(sortKeyOf(idPrefix))
        const position = after === undefined ? undefined : readPageToken(after)
        if (position && (position.zone !== zone || !position.id.startsWith(idPrefix))) throw foreignToken()
        const rows = database.rows(
          `SELECT * FROM record WHERE pk = ? AND sk ${position ? '>' : '>='} ? AND sk < ? AND state = 'present' ORDER BY sk LIMIT ?`,
          partitionOf(kind, zone),
          position ? Buffer.from(sortKeyOf(position.id)) : prefix,
          behind(prefix),
          checked(limit) + 1
        )
        return toPage(kind, rows, limit)
      }),

    listByOwner: ({ kind, owner, idPrefix = '' }, { limit, after }) =>
      read(() => {
        const prefix = Buffer.from(sortKeyOf(idPrefix))
        const position = after === undefined ? undefined : readPageToken(after)
        if (position && !position.id.startsWith(idPrefix)) throw foreignToken()
        const [pk, sk] = position ? nameOf({ kind, ...position }) : ['', prefix]
        const rows = database.rows(
          'SELECT * FROM record WHERE owned_by = ? AND (sk, pk) > (?, ?) AND sk < ? ORDER BY sk, pk LIMIT ?',
          ownedBy(kind, owner),
          sk,
          pk,
          behind(prefix),
          checked(limit) + 1
        )
        return toPage(kind, rows, limit)
      })
  }
}

type Name = Pick<RecordKey, 'kind' | 'id'> & { zone?: string | undefined }

/** Throws `request.invalid` for names that no registry has. */
const nameOf = ({ kind, zone, id }: Name): [string, Buffer] => [partitionOf(kind, zone), Buffer.from(sortKeyOf(id))]

const entryOf = ({ state, value, version }: Pick<Row, 'state' | 'value' | 'version'>): RegistryEntry => ({
  state,
  value: JSON.parse(value),
  version
})

function keyOf(kind: RecordKind, { pk, sk }: Row): RecordKey {
  const id = Buffer.from(sk).toString().slice(1)
  return pk === kind ? { kind, id } : { kind, zone: pk.slice(kind.length + 1), id }
}

function checked(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit
  throw errors.badRequest(`limit must be a whole number from 1 to ${maxLimit}`)
}

/** One row more than is wanted tells whether there is a further page. */
function toPage(kind: RecordKind, rows: Iterable<unknown>, limit: number): Page<ListedRecord> {
  const found = [...rows].map(row => Row.parse(row))
  const items = found.slice(0, limit).map(row => {
    const key = keyOf(kind, row)
    return { key, entry: entryOf(row), place: pageToken(key) }
  })
  const last = items.at(-1)
  return last !== undefined && found.length > limit ? { items, next: last.place } : { items }
}

/** A registry with many files of one account in one zone, as if they had been stored one after the other. */
import { DatabaseSync } from 'node:sqlite'
import { Database } from '../src/embedded/database.ts'

interface ManyFiles {
  zone: string
  count: number
  ownerId: string
  ownerAccountId: string
}

/** When the first was stored; each further one a ms later. */
const since = Date.UTC(2025, 0, 1)

/** Spread over all beginnings. `n`: the how manieth was stored. */
export const hashOfFile = (n: number): string => ((n * 40_503) % 2 ** 24).toString(16).padStart(6, '0').padEnd(40, '0')
const hashInSql = `printf('%06x', (i * 40503) % 16777216) || '${'0'.repeat(34)}'`

/** Every tenth has one. */
export const nameOfFile = (n: number): string => `rat ${n}.nwb`
const nameInSql = `'rat ' || i || '.nwb'`

/** At most 16,777,216. `path`: where gateway.sqlite is to be. */
export function seedFiles(path: string, { zone, count, ownerId, ownerAccountId }: ManyFiles): void {
  Database.open(path).close()
  const sqlite = new DatabaseSync(path)
  const holder = `account:${ownerAccountId}`
  const owned = `'ownerId', '${ownerId}', 'ownerAccountId', '${ownerAccountId}'`
  const what = `'size', 1000, ${owned}, 'at', ${since} + i, 'visibility', 'zone', 'state', 'held'`
  const named = `json_patch(json_object('hash', hash, ${what}), iif(i % 10 = 0, json_object('name', ${nameInSql}), '{}'))`
  /** `id`: that of each file's record. */
  const insert = (kind: string, id: string, value = `json_object('hash', hash, ${owned})`, which = 'true') =>
    sqlite.exec(`
      INSERT INTO record (pk, sk, state, value, version, owned_by)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1}),
        file(i, hash) AS (SELECT i, ${hashInSql} FROM n)
      SELECT '${kind}#${zone}', CAST('=' || ${id} || '/${holder}' AS BLOB), 'present',
        ${value}, 1, '${kind}#${holder}'
      FROM file WHERE ${which} ORDER BY 2`)
  try {
    sqlite.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN')
    insert('registration', 'hash', named)
    insert('registration-line', `(9999999999999 - ${since} - i) || '/' || hash`)
    insert('file-name', `${nameInSql} || '/' || hash`, undefined, 'i % 10 = 0')
    sqlite.exec('COMMIT')
  } finally {
    sqlite.close()
  }
}

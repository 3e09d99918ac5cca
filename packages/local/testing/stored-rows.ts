/** Every row of a data folder's gateway.sqlite, which no gateway uses. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export async function storedRows(folder: string): Promise<{ table: string; row: object }[]> {
  // A copy: opening it changes it.
  const copy = await mkdtemp(join(tmpdir(), 'kachery-rows-'))
  try {
    for (const name of ['gateway.sqlite', 'gateway.sqlite-wal']) {
      await cp(join(folder, name), join(copy, name)).catch(() => undefined)
    }
    return rowsOf(join(copy, 'gateway.sqlite'))
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** None where it is no database. */
function rowsOf(path: string): { table: string; row: object }[] {
  const sqlite = new DatabaseSync(path)
  try {
    const tables = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    return tables.flatMap(({ name }) =>
      sqlite
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .map(row => ({ table: String(name), row: textOf(row) }))
    )
  } catch {
    return []
  } finally {
    sqlite.close()
  }
}

const textOf = (row: object) =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value instanceof Uint8Array ? Buffer.from(value).toString() : value
    ])
  )

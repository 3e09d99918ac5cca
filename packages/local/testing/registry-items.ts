/// <reference path="../src/embedded/dynalite.d.ts" />
/** The items in a folder of the embedded registry that no gateway uses; none where it was left half made. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export async function registryItems(folder: string): Promise<unknown[]> {
  // Opening it changes it, and loads a database: not for tests that have none.
  const { default: storage } = await import('dynalite/db/index.js')
  const copy = await mkdtemp(join(tmpdir(), 'kachery-registry-'))
  try {
    await cp(folder, copy, { recursive: true })
    const { db } = storage.create({ path: copy })
    await db.open()
    const values = db.values({})
    const items: unknown[] = []
    for (let item = await values.next(); item !== undefined; item = await values.next()) items.push(item)
    await values.close()
    await db.close()
    return items
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** Which objects there are, in gateway.sqlite: a row each, with the name of the file that has its bytes. */
import type { ListedObject } from '@kachery-gateway/core/stores/object-store.ts'
import type { Page } from '@kachery-gateway/core/stores/registry.ts'
import * as z from 'zod'
import type { Blob } from './blobs.ts'
import type { Database } from './database.ts'
import { behind } from './key-range.ts'

const ObjectRow = z.object({
  key: z.instanceof(Uint8Array),
  blob: z.string(),
  size: z.number(),
  /** Of an object that was made of parts: their SHA-1s', and how many they are, until somebody read all of it. */
  sha1: z.string(),
  modified: z.number()
})
export type ObjectRow = z.infer<typeof ObjectRow>

export class ObjectTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  row(key: string | Uint8Array): ObjectRow | undefined {
    const row = this.#database.row('SELECT * FROM object WHERE key = ?', bytesOf(key))
    return row === undefined ? undefined : ObjectRow.parse(row)
  }

  /** Whether some object is made of the file. */
  uses(blob: string): boolean {
    return this.#database.row('SELECT 1 FROM object WHERE blob = ?', blob) !== undefined
  }

  list(prefix: string, { limit, after = '' }: { limit: number; after?: string }): Page<ListedObject> {
    const from = Buffer.from(prefix)
    const rows = this.#database.rows(
      'SELECT * FROM object WHERE key >= ? AND key < ? AND key > ? ORDER BY key LIMIT ?',
      from,
      behind(from),
      Buffer.from(after),
      limit + 1
    )
    const found = [...rows].map(row => ObjectRow.parse(row))
    const items = found.slice(0, limit).map(({ key, size, modified }) => ({
      key: Buffer.from(key).toString(),
      size,
      modified
    }))
    const last = items.at(-1)
    return last !== undefined && found.length > limit ? { items, next: last.key } : { items }
  }

  /** Inside a `change`. Gives the file that the key had before, or the new one. */
  place(key: string | Uint8Array, { name, size, sha1 }: Blob, now: number): string {
    const before = this.row(key)?.blob ?? name
    this.#database.change(
      'INSERT OR REPLACE INTO object (key, blob, size, sha1, modified) VALUES (?, ?, ?, ?, ?)',
      ...[bytesOf(key), name, size, sha1, now]
    )
    return before
  }

  /** Inside a `change`. Gives the file that the key had; undefined: there was none. */
  take(key: string | Uint8Array): string | undefined {
    const before = this.row(key)?.blob
    this.#database.change('DELETE FROM object WHERE key = ?', bytesOf(key))
    return before
  }

  /**
   * In one transaction. `work` gives the file that one object fewer may be made of; undefined: it changed nothing.
   * `unused`: that file, where no object is made of it any more.
   */
  change(work: () => string | undefined): Promise<{ changed: boolean; unused?: string }> {
    return this.#database.write(() => {
      const before = work()
      return { changed: before !== undefined, ...(before === undefined || this.uses(before) ? {} : { unused: before }) }
    })
  }
}

/** Throws TypeError where it can't be a key. */
export function bytesOf(key: string | Uint8Array): Uint8Array {
  if (typeof key !== 'string') return key
  if (key === '' || !key.isWellFormed()) throw new TypeError('An object needs a key of well-formed Unicode.')
  return Buffer.from(key)
}

export const etagOf = ({ sha1 }: Pick<ObjectRow, 'sha1'>) => `"${sha1}"`

/** What `sha1` says of an object that was made of parts; `digest` is the first half of it. */
export const ofParts = (digest: string, count: number) => `${digest}-${count}`

/** undefined: nobody has read the object yet. */
export const sha1Of = ({ sha1 }: Pick<ObjectRow, 'sha1'>) => (sha1.includes('-') ? undefined : sha1)

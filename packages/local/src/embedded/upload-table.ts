/** Which uploads in parts are open, and which of their parts are there, in gateway.sqlite. */
import type { UnfinishedUpload } from '@kachery-gateway/core/stores/parted-uploads.ts'
import type { Page } from '@kachery-gateway/core/stores/registry.ts'
import * as z from 'zod'
import type { Database } from './database.ts'
import { behind } from './key-range.ts'
import { bytesOf } from './object-table.ts'

const UploadRow = z.object({
  id: z.string(),
  key: z.instanceof(Uint8Array),
  part_size: z.number(),
  began: z.number()
})

const PartRow = z.object({ number: z.number(), size: z.number(), sha1: z.string() })
export type PartRow = z.infer<typeof PartRow>

const mostListed = 250

export class UploadTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  begin(id: string, key: string, partSize: number, now: number): Promise<unknown> {
    return this.#database.write(() =>
      this.#database.change(
        'INSERT INTO parted_file (id, key, part_size, began) VALUES (?, ?, ?, ?)',
        ...[id, bytesOf(key), partSize, now]
      )
    )
  }

  /** undefined: it is not open. */
  partSize(key: string, id: string): number | undefined {
    const row = this.#database.row('SELECT * FROM parted_file WHERE id = ? AND key = ?', id, bytesOf(key))
    return row && UploadRow.parse(row).part_size
  }

  isOpen(id: string): boolean {
    return this.#database.row('SELECT 1 FROM parted_file WHERE id = ?', id) !== undefined
  }

  unfinished(prefix: string, after = ''): Page<UnfinishedUpload> {
    const from = Buffer.from(prefix)
    const rows = this.#database.rows(
      'SELECT * FROM parted_file WHERE key >= ? AND key < ? AND key > ? ORDER BY key, id LIMIT ?',
      ...[from, behind(from), Buffer.from(after), mostListed]
    )
    const items = [...rows].map(row => {
      const { id, key, began } = UploadRow.parse(row)
      return { key: Buffer.from(key).toString(), uploadId: id, began }
    })
    const last = items.at(-1)
    return { items, ...(last !== undefined && items.length === mostListed && { next: last.key }) }
  }

  /** By number ascending. */
  parts(id: string): PartRow[] {
    const rows = this.#database.rows('SELECT number, size, sha1 FROM part WHERE upload = ? ORDER BY number', id)
    return [...rows].map(row => PartRow.parse(row))
  }

  part(id: string, number: number): PartRow | undefined {
    const row = this.#database.row('SELECT number, size, sha1 FROM part WHERE upload = ? AND number = ?', id, number)
    return row && PartRow.parse(row)
  }

  /** Inside a `write`. False: the upload is not open. */
  keepPart(id: string, { number, size, sha1 }: PartRow): boolean {
    if (!this.isOpen(id)) return false
    this.#database.change(
      'INSERT OR REPLACE INTO part (upload, number, size, sha1) VALUES (?, ?, ?, ?)',
      ...[id, number, size, sha1]
    )
    return true
  }

  /** Inside a `write`. */
  forgetPart(id: string, number: number): void {
    this.#database.change('DELETE FROM part WHERE upload = ? AND number = ?', id, number)
  }

  /** Inside a `write`. False: there is no such upload. */
  end(key: string, id: string): boolean {
    if (this.#database.change('DELETE FROM parted_file WHERE id = ? AND key = ?', id, bytesOf(key)) === 0) return false
    this.#database.change('DELETE FROM part WHERE upload = ?', id)
    return true
  }
}

/** Which uploads in parts are open, in gateway.sqlite; a part is a row of the objects' table under a key of its own kind. */
import { randomUUID } from 'node:crypto'
import type { UnfinishedUpload } from '@kachery-gateway/core/stores/parted-uploads.ts'
import * as z from 'zod'
import type { Blob } from './blobs.ts'
import type { Database } from './database.ts'
import { behind } from './key-range.ts'
import { bytesOf, type ObjectRow, type ObjectTable } from './object-table.ts'

const UploadRow = z.object({ id: z.string(), key: z.instanceof(Uint8Array), began: z.number() })

/** No UTF-8 has this byte, so no object's key begins with it, and no listing has it. */
const ofParts = 0xff
const numberDigits = 5
const mostListed = 250

export class UploadTable {
  readonly #database: Database
  readonly #objects: ObjectTable

  constructor(database: Database, objects: ObjectTable) {
    this.#database = database
    this.#objects = objects
  }

  async begin(key: string, now: number): Promise<string> {
    const [id, bytes] = [randomUUID(), bytesOf(key)]
    await this.#database.write(() =>
      this.#database.change('INSERT INTO parted_upload (id, key, began) VALUES (?, ?, ?)', id, bytes, now)
    )
    return id
  }

  isOpen(key: string, id: string): boolean {
    return this.#database.row('SELECT 1 FROM parted_upload WHERE id = ? AND key = ?', id, bytesOf(key)) !== undefined
  }

  unfinished(prefix: string): UnfinishedUpload[] {
    const from = Buffer.from(prefix)
    const rows = this.#database.rows(
      'SELECT * FROM parted_upload WHERE key >= ? AND key < ? ORDER BY key, id LIMIT ?',
      ...[from, behind(from), mostListed]
    )
    return [...rows].map(row => {
      const { id, key, began } = UploadRow.parse(row)
      return { key: Buffer.from(key).toString(), uploadId: id, began }
    })
  }

  /** By number ascending. */
  parts(id: string): { number: number; row: ObjectRow }[] {
    return this.#objects.below(partsOf(id)).map(row => ({ number: numberIn(row.key), row }))
  }

  /** Inside a `change`. undefined: the upload is not open. */
  placePart(key: string, id: string, number: number, blob: Blob, now: number): string | undefined {
    return this.isOpen(key, id) ? this.#objects.place(partKey(id, number), blob, now) : undefined
  }

  /** Inside a `write`. Gives the files that its parts had. */
  end(key: string, id: string): string[] {
    if (this.#database.change('DELETE FROM parted_upload WHERE id = ? AND key = ?', id, bytesOf(key)) === 0) return []
    return this.parts(id).flatMap(({ row }) => this.#objects.take(row.key) ?? [])
  }
}

const partsOf = (id: string): Uint8Array => Buffer.concat([Buffer.of(ofParts), Buffer.from(`${id}/`)])

const partKey = (id: string, number: number): Uint8Array =>
  Buffer.concat([partsOf(id), Buffer.from(String(number).padStart(numberDigits, '0'))])

const numberIn = (key: Uint8Array): number => Number(Buffer.from(key.subarray(-numberDigits)).toString())

/**
 * Uploads in parts on this machine's disk: each part is a file of its own under a key that no object can have, and all
 * become one file when they are completed. An upload's row says that it is open; without it no part is taken.
 */
import { errors, GatewayError } from '@kachery-gateway/core/errors.ts'
import type {
  Part,
  PartCopy,
  PartedUploads,
  StoredPart,
  UnfinishedUpload
} from '@kachery-gateway/core/stores/parted-uploads.ts'
import { localErrors } from '../local-errors.ts'
import type { Blobs } from './blobs.ts'
import type { Database } from './database.ts'
import type { FileUrls } from './file-urls.ts'
import { bytesOf, type ObjectRow, ObjectTable } from './object-table.ts'
import { freeBytesAt, isFull } from './on-disk.ts'
import { UploadTable } from './upload-table.ts'

export interface DiskOptions {
  database: Database
  /** For the bytes; made where it is missing. */
  directory: string
  urls: FileUrls
  /** ms since the epoch */
  now?: () => number
}

export class DiskPartedUploads implements PartedUploads {
  /** No address that somebody can configure. */
  readonly uri = 'local://files'
  protected readonly table: ObjectTable
  protected readonly blobs: Blobs
  protected readonly urls: FileUrls
  protected readonly now: () => number
  protected readonly options: DiskOptions
  readonly #uploads: UploadTable

  protected constructor(options: DiskOptions, blobs: Blobs) {
    const { database, urls, now = Date.now } = options
    this.options = options
    this.table = new ObjectTable(database)
    this.#uploads = new UploadTable(database, this.table)
    this.blobs = blobs
    this.urls = urls
    this.now = now
  }

  async beginParts(key: string): Promise<string> {
    return this.answered(() => this.#uploads.begin(key, this.now()))
  }

  async presignPart(key: string, uploadId: string, { number, size }: Part, seconds: number): Promise<string> {
    bytesOf(key)
    return this.urls.sign({ method: 'PUT', key, size, from: this.now(), seconds, part: { uploadId, number } })
  }

  /** undefined: there is no such upload. */
  async putPart(
    key: string,
    { uploadId, number }: { uploadId: string; number: number },
    size: number,
    chunks: () => AsyncIterable<Uint8Array>
  ): Promise<{ etag: string } | undefined> {
    return this.answered(async () => {
      if (!this.#uploads.isOpen(key, uploadId)) return undefined
      const { blob, used } = await this.blobs.write(size, chunks(), blob =>
        this.change(() => this.#uploads.placePart(key, uploadId, number, blob, this.now()))
      )
      return used ? { etag: etagOf(blob) } : undefined
    })
  }

  async listParts(key: string, uploadId: string): Promise<StoredPart[] | undefined> {
    bytesOf(key)
    return this.answered(() => {
      if (!this.#uploads.isOpen(key, uploadId)) return undefined
      return this.#uploads.parts(uploadId).map(({ number, row }) => ({ number, size: row.size, etag: etagOf(row) }))
    })
  }

  async completeParts(
    key: string,
    uploadId: string,
    parts: readonly StoredPart[],
    { ifAbsent = false }: { ifAbsent?: boolean } = {}
  ): Promise<'completed' | 'missing' | 'bad_parts' | 'exists'> {
    bytesOf(key)
    return this.answered(async () => {
      const rows = this.#rowsOf(uploadId, parts)
      if (!this.#uploads.isOpen(key, uploadId)) return 'missing'
      if (ifAbsent && this.table.row(key) !== undefined) return 'exists'
      if (rows === undefined) return 'bad_parts'
      let outcome: 'completed' | 'missing' | 'bad_parts' | 'exists' = 'completed'
      let emptied: string[] = []
      const size = rows.reduce((sum, row) => sum + row.size, 0)
      await this.blobs.write(size, this.#chunksOfAll(rows), blob =>
        this.change(() => {
          const now = this.#rowsOf(uploadId, parts)
          if (!this.#uploads.isOpen(key, uploadId)) outcome = 'missing'
          else if (ifAbsent && this.table.row(key) !== undefined) outcome = 'exists'
          else if (now?.every(({ blob }, at) => blob === rows[at]?.blob) !== true) outcome = 'bad_parts'
          if (outcome !== 'completed') return undefined
          emptied = this.#uploads.end(key, uploadId)
          return this.table.place(key, blob, this.now())
        })
      )
      await this.#removeUnused(emptied)
      return outcome
    })
  }

  async copyPart(
    from: string,
    to: string,
    uploadId: string,
    part: PartCopy
  ): Promise<'copied' | 'missing' | 'source_missing' | 'source_changed'> {
    bytesOf(to)
    const source = await this.answered(() => this.table.row(from))
    if (source === undefined) return 'source_missing'
    if (part.ifMatch !== undefined && part.ifMatch !== etagOf(source)) return 'source_changed'
    const place = { uploadId, number: part.number }
    const copied = await this.putPart(to, place, part.to - part.from, () => this.#chunksOfAll([source], part))
    return copied === undefined ? 'missing' : 'copied'
  }

  async unfinishedUploads(prefix: string): Promise<UnfinishedUpload[]> {
    return this.answered(() => this.#uploads.unfinished(prefix))
  }

  async abortUpload(key: string, uploadId: string): Promise<void> {
    bytesOf(key)
    await this.answered(async () => {
      const emptied = await this.options.database.write(() => this.#uploads.end(key, uploadId))
      await this.#removeUnused(emptied)
    })
  }

  /** undefined: one is not there, or another than was listed. */
  #rowsOf(uploadId: string, parts: readonly StoredPart[]): ObjectRow[] | undefined {
    const stored = new Map(this.#uploads.parts(uploadId).map(({ number, row }) => [number, row]))
    const rows = parts.map(({ number, etag }, at) => {
      const row = number === at + 1 ? stored.get(number) : undefined
      return row !== undefined && etagOf(row) === etag ? row : undefined
    })
    const found = rows.filter(row => row !== undefined)
    return found.length === parts.length && found.length > 0 ? found : undefined
  }

  async *#chunksOfAll(rows: readonly ObjectRow[], range?: { from: number; to: number }): AsyncGenerator<Uint8Array> {
    for (const { blob } of rows) {
      const file = await this.blobs.open(blob)
      if (file === undefined) throw errors.storeUnavailable(this.uri, new Error(`${blob} is missing`))
      const bounds = range === undefined ? {} : { start: range.from, end: range.to - 1 }
      try {
        yield* file.createReadStream({ ...bounds, autoClose: false })
      } finally {
        await file.close()
      }
    }
  }

  async #removeUnused(names: readonly string[]): Promise<void> {
    // What can't be removed now is swept at the next start.
    for (const name of names) if (!this.table.uses(name)) await this.blobs.remove(name).catch(() => undefined)
  }

  protected async change(work: () => string | undefined): Promise<boolean> {
    const { changed, unused } = await this.table.change(work)
    // What can't be removed now is swept at the next start.
    if (unused !== undefined) await this.blobs.remove(unused).catch(() => undefined)
    return changed
  }

  protected async answered<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await this.options.database.answered(this.uri, work)
    } catch (error) {
      if (error instanceof GatewayError || error instanceof TypeError) throw error
      throw isFull(error)
        ? localErrors.diskFull(error, await freeBytesAt(this.options.directory))
        : errors.storeUnavailable(this.uri, error)
    }
  }
}

export const etagOf = ({ sha1 }: { sha1: string }) => `"${sha1}"`

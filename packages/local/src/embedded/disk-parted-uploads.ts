/**
 * Uploads in parts on this machine's disk: each has a file (part-files.ts), which becomes its object's when it is
 * completed. Its row says that it is open; without it no part is taken.
 */
import { createHash, randomUUID } from 'node:crypto'
import { truncate } from 'node:fs/promises'
import { errors, GatewayError } from '@kachery-gateway/core/errors.ts'
import type {
  Part,
  PartCopy,
  PartedUploads,
  StoredPart,
  UnfinishedUpload
} from '@kachery-gateway/core/stores/parted-uploads.ts'
import type { Page } from '@kachery-gateway/core/stores/registry.ts'
import { localErrors } from '../local-errors.ts'
import type { Blobs } from './blobs.ts'
import type { Database } from './database.ts'
import type { Content } from './draft.ts'
import type { FileUrls } from './file-urls.ts'
import { bytesOf, etagOf, type ObjectRow, ObjectTable, ofParts } from './object-table.ts'
import { freeBytesAt, isFull, toDisk } from './on-disk.ts'
import { type PartRow, UploadTable } from './upload-table.ts'

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
  protected readonly uploads: UploadTable

  protected constructor(options: DiskOptions, blobs: Blobs) {
    const { database, urls, now = Date.now } = options
    this.options = options
    this.table = new ObjectTable(database)
    this.uploads = new UploadTable(database)
    this.blobs = blobs
    this.urls = urls
    this.now = now
  }

  async beginParts(key: string, partSize: number): Promise<string> {
    bytesOf(key)
    return this.answered(async () => {
      const id = randomUUID()
      await this.blobs.parts.begin(id)
      await this.uploads.begin(id, key, partSize, this.now())
      return id
    })
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
    chunks: () => Content
  ): Promise<{ etag: string } | undefined> {
    return this.answered(async () => {
      const partSize = this.uploads.partSize(key, uploadId)
      if (partSize === undefined) return undefined
      if (size > partSize) throw new TypeError(`Part ${number} is larger than the upload's parts.`)
      const { database } = this.options
      const place = { number, from: (number - 1) * partSize, size }
      const sha1 = await this.blobs.parts.write(uploadId, place, chunks(), {
        sha1: () => {
          const there = this.uploads.part(uploadId, number)
          return there?.size === size ? there.sha1 : undefined
        },
        forget: () => database.write(() => this.uploads.forgetPart(uploadId, number)),
        keep: (sha1, isStill) =>
          database.write(() => isStill() && this.uploads.keepPart(uploadId, { number, size, sha1 }))
      })
      return sha1 === undefined ? undefined : { etag: etagOf({ sha1 }) }
    })
  }

  async listParts(key: string, uploadId: string): Promise<StoredPart[] | undefined> {
    bytesOf(key)
    return this.answered(() => {
      if (this.uploads.partSize(key, uploadId) === undefined) return undefined
      return this.uploads.parts(uploadId).map(({ number, size, sha1 }) => ({ number, size, etag: etagOf({ sha1 }) }))
    })
  }

  /** Of an object that was made of parts nobody knows the SHA-1 before it is read. */
  async completeParts(
    key: string,
    uploadId: string,
    parts: readonly StoredPart[],
    options: { ifAbsent?: boolean } = {}
  ): Promise<'completed' | 'missing' | 'bad_parts' | 'exists'> {
    bytesOf(key)
    const look = () => this.#completable(key, uploadId, parts, options)
    return this.answered(() =>
      this.blobs.parts.exclusive(uploadId, async path => {
        const rows = look()
        if (typeof rows === 'string') return rows
        const size = rows.reduce((sum, row) => sum + row.size, 0)
        const hash = createHash('sha1')
        for (const { sha1 } of rows) hash.update(sha1)
        const digest = hash.digest('hex')
        // Of parts behind these.
        await truncate(path, size)
        await toDisk(path)
        let outcome: ReturnType<typeof look> = rows
        const used = await this.blobs.adopt(path, digest, name =>
          this.change(() => {
            outcome = look()
            if (typeof outcome === 'string') return undefined
            this.uploads.end(key, uploadId)
            return this.table.place(key, { name, size, sha1: ofParts(digest, rows.length) }, this.now())
          })
        )
        if (used) await this.#forget(uploadId)
        return typeof outcome === 'string' ? outcome : 'completed'
      })
    )
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
    const copied = await this.putPart(to, place, part.to - part.from, () => this.#chunksOf(source, part))
    return copied === undefined ? 'missing' : 'copied'
  }

  async unfinishedUploads(prefix: string, after?: string): Promise<Page<UnfinishedUpload>> {
    return this.answered(() => this.uploads.unfinished(prefix, after))
  }

  async abortUpload(key: string, uploadId: string): Promise<void> {
    bytesOf(key)
    await this.answered(() =>
      this.blobs.parts.exclusive(uploadId, async () => {
        if (await this.options.database.write(() => this.uploads.end(key, uploadId))) await this.#forget(uploadId)
      })
    )
  }

  #completable(
    key: string,
    uploadId: string,
    parts: readonly StoredPart[],
    { ifAbsent = false }: { ifAbsent?: boolean }
  ): PartRow[] | 'missing' | 'exists' | 'bad_parts' {
    const partSize = this.uploads.partSize(key, uploadId)
    if (partSize === undefined) return 'missing'
    if (ifAbsent && this.table.row(key) !== undefined) return 'exists'
    const stored = new Map(this.uploads.parts(uploadId).map(row => [row.number, row]))
    const rows = parts.flatMap(({ number, etag }, at) => {
      const row = number === at + 1 ? stored.get(number) : undefined
      const isWhole = row?.size === partSize || at === parts.length - 1
      return row !== undefined && isWhole && etagOf(row) === etag ? [row] : []
    })
    return rows.length === parts.length && rows.length > 0 ? rows : 'bad_parts'
  }

  async *#chunksOf({ blob }: ObjectRow, { from, to }: { from: number; to: number }): Content {
    const file = await this.blobs.open(blob)
    if (file === undefined) throw errors.storeUnavailable(this.uri, new Error(`${blob} is missing`))
    try {
      yield* file.createReadStream({ start: from, end: to - 1, autoClose: false })
    } finally {
      await file.close()
    }
  }

  async #forget(uploadId: string): Promise<void> {
    // What can't be removed now is swept at the next start.
    await this.blobs.parts.remove(uploadId).catch(() => undefined)
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

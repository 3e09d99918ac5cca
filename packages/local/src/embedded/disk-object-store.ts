/**
 * The object store port on this machine's disk. gateway.sqlite says which objects there are; their bytes are files that
 * never change (blobs.ts). So every condition is one of a transaction, a copy costs none of its bytes, and no key is ever
 * a path.
 */

import type { FileHandle } from 'node:fs/promises'
import { defined } from '@kachery-gateway/core/defined.ts'
import { errors, GatewayError } from '@kachery-gateway/core/errors.ts'
import type {
  BrowserView,
  CopyOptions,
  CopyResult,
  CorsOptions,
  ListedObject,
  ObjectContent,
  ObjectHead,
  ObjectStore,
  PutOptions,
  UnfinishedUpload
} from '@kachery-gateway/core/stores/object-store.ts'
import type { Page } from '@kachery-gateway/core/stores/registry.ts'
import { localErrors } from '../local-errors.ts'
import { Blobs } from './blobs.ts'
import { CorsOrigins, exposedHeaders } from './cors-origins.ts'
import type { Database } from './database.ts'
import type { FileUrls } from './file-urls.ts'
import { bytesOf, type ObjectRow, ObjectTable } from './object-table.ts'
import { freeBytesAt, isFull } from './on-disk.ts'

/** An object whose file is open. */
export interface OpenedObject {
  size: number
  etag: string
  /** ms since the epoch */
  modified: number
  /** Whoever opens it closes it. */
  file: FileHandle
}

interface DiskOptions {
  database: Database
  /** For the bytes; made where it is missing. */
  directory: string
  urls: FileUrls
  /** ms since the epoch */
  now?: () => number
}

export class DiskObjectStore implements ObjectStore {
  /** No address that somebody can configure. */
  readonly uri = 'local://files'
  readonly cors: CorsOrigins
  readonly #table: ObjectTable
  readonly #blobs: Blobs
  readonly #urls: FileUrls
  readonly #now: () => number
  readonly #options: DiskOptions

  private constructor(options: DiskOptions, blobs: Blobs) {
    const { database, urls, now = Date.now } = options
    this.cors = new CorsOrigins(database)
    this.#options = options
    this.#table = new ObjectTable(database)
    this.#blobs = blobs
    this.#urls = urls
    this.#now = now
  }

  static async open(options: DiskOptions): Promise<DiskObjectStore> {
    const blobs = await Blobs.open(options.directory)
    const table = new ObjectTable(options.database)
    // Nobody waits for it; what it can't remove now it removes at the next start.
    blobs.sweep(name => table.uses(name)).catch(() => undefined)
    return new DiskObjectStore(options, blobs)
  }

  /** The same objects, by another clock (ms since the epoch). */
  withClock(now: () => number): DiskObjectStore {
    return new DiskObjectStore({ ...this.#options, now }, this.#blobs)
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    return this.#answered(() => {
      const row = this.#table.row(key)
      return row && { size: row.size, etag: etagOf(row), sha1: row.sha1 }
    })
  }

  async get(key: string, maxBytes: number): Promise<ObjectContent | undefined> {
    return this.#answered(async () => {
      const opened = await this.open(key)
      if (opened === undefined) return undefined
      try {
        if (opened.size > maxBytes) throw errors.objectTooLarge(`Object ${key} in ${this.uri}`, maxBytes)
        return { bytes: await opened.file.readFile(), etag: opened.etag }
      } finally {
        await opened.file.close()
      }
    })
  }

  async read(key: string, _size: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    const opened = await this.#answered(() => this.open(key))
    return opened && this.#chunksOf(opened)
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<'written' | 'exists' | 'changed'> {
    const { ifAbsent = false, ifMatch } = options
    const objection = (there: ObjectRow | undefined): 'exists' | 'changed' | undefined => {
      if (ifAbsent && there !== undefined) return 'exists'
      return ifMatch !== undefined && (there === undefined || etagOf(there) !== ifMatch) ? 'changed' : undefined
    }
    return this.#answered(async () => {
      const before = objection(this.#table.row(key))
      if (before !== undefined) return before
      let outcome: 'written' | 'exists' | 'changed' = 'written'
      await this.#blobs.write(bytes.length, only(bytes), blob =>
        this.#change(() => {
          outcome = objection(this.#table.row(key)) ?? 'written'
          return outcome === 'written' ? this.#table.place(key, blob, this.#now()) : undefined
        })
      )
      return outcome
    })
  }

  async putStream(key: string, size: number, chunks: () => AsyncIterable<Uint8Array>): Promise<{ etag: string }> {
    return this.#answered(async () => {
      this.#table.row(key)
      const { blob } = await this.#blobs.write(size, chunks(), blob =>
        this.#change(() => this.#table.place(key, blob, this.#now()))
      )
      return { etag: etagOf(blob) }
    })
  }

  async copy(
    from: string,
    to: string,
    { ifAbsent = false, ifMatch, wantSha1 = false }: CopyOptions
  ): Promise<CopyResult> {
    return this.#answered(async () => {
      let result: CopyResult = { outcome: 'source_missing' }
      await this.#change(() => {
        const [source, there] = [this.#table.row(from), this.#table.row(to)]
        if (source === undefined) return undefined
        const etag = etagOf(source)
        result = { outcome: 'source_changed' }
        if (ifMatch !== undefined && ifMatch !== etag) return undefined
        result = { outcome: 'destination_exists' }
        if (ifAbsent && there !== undefined) return undefined
        result = { outcome: 'copied', etag, ...(wantSha1 ? { sha1: source.sha1 } : {}) }
        return this.#table.place(to, { ...source, name: source.blob }, this.#now())
      })
      return result
    })
  }

  async remove(key: string): Promise<void> {
    await this.#answered(() => this.#change(() => this.#table.take(key)))
  }

  async presignGet(key: string, seconds: number): Promise<string> {
    bytesOf(key)
    return this.#urls.sign({ method: 'GET', key, from: this.#now(), seconds })
  }

  /** Its own URLs take HEAD where they take GET. */
  presignHead(key: string, seconds: number): Promise<string> {
    return this.presignGet(key, seconds)
  }

  async presignPut(key: string, size: number, seconds: number): Promise<string> {
    bytesOf(key)
    return this.#urls.sign({ method: 'PUT', key, size, from: this.#now(), seconds })
  }

  async list(prefix: string, { limit, after }: { limit: number; after?: string }): Promise<Page<ListedObject>> {
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new TypeError('limit is from 1 to 1000')
    return this.#answered(() => this.#table.list(prefix, defined({ limit, after })))
  }

  /** Whatever breaks off leaves nothing. */
  async unfinishedUploads(_prefix: string): Promise<UnfinishedUpload[]> {
    return []
  }

  async abortUpload(_key: string, _uploadId: string): Promise<void> {}

  async setCors(origins: readonly string[], options?: CorsOptions): Promise<'set'> {
    await this.#answered(() => this.cors.set(origins, options))
    return 'set'
  }

  async corsOrigins(): Promise<string[]> {
    return [...this.cors.origins]
  }

  async asBrowser(key: string, origin: string): Promise<BrowserView> {
    bytesOf(key)
    const mayGet = this.cors.allow(origin, 'GET')
    const serverTime = Math.floor(this.#now() / 1000) * 1000
    const mayPut = this.cors.allow(origin, 'PUT')
    return { mayGet, mayPut, exposes: mayGet ? [...exposedHeaders] : [], serverTime }
  }

  /** What answers its URLs looks at no header but the length and the range. */
  async obeysUnsigned(): Promise<string[]> {
    return []
  }

  /** undefined: no such object. */
  async open(key: string): Promise<OpenedObject | undefined> {
    for (;;) {
      const row = this.#table.row(key)
      if (row === undefined) return undefined
      const file = await this.#blobs.open(row.blob)
      if (file !== undefined) return { size: row.size, etag: etagOf(row), modified: row.modified, file }
      // It was replaced or removed meanwhile, or somebody took the file away.
      if (this.#table.row(key)?.blob === row.blob)
        throw errors.storeUnavailable(this.uri, new Error(`${row.blob} is missing`))
    }
  }

  async *#chunksOf({ file, size }: OpenedObject): AsyncGenerator<Uint8Array> {
    let read = 0
    try {
      for await (const chunk of file.createReadStream({ autoClose: false })) {
        read += chunk.length
        yield chunk
      }
      if (read !== size) throw new Error(`its file has ${read} bytes where it has ${size}`)
    } catch (error) {
      throw errors.storeUnavailable(this.uri, error)
    } finally {
      await file.close()
    }
  }

  async #change(work: () => string | undefined): Promise<boolean> {
    const { changed, unused } = await this.#table.change(work)
    // What can't be removed now is swept at the next start.
    if (unused !== undefined) await this.#blobs.remove(unused).catch(() => undefined)
    return changed
  }

  async #answered<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await this.#options.database.answered(this.uri, work)
    } catch (error) {
      if (error instanceof GatewayError || error instanceof TypeError) throw error
      throw isFull(error)
        ? localErrors.diskFull(error, await freeBytesAt(this.#options.directory))
        : errors.storeUnavailable(this.uri, error)
    }
  }
}

const etagOf = ({ sha1 }: { sha1: string }) => `"${sha1}"`

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/**
 * The object store port on this machine's disk. gateway.sqlite says which objects there are; their bytes are files that
 * never change (blobs.ts). So every condition is one of a transaction, a copy costs none of its bytes, and no key is ever
 * a path.
 */

import type { FileHandle } from 'node:fs/promises'
import { defined } from '@kachery-gateway/core/defined.ts'
import { errors } from '@kachery-gateway/core/errors.ts'
import type {
  BrowserView,
  CopyOptions,
  CopyResult,
  CorsOptions,
  ListedObject,
  ObjectContent,
  ObjectHead,
  ObjectStore,
  PutOptions
} from '@kachery-gateway/core/stores/object-store.ts'
import type { Page } from '@kachery-gateway/core/stores/registry.ts'
import { type Blob, Blobs } from './blobs.ts'
import { CorsOrigins, exposedHeaders } from './cors-origins.ts'
import { type DiskOptions, DiskPartedUploads } from './disk-parted-uploads.ts'
import type { Hash } from './draft.ts'
import { bytesOf, etagOf, type ObjectRow, ObjectTable, sha1Of } from './object-table.ts'
import { UploadTable } from './upload-table.ts'

/** bytes; to look whether a file was made to collide takes five times as long as to hash it. */
const mostInspected = 1_000_000

/** An object whose file is open. */
export interface OpenedObject {
  size: number
  etag: string
  /** ms since the epoch */
  modified: number
  /** Whoever opens it closes it. */
  file: FileHandle
}

export class DiskObjectStore extends DiskPartedUploads implements ObjectStore {
  readonly cors: CorsOrigins

  private constructor(options: DiskOptions, blobs: Blobs) {
    super(options, blobs)
    this.cors = new CorsOrigins(options.database)
  }

  static async open(options: DiskOptions): Promise<DiskObjectStore> {
    const blobs = await Blobs.open(options.directory)
    const [table, uploads] = [new ObjectTable(options.database), new UploadTable(options.database)]
    await blobs.parts.sweep(id => uploads.isOpen(id))
    // Nobody waits for it; what it can't remove now it removes at the next start.
    blobs.sweep(name => table.uses(name)).catch(() => undefined)
    return new DiskObjectStore(options, blobs)
  }

  /** The same objects, by another clock (ms since the epoch). */
  withClock(now: () => number): DiskObjectStore {
    return new DiskObjectStore({ ...this.options, now }, this.blobs)
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    return this.answered(() => {
      const row = this.table.row(key)
      return row && { size: row.size, etag: etagOf(row), ...defined({ sha1: sha1Of(row) }) }
    })
  }

  async get(key: string, maxBytes: number): Promise<ObjectContent | undefined> {
    return this.answered(async () => {
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

  async read(key: string, _size: number, from = 0): Promise<AsyncIterable<Uint8Array> | undefined> {
    const opened = await this.answered(() => this.open(key))
    return opened && this.#chunksOf(opened, from)
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<'written' | 'exists' | 'changed'> {
    const { ifAbsent = false, ifMatch } = options
    const objection = (there: ObjectRow | undefined): 'exists' | 'changed' | undefined => {
      if (ifAbsent && there !== undefined) return 'exists'
      return ifMatch !== undefined && (there === undefined || etagOf(there) !== ifMatch) ? 'changed' : undefined
    }
    return this.answered(async () => {
      const before = objection(this.table.row(key))
      if (before !== undefined) return before
      let outcome: 'written' | 'exists' | 'changed' = 'written'
      await this.blobs.write(bytes.length, only(bytes), blob =>
        this.change(() => {
          outcome = objection(this.table.row(key)) ?? 'written'
          return outcome === 'written' ? this.table.place(key, blob, this.now()) : undefined
        })
      )
      return outcome
    })
  }

  async putStream(key: string, size: number, chunks: () => AsyncIterable<Uint8Array>): Promise<{ etag: string }> {
    return this.answered(async () => {
      this.table.row(key)
      const place = (blob: Blob) => this.change(() => this.table.place(key, blob, this.now()))
      const { blob } = await this.blobs.write(size, chunks(), place, await inspectorFor(size))
      return { etag: etagOf(blob) }
    })
  }

  async copy(
    from: string,
    to: string,
    { ifAbsent = false, ifMatch, wantSha1 = false, verifiedSha1 }: CopyOptions
  ): Promise<CopyResult> {
    return this.answered(async () => {
      let result: CopyResult = { outcome: 'source_missing' }
      const place = (named?: { of: string; name: string; sha1: string }) =>
        this.change(() => {
          const [source, there] = [this.table.row(from), this.table.row(to)]
          if (source === undefined) return undefined
          result = { outcome: 'source_changed' }
          const isOther = named !== undefined && named.of !== source.blob
          if (isOther || (ifMatch !== undefined && ifMatch !== etagOf(source))) return undefined
          result = { outcome: 'destination_exists' }
          if (ifAbsent && there !== undefined) return undefined
          const row = { ...source, name: source.blob, ...named }
          const found = wantSha1 ? defined({ sha1: sha1Of(row), collides: this.blobs.collides(source.blob) }) : {}
          result = { outcome: 'copied', etag: etagOf(row), ...found }
          return this.table.place(to, row, this.now())
        })
      const known = verifiedSha1 === undefined ? undefined : this.table.row(from)
      // Now its file is named after its SHA-1, as any other.
      if (verifiedSha1 !== undefined && known !== undefined && sha1Of(known) === undefined)
        await this.blobs.rename(known.blob, verifiedSha1, name => place({ of: known.blob, name, sha1: verifiedSha1 }))
      else await place()
      return result
    })
  }

  async remove(key: string): Promise<void> {
    await this.answered(() => this.change(() => this.table.take(key)))
  }

  async presignGet(key: string, seconds: number): Promise<string> {
    bytesOf(key)
    return this.urls.sign({ method: 'GET', key, from: this.now(), seconds })
  }

  /** Its own URLs take HEAD where they take GET. */
  presignHead(key: string, seconds: number): Promise<string> {
    return this.presignGet(key, seconds)
  }

  async presignPut(key: string, size: number, seconds: number): Promise<string> {
    bytesOf(key)
    return this.urls.sign({ method: 'PUT', key, size, from: this.now(), seconds })
  }

  async list(prefix: string, { limit, after }: { limit: number; after?: string }): Promise<Page<ListedObject>> {
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new TypeError('limit is from 1 to 1000')
    return this.answered(() => this.table.list(prefix, defined({ limit, after })))
  }

  async setCors(origins: readonly string[], options?: CorsOptions): Promise<'set'> {
    await this.answered(() => this.cors.set(origins, options))
    return 'set'
  }

  async corsOrigins(): Promise<string[]> {
    return [...this.cors.origins]
  }

  async asBrowser(key: string, origin: string): Promise<BrowserView> {
    bytesOf(key)
    const mayGet = this.cors.allow(origin, 'GET')
    const serverTime = Math.floor(this.now() / 1000) * 1000
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
      const row = this.table.row(key)
      if (row === undefined) return undefined
      const file = await this.blobs.open(row.blob)
      if (file !== undefined) return { size: row.size, etag: etagOf(row), modified: row.modified, file }
      // It was replaced or removed meanwhile, or somebody took the file away.
      if (this.table.row(key)?.blob === row.blob)
        throw errors.storeUnavailable(this.uri, new Error(`${row.blob} is missing`))
    }
  }

  async *#chunksOf({ file, size }: OpenedObject, from: number): AsyncGenerator<Uint8Array> {
    let read = from
    try {
      for await (const chunk of file.createReadStream({ start: from, autoClose: false })) {
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
}

/** Looks whether a small file was made to collide while it comes, so that nobody reads it for that (decision 0290). */
async function inspectorFor(size: number): Promise<Hash | undefined> {
  if (size > mostInspected) return undefined
  const { Sha1 } = await import('@kachery-gateway/core/files/sha1.ts')
  return new Sha1()
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/**
 * The object store port in memory, for tests: what it holds can be looked at, and every call is written down, so that a
 * test of a refusal can show that nothing was read, written or signed.
 */

import { createHash } from 'node:crypto'
import { stored } from '../../leak-check/src/watch.ts'
import { defined } from '../src/defined.ts'
import { errors } from '../src/errors.ts'
import type { ObjectStoreAbilities } from '../src/stores/object-store.contract.ts'
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
} from '../src/stores/object-store.ts'
import type { Page } from '../src/stores/registry.ts'

interface StoredObject {
  bytes: Uint8Array
  contentType?: string
  /** What its uploader sent along; a test puts them there. */
  headers?: Record<string, string>
  /** Hex, where the store has computed it: see `ObjectHead`. */
  sha1?: string
  /** When it was written, ms since the epoch. */
  modified?: number
}

interface ObjectStoreCall {
  method: Exclude<keyof ObjectStore, 'uri'>
  /** Of a copy: its destination; of a listing: the prefix. */
  key: string
}

const chunkSize = 65_536

export class InMemoryObjectStore implements ObjectStore {
  readonly uri: string
  readonly objects = new Map<string, StoredObject>()
  readonly calls: ObjectStoreCall[] = []
  /** Uploads in parts that were begun: a test puts them there. */
  readonly unfinished: UnfinishedUpload[] = []
  /** As set last; absent: browsers are told `browserView`. */
  corsRules: string[] | undefined
  anyoneReads = false
  /** What browsers are told; a test changes it. */
  browserView: Omit<BrowserView, 'serverTime'> = {
    mayGet: true,
    mayPut: true,
    exposes: ['content-range', 'content-length', 'accept-ranges', 'etag']
  }
  /** Whether its URLs say how bytes are encoded, whatever the object was stored with; a test changes it. */
  urlsSayEncoding = true
  /** Headers that it obeys though nobody signed them; a test says which. */
  obeyed: string[] = []
  readonly #abilities: ObjectStoreAbilities
  readonly #now: () => number

  /** `now`: ms since the epoch, the store's own clock. */
  constructor(options: { uri?: string; abilities?: Partial<ObjectStoreAbilities>; now?: () => number } = {}) {
    this.uri = options.uri ?? 'memory://bucket'
    const all = { putIfAbsent: true, putIfMatch: true, copyIfAbsent: true, copySha1: true, copyIfMatch: true }
    this.#abilities = { ...all, ...options.abilities }
    this.#now = options.now ?? Date.now
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const object = this.#called('head', key)
    if (object === undefined) return undefined
    const { bytes, sha1, headers = {} } = object
    const encoded = !this.urlsSayEncoding && headers['content-encoding'] !== undefined ? { encoded: true as const } : {}
    return { size: bytes.length, etag: etagOf(bytes), ...defined({ sha1 }), ...encoded }
  }

  async get(key: string, maxBytes: number): Promise<ObjectContent | undefined> {
    const object = this.#called('get', key)
    if (object === undefined) return undefined
    if (object.bytes.length > maxBytes) throw errors.objectTooLarge(`Object ${key} in ${this.uri}`, maxBytes)
    return { bytes: Uint8Array.from(object.bytes), etag: etagOf(object.bytes) }
  }

  async read(key: string, _size: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    const object = this.#called('read', key)
    return object === undefined ? undefined : chunksOf(object.bytes)
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<'written' | 'exists' | 'changed'> {
    const there = this.#called('put', key)
    if (options.ifAbsent === true && this.#abilities.putIfAbsent && there !== undefined) return 'exists'
    const { contentType = 'application/octet-stream', ifMatch } = options
    const matches = ifMatch === undefined || (there !== undefined && etagOf(there.bytes) === ifMatch)
    if (this.#abilities.putIfMatch && !matches) return 'changed'
    this.#keep(key, { bytes: Uint8Array.from(bytes), contentType })
    return 'written'
  }

  async putStream(
    key: string,
    size: number,
    chunks: () => AsyncIterable<Uint8Array>,
    options: { contentType?: string } = {}
  ): Promise<{ etag: string }> {
    this.#called('putStream', key)
    const collected: Uint8Array[] = []
    for await (const chunk of chunks()) collected.push(Uint8Array.from(chunk))
    const bytes = Uint8Array.from(Buffer.concat(collected))
    if (bytes.length !== size) throw errors.storeUnavailable(this.uri, new Error('the body has another length'))
    const { contentType = 'application/octet-stream' } = options
    this.#keep(key, { bytes, contentType })
    return { etag: etagOf(bytes) }
  }

  async copy(from: string, to: string, options: CopyOptions): Promise<CopyResult> {
    const present = this.#called('copy', to) !== undefined
    requireKey(from)
    // Without the ability, too: the adapters look before they copy, and only lose races.
    if (options.ifAbsent === true && present) return { outcome: 'destination_exists' }
    const source = this.objects.get(from)
    if (source === undefined) return { outcome: 'source_missing' }
    const etag = etagOf(source.bytes)
    if (this.#abilities.copyIfMatch && options.ifMatch !== undefined && options.ifMatch !== etag)
      return { outcome: 'source_changed' }
    const copy = { bytes: source.bytes, contentType: 'application/octet-stream' }
    if (options.wantSha1 !== true || !this.#abilities.copySha1) {
      this.#keep(to, copy)
      return { outcome: 'copied', etag }
    }
    const sha1 = createHash('sha1').update(source.bytes).digest('hex')
    this.#keep(to, { ...copy, sha1 })
    return { outcome: 'copied', etag, sha1 }
  }

  async remove(key: string): Promise<void> {
    this.#called('remove', key)
    this.objects.delete(key)
  }

  async presignGet(key: string, seconds: number): Promise<string> {
    this.#called('presignGet', key)
    return `${this.#addressOf(key)}?method=GET&seconds=${seconds}`
  }

  async presignHead(key: string, seconds: number): Promise<string> {
    this.#called('presignHead', key)
    return `${this.#addressOf(key)}?method=HEAD&seconds=${seconds}`
  }

  async presignPut(key: string, size: number, seconds: number): Promise<string> {
    this.#called('presignPut', key)
    return `${this.#addressOf(key)}?method=PUT&size=${size}&seconds=${seconds}`
  }

  async list(prefix: string, { limit, after }: { limit: number; after?: string }): Promise<Page<ListedObject>> {
    this.calls.push({ method: 'list', key: prefix })
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new TypeError('limit is from 1 to 1000')
    const rest = [...this.objects]
      .filter(([key]) => key.startsWith(prefix) && (after === undefined || compareBytes(key, after) > 0))
      .sort(([a], [b]) => compareBytes(a, b))
    const items = rest.slice(0, limit).map(([key, { bytes, modified = 0 }]) => ({
      key,
      size: bytes.length,
      modified: Math.floor(modified / 1000) * 1000
    }))
    const last = items.at(-1)
    return last !== undefined && rest.length > limit ? { items, next: last.key } : { items }
  }

  async unfinishedUploads(prefix: string): Promise<UnfinishedUpload[]> {
    this.calls.push({ method: 'unfinishedUploads', key: prefix })
    return this.unfinished.filter(({ key }) => key.startsWith(prefix)).slice(0, 1000)
  }

  async abortUpload(key: string, uploadId: string): Promise<void> {
    this.#called('abortUpload', key)
    const at = this.unfinished.findIndex(one => one.key === key && one.uploadId === uploadId)
    if (at >= 0) this.unfinished.splice(at, 1)
  }

  async setCors(
    origins: readonly string[],
    { anyoneReads = false }: CorsOptions = {}
  ): Promise<'set' | 'not_by_this_api'> {
    this.calls.push({ method: 'setCors', key: '' })
    if (this.uri.startsWith('gs:')) return 'not_by_this_api'
    this.corsRules = [...origins]
    this.anyoneReads = anyoneReads
    return 'set'
  }

  async corsOrigins(): Promise<string[] | undefined> {
    this.calls.push({ method: 'corsOrigins', key: '' })
    return this.uri.startsWith('gs:') ? undefined : [...(this.corsRules ?? [])]
  }

  async asBrowser(key: string, origin: string): Promise<BrowserView> {
    this.#called('asBrowser', key)
    const allowed = this.corsRules?.some(one => one === '*' || one === origin)
    const ofRules = allowed === undefined ? {} : { mayGet: allowed || this.anyoneReads, mayPut: allowed }
    return { ...this.browserView, ...ofRules, serverTime: Math.floor(this.#now() / 1000) * 1000 }
  }

  async obeysUnsigned(key: string): Promise<string[]> {
    this.#called('obeysUnsigned', key)
    return [...this.obeyed]
  }

  #keep(key: string, object: Omit<StoredObject, 'modified'>): void {
    stored(`object ${key}`, object.bytes)
    this.objects.set(key, { ...object, modified: this.#now() })
  }

  #addressOf(key: string): string {
    return `memory://${this.uri.replace(/^.*:\/\//, '').replace(/\?.*$/, '')}/${key.split('/').map(encodeURIComponent).join('/')}`
  }

  #called(method: ObjectStoreCall['method'], key: string): StoredObject | undefined {
    this.calls.push({ method, key })
    requireKey(key)
    return this.objects.get(key)
  }
}

function requireKey(key: string): void {
  if (key === '') throw new TypeError('An object needs a key.')
}

const compareBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

const etagOf = (bytes: Uint8Array) => `"${createHash('md5').update(bytes).digest('hex')}"`

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield Uint8Array.from(bytes.subarray(at, at + chunkSize))
}

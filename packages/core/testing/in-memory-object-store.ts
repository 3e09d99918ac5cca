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
  PutOptions
} from '../src/stores/object-store.ts'
import type { Part, PartCopy, StoredPart, UnfinishedUpload } from '../src/stores/parted-uploads.ts'
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
/** As many as stores list at most. */
const unfinishedAtOnce = 250

export class InMemoryObjectStore implements ObjectStore {
  readonly uri: string
  readonly objects = new Map<string, StoredObject>()
  readonly calls: ObjectStoreCall[] = []
  /** Uploads in parts that were begun; a test puts some there. */
  readonly unfinished: UnfinishedUpload[] = []
  /** Their parts, by the upload’s id; a test puts them there with `putPart`. */
  readonly #parts = new Map<string, Map<number, Uint8Array>>()
  /** Whether it takes uploads in parts; a test changes it. */
  takesParts = true
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

  async read(key: string, _size: number, from = 0): Promise<AsyncIterable<Uint8Array> | undefined> {
    const object = this.#called('read', key)
    return object === undefined ? undefined : chunksOf(object.bytes.subarray(from))
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

  async unfinishedUploads(prefix: string, after = ''): Promise<Page<UnfinishedUpload>> {
    this.calls.push({ method: 'unfinishedUploads', key: prefix })
    const behind = this.unfinished
      .filter(({ key }) => key.startsWith(prefix) && key > after)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    const items = behind.slice(0, unfinishedAtOnce)
    const last = items.at(-1)
    return { items, ...(last !== undefined && behind.length > items.length && { next: last.key }) }
  }

  async abortUpload(key: string, uploadId: string): Promise<void> {
    this.#called('abortUpload', key)
    this.#endUpload(key, uploadId)
  }

  async beginParts(key: string): Promise<string | undefined> {
    this.#called('beginParts', key)
    if (!this.takesParts) return undefined
    const uploadId = `upload-${this.#parts.size + 1}`
    this.#parts.set(uploadId, new Map())
    this.unfinished.push({ key, uploadId, began: this.#now() })
    return uploadId
  }

  async presignPart(key: string, uploadId: string, { number, size }: Part, seconds: number): Promise<string> {
    this.#called('presignPart', key)
    return `${this.#addressOf(key)}?method=PUT&uploadId=${uploadId}&partNumber=${number}&size=${size}&seconds=${seconds}`
  }

  /** What a PUT to a part’s URL does. False: there is no such upload any more. */
  putPart(key: string, uploadId: string, number: number, bytes: Uint8Array): boolean {
    const parts = this.#partsOf(key, uploadId)
    parts?.set(number, Uint8Array.from(bytes))
    return parts !== undefined
  }

  async listParts(key: string, uploadId: string): Promise<StoredPart[] | undefined> {
    this.#called('listParts', key)
    const parts = this.#partsOf(key, uploadId)
    if (parts === undefined) return undefined
    return [...parts]
      .map(([number, bytes]) => ({ number, size: bytes.length, etag: etagOf(bytes) }))
      .sort((a, b) => a.number - b.number)
  }

  async completeParts(
    key: string,
    uploadId: string,
    parts: readonly StoredPart[],
    { ifAbsent = false }: { ifAbsent?: boolean } = {}
  ): Promise<'completed' | 'missing' | 'bad_parts' | 'exists'> {
    const there = this.#called('completeParts', key)
    const stored = this.#partsOf(key, uploadId)
    if (stored === undefined) return 'missing'
    if (ifAbsent && there !== undefined) return 'exists'
    const contents = parts.map(({ number, etag }, at) => {
      const bytes = number === at + 1 ? stored.get(number) : undefined
      return bytes !== undefined && etagOf(bytes) === etag ? bytes : undefined
    })
    const wanted = contents.filter(bytes => bytes !== undefined)
    if (wanted.length === 0 || wanted.length < parts.length) return 'bad_parts'
    this.#keep(key, { bytes: Uint8Array.from(Buffer.concat(wanted)), contentType: 'application/octet-stream' })
    this.#endUpload(key, uploadId)
    return 'completed'
  }

  async copyPart(
    from: string,
    to: string,
    uploadId: string,
    part: PartCopy
  ): Promise<'copied' | 'missing' | 'source_missing' | 'source_changed'> {
    this.#called('copyPart', to)
    requireKey(from)
    const source = this.objects.get(from)
    if (source === undefined) return 'source_missing'
    const changed = part.ifMatch !== undefined && part.ifMatch !== etagOf(source.bytes)
    if (changed && this.#abilities.copyIfMatch) return 'source_changed'
    return this.putPart(to, uploadId, part.number, source.bytes.subarray(part.from, part.to)) ? 'copied' : 'missing'
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

  #partsOf(key: string, uploadId: string): Map<number, Uint8Array> | undefined {
    const isOpen = this.unfinished.some(one => one.key === key && one.uploadId === uploadId)
    return isOpen ? this.#parts.get(uploadId) : undefined
  }

  #endUpload(key: string, uploadId: string): void {
    const at = this.unfinished.findIndex(one => one.key === key && one.uploadId === uploadId)
    if (at >= 0) this.unfinished.splice(at, 1)
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

/**
 * The object store port in memory, for tests: what it holds can be looked at, and every call is written down, so that a
 * test of a refusal can show that nothing was read, written or signed.
 */
import { createHash } from 'node:crypto'
import { errors } from '../src/errors.ts'
import type { ObjectStoreAbilities } from '../src/stores/object-store.contract.ts'
import type {
  CopyOptions,
  CopyResult,
  ObjectContent,
  ObjectHead,
  ObjectStore,
  PutOptions
} from '../src/stores/object-store.ts'

interface StoredObject {
  bytes: Uint8Array
  contentType?: string
  /** Hex, where the store has computed it: see `ObjectHead`. */
  sha1?: string
}

interface ObjectStoreCall {
  method: Exclude<keyof ObjectStore, 'uri'>
  /** Of a copy: its destination. */
  key: string
}

const chunkSize = 65_536

export class InMemoryObjectStore implements ObjectStore {
  readonly uri: string
  readonly objects = new Map<string, StoredObject>()
  readonly calls: ObjectStoreCall[] = []
  readonly #abilities: ObjectStoreAbilities

  constructor(options: { uri?: string; abilities?: Partial<ObjectStoreAbilities> } = {}) {
    this.uri = options.uri ?? 'memory://bucket'
    this.#abilities = { putIfAbsent: true, copyIfAbsent: true, copySha1: true, copyIfMatch: true, ...options.abilities }
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const object = this.#called('head', key)
    if (object === undefined) return undefined
    const { bytes, sha1 } = object
    return { size: bytes.length, etag: etagOf(bytes), ...(sha1 === undefined ? {} : { sha1 }) }
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

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<'written' | 'exists'> {
    const present = this.#called('put', key) !== undefined
    if (options.ifAbsent === true && this.#abilities.putIfAbsent && present) return 'exists'
    const { contentType } = options
    this.objects.set(key, { bytes: Uint8Array.from(bytes), ...(contentType === undefined ? {} : { contentType }) })
    return 'written'
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
    const { sha1: _, ...copy } = source
    if (options.wantSha1 !== true || !this.#abilities.copySha1) {
      this.objects.set(to, copy)
      return { outcome: 'copied', etag }
    }
    const sha1 = createHash('sha1').update(source.bytes).digest('hex')
    this.objects.set(to, { ...copy, sha1 })
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

  async presignPut(key: string, size: number, seconds: number): Promise<string> {
    this.#called('presignPut', key)
    return `${this.#addressOf(key)}?method=PUT&size=${size}&seconds=${seconds}`
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

const etagOf = (bytes: Uint8Array) => `"${createHash('md5').update(bytes).digest('hex')}"`

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield Uint8Array.from(bytes.subarray(at, at + chunkSize))
}

/** The object store port on anything that speaks S3: AWS, Cloudflare R2, Google, Wasabi, servers of one's own. */
import { type BucketPlace, type BucketRef, resolveBucket } from '../bucket-uri.ts'
import { copyInParts } from '../copy-in-parts.ts'
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
} from '../object-store.ts'
import type { Page } from '../registry.ts'
import { browserView } from './browser-view.ts'
import { missing, needKey, type S3Options } from './calls.ts'
import { Copies } from './copy.ts'
import { isNoSuchKey, isNotFound, isPreconditionFailed, toGatewayError } from './failure.ts'
import { contentOf, headOf, putBytes, putStream, streamOf } from './object-calls.ts'
import { ownContentType, servedAs } from './own-headers.ts'
import { S3PartedUploads } from './parted-uploads.ts'
import { type PlainAnswer, type PlainRequest, plainRequest } from './plain-request.ts'
import { readChunks } from './read-body.ts'
import { obeyedHeaders } from './unsigned-headers.ts'

/** bytes: AWS, R2 and Wasabi copy no more by one request (5 GiB; R2 a little less). Google has no copies of parts. */
const largestCopy = 5_000_000_000

/** Connects to nothing yet. Throws an Error that says why where `ref` is no address of a bucket. */
export function openS3ObjectStore(ref: BucketRef, options: S3Options): ObjectStore {
  const resolved = resolveBucket(ref)
  if (!resolved.ok) throw new Error(`The address of a bucket cannot be used: ${resolved.reason}.`)
  return new S3ObjectStore(ref, resolved.value, options)
}

class S3ObjectStore extends S3PartedUploads implements ObjectStore {
  readonly #copies: Copies

  constructor(ref: BucketRef, place: BucketPlace, options: S3Options) {
    super(ref, place, options)
    this.#copies = new Copies(this.requests, place, this.describe, () =>
      options.logger.info('object_store.tells_no_sha1', { bucket: ref.uri })
    )
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    needKey(key)
    const answer = await this.call(
      0,
      signal => headOf(this.requests, this.opened.place, key, signal),
      failure => (isNotFound(failure) ? 'missing' : undefined)
    )
    return answer === 'missing' ? undefined : answer
  }

  async get(key: string, maxBytes: number): Promise<ObjectContent | undefined> {
    needKey(key)
    const what = `Object ${key} in ${this.uri}`
    const answer = await this.call(maxBytes, signal => contentOf(this.requests, key, maxBytes, what, signal), missing)
    return answer === 'missing' ? undefined : answer
  }

  async read(key: string, size: number, from = 0): Promise<AsyncIterable<Uint8Array> | undefined> {
    needKey(key)
    const answer = await this.call(0, signal => streamOf(this.requests, key, from, signal), missing)
    if (answer === 'missing') return undefined
    return readChunks(answer.body, answer.length, size - from, this.limits, error =>
      toGatewayError(this.describe(error), this.uri)
    )
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<'written' | 'exists' | 'changed'> {
    needKey(key)
    const { ifAbsent = false, ifMatch } = options
    const answer = await this.call(
      bytes.length,
      signal => putBytes(this.requests, key, bytes, options, signal),
      failure => {
        if (ifAbsent && isPreconditionFailed(failure)) return 'exists'
        // An object that is gone has no etag any more.
        const changed = isPreconditionFailed(failure) || isNoSuchKey(failure)
        return ifMatch !== undefined && changed ? 'changed' : undefined
      }
    )
    return typeof answer === 'string' ? answer : 'written'
  }

  async putStream(
    key: string,
    size: number,
    chunks: () => AsyncIterable<Uint8Array>,
    { contentType = ownContentType }: { contentType?: string } = {}
  ): Promise<{ etag: string }> {
    needKey(key)
    return this.done(size, signal => putStream(this.requests, key, { size, chunks: chunks(), contentType }, signal))
  }

  async list(prefix: string, page: { limit: number; after?: string }): Promise<Page<ListedObject>> {
    const { list } = await this.sdkCalls()
    return this.done(0, signal => list(prefix, page, signal))
  }

  async setCors(origins: readonly string[], options?: CorsOptions): Promise<'set' | 'not_by_this_api'> {
    // Google answers the call with an error of its own and keeps its rules in another form.
    if (this.opened.place.kind === 'gs') return 'not_by_this_api'
    const { setCors } = await this.sdkCalls()
    await this.done(0, signal => setCors(origins, options, signal))
    return 'set'
  }

  async corsOrigins(options?: CorsOptions): Promise<string[] | undefined> {
    if (this.opened.place.kind === 'gs') return undefined
    const { corsOrigins } = await this.sdkCalls()
    const answer = await this.call(
      0,
      signal => corsOrigins(options, signal),
      ({ name }) => (name === 'NoSuchCORSConfiguration' ? 'none' : undefined)
    )
    return answer === 'none' ? [] : answer
  }

  async asBrowser(key: string, origin: string): Promise<BrowserView> {
    const [get, put] = await Promise.all([this.presignGet(key, 300), this.presignPut(key, 0, 300)])
    return this.done(0, signal => browserView({ get, put }, origin, this.opened, signal))
  }

  async obeysUnsigned(key: string): Promise<string[]> {
    needKey(key)
    const send = (url: string, request: PlainRequest) =>
      this.done<PlainAnswer>(0, async signal => {
        const answer = await plainRequest(url, request, this.opened, signal)
        // 501 is a refusal; any other failure of the store says nothing.
        if (answer.status >= 500 && answer.status !== 501) throw new Error(`the store answered ${answer.status}`)
        return answer
      })
    return obeyedHeaders({ store: this, place: this.opened.place, send }, key)
  }

  async copy(from: string, to: string, options: CopyOptions): Promise<CopyResult> {
    needKey(from)
    needKey(to)
    if (options.size > largestCopy && this.opened.place.kind !== 'gs') return copyInParts(this, from, to, options)
    const { copy } = await this.sdkCalls()
    return this.done(
      options.size,
      signal => this.#copies.attempt(copy, from, to, options, signal),
      options.once === true
    )
  }

  async remove(key: string): Promise<void> {
    needKey(key)
    // Google answers 404 where S3 answers 204.
    await this.call(0, signal => this.requests.sendForHeaders({ method: 'DELETE', key }, signal), missing)
  }

  /** What the answer says of the bytes is signed too. */
  async presignGet(key: string, seconds: number): Promise<string> {
    needKey(key)
    const query = { ...servedAs(this.opened.place), 'x-id': 'GetObject' }
    return this.requests.presign({ method: 'GET', key, query, seconds, from: this.now() })
  }

  async presignHead(key: string, seconds: number): Promise<string> {
    needKey(key)
    const query = servedAs(this.opened.place)
    return this.requests.presign({ method: 'HEAD', key, query, seconds, from: this.now() })
  }

  /** The length is signed: the store refuses a body of any other. */
  async presignPut(key: string, size: number, seconds: number): Promise<string> {
    needKey(key)
    const headers = { 'content-length': String(size) }
    const query = { 'x-id': 'PutObject' }
    return this.requests.presign({ method: 'PUT', key, headers, query, seconds, from: this.now() })
  }
}

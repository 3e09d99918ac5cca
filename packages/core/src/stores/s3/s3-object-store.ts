/** The object store port on anything that speaks S3: AWS, Cloudflare R2, Google, Wasabi, servers of one's own. */
import { GatewayError } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import { type BucketPlace, type BucketRef, resolveBucket } from '../bucket-uri.ts'
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
} from '../object-store.ts'
import { connectionsWithin, type Reach } from '../reach.ts'
import type { Page } from '../registry.ts'
import { browserView } from './browser-view.ts'
import { Copies } from './copy.ts'
import {
  describeFailure,
  isNoSuchKey,
  isNotFound,
  isPreconditionFailed,
  isTransient,
  type StoreFailure,
  toGatewayError
} from './failure.ts'
import { contentOf, headOf, putBytes, putStream, streamOf } from './object-calls.ts'
import { ownContentType, servedAs } from './own-headers.ts'
import { type PlainAnswer, type PlainRequest, plainRequest } from './plain-request.ts'
import { readChunks } from './read-body.ts'
import { type Opened, S3Requests } from './requests.ts'
import type { SdkCalls } from './sdk-calls.ts'
import { secretsNoted } from './secrets-noted.ts'
import { StoreTimeout, type TimeLimits, usualTimeLimits, withinLimits } from './time-limits.ts'
import { obeyedHeaders } from './unsigned-headers.ts'

interface S3Options {
  /** ms since the epoch: when presigned URLs begin to be valid. */
  now(): number
  logger: Logger
  timeLimits?: Partial<TimeLimits>
  /** Absent: anywhere. */
  reach?: Reach
}

/** Connects to nothing yet. Throws an Error that says why where `ref` is no address of a bucket. */
export function openS3ObjectStore(ref: BucketRef, options: S3Options): ObjectStore {
  const resolved = resolveBucket(ref)
  if (!resolved.ok) throw new Error(`The address of a bucket cannot be used: ${resolved.reason}.`)
  return new S3ObjectStore(ref, resolved.value, options)
}

class S3ObjectStore implements ObjectStore {
  readonly uri: string
  readonly #opened: Opened
  readonly #requests: S3Requests
  readonly #limits: TimeLimits
  readonly #now: () => number
  readonly #describe: (error: unknown) => StoreFailure
  readonly #copies: Copies
  #sdk: Promise<SdkCalls> | undefined

  constructor(ref: BucketRef, place: BucketPlace, options: S3Options) {
    this.uri = ref.uri
    this.#limits = { ...usualTimeLimits, ...options.timeLimits }
    const { credentials, secrets } = secretsNoted(ref.credentials)
    const { connect } = this.#limits
    this.#opened = { place, credentials, connections: connectionsWithin(options.reach), connect }
    this.#requests = new S3Requests(this.#opened)
    this.#now = () => options.now()
    this.#describe = error => describeFailure(error, secrets())
    this.#copies = new Copies(this.#requests, place, this.#describe, () =>
      options.logger.info('object_store.tells_no_sha1', { bucket: ref.uri })
    )
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    needKey(key)
    const answer = await this.#call(
      0,
      signal => headOf(this.#requests, this.#opened.place, key, signal),
      failure => (isNotFound(failure) ? 'missing' : undefined)
    )
    return answer === 'missing' ? undefined : answer
  }

  async get(key: string, maxBytes: number): Promise<ObjectContent | undefined> {
    needKey(key)
    const what = `Object ${key} in ${this.uri}`
    const answer = await this.#call(maxBytes, signal => contentOf(this.#requests, key, maxBytes, what, signal), missing)
    return answer === 'missing' ? undefined : answer
  }

  async read(key: string, size: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    needKey(key)
    const answer = await this.#call(0, signal => streamOf(this.#requests, key, signal), missing)
    if (answer === 'missing') return undefined
    return readChunks(answer.body, answer.length, size, this.#limits, error =>
      toGatewayError(this.#describe(error), this.uri)
    )
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<'written' | 'exists' | 'changed'> {
    needKey(key)
    const { ifAbsent = false, ifMatch } = options
    const answer = await this.#call(
      bytes.length,
      signal => putBytes(this.#requests, key, bytes, options, signal),
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
    return this.#done(size, signal => putStream(this.#requests, key, { size, chunks: chunks(), contentType }, signal))
  }

  async list(prefix: string, page: { limit: number; after?: string }): Promise<Page<ListedObject>> {
    const { list } = await this.#sdkCalls()
    return this.#done(0, signal => list(prefix, page, signal))
  }

  async unfinishedUploads(prefix: string): Promise<UnfinishedUpload[] | undefined> {
    const { unfinishedUploads } = await this.#sdkCalls()
    const answer = await this.#call(
      0,
      signal => unfinishedUploads(prefix, signal),
      ({ status }) => (status === 400 || status === 405 || status === 501 ? 'not_served' : undefined)
    )
    return answer === 'not_served' ? undefined : answer
  }

  async abortUpload(key: string, uploadId: string): Promise<void> {
    const { abortUpload } = await this.#sdkCalls()
    await this.#call(
      0,
      signal => abortUpload(key, uploadId, signal),
      ({ name }) => (name === 'NoSuchUpload' || name === 'NoSuchKey' ? 'gone' : undefined)
    )
  }

  async setCors(origins: readonly string[], options?: CorsOptions): Promise<'set' | 'not_by_this_api'> {
    // Google answers the call with an error of its own and keeps its rules in another form.
    if (this.#opened.place.kind === 'gs') return 'not_by_this_api'
    const { setCors } = await this.#sdkCalls()
    await this.#done(0, signal => setCors(origins, options, signal))
    return 'set'
  }

  async corsOrigins(options?: CorsOptions): Promise<string[] | undefined> {
    if (this.#opened.place.kind === 'gs') return undefined
    const { corsOrigins } = await this.#sdkCalls()
    const answer = await this.#call(
      0,
      signal => corsOrigins(options, signal),
      ({ name }) => (name === 'NoSuchCORSConfiguration' ? 'none' : undefined)
    )
    return answer === 'none' ? [] : answer
  }

  async asBrowser(key: string, origin: string): Promise<BrowserView> {
    const [get, put] = await Promise.all([this.presignGet(key, 300), this.presignPut(key, 0, 300)])
    return this.#done(0, signal => browserView({ get, put }, origin, this.#opened, signal))
  }

  async obeysUnsigned(key: string): Promise<string[]> {
    needKey(key)
    const send = (url: string, request: PlainRequest) =>
      this.#done<PlainAnswer>(0, async signal => {
        const answer = await plainRequest(url, request, this.#opened, signal)
        // 501 is a refusal; any other failure of the store says nothing.
        if (answer.status >= 500 && answer.status !== 501) throw new Error(`the store answered ${answer.status}`)
        return answer
      })
    return obeyedHeaders({ store: this, place: this.#opened.place, send }, key)
  }

  async copy(from: string, to: string, options: CopyOptions): Promise<CopyResult> {
    needKey(from)
    needKey(to)
    const { copy } = await this.#sdkCalls()
    return this.#done(
      options.size,
      signal => this.#copies.attempt(copy, from, to, options, signal),
      options.once === true
    )
  }

  async remove(key: string): Promise<void> {
    needKey(key)
    // Google answers 404 where S3 answers 204.
    await this.#call(0, signal => this.#requests.sendForHeaders({ method: 'DELETE', key }, signal), missing)
  }

  /** What the answer says of the bytes is signed too. */
  async presignGet(key: string, seconds: number): Promise<string> {
    needKey(key)
    const query = { ...servedAs(this.#opened.place), 'x-id': 'GetObject' }
    return this.#requests.presign({ method: 'GET', key, query, seconds, from: this.#now() })
  }

  async presignHead(key: string, seconds: number): Promise<string> {
    needKey(key)
    const query = servedAs(this.#opened.place)
    return this.#requests.presign({ method: 'HEAD', key, query, seconds, from: this.#now() })
  }

  /** The length is signed: the store refuses a body of any other. */
  async presignPut(key: string, size: number, seconds: number): Promise<string> {
    needKey(key)
    const headers = { 'content-length': String(size) }
    const query = { 'x-id': 'PutObject' }
    return this.#requests.presign({ method: 'PUT', key, headers, query, seconds, from: this.#now() })
  }

  #sdkCalls(): Promise<SdkCalls> {
    this.#sdk ??= import('./sdk-calls.ts').then(({ openSdkCalls }) => openSdkCalls(this.#opened))
    return this.#sdk
  }

  /** A call of which no failure is an answer. */
  #done<T extends object>(size: number, attempt: (signal: AbortSignal) => Promise<T>, once = false): Promise<T> {
    return this.#call<T, never>(size, attempt, () => undefined, once)
  }

  /** `expected` turns failures that are answers into what the caller makes of them; all others are thrown. */
  async #call<T extends object, E extends string>(
    size: number,
    attempt: (signal: AbortSignal) => Promise<T>,
    expected: (failure: StoreFailure) => E | undefined,
    once = false
  ): Promise<T | E> {
    try {
      return await withinLimits(this.#limits, size, attempt, error => {
        if (error instanceof StoreTimeout) this.#opened.connections.dropIdle()
        return !once && !(error instanceof GatewayError) && isTransient(this.#describe(error))
      })
    } catch (error) {
      if (error instanceof GatewayError) throw error
      const failure = this.#describe(error)
      const answer = expected(failure)
      if (answer !== undefined) return answer
      throw toGatewayError(failure, this.uri)
    }
  }
}

const missing = (failure: StoreFailure): 'missing' | undefined => (isNoSuchKey(failure) ? 'missing' : undefined)

function needKey(key: string): void {
  if (key === '') throw new TypeError('An object needs a key.')
}

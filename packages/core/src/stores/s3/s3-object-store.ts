/** The object store port on anything that speaks S3: AWS, Cloudflare R2, Google, Wasabi, servers of one's own. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  type S3Client
} from '@aws-sdk/client-s3'
import { errors, GatewayError } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import { type BucketPlace, type BucketRef, resolveBucket } from '../bucket-uri.ts'
import type {
  BrowserView,
  CopyOptions,
  CopyResult,
  ListedObject,
  ObjectContent,
  ObjectHead,
  ObjectStore,
  PutOptions,
  UnfinishedUpload
} from '../object-store.ts'
import type { Page } from '../registry.ts'
import { browserView } from './browser-view.ts'
import { type OpenClient, openClient, type Reach } from './client.ts'
import { Copies, mayTellSha1 } from './copy.ts'
import { corsRules } from './cors-rules.ts'
import {
  describeFailure,
  isNoSuchKey,
  isNotFound,
  isPreconditionFailed,
  isTransient,
  type StoreFailure,
  toGatewayError
} from './failure.ts'
import { abortCommand, listPage, unfinishedUploadsOf } from './list.ts'
import { ownContentType, showsEncoding } from './own-headers.ts'
import { type PlainAnswer, type PlainRequest, plainRequest } from './plain-request.ts'
import { presignGet, presignPut } from './presign.ts'
import { Presigner } from './presigner.ts'
import { putStream } from './put-stream.ts'
import { readChunks, readWhole, TooLarge } from './read-body.ts'
import { secretsNoted } from './secrets-noted.ts'
import { wholeObjectSha1 } from './sha1-checksum.ts'
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
  readonly #place: BucketPlace
  readonly #client: S3Client
  readonly #agents: OpenClient['agents']
  readonly #dropIdleConnections: () => void
  readonly #limits: TimeLimits
  readonly #now: () => number
  readonly #describe: (error: unknown) => StoreFailure
  readonly #copies: Copies
  readonly #presigner: Presigner

  constructor(ref: BucketRef, place: BucketPlace, options: S3Options) {
    this.uri = ref.uri
    this.#place = place
    this.#limits = { ...usualTimeLimits, ...options.timeLimits }
    const { credentials, secrets } = secretsNoted(ref.credentials)
    const { client, agents, dropIdleConnections } = openClient(place, credentials, this.#limits, options.reach)
    this.#agents = agents
    this.#client = client
    this.#dropIdleConnections = dropIdleConnections
    this.#now = () => options.now()
    this.#describe = error => describeFailure(error, secrets())
    this.#presigner = new Presigner(client, place, credentials, this.#limits)
    this.#copies = new Copies(this.#client, place, this.#describe, () =>
      options.logger.info('object_store.tells_no_sha1', { bucket: ref.uri })
    )
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const checksum = mayTellSha1(this.#place) ? ({ ChecksumMode: 'ENABLED' } as const) : {}
    const command = new HeadObjectCommand({ ...this.#at(key), ...checksum })
    const answer = await this.#call(
      0,
      async abortSignal => {
        const { ContentLength: size, ETag: etag, ...more } = await this.#client.send(command, { abortSignal })
        if (size === undefined || etag === undefined) throw new Error('the answer has no size or no etag')
        return { size, etag, sha1: wholeObjectSha1(more), encoded: showsEncoding(this.#place, more.ContentEncoding) }
      },
      failure => (isNotFound(failure) ? 'missing' : undefined)
    )
    if (answer === 'missing') return undefined
    const { size, etag, sha1, encoded } = answer
    return { size, etag, ...(sha1 === undefined ? {} : { sha1 }), ...(encoded ? { encoded } : {}) }
  }

  async get(key: string, maxBytes: number): Promise<ObjectContent | undefined> {
    const command = new GetObjectCommand(this.#at(key))
    const answer = await this.#call(
      maxBytes,
      async abortSignal => {
        const { Body, ContentLength, ETag: etag } = await this.#client.send(command, { abortSignal })
        try {
          return { bytes: await readWhole(Body, ContentLength, maxBytes, abortSignal), etag: etag ?? '' }
        } catch (error) {
          throw error instanceof TooLarge ? errors.objectTooLarge(`Object ${key} in ${this.uri}`, maxBytes) : error
        }
      },
      missing
    )
    return answer === 'missing' ? undefined : answer
  }

  async read(key: string, size: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    const command = new GetObjectCommand(this.#at(key))
    const answer = await this.#call(0, abortSignal => this.#client.send(command, { abortSignal }), missing)
    if (answer === 'missing') return undefined
    return readChunks(answer.Body, answer.ContentLength, size, this.#limits, error =>
      toGatewayError(this.#describe(error), this.uri)
    )
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<'written' | 'exists' | 'changed'> {
    const { ifAbsent = false, ifMatch, contentType = ownContentType } = options
    const command = new PutObjectCommand({
      ...this.#at(key),
      Body: bytes,
      ContentLength: bytes.length,
      ContentType: contentType,
      ...(ifAbsent ? { IfNoneMatch: '*' } : {}),
      ...(ifMatch === undefined ? {} : { IfMatch: ifMatch })
    })
    const answer = await this.#call(
      bytes.length,
      abortSignal => this.#client.send(command, { abortSignal }),
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
    options: { contentType?: string } = {}
  ): Promise<{ etag: string }> {
    const input = { ...this.#at(key), ContentLength: size, ContentType: options.contentType ?? ownContentType }
    return this.#call<{ etag: string }, never>(
      size,
      signal => putStream(this.#client, input, chunks(), signal),
      () => undefined
    )
  }

  list(prefix: string, page: { limit: number; after?: string }): Promise<Page<ListedObject>> {
    const { bucket } = this.#place
    return this.#call<Page<ListedObject>, never>(
      0,
      signal => listPage(this.#client, bucket, prefix, page, signal),
      () => undefined
    )
  }

  async unfinishedUploads(prefix: string): Promise<UnfinishedUpload[] | undefined> {
    const answer = await this.#call(
      0,
      signal => unfinishedUploadsOf(this.#client, this.#place.bucket, prefix, signal),
      ({ status }) => (status === 400 || status === 405 || status === 501 ? 'not_served' : undefined)
    )
    return answer === 'not_served' ? undefined : answer
  }

  async abortUpload(key: string, uploadId: string): Promise<void> {
    const command = abortCommand(this.#place.bucket, key, uploadId)
    await this.#call(
      0,
      abortSignal => this.#client.send(command, { abortSignal }),
      ({ name }) => (name === 'NoSuchUpload' || name === 'NoSuchKey' ? 'gone' : undefined)
    )
  }

  async setCors(origins: readonly string[]): Promise<'set' | 'not_by_this_api'> {
    // Google answers the call with an error of its own and keeps its rules in another form.
    if (this.#place.kind === 'gs') return 'not_by_this_api'
    const command = new PutBucketCorsCommand({ Bucket: this.#place.bucket, CORSConfiguration: corsRules(origins) })
    await this.#call(
      0,
      abortSignal => this.#client.send(command, { abortSignal }),
      () => undefined
    )
    return 'set'
  }

  async asBrowser(key: string, origin: string): Promise<BrowserView> {
    const [get, put] = await Promise.all([this.presignGet(key, 300), this.presignPut(key, 0, 300)])
    return this.#call<BrowserView, never>(
      0,
      signal => browserView({ get, put }, origin, this.#agents, signal),
      () => undefined
    )
  }

  async obeysUnsigned(key: string): Promise<string[]> {
    this.#at(key)
    const send = (url: string, request: PlainRequest) =>
      this.#call<PlainAnswer, never>(
        0,
        async signal => {
          const answer = await plainRequest(url, request, this.#agents, signal)
          // 501 is a refusal; any other failure of the store says nothing.
          if (answer.status >= 500 && answer.status !== 501) throw new Error(`the store answered ${answer.status}`)
          return answer
        },
        () => undefined
      )
    return obeyedHeaders({ store: this, place: this.#place, send }, key)
  }

  async copy(from: string, to: string, options: CopyOptions): Promise<CopyResult> {
    this.#at(from)
    this.#at(to)
    return this.#call<CopyResult, never>(
      options.size,
      signal => this.#copies.attempt(from, to, options, signal),
      () => undefined,
      options.once === true
    )
  }

  async remove(key: string): Promise<void> {
    const command = new DeleteObjectCommand(this.#at(key))
    // Google answers 404 where S3 answers 204.
    await this.#call(0, abortSignal => this.#client.send(command, { abortSignal }), missing)
  }

  async presignGet(key: string, seconds: number): Promise<string> {
    const { Key } = this.#at(key)
    const from = this.#now()
    const { client, seconds: life } = await this.#presigner.presigning(from, seconds)
    return presignGet(client, this.#place, Key, { from, seconds: life })
  }

  async presignPut(key: string, size: number, seconds: number): Promise<string> {
    const { Bucket, Key } = this.#at(key)
    const from = this.#now()
    const { client, seconds: life } = await this.#presigner.presigning(from, seconds)
    return presignPut(client, Bucket, Key, size, { from, seconds: life })
  }

  #at(key: string): { Bucket: string; Key: string } {
    if (key === '') throw new TypeError('An object needs a key.')
    return { Bucket: this.#place.bucket, Key: key }
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
        if (error instanceof StoreTimeout) this.#dropIdleConnections()
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

/**
 * Copies inside a bucket, and how stores differ about them: whether they can be made conditional, whether they tell the
 * SHA-1 of what they copied, and whether they know tags. A copy has the gateway's own headers alone.
 */
import { defined } from '../../defined.ts'
import type { BucketPlace } from '../bucket-uri.ts'
import { bodyText } from '../http-request.ts'
import type { CopyOptions, CopyResult } from '../object-store.ts'
import { encodedPath } from '../signature-v4.ts'
import { isAws } from './address.ts'
import { isNoSuchKey, isNotFound, isPreconditionFailed, S3Refusal, type StoreFailure } from './failure.ts'
import { mayHaveTags, ownHeaders } from './own-headers.ts'
import type { S3Requests } from './requests.ts'
import { wholeObjectSha1 } from './sha1-checksum.ts'
import { isXmlOf, xmlField } from './xml.ts'

/** R2 refuses the wish for a checksum, Google has none of that kind. */
export const mayTellSha1 = ({ kind }: BucketPlace): boolean => kind === 's3' || kind === 'wasabi'

/** bytes; a result has some hundred. */
const longestResult = 65_536

/** Stores that do not heed the condition would overwrite: there the destination is looked at first. */
const heedsCondition = (place: BucketPlace): boolean => place.kind === 'r2' || isAws(place)

/** As the store confirms it: base64, not yet looked at. */
interface Confirmed {
  etag: string
  sha1: string | undefined
  checksumType: string | undefined
}

/** What a store may not know; a copy is made without it then. */
interface Wishes {
  sha1: boolean
  /** That the copy has no tags. */
  untagged: boolean
}

export class Copies {
  readonly #requests: S3Requests
  readonly #place: BucketPlace
  readonly #describe: (error: unknown) => StoreFailure
  readonly #onNoSha1: () => void
  #tellsSha1: boolean
  #knowsTags: boolean

  /** `onNoSha1` is called once, when the store turns out not to tell SHA-1s; it is not asked again. */
  constructor(
    requests: S3Requests,
    place: BucketPlace,
    describe: (error: unknown) => StoreFailure,
    onNoSha1: () => void
  ) {
    this.#requests = requests
    this.#place = place
    this.#describe = describe
    this.#onNoSha1 = onNoSha1
    this.#tellsSha1 = mayTellSha1(place)
    this.#knowsTags = mayHaveTags(place)
  }

  /** One attempt, whatever number of requests it takes: they share its time limit. Throws S3Refusal, or the system's errors. */
  async attempt(from: string, to: string, options: CopyOptions, signal: AbortSignal): Promise<CopyResult> {
    const ifAbsent = options.ifAbsent === true
    if (ifAbsent && !heedsCondition(this.#place) && (await this.#exists(to, signal))) {
      return { outcome: 'destination_exists' }
    }
    try {
      return { outcome: 'copied', ...(await this.#copy(from, to, options, signal)) }
    } catch (error) {
      const failure = this.#describe(error)
      if (isNoSuchKey(failure)) return { outcome: 'source_missing' }
      if (!isPreconditionFailed(failure) || (!ifAbsent && options.ifMatch === undefined)) throw error
      // One answer for either condition.
      if (options.ifMatch === undefined) return { outcome: 'destination_exists' }
      const there = ifAbsent && (await this.#exists(to, signal))
      return { outcome: there ? 'destination_exists' : 'source_changed' }
    }
  }

  async #copy(
    from: string,
    to: string,
    options: CopyOptions,
    signal: AbortSignal
  ): Promise<{ etag: string; sha1?: string }> {
    const wanted = { sha1: options.wantSha1 === true && this.#tellsSha1, untagged: this.#knowsTags }
    const { result, granted } = await this.#withWishes(wanted, wishes =>
      this.#send(to, this.#headers(from, options, wishes), signal)
    )
    if (wanted.untagged && !granted.untagged) this.#knowsTags = false
    // A checksum of parts says nothing of the store; none at all says that it did not understand the wish.
    if (wanted.sha1 && (!granted.sha1 || result.sha1 === undefined)) this.#forgoSha1()
    const sha1 = granted.sha1 ? wholeObjectSha1(result.sha1, result.checksumType) : undefined
    return { etag: result.etag, ...defined({ sha1 }) }
  }

  /**
   * 400 and 501 are how stores say that they do not know what they were asked for; or it is something else, then every
   * try fails. The SHA-1 is forgone first.
   */
  async #withWishes<T>(wanted: Wishes, send: (wishes: Wishes) => Promise<T>): Promise<{ result: T; granted: Wishes }> {
    const tries = [wanted]
    if (wanted.sha1) tries.push({ ...wanted, sha1: false })
    if (wanted.untagged) tries.push({ ...wanted, untagged: false })
    if (wanted.sha1 && wanted.untagged) tries.push({ sha1: false, untagged: false })
    for (const [at, granted] of tries.entries()) {
      try {
        return { result: await send(granted), granted }
      } catch (error) {
        const { status } = this.#describe(error)
        if (at === tries.length - 1 || (status !== 400 && status !== 501)) throw error
      }
    }
    throw new Error('a copy is tried at least once')
  }

  /** A copy may be answered 200 before it is done, with an error or nothing in the body. */
  async #send(key: string, headers: Record<string, string>, signal: AbortSignal): Promise<Confirmed> {
    const { body } = await this.#requests.send({ method: 'PUT', key, headers }, signal)
    const xml = await bodyText(body, longestResult)
    if (isXmlOf(xml, 'Error')) throw new S3Refusal(500, xml)
    const etag = isXmlOf(xml, 'CopyObjectResult') ? xmlField(xml, 'ETag') : undefined
    if (etag === undefined) throw new Error('the store did not confirm the copy')
    return { etag, sha1: xmlField(xml, 'ChecksumSHA1'), checksumType: xmlField(xml, 'ChecksumType') }
  }

  #headers(from: string, { ifAbsent = false, ifMatch }: CopyOptions, wishes: Wishes): Record<string, string> {
    const { kind, bucket } = this.#place
    return {
      'x-amz-copy-source': encodedPath(`${bucket}/${from}`),
      'content-length': '0',
      ...ownHeaders(wishes.untagged),
      // Also sent where the store may not heed it: where it does, it closes the gap after the look.
      ...(ifAbsent && (kind === 's3' || kind === 'wasabi') ? { 'if-none-match': '*' } : {}),
      // R2's own header: If-None-Match means nothing to its copies.
      ...(ifAbsent && kind === 'r2' ? { 'cf-copy-destination-if-none-match': '*' } : {}),
      ...(ifMatch !== undefined && kind !== 'gs' ? { 'x-amz-copy-source-if-match': ifMatch } : {}),
      ...(wishes.sha1 ? { 'x-amz-checksum-algorithm': 'SHA1' } : {})
    }
  }

  async #exists(key: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#requests.sendForHeaders({ method: 'HEAD', key }, signal)
      return true
    } catch (error) {
      if (isNotFound(this.#describe(error))) return false
      throw error
    }
  }

  #forgoSha1(): void {
    if (this.#tellsSha1) this.#onNoSha1()
    this.#tellsSha1 = false
  }
}

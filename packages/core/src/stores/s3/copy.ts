/**
 * Copies inside a bucket, and how stores differ about them: whether they can be made conditional, whether they tell the
 * SHA-1 of what they copied, and whether they know tags. A copy has the gateway's own headers alone.
 */
import { defined } from '../../defined.ts'
import type { BucketPlace } from '../bucket-uri.ts'
import type { CopyOptions, CopyResult } from '../object-store.ts'
import { isAws } from './address.ts'
import { isNoSuchKey, isNotFound, isPreconditionFailed, type StoreFailure } from './failure.ts'
import { mayHaveTags } from './own-headers.ts'
import type { S3Requests } from './requests.ts'
import type { SdkCalls } from './sdk-calls.ts'
import { wholeObjectSha1 } from './sha1-checksum.ts'

/** R2 refuses the wish for a checksum, Google has none of that kind. */
export const mayTellSha1 = ({ kind }: BucketPlace): boolean => kind === 's3' || kind === 'wasabi'

/** Stores that do not heed the condition would overwrite: there the destination is looked at first. */
const heedsCondition = (place: BucketPlace): boolean => place.kind === 'r2' || isAws(place)

/** As the store confirms it: base64, not yet looked at. */
export interface CopyConfirmed {
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

export interface CopyRequest {
  from: string
  to: string
  ifAbsent: boolean
  ifMatch: string | undefined
  wishes: Wishes
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

  /**
   * One attempt, whatever number of requests it takes: they share its time limit. `copy` makes one. Throws S3Refusal, the
   * SDK's errors, or the system's.
   */
  async attempt(
    copy: SdkCalls['copy'],
    from: string,
    to: string,
    options: CopyOptions,
    signal: AbortSignal
  ): Promise<CopyResult> {
    const ifAbsent = options.ifAbsent === true
    if (ifAbsent && !heedsCondition(this.#place) && (await this.#exists(to, signal))) {
      return { outcome: 'destination_exists' }
    }
    try {
      const { ifMatch } = options
      const confirmed = await this.#copy(options.wantSha1 === true, wishes =>
        copy({ from, to, ifAbsent, ifMatch, wishes }, signal)
      )
      return { outcome: 'copied', ...confirmed }
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
    wantSha1: boolean,
    send: (wishes: Wishes) => Promise<CopyConfirmed>
  ): Promise<{ etag: string; sha1?: string }> {
    const wanted = { sha1: wantSha1 && this.#tellsSha1, untagged: this.#knowsTags }
    const { result, granted } = await this.#withWishes(wanted, send)
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

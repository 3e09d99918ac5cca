/**
 * What presigned URLs are signed with. With credentials that end, a URL ends with them, so that it is signed for no longer
 * than they live, and with none that live too short.
 */
import type { S3Client } from '@aws-sdk/client-s3'
import type { BucketCredentials, BucketPlace, TemporaryCredentials } from '../bucket-uri.ts'
import { openClient } from './client.ts'
import type { TimeLimits } from './time-limits.ts'

/**
 * ms that the credentials of a URL still live when it is made. A download URL may be handed out for another minute and
 * then lives for half an hour.
 */
export const leastLifeOfUrls = 31 * 60_000

interface Presigning {
  client: S3Client
  /** How long the URL may live, s. */
  seconds: number
}

export class Presigner {
  readonly #client: S3Client
  readonly #place: BucketPlace
  readonly #credentials: BucketCredentials
  readonly #limits: TimeLimits
  #last: { credentials: TemporaryCredentials; client: S3Client } | undefined

  /** `client` signs where the credentials do not end. */
  constructor(client: S3Client, place: BucketPlace, credentials: BucketCredentials, limits: TimeLimits) {
    this.#client = client
    this.#place = place
    this.#credentials = credentials
    this.#limits = limits
  }

  /** `now`: ms since the epoch. Throws `store.unavailable` where no credentials live long enough. */
  async presigning(now: number, wanted: number): Promise<Presigning> {
    if (!('current' in this.#credentials)) return { client: this.#client, seconds: wanted }
    const current = await this.#credentials.current(leastLifeOfUrls)
    const left = Math.floor((current.expiresAt - now) / 1000)
    return { client: this.#clientOf(current), seconds: Math.min(wanted, left) }
  }

  /** The SDK keeps the credentials that it was given until shortly before their end: too long for URLs. It connects to nothing. */
  #clientOf(credentials: TemporaryCredentials): S3Client {
    if (this.#last?.credentials !== credentials) {
      const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials
      const { endpoint } = this.#credentials
      const fixed = {
        source: 'fixed',
        current: async () => ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }),
        ...(endpoint === undefined ? {} : { endpoint })
      }
      this.#last = { credentials, client: openClient(this.#place, fixed, this.#limits).client }
    }
    return this.#last.client
  }
}

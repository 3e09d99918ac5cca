/**
 * What the SDK asks of a bucket: copies, listings, uploads in parts and CORS rules. Imported when it is first needed: it
 * weighs more than all the rest of a function (decision 0085).
 */

import {
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  S3Client,
  type S3ClientConfig
} from '@aws-sdk/client-s3'
import { defined } from '../../defined.ts'
import type { BucketCredentials } from '../bucket-uri.ts'
import type { CorsOptions, ListedObject } from '../object-store.ts'
import type { Page } from '../registry.ts'
import { sdkSettings } from '../sdk-settings.ts'
import { usesPath } from './address.ts'
import type { CopyConfirmed, CopyRequest } from './copy.ts'
import { copyObject } from './copy-object.ts'
import { corsRules, originsOf } from './cors-rules.ts'
import { listPage } from './list.ts'
import { type PartsCalls, partsCalls } from './parts-by-sdk.ts'
import { leastLifeOfCalls, type Opened } from './requests.ts'

/** A bucket has 100 rules at most, each with a few. */
const mostOrigins = 500
/** Bytes. The SDK parses an answer in one step, 1 MB in a quarter of a second; S3 takes CORS rules of 64 kB. */
const longestAnswer = 160_000

/** One attempt each; they throw the SDK's errors. */
export interface SdkCalls extends PartsCalls {
  copy(request: CopyRequest, signal: AbortSignal): Promise<CopyConfirmed>
  list(prefix: string, page: { limit: number; after?: string }, signal: AbortSignal): Promise<Page<ListedObject>>
  /** Of none: takes the rules away. */
  setCors(origins: readonly string[], options: CorsOptions | undefined, signal: AbortSignal): Promise<object>
  corsOrigins(options: CorsOptions | undefined, signal: AbortSignal): Promise<string[]>
}

export function openSdkCalls(opened: Opened): SdkCalls {
  const client = openClient(opened)
  const { bucket } = opened.place
  return {
    copy: (request, signal) => copyObject(client, opened.place, request, signal),
    list: (prefix, page, signal) => listPage(client, bucket, prefix, page, signal),
    ...partsCalls(client, opened.place),
    setCors: (origins, options, abortSignal) => {
      const rules = corsRules(origins, options)
      return rules === undefined
        ? client.send(new DeleteBucketCorsCommand({ Bucket: bucket }), { abortSignal })
        : client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: rules }), { abortSignal })
    },
    corsOrigins: async (options, abortSignal) => {
      const { CORSRules = [] } = await client.send(new GetBucketCorsCommand({ Bucket: bucket }), { abortSignal })
      return originsOf(CORSRules, options).slice(0, mostOrigins)
    }
  }
}

function openClient({ place, credentials, connections, connect }: Opened): S3Client {
  return new S3Client({
    region: place.region,
    credentials: signedWith(credentials),
    ...defined({ endpoint: place.endpoint }),
    forcePathStyle: usesPath(place, credentials),
    // R2 and Google refuse the checksums that the SDK adds otherwise.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // It costs a round trip and a connection outside the pool.
    expectContinueHeader: false,
    ...sdkSettings(connections, connect, longestAnswer)
  })
}

/** The SDK asks again some minutes before the end of temporary ones. */
function signedWith(credentials: BucketCredentials): NonNullable<S3ClientConfig['credentials']> {
  if (!('current' in credentials)) {
    const { accessKeyId, secretAccessKey } = credentials
    return { accessKeyId, secretAccessKey }
  }
  return async () => {
    const { expiresAt, ...current } = await credentials.current(leastLifeOfCalls)
    return { ...current, expiration: new Date(expiresAt) }
  }
}

/** A zone: a name, the bucket its files lie in, and who owns it. */
import * as z from 'zod'
import type { ZoneName } from '../ids/zone-name.ts'
import type { BucketRef } from '../stores/bucket-uri.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import type { Owned } from './owner.ts'
import type { ScratchMark } from './scratch-limits.ts'

/** `since`: registrations from before were made in another zone of the same name, ms since the epoch. */
export const FilesMark = z.object({ since: z.number() })
export type FilesMark = z.infer<typeof FilesMark>

export interface ZoneConfig {
  name: ZoneName
  /** Prefix of all the zone's keys, without slashes at its ends; '' for none. */
  directory: string
  bucket: BucketRef
  /** Read-only; asked for files that `bucket` does not have. */
  fallback?: BucketRef
  /** Zones of the configuration have none. Of one of an older gateway, users/ownership.ts says whose it is. */
  owner?: Owned
  scratch?: ScratchMark
  files?: FilesMark
}

/** A zone whose buckets are open. */
export interface Zone {
  name: ZoneName
  directory: string
  owner?: Owned
  /** Anyone may upload, within these limits. */
  scratch?: ScratchMark
  /** Files have readers: who stores one has a registration, and registrations say who reads it. */
  files?: FilesMark
  bucket: ObjectStore
  /** See `bucketId` of place.ts: which bucket it is. */
  bucketId: string
  fallback?: ObjectStore
}

/** A zone: a name, the bucket its files lie in, and who owns it. */
import type { ObjectStore } from '../stores/object-store.ts'
import type { UserLabel } from '../users/user-label.ts'
import type { ZoneName } from './zone-name.ts'

/** Where a bucket is and how to sign for it. The credentials are a secret: in no log, error or answer. */
export interface BucketRef {
  /** `r2://b`, `s3://b?region=r` (or `aws://`), `gs://b`, `wasabi://b?region=r` */
  uri: string
  credentials: BucketCredentials
}

export interface BucketCredentials {
  accessKeyId: string
  secretAccessKey: string
  /** URL of the S3 API; needed for r2, optional elsewhere. */
  endpoint?: string
}

export interface ZoneConfig {
  name: ZoneName
  /** Prefix of all the zone's keys, without slashes at its ends; '' for none. */
  directory: string
  bucket: BucketRef
  /** Read-only; asked for files that `bucket` does not have. */
  fallback?: BucketRef
  /** Zones of the configuration have none. */
  owner?: UserLabel
}

/** A zone whose buckets are open. */
export interface Zone {
  name: ZoneName
  directory: string
  owner?: UserLabel
  bucket: ObjectStore
  fallback?: ObjectStore
}

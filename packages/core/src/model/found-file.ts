/** A file that was found, and where. */
export interface FoundFile {
  /** bytes */
  size: number
  bucketUri: string
  objectKey: string
  /** Presigned GET; never logged. */
  url: string
  /** It is in the zone's fallback bucket, not in its own. */
  fallback: boolean
}

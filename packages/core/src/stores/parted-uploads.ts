/**
 * Port: uploads in parts, which the store makes one object of when they are completed. Part of the object store's port,
 * with the same promises about errors and time limits. `uploadId` is the store's own name of an upload.
 */
import type { Page } from './registry.ts'

/** Of one upload: what every store takes. */
export const mostParts = 10_000

/** bytes: what every store takes as one part. */
export const largestPart = 5_000_000_000

/** An upload in parts that somebody began and never completed: nobody sees it, and it is paid for. */
export interface UnfinishedUpload {
  key: string
  uploadId: string
  /** ms since the epoch */
  began: number
}

export interface Part {
  /** From 1 to `mostParts`. */
  number: number
  /** bytes */
  size: number
}

export interface StoredPart extends Part {
  etag: string
}

export interface PartCopy {
  number: number
  /** Of the source: the first byte of the part, and the first that is not of it any more. */
  from: number
  to: number
  /** Copy only while the source has this etag. Stores that know no conditions copy anyway. */
  ifMatch?: string
}

export interface PartedUploads {
  /**
   * Begins one of parts of `partSize` bytes, but for the last; its object will have the gateway's own headers alone. Gives the store's `uploadId`; undefined: the store
   * takes no uploads in parts.
   */
  beginParts(key: string, partSize: number): Promise<string | undefined>
  /** A URL with which anybody may PUT this part, of exactly its size, for as long as `presignPut` says. */
  presignPart(key: string, uploadId: string, part: Part, seconds: number): Promise<string>
  /** The parts that are there, by number ascending; undefined: no such upload, it is completed or aborted. */
  listParts(key: string, uploadId: string): Promise<StoredPart[] | undefined>
  /**
   * Makes one object of exactly these parts, numbered without gaps, by number ascending. `missing`: no such upload.
   * `bad_parts`: one of them is not there, not as it was listed, or smaller than the store takes before the last; then
   * nothing has changed. `ifAbsent`: only where no object is, as for a copy.
   */
  completeParts(
    key: string,
    uploadId: string,
    parts: readonly StoredPart[],
    options?: { ifAbsent?: boolean }
  ): Promise<'completed' | 'missing' | 'bad_parts' | 'exists'>
  /** A part of bytes that another object of the bucket has. `missing`: no such upload. */
  copyPart(
    from: string,
    to: string,
    uploadId: string,
    part: PartCopy
  ): Promise<'copied' | 'missing' | 'source_missing' | 'source_changed'>
  /**
   * At most 250, by key ascending, of keys behind `after`; undefined where the store cannot say. Of one key there may be more than
   * are told.
   */
  unfinishedUploads(prefix: string, after?: string): Promise<Page<UnfinishedUpload> | undefined>
  /** Aborting what is gone is no error. */
  abortUpload(key: string, uploadId: string): Promise<void>
}

/** Files that lay in a zone's bucket under names of their own, and are found by their hash where they lie. */
import * as z from 'zod'
import { ContentHash } from '../ids/content-hash.ts'

/** Where a hash lies. What is there now is that file while size and etag are these. */
export const AdoptedFile = z.object({
  /** The complete key. */
  objectKey: z.string(),
  /** See `bucketId` of place.ts. */
  bucketId: z.string(),
  /** bytes */
  size: z.number(),
  etag: z.string()
})
export type AdoptedFile = z.infer<typeof AdoptedFile>

/** What was learnt of an object, so that the next run reads only what is new or changed. */
export const SeenObject = z.object({
  /** bytes */
  size: z.number(),
  /** When it was written, ms since the epoch, by the store's clock. */
  modified: z.number(),
  etag: z.string(),
  /** Absent: it is not read to its end. */
  hash: ContentHash.exactOptional(),
  /** How many of its bytes are hashed, and the hashes' states after them in base64. */
  progress: z.object({ bytes: z.number(), sha1State: z.string(), sha256State: z.string() }).exactOptional(),
  /** The `since` of the zone's readers for which it is registered; absent: for none. */
  registeredSince: z.number().exactOptional()
})
export type SeenObject = z.infer<typeof SeenObject>

export const AdoptionSum = z.object({ files: z.int().min(0), bytes: z.number().min(0) })
export type AdoptionSum = z.infer<typeof AdoptionSum>

/** `counting`, `adopting`: the job sweep goes on with it. `done`: it looks for changed files once a day. */
export const AdoptionPhase = z.enum(['counting', 'counted', 'adopting', 'done'])

/** How far the adoption of a zone's files is. */
export const Adoption = z.object({
  phase: AdoptionPhase,
  /** When its last pass through the bucket began, ms since the epoch. */
  at: z.number(),
  /** What comes behind this key is still to be looked at. */
  after: z.string(),
  /** What there is to adopt, as far as it is counted. */
  found: AdoptionSum,
  /** Adopted so far. */
  adopted: AdoptionSum,
  /** Files that lie below `sha1/` already. */
  inPlace: z.int().min(0),
  /** What is the gateway's own or another zone's, by its folder. */
  leftOut: z.record(z.string(), z.int())
})
export type Adoption = z.infer<typeof Adoption>

/** An upload that was begun: what its client says it will put where. */
import type { ContentHash } from '../ids/content-hash.ts'

export interface Upload {
  hash: ContentHash
  /** bytes, as announced and signed */
  size: number
  /** 32 hex digits; with zone and hash it makes the upload's key. */
  uploadId: string
  /** By who may not download: nothing tells them what is there. */
  hidden?: true
}

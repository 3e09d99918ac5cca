/** An upload that was begun: what its client says it will put where. */
import type { Sha256, UploadHash } from '../ids/content-hash.ts'
import type { Registrant } from '../model/registration.ts'

export interface Upload {
  hash: UploadHash
  /** Said beside the SHA-1. */
  sha256?: Sha256
  /** bytes, as announced and signed */
  size: number
  /** 32 hex digits; with zone and hash it makes the upload's key. */
  uploadId: string
  /** It was uploaded in parts: the store's name of that, if it took parts, and the size of all parts but the last. */
  parts?: { storeId?: string; partSize: number }
  /** By who may not download: nothing tells them what is there. */
  hidden?: true
  /** In zones whose files have readers: who has the file when it is stored, and what they call it. */
  registrant?: Registrant
  name?: string
}

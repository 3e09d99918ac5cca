/**
 * Content hashes: the names of files. SHA-1 is the one algorithm of the protocol, and where content lies. Whoever uploads by the
 * API may say the SHA-256 in its place, or beside it.
 */
import * as z from 'zod'

export const hashRule = 'must be the SHA-1 of the file, 40 lower-case hex digits'

export const ContentHash = z
  .string()
  .regex(/^[0-9a-f]{40}$/, hashRule)
  .brand<'ContentHash'>()
export type ContentHash = z.infer<typeof ContentHash>

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the file, 64 lower-case hex digits')
  .brand<'Sha256'>()
export type Sha256 = z.infer<typeof Sha256>

/** What an upload goes by: its SHA-1, or its SHA-256 while that is all that is known of it. */
export const UploadHash = z.union([ContentHash, Sha256], 'must be 40 or 64 lower-case hex digits')
export type UploadHash = z.infer<typeof UploadHash>

/** undefined: it is not known yet. */
export const sha1In = (hash: UploadHash): ContentHash | undefined => ContentHash.safeParse(hash).data
export const sha256In = (hash: UploadHash): Sha256 | undefined => Sha256.safeParse(hash).data

export const algorithmOf = (hash: string): 'sha1' | 'sha256' => (hash.length === 64 ? 'sha256' : 'sha1')

/** Of no bytes at all. */
export const emptyFileHash = ContentHash.parse('da39a3ee5e6b4b0d3255bfef95601890afd80709')
export const emptyFileSha256 = Sha256.parse('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')

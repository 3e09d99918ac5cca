/** Content hashes: the names of files. SHA-1 is the one algorithm of the protocol. */
import * as z from 'zod'

export const hashRule = 'must be the SHA-1 of the file, 40 lower-case hex digits'

export const ContentHash = z
  .string()
  .regex(/^[0-9a-f]{40}$/, hashRule)
  .brand<'ContentHash'>()
export type ContentHash = z.infer<typeof ContentHash>

/** SHA-1 of no bytes at all. */
export const emptyFileHash = ContentHash.parse('da39a3ee5e6b4b0d3255bfef95601890afd80709')

/** Why what was uploaded is not what was announced. */
import * as z from 'zod'
import { errors, type GatewayError } from '../errors.ts'
import type { UploadHash } from '../ids/content-hash.ts'

export const UploadFailure = z.object({
  /** Hex digest of what was uploaded; absent: nothing was. */
  actual: z.string().exactOptional(),
  /** What it should be, where that is not what the upload goes by. */
  expected: z.string().exactOptional(),
  /** It has the SHA-1 that it should, but is made so that other bytes have it, too. */
  collides: z.literal(true).exactOptional()
})
export type UploadFailure = z.infer<typeof UploadFailure>

export function failureError(hash: UploadHash, { actual, expected = hash, collides }: UploadFailure): GatewayError {
  if (actual === undefined) return errors.uploadNotFound()
  return collides ? errors.sha1Collision(actual) : errors.wrongContent(expected, actual)
}

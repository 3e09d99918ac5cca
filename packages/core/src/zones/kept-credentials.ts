/** Credentials of a bucket as they are given through the site: to be kept encrypted, never shown. */
import * as z from 'zod'

export const KeptCredentials = z.object({
  accessKeyId: z.string().min(1).max(500),
  secretAccessKey: z.string().min(1).max(500),
  /** URL of the S3 API; needed for r2. */
  endpoint: z.string().max(500).optional()
})
export type KeptCredentials = z.infer<typeof KeptCredentials>

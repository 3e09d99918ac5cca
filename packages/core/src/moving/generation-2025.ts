/**
 * What a gateway of the 2025 generation keeps in its database: users with an API key each, and zones. An allow-list of
 * fields; docs/decisions/0251-the-2025-generation-s-database-is-imported.md says where they are known from.
 */
import * as z from 'zod'
import { UserLabel } from '../ids/user-label.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { KeptCredentials } from '../zones/kept-credentials.ts'
import { Directory } from '../zones/zone-record.ts'

/** As that gateway makes them: 32 letters and digits. They lie in its database as they are. */
export const key2025 = /^[A-Za-z0-9]{32}$/

export const User2025 = z.object({
  userId: UserLabel,
  /** null: none was made. */
  apiKey: z.string().regex(key2025).nullish()
})

const right = z.boolean().default(false)

export const Zone2025 = z.object({
  zoneName: ZoneName,
  /** Its owner. */
  userId: UserLabel,
  users: z.array(z.object({ userId: UserLabel, admin: right, uploadFiles: right, downloadFiles: right })).default([]),
  publicDownload: z.boolean(),
  publicUpload: z.boolean().default(false),
  bucketUri: z.string().min(1).exactOptional(),
  directory: Directory.default(''),
  credentials: z
    .string()
    .max(2000)
    .transform((text, context) => {
      try {
        return KeptCredentials.parse(JSON.parse(text))
      } catch {
        // Nothing of it is repeated.
        context.addIssue({ code: 'custom', message: 'are no credentials' })
        return z.NEVER
      }
    })
    .exactOptional()
})
export type Zone2025 = z.infer<typeof Zone2025>

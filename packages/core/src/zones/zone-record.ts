/** A zone that users or administrators added: in the registry, or in `registered-zones/` of the default bucket. */
import * as z from 'zod'
import { UserLabel } from '../users/user-label.ts'
import { ZoneName } from './zone-name.ts'

/** A prefix of object keys: path segments without `.` or `..` alone, slashes at the ends taken off; '' for none. */
export const Directory = z
  .string()
  .max(500)
  .transform(directory => directory.replace(/^\/+|\/+$/g, ''))
  .refine(
    directory => directory === '' || directory.split('/').every(part => part !== '' && part !== '.' && part !== '..'),
    'directory has no empty, "." or ".." parts'
  )

/** How long files of a zone marked scratch stay where nothing else is said. */
export const scratchRetentionDays = 14

export const ZoneRecord = z.object({
  zone: ZoneName,
  ownerId: UserLabel,
  /** Names an entry of GATEWAY_CONFIG. */
  bucketName: z.string().min(1).max(100),
  directory: Directory,
  scratch: z.object({ retentionDays: z.number().positive().default(scratchRetentionDays) }).exactOptional()
})
export type ZoneRecord = z.infer<typeof ZoneRecord>

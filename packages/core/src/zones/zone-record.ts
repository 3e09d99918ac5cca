/** A zone that users or administrators added: in the registry, or in `registered-zones/` of the default bucket. */
import * as z from 'zod'
import { UserLabel } from '../ids/user-label.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { ScratchMark } from '../model/scratch-limits.ts'
import { FilesMark } from '../model/zone.ts'

/** A prefix of object keys: path segments without `.` or `..` alone, slashes at the ends taken off; '' for none. */
export const Directory = z
  .string()
  .max(500)
  .transform(directory => directory.replace(/^\/+|\/+$/g, ''))
  .refine(
    directory => directory === '' || directory.split('/').every(part => part !== '' && part !== '.' && part !== '..'),
    'directory has no empty, "." or ".." parts'
  )

/** A bucket of the zone's own. `credentials`: encrypted, see stores/credential-cipher.ts. */
const OwnBucket = z.object({ uri: z.string(), credentials: z.string() })

export const ZoneRecord = z.object({
  zone: ZoneName,
  ownerId: UserLabel,
  /** Absent in what older gateways wrote: see users/ownership.ts. */
  ownerAccountId: z.string().exactOptional(),
  /** Names an entry of GATEWAY_CONFIG; means nothing where there is a bucket of the zone's own. */
  bucketName: z.string().min(1).max(100),
  directory: Directory,
  ownBucket: OwnBucket.nullable().default(null),
  scratch: ScratchMark.nullable().default(null),
  /** Absent: its files have no readers of their own. */
  files: FilesMark.exactOptional()
})
export type ZoneRecord = z.infer<typeof ZoneRecord>

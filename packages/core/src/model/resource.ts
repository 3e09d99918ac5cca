/** A resource: a named service of a user, reached through a proxy. */
import * as z from 'zod'
import { ResourceName } from '../ids/resource-name.ts'
import { UserLabel } from '../ids/user-label.ts'

/** As older gateways left it in buckets (`resources/<name>`) and as the registry keeps it; an allow-list of fields. */
export const Resource = z.object({
  resourceName: ResourceName,
  ownerId: UserLabel,
  /** Absent in what older gateways wrote: see users/ownership.ts. */
  ownerAccountId: z.string().exactOptional(),
  /** ms since the epoch */
  timestampCreated: z.number(),
  proxyUrl: z.string().max(2000)
})
export type Resource = z.infer<typeof Resource>

/** As the API shows it. */
export const ShownResource = Resource.omit({ ownerAccountId: true })

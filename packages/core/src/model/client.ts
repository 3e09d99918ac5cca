/** A client: a key pair on somebody's machine, registered in one zone by its owner. */
import * as z from 'zod'
import { cleanLabel } from '../ids/clean-label.ts'
import { ClientId } from '../ids/client-id.ts'
import { UserLabel } from '../ids/user-label.ts'

/** Longest label, characters. */
export const maxLabelLength = 1000

/**
 * As older gateways left it in buckets (`clients/<id>`) and as the registry keeps it. Parsing is an allow-list: the
 * `privateKeyHex` that some of those files hold is never read.
 */
export const Client = z.object({
  clientId: ClientId,
  ownerId: UserLabel,
  /** Absent in what older gateways wrote: see users/ownership.ts. */
  ownerAccountId: z.string().exactOptional(),
  /** ms since the epoch */
  timestampCreated: z.number(),
  label: z.string().max(maxLabelLength).overwrite(cleanLabel).default('')
})
export type Client = z.infer<typeof Client>

/** As the API shows it. */
export const ShownClient = Client.omit({ ownerAccountId: true })

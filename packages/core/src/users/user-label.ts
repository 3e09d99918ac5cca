/**
 * How records and settings name a user: a login, or whatever older gateways wrote (`github|login`, an e-mail address).
 * Opaque; compared by its key (login-key.ts). Which account a label means is said by its binding (bindings.ts).
 */
import * as z from 'zod'

export const UserLabel = z.string().min(1).max(100).brand<'UserLabel'>()
export type UserLabel = z.infer<typeof UserLabel>

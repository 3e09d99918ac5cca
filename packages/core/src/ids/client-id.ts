/** A client's name is its Ed25519 public key in hex. */
import * as z from 'zod'

export const clientIdRule = 'must be 64 lower-case hex digits'

export const ClientId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, clientIdRule)
  .brand<'ClientId'>()
export type ClientId = z.infer<typeof ClientId>

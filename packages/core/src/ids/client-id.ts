/** A client's name is its Ed25519 public key in hex. */
import * as z from 'zod'

export const ClientId = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'ClientId'>()
export type ClientId = z.infer<typeof ClientId>

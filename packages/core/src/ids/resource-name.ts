/** Resource names come from outside and become parts of keys: parts like zone names, with spaces, between slashes. */
import * as z from 'zod'

export const ResourceName = z
  .string()
  .regex(/^(?=.{1,100}$)[A-Za-z0-9][A-Za-z0-9._ -]*(?:\/[A-Za-z0-9][A-Za-z0-9._ -]*)*$/)
  .refine(name => !name.includes('..'))
  .brand<'ResourceName'>()
export type ResourceName = z.infer<typeof ResourceName>

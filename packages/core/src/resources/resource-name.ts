/** Resource names come from outside and become parts of keys: parts like zone names, with spaces, between slashes. */
import * as z from 'zod'

export const ResourceName = z
  .string()
  .regex(
    /^(?=.{1,100}$)[A-Za-z0-9][A-Za-z0-9._ -]*(?:\/[A-Za-z0-9][A-Za-z0-9._ -]*)*$/,
    'a resource name has 1 to 100 letters, digits, dots, hyphens, underscores, spaces and slashes'
  )
  .refine(name => !name.includes('..'), 'a resource name has no two dots in a row')
  .brand<'ResourceName'>()
export type ResourceName = z.infer<typeof ResourceName>

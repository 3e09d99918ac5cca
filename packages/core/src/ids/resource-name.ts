/** Resource names come from outside and become parts of keys: parts like zone names, with spaces, between slashes. */
import * as z from 'zod'

export const resourceNameRule =
  'must be a resource name: 1 to 100 letters, digits, dots, hyphens, underscores, spaces and slashes, no two dots in a row'

export const ResourceName = z
  .string()
  .regex(/^(?=.{1,100}$)[A-Za-z0-9][A-Za-z0-9._ -]*(?:\/[A-Za-z0-9][A-Za-z0-9._ -]*)*$/, resourceNameRule)
  .refine(name => !name.includes('..'), resourceNameRule)
  .brand<'ResourceName'>()
export type ResourceName = z.infer<typeof ResourceName>

/** Zone names come from outside and become parts of keys: letters, digits, dot, underscore and hyphen, no `..`. */
import * as z from 'zod'

export const ZoneName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a zone name has 1 to 100 letters, digits, dots, hyphens and underscores')
  .refine(name => !name.includes('..'), 'a zone name has no two dots in a row')
  .brand<'ZoneName'>()
export type ZoneName = z.infer<typeof ZoneName>

export const defaultZoneName = ZoneName.parse('default')

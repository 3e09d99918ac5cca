/** Zone names come from outside and become parts of keys: letters, digits, dot, underscore and hyphen, no `..`. */
import * as z from 'zod'
import { mustBeZoneName } from './zone-name-rule.ts'

export const ZoneName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, mustBeZoneName)
  .refine(name => !name.includes('..'), mustBeZoneName)
  .brand<'ZoneName'>()
export type ZoneName = z.infer<typeof ZoneName>

export const defaultZoneName = ZoneName.parse('default')

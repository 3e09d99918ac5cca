/** Zone names come from outside and become parts of keys: letters, digits, dot, underscore and hyphen, no `..`. */
import * as z from 'zod'

const characters = '1 to 100 letters, digits, dots, hyphens and underscores'
const noTwoDots = 'no two dots in a row'
/** What a zone name has, for sentences. */
export const zoneNameRule = `${characters}, ${noTwoDots}`

export const ZoneName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, `a zone name has ${characters}`)
  .refine(name => !name.includes('..'), `a zone name has ${noTwoDots}`)
  .brand<'ZoneName'>()
export type ZoneName = z.infer<typeof ZoneName>

export const defaultZoneName = ZoneName.parse('default')

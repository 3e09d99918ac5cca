/** How the API names an upload in parts: the upload's id and its zone, in one word that fits into an address. */
import * as z from 'zod'
import { ZoneName } from './zone-name.ts'

export const UploadRef = z
  .string()
  .regex(/^[0-9a-f]{32}-/, 'must be the id that the upload was given when it was begun')
  .transform((text, context) => {
    const zone = ZoneName.safeParse(text.slice(33))
    if (zone.success) return { uploadId: text.slice(0, 32), zone: zone.data }
    context.addIssue('must be the id that the upload was given when it was begun')
    return z.NEVER
  })
export type UploadRef = z.output<typeof UploadRef>

export const uploadRefText = ({ uploadId, zone }: UploadRef): string => `${uploadId}-${zone}`

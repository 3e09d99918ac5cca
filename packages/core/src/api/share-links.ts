/** The API: links by which others read files of zones whose files have readers. */
import * as z from 'zod'
import { NewShareLink, ShareLinkId, ShareToken } from '../model/share-link.ts'
import { nothing, OfClientIn, OfZone, operation, PageQuery, pageOf, plain, SearchQuery } from './operation.ts'

const File = z.object({
  hash: z.string(),
  /** bytes */
  size: z.number(),
  name: z.string().nullable()
})

const Link = z.object({
  id: z.string(),
  zone: z.string(),
  files: z.array(File),
  /** Who made it. */
  by: z.string(),
  /** ms since the epoch */
  at: z.number(),
  endsAt: z.number(),
  /** Uses; null: any number. */
  count: z.number().nullable(),
  used: z.number(),
  /** ms since the epoch; null: not yet. */
  usedAt: z.number().nullable(),
  note: z.string(),
  /** `used-up`: no further use begins. */
  state: z.enum(['open', 'ended', 'used-up'])
})

export const shareLinkOperations = {
  'POST /api/zones/{zone}/share-links': operation({
    ...plain,
    caller: 'zone-user',
    programs: 'download',
    summary: 'Makes a link by which whoever has it reads these files, until it ends; its address is told here alone',
    path: OfZone,
    body: NewShareLink,
    answer: z.object({ url: z.string(), made: Link }),
    errors: ['file.not_found', 'share.not_allowed', 'share.bad_end', 'share.too_many']
  }),
  'GET /api/share-links': operation({
    ...plain,
    caller: 'user',
    programs: 'download',
    summary: 'The links that one made, in all zones, with their use',
    query: SearchQuery.extend(OfClientIn.shape),
    answer: pageOf(Link)
  }),
  'GET /api/zones/{zone}/share-links': operation({
    ...plain,
    caller: 'zone-lister',
    programs: 'download',
    summary: 'The links to a zone’s files, the newest first, with their use',
    path: OfZone,
    query: PageQuery,
    answer: pageOf(Link)
  }),
  'DELETE /api/zones/{zone}/share-links/{link}': operation({
    ...plain,
    caller: 'zone-user',
    programs: 'download',
    summary: 'Revokes a link of one’s own, or, for administrators, any of the zone; counts within 60 s',
    path: OfZone.extend({ link: ShareLinkId }),
    answer: nothing,
    errors: ['share.not_yours']
  }),
  'POST /api/shared-files': operation({
    ...plain,
    caller: 'anyone',
    summary: 'What a link gives to whoever has its token: for the page that a browser sees; no use of it',
    body: z.object({ token: ShareToken }),
    answer: z.object({
      zone: z.string(),
      by: z.string(),
      /** ms since the epoch */
      endsAt: z.number(),
      files: z.array(File)
    }),
    errors: ['share.not_found']
  })
}

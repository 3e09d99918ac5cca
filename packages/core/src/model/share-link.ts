/**
 * A link by which whoever has its token reads some files of a zone, on behalf of the account that made it, until it ends
 * (docs/decisions/0170-share-links-read-for-their-maker.md). The token itself is kept nowhere.
 */
import * as z from 'zod'
import { cleanLabel } from '../ids/clean-label.ts'
import { ContentHash, UploadHash } from '../ids/content-hash.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { lineTime } from './registration.ts'

/** Files of one link. */
export const mostSharedFiles = 100
/** Longest that a link lives, ms: a year, a leap year too. */
export const longestShare = 366 * 24 * 3600_000
/** Of one account, in all zones. */
export const mostShareLinks = 200
/** Reads of a file within so long of its first are one use, ms; the URL that the first was given lives as long. */
export const useLasts = 3600_000

/** 128 random bits behind a beginning by which people, and searches for secrets, know it. */
export const ShareToken = z
  .string()
  .regex(/^link_[0-9a-f]{32}$/)
  .brand<'ShareToken'>()
export type ShareToken = z.infer<typeof ShareToken>

/** What the link is called in lists and in the activity; it opens nothing. The newest is first among them. */
export const ShareLinkId = z
  .string()
  .regex(/^\d{13}-[0-9a-f]{16}$/)
  .brand<'ShareLinkId'>()
export type ShareLinkId = z.infer<typeof ShareLinkId>

export const shareLinkId = (at: number, random: string): ShareLinkId =>
  ShareLinkId.parse(`${lineTime({ at })}-${random}`)

export const SharedFile = z.object({
  hash: ContentHash,
  /** bytes */
  size: z.number(),
  name: z.string().exactOptional()
})
export type SharedFile = z.infer<typeof SharedFile>

/** What a person says of a new link. `hashes`: SHA-1 or SHA-256. `endsAt`: ms since the epoch. `count`: uses; null for any number. */
export const NewShareLink = z.object({
  hashes: z.array(UploadHash).min(1).max(mostSharedFiles, `has at most ${mostSharedFiles} hashes`),
  endsAt: z.int().positive(),
  count: z.int().min(1).max(1_000_000).nullable().default(null),
  note: z.string().max(500).transform(cleanLabel).default('')
})
export type NewShareLink = z.infer<typeof NewShareLink>

export const ShareLink = NewShareLink.omit({ hashes: true }).extend({
  /** SHA-256 of the token, hex. */
  tokenHash: z.string(),
  files: z.array(SharedFile),
  ownerId: UserLabel,
  ownerAccountId: z.string(),
  /** ms since the epoch */
  at: z.number(),
  note: z.string(),
  /** Uses so far. */
  used: z.int(),
  /** ms since the epoch; null: not yet. */
  usedAt: z.number().nullable(),
  /** When the last use of each file began, ms since the epoch by hash; those that are over may be missing. */
  begun: z.record(z.string(), z.number())
})
export type ShareLink = z.infer<typeof ShareLink>

/** As the registry had it. */
export interface KnownShareLink {
  zone: ZoneName
  id: ShareLinkId
  version: number
  link: ShareLink
}

/** `now`: ms since the epoch. */
export const hasEnded = ({ endsAt }: ShareLink, now: number): boolean => endsAt <= now

/** No further use begins. */
export const isUsedUp = ({ count, used }: ShareLink): boolean => count !== null && used >= count

/** Whether a use of the file goes on that began less than an hour ago. */
export function isInUse({ begun }: ShareLink, hash: ContentHash, now: number): boolean {
  const since = begun[hash]
  return since !== undefined && now - since < useLasts
}

/** Those of its files that it gives to somebody still. */
export const openFiles = (link: ShareLink, now: number): SharedFile[] =>
  link.files.filter(({ hash }) => !isUsedUp(link) || isInUse(link, hash, now))

/** The link with one use more, which begins now. */
export function withUse(link: ShareLink, hash: ContentHash, now: number): ShareLink {
  const going = Object.entries(link.begun).filter(([, since]) => now - since < useLasts)
  return { ...link, used: link.used + 1, usedAt: now, begun: { ...Object.fromEntries(going), [hash]: now } }
}

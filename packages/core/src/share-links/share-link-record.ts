/**
 * Where links are kept: under the zone, the newest first, and under the hash of their token, which says where. Both are
 * written once a link is made; what a use changes is in the first.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { defaultZoneName, ZoneName } from '../ids/zone-name.ts'
import {
  hasEnded,
  type KnownShareLink,
  ShareLink,
  ShareLinkId,
  type ShareToken,
  shareLinkId
} from '../model/share-link.ts'
import { siteErrors } from '../site-errors.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey } from '../stores/registry.ts'

type Deps = Pick<GatewayDeps, 'registry' | 'caches'>

export const shareLinkKey = (zone: ZoneName, id: ShareLinkId): RecordKey => ({ kind: 'share-link', zone, id })
export const shareTokenKey = (tokenHash: string): RecordKey => ({ kind: 'share-token', id: tokenHash })

/** The token is random, so that its hash needs no salt. */
export const hashOfToken = (token: ShareToken): string => createHash('sha256').update(token).digest('hex')

const Whose = z.object({ zone: ZoneName, id: ShareLinkId })

/**
 * At most 60 s old where it `gives` what is asked for. Throws `share.not_found`, after the same questions of a token that
 * nobody has, a link that was revoked, one whose time is over and one that gives nothing.
 */
export async function openLink(
  deps: Deps & Pick<GatewayDeps, 'now'>,
  token: ShareToken,
  gives: (link: ShareLink, now: number) => boolean
): Promise<KnownShareLink> {
  const isClosed = ({ link }: KnownShareLink) => hasEnded(link, deps.now()) || !gives(link, deps.now())
  const tokenHash = hashOfToken(token)
  const { shareLinks } = deps.caches
  const cached = shareLinks.peek(tokenHash)
  if (cached !== undefined && isClosed(cached)) shareLinks.delete(tokenHash)
  const known = await shareLinks.get(tokenHash, () => linkOfToken(deps, tokenHash))
  if (isClosed(known)) throw siteErrors.shareNotFound()
  return known
}

async function linkOfToken(deps: Deps, tokenHash: string): Promise<KnownShareLink> {
  const key = shareTokenKey(tokenHash)
  const entry = await deps.registry.get(key)
  const { zone, id } = entry?.state === 'present' ? readRecord(Whose, key, entry.value) : nobodys(tokenHash)
  return currentLink(deps, zone, id)
}

/** Where nothing is: no link is that old. */
const nobodys = (tokenHash: string) => ({ zone: defaultZoneName, id: shareLinkId(0, tokenHash.slice(0, 16)) })

/** As it is now. Throws `share.not_found`. */
export async function currentLink(deps: Deps, zone: ZoneName, id: ShareLinkId): Promise<KnownShareLink> {
  const known = await findLink(deps, zone, id)
  if (known === undefined) throw siteErrors.shareNotFound()
  return known
}

/** As it is now; undefined: there is none. */
export async function findLink(
  { registry }: Deps,
  zone: ZoneName,
  id: ShareLinkId
): Promise<KnownShareLink | undefined> {
  const key = shareLinkKey(zone, id)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return undefined
  return { zone, id, version: entry.version, link: readRecord(ShareLink, key, entry.value) }
}

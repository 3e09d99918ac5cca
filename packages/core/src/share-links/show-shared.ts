/** What a link gives, for the page that it shows to people: of its files those that whoever made it may still share. */
import type { GatewayDeps } from '../deps.ts'
import { fewAtOnce } from '../few-at-once.ts'
import { hasEnded, isInUse, isUsedUp, type ShareToken } from '../model/share-link.ts'
import { siteErrors } from '../site-errors.ts'
import { isGiven, makerOf } from './read-for-maker.ts'
import { hashOfToken, linkOfToken } from './share-link-record.ts'

export interface SharedPage {
  zone: string
  /** Who made it. */
  by: string
  /** ms since the epoch */
  endsAt: number
  files: { hash: string; size: number; name: string | null }[]
}

/** Files whose readers are asked for side by side. */
const atOnce = 10

/** It is no use. Throws `share.not_found`. */
export async function showShared(deps: GatewayDeps, token: ShareToken): Promise<SharedPage> {
  const known = await linkOfToken(deps, hashOfToken(token))
  const { link, zone } = known
  const now = deps.now()
  if (hasEnded(link, now)) throw siteErrors.shareNotFound()
  const maker = await makerOf(deps, known)
  const open = link.files.filter(({ hash }) => !isUsedUp(link) || isInUse(link, hash, now))
  const given = await fewAtOnce(open, atOnce, ({ hash }) => isGiven(deps, maker, hash))
  const files = open.filter((_, index) => given[index]).map(({ hash, size, name = null }) => ({ hash, size, name }))
  if (files.length === 0) throw siteErrors.shareNotFound()
  return { zone, by: maker.user.login, endsAt: link.endsAt, files }
}

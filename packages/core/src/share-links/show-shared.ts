/** What a link gives, for the page that it shows to people: of its files those that whoever made it may still share. */
import type { GatewayDeps } from '../deps.ts'
import { fewAtOnce } from '../few-at-once.ts'
import { openFiles, type ShareToken } from '../model/share-link.ts'
import { inEvenTime } from '../registrations/even-time.ts'
import { siteErrors } from '../site-errors.ts'
import { isGiven, makerOf } from './read-for-maker.ts'
import { openLink } from './share-link-record.ts'

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
export const showShared = (deps: GatewayDeps, token: ShareToken): Promise<SharedPage> =>
  inEvenTime(
    deps,
    () => shown(deps, token),
    () => true
  )

async function shown(deps: GatewayDeps, token: ShareToken): Promise<SharedPage> {
  const known = await openLink(deps, token, (link, now) => openFiles(link, now).length > 0)
  const { link, zone } = known
  const open = openFiles(link, deps.now())
  const maker = await makerOf(deps, known)
  const given = await fewAtOnce(open, atOnce, ({ hash }) => isGiven(deps, maker, hash))
  const files = open.filter((_, index) => given[index]).map(({ hash, size, name = null }) => ({ hash, size, name }))
  if (files.length === 0) throw siteErrors.shareNotFound()
  return { zone, by: maker.user.login, endsAt: link.endsAt, files }
}

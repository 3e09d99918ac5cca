/**
 * How many clients and resources a user may have: more than anybody needs, few where the user has no right. The owner's
 * index may be a moment late, so that many at once may come to a few more.
 */

import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import { siteErrors } from '../site-errors.ts'
import { everyItem } from '../stores/every-item.ts'
import { accountIndex } from '../users/ownership.ts'
import { zoneSettings } from '../zones/settings.ts'
import { withItsOwner } from './authorize-zone.ts'
import { callerInZone } from './caller.ts'
import { isGranted, type ZoneAction } from './permissions.ts'

/** In all zones, and in one where the user may neither upload, nor download by their own right, nor administer it. */
export const mostOwned = {
  client: { inAll: 500, withoutRight: 5 },
  resource: { inAll: 200, withoutRight: 5 }
} as const
export type OwnedKind = keyof typeof mostOwned

/** Before one more is written. Throws `client.too_many` or `resource.too_many`. */
export async function checkRoom(deps: GatewayDeps, kind: OwnedKind, zone: Zone, user: User): Promise<void> {
  const { inAll, withoutRight } = mostOwned[kind]
  const { all, here } = await countOwned(deps, kind, zone, user, inAll)
  if (all >= inAll) throw siteErrors.tooManyOwned(kind, inAll)
  if (here >= withoutRight && !(await hasRight(deps, zone, user))) {
    throw siteErrors.tooManyOwned(kind, withoutRight, zone.name)
  }
}

async function countOwned({ registry }: GatewayDeps, kind: OwnedKind, zone: Zone, user: User, enough: number) {
  const count = { all: 0, here: 0 }
  for (const owner of new Set([accountIndex(user.accountId), user.login, ...user.labels])) {
    for await (const { key } of everyItem(page => registry.listByOwner({ kind, owner }, page))) {
      count.all += 1
      if (key.zone === zone.name) count.here += 1
      if (count.all >= enough) return count
    }
  }
  return count
}

const rights: readonly ZoneAction[] = ['upload', 'download', 'administer']

/** Downloads that are everybody's say nothing about a user. Settings with a mistake give no right. */
async function hasRight(deps: GatewayDeps, zone: Zone, user: User): Promise<boolean> {
  try {
    const [caller, owned, read] = await Promise.all([
      callerInZone(deps, zone, { kind: 'user', user, provedBy: 'session' }),
      withItsOwner(deps, zone),
      zoneSettings(deps, zone)
    ])
    const settings = { ...read, allowPublicDownload: false }
    return rights.some(action => isGranted(action, caller, settings, owned))
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'zone.settings_invalid') return false
    throw error
  }
}

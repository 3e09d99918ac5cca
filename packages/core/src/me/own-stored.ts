/** What a user has stored in each zone whose files have readers, as it was counted last. */
import type { GatewayDeps } from '../deps.ts'
import { ZoneName } from '../ids/zone-name.ts'
import type { StoredFiles } from '../model/stored-sum.ts'
import type { User } from '../model/user.ts'
import { StoredByAccount, storedIn } from '../registrations/stored-by-account.ts'
import { findZone } from '../zones/resolve-zone.ts'
import { listOwned } from './list-own.ts'

/** Zones that are told of. */
const mostZones = 100

export interface OwnStored extends StoredFiles {
  zone: string
}

export async function ownStored(deps: GatewayDeps, user: User): Promise<{ zones: OwnStored[] }> {
  const page = { limit: mostZones }
  const { items } = await listOwned(deps, 'stored-by-account', Owned, user, page, () => [])
  const sums = await Promise.all(
    items.map(async ({ zone: name, value }) => {
      const zone = await findZone(deps, ZoneName.parse(name)).catch(() => undefined)
      const sum = zone && (await storedIn(deps, zone, value))
      return sum === undefined ? [] : [{ zone: name, ...sum }]
    })
  )
  return { zones: sums.flat() }
}

/** The records that the owner's index lists. */
const Owned = StoredByAccount.required({ ownerId: true })

/** The files that a user has, in all zones, the newest first. */
import type { GatewayDeps } from '../deps.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { RegistrationLine } from '../model/registration.ts'
import type { User } from '../model/user.ts'
import { hashInSearch } from '../registrations/hash-in-search.ts'
import { type ListedFile, registrationOfLine, shownFile } from '../registrations/list-files.ts'
import { isOfZone } from '../registrations/registered.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'
import { findZone } from '../zones/resolve-zone.ts'
import { listOwned } from './list-own.ts'

/** A search is for how a hash or a zone begins. A page may be short, or empty, and have a next. */
export async function listOwnFiles(
  deps: GatewayDeps,
  user: User,
  { search = '', ...page }: ListInput
): Promise<Listed<ListedFile>> {
  const input = { ...page, search: hashInSearch(search) ?? search }
  const { items, next } = await listOwned(deps, 'registration-line', RegistrationLine, user, input, ({ hash }) => [
    hash
  ])
  const files = await Promise.all(items.map(({ id, zone }) => fileOf(deps, zone, id)))
  return { items: files.filter(file => file !== undefined), next }
}

async function fileOf(deps: GatewayDeps, name: string, id: string): Promise<ListedFile | undefined> {
  const [zone, registration] = await Promise.all([
    findZone(deps, ZoneName.parse(name)).catch(() => undefined),
    registrationOfLine(deps, { kind: 'registration-line', zone: name, id })
  ])
  if (zone === undefined || registration === undefined || !isOfZone(zone, registration)) return undefined
  return shownFile(deps, zone, registration)
}

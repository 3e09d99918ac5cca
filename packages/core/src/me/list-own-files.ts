/** The files that a user has, in all zones, the newest first, or those that are found by hash or name. */
import type { GatewayDeps } from '../deps.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { Registration, RegistrationLine } from '../model/registration.ts'
import type { User } from '../model/user.ts'
import { FileName, fileNameIndex } from '../registrations/file-name.ts'
import { hashInSearch } from '../registrations/hash-in-search.ts'
import {
  heldRegistration,
  type ListedFile,
  namedRegistration,
  registrationOfLine,
  shownFile
} from '../registrations/list-files.ts'
import { isOfZone } from '../registrations/registered.ts'
import type { RecordKey } from '../stores/registry.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'
import { findZone } from '../zones/resolve-zone.ts'
import { listOwned, type Own } from './list-own.ts'

const OwnRegistration = Registration.required({ ownerId: true })
const OwnFileName = FileName.required({ ownerId: true })
const anything = () => []

/** A page may be short, or empty, and have a next. */
export async function listOwnFiles(
  deps: GatewayDeps,
  user: User,
  { search = '', ...page }: ListInput
): Promise<Listed<ListedFile>> {
  const hash = hashInSearch(search)
  if (hash !== undefined) {
    const input = { ...page, idPrefix: hash }
    const found = await listOwned(deps, 'registration', OwnRegistration, user, input, anything)
    return shown(deps, 'registration', found, key => heldRegistration(deps, key))
  }
  if (search !== '') {
    const idPrefix = fileNameIndex(search)
    const found = await listOwned(deps, 'file-name', OwnFileName, user, { ...page, idPrefix }, anything)
    return shown(deps, 'file-name', found, (key, value) => namedRegistration(deps, key, value, idPrefix))
  }
  const found = await listOwned(deps, 'registration-line', RegistrationLine, user, page, anything)
  return shown(deps, 'registration-line', found, key => registrationOfLine(deps, key))
}

async function shown<V>(
  deps: GatewayDeps,
  kind: RecordKey['kind'],
  { items, next }: Listed<Own<V>>,
  registrationOf: (key: RecordKey, value: V) => Promise<Registration | undefined>
): Promise<Listed<ListedFile>> {
  const files = await Promise.all(
    items.map(async ({ id, zone: name, value }) => {
      const [zone, registration] = await Promise.all([
        findZone(deps, ZoneName.parse(name)).catch(() => undefined),
        registrationOf({ kind, zone: name, id }, value)
      ])
      if (zone === undefined || registration === undefined || !isOfZone(zone, registration)) return undefined
      return shownFile(deps, zone, registration)
    })
  )
  return { items: files.filter(file => file !== undefined), next }
}

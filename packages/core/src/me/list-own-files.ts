/** The files that a user has, in all zones, the newest first, or those that are found by hash or name. */
import type { Credential } from '../access/credential.ts'
import { reachesZone } from '../access/owner-of-client.ts'
import type { GatewayDeps } from '../deps.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { Registration, RegistrationLine } from '../model/registration.ts'
import type { User } from '../model/user.ts'
import { FileName } from '../registrations/file-name.ts'
import { hashInSearch, nameInSearch } from '../registrations/hash-in-search.ts'
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

/** Who is asking, and by what: a client and a key see what they reach. */
export interface OwnCaller {
  user: User
  credential: Credential
}

/** A page may be short, or empty, and have a next. */
export async function listOwnFiles(
  deps: GatewayDeps,
  caller: OwnCaller,
  { search = '', ...page }: ListInput
): Promise<Listed<ListedFile>> {
  const hash = hashInSearch(search)
  if (hash !== undefined) {
    const input = { ...page, idPrefix: hash }
    const found = await listOwned(deps, 'registration', OwnRegistration, caller.user, input, anything)
    return shown(deps, caller, 'registration', found, key => heldRegistration(deps, key))
  }
  if (search !== '') {
    const idPrefix = nameInSearch(search)
    const found = await listOwned(deps, 'file-name', OwnFileName, caller.user, { ...page, idPrefix }, anything)
    return shown(deps, caller, 'file-name', found, (key, value) => namedRegistration(deps, key, value, idPrefix))
  }
  const found = await listOwned(deps, 'registration-line', RegistrationLine, caller.user, page, anything)
  return shown(deps, caller, 'registration-line', found, key => registrationOfLine(deps, key))
}

async function shown<V>(
  deps: GatewayDeps,
  { credential }: OwnCaller,
  kind: RecordKey['kind'],
  { items, next }: Listed<Own<V>>,
  registrationOf: (key: RecordKey, value: V) => Promise<Registration | undefined>
): Promise<Listed<ListedFile>> {
  const files = await Promise.all(
    items.map(async ({ id, zone: name, value }) => {
      if (!(await reachesZone(deps, credential, 'download', ZoneName.parse(name)))) return undefined
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

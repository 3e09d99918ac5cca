/**
 * Whoever stored a file before files had readers, as the activity says, gets a registration of it. It lets nobody read who
 * could not: only a file that the zone's settings speak for, by its registrations or since it has none, gets one.
 */
import type { GatewayDeps } from '../deps.ts'
import { ClientId } from '../ids/client-id.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import { UserLabel } from '../ids/user-label.ts'
import { lineId, type Registrant, type Registration } from '../model/registration.ts'
import type { Zone } from '../model/zone.ts'
import { registeredClient } from '../registered/client-registration.ts'
import { forgetReaders } from '../registrations/may-read.ts'
import { hold, listRegistration } from '../registrations/register-file.ts'
import { type Registered, registrationKey, registrationsOf } from '../registrations/registered.ts'
import { unknownCaller } from '../usage/counted-event.ts'
import { nobody } from '../users/binding.ts'
import { withAccount } from '../users/ownership.ts'
import { giveUp } from './leave-file.ts'
import { storedContent } from './stored-content.ts'

/** `caller`: a client or a login, as the activity has it. */
export interface EarlierUpload {
  hash: ContentHash
  caller: string
  /** ms since the epoch */
  storedAt: number
}

/** May be repeated. False: nothing is registered that was not before. */
export async function registerUploader(
  deps: GatewayDeps,
  zone: Zone,
  { hash, caller, storedAt }: EarlierUpload
): Promise<boolean> {
  const by = await uploader(deps, zone, caller)
  if (by === undefined) return false
  const { id } = registrationKey(zone, hash, by)
  const isTheirs = ({ key }: Registered) => key.id === id
  const before = await registrationsOf(deps, zone, hash)
  const theirs = before.find(isTheirs)
  // They stored it again meanwhile, or a run was cut off before it came to that.
  if (theirs?.registration.state === 'held') await endNobodys(deps, zone, before)
  if (theirs !== undefined || !isOpen(before)) return false
  const content = await storedContent(deps, zone, hash)
  if (content.state !== 'present') return false
  const { size } = content.head
  const registration: Registration = { hash, size, ...by, at: deps.now(), storedAt, visibility: 'zone', state: 'held' }
  // Before the registration: a line of nothing says nothing, and a run that is cut off here is repeated.
  await listRegistration(deps, zone, registration)
  if ((await hold(deps, zone, registration, { staysEnded: true })) !== registration) return false
  forgetReaders(deps, zone, hash)
  // Somebody closed the file, or is deleting it, in the meantime (docs/decisions/0142-deleting-beside-an-upload.md).
  const others = (await registrationsOf(deps, zone, hash)).filter(one => !isTheirs(one))
  if (isOpen(others)) {
    await endNobodys(deps, zone, others)
    return true
  }
  await giveUp(deps, zone, hash, isTheirs, { requestTimestamp: deps.now() })
  return false
}

/**
 * What was nobody's, since the activity of its upload was not archived yet, is its uploader's. While they hold it, with the
 * same readers, nobody's is taken away as if it had never been; what somebody changed meanwhile stays.
 */
async function endNobodys({ registry }: GatewayDeps, zone: Zone, all: readonly Registered[]): Promise<void> {
  const nobodys = all.find(({ registration }) => registration.ownerId === undefined && registration.state === 'held')
  if (nobodys === undefined) return
  await registry.erase(nobodys.key, nobodys.version)
  await registry.remove({ kind: 'registration-line', zone: zone.name, id: lineId(nobodys.registration) })
}

const isOpen = (all: readonly Registered[]) =>
  all.length === 0 ||
  (all.every(({ registration }) => registration.state === 'held') &&
    all.some(({ registration }) => registration.visibility === 'zone'))

/** undefined: whoever it was is not known any more. */
async function uploader(deps: GatewayDeps, zone: Zone, caller: string): Promise<Registrant | undefined> {
  if (caller === unknownCaller) return undefined
  const clientId = ClientId.safeParse(caller)
  const registrant = clientId.success
    ? await ofClient(deps, zone, clientId.data)
    : await withAccount<Registrant>(deps, { ownerId: UserLabel.parse(caller) })
  return registrant?.ownerAccountId === nobody ? undefined : registrant
}

async function ofClient(deps: GatewayDeps, zone: Zone, clientId: ClientId): Promise<Registrant | undefined> {
  const client = await registeredClient(deps, zone, clientId)
  if (client === undefined) return undefined
  const { ownerId, ownerAccountId } = client
  return { ownerId, clientId, ...(ownerAccountId !== undefined && { ownerAccountId }) }
}

/**
 * A registration for whoever stored a file, or may read the one that is there. It is written before the content is put in
 * its place: no moment passes in which a file lies there that nobody has, which the zone's settings would speak for.
 */

import type { AuthorizedZone } from '../access/authorize-zone.ts'
import { callerInZone } from '../access/caller.ts'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { lineId, type Registrant, Registration } from '../model/registration.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'
import { ownerOf } from '../users/ownership.ts'
import { fileSettings } from '../zones/file-settings.ts'
import { indexFileName } from './file-name.ts'
import { forgetReaders } from './may-read.ts'
import { isOfZone, registrationKey, registrationsOf } from './registered.ts'

/** A deletion that began longer ago is not at work any more, ms: no request lasts that long. */
const deletionTakes = 60_000
/** Tries of a write that others keep overtaking. */
const tries = 5

/** `name`: what it is called from then on, unless it has a name. */
export type RegisteredFile = Pick<Registration, 'hash' | 'size' | 'name' | 'sha256'>

/** undefined: anyone, who has nothing. */
export async function registrantIn(
  deps: GatewayDeps,
  { zone, credential }: Pick<AuthorizedZone, 'zone' | 'credential'>
): Promise<Registrant | undefined> {
  const caller = await callerInZone(deps, zone, credential)
  switch (caller.kind) {
    case 'anyone':
      return undefined
    case 'user':
      return { ownerId: caller.user.login, ownerAccountId: caller.user.accountId }
    case 'client': {
      const { ownerId, clientId } = caller.client
      return { ownerId, clientId, ...defined({ ownerAccountId: caller.accountId }) }
    }
  }
}

/** The same of a file that is finalized now, and stored later. */
export async function registrantToCome(
  deps: GatewayDeps,
  at: Pick<AuthorizedZone, 'zone' | 'credential'>
): Promise<Registrant | undefined> {
  const [by, { defaultVisibility }] = await Promise.all([registrantIn(deps, at), fileSettings(deps, at.zone)])
  return by && { ...by, visibility: defaultVisibility }
}

/**
 * May be repeated. `wasThere`: the content was, when it was looked for just now. Throws `file.being_deleted` while somebody
 * deletes it: who is told that it is stored must find it.
 */
export async function registerFile(
  deps: GatewayDeps,
  zone: Zone,
  { name, sha256, ...file }: RegisteredFile,
  by: Registrant,
  wasThere: boolean
): Promise<void> {
  const visibility = by.visibility ?? (await fileSettings(deps, zone)).defaultVisibility
  const before = await registrationsOf(deps, zone, file.hash)
  if (wasThere && before.length === 0) {
    // What everybody could read who may download stays so.
    await listRegistration(deps, zone, await hold(deps, zone, nobodys(file, deps.now())))
  }
  const registration = await hold(deps, zone, {
    ...file,
    ...by,
    ...defined({ name, sha256 }),
    at: deps.now(),
    visibility,
    state: 'held'
  })
  const [all] = await Promise.all([
    registrationsOf(deps, zone, file.hash),
    listRegistration(deps, zone, registration),
    indexFileName(deps.registry, zone, registration)
  ])
  forgetReaders(deps, zone, file.hash)
  const now = deps.now()
  const isAtWork = ({ state, endedAt = 0 }: Registration) => state === 'ending' && now - endedAt < deletionTakes
  if (all.some(({ registration }) => isAtWork(registration))) throw errors.beingDeleted(file.hash)
}

/** Of a file that was there before files had readers: whoever may download in the zone reads it. */
export const nobodys = (file: Pick<Registration, 'hash' | 'size' | 'storedAt'>, at: number): Registration => ({
  ...file,
  at,
  visibility: 'zone',
  state: 'held'
})

/**
 * What is held stays as it is, but that it gets a name and a SHA-256 where it had none; what was an earlier zone's begins anew,
 * and unless it `staysEnded` what has ended. Gives `wanted` itself where that is what is there now.
 */
export async function hold(
  deps: GatewayDeps,
  zone: Zone,
  wanted: Registration,
  { staysEnded = false } = {}
): Promise<Registration> {
  const key = registrationKey(zone, wanted.hash, wanted)
  const owner = ownerOf(wanted)
  for (let tried = 0; tried < tries; tried++) {
    const { created, entry } = await deps.registry.create(key, wanted, { ...owner, overTombstone: true })
    if (created) return wanted
    const there = readRecord(Registration, key, entry.value)
    const stays = isOfZone(zone, there) && (staysEnded || there.state === 'held')
    const { name = wanted.name, sha256 = wanted.sha256 } = there
    if (stays && name === there.name && sha256 === there.sha256) return there
    const value = stays ? { ...there, ...defined({ name, sha256 }) } : wanted
    if ((await deps.registry.replace(key, value, entry.version, owner)) !== undefined) return value
  }
  throw errors.storeUnavailable('the registry', new Error('others kept changing the registration'))
}

/** Its line in the listings of the zone and of its owner. */
export async function listRegistration(deps: GatewayDeps, zone: Zone, registration: Registration): Promise<void> {
  const { hash, ownerId, ownerAccountId } = registration
  const key = { kind: 'registration-line', zone: zone.name, id: lineId(registration) } as const
  const value = { hash, ...defined({ ownerId, ownerAccountId }) }
  await deps.registry.create(key, value, { overTombstone: true, ...ownerOf(registration) })
}

/**
 * What somebody is told who may not do what they want in a zone: how to become somebody there, where to allow it if they
 * administer the zone, else whom to ask.
 */
import type { GatewayDeps } from '../deps.ts'
import { errors, type GatewayError } from '../errors.ts'
import { loginKey } from '../ids/login-key.ts'
import type { Zone } from '../model/zone.ts'
import type { ZoneSettings } from '../model/zone-settings.ts'
import type { Caller } from './caller.ts'
import { isAdministrator, provesEnough, type ZoneAction } from './permissions.ts'

export const inWords: Record<ZoneAction, string> = {
  download: 'download files',
  'read-all': 'read all files',
  upload: 'upload files',
  delete: 'delete files',
  administer: 'administer it',
  own: 'remove or rename it'
}

/** What needs no session and no signature. */
const byAnyProof: ReadonlySet<ZoneAction> = new Set(['download', 'read-all', 'upload'])

/** Administrators that are named. */
const namedAtMost = 5

export function refusal(
  deps: GatewayDeps,
  action: ZoneAction,
  zone: Zone,
  caller: Caller,
  settings: ZoneSettings
): GatewayError {
  const wanted = inWords[action]
  if (caller.kind === 'anyone') {
    if (caller.blocked !== undefined) return errors.loginBlocked(caller.blocked, [...deps.administrators.values()])
    if (caller.clientId === undefined) return errors.signInNeeded(zone.name, wanted, deps.publicUrl)
    const link = `${deps.publicUrl}/registerClient/${caller.clientId}`
    return errors.clientNotRegistered(caller.clientId, zone.name, wanted, link)
  }
  if (!byAnyProof.has(action) && !provesEnough(caller)) {
    return errors.sessionNeeded(zone.name, wanted)
  }
  if (action === 'own') return errors.notZoneOwner(zone.name, wanted, zone.owner?.ownerId)
  const who =
    caller.kind === 'client'
      ? `Client ${caller.client.clientId.slice(0, 8)}… of user ${caller.client.ownerId}`
      : `User ${caller.user.login}`
  if (isAdministrator(caller, settings, zone)) {
    return errors.notPermittedYet(who, zone.name, wanted, `${deps.publicUrl}/zone/${zone.name}/access`)
  }
  return errors.notPermitted(who, zone.name, wanted, administratorsOf(deps, zone, settings))
}

/** Logins; e-mail addresses, which old settings may have for them, are nobody else's matter. */
function administratorsOf(deps: GatewayDeps, zone: Zone, settings: ZoneSettings): string[] {
  const listed = settings.authorizedUsers.filter(({ admin }) => admin).map(({ userId }) => userId)
  const own: string[] = [...(zone.owner === undefined ? [] : [zone.owner.ownerId]), ...listed]
  const all = own.length === 0 ? [...deps.administrators.values()] : own
  const isFirst = (name: string, at: number) => all.findIndex(other => loginKey(other) === loginKey(name)) === at
  return all
    .filter(isFirst)
    .filter(name => !name.includes('@'))
    .slice(0, namedAtMost)
}

/** The way into a zone: which zone, who is calling there, may they. Nothing else is read or written before. */
import type { GatewayDeps } from '../deps.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import type { Zone } from '../model/zone.ts'
import { defaultZoneSettings } from '../model/zone-settings.ts'
import { withAccount } from '../users/ownership.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { zoneSettings } from '../zones/settings.ts'
import { callerInZone } from './caller.ts'
import type { Credential } from './credential.ts'
import { checkScope, isInScope } from './key-scope.ts'
import { isGranted, type ZoneAction } from './permissions.ts'
import { refusal } from './refusal.ts'

/**
 * `anyone`: what the zone's settings are not asked about. `read`: to download, or, in a zone whose files have readers, what
 * the file's own say: who takes it asks them.
 */
export type ZoneAccess = ZoneAction | 'anyone' | 'read'

/** A zone in which its caller may do `action`: what operations take in place of a zone's name. */
export interface AuthorizedZone<A extends ZoneAccess = ZoneAccess> {
  action: A
  zone: Zone
  credential: Credential
}

/**
 * Throws `zone.not_found`, `zone.settings_invalid` or an `access.…` error. What is beyond an API key's scope is refused
 * also where anyone may do it: whoever gave the key away knows what it is good for.
 */
export async function authorizeZone<A extends ZoneAccess>(
  deps: GatewayDeps,
  credential: Credential,
  action: A,
  name: ZoneName
): Promise<AuthorizedZone<A>> {
  if (action !== 'anyone') checkScope(deps, credential, action === 'read' ? 'download' : action, name)
  const zone = await resolveZone(deps, name)
  const asked = askedFor(action, zone)
  if (asked !== undefined) await checkGranted(deps, credential, asked, zone)
  return { action, zone, credential }
}

/** What the zone's settings are asked; undefined: nothing. */
function askedFor(action: ZoneAccess, zone: Zone): ZoneAction | undefined {
  if (action === 'anyone') return undefined
  if (action !== 'read') return action
  return zone.files === undefined ? 'download' : undefined
}

/**
 * What anyone may do waits for no registry: who is calling is asked beside the settings, and not waited for where they
 * grant it to anyone; where settings in memory do, it isn't asked at all.
 */
async function checkGranted(deps: GatewayDeps, credential: Credential, action: ZoneAction, zone: Zone): Promise<void> {
  const known = deps.caches.settings.peek(zone.name)
  if (known?.ok === true && isGranted(action, { kind: 'anyone' }, known.settings, zone)) return
  const calling = callerInZone(deps, zone, credential)
  calling.catch(() => {})
  const owning = needsOwner(action) ? withItsOwner(deps, zone) : Promise.resolve(zone)
  owning.catch(() => {})
  // Who needs no settings for it can mend the file that nobody can read, and the bucket that does not answer.
  if (
    (action === 'administer' || action === 'own') &&
    isGranted(action, await calling, defaultZoneSettings, await owning)
  )
    return
  const settings = await zoneSettings(deps, zone)
  if (isGranted(action, { kind: 'anyone' }, settings, zone)) return
  const caller = await calling
  if (isGranted(action, caller, settings, await owning)) return
  const owned = await withItsOwner(deps, zone).catch(() => zone)
  throw refusal(deps, action, owned, caller, settings)
}

/** Whether the caller may do something else there, too: answered by what authorizing read. */
export async function alsoMay(
  deps: GatewayDeps,
  { zone, credential }: Pick<AuthorizedZone, 'zone' | 'credential'>,
  action: ZoneAction
): Promise<boolean> {
  // Whose it is, no settings say.
  const settings = action === 'own' ? defaultZoneSettings : await zoneSettings(deps, zone)
  if (isGranted(action, { kind: 'anyone' }, settings, zone)) return true
  if (!isInScope(credential, action, zone.name)) return false
  const [caller, owned] = await Promise.all([
    callerInZone(deps, zone, credential),
    needsOwner(action) ? withItsOwner(deps, zone) : zone
  ])
  return isGranted(action, caller, settings, owned)
}

const needsOwner = (action: ZoneAction) => action !== 'download' && action !== 'upload'

/** A zone of an older gateway knows its owner's login alone. */
export async function withItsOwner(deps: GatewayDeps, zone: Zone): Promise<Zone> {
  return zone.owner === undefined ? zone : { ...zone, owner: await withAccount(deps, zone.owner) }
}

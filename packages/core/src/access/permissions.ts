/** Who may do what in a zone: the one table. What is not granted here is refused. */

import type { Zone } from '../model/zone.ts'
import type { ZoneSettings } from '../model/zone-settings.ts'
import { owns } from '../users/ownership.ts'
import type { Caller } from './caller.ts'

export type ZoneAction = 'download' | 'read-all' | 'upload' | 'delete' | 'administer' | 'own'

type Grant = (caller: Caller, settings: ZoneSettings, zone: Zone) => boolean

const grants: Record<ZoneAction, Grant> = {
  download: (caller, settings) => settings.allowPublicDownload || listed(caller, settings, 'download'),
  /** Every file of a zone whose files have readers. Reading is what API keys are for, and no token of another site is. */
  'read-all': (caller, settings, zone) => !byGithubToken(caller) && isAdministrator(caller, settings, zone),
  /** In a scratch zone within its limits, which initiateFileUpload counts. */
  upload: (caller, settings, zone) =>
    zone.scratch !== undefined ||
    (caller.kind !== 'anyone' && (settings.allowPublicUpload || listed(caller, settings, 'upload'))),
  /** Zone administrators; gateway administrators are deliberately not among them here. */
  delete: (caller, settings, zone) =>
    provesEnough(caller) && (listed(caller, settings, 'admin') || ownsZone(caller, zone)),
  administer: (caller, settings, zone) => provesEnough(caller) && isAdministrator(caller, settings, zone),
  /** To remove or rename the zone: its owner, and gateway administrators. */
  own: (caller, _, zone) => provesEnough(caller) && (ownsZone(caller, zone) || administersGateway(caller))
}

/** Whether the caller is one who administers the zone, though perhaps not by what they showed now. */
export function isAdministrator(caller: Caller, settings: ZoneSettings, zone: Zone): boolean {
  return listed(caller, settings, 'admin') || ownsZone(caller, zone) || administersGateway(caller)
}

const administersGateway = (caller: Caller) => caller.kind === 'user' && caller.gatewayAdministrator

/** Whether the caller's proof is one to delete or to administer with: a client's signature or a session of the site. */
export function provesEnough(caller: Caller): boolean {
  return caller.kind !== 'user' || caller.provedBy === 'session'
}

const byGithubToken = (caller: Caller) => caller.kind === 'user' && caller.provedBy === 'github-token'

export function isGranted(action: ZoneAction, caller: Caller, settings: ZoneSettings, zone: Zone): boolean {
  return grants[action](caller, settings, zone)
}

function listed(caller: Caller, settings: ZoneSettings, right: 'upload' | 'download' | 'admin'): boolean {
  if (caller.kind === 'anyone') return false
  return caller.labels.some(label => settings.rights.get(label)?.[right] === true)
}

function ownsZone(caller: Caller, zone: Zone): boolean {
  return caller.kind !== 'anyone' && zone.owner !== undefined && owns(caller, zone.owner)
}

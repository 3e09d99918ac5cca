/**
 * What a zone's owner does with the zone itself: takes it from the gateway, or gives it another name while it is empty.
 * Its bucket stays as it is.
 */

import type { GatewayDeps } from '../deps.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { siteErrors } from '../site-errors.ts'
import { changeAccount, knownAccount } from '../users/account.ts'
import { isGatewayAdministrator } from '../users/administrators.ts'
import { isSameOwner, ownerIndex } from '../users/ownership.ts'
import { createZone, isOwnName, isTaken, zoneRecordKey } from './add-zone.ts'
import { copyFileSettings } from './file-settings.ts'
import { filesThere } from './files-there.ts'
import { whatIsThere } from './free-place.ts'
import { zoneKey } from './keys.ts'
import { forget, registeredZone } from './manage-zones.ts'
import { resolveZone } from './resolve-zone.ts'
import { maxSettingsBytes, settingsKey, zoneSettings } from './settings.ts'
import { indexUsersSoon } from './users-index.ts'
import { copyWebhook, forgetWebhook } from './webhook.ts'
import { writeBackZone } from './zone-copy.ts'
import { decryptCredentials, encryptCredentials } from './zone-credentials.ts'
import type { ZoneRecord } from './zone-record.ts'

/** Who access let in as the zone's owner, or as a gateway administrator. */
interface Owned {
  user: User
  zone: Zone
}

/**
 * Leaves a tombstone: what an older gateway says of it does not bring it back. Throws `zone.removal_unconfirmed` where it
 * has files and `confirm` is not its name; then its bucket need not answer.
 */
export async function removeZone(
  deps: GatewayDeps,
  { zone }: Pick<Owned, 'zone'>,
  confirm: string | undefined,
  facts: RequestFacts
): Promise<void> {
  const { ownerId } = await registeredZone(deps, zone.name)
  if (confirm !== zone.name) {
    const there = await filesThere(deps, zone)
    if (there.files > 0) throw siteErrors.removalUnconfirmed(zone.name, there)
  }
  // Whoever has the name next is not told of there.
  await forgetWebhook(deps, zone.name)
  await deps.registry.remove(zoneRecordKey(zone.name))
  forget(deps, zone.name)
  await writeBackZone(deps, zone.name)
  await recordChange(deps, zone.name, 'deleteZone', { ownerId }, facts)
}

/**
 * Its settings come along. Throws `zone.not_empty`, `zone.name_not_yours` and what adding a zone throws; then it keeps its
 * name.
 */
export async function renameZone(
  deps: GatewayDeps,
  { user, zone }: Owned,
  name: ZoneName,
  facts: RequestFacts
): Promise<ZoneRecord> {
  const record = await registeredZone(deps, zone.name)
  if (!isGatewayAdministrator(deps, user) && !isOwnName(user, name)) throw siteErrors.zoneNameNotYours(user.login)
  if (await isTaken(deps, name)) throw siteErrors.zoneNameTaken(name)
  await checkEmpty(deps, zone)
  const settings = await zone.bucket.get(zoneKey(zone, settingsKey), maxSettingsBytes)
  const renamed = { ...record, zone: name, ...placeUnder(deps, record, name) }
  // A place belongs to one zone, also for a moment.
  await deps.registry.remove(zoneRecordKey(zone.name))
  forget(deps, zone.name)
  try {
    const occupied = await whatIsThere(deps, renamed, zone.bucket, former => isSameOwner(former, record))
    const isOwnPlace = record.ownBucket !== null && occupied?.formerOwner === null
    if (occupied !== undefined && !isOwnPlace) throw siteErrors.zoneHadBefore(name, undefined)
    if (settings !== undefined) {
      const options = { contentType: 'application/yaml', ifAbsent: true }
      await zone.bucket.put(zoneKey(renamed, settingsKey), settings.bytes, options)
    }
    if (record.files !== undefined) await copyFileSettings(deps, zone.name, name)
    await copyWebhook(deps, zone.name, name)
    await createZone(deps, renamed, zone.bucket, facts)
  } catch (error) {
    const options = { owner: ownerIndex(record), overTombstone: true }
    await deps.registry.create(zoneRecordKey(zone.name), record, options)
    forget(deps, zone.name)
    throw error
  }
  await writeBackZone(deps, zone.name)
  await followUp(deps, record, renamed)
  await recordChange(deps, name, 'renameZone', { from: zone.name }, facts)
  return renamed
}

/** In the gateway's bucket a zone's folder bears its name; credentials are encrypted for the zone that they are of. */
function placeUnder(deps: GatewayDeps, { zone, directory, ownBucket }: ZoneRecord, name: ZoneName) {
  if (ownBucket === null) return { directory: directory === `zones/${zone}` ? `zones/${name}` : directory, ownBucket }
  const { uri, credentials } = ownBucket
  return {
    directory,
    ownBucket: { uri, credentials: encryptCredentials(deps, name, decryptCredentials(deps, zone, credentials)) }
  }
}

async function checkEmpty(deps: GatewayDeps, zone: Zone): Promise<void> {
  const [{ files }, ...lists] = await Promise.all([
    filesThere(deps, zone),
    ...(['client', 'resource'] as const).map(kind => deps.registry.list({ kind, zone: zone.name }, { limit: 1 }))
  ])
  if (files > 0 || lists.some(({ items }) => items.length > 0)) throw siteErrors.zoneNotEmpty(zone.name)
}

/** What is not done here is made up for: by the next zone that its owner adds, and by check-zones. */
async function followUp(deps: GatewayDeps, { zone, ownerAccountId }: ZoneRecord, renamed: ZoneRecord): Promise<void> {
  try {
    await forgetWebhook(deps, zone)
    if (ownerAccountId !== undefined && (await knownAccount(deps, ownerAccountId)) !== undefined) {
      await changeAccount(deps, ownerAccountId, account => ({
        ...account,
        ownZones: account.ownZones.map(own => (own.zone === zone ? { ...own, zone: renamed.zone } : own))
      }))
    }
    const opened = await resolveZone(deps, renamed.zone)
    await indexUsersSoon(deps, opened, await zoneSettings(deps, opened))
  } catch (error) {
    deps.logger.warn('zone.rename_not_followed_up', { zone: renamed.zone, reason: String(error) })
  }
}

/** Operations renameClient and removeClient. Who may is said before (access/authorize.ts). */

import type { GatewayDeps } from '../deps.ts'
import type { ClientId } from '../ids/client-id.ts'
import { writeBack } from '../legacy/write-back.ts'
import { Client } from '../model/client.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { clientCopy } from '../registered/client-copy.ts'
import { clientKey, forgetRegistration } from '../registered/client-registration.ts'
import { addWords, dropWords } from '../registered/client-words.ts'
import { siteErrors } from '../site-errors.ts'
import { readRecord } from '../stores/read-record.ts'

/** Throws `client.not_found` or `record.changed_meanwhile`. Only its label changes. */
export async function renameClient(
  deps: GatewayDeps,
  zone: Zone,
  input: { clientId: ClientId; label: string },
  facts: RequestFacts
): Promise<Client> {
  const key = clientKey(zone, input.clientId)
  const entry = await deps.registry.get(key)
  if (entry?.state !== 'present') throw siteErrors.clientNotFound(zone.name)
  const before = readRecord(Client, key, entry.value)
  const renamed = { ...before, label: input.label }
  await addWords(deps, zone, renamed)
  const written = await deps.registry.replace(key, renamed, entry.version)
  forgetRegistration(deps, zone, input.clientId)
  if (written === undefined) throw siteErrors.changedMeanwhile('the client')
  await dropWords(deps, zone, before, renamed)
  await writeBack(deps, clientCopy(deps, zone, input.clientId))
  await recordChange(deps, zone.name, 'setClientInfo', { clientId: input.clientId, label: input.label }, facts)
  return renamed
}

/** Leaves a tombstone, so that what an older gateway left does not come back. Removing it again changes nothing. */
export async function removeClient(deps: GatewayDeps, zone: Zone, client: Client, facts: RequestFacts): Promise<void> {
  await deps.registry.remove(clientKey(zone, client.clientId))
  forgetRegistration(deps, zone, client.clientId)
  await dropWords(deps, zone, client, undefined)
  await writeBack(deps, clientCopy(deps, zone, client.clientId))
  await recordChange(deps, zone.name, 'deleteClient', { clientId: client.clientId, ownerId: client.ownerId }, facts)
}

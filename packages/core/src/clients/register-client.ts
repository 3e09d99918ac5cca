/**
 * Operation registerClient: a signed-in user makes a client their own in a zone. The proof is the client's signature
 * of `{"type":"addClient"}`, which kachery-cloud-init puts into its link: only who holds the private key has it.
 */

import { checkRoom } from '../access/room.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ClientId } from '../ids/client-id.ts'
import { writeBack } from '../legacy/write-back.ts'
import { Client, maxLabelLength } from '../model/client.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import { logItem, type RequestFacts } from '../record/log-item.ts'
import { recordActivity } from '../record/record.ts'
import { clientCopy } from '../registered/client-copy.ts'
import { clientKey, forgetRegistration, registeredClient } from '../registered/client-registration.ts'
import { addWords } from '../registered/client-words.ts'
import { readJson } from '../signing/json-text.ts'
import { verifySignature } from '../signing/signature.ts'
import { readRecord } from '../stores/read-record.ts'
import { ownedBy, ownerIndex, owns, withAccount } from '../users/ownership.ts'
import { wasRemoved } from './removed-client.ts'

/** How long a repeated registration is recorded again, ms: well below the time after which items are archived. */
const recordedAgainFor = 60_000

const signedText = readJson('{"type":"addClient"}')

export interface RegisterClientInput {
  clientId: ClientId
  /** 128 lower-case hex digits */
  signature: string
  label: string
}

/** Whether the link's signature shows that whoever made it holds the client's private key. */
export function provesClient(deps: Pick<GatewayDeps, 'ed25519'>, clientId: ClientId, signature: string): boolean {
  return verifySignature(deps.ed25519, signedText, clientId, signature)
}

/**
 * Registering one's own client again changes nothing. Throws `auth.bad_signature`, `client.owned_by_other`,
 * `client.removed`, `client.too_many`, or `request.invalid` where the label is too long.
 */
export async function registerClient(
  deps: GatewayDeps,
  zone: Zone,
  user: User,
  input: RegisterClientInput,
  facts: RequestFacts
): Promise<Client> {
  if (!provesClient(deps, input.clientId, input.signature)) throw errors.badSignature(input.clientId)
  if (input.label.length > maxLabelLength)
    throw errors.badRequest(`label must have at most ${maxLabelLength} characters`)
  forgetRegistration(deps, zone, input.clientId)
  const known = await registeredClient(deps, zone, input.clientId)
  if (known !== undefined) {
    const own = ofUser(user, known)
    // It may have been registered by a request that could not record it.
    if (deps.now() - own.timestampCreated < recordedAgainFor) await recordRegistration(deps, zone, own, facts)
    return own
  }

  await checkRoom(deps, 'client', zone, user)
  const { clientId, label } = input
  const client = { clientId, ...ownedBy(user), timestampCreated: deps.now(), label }
  const again = await wasRemoved(deps, user, zone, input.clientId)
  await addWords(deps, zone, client)
  // A removal meanwhile wins: only over a tombstone that was looked at.
  const { created, entry } = await deps.registry.create(clientKey(zone, input.clientId), client, {
    owner: ownerIndex(client),
    overTombstone: again
  })
  forgetRegistration(deps, zone, input.clientId)
  if (entry.state === 'removed') throw errors.clientRemoved(input.clientId, zone.name)
  const registered = readRecord(Client, clientKey(zone, input.clientId), entry.value)
  if (!created) return ofUser(user, await withAccount(deps, registered))
  await writeBack(deps, clientCopy(deps, zone, clientId))
  await recordRegistration(deps, zone, registered, facts)
  return registered
}

/** Once, however often it is called: the item's name says which registration it is about. */
async function recordRegistration(deps: GatewayDeps, zone: Zone, client: Client, facts: RequestFacts): Promise<void> {
  const { clientId, ownerId, label, timestampCreated } = client
  const payload = { type: 'addClient', clientId, ownerId, label, zone: zone.name }
  const item = logItem(facts, zone.name, payload, { type: 'addClient' }, deps.now())
  await recordActivity(deps, `registration-${zone.name}-${clientId}-${timestampCreated}`, item)
}

function ofUser(user: User, client: Client): Client {
  if (owns(user, client)) return client
  throw errors.clientOwnedByOther(client.clientId, client.ownerId)
}

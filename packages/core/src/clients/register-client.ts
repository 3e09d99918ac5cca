/**
 * Operation registerClient: a signed-in user makes a client their own in a zone. The proof is the client's signature
 * of `{"type":"addClient"}`, which kachery-cloud-init puts into its link: only who holds the private key has it.
 */
import { logItem, type RequestFacts } from '../activity/log-item.ts'
import { recordActivity } from '../activity/record.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { readJson } from '../protocol/json-text.ts'
import { verifySignature } from '../protocol/signature.ts'
import type { User } from '../users/user.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import type { ZoneName } from '../zones/zone-name.ts'
import { Client } from './client.ts'
import type { ClientId } from './client-id.ts'
import { clientKey, forgetRegistration, registeredClient } from './registration.ts'

const signedText = readJson('{"type":"addClient"}')

export interface RegisterClientInput {
  zone: ZoneName
  clientId: ClientId
  /** 128 lower-case hex digits */
  signature: string
  label: string
}

/** Whether the link's signature shows that whoever made it holds the client's private key. */
export function provesClient(deps: Pick<GatewayDeps, 'ed25519'>, clientId: ClientId, signature: string): boolean {
  return verifySignature(deps.ed25519, signedText, clientId, signature)
}

/** Registering one's own client again changes nothing. Throws `auth.bad_signature` or `client.owned_by_other`. */
export async function registerClient(
  deps: GatewayDeps,
  user: User,
  input: RegisterClientInput,
  facts: RequestFacts
): Promise<Client> {
  if (!provesClient(deps, input.clientId, input.signature)) throw errors.badSignature(input.clientId)
  const zone = await resolveZone(deps, input.zone)
  forgetRegistration(deps, zone, input.clientId)
  const known = await registeredClient(deps, zone, input.clientId)
  if (known !== undefined) return ownedBy(user, known)

  const client = { clientId: input.clientId, ownerId: user.login, timestampCreated: deps.now(), label: input.label }
  const { created, entry } = await deps.registry.create(clientKey(zone, input.clientId), client, {
    owner: user.login,
    overTombstone: true
  })
  forgetRegistration(deps, zone, input.clientId)
  if (!created) return ownedBy(user, Client.parse(entry.value))
  const payload = {
    type: 'addClient',
    clientId: client.clientId,
    ownerId: client.ownerId,
    label: client.label,
    zone: zone.name
  }
  const item = logItem(facts, zone.name, payload, { type: 'addClient' }, deps.now())
  await recordActivity(deps, deps.randomHex(16), item)
  return Client.parse(client)
}

function ownedBy(user: User, client: Client): Client {
  if (user.labels.includes(client.ownerId)) return client
  throw errors.clientOwnedByOther(client.clientId, client.ownerId)
}

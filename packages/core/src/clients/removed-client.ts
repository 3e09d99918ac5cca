/**
 * A client that was removed. Its link's signature is good for ever, and links lie in terminals and chats: whoever has one
 * must not get a client that was somebody else's, with whatever still runs under its key.
 */
import { alsoMay } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ClientId } from '../ids/client-id.ts'
import { Client } from '../model/client.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import { clientKey } from '../registered/client-registration.ts'
import { owns, withAccount } from '../users/ownership.ts'

/**
 * Whether the client was removed, where the user may register it again: who had it, or an administrator of the zone or the
 * gateway. Throws `client.removed` where they may not.
 */
export async function wasRemoved(deps: GatewayDeps, user: User, zone: Zone, clientId: ClientId): Promise<boolean> {
  const entry = await deps.registry.get(clientKey(zone, clientId))
  if (entry?.state !== 'removed') return false
  const before = Client.safeParse(entry.value)
  if (before.success && owns(user, await withAccount(deps, before.data))) return true
  if (await alsoMay(deps, { zone, credential: { kind: 'user', user, provedBy: 'session' } }, 'administer')) return true
  throw errors.clientRemoved(clientId, zone.name)
}

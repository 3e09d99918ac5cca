/** The account that a client acts for: its owner's, in a zone where it is registered. */
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ClientId } from '../ids/client-id.ts'
import { defaultZoneName, type ZoneName } from '../ids/zone-name.ts'
import type { KeyRight } from '../model/api-key.ts'
import type { User } from '../model/user.ts'
import { registeredClient } from '../registered/client-registration.ts'
import { knownAccount } from '../users/account.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import type { Credential } from './credential.ts'
import { isInScope } from './key-scope.ts'

/** Throws `zone.not_found`, `access.client_not_registered` or `access.client_without_account`. */
export async function ownerOfClient(
  deps: GatewayDeps,
  clientId: ClientId,
  name: ZoneName = defaultZoneName
): Promise<User> {
  const zone = await resolveZone(deps, name)
  const client = await registeredClient(deps, zone, clientId)
  if (client === undefined)
    throw errors.clientNotRegistered(
      clientId,
      name,
      'act for its owner',
      `${deps.publicUrl}/registerClient/${clientId}`
    )
  const { ownerId, ownerAccountId } = client
  const known = ownerAccountId === undefined ? undefined : await knownAccount(deps, ownerAccountId)
  if (known === undefined) throw errors.clientWithoutAccount(clientId, ownerId, deps.publicUrl)
  return known.user
}

/** Whether what a caller shows is good for something in a zone: a client where it is registered, a key in its scope. */
export async function reachesZone(
  deps: GatewayDeps,
  credential: Credential,
  right: KeyRight,
  name: ZoneName
): Promise<boolean> {
  if (credential.kind !== 'client') return isInScope(credential, right, name)
  return (await registeredClient(deps, await resolveZone(deps, name), credential.clientId)) !== undefined
}

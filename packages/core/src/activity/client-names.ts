/** How lines of activity and usage name clients: by label and owner, as they are registered now. */
import type { GatewayDeps } from '../deps.ts'
import { ClientId } from '../ids/client-id.ts'
import type { Zone } from '../model/zone.ts'
import { registeredClient } from '../registered/client-registration.ts'
import { withTimeout } from '../with-timeout.ts'

export interface ClientName {
  label: string | null
  ownerId: string | null
}

/** ms that the registry has for all of them: who reads a list waits no longer for names. */
const patience = 2_000

/** Of ids and of what is none; those that are not registered (any more), or not read in time, are not in it. */
export async function clientNames(
  deps: GatewayDeps,
  zone: Zone,
  ids: Iterable<string | null>
): Promise<ReadonlyMap<string, ClientName>> {
  const names = new Map<string, ClientName>()
  const read = [...new Set(ids)].map(async id => {
    const clientId = ClientId.safeParse(id)
    if (!clientId.success) return
    const client = await registeredClient(deps, zone, clientId.data)
    if (client !== undefined) names.set(clientId.data, { label: client.label || null, ownerId: client.ownerId })
  })
  await withTimeout(patience, Promise.allSettled(read), () => undefined)
  return new Map(names)
}

export const nobody: ClientName = { label: null, ownerId: null }

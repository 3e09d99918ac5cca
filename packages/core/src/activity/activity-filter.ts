/** Which lines of activity somebody looks for. */
import { listClients } from '../clients/list-clients.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ClientId } from '../ids/client-id.ts'
import type { Zone } from '../model/zone.ts'
import { withTimeout } from '../with-timeout.ts'
import type { ActivityLine } from './activity-line.ts'

export interface ActivityFilter {
  type?: string | undefined
  clientId?: ClientId | undefined
  /** In what the line says: a person, a file's hash, a label, a program, a reason. */
  text?: string | undefined
  /** Clients that the text means, by what they are called: what they did is found, too. */
  clients?: ReadonlySet<string> | undefined
}

/** Most clients that a text means. */
const mostClients = 200
/** ms that the registry has for them: without it a text still finds what lines say themselves. */
const patience = 2_000

/** The clients whose label or owner begins with these words. */
export async function clientsMeant(deps: GatewayDeps, zone: Zone, text: string): Promise<ReadonlySet<string>> {
  try {
    const listed = listClients(deps, zone, { limit: mostClients, search: text })
    const { items } = await withTimeout(patience, listed, () => ({ items: [] }))
    return new Set(items.map(({ clientId }) => clientId))
  } catch (error) {
    deps.logger.warn('activity.clients_not_searched', { zone: zone.name, reason: String(error) })
    return new Set()
  }
}

export function isWanted(line: ActivityLine, { type, clientId, text = '', clients }: ActivityFilter): boolean {
  if (type !== undefined && line.type !== type) return false
  if (clientId !== undefined && line.clientId !== clientId) return false
  if (text === '' || clients?.has(line.clientId ?? '') === true) return true
  const wanted = text.toLowerCase()
  const said = [line.clientId, line.login, line.hash, line.about, line.label, line.error, line.userAgent]
  return said.some(part => part?.toLowerCase().includes(wanted) === true)
}

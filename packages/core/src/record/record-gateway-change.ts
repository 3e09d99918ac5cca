/**
 * The record of a change that is no zone's: a line in the log, and an item in the activity of the default zone, which
 * gateway administrators see.
 */
import type { GatewayDeps } from '../deps.ts'
import { defaultZoneName } from '../ids/zone-name.ts'
import type { RequestFacts } from './log-item.ts'
import { recordChange } from './record-change.ts'

export async function recordGatewayChange(
  deps: GatewayDeps,
  type: string,
  payload: Record<string, unknown>,
  facts: RequestFacts
): Promise<void> {
  deps.logger.info('gateway.changed', { type, ...payload, by: facts.githubUserId })
  if (deps.configuredZones.has(defaultZoneName)) await recordChange(deps, defaultZoneName, type, payload, facts)
}

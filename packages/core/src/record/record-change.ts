/** The log item of what somebody changed through the site: its type and what it was about, answered with that alone. */
import type { GatewayDeps } from '../deps.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { logItem, type RequestFacts } from './log-item.ts'
import { recordActivity } from './record.ts'

export async function recordChange(
  deps: GatewayDeps,
  zone: ZoneName,
  type: string,
  payload: Record<string, unknown>,
  facts: RequestFacts
): Promise<void> {
  const item = logItem(facts, zone, { type, ...payload, zone }, { type }, deps.now())
  await recordActivity(deps, deps.randomHex(16), item)
}

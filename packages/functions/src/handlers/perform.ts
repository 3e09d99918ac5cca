/** A request of kachery clients, whichever wire it came by: who is it, may they, the operation → record. In time. */
import type { Credential } from '@kachery-gateway/core/access/credential.ts'
import { logItem, type RequestFacts } from '@kachery-gateway/core/activity/log-item.ts'
import { recordActivity } from '@kachery-gateway/core/activity/record.ts'
import { perform } from '@kachery-gateway/core/protocol/first-wire.ts'
import type { GatewayRequest } from '@kachery-gateway/core/protocol/requests.ts'
import type { GatewayResponse } from '@kachery-gateway/core/protocol/responses.ts'
import type { Gateway } from '../http/route.ts'
import { orTooSlow } from '../http/time-limit.ts'
import { slowBudget, type TimeBudget, usualBudget } from '../time-budget.ts'

export const jsonHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store' }

export async function performed(
  gateway: Gateway,
  request: GatewayRequest,
  facts: RequestFacts,
  authenticated: () => Promise<Credential>
): Promise<GatewayResponse> {
  const record = (response: Record<string, unknown>) => {
    const zone = request.type === 'getZoneInfo' ? request.zoneName : request.zone
    const item = logItem(facts, zone, { ...request }, response, gateway.now())
    return recordActivity(gateway, gateway.randomHex(16), item)
  }
  const budget = budgetOf(gateway, request)
  const timeLeft = () => budget.all - (gateway.now() - facts.requestTimestamp)
  const work = async () => perform(gateway, await authenticated(), request, facts)
  const done = await orTooSlow(budget.operation, work())
  const recorded = done.recorded === undefined ? undefined : record(done.recorded)
  await orTooSlow(timeLeft(), Promise.all([done.alongside, recorded]))
  return done.answer
}

function budgetOf(gateway: Gateway, request: GatewayRequest): TimeBudget {
  const slow = request.type === 'finalizeFileUpload' && request.size > gateway.limits.quickBytes
  return slow ? slowBudget : usualBudget
}

/** A request of kachery clients, whichever wire it came by: who is it, may they, the operation → record. In time. */
import type { Credential } from '@kachery-gateway/core/access/credential.ts'
import { logItem, type RequestFacts } from '@kachery-gateway/core/activity/log-item.ts'
import { recordActivity } from '@kachery-gateway/core/activity/record.ts'
import { inItsZone, type PlacedRequest } from '@kachery-gateway/core/protocol/placed-request.ts'
import type { GatewayRequest } from '@kachery-gateway/core/protocol/requests.ts'
import { asFirstWire, type GatewayResponse } from '@kachery-gateway/core/protocol/responses.ts'
import { dispatch } from '@kachery-gateway/core/protocol/v1.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Gateway } from '../http/route.ts'
import { withTimeLimit } from '../http/time-limit.ts'
import { slowBudget, type TimeBudget, usualBudget } from '../time-budget.ts'

const jsonHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store' }

/** `encode`: the answer in the words of its wire, cut to what clients of that wire know. */
export async function dispatchInTime(
  gateway: Gateway,
  request: GatewayRequest,
  facts: RequestFacts,
  authenticated: () => Promise<Credential>,
  encode: (answer: GatewayResponse) => object = asFirstWire
): Promise<APIGatewayProxyStructuredResultV2> {
  const record = (request: PlacedRequest, response: Record<string, unknown>) => {
    const zone = request.type === 'getZoneInfo' ? request.zoneName : request.zone
    const item = logItem(facts, zone, { ...request }, response, gateway.now())
    return recordActivity(gateway, gateway.randomHex(16), item)
  }
  const budget = budgetOf(gateway, request)
  const timeLeft = () => budget.all - (gateway.now() - facts.requestTimestamp)
  const work = async () => {
    const credential = await authenticated()
    const placed = await inItsZone(gateway, request)
    return { placed, ...(await dispatch(gateway, credential, placed, facts)) }
  }
  const done = await withTimeLimit(budget.operation, work())
  const recorded = done.recorded === undefined ? undefined : record(done.placed, done.recorded)
  await withTimeLimit(timeLeft(), Promise.all([done.alongside, recorded]))
  const { previousFailure } = done
  const told: Record<string, string> =
    previousFailure === undefined ? {} : { 'x-previous-failure': inHeader(previousFailure) }
  return { statusCode: 200, headers: { ...jsonHeaders, ...told }, body: JSON.stringify(encode(done.answer)) }
}

/** A header holds printable ASCII. */
const inHeader = (sentence: string) => sentence.replace(/[^ -~]/g, '?')

function budgetOf(gateway: Gateway, request: GatewayRequest): TimeBudget {
  const slow = request.type === 'finalizeFileUpload' && request.size > gateway.limits.quickBytes
  return slow ? slowBudget : usualBudget
}

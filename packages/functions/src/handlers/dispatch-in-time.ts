/** A request of kachery clients, whichever wire it came by: who is it, may they, the operation → record. In time. */
import type { Credential } from '@kachery-gateway/core/access/credential.ts'
import type { WireCall } from '@kachery-gateway/core/protocol/wire-operation.ts'
import { logItem, type RequestFacts } from '@kachery-gateway/core/record/log-item.ts'
import { recordActivity } from '@kachery-gateway/core/record/record.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Gateway } from '../http/route.ts'
import { withTimeLimit } from '../http/time-limit.ts'
import { slowBudget, usualBudget } from '../time-budget.ts'

const jsonHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store' }

export async function dispatchInTime(
  gateway: Gateway,
  call: WireCall,
  facts: RequestFacts,
  authenticated: () => Promise<Credential>
): Promise<APIGatewayProxyStructuredResultV2> {
  const { answer, previousFailure } = await answerInTime(gateway, call, facts, authenticated)
  const told: Record<string, string> =
    previousFailure === undefined ? {} : { 'x-previous-failure': inHeader(previousFailure) }
  return { statusCode: 200, headers: { ...jsonHeaders, ...told }, body: JSON.stringify(answer) }
}

/** The answer, once it is recorded. */
export async function answerInTime<A>(
  gateway: Gateway,
  call: WireCall<A>,
  facts: RequestFacts,
  authenticated: () => Promise<Credential>
): Promise<{ answer: A; previousFailure: string | undefined }> {
  const budget = call.isSlow(gateway.limits) ? slowBudget : usualBudget
  const timeLeft = () => budget.all - (gateway.now() - facts.requestTimestamp)
  const work = async () => call.dispatch(gateway, await authenticated(), facts)
  const { answer, log, alongside, previousFailure } = await withTimeLimit(budget.operation, work())
  const item = log && logItem(facts, log.zone, log.payload, log.response, gateway.now())
  const recorded = item && recordActivity(gateway, gateway.randomHex(16), item)
  if (alongside !== undefined || recorded !== undefined)
    await withTimeLimit(timeLeft(), Promise.all([alongside, recorded]))
  return { answer, previousFailure }
}

/** A header holds printable ASCII. */
const inHeader = (sentence: string) => sentence.replace(/[^ -~]/g, '?')

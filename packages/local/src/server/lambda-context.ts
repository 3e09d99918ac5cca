/** What Lambda tells a handler beside the event, as far as it means anything on one machine. */
import type { Context } from 'aws-lambda'

/** API Gateway's limit, ms. */
const timeLimit = 30_000

export function lambdaContext(requestId: string): Context {
  const began = performance.now()
  const nothing = () => {}
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'local',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'local',
    memoryLimitInMB: '0',
    logGroupName: 'local',
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, timeLimit - (performance.now() - began)),
    done: nothing,
    fail: nothing,
    succeed: nothing
  }
}

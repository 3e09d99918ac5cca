/** Events as an HTTP API behind the distribution makes them, and the context that Lambda gives along. */
import { defined } from '@kachery-gateway/core/defined.ts'
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { answered } from '../../leak-check/src/watch.ts'
import { originSecret } from './fake-aws.ts'

export interface EventOptions {
  routeKey?: string
  headers?: Record<string, string | null>
  body?: string | null
  /** Put over the event. */
  event?: Record<string, unknown>
}

export function httpEvent(method: string, path: string, options: EventOptions = {}): Record<string, unknown> {
  const { routeKey = `${method} ${path}`, headers = {}, body, event = {} } = options
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: { 'x-origin-verify': originSecret, 'x-forwarded-for': '192.0.2.7, 130.176.0.1', ...headers },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '130.176.0.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 0
    },
    isBase64Encoded: false,
    ...defined({ body }),
    ...event
  }
}

/** `left`: ms until Lambda ends the function. */
export function lambdaContext(left: () => number = () => 30_000): Context {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'test',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:test',
    memoryLimitInMB: '256',
    awsRequestId: 'invocation-1',
    logGroupName: 'test',
    logStreamName: 'test',
    getRemainingTimeInMillis: left,
    done() {},
    fail() {},
    succeed() {}
  }
}

type Answering = (event: unknown, context: Context) => Promise<APIGatewayProxyStructuredResultV2>

/** The same function; its answers are searched for secrets. */
export const watched =
  (handler: Answering): Answering =>
  async (event, context) => {
    const answer = await handler(event, context)
    answered('an HTTP request to a function', answer)
    return answer
  }

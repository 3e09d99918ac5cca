/** Requests as API Gateway hands them to the function: signed by a kachery client, with the headers that one sends. */
import type { HttpHandler } from '@kachery-gateway/functions/http/route.ts'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { postEvent } from '../packages/client/src/api-gateway-event.ts'
import { KacheryClient } from '../packages/client/src/kachery-client.ts'

export const zone = 'default'

/** Its requests are made here, never sent anywhere. */
export const newClient = () => new KacheryClient('http://gateway.invalid', { zone })

/** With the headers that API Gateway passes on of a Python client's request. */
export const eventOf = (body: string): APIGatewayProxyEventV2 =>
  postEvent(body, {
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip, deflate',
      'content-length': String(body.length),
      'content-type': 'application/json',
      host: 'gateway.example.org',
      'user-agent': 'python-requests/2.32.3',
      'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https'
    }
  })

/** As Lambda gives it. */
export const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'gateway',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:gateway',
  memoryLimitInMB: '1024',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  logGroupName: '/aws/lambda/gateway',
  logStreamName: '2026/01/01/[$LATEST]bench',
  getRemainingTimeInMillis: () => 29_000,
  done: () => {},
  fail: () => {},
  succeed: () => {}
}

/** The answer's body. Throws where the answer is no success: a bench of refusals would tell nothing. */
export async function call(handler: HttpHandler, event: APIGatewayProxyEventV2): Promise<string> {
  const { statusCode, body } = await handler(event, context)
  if (statusCode !== 200 || body === undefined) throw new Error(`The gateway answered ${statusCode}: ${body}`)
  return body
}

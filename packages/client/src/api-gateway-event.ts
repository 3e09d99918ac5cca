/** A kachery request as API Gateway hands it to the function. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

/** `event` is put over it, field by field; an undefined body: none. */
export function postEvent(
  body: string | undefined,
  event: Partial<APIGatewayProxyEventV2> = {}
): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: 'POST /api/gateway',
    rawPath: '/api/gateway',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName: 'gateway.example.org',
      domainPrefix: 'gateway',
      http: { method: 'POST', path: '/api/gateway', protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: 'test' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'POST /api/gateway',
      stage: '$default',
      time: '01/Jan/2026:12:00:00 +0000',
      timeEpoch: 1767268800000
    },
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body }),
    ...event
  }
}

/** A failure as an RFC 9457 problem document, with the same dotted code that clients of the wires read. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Failure } from './failure.ts'

export const problemType = 'application/problem+json'

export function failureAsProblem(failure: Failure, requestId: string): APIGatewayProxyStructuredResultV2 {
  const { status, code, sentence, retryAfter, details } = failure
  return {
    statusCode: status,
    headers: {
      'content-type': problemType,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-error-code': code,
      'x-request-id': requestId,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
    },
    body: JSON.stringify({
      ...details,
      type: `urn:kachery-gateway:error:${code}`,
      title: titles[status] ?? 'Failed',
      status,
      detail: sentence,
      code,
      requestId
    })
  }
}

const titles: Record<number, string> = {
  400: 'The request is not valid',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  412: 'Changed meanwhile',
  413: 'Too large',
  422: 'Not possible',
  429: 'Too many',
  500: 'Failed inside',
  503: 'Not available now'
}

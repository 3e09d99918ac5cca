/**
 * What may be said of an error: a status, its code, one sentence. What is not one of our errors says nothing of the
 * inside and carries the request's id; the inside is reported.
 */

import type { Audience } from '@kachery-gateway/core/audience.ts'
import { defined } from '@kachery-gateway/core/defined.ts'
import { errors, GatewayError } from '@kachery-gateway/core/errors.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { statusOf } from './status.ts'

export interface Failure {
  status: number
  code: string
  sentence: string
  /** s */
  retryAfter: number | undefined
  /** Members of a problem document beside the usual ones. */
  details?: Readonly<Record<string, unknown>>
}

/** `audience`: whose words the sentence has. */
export function failureOf(error: unknown, requestId: string, logger: Logger, audience: Audience): Failure {
  if (error instanceof GatewayError) {
    const { kind, code, retryAfter, details } = error
    // Clients ask again and again: an answer of 503 that is no failure, and alarms take it off again.
    if (kind === 'pending') logger.info('answer.pending', { requestId, code })
    if (kind === 'unavailable') logger.error(code, { requestId, message: error.message, cause: causeOf(error) })
    return {
      status: statusOf[kind],
      code,
      sentence: error.sentenceFor(audience),
      retryAfter,
      ...defined({ details })
    }
  }
  const stack = error instanceof Error ? error.stack : undefined
  logger.error('gateway.internal', { requestId, message: String(error), stack })
  const sentence = `Something went wrong inside the gateway; try again, and if it stays so, tell its operator the request id ${requestId}.`
  return { status: 500, code: 'gateway.internal', sentence, retryAfter: undefined }
}

/** The sentence as plain text, for clients that show it to a person. */
export function failureAsText(
  { status, code, sentence, retryAfter, details }: Failure,
  requestId: string
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-error-code': code,
      'x-request-id': requestId,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...allowed(details)
    },
    body: sentence
  }
}

const allowed = ({ allow }: NonNullable<Failure['details']> = {}): Record<string, string> =>
  Array.isArray(allow) ? { allow: allow.join(', ') } : {}

const causeOf = (error: Error) =>
  error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined

/** `methods`: those that something is there for. */
export function nothingThere(method: string, path: string, methods: readonly string[]): GatewayError {
  const shown = path.slice(0, 200)
  return methods.length === 0 || methods.includes(method)
    ? errors.routeNotFound(method, shown)
    : errors.wrongMethod(method, shown, methods)
}

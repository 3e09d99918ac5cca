/**
 * Middleware: errors become answers. Clients show the text to a person, so it is one plain sentence; programs read the
 * code in `x-error-code`. What is not one of our errors says nothing of the inside and carries the request's id.
 */

import { GatewayError } from '@kachery-gateway/core/errors.ts'
import type { Report } from '@kachery-gateway/core/report.ts'
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { statusOf } from './status.ts'

type Middleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>

export function errorsAsText(report: Report): Middleware {
  return {
    onError: request => {
      const id = request.event.requestContext?.requestId ?? 'unknown'
      const { error } = request
      request.response = error instanceof GatewayError ? known(error, id, report) : unknown(error, id, report)
    }
  }
}

function known(error: GatewayError, id: string, report: Report): APIGatewayProxyStructuredResultV2 {
  if (error.kind === 'unavailable') {
    report('error', error.code, { requestId: id, message: error.message, cause: causeOf(error) })
  }
  return text(statusOf[error.kind], error.code, error.message, id, error.retryAfter)
}

function unknown(error: unknown, id: string, report: Report): APIGatewayProxyStructuredResultV2 {
  report('error', 'gateway.internal', {
    requestId: id,
    message: String(error),
    stack: error instanceof Error ? error.stack : undefined
  })
  const sentence = `Something went wrong inside the gateway; try again, and if it stays so, tell its operator the request id ${id}.`
  return text(500, 'gateway.internal', sentence, id, undefined)
}

function text(status: number, code: string, sentence: string, id: string, retryAfter: number | undefined) {
  return {
    statusCode: status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-error-code': code,
      'x-request-id': id,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
    },
    body: sentence
  }
}

const causeOf = (error: Error) =>
  error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined

/** Middleware: errors become answers, around every handler, in the words and the form that its reader knows. */
import type { Audience } from '@kachery-gateway/core/audience.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import middy, { type MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { type Failure, failureOf } from './failure.ts'
import type { HttpHandler } from './route.ts'

export type Middleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>

interface Reader {
  /** Whose words a sentence has. */
  audience: Audience
  /** Plain text for programs that show it to a person, a problem document, a page. */
  form(failure: Failure, requestId: string): APIGatewayProxyStructuredResultV2
  logger(): Logger
}

/** A handler on middy that never rejects. `inside`: what else is done around `work`. */
export const errorBoundary = (reader: Reader, work: HttpHandler, ...inside: Middleware[]): HttpHandler =>
  middy(work).use(inside).use(errorsAsAnswers(reader))

function errorsAsAnswers({ audience, form, logger }: Reader): Middleware {
  return {
    onError(request) {
      const requestId = request.event.requestContext?.requestId ?? 'unknown'
      request.response = form(failureOf(request.error, requestId, logger(), audience), requestId)
    }
  }
}

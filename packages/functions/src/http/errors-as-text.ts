/** Middleware: errors become answers in plain text. Clients show the text to a person, programs read `x-error-code`. */
import type { Audience } from '@kachery-gateway/core/audience.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { failureAsText, failureOf } from './failure.ts'

type Middleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>

export function errorsAsText(logger: () => Logger, audience: Audience): Middleware {
  return {
    onError: request => {
      const id = request.event.requestContext?.requestId ?? 'unknown'
      request.response = failureAsText(failureOf(request.error, id, logger(), audience), id)
    }
  }
}
